"""Compare: what differs between two versions of a dataset, by document and by row of each table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.model import arrow_schema, contract

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

_QUOTED = '"{}"'


@dataclass(frozen=True, slots=True)
class Change:
    """A document that one version has and the other has not, or that both have with other content."""

    how: str
    source_path: str
    source_record: int | None
    doc_id: str


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows of a table were added, removed, and changed under the same key."""

    table: str
    added: int
    removed: int
    changed: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from `before` to `after`, both names of versions."""

    before: str
    after: str
    documents: tuple[Change, ...]
    tables: tuple[Rows, ...]


def compare(before: Path, after: Path) -> Difference:
    """Return what differs between two published versions; the same version twice differs in nothing.

    A document is `changed` where any of its rows is, in any table: new code may find other mentions in the same text. A
    column that an old version does not have counts as null there.
    """
    import duckdb  # noqa: PLC0415 (only where it is used)

    with duckdb.connect() as connection:
        for name in contract.BY_NAME:
            connection.register(f"of_{name}", arrow_schema.schema(name).empty_table())
            for side, version in (("before", before), ("after", after)):
                parts = str(version / "data" / name / "*.parquet").replace("'", "''")
                connection.execute(
                    f"CREATE VIEW {side}_{name} AS FROM of_{name} UNION ALL BY NAME FROM read_parquet('{parts}')"
                )
        tables = tuple(_rows(connection, name) for name in contract.BY_NAME)
        return Difference(before.name, after.name, _documents(connection), tables)


def _joined(name: str) -> tuple[str, str]:
    """Return the SQL of both versions' rows side by side by key, and that of the condition that they differ."""
    table = contract.BY_NAME[name]
    keys = ", ".join(_QUOTED.format(key) for key in table.key)
    others = [_QUOTED.format(column.name) for column in table.columns if column.name not in table.key]
    differ = " OR ".join(f"b.{column} IS DISTINCT FROM a.{column}" for column in others)
    joined = (
        f"(SELECT *, true AS here FROM before_{name}) b FULL JOIN (SELECT *, true AS here FROM after_{name}) a "
        f"USING ({keys})"
    )
    return joined, differ


def _rows(connection: duckdb.DuckDBPyConnection, name: str) -> Rows:
    joined, differ = _joined(name)
    query = f"""SELECT count(*) FILTER (b.here IS NULL), count(*) FILTER (a.here IS NULL),
        count(*) FILTER (b.here AND a.here AND ({differ})) FROM {joined}"""
    ((added, removed, changed),) = connection.sql(query).fetchall()
    return Rows(name, added, removed, changed)


def _documents(connection: duckdb.DuckDBPyConnection) -> tuple[Change, ...]:
    """Return the documents that differ, sorted by where they come from."""
    parts = []
    for name, table in contract.BY_NAME.items():
        if "doc_id" in table.key:
            joined, differ = _joined(name)
            parts.append(f"SELECT doc_id FROM {joined} WHERE b.here IS NULL OR a.here IS NULL OR {differ}")
    query = f"""WITH differing AS ({" UNION ".join(parts)})
        SELECT CASE WHEN b.doc_id IS NULL THEN 'added' WHEN a.doc_id IS NULL THEN 'removed' ELSE 'changed' END,
            coalesce(a.source_path, b.source_path) AS path, coalesce(a.source_record, b.source_record) AS record, doc_id
        FROM differing LEFT JOIN before_documents b USING (doc_id) LEFT JOIN after_documents a USING (doc_id)
        ORDER BY path, record NULLS FIRST, doc_id"""
    return tuple(Change(*row) for row in connection.sql(query).fetchall())
