"""Painting: where a page is no longer white, so that white text can be told from text that nobody sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from parquetry.read.formats.pdf.content import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

_WHITE = 0.99
"""Share of light from which a colour is white to every reader."""
_MOST_PAINTED = 500
"""Painted areas of one page that are told apart; where there are more, all of it counts as painted."""
_RGB, _CMYK = 3, 4


def is_white(operands: Sequence[Any]) -> bool:
    """Return whether the operands of `rg` or `k` are white.

    >>> is_white([1, 1, 1]), is_white([0, 0, 0, 0]), is_white([0.5, 1, 1])
    (True, True, False)
    """
    if not all(isinstance(value, (int, float)) for value in operands):
        return False
    values = [float(value) for value in operands]
    if len(values) == _RGB:
        return min(values) >= _WHITE
    return len(values) == _CMYK and max(values) <= 1 - _WHITE


def is_white_gray(operands: Sequence[Any]) -> bool:
    """Return whether the operand of `g` is white."""
    return float(operands[-1]) >= _WHITE


@dataclass(slots=True)
class Ground:
    """What is painted so far, as boxes around it: more counts as painted than is, never less."""

    boxes: list[Box] = field(default_factory=list)
    path: list[Box] = field(default_factory=list)

    def extend(self, box: Box) -> None:
        """Add a part to the path that is being built."""
        if self.path:
            old = self.path[-1]
            box = Box(min(old.x0, box.x0), min(old.y0, box.y0), max(old.x1, box.x1), max(old.y1, box.y1))
        self.path = [box]

    def fill(self, *, white: bool) -> None:
        """End the path by filling it."""
        if not white:
            for box in self.path:
                self.paint(box)
        self.path = []

    def drop(self) -> None:
        """End the path without filling it."""
        self.path = []

    def paint(self, box: Box) -> None:
        """Note that an area is painted: a picture, or a path that was filled."""
        if len(self.boxes) <= _MOST_PAINTED:
            self.boxes.append(box)

    def is_bare(self, box: Box) -> bool:
        """Return whether nothing is painted in an area."""
        if len(self.boxes) > _MOST_PAINTED:
            return False
        return not any(
            painted.x0 < box.x1 and painted.x1 > box.x0 and painted.y0 < box.y1 and painted.y1 > box.y0
            for painted in self.boxes
        )
