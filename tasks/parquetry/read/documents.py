"""The documents of one stream: by its format, one, or one a record, one a message, one a member of an archive."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from parquetry.errors import DocumentError
from parquetry.model.dataset import Reject
from parquetry.model.documents import FileEntry, Source
from parquetry.read import compression
from parquetry.read.containers import MOST_DEPTH, Budget, Member, spooled, tar_members, zip_members
from parquetry.read.find import printable
from parquetry.read.formats.documents import html_document
from parquetry.read.formats.mail import mail_document
from parquetry.read.formats.office import is_package, package_document
from parquetry.read.record_documents import mailbox_documents, record_documents
from parquetry.read.sniff import HEAD, HTML, JSON, JSONL, MAIL, MAILBOX, PARQUET, TAR, ZIP, sniff
from parquetry.read.source import Facts, doc_id, unplaced, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parquetry.config import Input

    Detect = Callable[[bytes], str]
    """Returns the encoding, a Python codec name, of bytes that are no UTF-8."""


def documents(  # noqa: PLR0913 (a file, how to read it, and the archives it is in)
    found: FileEntry,
    config: Input,
    detect: Detect | None,
    facts: Facts,
    stream: io.BufferedReader,
    *,
    depth: int = 0,
    budget: Budget | None = None,
) -> Iterator[Source | Reject]:
    """Yield the documents of a stream of decompressed bytes, and a reject for each record or member that is none.

    `depth` and `budget` are those of the archives it is in.

    Raises:
        DocumentError: nothing of it can be used.
    """
    # `peek` takes nothing: the reader of the format sees the stream from its beginning.
    head = stream.peek(HEAD)[:HEAD]
    form = sniff(head, found.source_path)
    facts.media_type = form.media_type
    if form.unread:
        detail = f"{form.unread}; extract its text first"
        raise DocumentError("format", detail)
    # Formats of many documents are streamed; only those of one are read whole.
    if form in (JSON, JSONL, PARQUET) or form.name == "csv":
        yield from record_documents(found, form, config, facts, stream, detect)
        return
    if form == MAILBOX:
        yield from mailbox_documents(found, config, detect, facts, stream)
        return
    if form in (ZIP, TAR):
        # A bomb is refused before it is opened.
        if depth == MOST_DEPTH:
            detail = f"an archive within {MOST_DEPTH} others"
            raise DocumentError("nesting", detail)
        opened = _opened_zip if form == ZIP else _opened_tar
        yield from opened(found, config, detect, facts, stream, depth, budget)
        return
    facts.records = 1
    source = whole(found, _all(stream, config), form, config.encoding)
    if form == HTML:
        source = html_document(source, detect)
    elif form == MAIL:
        source = mail_document(source, detect)
    yield source


def _all(stream: BinaryIO | io.BufferedReader, config: Input) -> bytes:
    """Return the bytes of a file that is one document.

    Raises:
        DocumentError: it is too large, or holds nothing.
    """
    # One byte more than allowed shows that there is more, without reading it all.
    data = stream.read(config.max_bytes + 1)
    if len(data) > config.max_bytes:
        detail = f"more than {config.max_bytes} bytes; raise [input] max_bytes, or split it into records"
        raise DocumentError("too_large", detail)
    if not data.strip():
        # The two are told apart for whoever looks at the rejects: a file of blanks is not an empty file.
        detail = "no text" if data else "no bytes"
        raise DocumentError("empty", detail)
    return data


def _opened_zip(  # noqa: PLR0913 (see documents)
    found: FileEntry,
    config: Input,
    detect: Detect | None,
    facts: Facts,
    stream: io.BufferedReader,
    depth: int,
    budget: Budget | None,
) -> Iterator[Source | Reject]:
    """Yield the document that a ZIP package is, or the documents of the members of a ZIP archive."""
    with spooled(stream) as spool:
        try:
            # The directory of a ZIP stands at its end, so it cannot be read as a stream.
            archive = zipfile.ZipFile(spool)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            detail = f"a damaged archive: {error}"
            raise DocumentError("corrupt", detail) from error
        # Word, OpenDocument and EPUB files are ZIPs, and each is one document.
        if is_package(archive.namelist()):
            facts.records = 1
            spool.seek(0)
            source = package_document(whole(found, _all(spool, config), ZIP, config.encoding), config, detect)
            facts.media_type = source.media_type
            yield source
            return
        # The stored size, which the budget for all members is a multiple of.
        size = spool.seek(0, io.SEEK_END)
        members = zip_members(archive, config)
        yield from _of_archive(found, config, detect, facts, members, depth, budget or Budget(config, size))


def _opened_tar(  # noqa: PLR0913 (see documents)
    found: FileEntry,
    config: Input,
    detect: Detect | None,
    facts: Facts,
    stream: io.BufferedReader,
    depth: int,
    budget: Budget | None,
) -> Iterator[Source | Reject]:
    """Yield the documents of the members of a tar archive; it is not compressed itself, so only its members count."""
    members = tar_members(stream, config)
    return _of_archive(found, config, detect, facts, members, depth, budget or Budget(config, found.size))


def _of_archive(  # noqa: PLR0913 (see documents)
    found: FileEntry,
    config: Input,
    detect: Detect | None,
    facts: Facts,
    members: Iterator[Member],
    depth: int,
    budget: Budget,
) -> Iterator[Source | Reject]:
    """Yield the documents of an archive's members, numbered through; what a member lost is a reject of that number.

    A limit that is reached, or damage between members, costs the members that follow.
    """
    # Archives may hold two members of the same name; the second is keyed by its number.
    seen: set[str] = set()
    try:
        for member in members:
            # Counted before it is read: an archive of a million empty members costs no bytes.
            budget.count()
            path = found.path_bytes + b"!/" + member.name
            entry = FileEntry(f"{found.source_path}!/{printable(member.name)}", path, 0)
            # A member may be an archive or a file of records, and give many documents.
            for item in _of_member(entry, member, config, detect, depth, budget):
                number, facts.records = facts.records, facts.records + 1
                if isinstance(item, Source):
                    key = item.doc_id if item.doc_id not in seen else doc_id(path, f"n:{number}")
                    seen.add(key)
                    # The innermost archive stays on record.
                    container = item.container or found.source_path
                    yield replace(unplaced(item), doc_id=key, source_record=number, container=container)
                else:
                    yield _reject_of_member(found, number, entry, item)
    except DocumentError as error:
        # What was read before the damage stands; the rest is one reject.
        number, facts.records = facts.records, facts.records + 1
        yield Reject(found.source_path, number, None, "read", error.reason, f"its other members: {error.detail}")
    if not facts.records:
        detail = "no members"
        raise DocumentError("empty", detail)


def _of_member(  # noqa: PLR0913 (see documents)
    entry: FileEntry, member: Member, config: Input, detect: Detect | None, depth: int, budget: Budget
) -> list[Source | Reject]:
    """Return the documents of one member; only a reject where it cannot be used as a whole.

    Raises:
        DocumentError: the budget is used up.
    """
    # Raises if an earlier member has used it up.
    budget.take(0)
    facts = Facts()
    try:
        data = member.read()
        budget.take(len(data))
        # A member may be compressed again: "posts.jsonl.gz" in a ZIP.
        stream, _ = compression.opened(compression.Hashed(io.BytesIO(data)), config.max_ratio)
        return list(documents(entry, config, detect, facts, stream, depth=depth + 1, budget=budget))
    except DocumentError as error:
        # A bad member costs itself, and the archive goes on.
        return [Reject(entry.source_path, None, None, "read", error.reason, error.detail)]


def _reject_of_member(found: FileEntry, number: int, entry: FileEntry, item: Reject) -> Reject:
    """Return a member's reject as one of its archive, whose row in `sources` it counts for."""
    # The name of the member stands in the message once, however deep it lies.
    detail = item.detail if item.detail.startswith(f"{entry.source_path}: ") else f"{entry.source_path}: {item.detail}"
    nested = item.detail if f"{entry.source_path}!/" in item.detail else detail
    return replace(item, source_path=found.source_path, source_record=number, detail=nested)
