"""A stretch: text of one font on one baseline, and where and by which bytes it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT, Box

if TYPE_CHECKING:
    from parquetry.read.formats.pdf.letter import Letter
    from parquetry.read.formats.pdf.table_tags import Cell

ASCENT = 75
"""How far letters reach above their baseline, hundredths of an em."""
DESCENT = 22
"""The same below."""


@dataclass(slots=True)
class Stretch:
    """Text of one font on one baseline. `x0`, `x1` are those of its ink: spaces at its ends are not counted.

    `letters` are those that were not simply read from the font's tables, each with its place in the text.
    """

    text: str
    font: int
    size: int
    how: str
    direction: int
    x0: int
    x1: int
    baseline: int
    object: int
    at_start: int
    at_end: int
    note: int
    hidden: bool
    reach: int
    """Where the next glyph is expected, spaces counted."""
    letters: list[tuple[int, Letter]] = field(default_factory=list)
    artifact: bool = False
    """Whether the file says that it is no content: a running head, the number of a page (14.8.2.2)."""
    shown: int = 0
    """Its place in the order in which the page shows its stretches."""
    begins_cell: bool = False
    """Whether others begin at the same place on lines nearby, as the cells of a column do."""
    element: int = -1
    """The element of the document's structure that it is in, -1 for none."""
    cell: Cell | None = None
    """The cell of a table that it is in by that structure."""

    @property
    def blank(self) -> bool:
        """Return whether it shows nothing but spaces."""
        return not self.text.strip()

    @property
    def box(self) -> Box:
        """Return where its letters stand: few fonts say rightly how far they reach above and below the baseline."""
        top, bottom = self.baseline - self.size * ASCENT // PERCENT, self.baseline + self.size * DESCENT // PERCENT
        return Box(self.x0, top, self.x1, bottom)
