"""Reader: a published table as a pyarrow dataset. Needs pyarrow and nothing else of this project's stack."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from pyarrow import fs

from parquetry.errors import ConfigError, DamageError, ParquetryError, StorageError, UnknownNameError
from parquetry.model import arrow_schema, contract, version_tables
from parquetry.publish import manifest, push, store
from parquetry.read import object_store

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    import pyarrow.dataset as ds

_LIBRARIES = frozenset({"pyarrow", "duckdb", "_duckdb"})
"""What reads Parquet for us."""
_COPIED_AGAIN = "`parquetry run` copies the current version there again"


@contextlib.contextmanager
def reading(place: Path) -> Iterator[None]:
    """Turn what libraries say of a file that they cannot read into an error that names the version and says what to do.

    Raises:
        DamageError: a file of the version, or of a version of the dataset, is damaged or gone.
        StorageError: a disk is full.
    """
    try:
        yield
    except Exception as error:
        # By the library alone: neither is imported for this, and each has a tree of errors of its own.
        if isinstance(error, ParquetryError) or type(error).__module__.split(".")[0] not in _LIBRARIES:
            raise
        first = (str(error).splitlines() or [type(error).__name__])[0]
        # DuckDB says so of its own temporary files, and of what is exported.
        if "No space left" in first:
            raise StorageError(first) from error
        message = (
            f"{place} cannot be read: {first}; `parquetry verify` names what is damaged, `parquetry rollback` goes back"
        )
        raise DamageError(message) from error


def open_dataset(path: str | os.PathLike[str], table: str, version: str = store.CURRENT) -> ds.Dataset:
    """Return one table of a published dataset, of the current version or of one named.

    `path` is the dataset's folder, which holds `current`, or its URL in an object store (`s3://bucket/datasets/name`). The
    version is resolved once: tables opened one after another while a run publishes may be of different versions; name the
    version to keep them together.

    Raises:
        UnknownNameError: there is no such table, or the dataset no such version.
        ConfigError: what is given as a version cannot be the name of one.
        StorageError: nothing was published at `path`.
        DamageError: a part file of the version is missing.
    """
    # A folder may be named "s3:" but not "s3://x": `Path` would fold the two slashes into one.
    if isinstance(path, str) and "://" in path:
        return _in_store(path, table, version)
    folder = store.resolve(Path(path), version)
    manifest.refuse_incomplete(folder)
    if table not in (known := version_tables.by_name(folder)):
        raise UnknownNameError("table", table, known)
    return open_table(folder, table)


def _in_store(url: str, table: str, version: str) -> ds.Dataset:
    # Links do not exist in a store: the pointer says which version is current.
    name = push.current(url) if version == store.CURRENT else version
    if name is None:
        message = f"no dataset at {url}: it has no {push.POINTER}; publish one with [output] url"
        raise StorageError(message)
    if not store.is_version_name(name):
        message = f"{url}: {name!r} is not the name of a version; those are v- and 12 hex digits"
        # A wrong name in the pointer is damage of the store; one that was given is a mistake of the caller.
        raise StorageError(message) if version == store.CURRENT else ConfigError(message)
    # With the schema of today's contract, as for a folder: columns that an old version lacks are null.
    system, folder = object_store.place(object_store.within(url, f"versions/{name}"))
    found = system.get_file_info(fs.FileSelector(f"{folder}/data/{table}", allow_not_found=True))
    missing = _parts_in_store(system, folder, table) - {info.base_name for info in found}
    if missing:
        message = f"{name} at {url} lacks data/{table}/{min(missing)}; {_COPIED_AGAIN}"
        raise DamageError(message)
    # Part files alone: what others put beside them is not ours to read.
    parts = sorted(info.path for info in found if info.path.endswith(".parquet"))
    if not parts and table not in contract.BY_NAME:
        raise UnknownNameError("table", table, contract.BY_NAME)
    return open_parts(table, parts, system)


def _parts_in_store(system: fs.FileSystem, version: str, table: str) -> set[str]:
    """Return the names of the part files that the manifest in a store lists for a table.

    Raises:
        DamageError: it cannot be read, as where a copy broke off: nobody knows which parts there should be.
    """
    folder = f"data/{table}/"
    try:
        with system.open_input_stream(f"{version}/{manifest.NAME}", compression=None) as stream:
            files = manifest.listed(json.loads(stream.read())["content"])
        return {file["path"].removeprefix(folder) for file in files if file["path"].startswith(folder)}
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = "no such version, or a copy that broke off" if isinstance(error, FileNotFoundError) else "damaged"
        message = f"{version}/{manifest.NAME} cannot be read: {what}; {_COPIED_AGAIN}"
        raise DamageError(message) from error


def open_table(version: Path, table: str, declared: contract.Table | None = None) -> ds.Dataset:
    """Return one table of a version, published or staged, by the version's folder.

    A table that the contract got after the version was published is empty there; columns that it got are null. The same
    goes for a table of a plugin that is read as `declared`.
    """
    # Part files alone: one that others put beside them is damage to `verify`, and nothing to a reader.
    parts = sorted(str(path) for path in (version / "data" / table).glob("*.parquet"))
    return open_parts(table, parts, declared=declared)


def open_parts(
    table: str, parts: list[str], system: fs.FileSystem | None = None, declared: contract.Table | None = None
) -> ds.Dataset:
    """Return the rows of some part files of a table, as `open_table` does those of all."""
    import pyarrow.dataset as ds  # noqa: PLC0415 (imports pandas where it is installed: half a second)

    # Of a plugin's table all parts have one schema, which they declare themselves.
    if declared is None and table not in contract.BY_NAME and parts:
        return ds.dataset(parts, format="parquet", filesystem=system)
    schema = arrow_schema.schema(table) if declared is None else arrow_schema.of(declared)
    # No part: the contract got the table after this version was published.
    if not parts:
        return ds.dataset(schema.empty_table())
    return ds.dataset(parts, format="parquet", schema=schema, filesystem=system)
