"""Lines: what stands on one baseline of one column, in the order it is read."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.columns import regions
from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.stretches import Segment, is_gap, segments

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parquetry.read.formats.pdf.fonts import PageFont
    from parquetry.read.formats.pdf.stretches import Stretch

_SAME_LINE = 45
"""Segments whose baselines differ by up to so many hundredths of an em are on one line: marks of notes are raised."""
_CELL_GAP = 150
"""A gap wider than so many hundredths of an em is written as three spaces: it may part columns of a table."""
CELL = "   "
_RAISED = 15
"""A smaller letter raised by so many hundredths of an em is a superscript."""
_SMALL = 82
"""It is smaller if it has fewer hundredths of the line's size."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch in its line, and what stands before it: nothing, a space, or the gap between two cells."""

    glue: str
    stretch: Stretch
    raised: bool = False


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line. `region` numbers the columns of the document; `left` and `right` are the edges of its column.

    `size` is that of most of its letters; `bold`, `italic` and `fixed` hold for most of them.
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

    @property
    def cells(self) -> int:
        """Return how many cells it would be in a table."""
        return 1 + sum(piece.glue == CELL for piece in self.pieces)


def page_lines(page: int, found: Sequence[Stretch], fonts: Sequence[PageFont], first_region: int) -> list[PageLine]:
    """Return the lines of a page in reading order, those that run to the right first.

    `first_region` is the number of the page's first column.
    """
    out: list[PageLine] = []
    number = first_region
    # Lines that run in other directions are kept behind the others: tables turned by a quarter, marks in margins.
    for direction in sorted({stretch.direction for stretch in found}):
        turned = [stretch for stretch in found if stretch.direction == direction]
        for region in regions(segments(turned)):
            out += _region_lines(page, number, region, fonts)
            number += 1
    return out


def _region_lines(page: int, number: int, region: Sequence[Segment], fonts: Sequence[PageFont]) -> list[PageLine]:
    edges = min(one.x0 for one in region), max(one.x1 for one in region)
    return [_line((page, number), row, fonts, edges) for row in _rows(region)]


def _rows(region: Iterable[Segment]) -> list[list[Segment]]:
    """Return the segments that share a baseline, rows from top to bottom, segments from left to right."""
    rows: list[list[Segment]] = []
    # Larger letters first: the baseline of a row is that of its largest, to which marks of notes are raised.
    for one in sorted(region, key=lambda item: (item.baseline, item.x0)):
        row = next((row for row in reversed(rows[-3:]) if _shares_line(row, one)), None)
        if row is None:
            rows.append([one])
        else:
            row.append(one)
    rows.sort(key=lambda row: max((one.size, one.baseline) for one in row)[1])
    return [sorted(row, key=lambda one: (one.x0, one.x1)) for row in rows]


def _shares_line(row: Sequence[Segment], one: Segment) -> bool:
    largest = max(row, key=lambda item: item.size)
    near = abs(one.baseline - largest.baseline) * PERCENT <= _SAME_LINE * min(one.size, largest.size)
    # Two segments one above the other are two lines, however close.
    return near and all(one.x0 >= other.x1 - one.size // 2 or one.x1 <= other.x0 + one.size // 2 for other in row)


def _line(place: tuple[int, int], row: Sequence[Segment], fonts: Sequence[PageFont], edges: tuple[int, int]) -> PageLine:
    """Return a line of segments; `place` is its page and the number of its column, `edges` are those of the column."""
    found = [stretch for segment in row for stretch in segment.stretches]
    letters = Counter[int]()
    for stretch in found:
        letters[stretch.size] += _weight(stretch.text)
    size = max(letters.items(), key=lambda item: (item[1], item[0]))[0]
    baseline = next(stretch.baseline for stretch in found if stretch.size == size)
    pieces = _pieces(found, size, baseline)
    return PageLine(
        *place,
        direction=found[0].direction,
        pieces=pieces,
        text="".join(piece.glue + piece.stretch.text for piece in pieces),
        x0=min(stretch.x0 for stretch in found),
        x1=max(stretch.x1 for stretch in found),
        baseline=baseline,
        size=size,
        bold=_mostly(found, [fonts[stretch.font].bold for stretch in found]),
        italic=_mostly(found, [fonts[stretch.font].italic for stretch in found]),
        fixed=_mostly(found, [fonts[stretch.font].fixed for stretch in found]),
        left=edges[0],
        right=edges[1],
    )


def _mostly(found: Sequence[Stretch], holds: Sequence[bool]) -> bool:
    """Return whether something holds for most letters of stretches."""
    weights = [_weight(stretch.text) for stretch in found]
    return 2 * sum(weight for weight, one in zip(weights, holds, strict=True) if one) > sum(weights)


def _weight(text: str) -> int:
    return sum(not one.isspace() for one in text)


def _pieces(found: Sequence[Stretch], size: int, baseline: int) -> tuple[Piece, ...]:
    out: list[Piece] = []
    before: Stretch | None = None
    for stretch in found:
        raised = stretch.size * PERCENT < _SMALL * size and (baseline - stretch.baseline) * PERCENT > _RAISED * size
        glue = ""
        if before is not None:
            gap = stretch.x0 - before.x1
            if gap * PERCENT > _CELL_GAP * max(before.size, stretch.size):
                glue = CELL
            elif out and out[-1].raised and len(out) == 1 and not raised:
                # The number of a note stands off its text, however close it is set.
                glue = " "
            elif is_gap(gap, min(size, max(before.size, stretch.size)), before.text[-1:], stretch.text[:1]):
                glue = " "
        out.append(Piece(glue, stretch, raised))
        before = stretch
    return tuple(out)


def is_right_to_left(text: str) -> bool:
    """Return whether most letters of a text are of a script that is written from right to left."""
    strong = Counter(unicodedata.bidirectional(one) for one in text)
    return strong["R"] + strong["AL"] > strong["L"]
