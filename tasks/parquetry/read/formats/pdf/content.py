"""What the streams of a page show: glyphs, marks, pictures and rules, each with its place.

Lengths are hundredths of a point from the upper left corner of the page as it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from parquetry.read.formats.pdf.table_tags import Cell

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
HUNDREDTHS = 100
"""Units a point."""
PERCENT = 100
"""Thresholds of a size or width are percentages, compared in whole numbers: every machine rounds them alike."""
# Beyond this, a kilometre, nothing is on a page: a damaged number.
_FARTHEST = 10_000_000
RIGHT, DOWN, LEFT, UP, SLANTING, VERTICAL = range(6)
"""Directions in which lines run. `VERTICAL` is vertical writing, whose glyphs stand upright below one another."""
UPRIGHT_ABOVE = 88
"""How far a sign of vertical writing reaches above its baseline in horizontal lines, hundredths of an em (9.7.4.3)."""
MOST_RULES = 5_000
"""Rules of one page that are kept: drawings have more."""
THICKEST_RULE = 300
"""A rule is thinner than three points."""
# A line is not slanting if it moves twenty times as far along as across: three degrees, as of a page that was scanned.
_STRAIGHT = 20


class Glyph(NamedTuple):
    """One glyph as shown.

    `x0`, `x1` and `baseline` are those of the page turned so that its line runs to the right; of a line that runs to the
    right already, those of the page itself.
    """

    code: int
    cid: int
    x0: int
    x1: int
    baseline: int


glyph_of: Callable[[tuple[int, int, int, int, int]], Glyph] = partial(tuple.__new__, Glyph)
"""Returns a glyph of its values; twice as fast as its class, which counts where a document has a million."""


class GlyphRun(NamedTuple):
    """The glyphs that one operator shows, and what they share. `note` is the mark they stand in, -1 for none."""

    font: int
    size: int
    direction: int
    object: int
    at_start: int
    at_end: int
    note: int
    hidden: bool
    glyphs: list[Glyph]


class Mark(NamedTuple):
    """Marked content: a text that replaces that of its glyphs, whether they are no content, and whether they are shown."""

    actual: str | None
    artifact: bool
    hidden: bool
    mcid: int | None


class Box(NamedTuple):
    """A rectangle of a page."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def flat(self) -> bool:
        """Return whether it is wider than high, as a rule between rows is."""
        return self.x1 - self.x0 > self.y1 - self.y0


class Image(NamedTuple):
    """A picture on a page, and the bytes it takes in the file."""

    box: Box
    bytes: int


@dataclass(slots=True)
class PageContent:
    """What one page shows."""

    width: int
    height: int
    runs: list[GlyphRun] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    cells: dict[int, Cell] = field(default_factory=dict)
    """The cells of tables that marks are in by the document's structure, by the numbers of the marks."""


class Line(NamedTuple):
    """How a show operator places glyphs: start and baseline at its beginning, and how they change with each point moved."""

    direction: int
    start: float
    step: float
    baseline: float
    slope: float


def multiplied(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that applies the first, then the second."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def units(value: float) -> int:
    """Return a length in points as hundredths, rounded; a damaged number as 0.

    >>> units(12.345), units(float("nan")), units(1e300)
    (1234, 0, 0)
    >>> units(99_999.0), units(100_001.0)
    (9999900, 0)
    """
    # NaN fails the comparison, as infinity does.
    return round(value * HUNDREDTHS) if -_FARTHEST < value * HUNDREDTHS < _FARTHEST else 0


def all_units(values: list[float]) -> list[int]:
    """Return what `units` does for each of several lengths, faster where none is damaged."""
    try:
        out = [round(value * HUNDREDTHS) for value in values]
    except (ValueError, OverflowError):  # not a number, or infinite
        return [units(value) for value in values]
    # At the very limit either rounding is right: nothing is on a page there.
    return out if not out or (min(out) > -_FARTHEST and max(out) < _FARTHEST) else [units(value) for value in values]


def placed_box(matrix: Matrix, x0: float, y0: float, x1: float, y1: float) -> Box:
    """Return where a rectangle comes to lie on the page."""
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (x0, x1) for y in (y0, y1)]
    ys = [b * x + d * y + f for x in (x0, x1) for y in (y0, y1)]
    return Box(units(min(xs)), units(min(ys)), units(max(xs)), units(max(ys)))


def direction_of(x: float, y: float) -> int:
    """Return the direction of a line that moves so far to the right and downwards."""
    if abs(y) * _STRAIGHT <= abs(x):
        return RIGHT if x >= 0 else LEFT
    if abs(x) * _STRAIGHT <= abs(y):
        return DOWN if y > 0 else UP
    return SLANTING


def line_at(matrix: Matrix, scale: float, page: PageContent, *, vertical: bool) -> Line:
    """Return how glyphs are placed by a matrix from text space to the page; all in points."""
    a, b, c, d, x, y = matrix
    width, height = page.width / HUNDREDTHS, page.height / HUNDREDTHS
    if vertical:
        # Columns go from right to left, which is downwards on the turned page.
        return Line(VERTICAL, y, d, width - x, -c)
    along, across = a * scale, b * scale
    direction = direction_of(along, across)
    if direction == DOWN:
        return Line(direction, y, across, width - x, -along)
    if direction == LEFT:
        return Line(direction, width - x, -along, height - y, -across)
    if direction == UP:
        return Line(direction, height - y, -across, x, along)
    return Line(direction, x, along, y, across)


def page_box(direction: int, box: Box, page_width: int, page_height: int) -> Box:
    """Return a box of the turned page as one of the page itself."""
    if direction in (DOWN, VERTICAL):
        return Box(page_width - box.y1, box.x0, page_width - box.y0, box.x1)
    if direction == LEFT:
        return Box(page_width - box.x1, page_height - box.y1, page_width - box.x0, page_height - box.y0)
    if direction == UP:
        return Box(box.y0, page_height - box.x1, box.y1, page_height - box.x0)
    return box
