"""Apache Iceberg: each table of a dataset as a table of a namespace, brought from version to version by one commit.

The catalog is one that pyiceberg knows by name, from `~/.pyiceberg.yaml` or its environment variables: REST, Glue, Hive,
SQL. Tables are partitioned by leaf, and only the leaves that changed are deleted and written. What was written is noted in
a table beside them; a commit that was cut short is made again by the next export.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pyarrow as pa
from pyiceberg import exceptions
from pyiceberg.catalog import load_catalog
from sqlalchemy.exc import SQLAlchemyError

from parquetry.errors import ConfigError, StorageError
from parquetry.export import leaf_rows
from parquetry.model import version_tables
from parquetry.publish import manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pyiceberg.catalog import Catalog
    from pyiceberg.table import Table

    from parquetry.export.leaf_rows import Leaves
    from parquetry.model import contract

NOTES = "parquetry_parts"
"""The table that says what was exported last: a row for each part file."""
VERSION = "parquetry.version"
"""The property of a table that names the version its rows are of."""
WRITE_BYTES = 128 * 1024 * 1024
"""Bytes of rows above which a file is written; those of so many leaves are in memory."""
# Catalogs speak HTTP, whose errors are OSErrors, or SQL; stores are pyarrow's.
_ERRORS = (
    OSError,
    SQLAlchemyError,
    pa.ArrowException,
    *(kind for kind in vars(exceptions).values() if isinstance(kind, type) and issubclass(kind, Exception)),
)
_NOTE = pa.schema([pa.field(name, pa.string()) for name in ("table_name", "leaf", "path", "sha256", "version")])


def update(version: Path, place: str) -> int:
    """Bring the tables of a namespace to a version; return how many of them changed.

    `place` is the name of a catalog, and behind a `#` that of a namespace; without it that is the name of the dataset.

    Raises:
        ConfigError: there is no such catalog, or the namespace holds tables that no export wrote.
        StorageError: the catalog, or the store of its files, refused.
    """
    name, _, named = place.partition("#")
    namespace = named or str(manifest.read(version)["content"]["dataset"])
    try:
        catalog = load_catalog(name)
    except ValueError as error:
        message = f"there is no catalog {name}: {error}; name it in ~/.pyiceberg.yaml or in PYICEBERG_CATALOG__..."
        raise ConfigError(message) from error
    try:
        return _update(catalog, namespace, version)
    except _ERRORS as error:
        message = f"cannot write to {place}: {type(error).__name__}: {(str(error).splitlines() or [''])[0]}"
        raise StorageError(message) from error


def _update(catalog: Catalog, namespace: str, version: Path) -> int:
    catalog.create_namespace_if_not_exists(namespace)
    there = {name for *_, name in catalog.list_tables(namespace)}
    if there and NOTES not in there:
        message = (
            f"the namespace {namespace} holds tables that no export wrote; name another one behind the catalog: #letters"
        )
        raise ConfigError(message)
    notes = catalog.create_table_if_not_exists((namespace, NOTES), schema=_NOTE)
    before = _noted(notes)
    changed = 0
    tables = version_tables.by_name(version)
    for name, table in tables.items():
        now = leaf_rows.leaves(version, name)
        # A table that was removed by hand is written whole.
        known = before.get(name) if name in there else None
        if known is None or known != now:
            _update_table(catalog, namespace, version, table, known or {}, now)
            _note(notes, name, now, version.name)
            changed += 1
    for name in sorted(there & set(leaf_rows.gone(before, tables))):
        with catalog.load_table((namespace, name)).transaction() as transaction:
            transaction.delete("true")
        _note(notes, name, {}, version.name)
        changed += 1
    return changed


def _noted(notes: Table) -> dict[str, Leaves]:
    """Return what was exported before: the leaves of each table."""
    out: dict[str, Leaves] = {}
    for row in notes.scan().to_arrow().to_pylist():
        out.setdefault(row["table_name"], {}).setdefault(row["leaf"], {})[row["path"]] = row["sha256"]
    return out


def _update_table(  # noqa: PLR0913 (where it is, and what was and is in it)
    catalog: Catalog, namespace: str, version: Path, table: contract.Table, before: Leaves, now: Leaves
) -> None:
    """Write the leaves of a table that differ from what was exported before, by one commit."""
    changed = leaf_rows.different(before, now)
    rows = _files(version, table, {leaf: now[leaf] for leaf in changed if leaf in now})
    # Labels of leaves are letters and digits, so that they need no escapes.
    which = f"{leaf_rows.LEAF} IN ({', '.join(map(repr, changed))})" if changed else None
    _replace(_defined(catalog, namespace, table), which, rows, version.name)


def _replace(table: Table, which: str | None, rows: Iterable[pa.Table], version: str) -> None:
    """Put rows in the place of those that a condition names, by one commit."""
    with table.transaction() as transaction, warnings.catch_warnings():
        # Rows of an export that was not noted would else be there twice: what is written is deleted first in any case, and
        # that there was nothing to delete is no news.
        warnings.filterwarnings("ignore", message="Delete operation did not match any records")
        if which is not None:
            transaction.delete(which)
        for part in rows:
            transaction.append(part)
        transaction.set_properties({VERSION: version})


def _defined(catalog: Catalog, namespace: str, of: contract.Table) -> Table:
    """Return a table with the columns that it is declared with, made where it is missing."""
    name = of.name
    descriptions = {column.name: column.description for column in of.columns}
    # Nullable, all of them: Iceberg adds no column to old rows that may not be null.
    fields = [
        pa.field(field.name, field.type, metadata={"doc": descriptions.get(field.name, "the leaf of the row")})
        for field in leaf_rows.schema(of)
    ]
    try:
        table = catalog.load_table((namespace, name))
    except exceptions.NoSuchTableError:
        comment = {"comment": of.description}
        table = catalog.create_table((namespace, name), schema=pa.schema(fields), properties=comment)
        with table.update_spec() as spec:
            spec.add_identity(leaf_rows.LEAF)
        return table
    with table.update_schema() as schema:
        schema.union_by_name(pa.schema(fields))
    return table


def _files(version: Path, table: contract.Table, leaves: Leaves) -> Iterator[pa.Table]:
    """Yield the rows of leaves, as many at once as one file should have."""
    waiting: list[pa.RecordBatch] = []
    size = 0
    for batch in leaf_rows.rows(version, table, leaves):
        waiting.append(batch)
        size += batch.nbytes
        if size >= WRITE_BYTES:
            yield pa.Table.from_batches(waiting)
            waiting, size = [], 0
    # Leaves without a row of this table make no file.
    if any(batch.num_rows for batch in waiting):
        yield pa.Table.from_batches(waiting)


def _note(notes: Table, name: str, now: Leaves, version: str) -> None:
    """Note which part files a table now has the rows of."""
    rows = [
        {"table_name": name, "leaf": leaf, "path": path, "sha256": digest, "version": version}
        for leaf, parts in now.items()
        for path, digest in parts.items()
    ]
    _replace(notes, f"table_name = '{name}'", [pa.Table.from_pylist(rows, schema=_NOTE)], version)
