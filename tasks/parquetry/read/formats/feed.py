"""Feeds (RSS, Atom): each entry is a document, its text at its bytes; title, date and language from its own fields.

The source bytes of an entry are its element in the file. The text of its longest form is read, an excerpt beside it is left
out; what says something of the entry is left out as metadata.

Source: RSS 2.0, RSS 1.0 with its content module, RFC 4287 (Atom), 4.1.3 (how content is escaped).
"""

from __future__ import annotations

import html
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from parquetry.errors import DocumentError
from parquetry.model.dataset import Reject
from parquetry.model.parts import Part
from parquetry.read.formats.decoded_text import decoded_text, with_text
from parquetry.read.formats.documents import with_metadata
from parquetry.read.formats.escaped_page import read_escaped_page
from parquetry.read.formats.feed_entries import entries_of
from parquetry.read.formats.html_metadata import Metadata
from parquetry.read.formats.pieces import Block, Omission, PartText
from parquetry.read.known_formats import FEED
from parquetry.read.source import doc_id, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parquetry.model.documents import FileEntry, Source
    from parquetry.read.formats.decoded_text import DecodedText
    from parquetry.read.formats.feed_entries import Entry, EntryField
    from parquetry.read.source import Detect, Facts

# Elements that hold the text of an entry, the fullest first.
_BODIES = ("encoded", "content", "description", "summary")
_IDS = ("guid", "id")
_DATES = ("published", "pubDate", "date", "issued", "updated", "modified")
_KEPT = ("link", "author", "creator", "category", "subject", "source", "comments")
# Types of Atom whose content is text; RSS names none, and its text is a page.
_PAGES = ("html", "text/html")


def feed_documents(found: FileEntry, file: Source, facts: Facts, detect: Detect | None) -> Iterator[Source | Reject]:
    """Yield the entries of a feed that was read whole as documents; `file.data` are its bytes.

    Raises:
        DocumentError: it is no well-formed XML, or has no entries.
    """
    text = decoded_text(file.data, file.declared_encoding, detect)
    entries, title, damage = entries_of(text.raw)
    # What stands behind the last whole entry counts as one more.
    facts.records = len(entries) + (damage is not None)
    # Many feeds are empty for a day: that is a fact of the source and no damage.
    if not entries:
        detail = "a feed without entries"
        raise DocumentError("empty", detail)
    # Where each entry begins and ends in bytes: counted once for the whole file.
    edges = [at for entry in entries for at in (entry.start, entry.end)]
    offsets = text.offsets(edges)
    seen: set[str] = set()
    for number, entry in enumerate(entries):
        low, high = offsets[entry.start], offsets[entry.end]
        source = whole(found, file.data[low:high], FEED, None)
        try:
            read = _entry_document(source, entry, text.between(entry.start, entry.end, source.data), title)
        except DocumentError as error:
            yield Reject(found.source_path, number, source.source_sha256, "read", error.reason, error.detail)
            continue
        # Of two entries with one id the second is known by its place.
        key = f"n:{number}" if read.source_id is None or read.source_id in seen else f"id:{read.source_id}"
        seen.add(read.source_id or "")
        part = Part(found.source_path, FEED.media_type, "", source.source_sha256, 0, high - low, low, high)
        flags = ("duplicate_id",) if read.source_id is not None and key.startswith("n:") else ()
        yield replace(read, doc_id=doc_id(found.path_bytes, key), source_record=number, parts=(part,), flags=flags)
    if damage is not None:
        detail = f"what follows the last whole entry: {damage.detail}"
        yield Reject(found.source_path, len(entries), None, "read", damage.reason, detail)


def _entry_document(source: Source, entry: Entry, text: DecodedText, feed: str) -> Source:
    described = replace(with_metadata(source, _metadata(entry, feed)), source_id=_first(entry, _IDS))
    return with_text(described, text, _moved(_part(entry), -entry.start), "an entry without text")


def _part(entry: Entry) -> PartText:
    """Return what an entry says, in characters of the file: its body, and all its other fields on record."""
    # A full text that is a picture alone has characters and no blocks: then the excerpt is read.
    bodies = [(one, _body(one)) for one in _with_text(entry)]
    body, part = next(((one, part) for one, part in bodies if part.blocks), _headline(entry))
    others = [
        Omission(one.start, one.end, "alternative" if one.name in _BODIES else "metadata", one.text)
        for one in entry.fields
        if one is not body and one.text
    ]
    comments = [Omission(start, end, "comment", said) for start, end, said in entry.comments]
    loose = [Omission(one.start, one.end, "metadata", one.text) for one in entry.loose]
    return PartText(part.blocks, (*part.omissions, *others, *comments, *loose))


def _headline(entry: Entry) -> tuple[EntryField | None, PartText]:
    """Return the title as the text of an entry that has no other, as in feeds of headlines; nothing where it has none."""
    titles = [one for one in entry.fields if one.name == "title" and one.own and one.text]
    if not titles:
        return None, PartText((), ())
    part = _title(titles[0])
    return titles[0], replace(part, blocks=tuple(replace(block, kind="heading", level=1) for block in part.blocks))


def _title(title: EntryField) -> PartText:
    # Titles are escaped twice where they hold a reference: "AT&amp;amp;T".
    twice = "type" not in title.attributes and html.unescape(title.text) != title.text
    return read_escaped_page(title.pieces) if twice else _body(title)


def _with_text(entry: Entry) -> list[EntryField]:
    """Return the fields that may hold the text of an entry, the fullest first."""
    fields = [one for one in entry.fields if one.name in _BODIES and one.text]
    # `media:content` has the credits of a picture, `itunes:summary` may be all the text there is.
    bodies = [one for one in fields if one.is_of_feed or one.name != "content"]
    return sorted(bodies, key=lambda one: (not one.is_of_feed, _BODIES.index(one.name)))


def _body(one: EntryField) -> PartText:
    """Return the text of a field: a page whose tags are escaped or elements, or plain characters."""
    named = one.attributes.get("type", "html" if one.name in ("encoded", "description") else "text")
    # Some say "HTML", or name the encoding too.
    type_ = named.partition(";")[0].strip().lower()
    if one.page and type_ in (*_PAGES, "text", "xhtml", "application/xhtml+xml"):
        return read_escaped_page(one.page)
    if type_ in (*_PAGES, "xhtml"):
        return read_escaped_page(one.pieces)
    # Pictures in base64, and whatever else has a media type.
    if not type_.startswith("text"):
        return PartText((), ())
    return PartText((Block(pieces=list(one.pieces)),), ())


def _moved(part: PartText, by: int) -> PartText:
    """Return a part whose places are moved on."""
    blocks = tuple(
        replace(block, pieces=[piece._replace(start=piece.start + by, end=piece.end + by) for piece in block.pieces])
        for block in part.blocks
    )
    return PartText(blocks, tuple(one._replace(start=one.start + by, end=one.end + by) for one in part.omissions))


def _first(entry: Entry, names: tuple[str, ...]) -> str | None:
    found = [one for name in names for one in entry.fields if one.name == name and one.text]
    # The title of the entry before that of a picture in it; Dublin Core's where the feed has no date of its own.
    return next((one.text for one in sorted(found, key=lambda one: not one.own)), None)


def _metadata(entry: Entry, feed: str) -> Metadata:
    found = Metadata()
    # Titles are escaped twice where they hold a reference: "AT&amp;amp;T".
    found.title = " ".join(html.unescape(_first(entry, ("title",)) or "").split()) or None
    found.date = _date(_first(entry, _DATES))
    # Dublin Core's field of the entry before the language of the feed.
    found.language = _first(entry, ("language",)) or entry.language
    for one in entry.fields:
        # A link of Atom names its target in an attribute.
        if one.name in _KEPT and (value := " ".join(one.text.split()) or one.attributes.get("href", "")):
            before = found.other.get(one.name)
            found.other[one.name] = f"{before}, {value}" if before else value
    if feed:
        found.other["feed"] = feed
    return found


def _date(value: str | None) -> str | None:
    """Return a date of RSS ("Mon, 02 May 2011 10:11:12 GMT") as ISO 8601; one of Atom is that already."""
    try:
        return parsedate_to_datetime(value).isoformat() if value else None
    except (TypeError, ValueError, OverflowError, IndexError):
        return value
