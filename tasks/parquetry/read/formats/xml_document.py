"""XML documents: their text by what their elements mean, or, where that is not known, by where text stands in them.

An element that has text of its own is a block, and what is in it is in its lines; one that has only elements is structure.
So a vocabulary that nobody told us of still gives a paragraph for each of its paragraphs. White space collapses but
where `xml:space` or the element preserves it.

Source: XML 1.0, 2.10 (white space), 2.11 (line ends).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.read.formats.decoded_text import decoded_text, with_text
from parquetry.read.formats.documents import with_metadata
from parquetry.read.formats.html_metadata import Metadata
from parquetry.read.formats.pieces import PartText
from parquetry.read.formats.renderer import Renderer
from parquetry.read.formats.xml_binary import WithoutBinary
from parquetry.read.formats.xml_events import parse_xml_document
from parquetry.read.formats.xml_vocabulary import BLOCKS, CAPTIONED, IN_LINE, INLINE, METADATA, NOTES, SECTIONS, TITLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parquetry.model.documents import Source
    from parquetry.read.formats.pieces import Block, Omission, Piece
    from parquetry.read.source import Detect

# Elements of a page that are none of its blocks.
_IN_LINE_TAGS = frozenset({"span", *IN_LINE.values()})
_MOST_LEVELS = 6
_PRESERVE = {"style": "white-space: pre"}


class _Survey:
    """Finds the elements that have text of their own, by their number in the document."""

    def __init__(self) -> None:
        self.with_text: set[int] = set()
        self._open: list[int] = []
        self._count = 0

    def start(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        del name, attributes, start, end
        self._open.append(self._count)
        self._count += 1

    def end(self, name: str) -> None:
        del name
        self._open.pop()

    def text(self, piece: Piece) -> None:
        if piece.text.strip():
            self.with_text.add(self._open[-1])

    def comment(self, text: str, start: int, end: int) -> None:
        """Comments are no text."""

    def omit_image(self, start: int, end: int) -> None:
        """Pictures are no text."""


class _Body:
    """Hands the elements to a renderer, as those of a page that they are like."""

    def __init__(self, with_text: set[int]) -> None:
        # One for the body, and one for each note open in a line of text, whose blocks wait for the end of that line.
        self._renderers = [Renderer()]
        self._waiting: list[Block] = []
        self._omissions: list[Omission] = []
        self.metadata = Metadata()
        self._with_text = with_text
        # For each open element: its name, the element of a page it is like, and whether it stands in a line of text.
        self._open: list[tuple[str, str, bool]] = []
        self._count = 0
        self._sections = 0
        self._title: list[str] | None = None

    def start(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        """Open an element."""
        inline = bool(self._open) and self._open[-1][2]
        tag = self._tag(name, attributes, inline=inline)
        # Text of its own, or a line around it: what is in it is in the same line, but for what is a block by its name.
        in_line = tag in _IN_LINE_TAGS or self._count in self._with_text
        if not self._open:
            self.metadata.language = attributes.get("lang")
        # The first title that is no title of a part of the text is that of the document.
        if name in TITLES and self.metadata.title is None and self._title is None:
            self._title = []
        role: dict[str, str | None] = {"role": "doc-footnote"} if name in NOTES else {}
        if attributes.get("space") == "preserve":
            role |= _PRESERVE
        if name in NOTES and inline:
            self._renderers.append(Renderer())
            in_line = self._count in self._with_text
        self._renderers[-1].start(tag, role, start, end, omitted="metadata" if name in METADATA else "")
        self._open.append((name, tag, in_line))
        self._count += 1
        self._sections += name in SECTIONS

    def _tag(self, name: str, attributes: Mapping[str, str], *, inline: bool) -> str:
        if name in TITLES and not inline:
            if self._open and self._open[-1][0] in CAPTIONED:
                return "figcaption"
            return f"h{min(_MOST_LEVELS, max(1, self._sections))}"
        if name in BLOCKS:
            return BLOCKS[name]
        if name in NOTES:
            return "div"
        if not inline and not (name in INLINE and self._open):
            return "div"
        # TEI: <hi rend="superscript">.
        return IN_LINE.get(attributes.get("rend", "") if name == "hi" else name, "span")

    def end(self, name: str) -> None:
        """Close an element."""
        _, tag, in_line = self._open.pop()
        self._sections -= name in SECTIONS
        self._renderers[-1].end(tag)
        inline = bool(self._open) and self._open[-1][2]
        if name in NOTES and inline:
            note = self._renderers.pop().finish()
            self._waiting += note.blocks
            self._omissions += note.omissions
        elif in_line and not inline and len(self._renderers) == 1:
            # The line is whole: now the notes that it cites may follow.
            self._renderers[-1].append(self._waiting)
            self._waiting = []
        if name in TITLES and self._title is not None:
            self.metadata.title = " ".join("".join(self._title).split()) or None
            self._title = None

    def text(self, piece: Piece) -> None:
        """Take characters."""
        self._renderers[-1].text([piece])
        if self._title is not None:
            self._title.append(piece.text)

    def comment(self, text: str, start: int, end: int) -> None:
        """Put a comment on record."""
        if text.strip():
            self._renderers[-1].omit(start, end, "comment", text.strip())

    def omit_image(self, start: int, end: int) -> None:
        """Put a picture on record that is encoded in the text."""
        self._renderers[-1].omit(start, end, "image", None)

    def finish(self) -> PartText:
        """Return what the document gave."""
        self._renderers[0].append(self._waiting)
        part = self._renderers[0].finish()
        return PartText(part.blocks, (*part.omissions, *self._omissions))


def xml_document(source: Source, detect: Detect | None) -> Source:
    """Return an XML document that was read whole as text with its alignment; `source.data` are its bytes.

    Raises:
        DocumentError: it is no well-formed XML, expands to a multiple of its size, or holds no text.
    """
    text = decoded_text(source.data, source.declared_encoding, detect)
    survey = _Survey()
    parse_xml_document(text.raw, WithoutBinary(survey, survey.omit_image))
    body = _Body(survey.with_text)
    parse_xml_document(text.raw, WithoutBinary(body, body.omit_image))
    described = with_metadata(replace(source, format="xml"), body.metadata)
    return with_text(described, text, body.finish(), "XML without text")
