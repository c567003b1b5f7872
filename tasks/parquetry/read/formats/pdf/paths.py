"""Paths: the lines and areas that a page draws, as far as they are rules or lie under text.

Source: ISO 32000-1, 8.5 (path construction and painting).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parquetry.read.formats.pdf.content import MOST_RULES, THICKEST_RULE, Box, Image, Matrix, placed_box
from parquetry.read.formats.pdf.painting import Ground

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pdf.content import PageContent

# Hundredths of a point that no page is as wide as.
_EVERYWHERE = 1 << 40


class Paths:
    """Keeps the rules and pictures of a page, and the ground that text stands on. Operands are in user space."""

    __slots__ = ("_page", "_point", "ground")

    def __init__(self, page: PageContent) -> None:
        self._page = page
        self._point = (0.0, 0.0)
        self.ground = Ground()

    def move(self, operands: Sequence[Any]) -> None:
        """Begin a path at a point (`m`)."""
        x, y = (float(value) for value in operands[-2:])
        self._point = (x, y)

    def line(self, operands: Sequence[Any], ctm: Matrix) -> None:
        """Draw a line from the last point to another (`l`)."""
        x, y = (float(value) for value in operands[-2:])
        self._rule(ctm, *self._point, x, y)
        self._point = (x, y)

    def rectangle(self, operands: Sequence[Any], ctm: Matrix) -> None:
        """Draw a rectangle (`re`)."""
        x, y, width, height = (float(value) for value in operands[-4:])
        self._rule(ctm, x, y, x + width, y + height)

    def curve(self, operands: Sequence[Any], ctm: Matrix) -> None:
        """Draw a Bezier curve (`c`, `v`, `y`): it lies within its control points."""
        points = [float(value) for value in operands]
        xs, ys = points[::2], points[1::2]
        self.ground.extend(placed_box(ctm, min(xs), min(ys), max(xs), max(ys)))
        self._point = (points[-2], points[-1])

    def image(self, ctm: Matrix, size: int) -> None:
        """Keep a picture of so many bytes, which fills the unit square of user space."""
        box = placed_box(ctm, 0, 0, 1, 1)
        self._page.images.append(Image(box, size))
        self.ground.paint(box)

    def shade(self) -> None:
        """Note a shading (`sh`): what clips it is not followed, so it may paint the whole page."""
        self.ground.paint(Box(-_EVERYWHERE, -_EVERYWHERE, _EVERYWHERE, _EVERYWHERE))

    def _rule(self, ctm: Matrix, x0: float, y0: float, x1: float, y1: float) -> None:
        """Keep a thin line or bar: rules stand above notes and between the rows of tables."""
        # A rule may be drawn as a line or as a filled rectangle one point high: its box is the same.
        box = placed_box(ctm, x0, y0, x1, y1)
        self.ground.extend(box)
        if len(self._page.rules) < MOST_RULES and min(box.x1 - box.x0, box.y1 - box.y0) <= THICKEST_RULE:
            self._page.rules.append(box)
