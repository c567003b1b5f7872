"""Shown apart: lists, or tables, that stand side by side and that the page shows one after the other.

Rows of a table are shown row by row, columns of text column by column. Where lines are no sentences their order is what
tells names in two columns from a table of two columns, and one table beside another from a wider one.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.flow import are_words, rows_of
from parquetry.read.formats.pdf.stretches import in_band

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pdf.flow import Row
    from parquetry.read.formats.pdf.stretches import Segment

# Lines of a list, or rows of a table, at least; of the last column.
_FEWEST, _FEWEST_OF_LAST = 5, 3
# Lines of a list that have a letter, hundredths of them; labels of what is beside them end with a colon: hundredths at most.
_WORDS, _LABELS = 70, 20
# Lines of a side that has columns of its own, hundredths.
_COLUMNS = 60
# Lines that have figures on one side more than on the other, hundredths: items of one list are alike in that.
_FIGURES = 60
# Lists side by side are about as wide as each other, hundredths of the wider one.
_AS_WIDE = 35


def are_shown_apart(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    """Return whether a page shows one side of a gutter, all of it, before the other, and both may be lists or tables."""
    if not _one_after_other(left, right) or len(rows_of(left)) < _FEWEST:
        return False
    sides = [(side, rows_of(side)) for side in _common(left, right) if len(side) >= _FEWEST_OF_LAST]
    if len(sides) < len((left, right)) or not all(_are_items(rows) for _, rows in sides) or _are_labels(sides[0][1]):
        return False
    # Two tables, or two columns of one list.
    several = [_has_columns(side, rows) for side, rows in sides]
    if any(several):
        return all(several)
    return _have_figures_alike(*(rows for _, rows in sides)) and _are_lists(*(side for side, _ in sides))


def is_of_list(column: Sequence[Segment], columns: Sequence[Sequence[Segment]]) -> bool:
    """Return whether a column is one of a list in several, whose lines each stand for themselves."""
    if _has_columns(column, rows_of(column)):
        return False
    others = (other for other in columns if other is not column)
    return any(_are_of_list(column, other) or _are_of_list(other, column) for other in others)


def _are_of_list(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    if max(one.x1 for one in left) > min(one.x0 for one in right):
        return False
    return are_words(left, right) and are_shown_apart(left, right)


def gutter_by_order(segments: Sequence[Segment], narrowest: int) -> int | None:
    """Return the middle of the widest gutter whose left side is shown before its right one, or after it; None for none.

    The gap before the prices of a list may be wider than that between two lists.
    """
    ordered = sorted(segments, key=lambda one: (one.x0, one.x1))
    # A title over both sides is of neither.
    width = _width(ordered)
    ordered = [one for one in ordered if (one.x1 - one.x0) * 2 <= width]
    ends = list(accumulate((one.x1 for one in ordered), max))
    gaps = [
        (before - after.x0, (before + after.x0) // 2, at)
        for at, (before, after) in enumerate(zip(ends, ordered[1:], strict=False), 1)
        if after.x0 - before >= narrowest
    ]
    for _, middle, at in sorted(gaps):
        if are_shown_apart(ordered[:at], ordered[at:]):
            return middle
    return None


def _common(left: Sequence[Segment], right: Sequence[Segment]) -> list[list[Segment]]:
    """Return the segments of both sides between the first and the last height at which both have some."""
    tops, bottoms = zip(_span(left), _span(right), strict=True)
    return [in_band(side, max(tops), min(bottoms)) for side in (left, right)]


def _span(side: Sequence[Segment]) -> tuple[int, int]:
    return min(one.top for one in side), max(one.bottom for one in side)


def _one_after_other(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    first, second = _shown(left), _shown(right)
    return bool(first) and bool(second) and (max(first) < min(second) or max(second) < min(first))


def _shown(side: Sequence[Segment]) -> list[int]:
    return [stretch.shown for segment in side for stretch in segment.stretches]


def _are_items(rows: Sequence[Row]) -> bool:
    """Return whether lines are enough, and most have a letter: figures are cells of what stands beside them."""
    words = sum(any(map(str.isalpha, row.text)) for row in rows)
    return len(rows) >= _FEWEST_OF_LAST and words * PERCENT >= _WORDS * len(rows)


def _are_labels(rows: Sequence[Row]) -> bool:
    """Return whether lines name what stands beside them: forms are printed with their labels, and filled in later."""
    return sum(row.text.rstrip().endswith((":", "\N{FULLWIDTH COLON}")) for row in rows) * PERCENT > _LABELS * len(rows)


def _have_figures_alike(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Return whether figures stand in about as many lines of both sides: days beside what was on them are rows."""
    shares = [PERCENT * sum(any(map(str.isdecimal, row.text)) for row in rows) // len(rows) for rows in (left, right)]
    return abs(shares[0] - shares[1]) < _FIGURES


def _has_columns(side: Sequence[Segment], rows: Sequence[Row]) -> bool:
    """Return whether most lines of a side have several cells."""
    return (len(side) - len(rows)) * PERCENT >= _COLUMNS * len(rows)


def _are_lists(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    """Return whether sides are two columns of one list: the last may be shorter, and none has a head above the others."""
    if len(left) < len(right) or _has_head(left) or _has_head(right):
        return False
    widths = sorted(map(_width, (left, right)))
    return widths[0] * PERCENT >= _AS_WIDE * widths[1]


def _width(side: Sequence[Segment]) -> int:
    return max((one.x1 for one in side), default=0) - min((one.x0 for one in side), default=0)


def _has_head(side: Sequence[Segment]) -> bool:
    """Return whether the first line of a side is set in another font than all others, as the head of a column is."""
    fonts = [one.stretches[0].font for one in sorted(side, key=lambda one: one.baseline)]
    return fonts[0] not in fonts[1:]
