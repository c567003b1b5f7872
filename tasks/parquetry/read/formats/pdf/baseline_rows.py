"""Rows of segments: what stands on one baseline of a column, and the line that it is."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.drop_caps import is_drop_cap
from parquetry.read.formats.pdf.page_line import CELL, PageLine, Piece
from parquetry.read.formats.pdf.stretches import is_gap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parquetry.read.formats.pdf.fonts import PageFont
    from parquetry.read.formats.pdf.stretch import Stretch
    from parquetry.read.formats.pdf.stretches import Segment

# Segments whose baselines differ by up to so many hundredths of an em are on one line: marks of notes are raised.
_SAME_LINE = 45
# A gap wider than so many hundredths of an em may part columns of a table.
_CELL_GAP = 150
# A smaller letter raised by so many hundredths of an em is a superscript, one lowered by so many a subscript; one of any
# size that is raised by so many stands far above the line.
_RAISED, _LOWERED, _FAR_ABOVE = 15, 5, 28
# It is smaller if it has fewer hundredths of the line's size: browsers set those of a page at 83.
_SMALL = 86


@dataclass(slots=True)
class _Row:
    """Segments of one line from left to right, and the largest of them, whose baseline is that of the line."""

    segments: list[Segment]
    largest: Segment

    def takes(self, segment: Segment) -> bool:
        """Return whether a segment is on this line."""
        largest = self.largest
        # A table beside another, or beside text, is no part of its line.
        if max(segment.table, largest.table) >= 0:
            return False
        if abs(segment.baseline - largest.baseline) * PERCENT > _SAME_LINE * min(segment.size, largest.size):
            return False
        # Two segments one above the other are two lines, however close. Those of a line hardly overlap, so only those
        # next to the place can be in the way.
        at = bisect_right(self.segments, segment.x0, key=left_edge)
        near, slack = self.segments[max(0, at - 2) : at + 2], segment.size // 2
        return all(segment.x0 >= other.x1 - slack or segment.x1 <= other.x0 + slack for other in near)

    def add(self, segment: Segment) -> None:
        """Put a segment into its place."""
        insort(self.segments, segment, key=lambda other: (other.x0, other.x1))
        if segment.size > self.largest.size:
            self.largest = segment


def left_edge(segment: Segment) -> int:
    """Return where a segment begins."""
    return segment.x0


def baseline_rows(region: Iterable[Segment]) -> list[list[Segment]]:
    """Return the segments that share a baseline, rows from top to bottom, segments from left to right.

    A table by its tags is a row by itself.
    """
    rows: list[_Row] = []
    for segment in sorted(region, key=lambda item: (item.baseline, item.x0)):
        row = next((row for row in reversed(rows[-3:]) if row.takes(segment)), None)
        if row is None:
            rows.append(_Row([segment], segment))
        else:
            row.add(segment)
    # Of equally large ones the lowest is the baseline: what is raised comes before it.
    rows.sort(key=lambda row: max((segment.size, segment.baseline) for segment in row.segments)[1])
    return [row.segments for row in rows]


def line_of(
    place: tuple[int, int], stretches: Sequence[Stretch], fonts: Sequence[PageFont], edges: tuple[int, int]
) -> PageLine:
    """Return the line of stretches; `place` is its page and the number of its column, `edges` are those of the column."""
    weights = [_weight(stretch.text) for stretch in stretches]
    letters = Counter[int]()
    for stretch, weight in zip(stretches, weights, strict=True):
        letters[stretch.size] += weight
    size = max(letters.items(), key=lambda item: (item[1], item[0]))[0]
    baseline = next(stretch.baseline for stretch in stretches if stretch.size == size)
    pieces = _pieces(stretches, size, baseline)
    return PageLine(
        *place,
        direction=stretches[0].direction,
        pieces=pieces,
        text="".join(piece.glue + piece.stretch.text for piece in pieces),
        x0=min(stretch.x0 for stretch in stretches),
        x1=max(stretch.x1 for stretch in stretches),
        baseline=baseline,
        size=size,
        bold=_mostly(weights, [fonts[stretch.font].bold for stretch in stretches]),
        italic=_mostly(weights, [fonts[stretch.font].italic for stretch in stretches]),
        fixed=_mostly(weights, [fonts[stretch.font].fixed for stretch in stretches]),
        left=edges[0],
        right=edges[1],
        artifact=all(stretch.artifact for stretch in stretches),
        element=_element(weights, stretches),
    )


def _mostly(weights: Sequence[int], holds: Sequence[bool]) -> bool:
    """Return whether something holds for most letters of stretches."""
    return 2 * sum(weight for weight, held in zip(weights, holds, strict=True) if held) > sum(weights)


def _element(weights: Sequence[int], stretches: Sequence[Stretch]) -> int:
    """Return the element that most letters of stretches are in."""
    letters = Counter[int]()
    for weight, stretch in zip(weights, stretches, strict=True):
        letters[stretch.element] += weight
    return max(letters.items(), key=lambda item: (item[1], -item[0]))[0]


def _weight(text: str) -> int:
    """Return how many characters are no white space."""
    return len("".join(text.split()))


def _pieces(stretches: Sequence[Stretch], size: int, baseline: int) -> tuple[Piece, ...]:
    out: list[Piece] = []
    before: Stretch | None = None
    for stretch in stretches:
        small = stretch.size * PERCENT < _SMALL * size
        above = (baseline - stretch.baseline) * PERCENT
        raised = above > (_RAISED if small else _FAR_ABOVE) * size
        lowered = small and (stretch.baseline - baseline) * PERCENT > _LOWERED * size
        glue = ""
        if before is not None:
            gap = stretch.x0 - before.x1
            if is_drop_cap(before, stretch):
                # A drop cap has a space behind it, if any, in its text.
                glue = ""
            elif gap * PERCENT > _CELL_GAP * max(before.size, stretch.size):
                glue = CELL
            elif out and out[-1].raised and len(out) == 1 and not raised:
                # The number of a note stands off its text, however close it is set.
                glue = " "
            elif is_gap(gap, min(size, max(before.size, stretch.size)), before.text[-1:], stretch.text[:1]):
                glue = " "
        out.append(Piece(glue, stretch, raised, lowered))
        before = stretch
    return tuple(out)
