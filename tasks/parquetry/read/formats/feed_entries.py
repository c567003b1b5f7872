"""The entries of a feed (RSS, Atom) with the places of their fields, in characters of the decoded file.

Source: RSS 2.0, RSS 1.0 with its content module, RFC 4287 (Atom).
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parquetry.errors import DocumentError
from parquetry.read.formats.html_elements import VOID
from parquetry.read.formats.pieces import Piece, plain_text
from parquetry.read.formats.xml_events import parse_xml_document
from parquetry.text import COPY, MARKUP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ENTRIES = frozenset({"item", "entry"})
# The feed itself, whose title and language are those of what every entry is in.
_FEED = frozenset({"channel", "feed"})
_END_TAG = re.compile("</[^>]*>")
# The prefix of a name in a tag, as in "<media:content>".
_PREFIX = re.compile(r"<([^\s:>/]*):")
# Characters that a page has as references, and stretches of others.
_ESCAPED = re.compile("[&<]|[^&<]+")


@dataclass(slots=True)
class EntryField:
    """An element of an entry: its characters, and where its content stands, markup and all."""

    name: str
    attributes: Mapping[str, str]
    start: int
    end: int = 0
    pieces: list[Piece] = field(default_factory=list)
    own: bool = True
    """Whether it is of the language of the feed itself: the `content` of Media RSS is a picture."""
    page: list[Piece] = field(default_factory=list)
    """Where it has elements, the same as a page of HTML: `<x:br/>` is "<br>", and "<" of a section is "&lt;"."""

    @property
    def text(self) -> str:
        """Return the characters of the element."""
        return plain_text(self.pieces).strip()

    @property
    def is_of_feed(self) -> bool:
        """Return whether it is of the language of the feed, or of RSS's own module for content."""
        return self.own or self.name == "encoded"

    def add(self, piece: Piece) -> None:
        """Add characters."""
        self.pieces.append(piece)
        if self.page:
            self.page += _escaped(piece)

    def open(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        """Add the tag of an element."""
        tag = "".join(f' {key}="{html.escape(value)}"' for key, value in attributes.items())
        # Of the first element: what stands before it is of the page too.
        self.page = self.page or [one for piece in self.pieces for one in _escaped(piece)]
        self.page.append(Piece(f"<{name}{tag}>", start, end, MARKUP))


@dataclass(slots=True)
class Entry:
    """One entry, from the first character of its tag to the last of its end tag."""

    start: int
    language: str | None
    end: int = 0
    fields: list[EntryField] = field(default_factory=list)
    comments: list[tuple[int, int, str]] = field(default_factory=list)
    loose: list[Piece] = field(default_factory=list)
    """Characters between its fields, where none belong."""
    prefix: str = ""


class _Feed:
    """Takes the events of a feed."""

    def __init__(self, text: str) -> None:
        self.entries: list[Entry] = []
        self.title = ""
        self.language: str | None = None
        self._text = text
        # Where the last event ended, and whether it was a tag that closes itself.
        self._at, self._closed = 0, False
        # Names of the open elements, and how many were open around the entry in hand.
        self._open: list[str] = []
        self._depth = 0
        self._entry: Entry | None = None
        self._field: EntryField | None = None

    def start(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        """Open an element."""
        language = attributes.get("lang") or self.language
        if self._entry is None and name in ENTRIES:
            self._entry, self._depth = Entry(start, language, prefix=self._prefix(start)), len(self._open)
        # Only what stands directly in an entry is a field of it: the name in an author is part of the author.
        elif self._entry is not None and len(self._open) == self._depth + 1:
            self._field = EntryField(name, attributes, end, own=self._prefix(start) == self._entry.prefix)
        elif self._field is not None:
            self._field.open(name, attributes, start, end)
        elif name in _FEED:
            self.language = language
        self._open.append(name)
        self._at, self._closed = end, self._text.endswith("/>", start, end)

    def _prefix(self, start: int) -> str:
        match = _PREFIX.match(self._text, start)
        return match[1] if match else ""

    def end(self, name: str) -> None:
        """Close an element."""
        self._open.pop()
        before = self._pass_end_tag()
        if self._entry is None:
            return
        # An entry is whole; what follows belongs to the feed again.
        if len(self._open) == self._depth:
            self._entry.end = self._at
            self.entries.append(self._entry)
            self._entry = None
        elif len(self._open) == self._depth + 1 and self._field is not None:
            self._field.end = before
            self._entry.fields.append(self._field)
            self._field = None
        # To a parser of HTML `</br>` is one more break, and `<iframe/>` has in it all that follows.
        elif self._field is not None and name not in VOID:
            self._field.page.append(Piece(f"</{name}>", before, self._at, MARKUP))

    def _pass_end_tag(self) -> int:
        """Go on after an end tag; return where it begins."""
        before = self._at
        # What is closed by its own tag has none.
        if not self._closed and (match := _END_TAG.search(self._text, self._at)):
            before, self._at = match.start(), match.end()
        self._closed = False
        return before

    def text(self, piece: Piece) -> None:
        """Take characters."""
        self._at, self._closed = piece.end, False
        if self._field is not None:
            self._field.add(piece)
        elif self._entry is not None:
            self._entry.loose += [piece] if piece.text.strip() else []
        elif self._open[-2:-1] and self._open[-2] in _FEED:
            self._take_of_feed(piece)

    def _take_of_feed(self, piece: Piece) -> None:
        if self._open[-1] == "title":
            self.title += piece.text
        elif self._open[-1] == "language":
            self.language = (self.language or "") + piece.text.strip()

    def comment(self, text: str, start: int, end: int) -> None:
        """Note a comment within an entry."""
        self._at, self._closed = end, False
        if self._entry is not None and text.strip():
            self._entry.comments.append((start, end, text.strip()))


def _escaped(piece: Piece) -> Iterator[Piece]:
    """Yield a piece as a page has it: with references for what else would begin a tag or a reference."""
    if "&" not in piece.text and "<" not in piece.text:
        yield piece
    # What stands for others in the file is so as a whole.
    elif piece.kind != COPY:
        yield piece._replace(text=html.escape(piece.text, quote=False))
    else:
        for match in _ESCAPED.finditer(piece.text):
            text = html.escape(match[0], quote=False)
            low, high = piece.start + match.start(), piece.start + match.end()
            yield Piece(text, low, high, COPY if text == match[0] else MARKUP)


def entries_of(text: str) -> tuple[list[Entry], str, DocumentError | None]:
    """Return the entries of a feed in order, its title, and the error at which it ends before its time, if it does.

    Raises:
        DocumentError: it is no well-formed XML before its first entry is whole.
    """
    feed, error = _Feed(text), None
    try:
        parse_xml_document(text, feed)
    except DocumentError as damage:
        # Of a download that broke off the entries before are whole.
        if not feed.entries:
            raise
        error = damage
    return feed.entries, " ".join(feed.title.split()), error
