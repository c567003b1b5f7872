"""Diff: what differs between two versions of a dataset, by document and by row of each table."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import duckdb

from parquetry.dataset.reader import open_parts, open_table
from parquetry.model import arrow_schema, version_tables
from parquetry.publish import manifest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pyarrow as pa
    import pyarrow.dataset as ds

    from parquetry.model import contract

ROWS = 20
"""Rows of a table that are listed one by one unless more are asked for: what a person reads."""
# What part files are named by their content with, as in "b01-0123abcd.parquet": those of the first release are not.
_BY_CONTENT = re.compile(r"-[0-9a-f]{8}\.parquet")
# "end" is a column and a word of SQL.
_QUOTED = '"{}"'


@dataclass(frozen=True, slots=True)
class Change:
    """A document that one version has and the other has not, or that both have with other content."""

    how: str
    source_path: str
    source_record: int | None
    doc_id: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that is added, removed or changed: its key as column and value, and which columns differ if it changed.

    `label` is what a person knows the row by, where its key is a hash: the name of an entity.
    """

    how: str
    key: dict[str, Any]
    label: str | None
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows of a table were added, removed, and changed under the same key, and the first of them by key."""

    table: str
    added: int
    removed: int
    changed: int
    rows: tuple[RowChange, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from `before` to `after`, both names of versions."""

    before: str
    after: str
    documents: tuple[Change, ...]
    tables: tuple[Rows, ...]


def compare(before: Path, after: Path, rows: int = ROWS) -> Difference:
    """Return what differs between two published versions, with up to `rows` rows of each table one by one.

    The same version twice differs in nothing. A document is `changed` where any of its rows is, in any table: new code
    may find other mentions in the same text. A column that a version does not have counts as null there. Part files that
    both have are not read. `after` may be a version that is staged.

    Raises:
        DamageError: a part file of one is missing.
    """
    for version in (before, after):
        manifest.refuse_incomplete(version)
    with duckdb.connect() as connection:
        declared = version_tables.by_name(before), version_tables.by_name(after)
        compared = {name: _common(*(known.get(name) for known in declared)) for name in {**declared[0], **declared[1]}}
        for name, table in compared.items():
            parts = _differing_parts(before / "data" / name, after / "data" / name)
            for when, own, known in zip(("before", "after"), parts, declared, strict=True):
                _show(connection, f"{when}_{name}", open_parts(name, own, declared=known.get(name, table)), table)
        for when, version in (("before", before), ("after", after)):
            # All documents: one may have changed in another table alone, and its row be in a part file that both have.
            connection.register(f"all_{when}", open_table(version, "documents"))
        tables = tuple(_rows(connection, table, rows) for table in compared.values())
        return Difference(before.name, after.name, _documents(connection, compared.values()), tables)


def _differing_parts(before: Path, after: Path) -> tuple[list[str], list[str]]:
    """Return the part files of a table in two versions, without those that both have."""
    parts = [{path.name: path for path in sorted(folder.glob("*.parquet"))} for folder in (before, after)]
    both = {name for name in parts[0].keys() & parts[1].keys() if _BY_CONTENT.search(name)}
    # Of one name and size they are one file, see `staging.place`; a row that stands in both differs in nothing.
    both = {name for name in both if len({of_version[name].stat().st_size for of_version in parts}) == 1}
    # In the order of their names, so that rows come in the same order each time.
    one, other = ([str(path) for name, path in of_version.items() if name not in both] for of_version in parts)
    return one, other


def _common(before: contract.Table | None, after: contract.Table | None) -> contract.Table:
    """Return the table that rows of two versions are compared as: a plugin may have declared it otherwise since.

    It has the columns of both, and the key of both, by which rows of another key are other rows. Columns whose type has
    changed are text, which every value can be written as.
    """
    # One of the two is there, or nobody would ask.
    now = cast("contract.Table", after or before)
    if before in (None, now):
        return now
    was = {column.name: column for column in before.columns}
    columns = [_as_both(column, was.get(column.name, column)) for column in now.columns]
    names = {column.name for column in columns}
    key = tuple(dict.fromkeys((*now.key, *before.key)))
    return replace(now, key=key, columns=(*columns, *(column for name, column in was.items() if name not in names)))


def _as_both(now: contract.Column, was: contract.Column) -> contract.Column:
    return now if now.type == was.type else replace(now, type="string")


def _show(connection: duckdb.DuckDBPyConnection, name: str, rows: ds.Dataset, table: contract.Table) -> None:
    """Make the rows of a version queryable as a table is declared; what it does not have is null."""
    # By pyarrow: it adds the columns that an old version lacks, and takes [ and * in a path for what they are.
    types = arrow_schema.of(table)
    if rows.schema.equals(types):
        connection.register(name, rows)
        return
    connection.register(f"{name}_as_declared", rows)
    columns = [_read_as(field, rows.schema) for field in types]
    connection.execute(f"CREATE TEMP VIEW {name} AS SELECT {', '.join(columns)} FROM {name}_as_declared")


def _read_as(wanted: pa.Field, given: pa.Schema) -> str:
    """Return the SQL of a column as it is wanted, of rows that may have it otherwise or not at all."""
    name = _QUOTED.format(wanted.name)
    if wanted.name not in given.names:
        return f"NULL AS {name}"
    return name if given.field(wanted.name).type.equals(wanted.type) else f"CAST({name} AS VARCHAR) AS {name}"


def _names(table: contract.Table) -> tuple[list[str], list[str]]:
    """Return the key columns of a table and its other columns, quoted."""
    keys = [_QUOTED.format(key) for key in table.key]
    return keys, [_QUOTED.format(column.name) for column in table.columns if column.name not in table.key]


def _joined(table: contract.Table) -> tuple[str, str]:
    """Return the SQL of both versions' rows side by side by key, and that of the condition that they differ."""
    # Only the other columns can differ: rows are joined by the key.
    name = table.name
    keys, others = _names(table)
    # IS DISTINCT FROM: two nulls are the same, a null and a value are not. With <> both would be null.
    differ = " OR ".join(f"b.{column} IS DISTINCT FROM a.{column}" for column in others) or "false"
    # `here` is null on the side where the key is missing: no column of the table could tell that from a null value.
    joined = (
        f"(SELECT *, true AS here FROM before_{name}) b FULL JOIN (SELECT *, true AS here FROM after_{name}) a "
        f"USING ({', '.join(keys)})"
    )
    return joined, differ


def _rows(connection: duckdb.DuckDBPyConnection, table: contract.Table, most: int) -> Rows:
    joined, differ = _joined(table)
    query = f"""SELECT count(*) FILTER (b.here IS NULL), count(*) FILTER (a.here IS NULL),
        count(*) FILTER (b.here AND a.here AND ({differ})) FROM {joined}"""
    ((added, removed, changed),) = connection.sql(query).fetchall()
    # Counted first: most tables of two versions are the same, and need no second query.
    listed = _row_changes(connection, table, most) if most and added + removed + changed else ()
    return Rows(table.name, added, removed, changed, listed)


def _row_changes(connection: duckdb.DuckDBPyConnection, table: contract.Table, most: int) -> tuple[RowChange, ...]:
    """Return the first rows that differ, sorted by key."""
    keys, others = _names(table)
    joined, differ = _joined(table)
    # A list with the name of each column that differs, and null for the others; the nulls are dropped below.
    which = ", ".join(
        f"CASE WHEN b.here AND a.here AND b.{column} IS DISTINCT FROM a.{column} THEN {_literal(column)} END"
        for column in others
    )
    # An entity_id is a hash, which nobody knows an entity by.
    label = "coalesce(a.name, b.name)" if table.name == "entities" else "NULL"
    query = f"""SELECT CASE WHEN b.here IS NULL THEN 'added' WHEN a.here IS NULL THEN 'removed' ELSE 'changed' END,
        {label}, [{which}], {", ".join(keys)} FROM {joined}
        WHERE b.here IS NULL OR a.here IS NULL OR {differ} ORDER BY {", ".join(keys)} LIMIT {most:d}"""
    return tuple(
        RowChange(how, dict(zip(table.key, key, strict=True)), text, tuple(column for column in columns if column))
        for how, text, columns, *key in connection.sql(query).fetchall()
    )


def _literal(quoted: str) -> str:
    return "'" + quoted.strip('"') + "'"


def _documents(connection: duckdb.DuckDBPyConnection, tables: Iterable[contract.Table]) -> tuple[Change, ...]:
    """Return the documents that differ, sorted by where they come from."""
    parts = []
    for table in tables:
        # A new mention changes its document. Entities and sources are about many documents, and change none.
        if "doc_id" in table.key:
            joined, differ = _joined(table)
            parts.append(f"SELECT doc_id FROM {joined} WHERE b.here IS NULL OR a.here IS NULL OR {differ}")
    # A document that is gone has its path only in the old version, a new one only in the other: hence coalesce.
    query = f"""WITH differing AS ({" UNION ".join(parts)})
        SELECT CASE WHEN b.doc_id IS NULL THEN 'added' WHEN a.doc_id IS NULL THEN 'removed' ELSE 'changed' END,
            coalesce(a.source_path, b.source_path) AS path, coalesce(a.source_record, b.source_record) AS record, doc_id
        FROM differing LEFT JOIN all_before b USING (doc_id) LEFT JOIN all_after a USING (doc_id)
        ORDER BY path, record NULLS FIRST, doc_id"""
    return tuple(Change(*row) for row in connection.sql(query).fetchall())
