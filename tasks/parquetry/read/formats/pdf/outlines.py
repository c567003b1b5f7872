"""Outlines: the shapes of glyphs as bitmaps of whole numbers, so that every machine sees the same shape.

A bitmap is one integer, its rows one above another, a bit for each pixel: shapes are shifted, joined and compared by bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

PIXELS = 96
"""Pixels an em."""
# Rows above and below the baseline.
_ABOVE, _BELOW = 112, 40
ROWS = _ABOVE + _BELOW
MARGIN = 32
"""Columns to the left of the origin: letters may begin before it."""
# Steps a pixel that points are rounded to.
_FINE = 16
WIDTH = 512
"""Bits of a row: room for the widest letter moved to the end of the widest ligature, without reaching the next row."""
# Columns of a glyph that are drawn.
_WIDEST = 3 * PIXELS
FARTHEST = WIDTH - _WIDEST
"""Pixels that a shape may be moved to the right."""
# Points of a curve that its polygon has.
_STEPS = (0.25, 0.5, 0.75, 1.0)
Point = tuple[float, float]
Polygon = list[Point]


@dataclass(frozen=True, slots=True)
class Shape:
    """A bitmap of `ROWS` rows of `WIDTH` bits, from the top; bit `MARGIN` of a row is the origin.

    `area` is how many pixels are black, `rows` how many of each row; `advance` is in pixels.
    """

    bits: int
    area: int
    advance: int
    rows: tuple[int, ...]

    def likeness(self, bits: int) -> int:
        """Return the share of black pixels that it has in common with a bitmap, in thousandths (the Jaccard index)."""
        both = (self.bits & bits).bit_count()
        # Those of either are those of each without the ones that both have.
        either = self.area + bits.bit_count() - both
        return 1000 * both // either if either else 0


def flattened(commands: Sequence[tuple[str, Any]]) -> list[Polygon]:
    """Return the contours that a pen recorded, curves as polygons."""
    out: list[Polygon] = []
    current: Polygon = []
    for name, points in commands:
        if name == "moveTo":
            current = [points[0]]
        elif name == "lineTo":
            current.append(points[0])
        elif name == "curveTo":
            current += _curve([current[-1], *points])
        elif name == "qCurveTo":
            current += _quadratic(current, points)
        elif len(current) > 2:  # noqa: PLR2004 (two points have no area)
            out.append(current)
            current = []
    return out


def _quadratic(current: Polygon, points: Sequence[Point | None]) -> Polygon:
    """Return the points of a TrueType spline, between whose control points others are implied."""
    if points[-1] is None:  # a contour without any point on it
        controls = [point for point in points if point is not None]
        start = _middle(controls[-1], controls[0])
        ends = [_middle(before, after) for before, after in zip(controls, controls[1:] + controls[:1], strict=True)]
        current.append(start)
    else:
        controls = [point for point in points[:-1] if point is not None]
        ends = [_middle(before, after) for before, after in pairwise(controls)] + [points[-1]]
    out: Polygon = []
    at = current[-1]
    for control, end in zip(controls, ends, strict=True):
        out += _curve([at, control, end])
        at = end
    return out or [points[-1]]  # type: ignore[list-item]


def _middle(point: Point, other: Point) -> Point:
    return (point[0] + other[0]) / 2, (point[1] + other[1]) / 2


def _curve(controls: Sequence[Point]) -> Polygon:
    """Return points of a Bézier curve, by de Casteljau's algorithm."""
    out: Polygon = []
    for step in _STEPS:
        points = list(controls)
        while len(points) > 1:
            points = [
                (point[0] + step * (other[0] - point[0]), point[1] + step * (other[1] - point[1]))
                for point, other in pairwise(points)
            ]
        out.append(points[0])
    return out


def drawn(polygons: Sequence[Polygon], em: int, advance: float) -> Shape:
    """Return the shape of an outline, filled by the nonzero winding rule."""
    crossings: list[list[tuple[int, int]]] = [[] for _ in range(ROWS)]
    for polygon in polygons:
        points = [_fine(point, em) for point in polygon]
        for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
            _cross(crossings, x0, y0, x1, y1)
    rows = [_filled(sorted(row)) for row in crossings]
    bits = 0
    for row in reversed(rows):
        bits = bits << WIDTH | row
    counts = tuple(row.bit_count() for row in rows)
    return Shape(bits, sum(counts), round(advance * PIXELS / em), counts)


def _fine(point: Point, em: int) -> tuple[int, int]:
    """Return a point in steps from the upper left of the bitmap."""
    x, y = round(point[0] * PIXELS * _FINE / em), round(point[1] * PIXELS * _FINE / em)
    return x + MARGIN * _FINE, _ABOVE * _FINE - y


def _cross(crossings: list[list[tuple[int, int]]], x0: int, y0: int, x1: int, y1: int) -> None:
    """Note where an edge crosses the middle of each row, and whether it goes down or up."""
    if y0 == y1:
        return
    turn = 1 if y1 > y0 else -1
    low, high = min(y0, y1), max(y0, y1)
    half = _FINE // 2
    # Rows whose middle lies in the half-open range from low to high.
    for row in range(max(0, (low - half + _FINE - 1) // _FINE), min(ROWS, (high - half + _FINE - 1) // _FINE)):
        y = row * _FINE + half
        crossings[row].append((x0 + (y - y0) * (x1 - x0) // (y1 - y0), turn))


def _filled(crossings: Sequence[tuple[int, int]]) -> int:
    bits = winding = begin = 0
    for x, turn in crossings:
        at = max(0, min(_WIDEST, (x + _FINE // 2) // _FINE))
        if winding == 0:
            begin = at
        winding += turn
        if winding == 0 and at > begin:
            bits |= ((1 << (at - begin)) - 1) << begin
    return bits


def most_likeness(shape: Shape, others: Sequence[Shape]) -> int:
    """Return what the likeness of a shape to several others, joined at whatever places along their rows, is at most.

    It takes a hundredth of the time. A row has no more pixels in common than either side has, and no fewer in all than the
    blackest of them.
    """
    rows = [other.rows for other in others]
    sums = [sum(row) for row in zip(*rows, strict=True)]
    both = sum(map(min, shape.rows, sums))
    either = sum(map(max, shape.rows, *rows))
    return 1000 * both // either if either else 0


def shifted(bits: int, pixels: int) -> int:
    """Return a bitmap moved to the right, at most `FARTHEST`, or to the left by a negative number."""
    return bits << pixels if pixels >= 0 else bits >> -pixels


def eroded(bits: int) -> int:
    """Return the black pixels with black ones above, below and on both sides: what is thinner than three pixels is gone."""
    return bits & bits << 1 & bits >> 1 & bits << WIDTH & bits >> WIDTH


def above_gap(bits: int) -> int:
    """Return the rows of a bitmap above the first blank one below its top, all black: where an i has its dot."""
    rows = [bits >> WIDTH * row & (1 << WIDTH) - 1 for row in range(ROWS)]
    top = next((row for row, black in enumerate(rows) if black), ROWS)
    gap = next((row for row in range(top, ROWS) if not rows[row]), ROWS)
    return (1 << WIDTH * gap) - 1
