"""The tables of the user's own that the config names, each made ready once in a process."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from parquetry.enrich import own_table_rules
from parquetry.errors import ConfigError
from parquetry.execution import plugins
from parquetry.model import declaration
from parquetry.tabulate.rows import DOCUMENT_TABLES

if TYPE_CHECKING:
    from parquetry.config import Config
    from parquetry.enrich.own_tables import OwnTable

_KIND = "tables"
ENRICHED = ("signals", "chunks")
"""Tables of the contract that are made of those of a leaf, and that tables of plugins may be made of in turn."""


def load(config: Config) -> tuple[OwnTable, ...]:
    """Return the tables that [enrich] tables names, in its order.

    Raises:
        ConfigError, UnknownNameError: a plugin is none, declares no table that can be, or two are of one name.
    """
    tables = tuple(_table(plugins.path_of(name, _KIND)) for name in config.enrich.tables)
    # By the table, not by the plugin: two packages may have thought of the same name.
    names = [own.table.name for own in tables]
    for at, name in enumerate(names):
        if name in names[:at]:
            message = f"[enrich] tables: two plugins make a table {name}. Known: {', '.join(sorted(set(names)))}"
            raise ConfigError(message)
    return tables


@cache
def _table(path: str) -> OwnTable:
    own: OwnTable = plugins.made(path, ("table", "fingerprint", "reads", "rows"), {"rows": 1})
    own_table_rules.refuse_unsound(own, DOCUMENT_TABLES, ENRICHED)
    return own


def settings(config: Config) -> dict[str, str]:
    """Return for each table, by its name, what decides its rows: its declaration, its source, its fingerprint.

    Raises:
        ConfigError, UnknownNameError: as `load` does.
    """
    sources = plugins.fingerprints(config.enrich.tables, _KIND)
    return {
        own.table.name: json.dumps([sources[name], own.fingerprint, declaration.written(own.table)])
        for name, own in zip(config.enrich.tables, load(config), strict=True)
    }
