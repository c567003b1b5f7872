"""Stamps: what the file system or the store said of each file when its bytes were hashed.

With `[input] trust = "stat"` a file whose stamp is still the same is not hashed again. What this can miss: a file that was
changed without a new stamp, as by a program that writes to the disk below the file system.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from parquetry.config import Config
    from parquetry.model.documents import FileEntry

FOLDER = "stamps"
"""Folder of the state."""
SETTLED_SECONDS = 60
"""Least age of a stamp that is kept: a file changed again within the same tick of a clock has the same stamp, and the
clocks of stores and network drives differ from ours by seconds.

Source: "racy" files in Git, Documentation/technical/racy-git.txt.
"""
_SCHEMA = pa.schema([("path", pa.binary()), ("stamp", pa.string()), ("sha256", pa.string())])
_PLACE = b"parquetry.input"


def path_of(config: Config) -> Path:
    """Return the file with the stamps of a dataset."""
    return config.run.state / FOLDER / f"{config.dataset}.parquet"


def read(config: Config) -> dict[bytes, tuple[str, str]]:
    """Return stamp and SHA-256 (hex) by path; nothing where there are none, or they are of another folder or store."""
    try:
        table = pq.read_table(path_of(config))
    # What is missing or damaged is no loss: the files are hashed, as without stamps.
    except (OSError, pa.ArrowException):
        return {}
    if (table.schema.metadata or {}).get(_PLACE) != _place(config):
        return {}
    paths, stamps, digests = (table.column(name).to_pylist() for name in _SCHEMA.names)
    return {path: (stamp, digest) for path, stamp, digest in zip(paths, stamps, digests, strict=True)}


def write(config: Config, found: Iterable[FileEntry], digests: Mapping[bytes, str | None]) -> None:
    """Keep the stamps of files, with the digests of their bytes; those that changed within SETTLED_SECONDS are left out."""
    newest = time.time_ns() - SETTLED_SECONDS * 1_000_000_000
    rows = [
        {"path": file.path_bytes, "stamp": file.stamp, "sha256": digest}
        for file in found
        if file.stamp and changed(file.stamp) < newest and (digest := digests.get(file.path_bytes)) is not None
    ]
    table = pa.Table.from_pylist(rows, _SCHEMA.with_metadata({_PLACE: _place(config)}))
    path = path_of(config)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    pq.write_table(table, temporary, compression="zstd")
    # In one step: a dry run may read them at this moment.
    temporary.replace(path)


def changed(stamp: str) -> int:
    """Return when a file changed last, in nanoseconds since 1970, by its stamp.

    >>> changed("120:1700000000000000000:1700000000500000000:77")
    1700000000500000000
    """
    # The size comes first; a folder's files have two times, of content and of inode, a store's objects one.
    return max(int(part) for part in stamp.split(":")[1:3])


def _place(config: Config) -> bytes:
    return (config.input.url or str(config.input.path.resolve())).encode("utf-8", "surrogateescape")
