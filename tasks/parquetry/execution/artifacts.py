"""Artifacts: folders of files named by the key of what decides their content, with dataclasses in Arrow inside them.

An artifact appears whole or not at all: it is written beside its place, brought to the disk, described by the digests of
its files, and renamed. One that is damaged is known by those digests, and is rebuilt like one that is missing.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
from typing import TYPE_CHECKING, Generic, Self, TypeVar

import pyarrow as pa

from parquetry.execution.arrow_values import from_batch, schema_of, to_batch
from parquetry.model.files import sha256, sync
from parquetry.model.json_file import read_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

T = TypeVar("T")
DESCRIPTION = "artifact.json"
"""The file of an artifact that says which files belong to it: name -> size in bytes and SHA-256."""
# 64 short documents, or one long one: the memory of a batch is bounded either way.
BATCH_VALUES = 64
BATCH_BYTES = 1024 * 1024
"""How many values, or bytes of source, wait in memory at most before they are written as one record batch."""


def temporary(name: str) -> str:
    """Return a name for what becomes, or was, `name`: "0a1b.0123456789abcdef.tmp". No other process has the same."""
    # At random, since workers may be on several machines, where process ids are no different.
    return f"{name}.{secrets.token_hex(8)}.tmp"


@contextlib.contextmanager
def create(target: Path) -> Iterator[Path]:
    """Give a private folder to write an artifact into; it becomes `target` when the block ends without an error.

    Where another process made the same artifact meanwhile, that one stays: equal keys mean equal content.
    """
    folder = target.with_name(temporary(target.name))
    # Artifacts hold people's text: no other user of the machine reads them.
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
        _describe(folder)
        settle(folder, target)
    finally:
        # After the rename there is nothing left of this name; after an error there is, and it goes.
        discard(folder)


def _describe(folder: Path) -> None:
    """Write the digests of an artifact's files, and bring all of it to the disk."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    entries = {path.relative_to(folder).as_posix(): [path.stat().st_size, sha256(path)] for path in files}
    description = folder / DESCRIPTION
    description.write_text(json.dumps({"files": entries}, sort_keys=True), encoding="utf-8")
    folders = [path for path in folder.rglob("*") if path.is_dir()]
    # Folders last: a folder's own sync makes the names of its files durable, and needs those files on the disk
    # first.
    for path in (*files, description, *folders, folder):
        sync(path)


def settle(folder: Path, target: Path) -> None:
    """Move a folder, complete and described, to the place of its artifact; a sound one that is there stays.

    Raises:
        OSError: the file system refused.
    """
    # A rename does not replace a folder that has files: a damaged artifact must go first, a sound one is kept.
    if target.exists() and not is_sound(target):
        remove(target)
    try:
        folder.rename(target)
    except OSError:
        if not target.is_dir():  # else another process was first
            raise
    sync(target.parent)


def discard(folder: Path) -> None:
    """Remove a folder that became no artifact; nothing where it is gone."""
    shutil.rmtree(folder, ignore_errors=True)


def remove(artifact: Path) -> None:
    """Remove an artifact: it is gone for others in one step, before its files are."""
    doomed = artifact.with_name(temporary(artifact.name))
    # Another process may remove the same artifact at the same time; then there is nothing to do.
    with contextlib.suppress(FileNotFoundError):
        artifact.rename(doomed)
    shutil.rmtree(doomed, ignore_errors=True)


def is_sound(artifact: Path, *, sizes_only: str | None = None) -> bool:
    """Tell whether an artifact is there and every byte of it is what was written.

    Files below the folder `sizes_only` are compared by size alone: those that are checked where they are used.
    """
    try:
        entries = read_json(artifact / DESCRIPTION)["files"]
        # Size before digest: a truncated file is known without reading a byte of it.
        return all(
            (artifact / name).stat().st_size == size
            and (name.split("/")[0] == sizes_only or sha256(artifact / name) == digest)
            for name, (size, digest) in entries.items()
        )
    # Whatever is wrong with the description (cut short, a list instead of an object), the artifact is not sound.
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def entries(artifact: Path, folder: str) -> dict[str, tuple[int, str]]:
    """Return size and SHA-256 of the files that an artifact says it has below a folder; none where it says nothing."""
    try:
        files = read_json(artifact / DESCRIPTION)["files"]
        return {name: (size, digest) for name, (size, digest) in files.items() if name.startswith(f"{folder}/")}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


class Writer(Generic[T]):
    """Writes values of one dataclass to an Arrow IPC file as they come, a bounded number of them in memory."""

    def __init__(self, path: Path, of: type[T]) -> None:
        self._of = of
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._writer = pa.ipc.new_file(self._file, schema_of(of), options=pa.ipc.IpcWriteOptions(compression="zstd"))
        self._waiting: list[T] = []
        self._size = 0

    def add(self, value: T, size: int = 0) -> None:
        """Add a value that came from `size` bytes of source."""
        self._waiting.append(value)
        self._size += size
        if len(self._waiting) >= BATCH_VALUES or self._size >= BATCH_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if self._waiting:
            self._writer.write_batch(to_batch(self._waiting, self._of))
            self._waiting, self._size = [], 0

    def __enter__(self) -> Self:
        return self

    # After an error the rest is not written: the folder of the artifact is about to be removed.
    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                self.flush()
            self._writer.close()
        finally:
            self._file.close()


def write(path: Path, values: Iterable[T], of: type[T]) -> None:
    """Write values of the dataclass `of` to an Arrow IPC file that its owner alone can read."""
    with Writer(path, of) as writer:
        for value in values:
            writer.add(value)


def read(path: Path, of: type[T], *, low: str = "", high: str = "") -> Iterator[T]:
    """Yield the values of a file, a record batch in memory at a time.

    With `high` only those whose `doc_id` is in the half-open range from `low` are made.
    """
    import pyarrow.compute as pc  # noqa: PLC0415 (a tenth of a second, which a run with nothing to do need not take)

    with pa.OSFile(str(path)) as file, pa.ipc.open_file(file) as reader:
        for index in range(reader.num_record_batches):
            batch = reader.get_batch(index)
            # Ids are lower-case hex, so that their order as strings is their order as numbers.
            if high:
                ids = batch.column("doc_id")
                batch = batch.filter(pc.and_(pc.greater_equal(ids, low), pc.less(ids, high)))
            yield from from_batch(batch, of)
