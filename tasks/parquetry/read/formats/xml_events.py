"""XML as events with their bytes: elements by local name, text as pieces.

Offsets are characters of the part, decoded from UTF-8; `ByteOffsets` knows their bytes. Entities that a document
declares itself are refused, for they are how a small file becomes a large one.

Source: XML 1.0 by expat, whose `CurrentByteIndex` is where an event began.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol
from xml.parsers import expat

from parquetry.errors import DocumentError
from parquetry.read.formats.pieces import Piece
from parquetry.text import COPY, EDIT, MARKUP

if TYPE_CHECKING:
    from collections.abc import Mapping

# ">" may stand within quotes: <a title="x > y">.
_TAG_END = re.compile(rb"""(?:[^"'>]|"[^"]*"|'[^']*')*>""")
# A space never occurs in a name, so it can part the namespace from it.
_SEPARATOR = " "


class Handler(Protocol):
    """Takes the events of one part. Names are local: `w:p` and `text:p` are both `p`, told apart by the format."""

    def start(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        """An element begins; its tag stands from `start` to `end`."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, piece: Piece) -> None:
        """A run of characters, a reference or a line break."""


class _Characters:
    """Counts the characters before a byte; asked in rising order, so that the whole costs one pass."""

    __slots__ = ("_ascii", "_byte", "_count", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._ascii = data.isascii()
        self._byte = self._count = 0

    def before(self, byte: int) -> int:
        """Return the number of characters before a byte."""
        # An event may be asked for twice; the count never runs backwards.
        if self._ascii or byte <= self._byte:
            return byte if self._ascii else self._count
        self._count += len(self._data[self._byte : byte].decode("utf-8", "replace"))
        self._byte = byte
        return self._count


def parse_xml(data: bytes, handler: Handler) -> None:
    """Feed a handler with the events of a part.

    Raises:
        DocumentError: it is no well-formed XML, not UTF-8, or declares entities.
    """
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    # One event a line or reference, each with its own place; buffered text would have one place for all.
    parser.buffer_text = False
    places = _Characters(data)

    def start(name: str, attributes: dict[str, str]) -> None:
        at = parser.CurrentByteIndex
        match = _TAG_END.match(data, at)
        # Prefixes differ between programs: "w:val" and "ns0:val" are the same attribute.
        local = {key.rpartition(_SEPARATOR)[2]: value for key, value in attributes.items()}
        low = places.before(at)
        handler.start(name.rpartition(_SEPARATOR)[2], local, low, places.before(match.end()) if match else low)

    def text(characters: str) -> None:
        at = parser.CurrentByteIndex
        handler.text(_piece(data, at, characters, places))

    def refuse(*_: object) -> None:
        detail = "it declares entities of its own"
        raise DocumentError("corrupt", detail)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: handler.end(name.rpartition(_SEPARATOR)[2])
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = refuse
    # Offsets count UTF-8 bytes here, so UTF-16 is refused outright and not read wrongly.
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        detail = "XML in UTF-16"
        raise DocumentError("format", detail)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        detail = f"no well-formed XML at byte {parser.ErrorByteIndex}: {expat.ErrorString(error.code)}"
        raise DocumentError("corrupt", detail) from error


def _piece(data: bytes, at: int, characters: str, places: _Characters) -> Piece:
    first = data[at : at + 1]
    low = places.before(at)
    # A reference is markup: "&amp;" is five bytes for one character.
    if first == b"&":
        end = data.find(b";", at, at + 64) + 1 or at + 1
        return Piece(characters, low, places.before(end), MARKUP)
    # XML turns CR LF into one line feed.
    if first == b"\r":
        return Piece(characters, low, low + (2 if data[at : at + 2] == b"\r\n" else 1), EDIT)
    return Piece(characters, low, low + len(characters), COPY)


class _Texts:
    """Collects the text of elements by their local name: metadata of packages."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        # A stack: the text of an inner element does not count for the outer one.
        self._open: list[list[str]] = []

    def start(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        del name, attributes, start, end
        self._open.append([])

    def end(self, name: str) -> None:
        self.found.append((name, "".join(self._open.pop()).strip()))

    def text(self, piece: Piece) -> None:
        if self._open:
            self._open[-1].append(piece.text)


def element_texts(data: bytes) -> list[tuple[str, str]]:
    """Return local name and text of every element that has text of its own."""
    texts = _Texts()
    parse_xml(data, texts)
    return [(name, text) for name, text in texts.found if text]


class _Elements:
    """Collects names and attributes."""

    def __init__(self) -> None:
        self.found: list[tuple[str, Mapping[str, str]]] = []

    def start(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        del start, end
        self.found.append((name, attributes))

    def end(self, name: str) -> None:
        """Nothing ends."""

    def text(self, piece: Piece) -> None:
        """Text is not asked for."""


def elements(data: bytes) -> list[tuple[str, Mapping[str, str]]]:
    """Return local name and attributes of every element, in document order."""
    handler = _Elements()
    parse_xml(data, handler)
    return handler.found
