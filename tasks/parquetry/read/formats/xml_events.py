"""XML as events with their bytes: elements by local name, text as pieces.

Offsets are characters of the part, decoded from UTF-8; `ByteOffsets` knows their bytes. Entities that a document
declares itself are how a small file becomes a large one: packages may not have any, other documents a bounded amount.

Source: XML 1.0 by expat, whose `CurrentByteIndex` is where an event began.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Protocol
from xml.parsers import expat

from parquetry.errors import DocumentError
from parquetry.read.formats.charset import declared_encoding
from parquetry.read.formats.pieces import Piece
from parquetry.text import COPY, EDIT, MARKUP

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

# ">" may stand within quotes: <a title="x > y">.
_TAG_END = re.compile(rb"""[^"'>]*+(?:"[^"]*+"[^"'>]*+|'[^']*+'[^"'>]*+)*+>""")
# A space never occurs in a name, so it can part the namespace from it.
_SEPARATOR = " "
# Times its own size that the entities of a document may expand to: names of products, not bombs.
_MOST_EXPANSION = 10
# Characters that entities may expand to in any case.
_FREE = 10_000


class Handler(Protocol):
    """Takes the events of one part. Names are local: `w:p` and `text:p` are both `p`, told apart by the format."""

    def start(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        """An element begins; its tag stands from `start` to `end`."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, piece: Piece) -> None:
        """A run of characters, a reference or a line break."""


class DocumentHandler(Handler, Protocol):
    """Takes the events of a document that may have comments and entities of its own, which packages do not."""

    def comment(self, text: str, start: int, end: int) -> None:
        """A comment stands from `start` to `end`."""


class _Characters:
    """Counts the characters before a byte; asked in rising order, so that the whole costs one pass."""

    __slots__ = ("_ascii", "_byte", "_count", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._ascii = data.isascii()
        self._byte = self._count = 0

    def before(self, byte: int) -> int:
        """Return the number of characters before a byte."""
        if self._ascii:
            return byte
        # An event may be asked for twice; the count never runs backwards.
        if byte <= self._byte:
            return self._count
        self._count += len(self._data[self._byte : byte].decode("utf-8", "replace"))
        self._byte = byte
        return self._count


class _LocalNames(dict[str, str]):
    """Names without their namespaces, each worked out once; of `only` some, where these are given: others are empty."""

    def __init__(self, only: Container[str] | None = None) -> None:
        super().__init__()
        self._only = only

    def __missing__(self, name: str) -> str:
        local = name.rpartition(_SEPARATOR)[2]
        self[name] = local if self._only is None or local in self._only else ""
        return self[name]


class _Events:
    """Turns the events of expat into those of a handler, with their places."""

    __slots__ = ("_asked", "_attributes", "_data", "_elements", "_handler", "_literal", "_parser", "_places", "_room")

    def __init__(
        self, data: bytes, handler: Handler, *, override: str | None = None, asked: Mapping[str, bool] | None = None
    ) -> None:
        # With an override the declared encoding is passed over: the data were decoded by it already.
        self._parser = expat.ParserCreate(override, namespace_separator=_SEPARATOR)
        # One event a line or reference, each with its own place; buffered text would have one place for all.
        self._parser.buffer_text = False
        self._data, self._handler = data, handler
        self._places = _Characters(data)
        self._literal = False
        self._room = len(data) * _MOST_EXPANSION + _FREE
        self._parser.StartElementHandler = self._start
        # A document has few names and says them often.
        self._elements, self._attributes = _LocalNames(asked), _LocalNames()
        self._asked = asked
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        # In a CDATA section "&" stands for itself.
        self._parser.StartCdataSectionHandler = lambda: self._cdata(inside=True)
        self._parser.EndCdataSectionHandler = lambda: self._cdata(inside=False)

    def refuse_entities(self) -> None:
        self._parser.EntityDeclHandler = _refuse

    def take_comments_and_entities(self, handler: DocumentHandler) -> None:
        inside: list[str] = []

        def comment(text: str) -> None:
            # The declaration of a document type is markup as a whole, with the comments in it.
            if inside:
                return
            at = self._parser.CurrentByteIndex
            low = self._places.before(at)
            end = self._data.find(b"-->", at)
            handler.comment(text, low, self._places.before(end + len(b"-->")))

        def skipped(name: str, parameter: bool) -> None:  # noqa: FBT001 (expat calls it so)
            at = self._parser.CurrentByteIndex
            if not parameter and self._data.startswith(b"&", at):
                low = self._places.before(at)
                raw = f"&{name};"
                # Names of characters need no declaration to be understood; others stay as they stand.
                value = html.unescape(raw)
                handler.text(Piece(value, low, low + len(raw), COPY if value == raw else MARKUP))

        def elsewhere(context: str | None, *_: str | None) -> int:
            # Never fetched: the reference stays as it stands. Without a context it is the DTD that is asked for.
            at = self._parser.CurrentByteIndex
            end = self._data.find(b";", at) + 1
            if context and self._data.startswith(b"&", at) and end:
                skipped(self._data[at + 1 : end - 1].decode(), parameter=False)
            return 1

        self._parser.CommentHandler = comment
        self._parser.StartDoctypeDeclHandler = lambda name, *_: inside.append(name)
        self._parser.EndDoctypeDeclHandler = inside.clear
        # As if a DTD elsewhere had been named: an entity that is not declared here may be declared there.
        self._parser.UseForeignDTD(True)
        self._parser.SkippedEntityHandler = skipped
        self._parser.ExternalEntityRefHandler = elsewhere

    def parse(self) -> None:
        _parse(self._parser, self._data)

    def _cdata(self, *, inside: bool) -> None:
        self._literal = inside

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        # Empty for what nobody takes, as <w:rFonts>.
        if not (element := self._elements[name]):
            return
        # Prefixes differ between programs: "w:val" and "ns0:val" are the same attribute.
        local = {self._attributes[key]: value for key, value in attributes.items()} if attributes else attributes
        if self._asked is None or self._asked[element]:
            at = self._parser.CurrentByteIndex
            match = _TAG_END.match(self._data, at)
            low = self._places.before(at)
            self._handler.start(element, local, low, self._places.before(match.end()) if match else low)
        else:
            self._handler.start(element, local, 0, 0)

    def _end(self, name: str) -> None:
        if element := self._elements[name]:
            self._handler.end(element)

    def _text(self, characters: str) -> None:
        piece = _piece(self._data, self._parser.CurrentByteIndex, characters, self._places, literal=self._literal)
        # Only references can be longer than what they stand for.
        if piece.kind == MARKUP:
            self._room -= len(characters)
            if self._room < 0:
                detail = f"its entities expand to more than {_MOST_EXPANSION} times its size"
                raise DocumentError("ratio", detail)
        self._handler.text(piece)


def _parse(parser: expat.XMLParserType, data: bytes) -> None:
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        detail = f"no well-formed XML at byte {parser.ErrorByteIndex}: {expat.ErrorString(error.code)}"
        raise DocumentError("corrupt", detail) from error


def _refuse_other_encodings(data: bytes) -> None:
    # Offsets count UTF-8 bytes here, so what is no UTF-8 is refused outright and not read wrongly.
    declared = declared_encoding(data)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        declared = "utf-16"
    elif data.isascii():
        return
    if declared.lower() not in ("", "utf-8", "utf8"):
        detail = f"XML in {declared.upper()}"
        raise DocumentError("format", detail)


def _refuse(*_: object) -> None:
    detail = "it declares entities of its own"
    raise DocumentError("corrupt", detail)


def parse_xml(data: bytes, handler: Handler, asked: Mapping[str, bool] | None = None) -> None:
    """Feed a handler with the events of a part of a package.

    `asked` are the names of the elements that it takes, and whether it asks where their tags stand: others are said to be at
    0. Without names it takes all.

    Raises:
        DocumentError: it is no well-formed XML, not UTF-8, or declares entities.
    """
    _refuse_other_encodings(data)
    events = _Events(data, handler, asked=asked)
    events.refuse_entities()
    events.parse()


def parse_xml_document(text: str, handler: DocumentHandler) -> None:
    """Feed a handler with the events of a document that is decoded already, in characters of `text`.

    Entities of its own are expanded, none is fetched from elsewhere. One that is declared nowhere stays as it stands.

    Raises:
        DocumentError: it is no well-formed XML, or its entities expand to a multiple of it.
    """
    events = _Events(text.encode("utf-8", "surrogatepass"), handler, override="UTF-8")
    events.take_comments_and_entities(handler)
    events.parse()


def _piece(data: bytes, at: int, characters: str, places: _Characters, *, literal: bool) -> Piece:
    first = data[at : at + 1]
    low = places.before(at)
    # A reference is markup: "&amp;" is five bytes for one character.
    if first == b"&" and not literal:
        end = data.find(b";", at, at + 256) + 1 or at + 1
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
    return [one for one in texts.found if one[1]]


def elements(data: bytes) -> list[tuple[str, Mapping[str, str]]]:
    """Return local name and attributes of every element, in document order; faster than events, for places are not asked.

    Raises:
        DocumentError: it is no well-formed XML, not UTF-8, or declares entities.
    """
    _refuse_other_encodings(data)
    found: list[tuple[str, Mapping[str, str]]] = []
    local = _LocalNames()

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((local[name], {local[key]: value for key, value in attributes.items()}))

    parser = expat.ParserCreate(None, namespace_separator=_SEPARATOR)
    parser.StartElementHandler = start
    parser.EntityDeclHandler = _refuse
    _parse(parser, data)
    return found
