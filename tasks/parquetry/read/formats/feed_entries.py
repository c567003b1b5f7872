"""The entries of a feed (RSS, Atom) with the places of their fields, in characters of the decoded file.

Source: RSS 2.0, RSS 1.0 with its content module, RFC 4287 (Atom).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parquetry.read.formats.pieces import plain_text
from parquetry.read.formats.xml_events import parse_xml_document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parquetry.read.formats.pieces import Piece

ENTRIES = frozenset({"item", "entry"})
# The feed itself, whose title and language are those of what every entry is in.
_FEED = frozenset({"channel", "feed"})
_END_TAG = re.compile("</[^>]*>")


@dataclass(slots=True)
class EntryField:
    """An element of an entry: its characters, and where its content stands, markup and all."""

    name: str
    attributes: Mapping[str, str]
    start: int
    end: int = 0
    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the characters of the element."""
        return plain_text(self.pieces).strip()


@dataclass(slots=True)
class Entry:
    """One entry, from the first character of its tag to the last of its end tag."""

    start: int
    language: str | None
    end: int = 0
    fields: list[EntryField] = field(default_factory=list)
    comments: list[tuple[int, int, str]] = field(default_factory=list)


class _Feed:
    """Takes the events of a feed."""

    def __init__(self, text: str) -> None:
        self.entries: list[Entry] = []
        self.title = ""
        self.language: str | None = None
        self._text = text
        self._at = 0
        # Names of the open elements, and how many were open around the entry in hand.
        self._open: list[str] = []
        self._depth = 0
        self._entry: Entry | None = None
        self._field: EntryField | None = None

    def start(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        """Open an element."""
        if self._entry is None and name in ENTRIES:
            self._entry, self._depth = Entry(start, attributes.get("lang") or self.language), len(self._open)
        # Only what stands directly in an entry is a field of it: the name in an author is part of the author.
        elif self._entry is not None and len(self._open) == self._depth + 1:
            self._field = EntryField(name, attributes, end)
        elif name in _FEED:
            self.language = attributes.get("lang") or self.language
        self._open.append(name)
        self._at = end

    def end(self, name: str) -> None:
        """Close an element."""
        del name
        self._open.pop()
        before = self._at
        # What is closed by its own tag has no end tag.
        if not self._text.endswith("/>", 0, self._at) and (match := _END_TAG.search(self._text, self._at)):
            before, self._at = match.start(), match.end()
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

    def text(self, piece: Piece) -> None:
        """Take characters."""
        self._at = piece.end
        if self._field is not None:
            self._field.pieces.append(piece)
        elif self._entry is None and self._open[-2:-1] and self._open[-2] in _FEED:
            if self._open[-1] == "title":
                self.title += piece.text
            elif self._open[-1] == "language":
                self.language = (self.language or "") + piece.text.strip()

    def comment(self, text: str, start: int, end: int) -> None:
        """Note a comment within an entry."""
        self._at = end
        if self._entry is not None and text.strip():
            self._entry.comments.append((start, end, text.strip()))


def entries_of(text: str) -> tuple[list[Entry], str]:
    """Return the entries of a feed in order, and its title.

    Raises:
        DocumentError: it is no well-formed XML.
    """
    feed = _Feed(text)
    parse_xml_document(text, feed)
    return feed.entries, " ".join(feed.title.split())
