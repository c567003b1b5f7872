"""The grid of a table: its lines, and the cells that stand in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pdf.page_line import PageLine

# Hundredths of an em that are kept free at the end of a line of a cell.
_SLACK = 30


@dataclass(frozen=True, slots=True)
class Grid:
    """The lines of a table: for each of its cells the number of its column, its text and its right edge."""

    lines: Sequence[PageLine]
    columns: Sequence[tuple[int, int]]
    places: Sequence[Sequence[int]]
    texts: Sequence[Sequence[str]]
    rights: Sequence[Sequence[int]]

    def pitch(self, at: int) -> int:
        """Return how far a line is below the one before it."""
        return self.lines[at].baseline - self.lines[at - 1].baseline


def is_full_cell(grid: Grid, before: int, at: int, cell: int) -> bool:
    """Return whether the first word of a cell would not have fitted on a line before, in the same column."""
    column, text = grid.places[at][cell], grid.texts[at][cell]
    if column not in grid.places[before]:
        return False
    other = grid.places[before].index(column)
    # Words of one column below one another, or figures: each of them is as wide as the column.
    if " " not in grid.texts[before][other] or not any(character.isalpha() for character in text):
        return False
    return not had_room(grid, before, at, cell)


def had_room(grid: Grid, before: int, at: int, cell: int) -> bool:
    """Return whether the first word of a cell would have fitted on a line before, which has the same column."""
    column, text = grid.places[at][cell], grid.texts[at][cell]
    other = grid.places[before].index(column)
    line = grid.lines[at]
    low, high = grid.columns[column]
    width = (grid.rights[at][cell] - low) * len(text.split(maxsplit=1)[0]) // len(text)
    return grid.rights[before][other] + line.size // 4 + width + line.size * _SLACK // PERCENT <= high
