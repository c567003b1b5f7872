"""The renderer: from elements and their text to blocks, as a browser lays them out.

Fed with events in document order, by a tree of HTML or by a parser of XHTML. White space collapses as CSS says, blocks
part paragraphs, the cells of a table's row are parted by tabs; what a browser does not show is left out, on record.

Source: CSS Text 3, 4.1 (white space); WHATWG HTML, 15 (rendering).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from parquetry.read.formats.counters import LONGEST_MARKER
from parquetry.read.formats.element_looks import Looks
from parquetry.read.formats.flow import Flow
from parquetry.read.formats.html_elements import CELLS, SECTIONS
from parquetry.read.formats.page_elements import (
    LISTS,
    SILENT,
    Frame,
    classify,
    described,
    inherited,
    is_permalink,
    page_frame,
)
from parquetry.read.formats.pieces import Block, Omission, PartText, Piece, plain_text
from parquetry.read.formats.quotation_marks import has_marks, quotation_marks
from parquetry.read.formats.scripts import Script, with_figures
from parquetry.read.formats.tables import Table, cell_span
from parquetry.read.formats.white_space import trim
from parquetry.text import MARKUP

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableSequence, Sequence

    from parquetry.read.formats.html_lists import ListMarkers


class Renderer:
    """Takes events, gives the part's blocks and omissions by `finish`."""

    __slots__ = (
        "_cells",
        "_flow",
        "_frames",
        "_lists",
        "_looks",
        "_marker",
        "_omissions",
        "_out",
        "_placed",
        "_quotations",
        "_quoted",
        "_scripts",
        "_tables",
        "top",
    )

    def __init__(self, lists: ListMarkers | None = None, *, quotes: bool = False) -> None:
        # Without it, the format says itself by `mark` what is shown before an item.
        self._lists = lists
        # Elements that get the marks which a browser puts around quotations.
        self._quoted = ("q",) if quotes else ()
        # Those that are open: which piece of the block in hand the mark before it is; null where that has none.
        self._quotations: list[int | None] = []
        # Where the start tags stand that such marks are shown for.
        self._placed: set[int] = set()
        self._marker: str | None = None
        self.top = page_frame()
        """The innermost open element."""
        self._frames = [self.top]
        self._looks = Looks()
        self._out: list[Block] = []
        self._flow = Flow()
        # What stands raised or lowered in the block in hand.
        self._scripts: list[Script] = []
        self._tables: list[Table] = []
        self._cells: list[MutableSequence[Block]] = []
        self._omissions: list[Omission] = []

    def start(  # noqa: PLR0913 (an element, its place, and what is known of it from outside)
        self,
        tag: str,
        attributes: Mapping[str, str | None],
        start: int,
        end: int,
        *,
        artifact: bool = False,
        omitted: str = "",
    ) -> None:
        """Open an element whose start tag stands from `start` to `end`; `omitted` says why its text is not shown."""
        above = self.top
        look = self._looks.look(tag, attributes)
        frame = inherited(above, tag, look, attributes, omitted)
        if artifact or look.artifact:
            frame.kind = "page_artifact"
        # Hidden elements are pushed too, so that every end tag finds its frame.
        self._frames.append(frame)
        self.top = frame
        if tag in ("img", "iframe") and (text := described(tag, attributes, frame.omitted)):
            self._omissions.append(Omission(start, end, *text))
        if frame.omitted:
            return
        if tag == "br":
            self._flow.line_break(Piece("\n", start, end, MARKUP))
        elif look.block:
            self._open_block(frame, attributes)
        elif above.look.apart or look.parted:
            self._flow.part()
        if frame.script:
            frame.since = (self._flow.block, len(self._flow.block.pieces))
        if tag in self._quoted:
            self._open_quotation(frame, start, end)
        if frame.spaces and frame.spaces != above.spaces:
            # Set on the open block as well, since a <span> with preserved white space opens none of its own.
            self._flow.block.verbatim = True

    def _open_block(self, frame: Frame, attributes: Mapping[str, str | None]) -> None:
        self._flush()
        if frame.tag in LISTS:
            frame.lists += 1
            # The level is set on the list, and its items inherit it.
            frame.level = frame.lists
        self._follow_list(frame.tag, attributes)
        # A heading in the navigation stays part of the navigation.
        if frame.kind != "page_artifact":
            classify(frame, attributes)
        if frame.tag == "table":
            # A table within a table means that the outer one lays out the page.
            if self._tables:
                self._lay_out(self._tables[-1])
            self._tables.append(Table(self._target()))
        elif self._tables:
            self._open_in_table(frame.tag, self._tables[-1], attributes)
        self._begin(frame)

    def _open_in_table(self, tag: str, table: Table, attributes: Mapping[str, str | None]) -> None:
        if tag in SECTIONS:
            table.open_group()
        elif tag == "tr":
            table.open_row()
        elif tag in CELLS:
            # "0" means all rows that follow in the group.
            rows = cell_span(attributes, "rowspan") or sys.maxsize
            self._cells.append(table.open_cell(cell_span(attributes, "colspan"), rows))

    def _lay_out(self, table: Table) -> None:
        target = table.lay_out(self._target())
        if self._cells:
            self._cells[-1] = target

    def _begin(self, frame: Frame) -> None:
        """Begin a block of an element; one that nothing was added to is taken again."""
        block = self._flow.block
        if block.pieces:
            self._flow.block = Block(frame.kind, frame.level, bool(frame.spaces))
        else:
            block.kind, block.level, block.verbatim = frame.kind, frame.level, bool(frame.spaces)

    def _follow_list(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        if self._lists and tag in LISTS:
            self._lists.open_list(tag, attributes)
        elif self._lists and tag == "li":
            self.mark(self._lists.item(attributes))

    def end(self, tag: str) -> None:
        """Close the innermost element, which is of this tag."""
        frame, self.top = self._frames.pop(), self._frames[-1]
        if frame.script and (script := frame.script_in(self._flow.block)):
            self._scripts.append(script)
        if frame.tag in self._quoted and not frame.omitted:
            self._end_quotation(quotation_marks(frame.language, len(self._quotations) - 1)[1])
        # Inline elements end without a trace; hidden ones never began a block.
        if frame.omitted or not frame.look.block:
            if self.top.look.apart or (frame.look.parted and not frame.omitted):
                self._flow.part()
            return
        self._end_block(tag)

    def _end_block(self, tag: str) -> None:
        self._flush()
        if tag == "li":
            # Of an item without text nothing is left that a marker could stand before.
            self._marker = None
        elif tag in LISTS and self._lists:
            self._lists.close_list()
        if tag in ("td", "th") and self._cells:
            self._cells.pop()
        elif tag == "table" and self._tables:
            # A nested table goes into the cell around it, the outermost one into the page.
            self._tables.pop().close()
        # Text after an inner block belongs to the outer element again: <div>one<p>two</p>three</div>.
        self._begin(self.top)

    def _open_quotation(self, frame: Frame, start: int, end: int) -> None:
        self._flow.add(Piece(quotation_marks(frame.language, len(self._quotations))[0], start, end, MARKUP))
        self._quotations.append(len(self._flow.block.pieces) - 1)
        self._placed.add(start)

    def _end_quotation(self, mark: str) -> None:
        """Show the mark behind a quotation; none on either side where its author has typed them, or nothing is quoted."""
        pieces, opened = self._flow.block.pieces, self._quotations.pop()
        if opened is None:
            return
        first = next((pieces[at] for at in range(opened + 1, len(pieces)) if pieces[at].text.strip()), None)
        # A quotation that begins with another has the mark of that, and its own before it: "“‘Stop’ was the word”".
        if first and (first.start in self._placed or not has_marks(first.text)):
            self._flow.add(Piece(mark, pieces[-1].end, pieces[-1].end, MARKUP))
        elif opened + 1 == len(pieces) and not self.top.spaces:
            self._flow.take_back()
        else:
            _take_mark(pieces, opened)

    def text(self, pieces: Sequence[Piece]) -> None:
        """Take the text of a node."""
        frame = self.top
        if frame.omitted:
            self._omit(pieces, frame.omitted)
        elif frame.local and is_permalink(plain_text(pieces), frame.kind):
            self._omit(pieces, "boilerplate")
        elif frame.spaces == "preserve":
            self._flow.keep(pieces)
        elif frame.spaces:
            for piece in pieces:
                self._flow.add_lines(piece)
        else:
            for piece in pieces:
                self._flow.collapse(piece)

    def literal(self, piece: Piece) -> None:
        """Take text whose white space stands as it is, such as a tab or spaces that the format counts."""
        # OpenDocument writes runs of spaces as elements, and these never collapse.
        if not self.top.omitted:
            self._flow.literal(piece)

    def mark(self, marker: str | None) -> None:
        """Show a bullet or number before the next block; those of an item that begins with a list stand before its first."""
        # Those of items that begin with items, to any depth, would grow by the square: of too many there is none in the end.
        if marker and len(self._marker or "") <= LONGEST_MARKER:
            self._marker = f"{self._marker} {marker}" if self._marker else marker

    def drop_marker(self) -> None:
        """Show no marker before the next block: what it was for ended without a text."""
        self._marker = None

    def append(self, blocks: Sequence[Block]) -> None:
        """Add blocks that are whole already, after what was taken so far."""
        self._target().extend(blocks)

    def omit(self, start: int, end: int, reason: str, text: str | None) -> None:
        """Put a stretch on record that is no text, such as a comment."""
        self._omissions.append(Omission(start, end, reason, text))

    def finish(self) -> PartText:
        """Return what all events gave."""
        # A damaged document may leave elements open.
        while len(self._frames) > 1:
            self.end(self.top.tag)
        self._flush()
        return PartText(tuple(self._out), tuple(self._omissions))

    def _omit(self, pieces: Sequence[Piece], reason: str) -> None:
        text = plain_text(pieces)
        # White space alone is no loss worth a row.
        if text.strip():
            self._omissions.append(
                Omission(pieces[0].start, pieces[-1].end, reason, None if reason in SILENT else text.strip())
            )

    def _target(self) -> MutableSequence[Block]:
        return self._cells[-1] if self._cells else self._out

    def _flush(self) -> None:
        """End the block in hand, after which another must be begun; what is nothing but white space is none."""
        self._flow.drop_space()
        block = self._flow.block
        if not block.pieces:
            return
        # Paragraphs within a quotation: a mark before them would be one without an end, or stand alone.
        for number, opened in enumerate(self._quotations):
            if opened is not None:
                _take_mark(block.pieces, opened)
                self._quotations[number] = None
        if self._scripts:
            block.pieces, self._scripts = with_figures(block.pieces, self._scripts), []
        trim(block.pieces)
        # What is left ends with something that is no white space.
        if block.pieces:
            # A block of one line has no line breaks that could be kept.
            block.verbatim = block.verbatim and any("\n" in piece.text for piece in block.pieces)
            block.marker = self._marker if len(self._marker or "") <= LONGEST_MARKER else None
            self.drop_marker()
            self._target().append(block)


def _take_mark(pieces: list[Piece], at: int) -> None:
    pieces[at] = pieces[at]._replace(text="")
