"""Invariants: what no single table can tell, asked of a staged or published version.

Keys are unique, references resolve, counts reconcile: in SQL, from `invariants.sql` and from the contract. What compares
offsets with the text itself is in `offsets`.
"""

from __future__ import annotations

import contextlib
import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from parquetry.check import offsets, table_parts
from parquetry.errors import ConfigError
from parquetry.model import arrow_schema, contract, version_tables, vocabulary
from parquetry.model.dataset import MOST_KEYS, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from parquetry.check.table_parts import Parts
    from parquetry.check.user_suites import UserQuery

# Tables about the whole dataset: a rule whose query names one cannot be asked of a single leaf.
_MERGED = re.compile(r"\b(?:entities|sources|rejects|duplicates|repeats)\b")
# "-- mentions.entity_label", a line with table and name, then the query up to a ; at the end of a line.
_NAMED = re.compile(r"^-- (\w+)\.(\w+)\n(.*?);$", re.DOTALL | re.MULTILINE)
# Tables whose rows `documents` has a column with the number of, under the same name.
_COUNTED = ("blocks", "sentences", "mentions", "repairs", "parts")


def check(version: Path) -> list[Finding]:
    """Return every invariant that a staged or published version breaks."""
    return [*check_within(table_parts.below(version)), *check_across(version)]


def check_leaf(leaf: Path) -> list[Finding]:
    """Return every invariant between the tables of one leaf that it breaks: those that need no other leaf."""
    return check_within(table_parts.below(leaf))


def check_within(parts: Parts) -> list[Finding]:
    """Return every invariant that the rows of one leaf, or of many, break among themselves.

    A rule of a table that has no parts here is not asked: it could not be broken.
    """
    # A mention refers to an entity, and entities are merged later: in a leaf that rule would find every mention
    # dangling.
    local = [rule for rule in _rules() if rule.table in parts and not _MERGED.search(rule.query)]
    local += [rule for table in version_tables.declared(parts).values() for rule in _derived(table)]
    with _tables(parts) as connection:
        return [*_findings(connection, local), *offsets.in_texts(parts), *offsets.in_extracts(parts)]


def check_across(version: Path) -> list[Finding]:
    """Return every invariant of a version that needs its merged tables, or all its leaves, and that it breaks."""
    merged = [rule for rule in _rules() if _MERGED.search(rule.query)]
    with _tables(table_parts.below(version)) as connection:
        return list(_findings(connection, merged))


def check_enriched(leaf: Path, enriched: Path, tables: Iterable[str]) -> list[Finding]:
    """Return every invariant that the tables of a leaf's enrichment break, among themselves or with the leaf's own."""
    local = [rule for rule in _rules() if rule.table in tables and not _MERGED.search(rule.query)]
    own = table_parts.below(enriched)
    local += [rule for table in version_tables.declared(own).values() for rule in _derived(table)]
    with _tables({**table_parts.below(leaf), **{name: own.get(name, ()) for name in tables}}) as connection:
        return list(_findings(connection, local))


def check_merged(staged: Path, forms: Sequence[Path], counts: Sequence[Path]) -> list[Finding]:
    """Return every invariant of the merged tables that a staged version breaks.

    `forms` and `counts` are what the leaves say of their entities and sources: rules that `merged.sql` has in those terms
    cost what the merged tables cost, and not what the whole dataset does.
    """
    # The rule "each mention has its entity" reads all mentions; in merged.sql it reads the forms that the leaves
    # counted.
    cheap = {(rule.table, rule.name): rule for rule in _parse("merged.sql")}
    merged = [cheap.get((rule.table, rule.name), rule) for rule in _rules() if _MERGED.search(rule.query)]
    with _tables(table_parts.below(staged)) as connection:
        connection.from_parquet([str(path) for path in forms]).create_view("entity_forms")
        connection.from_parquet([str(path) for path in counts]).create_view("source_counts")
        return list(_findings(connection, merged))


def check_queries(staged: Path, queries: Iterable[UserQuery], own: Iterable[contract.Table] = ()) -> list[Finding]:
    """Return what the user's own queries find in a staged version; `own` are the tables of plugins, with rows or without.

    Raises:
        ConfigError: a query cannot be run.
    """
    with _tables(table_parts.below(staged), own) as connection:
        return [finding for query in queries for finding in _found(connection, query)]


def refuse_unsound(queries: Iterable[UserQuery], own: Iterable[contract.Table] = ()) -> None:
    """Return only if each query of the user's can be run on tables without rows; `own` are those of plugins.

    Raises:
        ConfigError: one cannot.
    """
    with _tables({}, own) as connection:
        for query in queries:
            _found(connection, query)


def _found(connection: duckdb.DuckDBPyConnection, query: UserQuery) -> list[Finding]:
    try:
        return list(_findings(connection, [_Rule(query.table, query.name, query.query)]))
    except duckdb.Error as error:
        message = f"[check]: the query {query.table}.{query.name}: {str(error).splitlines()[0]}; nothing was published"
        raise ConfigError(message) from error


def rules() -> list[tuple[str, str]]:
    """Return the table and name of every invariant."""
    return [*((rule.table, rule.name) for rule in _rules()), *offsets.RULES]


@contextlib.contextmanager
def _tables(parts: Parts, own: Iterable[contract.Table] = ()) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection with a view for each table of the contract: of its parts, or empty where it has none.

    Tables that parts declare themselves have theirs too, and so have `own`, which may have no part.
    """
    # Several leaves are checked at once, so that a connection does not get all cores.
    with duckdb.connect(config={"threads": 2}) as connection:
        for name in contract.BY_NAME:
            create_view(connection, name, [str(path) for path in parts.get(name, ())])
        for name, table in ({table.name: table for table in own} | version_tables.declared(parts)).items():
            create_view(connection, name, [str(path) for path in parts.get(name, ())], table)
        yield connection


def create_view(
    connection: duckdb.DuckDBPyConnection, name: str, parts: list[str], table: contract.Table | None = None
) -> None:
    """Create the view of a table; what a version of an older contract does not have is empty or null in it.

    `table` is given for one that is none of the contract.
    """
    schema = arrow_schema.schema(name) if table is None else arrow_schema.of(table)
    given = connection.from_parquet(parts) if parts else None
    # The usual case: a version of today's contract.
    if given is not None and given.columns == schema.names:
        given.create_view(name)
        return
    connection.register(f"empty_{name}", schema.empty_table())
    older = ""
    if given is not None:
        given.create_view(f"given_{name}")
        older = f"UNION ALL BY NAME FROM given_{name}"
    # BY NAME: columns that the old parts lack come out null; without parts the view is the empty table alone.
    connection.execute(f"CREATE VIEW {name} AS FROM empty_{name} {older}")


def _findings(connection: duckdb.DuckDBPyConnection, rules: Iterable[_Rule]) -> Iterator[Finding]:
    known = {"flags": list(vocabulary.FLAGS), "reasons": [*vocabulary.REASONS, *vocabulary.FLAGS]}
    for rule in rules:
        # DuckDB refuses a parameter that the query does not use.
        parameters = {key: value for key, value in known.items() if f"${key}" in rule.query}
        rows = connection.execute(rule.query, parameters).fetchall()
        if rows:
            keys = tuple(json.dumps(row, default=str) for row in rows[:MOST_KEYS])
            yield Finding(rule.table, rule.name, f"{len(rows)} rows", len(rows), keys)


class _Rule(NamedTuple):
    """A rule: its table, its name, and the query that returns the keys of the rows that break it."""

    table: str
    name: str
    query: str


@cache
def _rules() -> tuple[_Rule, ...]:
    """Return the rules derived from the contract, then those written down."""
    out = [rule for table in contract.TABLES for rule in _derived(table)]
    for name in _COUNTED:
        counted = f"(SELECT doc_id, count(*) AS n FROM {name} GROUP BY ALL)"
        # LEFT JOIN and coalesce: a document without blocks has no row to count, and its number must be 0.
        query = f"SELECT doc_id FROM documents d LEFT JOIN {counted} t USING (doc_id) WHERE d.{name} <> coalesce(t.n, 0)"
        out.append(_Rule("documents", f"{name}_counted", query))
    return (*out, *_parse("invariants.sql"))


def _derived(table: contract.Table) -> list[_Rule]:
    """Return the rules that follow from the declaration of a table: its key is unique, what it refers to is there."""
    key = ", ".join(f'"{column}"' for column in table.key)
    # GROUP BY ALL: by the columns of the key.
    unique = _Rule(table.name, "key_unique", f"SELECT {key} FROM {table.name} GROUP BY ALL HAVING count(*) > 1")
    return [
        unique,
        *(
            _Rule(table.name, f"refers_{reference.columns[-1]}", _dangling(table, reference))
            for reference in table.references
        ),
    ]


def _parse(name: str) -> list[_Rule]:
    text = (files("parquetry.check") / name).read_text(encoding="utf-8")
    return [_Rule(*match.groups()) for match in _NAMED.finditer(text)]


def _dangling(table: contract.Table, reference: contract.Reference) -> str:
    pairs = zip(reference.columns, reference.to, strict=True)
    match = " AND ".join(f'r."{to}" = t."{column}"' for column, to in pairs)
    # A null refers to nothing, and breaks nothing: a mention need not have an entity.
    present = " AND ".join(f't."{column}" IS NOT NULL' for column in reference.columns)
    key = ", ".join(f't."{column}"' for column in table.key)
    return f"SELECT {key} FROM {table.name} t WHERE {present} AND NOT EXISTS (FROM {reference.table} r WHERE {match})"
