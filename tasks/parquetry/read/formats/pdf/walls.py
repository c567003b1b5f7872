"""Walls: upright rules between the cells of a table, which part them however close they stand."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parquetry.read.formats.pdf.content import Box

# Hundredths of a point: a wall is at least as high as a small letter.
_LOWEST = 500
# A baseline may lie so many hundredths of a point below a wall that ends at the border of its cell.
_BELOW = 100
# Walls that are looked at between two pieces of a line: a hatched area has hundreds.
_MOST = 8


@dataclass(frozen=True, slots=True)
class Walls:
    """Upright rules of a page, from left to right."""

    xs: Sequence[int]
    boxes: Sequence[Box]

    @classmethod
    def of(cls, rules: Iterable[Box]) -> Walls:
        """Return those among the rules of a page."""
        boxes = sorted(rule for rule in rules if not rule.flat and rule.y1 - rule.y0 >= _LOWEST)
        return cls([box.x0 for box in boxes], boxes)

    def part(self, x0: int, x1: int, baseline: int) -> bool:
        """Return whether a wall stands between two places of a line."""
        at = bisect_left(self.xs, x0)
        near = self.boxes[at : at + _MOST]
        return any(box.x0 <= x1 and box.y0 < baseline <= box.y1 + _BELOW for box in near)
