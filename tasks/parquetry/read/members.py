"""Documents of containers: those of each member, numbered through, and a reject for each member that is none."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.errors import DocumentError
from parquetry.model.dataset import Reject
from parquetry.model.documents import FileEntry, Source
from parquetry.model.parts import Part
from parquetry.read import compression
from parquetry.read.find import printable
from parquetry.read.formats.charset import codec
from parquetry.read.source import Facts, doc_id, unplaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from parquetry.read.containers import Budget, Member, Place
    from parquetry.read.source import Reading

    Documents = Callable[[FileEntry, Reading, Facts, io.BufferedReader], Iterator[Source | Reject]]
    """Yields the documents of a stream of decompressed bytes."""


def member_documents(  # noqa: PLR0913 (a container, how to read it, and how to read what is in it)
    found: FileEntry, members: Iterable[Member], reading: Reading, facts: Facts, budget: Budget, documents: Documents
) -> Iterator[Source | Reject]:
    """Yield the documents of a container's members, numbered through; what a member lost is a reject of that number.

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
            inner = replace(reading, depth=reading.depth + 1, budget=budget, format_name=member.format_name)
            # A member may be an archive or a file of records, and give many documents.
            for item in _of_member(entry, member, inner, documents):
                if isinstance(item, Reject) and item.reason in member.passing:
                    continue
                number, facts.records = facts.records, facts.records + 1
                if isinstance(item, Source):
                    key = item.doc_id if item.doc_id not in seen else doc_id(path, f"n:{number}")
                    seen.add(key)
                    # The innermost archive stays on record.
                    container = item.container or found.source_path
                    yield replace(_described(item, member), doc_id=key, source_record=number, container=container)
                else:
                    yield _reject_of_member(found, number, entry, item)
    except DocumentError as error:
        # What was read before the damage stands; the rest is one reject.
        number, facts.records = facts.records, facts.records + 1
        yield Reject(found.source_path, number, None, "read", error.reason, f"its other members: {error.detail}")


def _of_member(entry: FileEntry, member: Member, reading: Reading, documents: Documents) -> Iterator[Source | Reject]:
    """Yield the documents of one member, each with its place; a reject where it, or the rest of it, cannot be used.

    Raises:
        DocumentError: the budget is used up.
    """
    if reading.budget is not None:
        # Raises if an earlier member has used it up.
        reading.budget.take(0)
    try:
        data = member.read()
    except DocumentError as error:
        # A bad member costs itself, and the archive goes on.
        yield Reject(entry.source_path, None, None, "read", error.reason, error.detail)
        if reading.budget is not None and error.reason == "corrupt":
            reading.budget.take(member.cost)
        return
    if reading.budget is not None:
        reading.budget.take(len(data))
    if (charset := codec(member.charset)) and reading.config.encoding is None:
        reading = replace(reading, config=reading.config.model_copy(update={"encoding": charset}))
    try:
        # A member may be compressed again: "posts.jsonl.gz" in a ZIP.
        stream, packed = compression.opened(compression.Hashed(io.BytesIO(data)), reading.config.max_ratio)
        place = None if packed else member.place()
        for item in documents(entry, reading, Facts(), stream):
            yield _placed(item, place) if isinstance(item, Source) else item
    except DocumentError as error:
        # It was read, so it can be named by its content too.
        digest = hashlib.sha256(data).hexdigest()
        yield Reject(entry.source_path, None, digest, "read", error.reason, error.detail)


def _placed(source: Source, place: Place | None) -> Source:
    """Return a document of a member with the places of its parts in the container, where they lie in it as they are."""
    if place is None:
        return unplaced(source)
    size = source.source_bytes
    # Records have no bytes of their own that could be pointed at.
    whole = (Part(source.source_path, source.media_type, "", source.source_sha256, 0, size),) if size else ()
    parts = source.parts or (whole if source.source_record is None else ())
    if len(parts) == 1 and parts[0].file_start is None and parts[0].stored == "plain" and source.source_record is None:
        return replace(source, parts=(replace(parts[0], file_start=place.start, file_end=place.end, stored=place.stored),))
    # Parts of a part: they have a place only if all around them lies there as it is.
    if place.stored != "plain":
        return unplaced(source)
    return replace(source, parts=tuple(shifted(part, place.start) for part in parts))


def shifted(part: Part, offset: int) -> Part:
    """Return a part of what begins at byte `offset` of the file."""
    if part.file_start is None or part.file_end is None:
        return part
    return replace(part, file_start=part.file_start + offset, file_end=part.file_end + offset)


def _described(source: Source, member: Member) -> Source:
    """Return a document of a member with what the container says of it, beside what it says of itself."""
    meta = source.source_meta
    if member.meta:
        fields = json.loads(meta) if meta else {}
        meta = json.dumps({**dict(member.meta), **fields}, sort_keys=True)
    return replace(
        source,
        source_id=source.source_id if source.source_id is not None else member.source_id,
        source_meta=meta,
        flags=(*source.flags, *member.flags),
    )


def _reject_of_member(found: FileEntry, number: int, entry: FileEntry, item: Reject) -> Reject:
    """Return a member's reject as one of its archive, whose row in `sources` it counts for."""
    # The name of the member stands in the message once, however deep it lies.
    detail = item.detail if item.detail.startswith(f"{entry.source_path}: ") else f"{entry.source_path}: {item.detail}"
    nested = item.detail if f"{entry.source_path}!/" in item.detail else detail
    return replace(item, source_path=found.source_path, source_record=number, detail=nested)
