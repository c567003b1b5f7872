"""The extract: lines as UTF-8, one for each baseline, pages ended by form feeds; and where each stretch stood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parquetry.model.parts import BlockHint, Origin
from parquetry.read.formats.pdf.content import HUNDREDTHS, page_box
from parquetry.read.formats.pdf.page_line import TAB
from parquetry.read.formats.pdf.scripts import shown_texts
from parquetry.text import Repair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pdf.draft import PageBlock
    from parquetry.read.formats.pdf.fonts import PageFont
    from parquetry.read.formats.pdf.letter import Letter
    from parquetry.read.formats.pdf.page_line import PageLine
    from parquetry.read.formats.pdf.stretch import Stretch


@dataclass(slots=True)
class Extract:
    """The text of an extract in the making, and what is known of its stretches.

    `length` counts code points of what was written, `size` its bytes in UTF-8.
    """

    fonts: Sequence[PageFont]
    sizes: Sequence[tuple[int, int]]
    """Width and height of each page."""
    layered: frozenset[int] = frozenset()
    """Pages (1-based) whose text is an invisible layer over a picture."""
    texts: list[str] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    hints: list[BlockHint] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    length: int = 0
    size: int = 0
    page: int = 1

    @property
    def text(self) -> str:
        """Return what was written."""
        return "".join(self.texts)

    def add(self, block: PageBlock) -> None:
        """Write the lines of a block, and its hint."""
        for number, line in enumerate(block.lines):
            self._turn_to(line.page)
            if number == 0:
                start = self.size
            self._add_line(line, block.indents[number] if block.indents else 0)
        hint = BlockHint(start, self.size, block.kind, block.level, block.verbatim, block.evidence, block.continues)
        self.hints.append(hint)

    def finish(self) -> None:
        """End the last page, and those behind it that have no text."""
        self._turn_to(len(self.sizes) + 1)

    def _turn_to(self, page: int) -> None:
        while self.page < page:
            self._write("\f")
            self.page += 1

    def _add_line(self, line: PageLine, indent: int) -> None:
        self._write(" " * indent)
        begun = False
        for piece, text in zip(line.pieces, self._texts(line), strict=True):
            lead = len(text) - len(text.lstrip())
            # Spaces at the beginning of a line are not the author's, and are none of code, whose indentation is measured.
            # Tabs are: cells of a row may be empty.
            self._write(piece.glue + text[:lead] if begun else TAB * piece.glue.count(TAB))
            self._add_stretch(piece.stretch, text, lead, line.page)
            self._write(text[len(text.rstrip()) :])
            begun = True
        self._write("\n")

    def _texts(self, line: PageLine) -> Sequence[str]:
        """Return the text of each piece of a line; a recognised text says too little of where its letters stand."""
        return [piece.stretch.text for piece in line.pieces] if line.page in self.layered else shown_texts(line.pieces)

    def _add_stretch(self, stretch: Stretch, text: str, lead: int, page: int) -> None:
        """Write the text of a stretch, whose letters are counted from `lead` characters before it."""
        start, at = self.size, self.length
        self._write(text.strip())
        self._add_origin(stretch, start, page)
        for place, letter in stretch.letters:
            before = place - lead
            self._add_repair(letter, at + before, start + len(text.strip()[:before].encode()))

    def _add_origin(self, stretch: Stretch, start: int, page: int) -> None:
        """Record where the text written since the byte `start` stands on its page."""
        width, height = self.sizes[page - 1]
        x0, y0, x1, y1 = (value / HUNDREDTHS for value in page_box(stretch.direction, stretch.box, width, height))
        origin = Origin(
            source_start=start,
            source_end=self.size,
            part_id=0,
            page=page,
            x0=x0,
            y0=y0,
            x1=x1,
            y1=y1,
            font_id=stretch.font,
            size=stretch.size / HUNDREDTHS,
            object=stretch.object,
            at_start=stretch.at_start,
            at_end=stretch.at_end,
            how="ocr_layer" if page in self.layered else stretch.how,
        )
        self.origins.append(origin)

    def _add_repair(self, letter: Letter, start: int, source_start: int) -> None:
        """Record letters that were recovered from outlines or restored by a rule, at their code point and byte."""
        repair = Repair(
            kind="glyph",
            rule=letter.rule,
            status="applied",
            start=start,
            end=start + len(letter.text),
            source_start=source_start,
            source_end=source_start + len(letter.text.encode()),
            before=letter.claimed,
            after=letter.text,
            confidence=letter.score,
            candidates=letter.candidates,
        )
        self.repairs.append(repair)

    def _write(self, text: str) -> None:
        if text:
            self.texts.append(text)
            self.length += len(text)
            self.size += len(text.encode())
