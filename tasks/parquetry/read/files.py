"""Read: one file, once, to its documents, by what it holds and not only by what it is called."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import stat
from typing import TYPE_CHECKING, BinaryIO, cast

from parquetry.errors import DocumentError
from parquetry.model.dataset import Reject
from parquetry.model.documents import FileEntry, FileStats, Source
from parquetry.model.vocabulary import SKIPPED
from parquetry.read import beneath, compression, object_store
from parquetry.read.documents import documents
from parquetry.read.known_formats import TEXT
from parquetry.read.source import Facts, Reading, placed, unplaced, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parquetry.config import Input
    from parquetry.read.own_formats import Reader

    State = Callable[[], tuple[int, int | None]]
    """Returns a file's size, and when it was written to last: only to see that it was."""
    Detect = Callable[[bytes], str]
    """Returns the encoding, a Python codec name, of bytes that are no UTF-8."""


def read(
    found: FileEntry, config: Input, detect: Detect | None = None, readers: tuple[Reader, ...] = ()
) -> Iterator[Source | Reject | FileStats]:
    """Yield the documents of a file, a reject for what cannot be used, and last the file's facts.

    `detect` finds the encoding of a file of records that is no UTF-8; without it, each record's text is left to the
    repair stage and other fields are read as Windows-1252. `readers` are those of the user's own that [input] names.

    The trap: a file that changes while it is read yields its documents and then a reject of reason `changed`; whoever
    collects must drop the documents of a file that was rejected whole (`source_record` is null).
    """
    facts = Facts()
    if found.skipped:
        # "excluded", "hidden" and "litter" are left out on purpose; "unreadable" or "link" is a loss and becomes a
        # reject.
        if found.skipped not in SKIPPED:
            yield Reject(found.source_path, None, None, "find", found.skipped, "listed, not read")
    else:
        try:
            # Errors below cost this file and not the run.
            yield from _read(found, Reading(config, detect, readers=readers), facts)
        except DocumentError as error:
            yield Reject(found.source_path, None, facts.sha256, "read", error.reason, error.detail)
        except OSError as error:
            # Deleted after it was listed.
            reason = "vanished" if error.errno == errno.ENOENT else "unreadable"
            yield Reject(found.source_path, None, None, "read", reason, error.strerror or type(error).__name__)
    yield FileStats(
        found.source_path, found.path_bytes, facts.size, facts.sha256, facts.media_type, facts.records, found.skipped
    )


def from_bytes(data: bytes, name: str = "document", *, encoding: str | None = None) -> Source:
    """Return one document made of `data`, as if it had been a plain text file of this name."""
    return whole(FileEntry(name, os.fsencode(name), len(data)), data, TEXT, encoding)


def _read(found: FileEntry, reading: Reading, facts: Facts) -> Iterator[Source | Reject]:
    config = reading.config
    opened = _in_store(found, config.url) if config.url else _on_disk(found, config)
    with opened as (file, state):
        # Size and time of the last write, before and after: a file may be written to while it is read.
        before = state()
        hashed = compression.Hashed(file)
        try:
            stream, packed = compression.opened(hashed, config.max_ratio)
            for item in documents(found, reading, facts, stream):
                # In a compressed file a part has no bytes of its own that could be pointed at.
                if isinstance(item, Source):
                    yield unplaced(item) if packed else placed(item)
                else:
                    yield item
        finally:
            # Also after an error, so that every file has its digest.
            facts.sha256, facts.size = hashed.finish(), hashed.bytes
        after = state()
        # The number of bytes read is compared too: some file systems are slow to update times.
        if before != after or hashed.bytes != after[0]:
            detail = f"{before[0]} bytes when opened, {after[0]} when read to its end; run again"
            raise DocumentError("changed", detail)


@contextlib.contextmanager
def _on_disk(found: FileEntry, config: Input) -> Iterator[tuple[BinaryIO, State]]:
    """Give a regular file below the input folder, and what tells its size and whether it was written to."""
    with beneath.opened_root(os.fsencode(config.path)) as root:
        try:
            # A link inside the input is opened by its target's name, step by step like any other.
            descriptor = beneath.open_file(root, found.target or found.path_bytes)
        except OSError as error:
            if not beneath.is_link_error(error):
                raise
            detail = "a link took its place, or that of a folder it is in, after it was found"
            raise DocumentError("link", detail) from error
    with io.FileIO(descriptor) as file:
        # Asked again of what was opened: a pipe may have taken the file's place.
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            detail = "no regular file"
            raise DocumentError("special", detail)

        def state() -> tuple[int, int | None]:
            """Return size (bytes) and time of change (ns) as they are now."""
            now = os.fstat(descriptor)
            return now.st_size, now.st_mtime_ns

        yield cast("BinaryIO", file), state


@contextlib.contextmanager
def _in_store(found: FileEntry, url: str) -> Iterator[tuple[BinaryIO, State]]:
    """Give an object of a store, and what tells its size and whether it was written anew."""
    with object_store.opened_with_info(url, found.path_bytes.decode("utf-8", "surrogateescape")) as (file, info):

        def state() -> tuple[int, int | None]:
            """Return size (bytes) and time of change (ns) as they are now."""
            now = info()
            return now.size, now.mtime_ns

        yield file, state
