"""Columns: the order in which the segments of a page are read.

A page is cut into bands from top to bottom, and a band into columns where a gutter runs through it that only lines above
and below it cross; columns are cut again. A table has gutters too: in columns of text the lines are filled.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.apart import are_apart, are_lists
from parquetry.read.formats.pdf.content import HUNDREDTHS, PERCENT
from parquetry.read.formats.pdf.flow import are_banded, are_rows, are_words, flows
from parquetry.read.formats.pdf.shown_apart import are_shown_apart, gutter_by_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.read.formats.pdf.content import Box
    from parquetry.read.formats.pdf.stretches import Segment

# Lines that a column has at least.
_FEWEST = 5
# Narrowest gutter, seven points.
_GUTTER = 700
# Narrowest column, hundredths of the width of the region it is in.
_NARROWEST = 18
# The same where its lines go on from one to the next: a newspaper has six or more.
_NARROWEST_FLOWING = 9
# A line is filled that reaches so many hundredths of its column.
_FILLED = 70
# Lines that are filled, hundredths of those of a column of text.
_MOSTLY = 45
# Rules across a gutter that may part rows, and the hundredths of the lines of a page that are in one row at most.
_FEWEST_RULES, _ONE_BAND = 3, 50
# Hundredths of an em by which lines beside one another differ at most.
_BESIDE = 60
# Columns within columns.
_DEEPEST = 6


def regions(segments: Sequence[Segment], *, from_right: bool = False, rules: Sequence[Box] = ()) -> list[list[Segment]]:
    """Return the segments of a page by the columns they are in, in the order those are read.

    `from_right`: the right column is read before the left one, as in Hebrew. `rules` are those of the page.
    """
    if not from_right:
        return _regions(segments, 0, rules)
    # Lines that run to the left begin at the right edge of their column: in a mirror they are as any others.
    seen = [replace(one, x0=-one.x1, x1=-one.x0, stretches=one.stretches[::-1]) for one in segments]
    originals = {id(mirrored): one for mirrored, one in zip(seen, segments, strict=True)}
    found = _regions(seen, 0, [rule._replace(x0=-rule.x1, x1=-rule.x0) for rule in rules])
    return [[originals[id(one)] for one in column] for column in found]


def _regions(segments: Sequence[Segment], depth: int, rules: Sequence[Box]) -> list[list[Segment]]:
    """Return the segments of a page, or of a column, by the columns they are in, from left to right."""
    if not segments or depth >= _DEEPEST:
        return [list(segments)] if segments else []
    gutter = _gutter(segments)
    ruled = _in_rows(segments, gutter, rules) if gutter is not None else set[int]()
    if gutter is None or not _parts_columns(segments, gutter, ruled, depth):
        gutter, ruled = gutter_by_order(segments, _GUTTER), set()
    if gutter is None:
        return [list(segments)]
    columns: list[list[Segment]] = []
    for crosses, band in _bands(segments, gutter, ruled):
        if crosses:
            columns.append(band)
            continue
        for side in _sides(band, gutter):
            columns += _regions(side, depth + 1, rules)
    return columns


def _parts_columns(segments: Sequence[Segment], gutter: int, ruled: set[int], depth: int) -> bool:
    """Return whether a gutter parts columns of text; segments that are `ruled` are in rows between rules."""
    # Whether these are columns is asked of all bands together: the last of them may have a line or two.
    unruled = [one for one in segments if id(one) not in ruled]
    apart = [one for one in unruled if not one.x0 < gutter < one.x1]
    return bool(unruled) and not are_banded(unruled, gutter) and _are_columns(*_sides(apart, gutter), depth)


def _sides(segments: Sequence[Segment], gutter: int) -> tuple[list[Segment], list[Segment]]:
    """Return the segments left and right of a gutter, by where they begin."""
    left = [segment for segment in segments if segment.x0 < gutter]
    return left, [segment for segment in segments if segment.x0 >= gutter]


def _gutter(segments: Sequence[Segment]) -> int | None:
    """Return the middle of the gutter that the fewest lines cross, with columns on both sides; None if there is none."""
    if len(segments) < 2 * _FEWEST:
        return None
    starts, ends = sorted(segment.x0 for segment in segments), sorted(segment.x1 for segment in segments)
    best: tuple[int, int, int] | None = None
    for low, high in _gaps(starts, ends):
        left, right = bisect_right(ends, low), len(starts) - bisect_left(starts, high)
        crossing = len(segments) - left - right
        if min(left, right) < _FEWEST or crossing * 2 > min(left, right) * 3:
            continue
        # The fewest crossing lines; of equals the widest gutter, and of those as wide the leftmost.
        rank = (crossing, low - high, low)
        if best is None or rank < best:
            best, middle = rank, (low + high) // 2
    return middle if best is not None else None


def _gaps(starts: Sequence[int], ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of x at least a gutter wide in which no segment begins or ends, between an end and a beginning.

    `starts` and `ends` of the segments are sorted.
    """
    # Columns begin where many lines begin: each such place is the right side of a gutter.
    counts = Counter(start // HUNDREDTHS for start in starts)
    for start in set(starts):
        before = bisect_right(ends, start - _GUTTER)
        if counts[start // HUNDREDTHS] >= _FEWEST - 1 and before:
            yield ends[before - 1], start


def _bands(segments: Sequence[Segment], gutter: int, ruled: set[int]) -> list[tuple[bool, list[Segment]]]:
    """Return the segments from top to bottom, parted where lines that cross the gutter begin and end; and if they do."""
    ordered = sorted(segments, key=lambda segment: (segment.baseline, segment.x0))
    right = [segment for segment in ordered if segment.x0 >= gutter and id(segment) not in ruled]

    def crosses(segment: Segment) -> bool:
        if id(segment) in ruled:
            return True
        return segment.x0 < gutter < segment.x1 and not _is_beside(segment, right)

    return [(across, list(group)) for across, group in groupby(ordered, key=crosses)]


def _is_beside(segment: Segment, right: Sequence[Segment]) -> bool:
    """Return whether the right column has a line beside one that crosses the gutter: it is too long for the left one.

    `right` are the segments of that column from top to bottom.
    """
    near = segment.size * _BESIDE // PERCENT
    at = bisect_left(right, segment.baseline - near, key=lambda other: other.baseline)
    return at < len(right) and right[at].baseline <= segment.baseline + near


def _are_columns(left: Sequence[Segment], right: Sequence[Segment], depth: int) -> bool:
    """Return whether two sides of a gutter are columns of text and not cells of a table."""
    if min(len(left), len(right)) < _FEWEST:
        return False
    if are_lists(left, right):
        return True
    if are_words(left, right):
        return are_shown_apart(left, right)
    if are_apart(left, right):
        return True
    low, high = min(segment.x0 for segment in left), max(segment.x1 for segment in right)
    # Lines of three columns side by side may look as one that flows: whether there are columns is asked first.
    several = [not _is_text(side, high - low) and _has_columns(side, depth) for side in (left, right)]
    if not any(several) and are_rows(left, right):
        return False
    sides = zip(several, (left, right), strict=True)
    return all(has or _is_text(side, high - low) or _is_flowing(side, high - low) for has, side in sides)


def _is_flowing(side: Sequence[Segment], width: int) -> bool:
    """Return whether a side of a gutter is text whose lines are not filled."""
    low, high = min(segment.x0 for segment in side), max(segment.x1 for segment in side)
    return (high - low) * PERCENT >= _NARROWEST_FLOWING * width and flows(side)


def _has_columns(side: Sequence[Segment], depth: int) -> bool:
    """Return whether a side of a gutter has columns of its own."""
    gutter = _gutter(side) if depth < _DEEPEST else None
    if gutter is None:
        return False
    return _are_columns(*_sides([one for one in side if not one.x0 < gutter < one.x1], gutter), depth + 1)


def _in_rows(segments: Sequence[Segment], gutter: int, rules: Sequence[Box]) -> set[int]:
    """Return the segments between rules across a gutter, which are cells of a table's rows, however full of text they are.

    Two columns may have a rule above them and one below, as a page has: most of its lines are between those.
    """
    across = sorted({rule.y0 for rule in rules if rule.flat and rule.x0 < gutter < rule.x1})
    if len(across) < _FEWEST_RULES:
        return set()
    bands = [bisect_left(across, segment.baseline) for segment in segments]
    counted = Counter(bands)
    rows = {band for band in range(1, len(across)) if counted[band] * PERCENT < _ONE_BAND * len(segments)}
    return {id(segment) for segment, band in zip(segments, bands, strict=True) if band in rows}


def _is_text(side: Sequence[Segment], width: int) -> bool:
    low, high = min(segment.x0 for segment in side), max(segment.x1 for segment in side)
    if (high - low) * PERCENT < _NARROWEST * width:
        return False
    filled = sum((segment.x1 - segment.x0) * PERCENT >= _FILLED * (high - low) for segment in side)
    return filled * PERCENT >= _MOSTLY * len(side)
