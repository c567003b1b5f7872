"""Declarations of tables that are not of the contract: JSON in the metadata of their own Parquet files.

So a version can be read, checked and exported where the plugin that made a table is not installed.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from parquetry.model.contract import Column, Reference, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY = b"parquetry.table"
"""Where the declaration stands in the metadata of a schema."""


def written(table: Table) -> str:
    """Return the declaration of a table.

    >>> read({KEY: written(Table("counts", ("doc_id",), "Counts.", (Column("n", "int64", "Number."),))).encode()}).name
    'counts'
    """
    return json.dumps(asdict(table), sort_keys=True)


def read(metadata: Mapping[bytes, bytes] | None) -> Table | None:
    """Return the table that the metadata of a schema declares; null where it declares none that can be read."""
    try:
        value = json.loads((metadata or {})[KEY])
        columns = (Column(**{**column, "allowed": tuple(column["allowed"])}) for column in value["columns"])
        references = (Reference(tuple(one["columns"]), one["table"], tuple(one["to"])) for one in value["references"])
        parts = {"key": tuple(value["key"]), "columns": tuple(columns), "references": tuple(references)}
        return Table(**{**value, **parts})
    # Files may come from anywhere: what is no declaration declares nothing, and `verify` says that the table is unknown.
    except (KeyError, TypeError, ValueError):
        return None
