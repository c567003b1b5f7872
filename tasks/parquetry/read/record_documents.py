"""Documents of files that hold many: a record of JSONL, JSON, CSV or Parquet, a message of a mailbox."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.errors import DocumentError
from parquetry.model.dataset import Reject
from parquetry.model.documents import FileEntry, Source
from parquetry.read import records
from parquetry.read.alike import AlikeRejects
from parquetry.read.containers import MOST_DEPTH, Budget
from parquetry.read.find import printable
from parquetry.read.formats.mail import mail_document
from parquetry.read.formats.mail_structure import message_id, parse_mail
from parquetry.read.formats.mailbox import messages
from parquetry.read.known_formats import JSON, JSONL, MAIL, PARQUET, TSV, Format
from parquetry.read.mail_members import mail_members
from parquetry.read.members import member_documents, shifted
from parquetry.read.source import Facts, doc_id, whole

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from parquetry.config import Input
    from parquetry.read.containers import Member
    from parquetry.read.formats.mail_structure import Entity
    from parquetry.read.formats.mailbox import Message
    from parquetry.read.members import Documents
    from parquetry.read.source import Detect, Reading


def mailbox_documents(
    found: FileEntry, reading: Reading, facts: Facts, stream: io.BufferedReader, documents: Documents
) -> Iterator[Source | Reject]:
    """Yield the messages of a mailbox as documents, keyed by their Message-ID where it is the first of its name.

    What is attached to a message follows it: `source_path` is `inbox!/<1@example.org>!/report.docx`.
    """
    config = reading.config
    seen: set[str] = set()
    for number, message in enumerate(messages(stream, config.max_bytes)):
        record, facts.records = facts.records, facts.records + 1
        source = whole(found, message.data, MAIL, None)
        try:
            # A broken message is one reject; the mailbox goes on.
            structure = _structure(message, reading)
        except DocumentError as error:
            # The bytes of one that is too large were passed over and not kept.
            digest = None if message.too_large else source.source_sha256
            yield Reject(found.source_path, record, digest, "read", error.reason, error.detail)
            continue
        id_ = message_id(structure.headers)
        # A message that was filed twice has the same id twice; the second is known by its place.
        key = f"n:{number}" if id_ is None or id_ in seen else f"id:{id_}"
        seen.add(id_ or "")
        source = replace(source, doc_id=doc_id(found.path_bytes, key), source_record=record, source_id=id_)
        yield _of_message(found, source, message, structure, reading)
        # What is attached to a message without text is still read.
        if reading.depth < MOST_DEPTH:
            yield from _attached(
                found, key, mail_members(structure, message.data, message.offset), reading, facts, documents
            )


def _structure(message: Message, reading: Reading) -> Entity:
    if message.too_large:
        detail = f"a message of more than [input] max_bytes = {reading.config.max_bytes}"
        raise DocumentError("too_large", detail)
    return parse_mail(message.data, message.start, reading.detect)


def _of_message(found: FileEntry, source: Source, message: Message, structure: Entity, reading: Reading) -> Source | Reject:
    """Return the document of a message, or the reject that says why it is none."""
    try:
        read = mail_document(source, reading.detect, message.start, structure)
    except DocumentError as error:
        return Reject(found.source_path, source.source_record, source.source_sha256, "read", error.reason, error.detail)
    # Places in the message become places in the mailbox.
    parts = tuple(shifted(part, message.offset) for part in read.parts)
    return replace(read, container=found.source_path, parts=parts)


def _attached(  # noqa: PLR0913 (a message, and how to read what is in it)
    found: FileEntry, key: str, members: Iterator[Member], reading: Reading, facts: Facts, documents: Documents
) -> Iterator[Source | Reject]:
    """Yield the documents attached to a message of a mailbox; rejects count for the mailbox."""
    name = key.partition(":")[2].encode("utf-8", "surrogateescape")
    message = FileEntry(f"{found.source_path}!/{printable(name)}", found.path_bytes + b"!/" + name, 0)
    budget = reading.budget or Budget(reading.config, 0)
    for item in member_documents(message, members, reading, facts, budget, documents):
        yield replace(item, source_path=found.source_path) if isinstance(item, Reject) else item


def _records(
    path: bytes, form: Format, stream: io.BufferedReader, config: Input, detect: Detect | None
) -> Iterator[records.Record | records.Broken]:
    """Return the records of a file by its format."""
    if form == JSONL:
        return records.read_jsonl(stream, config, detect, path)
    if form == JSON:
        return records.read_json(stream, config, detect, path)
    if form == PARQUET:
        return records.read_parquet(stream, config, path)
    return records.read_csv(stream, config, detect, path, tabs_first=form == TSV)


def record_documents(  # noqa: PLR0913 (a file and how to read it)
    found: FileEntry,
    form: Format,
    config: Input,
    facts: Facts,
    stream: io.BufferedReader,
    detect: Detect | None,
) -> Iterator[Source | Reject]:
    """Yield the documents and rejects of records; one reject for the file where every record fails alike."""
    alike = AlikeRejects()
    for record in _records(found.path_bytes, form, stream, config, detect):
        facts.records += 1
        item = _record(found, record, config, form)
        if isinstance(item, Source):
            # One good record proves that the others failed each for themselves.
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
