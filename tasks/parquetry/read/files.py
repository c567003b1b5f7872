"""Read: one file, once, to its documents, by what it holds and not only by what it is called."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import os
import stat
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, cast

from parquetry.errors import DocumentError
from parquetry.model.dataset import Reject
from parquetry.model.documents import FileEntry, FileStats, Source
from parquetry.read import compression, object_store, records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parquetry.config import Input

    State = Callable[[], tuple[int, int | None]]
    """Tells a file's size, and when it was written to last: only to see that it was."""

MEDIA_TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".log": "text/plain",
    ".md": "text/markdown",
    ".jsonl": "application/jsonl",
    ".ndjson": "application/jsonl",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".parquet": "application/vnd.apache.parquet",
}
NOT_READ = {
    b"%PDF-": "PDF",
    b"PK\x03\x04": "ZIP (or an office document)",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x7fELF": "a program",
    **{b"\x80" + bytes([protocol]): "a pickle" for protocol in range(2, 6)},
}


def read(found: FileEntry, config: Input) -> Iterator[Source | Reject | FileStats]:
    """Yield the documents of a file, a reject for what cannot be used, and last the file's facts.

    The trap: a file that changes while it is read yields its documents and then a reject of reason `changed`; whoever
    collects must drop the documents of a file that was rejected whole (`source_record` is null).
    """
    facts = _Facts()
    if found.skipped:
        if found.skipped != "excluded":
            yield Reject(found.source_path, None, None, "find", found.skipped, "listed, not read")
    else:
        try:
            yield from _read(found, config, facts)
        except DocumentError as error:
            yield Reject(found.source_path, None, facts.sha256, "read", error.reason, error.detail)
        except OSError as error:
            reason = "vanished" if error.errno == errno.ENOENT else "unreadable"
            yield Reject(found.source_path, None, None, "read", reason, error.strerror or type(error).__name__)
    yield FileStats(
        found.source_path, found.path_bytes, facts.size, facts.sha256, facts.media_type, facts.records, found.skipped
    )


def from_bytes(data: bytes, name: str = "document", *, encoding: str | None = None) -> Source:
    """Return one document made of `data`, as if it had been a plain text file of this name."""
    return _whole(name, os.fsencode(name), data, "text/plain", encoding)


def doc_id(path_bytes: bytes, key: str) -> str:
    """Return 32 hex of SHA-256 over the file's name and the record's key (empty for a whole file)."""
    return hashlib.sha256(path_bytes + b"\0" + key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class _Facts:
    """What is learnt of a file as it is read; complete only when reading ends."""

    __slots__ = ("media_type", "records", "sha256", "size")

    def __init__(self) -> None:
        self.size: int | None = None
        self.sha256: str | None = None
        self.media_type: str | None = None
        self.records = 0


def _read(found: FileEntry, config: Input, facts: _Facts) -> Iterator[Source | Reject]:
    opened = _in_store(found, config.url) if config.url else _on_disk(found, config)
    with opened as (file, state):
        before = state()
        hashed = compression.Hashed(file)
        try:
            stream, packed = compression.opened(hashed, config.max_ratio)
            facts.media_type = media_type(found.source_path, packed=bool(packed))
            yield from _documents(found, config, facts, stream)
        finally:
            facts.sha256, facts.size = hashed.finish(), hashed.bytes
        after = state()
        if before != after or hashed.bytes != after[0]:
            detail = f"{before[0]} bytes when opened, {after[0]} when read to its end; run again"
            raise DocumentError("changed", detail)


@contextlib.contextmanager
def _on_disk(found: FileEntry, config: Input) -> Iterator[tuple[BinaryIO, State]]:
    """Give a regular file, and what tells its size and whether it was written to."""
    path = os.path.join(os.fsencode(config.path), found.path_bytes)  # noqa: PTH118 (bytes)
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with io.FileIO(descriptor) as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            detail = "no regular file"
            raise DocumentError("special", detail)

        def state() -> tuple[int, int | None]:
            now = os.fstat(descriptor)
            return now.st_size, now.st_mtime_ns

        yield cast("BinaryIO", file), state


@contextlib.contextmanager
def _in_store(found: FileEntry, url: str) -> Iterator[tuple[BinaryIO, State]]:
    """Give an object of a store, and what tells its size and whether it was written anew."""
    name = found.path_bytes.decode("utf-8", "surrogateescape")

    def state() -> tuple[int, int | None]:
        now = object_store.info(url, name)
        return now.size, now.mtime_ns

    with object_store.opened(url, name) as file:
        yield file, state


def media_type(path: str, *, packed: bool) -> str:
    """Return the media type of a file by its name, without the suffix of its compression; unknown names are text."""
    name = PurePosixPath(path.lower())
    if packed and name.suffix in compression.SUFFIXES:
        name = name.with_suffix("")
    return MEDIA_TYPES.get(name.suffix, "text/plain")


def _documents(found: FileEntry, config: Input, facts: _Facts, stream: io.BufferedReader) -> Iterator[Source | Reject]:
    head = stream.peek(8)[:8]
    if head.startswith(b"PAR1"):
        facts.media_type = MEDIA_TYPES[".parquet"]
    form = next((form for magic, form in NOT_READ.items() if head.startswith(magic)), "")
    if form:
        detail = f"{form}; extract its text first"
        raise DocumentError("format", detail)
    if facts.media_type in records.READERS:
        for record in records.READERS[facts.media_type](stream, config):
            facts.records += 1
            yield _record(found, record, config, facts.media_type)
        if not facts.records:
            detail = "no records"
            raise DocumentError("empty", detail)
        return
    facts.records = 1
    data = stream.read(config.max_bytes + 1)
    if len(data) > config.max_bytes:
        detail = f"more than {config.max_bytes} bytes; raise [input] max_bytes, or split it into records"
        raise DocumentError("too_large", detail)
    if not data.strip():
        detail = "no text" if data else "no bytes"
        raise DocumentError("empty", detail)
    yield _whole(found.source_path, found.path_bytes, data, facts.media_type or "text/plain", config.encoding)


def _whole(path: str, path_bytes: bytes, data: bytes, media: str, encoding: str | None) -> Source:
    return Source(
        doc_id=doc_id(path_bytes, ""),
        source_path=path,
        source_record=None,
        source_id=None,
        source_sha256=hashlib.sha256(data).hexdigest(),
        source_bytes=len(data),
        media_type=media,
        data=data,
        declared_encoding=encoding,
    )


def _record(found: FileEntry, record: records.Record | records.Broken, config: Input, media: str) -> Source | Reject:
    """Return the document of one record, or the reject that says why it is none."""
    if isinstance(record, records.Broken):
        return Reject(found.source_path, record.number, None, "read", record.reason, record.detail)
    digest = hashlib.sha256(record.data).hexdigest()
    if len(record.data) > config.max_bytes:
        detail = f"{len(record.data)} bytes; the limit is [input] max_bytes = {config.max_bytes}"
        return Reject(found.source_path, record.number, digest, "read", "too_large", detail)
    if not record.data.strip():
        return Reject(found.source_path, record.number, digest, "read", "empty", "its text field holds no text")
    return Source(
        doc_id=doc_id(found.path_bytes, record.key),
        source_path=found.source_path,
        source_record=record.number,
        source_id=record.id,
        source_sha256=digest,
        source_bytes=len(record.data),
        media_type=media,
        data=record.data,
        declared_language=record.language,
        title=record.title,
        date=record.date,
        source_meta=record.meta,
        flags=("duplicate_id",) if record.id is not None and not record.key.startswith("id:") else (),
    )
