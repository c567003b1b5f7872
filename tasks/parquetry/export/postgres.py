"""PostgreSQL: each table of a dataset as a table of one schema, brought from version to version by one transaction.

Only the rows of leaves that changed are deleted and written. What was written is noted in the schema itself, in the same
transaction: readers see one version or the next, and an export that was cut short has changed nothing.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from adbc_driver_postgresql import dbapi

from parquetry.errors import ConfigError, StorageError
from parquetry.export import leaf_rows
from parquetry.export.database_urls import without_password
from parquetry.model import version_tables
from parquetry.publish import manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adbc_driver_manager.dbapi import Cursor

    from parquetry.export.leaf_rows import Leaves
    from parquetry.model import contract

NOTES = "parquetry_parts"
"""The table that says what was exported last: a row for each part file."""
NUL = "\N{SYMBOL FOR NULL}"
"""What stands for U+0000, which no text of PostgreSQL may hold."""
_TYPES = {
    pa.string(): "text",
    pa.binary(): "bytea",
    pa.bool_(): "boolean",
    pa.int8(): "smallint",
    pa.int32(): "integer",
    pa.int64(): "bigint",
    pa.float32(): "real",
    pa.float64(): "double precision",
    pa.list_(pa.field("item", pa.string(), nullable=False)): "text[]",
}
"""Types of columns by those of Arrow. Any other is a list of structures, and becomes JSON."""
_STRUCTURES = "json"


def update(version: Path, url: str) -> int:
    """Bring the tables of a database to a version; return how many of them changed.

    They are in the schema that the URL names behind a `#`, else in one with the name of the dataset.

    Raises:
        ConfigError: the schema holds tables that no export wrote.
        StorageError: the server refused; nothing is changed.
    """
    # libpq has no use for what stands behind "#", so that the rest is its URL as it is.
    address, _, named = url.partition("#")
    schema = named or str(manifest.read(version)["content"]["dataset"])
    with _transaction(address) as cursor:
        _prepare(cursor, schema)
        before = _noted(cursor, schema)
        tables = version_tables.by_name(version)
        now = {name: leaf_rows.leaves(version, name) for name in tables}
        gone = leaf_rows.gone(before, tables)
        for name in gone:
            cursor.execute(f"DELETE FROM {_name(schema)}.{_name(name)}")
            _note(cursor, schema, name, {}, version.name)
        changed = sum(_update_table(cursor, version, schema, tables[name], before.get(name), now[name]) for name in now)
        return changed + len(gone)


@contextlib.contextmanager
def _transaction(address: str) -> Iterator[Cursor]:
    """Give a cursor whose work is done whole or not at all."""
    try:
        with dbapi.connect(address) as connection, connection.cursor() as cursor:
            yield cursor
            # Without it closing the connection rolls back, as after an error.
            connection.commit()
    except dbapi.Error as error:
        # Its first line: what follows may quote the row, and with it a document's text.
        message = f"cannot write to {without_password(address)}: {str(error).splitlines()[0]}"
        raise StorageError(message) from error


def _prepare(cursor: Cursor, schema: str) -> None:
    """Make the schema and its notes; refuse one that holds something else."""
    # Two exports into one schema at once: the second waits, and finds what the first wrote.
    cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", parameters=(f"parquetry {schema}",))
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = $1", parameters=(schema,))
    tables = {name for (name,) in cursor.fetchall()}
    if tables and NOTES not in tables:
        message = f"the schema {schema} holds tables that no export wrote; name another one behind the URL: #letters"
        raise ConfigError(message)
    cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {_name(schema)}")
    cursor.execute(
        f"CREATE TABLE IF NOT EXISTS {_name(schema)}.{NOTES}"
        " (table_name text, leaf text, path text, sha256 text, version text)"
    )


def _noted(cursor: Cursor, schema: str) -> dict[str, Leaves]:
    """Return what was exported before: the leaves of each table that is still there."""
    cursor.execute(
        f"SELECT table_name, leaf, path, sha256 FROM {_name(schema)}.{NOTES}"
        " WHERE table_name IN (SELECT tablename FROM pg_tables WHERE schemaname = $1)",
        parameters=(schema,),
    )
    out: dict[str, Leaves] = {}
    for table, leaf, path, digest in cursor.fetchall():
        out.setdefault(table, {}).setdefault(leaf, {})[path] = digest
    return out


def _update_table(  # noqa: PLR0913 (where it is, and what was and is in it)
    cursor: Cursor,
    version: Path,
    schema: str,
    table: contract.Table,
    before: Leaves | None,
    now: Leaves,
) -> bool:
    """Write the leaves of a table that differ from what was exported before; return whether any do."""
    changed = leaf_rows.different(before or {}, now)
    # Of a table that is not there yet nothing is known, though it may have no rows at all: it is made.
    if before is not None and not changed:
        return False
    name = table.name
    place = f"{_name(schema)}.{_name(name)}"
    _define(cursor, place, table)
    for leaf in changed:
        cursor.execute(f"DELETE FROM {place} WHERE {leaf_rows.LEAF} = $1", parameters=(leaf,))
    rows = leaf_rows.rows(version, table, {leaf: now[leaf] for leaf in changed if leaf in now})
    # A generator: the driver asks for one batch after the other, and sends each by the binary COPY.
    fields = pa.schema([pa.field(field.name, _arrow_type(field.type)) for field in rows.schema])
    batches = (pa.RecordBatch.from_arrays([_column(column) for column in batch.columns], schema=fields) for batch in rows)
    cursor.adbc_ingest(name, pa.RecordBatchReader.from_batches(fields, batches), mode="append", db_schema_name=schema)
    _note(cursor, schema, name, now, version.name)
    return True


def _define(cursor: Cursor, place: str, table: contract.Table) -> None:
    """Make a table as it is declared, or add the columns that it got since."""
    fields = leaf_rows.schema(table)
    columns = [f"{_name(field.name)} {_TYPES.get(field.type, _STRUCTURES)}" for field in fields]
    cursor.execute(f"CREATE TABLE IF NOT EXISTS {place} ({', '.join(columns)})")
    # Rows of leaves that did not change stay as they are, and are null in a column that is added.
    for column in columns:
        cursor.execute(f"ALTER TABLE {place} ADD COLUMN IF NOT EXISTS {column}")
    # What is deleted is found by the leaf, what is asked for by the key.
    for at, wanted in enumerate(([leaf_rows.LEAF], table.key)):
        index = _name(f"{table.name}_by_{'key' if at else 'leaf'}")
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {index} ON {place} ({', '.join(map(_name, wanted))})")
    # Shown by psql's \d+ and by most tools: the contract's own words.
    cursor.execute(f"COMMENT ON TABLE {place} IS {_literal(table.description)}")
    for described in table.columns:
        cursor.execute(f"COMMENT ON COLUMN {place}.{_name(described.name)} IS {_literal(described.description)}")


def _note(cursor: Cursor, schema: str, name: str, now: Leaves, version: str) -> None:
    """Note which part files a table now has the rows of."""
    place = f"{_name(schema)}.{NOTES}"
    cursor.execute(f"DELETE FROM {place} WHERE table_name = $1", parameters=(name,))
    values = [(name, leaf, path, digest, version) for leaf, parts in now.items() for path, digest in parts.items()]
    # A table without a part has no row, and is written whole the next time: it is empty.
    if values:
        cursor.executemany(f"INSERT INTO {place} VALUES ($1, $2, $3, $4, $5)", values)


def _arrow_type(of: pa.DataType) -> pa.DataType:
    """Return the type that values are sent as: structures as the text of their JSON."""
    return of if of in _TYPES else pa.string()


def _column(column: pa.Array) -> pa.Array:
    """Return a column as PostgreSQL takes it: without U+0000, and structures as JSON.

    >>> _column(pa.array([[{"text": "of", "probability": 0.5}], []])).to_pylist()
    ['[{"text": "of", "probability": 0.5}]', '[]']
    >>> _column(pa.array([["a\\0b"], None])).to_pylist()
    [['a␀b'], None]
    """
    if pa.types.is_string(column.type):
        return pc.replace_substring(column, "\0", NUL)
    if not pa.types.is_list(column.type):
        return column
    values = [_without_nul(row) for row in column.to_pylist()]
    # ["converted", "odd_breaks"] becomes an array of texts.
    if pa.types.is_string(column.type.value_type):
        return pa.array(values, column.type)
    # [{"text": "of", "probability": 0.5}] becomes one text, which a column of type json takes as it is.
    return pa.array([None if row is None else json.dumps(row, ensure_ascii=False) for row in values], pa.string())


def _without_nul(value: Any) -> Any:  # noqa: ANN401 (a value of any column)
    """Return a value with `NUL` for U+0000: JSON has an escape for it, which PostgreSQL refuses to read."""
    if isinstance(value, str):
        return value.replace("\0", NUL)
    if isinstance(value, list):
        return [_without_nul(inner) for inner in value]
    if isinstance(value, dict):
        return {name: _without_nul(inner) for name, inner in value.items()}
    return value


def _name(name: str) -> str:
    """Return a name as SQL quotes it: `end` is a word of SQL, and datasets are named by people."""
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    """Return a text as SQL quotes it, where no parameter may stand."""
    return "'" + text.replace("'", "''") + "'"
