"""A table of a PDF in the making: lines with their cells, and the columns that gutters leave between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parquetry.read.formats.pdf.page_line import PageLine, Piece
    from parquetry.read.formats.pdf.walls import Walls

# What is left of a gutter where all lines of a table are laid over one another.
_GUTTER = 30
# Gaps of lines that are gutters of their table, hundredths.
_KEPT = 80


@dataclass(slots=True)
class Cell:
    """Pieces of a line without a gap."""

    pieces: list[Piece]
    x0: int
    x1: int
    close: bool = False
    """Whether it begins where others do, close behind another."""


@dataclass(slots=True)
class Draft:
    """A table in the making: its lines with their cells, and the ranges of x that those fill, its columns.

    `gaps` counts the gaps in its lines, `kept` those that part two columns.
    """

    lines: list[PageLine] = field(default_factory=list)
    cells: list[list[Cell]] = field(default_factory=list)
    columns: list[tuple[int, int]] = field(default_factory=list)
    gaps: int = 0
    kept: int = 0
    close: set[int] = field(default_factory=set)
    """Where cells begin that stand close behind others."""

    def takes(self, line: PageLine, cells: list[Cell], walls: Walls, *, leads: bool) -> bool:
        """Add a line if the gutters run on through it; return whether they do.

        `leads`: others of its row begin below it, so that it needs none beside it.
        """
        least = line.size * _GUTTER // PERCENT
        close = self.close | {cell.x0 for cell in cells if cell.close}

        def joins(low: int, high: int) -> bool:
            return high - low < least and high not in close and not walls.part(low, high, line.baseline)

        columns = _merged([*self.columns, *((cell.x0, cell.x1) for cell in cells)], joins)
        known = len(self.columns)
        # Two columns became one: the gaps between them are none.
        fused = known and len({column_at(columns, x0) for x0, _ in self.columns}) < known
        if fused and len(cells) == 1:
            return False
        kept = self.kept if not fused else sum(_gutters(columns, row) for row in self.cells)
        kept += _gutters(columns, cells)
        gaps = self.gaps + len(cells) - 1
        if (len(columns) < 2 and not leads) or kept * PERCENT < _KEPT * gaps:  # noqa: PLR2004 (one column is no table)
            return False
        self.columns, self.kept, self.gaps, self.close = columns, kept, gaps, close
        self.lines.append(line)
        self.cells.append(cells)
        return True


def _merged(ranges: list[tuple[int, int]], joins: Callable[[int, int], bool]) -> list[tuple[int, int]]:
    """Return ranges of x with those joined that overlap, or that `joins` says are one by what is between them."""
    out: list[tuple[int, int]] = []
    for x0, x1 in sorted(ranges):
        if out and (x0 <= out[-1][1] or joins(out[-1][1], x0)):
            out[-1] = (out[-1][0], max(out[-1][1], x1))
        else:
            out.append((x0, x1))
    return out


def column_at(columns: Sequence[tuple[int, int]], x: int) -> int:
    """Return the number of the column that x lies in, or else of the next one."""
    return next(number for number, (_, x1) in enumerate(columns) if x <= x1)


def _gutters(columns: Sequence[tuple[int, int]], cells: Sequence[Cell]) -> int:
    """Return how many gaps between cells of a line part two columns."""
    return len({column_at(columns, cell.x0) for cell in cells}) - 1
