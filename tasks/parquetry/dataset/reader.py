"""Reader: a published table as a pyarrow dataset. Needs pyarrow and nothing else of this project's stack."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from parquetry.errors import StorageError, UnknownNameError
from parquetry.model import arrow_schema, contract
from parquetry.publish import push, store
from parquetry.read import object_store

if TYPE_CHECKING:
    import os

    import pyarrow.dataset as ds


def open_dataset(path: str | os.PathLike[str], table: str, version: str = store.CURRENT) -> ds.Dataset:
    """Return one table of a published dataset, of the current version or of one named.

    `path` is the dataset's folder, which holds `current`, or its URL in an object store (`s3://bucket/datasets/name`). The
    version is resolved once: tables opened one after another while a run publishes may be of different versions; name the
    version to keep them together.

    Raises:
        UnknownNameError: the contract has no such table, or the dataset no such version.
        StorageError: nothing was published at `path`.
    """
    if table not in contract.BY_NAME:
        raise UnknownNameError("table", table, contract.BY_NAME)
    if isinstance(path, str) and "://" in path:
        return _in_store(path, table, version)
    return open_table(store.resolve(Path(path), version), table)


def _in_store(url: str, table: str, version: str) -> ds.Dataset:
    import pyarrow.dataset as ds  # noqa: PLC0415

    name = push.current(url) if version == store.CURRENT else version
    if name is None:
        message = f"no dataset at {url}: it has no {push.POINTER}; publish one with [output] url"
        raise StorageError(message)
    system, folder = object_store.place(object_store.within(url, f"versions/{name}/data/{table}"))
    return ds.dataset(folder, format="parquet", schema=arrow_schema.schema(table), filesystem=system)


def open_table(version: Path, table: str) -> ds.Dataset:
    """Return one table of a version, published or staged, by the version's folder."""
    import pyarrow.dataset as ds  # noqa: PLC0415 (the first use pays for it)

    return ds.dataset(version / "data" / table, format="parquet", schema=arrow_schema.schema(table))
