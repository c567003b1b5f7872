"""A line of a page: stretches side by side, and what stands between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pdf.stretch import Stretch

CELL = "   "
"""What a wide gap is written as: it may part two cells of a table."""
TAB = "\t"
"""What parts the cells of a table's row, as in the tables of other formats."""

NOTE, NUMBER, ENTRY = "note", "number", "entry"
"""What a line that is no running text is: one of a note beside it or below it, the number of a line, or one of an index."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch in its line, and what stands before it: nothing, a space, or the gap between two cells."""

    glue: str
    stretch: Stretch
    raised: bool = False
    lowered: bool = False


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line. `region` numbers the columns of the document; `left` and `right` are the edges of its column.

    `size` is that of most of its letters; `bold`, `italic` and `fixed` hold for most of them. `artifact`: the file says of
    all of them that they are no content. `table` numbers the tables of its column, 0 for none: such a line is a row. It is
    negative for those that the document's structure names.
    `margin` is `NOTE` or `NUMBER` of a line that stands in the margin, `ENTRY` of one of an index. `bounded`:
    another column stands to the right. `element` is that of the document's structure that most of its letters are in, -1 for
    none.
    """

    page: int
    region: int
    direction: int
    pieces: tuple[Piece, ...]
    text: str
    x0: int
    x1: int
    baseline: int
    size: int
    bold: bool
    italic: bool
    fixed: bool
    left: int
    right: int
    artifact: bool = False
    table: int = 0
    margin: str = ""
    bounded: bool = False
    element: int = -1

    @property
    def cells(self) -> int:
        """Return how many cells it would be in a table."""
        return 1 + sum(piece.glue == CELL for piece in self.pieces)


def space_behind(pieces: Sequence[Piece]) -> str:
    """Return what stands behind a line of a cell: no space if it ends with a hyphen, or has one."""
    return "" if not pieces or pieces[-1].stretch.text.endswith(("-", "\N{SOFT HYPHEN}", "\N{HYPHEN}", " ")) else " "
