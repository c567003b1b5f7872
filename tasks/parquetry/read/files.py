"""Read: one file, once, to its documents, by what it holds and not only by what it is called."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import os
import stat
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, cast

from parquetry.errors import DocumentError
from parquetry.model.dataset import Reject
from parquetry.model.documents import FileEntry, FileStats, Source
from parquetry.model.vocabulary import SKIPPED
from parquetry.read import beneath, compression, object_store, records
from parquetry.read.alike import AlikeRejects
from parquetry.read.formats.documents import html_document
from parquetry.read.formats.mail import mail_document
from parquetry.read.formats.mail_structure import message_id
from parquetry.read.formats.mailbox import messages
from parquetry.read.formats.office import package_document
from parquetry.read.sniff import HEAD, HTML, JSON, JSONL, MAIL, MAILBOX, PARQUET, TEXT, TSV, ZIP, Format, sniff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parquetry.config import Input

    State = Callable[[], tuple[int, int | None]]
    """Returns a file's size, and when it was written to last: only to see that it was."""
    Detect = Callable[[bytes], str]
    """Returns the encoding, a Python codec name, of bytes that are no UTF-8."""


def read(found: FileEntry, config: Input, detect: Detect | None = None) -> Iterator[Source | Reject | FileStats]:
    """Yield the documents of a file, a reject for what cannot be used, and last the file's facts.

    `detect` finds the encoding of a file of records that is no UTF-8; without it, each record's text is left to the
    repair stage and other fields are read as Windows-1252.

    The trap: a file that changes while it is read yields its documents and then a reject of reason `changed`; whoever
    collects must drop the documents of a file that was rejected whole (`source_record` is null).
    """
    facts = _Facts()
    if found.skipped:
        if found.skipped not in SKIPPED:
            yield Reject(found.source_path, None, None, "find", found.skipped, "listed, not read")
    else:
        try:
            yield from _read(found, config, detect, facts)
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
    return _whole(FileEntry(name, os.fsencode(name), len(data)), data, TEXT, encoding)


def doc_id(path_bytes: bytes, key: str) -> str:
    """Return 32 hex of SHA-256 over the file's name and the record's key (empty for a whole file)."""
    return hashlib.sha256(path_bytes + b"\0" + key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(slots=True)
class _Facts:
    """What is learnt of a file as it is read; complete only when reading ends."""

    size: int | None = None
    sha256: str | None = None
    media_type: str | None = None
    records: int = 0


def _read(found: FileEntry, config: Input, detect: Detect | None, facts: _Facts) -> Iterator[Source | Reject]:
    opened = _in_store(found, config.url) if config.url else _on_disk(found, config)
    with opened as (file, state):
        before = state()
        hashed = compression.Hashed(file)
        try:
            stream, packed = compression.opened(hashed, config.max_ratio)
            for item in _documents(found, config, detect, facts, stream):
                yield _unplaced(item) if packed and isinstance(item, Source) else item
        finally:
            facts.sha256, facts.size = hashed.finish(), hashed.bytes
        after = state()
        if before != after or hashed.bytes != after[0]:
            detail = f"{before[0]} bytes when opened, {after[0]} when read to its end; run again"
            raise DocumentError("changed", detail)


@contextlib.contextmanager
def _on_disk(found: FileEntry, config: Input) -> Iterator[tuple[BinaryIO, State]]:
    """Give a regular file below the input folder, and what tells its size and whether it was written to."""
    with beneath.opened_root(os.fsencode(config.path)) as root:
        try:
            descriptor = beneath.open_file(root, found.target or found.path_bytes)
        except OSError as error:
            if not beneath.is_link_error(error):
                raise
            detail = "a link took its place, or that of a folder it is in, after it was found"
            raise DocumentError("link", detail) from error
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
    with object_store.opened_with_info(url, found.path_bytes.decode("utf-8", "surrogateescape")) as (file, info):

        def state() -> tuple[int, int | None]:
            now = info()
            return now.size, now.mtime_ns

        yield file, state


def _documents(
    found: FileEntry, config: Input, detect: Detect | None, facts: _Facts, stream: io.BufferedReader
) -> Iterator[Source | Reject]:
    head = stream.peek(HEAD)[:HEAD]
    form = sniff(head, found.source_path)
    facts.media_type = form.media_type
    if form.unread:
        detail = f"{form.unread}; extract its text first"
        raise DocumentError("format", detail)
    if form in (JSON, JSONL, PARQUET) or form.name == "csv":
        yield from _of_records(found, form, config, facts, _records(form, stream, config, detect))
        return
    if form == MAILBOX:
        yield from _of_mailbox(found, config, detect, facts, stream)
        return
    facts.records = 1
    data = stream.read(config.max_bytes + 1)
    if len(data) > config.max_bytes:
        detail = f"more than {config.max_bytes} bytes; raise [input] max_bytes, or split it into records"
        raise DocumentError("too_large", detail)
    if not data.strip():
        detail = "no text" if data else "no bytes"
        raise DocumentError("empty", detail)
    source = _whole(found, data, form, config.encoding)
    if form == HTML:
        source = html_document(source, detect)
    elif form == MAIL:
        source = mail_document(source, detect)
    elif form == ZIP:
        source = package_document(source, config, detect)
        facts.media_type = source.media_type
    yield source


def _unplaced(source: Source) -> Source:
    """Return a document of a compressed file: its parts have no place in the file as it is stored."""
    return replace(source, parts=tuple(replace(part, file_start=None, file_end=None) for part in source.parts))


def _of_mailbox(
    found: FileEntry, config: Input, detect: Detect | None, facts: _Facts, stream: io.BufferedReader
) -> Iterator[Source | Reject]:
    """Yield the messages of a mailbox as documents, keyed by their Message-ID where it is the first of its name."""
    seen: set[str] = set()
    for number, message in enumerate(messages(stream, config.max_bytes)):
        facts.records += 1
        if message.too_large:
            detail = f"a message of more than [input] max_bytes = {config.max_bytes}"
            yield Reject(found.source_path, number, None, "read", "too_large", detail)
            continue
        whole = _whole(found, message.data, MAIL, None)
        try:
            source = mail_document(whole, detect, message.start)
        except DocumentError as error:
            yield Reject(found.source_path, number, whole.source_sha256, "read", error.reason, error.detail)
            continue
        id_ = message_id(message.data, message.start)
        key = f"n:{number}" if id_ is None or id_ in seen else f"id:{id_}"
        seen.add(id_ or "")
        parts = tuple(
            replace(part, file_start=(part.file_start or 0) + message.offset, file_end=(part.file_end or 0) + message.offset)
            for part in source.parts
        )
        yield replace(
            source,
            doc_id=doc_id(found.path_bytes, key),
            source_record=number,
            source_id=id_,
            container=found.source_path,
            parts=parts,
        )


def _whole(found: FileEntry, data: bytes, form: Format, encoding: str | None) -> Source:
    return Source(
        doc_id=doc_id(found.path_bytes, ""),
        source_path=found.source_path,
        source_record=None,
        source_id=None,
        source_sha256=hashlib.sha256(data).hexdigest(),
        source_bytes=len(data),
        media_type=form.media_type,
        data=data,
        declared_encoding=encoding,
        format=form.name,
    )


def _records(
    form: Format, stream: io.BufferedReader, config: Input, detect: Detect | None
) -> Iterator[records.Record | records.Broken]:
    """Return the records of a file by its format."""
    if form == JSONL:
        return records.read_jsonl(stream, config, detect)
    if form == JSON:
        return records.read_json(stream, config, detect)
    if form == PARQUET:
        return records.read_parquet(stream, config)
    return records.read_csv(stream, config, detect, tabs_first=form == TSV)


def _of_records(
    found: FileEntry,
    form: Format,
    config: Input,
    facts: _Facts,
    items: Iterator[records.Record | records.Broken],
) -> Iterator[Source | Reject]:
    """Yield the documents and rejects of records; one reject for the file where every record fails alike."""
    alike = AlikeRejects()
    for record in items:
        facts.records += 1
        item = _record(found, record, config, form)
        if isinstance(item, Source):
            yield from alike.differing()
            yield item
        else:
            yield from alike.add(item)
    yield from alike.finish()
    if not facts.records:
        detail = "no records"
        raise DocumentError("empty", detail)


def _record(found: FileEntry, record: records.Record | records.Broken, config: Input, form: Format) -> Source | Reject:
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
        media_type=form.media_type,
        data=record.data,
        declared_encoding=record.encoding,
        declared_language=record.language,
        title=record.title,
        date=record.date,
        source_meta=record.meta,
        format=form.name,
        flags=("duplicate_id",) if record.id is not None and not record.key.startswith("id:") else (),
    )
