"""The documents of one stream: by its format, one, or one a record, one a message, one a member of an archive."""

from __future__ import annotations

import io
import sys
import zipfile
from typing import TYPE_CHECKING, BinaryIO

from parquetry.errors import DocumentError
from parquetry.model.dataset import Reject
from parquetry.model.documents import Source
from parquetry.read.containers import MOST_DEPTH, Budget, spooled, tar_members, zip_members
from parquetry.read.formats.documents import html_document
from parquetry.read.formats.feed import feed_documents
from parquetry.read.formats.flat_odt import flat_odt_document, is_flat_odt
from parquetry.read.formats.mail import mail_document
from parquetry.read.formats.mail_structure import parse_mail
from parquetry.read.formats.office import is_package, package_document
from parquetry.read.formats.xml_document import xml_document
from parquetry.read.known_formats import FEED, HTML, JSON, JSONL, MAIL, MAILBOX, OLE, PARQUET, PDF, TAR, WARC, XML, ZIP
from parquetry.read.mail_members import mail_members
from parquetry.read.members import member_documents
from parquetry.read.own_documents import own_documents
from parquetry.read.own_formats import claimed, format_of
from parquetry.read.record_documents import mailbox_documents, record_documents
from parquetry.read.sniff import HEAD, sniff, uncompressed
from parquetry.read.source import whole
from parquetry.read.split_text import is_split, split_documents
from parquetry.read.warc_members import warc_members
from parquetry.read.zip_names import opened_zip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parquetry.config import Input
    from parquetry.model.documents import FileEntry
    from parquetry.read.known_formats import Format
    from parquetry.read.source import Facts, Reading

_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def documents(found: FileEntry, reading: Reading, facts: Facts, stream: io.BufferedReader) -> Iterator[Source | Reject]:
    """Yield the documents of a stream of decompressed bytes, and a reject for each record or member that is none.

    Raises:
        DocumentError: nothing of it can be used, or nothing of what follows.
    """
    config, detect = reading.config, reading.detect
    # `peek` takes nothing: the reader of the format sees the stream from its beginning.
    head = stream.peek(HEAD)[:HEAD]
    name = reading.format_name or found.source_path
    own = claimed(reading.readers, head, uncompressed(name))
    form = sniff(head, name) if own is None else format_of(own)
    facts.media_type = form.media_type
    if form.unread:
        raise _refusal(form, config, stream)
    # Formats of many documents are streamed; only those of one are read whole.
    if form in (JSON, JSONL, PARQUET) or form.name == "csv":
        yield from record_documents(found, form, config, facts, stream, detect)
        return
    if form == MAILBOX:
        yield from mailbox_documents(found, reading, facts, stream, documents)
        return
    if form in (ZIP, TAR, WARC):
        # A bomb is refused before it is opened.
        if reading.depth == MOST_DEPTH:
            detail = f"an archive within {MOST_DEPTH} others"
            raise DocumentError("nesting", detail)
        opened = {ZIP: _opened_zip, TAR: _opened_tar, WARC: _opened_warc}[form]
        yield from opened(found, reading, facts, stream)
        return
    if is_split(form, reading, head):
        yield from split_documents(found, form, reading, facts, stream)
        return
    facts.records = 1
    source = whole(found, _all(stream, config), form, config.encoding)
    if own is not None:
        yield from own_documents(found, source, own, reading.detect, facts)
    elif form == MAIL:
        yield from _mail(found, source, reading, facts)
    elif form == FEED:
        yield from feed_documents(found, source, facts, reading.detect)
    else:
        yield _document(source, form, reading)


def _refusal(form: Format, config: Input, stream: io.BufferedReader) -> DocumentError:
    """Return why a file of a format that is not read is refused: a Word file with a password is one that is, encrypted."""
    # Office puts what it encrypts into a file of its old format, whose directory names it, anywhere in the file.
    if form.media_type == OLE and _ENCRYPTED_PACKAGE in stream.read(config.max_bytes):
        return DocumentError("encrypted", "an office document with a password")
    return DocumentError("format", f"{form.unread}; extract its text first")


def _document(source: Source, form: Format, reading: Reading) -> Source:
    """Return the document that a file is which was read whole."""
    if form == HTML:
        return html_document(source, reading.detect, main=reading.config.html.main)
    if form == PDF:
        from parquetry.read.formats.pdf.document import pdf_document  # noqa: PLC0415 (half a second: playa, fontTools)

        return pdf_document(source, reading.config)
    if form == XML:
        return (flat_odt_document if is_flat_odt(source.data) else xml_document)(source, reading.detect)
    return source


def _mail(found: FileEntry, source: Source, reading: Reading, facts: Facts) -> Iterator[Source | Reject]:
    """Yield a mail, and the documents that are attached to it.

    Raises:
        DocumentError: it has no text, and nothing that is attached has.
    """
    message = parse_mail(source.data, detect=reading.detect)
    loss: DocumentError | None = None
    try:
        yield mail_document(source, reading.detect, message=message)
    except DocumentError as error:
        loss = error
    # Mails in mails in mails: what is attached to the innermost stays on record there.
    if reading.depth < MOST_DEPTH:
        members = mail_members(message, source.data)
        budget = reading.budget or Budget(reading.config, len(source.data))
        for item in member_documents(found, members, reading, facts, budget, documents):
            if loss and isinstance(item, Source):
                # The mail itself is one reject, now that the file is none.
                yield Reject(found.source_path, 0, source.source_sha256, "read", loss.reason, loss.detail)
                loss = None
            yield item
    if loss:
        raise loss


def _all(stream: BinaryIO | io.BufferedReader, config: Input) -> bytes:
    """Return the bytes of a file that is one document.

    Raises:
        DocumentError: it is too large, or holds nothing.
    """
    # One byte more than allowed shows that there is more, without reading it all.
    data = stream.read(config.max_bytes + 1)
    if len(data) > config.max_bytes:
        detail = f"more than {config.max_bytes} bytes; raise [input] max_bytes, or split plain text by [input] split_bytes"
        raise DocumentError("too_large", detail)
    if not data.strip():
        # The two are told apart for whoever looks at the rejects: a file of blanks is not an empty file.
        detail = "no text" if data else "no bytes"
        raise DocumentError("empty", detail)
    return data


def _opened_zip(found: FileEntry, reading: Reading, facts: Facts, stream: io.BufferedReader) -> Iterator[Source | Reject]:
    """Yield the document that a ZIP package is, or the documents of the members of a ZIP archive."""
    config = reading.config
    with spooled(stream) as spool:
        try:
            # The directory of a ZIP stands at its end, so it cannot be read as a stream.
            archive = opened_zip(spool)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            detail = f"a damaged archive: {error}"
            raise DocumentError("corrupt", detail) from error
        # Word, OpenDocument and EPUB files are ZIPs, and each is one document.
        if is_package(archive.namelist()):
            facts.records = 1
            spool.seek(0)
            source = package_document(whole(found, _all(spool, config), ZIP, config.encoding), config, reading.detect)
            facts.media_type = source.media_type
            yield source
            return
        # The stored size, which the budget for all members is a multiple of.
        budget = reading.budget or Budget(config, spool.seek(0, io.SEEK_END))
        yield from member_documents(found, zip_members(archive, config), reading, facts, budget, documents)
    _refuse_empty(facts)


def _opened_tar(found: FileEntry, reading: Reading, facts: Facts, stream: io.BufferedReader) -> Iterator[Source | Reject]:
    """Yield the documents of the members of a tar archive; it is not compressed itself, so only its members count."""
    budget = reading.budget or Budget(reading.config, found.size)
    yield from member_documents(found, tar_members(stream, reading.config), reading, facts, budget, documents)
    _refuse_empty(facts)


def _opened_warc(found: FileEntry, reading: Reading, facts: Facts, stream: io.BufferedReader) -> Iterator[Source | Reject]:
    """Yield the documents of the records of a web archive, which are streamed and may be millions."""
    members = warc_members(stream, reading.config)
    budget = reading.budget or Budget(reading.config, sys.maxsize, sys.maxsize)
    yield from member_documents(found, members, reading, facts, budget, documents)
    _refuse_empty(facts)


def _refuse_empty(facts: Facts) -> None:
    if not facts.records:
        detail = "no members"
        raise DocumentError("empty", detail)
