"""The events of one part of a Word document, turned into blocks: paragraphs with their styles and numbers, tables, notes.

Source: ECMA-376 part 1, 17 (WordprocessingML).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from parquetry.read.formats.docx_inline import Inline
from parquetry.read.formats.docx_numbering import Numbers
from parquetry.read.formats.docx_paragraph import Paragraph, joined
from parquetry.read.formats.docx_styles import BODY_LEVEL, MOST_LEVELS, Style, is_hidden, kind_of, number_of
from parquetry.read.formats.pieces import Block, Omission, Piece, plain_text
from parquetry.read.formats.tables import Table

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Callable, Mapping, MutableSequence

    from parquetry.read.formats.docx_numbering import Numbering

    _Start = Callable[["Body", str, Mapping[str, str], int, int], None]
    _End = Callable[["Body", str], None]

# What is said of a paragraph, a run, a table before a change of its form that is on record: none of it holds any more.
_FORMER = frozenset(
    """
    pPrChange rPrChange tblPrChange tblPrExChange tblGridChange tcPrChange trPrChange sectPrChange numberingChange
    """.split()  # noqa: SIM905 (a table to read)
)
# Digits of a number of columns: a damaged file may have any.
_LONGEST_SPAN = 4
# Notes that are lines between notes and text, or say that a note goes on overleaf.
_OF_PAGES = frozenset({"separator", "continuationSeparator", "continuationNotice"})


class Body:
    """Takes the events of one part of a document; `blocks` and `omissions` are what it gave.

    `kind` is that of all its blocks where it is no body; `notes` are blocks by the id of a note or a chunk, taken as they
    are cited; `embedded` are names of parts by the id of a relationship.
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
        self._paragraphs: list[Paragraph] = []
        self._tables: list[Table] = []
        # Where finished blocks go: the part, a note, a cell, or a paragraph, which they wait for to be whole.
        self._targets: list[MutableSequence[Block]] = [self.blocks]
        self._inline = Inline(styles, embedded or {}, self._paragraphs, self.omissions)
        self._in_former = 0
        self._unended: Block | None = None
        """The last block, where the end of its paragraph is deleted."""
        self.part_id = 0

    def start(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        """Open an element."""
        if self._in_former or name in _FORMER:
            self._in_former += 1
        elif take := Inline.STARTS.get(name):
            take(self._inline, name, attributes, start, end)
        elif own := self._STARTS.get(name):
            own(self, name, attributes, start, end)

    def end(self, name: str) -> None:
        """Close an element."""
        if self._in_former:
            self._in_former -= 1
        elif take := Inline.ENDS.get(name):
            take(self._inline, name)
        elif own := self._ENDS.get(name):
            own(self, name)

    def text(self, piece: Piece) -> None:
        """Take the characters of a text element; between others there is only white space."""
        self._inline.text(piece)

    def uncited(self) -> list[Block]:
        """Return the notes that nothing cites, and those that stand in this part itself, as damaged files have them."""
        return [block for notes in (self._notes, self.by_note) for blocks in notes.values() for block in blocks]

    def _open_paragraph(self, *_: object) -> None:
        self._paragraphs.append(Paragraph())
        self._targets.append(self._paragraphs[-1].waiting)

    def _take_style(self, _: str, attributes: Mapping[str, str], *__: object) -> None:
        if self._paragraphs:
            paragraph = self._paragraphs[-1]
            paragraph.style = attributes.get("val", "")
            paragraph.hidden = is_hidden(self._styles, paragraph.style) or False

    def _take_number(self, _: str, attributes: Mapping[str, str], *__: object) -> None:
        if self._paragraphs:
            self._paragraphs[-1].number = attributes.get("val", "")

    def _take_level(self, name: str, attributes: Mapping[str, str], *_: object) -> None:
        value = attributes.get("val", "")
        if not self._paragraphs or not value.isdecimal():
            return
        if name == "ilvl":
            self._paragraphs[-1].level = min(int(value), MOST_LEVELS - 1)
        else:
            self._paragraphs[-1].outline = int(value)

    # Tables and notes.

    def _open_table(self, *_: object) -> None:
        # A table in a text box is none of the cell that the box stands in.
        if self._tables and self._tables[-1].holds(self._targets[-1]):
            self._targets[-1] = self._tables[-1].lay_out(self._targets[-1])
        self._tables.append(Table(self._targets[-1], self.part_id))

    def _open_row(self, *_: object) -> None:
        # Rows and cells of a damaged file may come without a table, and are passed over.
        if self._tables:
            self._tables[-1].open_row()

    def _open_cell(self, *_: object) -> None:
        if self._tables:
            self._targets.append(self._tables[-1].open_cell())

    def _widen_cell(self, _: str, attributes: Mapping[str, str], *__: object) -> None:
        value = attributes.get("val", "")
        if self._tables and value.isdecimal() and len(value) <= _LONGEST_SPAN:
            self._tables[-1].widen(int(value))

    def _skip_columns(self, _: str, attributes: Mapping[str, str], *__: object) -> None:
        """Leave the columns empty that a row begins behind."""
        value = attributes.get("val", "")
        if self._tables and value.isdecimal() and len(value) <= _LONGEST_SPAN and int(value):
            # An empty cell that takes all of them; "0" is written by programs that write everything.
            self._tables[-1].open_cell()
            self._tables[-1].widen(int(value))

    def _close_cell(self, _: str) -> None:
        if self._tables:
            self._targets.pop()

    def _close_table(self, _: str) -> None:
        if self._tables:
            self._tables.pop().close()

    def _open_note(self, name: str, attributes: Mapping[str, str], *_: object) -> None:
        # Each note collects its own blocks until something cites it.
        self._targets.append(self.by_note.setdefault(f"{name}{attributes.get('id', '')}", []))
        # What parts notes from the text, or says that a note goes on overleaf, is a matter of pages.
        self._kind = "page_artifact" if attributes.get("type", "") in _OF_PAGES else "footnote"

    def _close_note(self, _: str) -> None:
        self._targets.pop()

    def _cite(self, name: str, attributes: Mapping[str, str], *_: object) -> None:
        # "footnoteReference" with id 2 cites the note stored as "footnote2".
        key = f"{name.removesuffix('Reference')}{attributes.get('id', '')}"
        if self._paragraphs and key in self._notes:
            # `pop`: a note that is cited twice stands after its first citation only.
            self._paragraphs[-1].waiting += self._notes.pop(key)

    def _take_chunk(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        """Take the blocks of a chunk; of one that is not read, or taken already, the name."""
        blocks = self._notes.pop(f"{name}{attributes.get('id', '')}", None)
        if blocks is None:
            self._inline.name_embedded(name, attributes, start, end)
        else:
            self._targets[-1].extend(blocks)

    def _close_paragraph(self, _: str) -> None:
        if not self._paragraphs:
            return
        paragraph = self._paragraphs.pop()
        self._targets.pop()
        kind, level, marker, shown = self._described(paragraph)
        if shown:
            # A line break within a paragraph (Shift+Enter) was put there on purpose.
            verbatim = kind == "preformatted" or any("\n" in piece.text for piece in paragraph.pieces)
            pieces = paragraph.with_figures()
            self._add(Block(kind, level, verbatim, pieces, self.part_id, marker), gone=paragraph.gone)
        # Notes and text boxes follow the paragraph, even one without text.
        if paragraph.waiting:
            self._add_waiting(paragraph.waiting)

    def _described(self, paragraph: Paragraph) -> tuple[str, int | None, str | None, bool]:
        """Return the kind of a paragraph that ends, its level, its bullet or number, and whether it shows text."""
        number, depth = self._number(paragraph)
        kind, level = self._kind_of(paragraph, depth if number else None)
        # A reading of characters that never came.
        paragraph.pieces += paragraph.reading
        shown = bool(plain_text(paragraph.pieces).strip())
        # An empty paragraph is counted, as Word shows it; one that was deleted, and the second form of another, are not.
        counted = number and not self._inline.omitting and (shown or not paragraph.gone)
        marker = self._numbers.marker(number, depth) if counted else None
        return (self._kind, None, marker, shown) if self._kind else (kind, level, marker, shown)

    def _kind_of(self, paragraph: Paragraph, depth: int | None) -> tuple[str, int | None]:
        """Return kind and level of a paragraph; `depth` is the level of its numbering, from 0, where it has one."""
        # The style first, then what the paragraph itself says, which goes before it.
        if paragraph.outline is not None and paragraph.outline < BODY_LEVEL:
            return "heading", paragraph.outline + 1
        kind, level = kind_of(self._styles, paragraph.style)
        # Headings may be numbered as well, and stay headings.
        return ("list_item", depth + 1) if kind == "paragraph" and depth is not None else (kind, level)

    def _add_waiting(self, waiting: deque[Block]) -> None:
        target = self._targets[-1]
        outer = self._paragraphs[-1] if self._paragraphs else None
        held = bool(self._tables) and self._tables[-1].outside is target
        # A paragraph around this one holds them as well; a table that began in it knows the list that it has.
        if outer is not None and outer.waiting is target and not held:
            self._targets[-1] = outer.waiting = joined(outer.waiting, waiting)
        else:
            target.extend(waiting)

    def _add(self, block: Block, *, gone: bool) -> None:
        """Add the block of a paragraph; one before it whose end is deleted goes on in it, if nothing stands between."""
        target = self._targets[-1]
        if target and target[-1] is self._unended:
            # The same list goes on: thousands of such ends would copy it thousands of times.
            pieces = target.pop().pieces
            pieces += block.pieces
            block.pieces = pieces
        target.append(block)
        self._unended = block if gone else None

    def _number(self, paragraph: Paragraph) -> tuple[str, int]:
        """Return the id of the numbering a paragraph is in, empty for none, and its level there, from 0."""
        by_style, level = number_of(self._styles, paragraph.style)
        number = by_style if paragraph.number is None else paragraph.number
        # What the paragraph says goes before its style, and that before the level that names the style.
        if paragraph.level is not None:
            level = paragraph.level
        elif level is None:
            level = self._numbers.level_of_style(number, paragraph.style)
        return ("", 0) if number == "0" else (number, level)

    _STARTS: ClassVar[dict[str, _Start]] = {
        "p": _open_paragraph,
        "pStyle": _take_style,
        "numId": _take_number,
        "ilvl": _take_level,
        "outlineLvl": _take_level,
        "tbl": _open_table,
        "tr": _open_row,
        "tc": _open_cell,
        "gridSpan": _widen_cell,
        "gridBefore": _skip_columns,
        "footnote": _open_note,
        "endnote": _open_note,
        "altChunk": _take_chunk,
        "footnoteReference": _cite,
        "endnoteReference": _cite,
    }
    _ENDS: ClassVar[dict[str, _End]] = {
        "p": _close_paragraph,
        "tbl": _close_table,
        "tc": _close_cell,
        "footnote": _close_note,
        "endnote": _close_note,
    }
    # <w:rFonts>, <w:sz>, <w:lang> and their like are most of a document.
    ELEMENTS: ClassVar[dict[str, bool]] = {
        **dict.fromkeys((*Inline.STARTS, *Inline.ENDS, *_STARTS, *_ENDS, *_FORMER), False),
        **dict.fromkeys((*Inline.PLACED, "altChunk"), True),
    }
    """The elements that it takes, and whether their places are asked for; most others say what letters look like."""
