"""The events of one part of a Word document, turned into blocks: paragraphs with their styles and numbers, tables, notes.

Source: ECMA-376 part 1, 17 (WordprocessingML).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parquetry.read.formats.docx_numbering import Numbers
from parquetry.read.formats.docx_styles import MOST_LEVELS, Style, kind_of, number_of
from parquetry.read.formats.pieces import Block, Omission, Piece, plain_text
from parquetry.read.formats.tables import Table
from parquetry.text import EDIT, MARKUP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parquetry.read.formats.docx_numbering import Numbering

# Elements that stand for a character.
_CHARACTERS = {"tab": "\t", "noBreakHyphen": "\N{NON-BREAKING HYPHEN}", "br": "\n", "cr": "\n", "ptab": "\t"}
# Elements whose text is not the document's, and why.
_OMITTED = {
    "del": "deleted",
    "delText": "deleted",
    "delInstrText": "deleted",
    "moveFrom": "deleted",
    "instrText": "field",
    "Fallback": "alternative",
}
# The only elements whose characters are text; all others are laid out by line breaks of the file.
_TEXT = frozenset({"t", "delText", "instrText", "delInstrText"})
_PROPERTIES = frozenset({"pPr", "rPr", "trPr", "tcPr"})
# What is shown of a part of its own that is not read: a chunk in another format, a chart, SmartArt, a spreadsheet.
_EMBEDDED = frozenset({"altChunk", "chart", "relIds", "OLEObject"})
# Elements of a formula whose ends part what is in them from what follows: one half is not 12.
_APART = frozenset({"num", "den", "sub", "lim", "mr"})
# Spellings of "false" in Word's properties: `<w:vanish w:val="0"/>` switches hiding off.
_OFF = ("0", "false", "off", "none")


@dataclass(slots=True)
class _Paragraph:
    """One open paragraph, with the blocks that wait for it to end: text boxes in it, and notes it cites."""

    style: str = ""
    number: str | None = None
    """The id of the numbering it names itself; "0" takes it out of the one that its style names."""
    level: int | None = None
    gone: bool = False
    """Whether the end of the paragraph is deleted: what is left of its text belongs to the next one."""
    outline: int | None = None
    pieces: list[Piece] = field(default_factory=list)
    ruby: int = 0
    """Where the reading of characters begins that are still to come."""
    reading: list[Piece] = field(default_factory=list)
    """A reading that stands before its characters and is shown after them."""
    waiting: list[Block] = field(default_factory=list)


class Body:
    """Takes the events of one part of a document; `blocks` and `omissions` are what it gave.

    `kind` is that of all its blocks where it is no body; `notes` are blocks by the id of a note, taken as they are cited;
    `embedded` are names of parts by the id of a relationship.
    """

    def __init__(
        self,
        styles: Mapping[str, Style],
        numbering: Numbering,
        kind: str = "",
        notes: Mapping[str, list[Block]] | None = None,
        embedded: Mapping[str, str] | None = None,
    ) -> None:
        self.blocks: list[Block] = []
        self.omissions: list[Omission] = []
        self.by_note: dict[str, list[Block]] = {}
        self._styles = styles
        self._numbers = Numbers(numbering)
        self._kind = kind
        self._notes = dict(notes or {})
        self._embedded = embedded or {}
        # Stacks, because a text box in a paragraph holds paragraphs, and a cell of a table holds tables.
        self._paragraphs: list[_Paragraph] = []
        self._tables: list[Table] = []
        # Where finished blocks go: the part, a note, or a cell.
        self._targets: list[list[Block]] = [self.blocks]
        self._omitting: list[str] = []
        self._omitted: list[Piece] = []
        # Depth counters: elements nest, and a flag would be cleared by the inner end tag.
        self._in_text = 0
        self._vanish = False
        self._in_properties = 0
        self._unended: Block | None = None
        """The last block, where the end of its paragraph is deleted."""
        self.part_id = 0

    def start(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        """Open an element."""
        # Several may be open: a deleted field is both a deletion and a field. Among properties "del" is the mark of one
        # that deletes a whole paragraph or row.
        if name in _OMITTED and not self._in_properties:
            self._omitting.append(name)
        if name in _TEXT:
            self._in_text += 1
        elif name == "p":
            self._paragraphs.append(_Paragraph())
        elif name in ("tbl", "tr", "tc"):
            self._open_table(name)
        elif name == "r":
            # Hidden text is a property of one run and ends with it.
            self._vanish = False
        elif name in _PROPERTIES:
            self._in_properties += 1
        elif name in _CHARACTERS and self._paragraphs:
            self._character(name, attributes, start, end)
        elif name in ("footnoteReference", "endnoteReference"):
            self._cite(name, attributes)
        # Each note collects its own blocks until something cites it.
        elif name in ("footnote", "endnote"):
            self._targets.append(self.by_note.setdefault(f"{name}{attributes.get('id', '')}", []))
        else:
            self._property(name, attributes, start, end)

    def _property(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        """Take what a paragraph or a run says of itself."""
        value = attributes.get("val", "")
        # `<w:vanish/>` without a value means true.
        if name == "vanish" and value not in _OFF:
            self._vanish = True
        # What cannot be read is at least named where it stands.
        elif name in _EMBEDDED:
            # By the id of its relationship where it is not known which part that is.
            id_ = attributes.get("dm") or attributes.get("id", "")
            self.omissions.append(Omission(start, end, "attachment", self._embedded.get(id_, id_)))
        # The description of a picture, for readers who cannot see it.
        elif name == "docPr" and attributes.get("descr"):
            self.omissions.append(Omission(start, end, "image", attributes["descr"]))
        elif self._paragraphs:
            self._paragraph_property(name, value)
            if name == "sym" and attributes.get("char"):
                self._symbol(attributes["char"], start, end)

    def _paragraph_property(self, name: str, value: str) -> None:
        paragraph = self._paragraphs[-1]
        if name == "pStyle":
            paragraph.style = value
        elif name == "numId":
            paragraph.number = value
        elif name == "ilvl" and value.isdecimal():
            paragraph.level = min(int(value), MOST_LEVELS - 1)
        elif name == "outlineLvl" and value.isdecimal():
            paragraph.outline = int(value)
        elif name == "del" and self._in_properties:
            paragraph.gone = True
        elif name == "rt":
            paragraph.ruby = len(paragraph.pieces)

    def _open_table(self, name: str) -> None:
        if name == "tbl":
            if self._tables:
                self._targets[-1] = self._tables[-1].lay_out(self._targets[-1])
            self._tables.append(Table(self._target(), self.part_id))
        # Rows and cells of a damaged file may come without a table, and are passed over.
        elif self._tables and name == "tr":
            self._tables[-1].open_row()
        elif self._tables:
            self._targets.append(self._tables[-1].open_cell())

    def _character(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        if name == "br" and attributes.get("type", "textWrapping") != "textWrapping":
            return  # a page or column break
        if not self._in_properties and not self._omitting:  # among properties a tab is a tab stop
            self._paragraphs[-1].pieces.append(Piece(_CHARACTERS[name], start, end, MARKUP))

    def _symbol(self, code: str, start: int, end: int) -> None:
        """Take a character of a symbol font, which stands in the private use area."""
        try:
            self._paragraphs[-1].pieces.append(Piece(chr(int(code, 16)), start, end, MARKUP))
        except (ValueError, OverflowError):
            return

    def _cite(self, name: str, attributes: Mapping[str, str]) -> None:
        # "footnoteReference" with id 2 cites the note stored as "footnote2".
        key = f"{name.removesuffix('Reference')}{attributes.get('id', '')}"
        if self._paragraphs and key in self._notes:
            # `pop`: a note that is cited twice stands after its first citation only.
            self._paragraphs[-1].waiting += self._notes.pop(key)

    def end(self, name: str) -> None:
        """Close an element."""
        if name in _TEXT:
            self._in_text -= 1
        # Only the outermost deletion puts its text on record, and all of it.
        if self._omitting and self._omitting[-1] == name and not self._in_properties:
            self._omitting.pop()
            if not self._omitting:
                self._omit(_OMITTED[name])
        if name == "p" and self._paragraphs:
            self._close_paragraph(self._paragraphs.pop())
        elif name == "tc" and self._tables:
            self._targets.pop()
        elif name == "tbl" and self._tables:
            self._tables.pop().close()
        elif name in ("footnote", "endnote"):
            self._targets.pop()
        elif name in _PROPERTIES:
            self._in_properties -= 1
        elif self._paragraphs:
            self._end_inline(name, self._paragraphs[-1])

    def _end_inline(self, name: str, paragraph: _Paragraph) -> None:
        """Close what decides where characters of a line stand: a part of a formula, characters with a reading."""
        pieces = paragraph.pieces
        if name in _APART and pieces and not self._omitting:
            at = pieces[-1].end
            pieces.append(Piece(" ", at, at, EDIT))
        elif name == "rt":
            paragraph.reading += pieces[paragraph.ruby :]
            del pieces[paragraph.ruby :]
        elif name == "ruby":
            pieces += paragraph.reading
            paragraph.reading = []

    def text(self, piece: Piece) -> None:
        """Take the characters of a text element; between others there is only white space."""
        if not self._in_text:
            return
        if self._omitting:
            self._omitted.append(piece)
        # Hidden text stays out of the document, and its record says what it was.
        elif self._vanish:
            self.omissions.append(Omission(piece.start, piece.end, "hidden", piece.text))
        elif self._paragraphs:
            self._paragraphs[-1].pieces.append(piece)

    def _omit(self, reason: str) -> None:
        pieces, self._omitted = self._omitted, []
        for piece in pieces:  # each on its own: between them there may be markup of the text itself
            self.omissions.append(Omission(piece.start, piece.end, reason, piece.text))

    def _target(self) -> list[Block]:
        # A block that ends inside a paragraph, such as a text box, must wait until that paragraph is whole.
        return self._paragraphs[-1].waiting if self._paragraphs else self._targets[-1]

    def _close_paragraph(self, paragraph: _Paragraph) -> None:
        # The style first, then what the paragraph itself says, which goes before it.
        kind, level = kind_of(self._styles, paragraph.style)
        if paragraph.outline is not None and paragraph.outline < 9:  # noqa: PLR2004 (body text)
            kind, level = "heading", paragraph.outline + 1
        number, depth = self._number(paragraph)
        # Headings may be numbered as well, and stay headings.
        if kind == "paragraph" and number:
            kind, level = "list_item", depth + 1
        # As in HTML: a table with headings or lists in it lays out a page.
        if self._tables and kind in ("heading", "list_item"):
            self._tables[-1].plain = False
        # A reading of characters that never came.
        paragraph.pieces += paragraph.reading
        shown = bool(plain_text(paragraph.pieces).strip())
        # An empty paragraph is counted, as Word shows it; one that was deleted, and the second form of another, are not.
        counted = number and not self._omitting and (shown or not paragraph.gone)
        marker = self._numbers.marker(number, depth) if counted else None
        if shown:
            # A line break within a paragraph (Shift+Enter) was put there on purpose.
            lines = any("\n" in piece.text for piece in paragraph.pieces)
            kind, level = (self._kind, None) if self._kind else (kind, level)
            verbatim = lines or kind == "preformatted"
            block = Block(kind, level, verbatim, paragraph.pieces, self.part_id, marker)
            self._add(block, gone=paragraph.gone)
        # Notes and text boxes follow the paragraph, even one without text.
        self._target().extend(paragraph.waiting)

    def _add(self, block: Block, *, gone: bool) -> None:
        """Add the block of a paragraph; one before it whose end is deleted goes on in it, if nothing stands between."""
        target = self._target()
        if target and target[-1] is self._unended:
            # The same list goes on: thousands of such ends would copy it thousands of times.
            pieces = target.pop().pieces
            pieces += block.pieces
            block.pieces = pieces
        target.append(block)
        self._unended = block if gone else None

    def _number(self, paragraph: _Paragraph) -> tuple[str, int]:
        """Return the id of the numbering a paragraph is in, empty for none, and its level there, from 0."""
        by_style, level = number_of(self._styles, paragraph.style)
        number = by_style if paragraph.number is None else paragraph.number
        # What the paragraph says goes before its style, and that before the level that names the style.
        if paragraph.level is not None:
            level = paragraph.level
        elif level is None:
            level = self._numbers.level_of_style(number, paragraph.style)
        return ("", 0) if number == "0" else (number, level)

    def uncited(self) -> list[Block]:
        """Return the notes that nothing cites, and those that stand in this part itself, as damaged files have them."""
        return [block for notes in (self._notes, self.by_note) for blocks in notes.values() for block in blocks]
