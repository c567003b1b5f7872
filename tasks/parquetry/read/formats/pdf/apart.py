"""Apart: sides of a gutter that have nothing to do with one another, though neither is a column filled with text.

A list beside instructions, a side bar beside a career, two lists of a slide: their lines are on no common lines, or begin
things where the other side is in the middle of a sentence.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.flow import Row, is_within_sentence, pairs_of, rows_of
from parquetry.read.formats.pdf.kinds import BULLET

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.read.formats.pdf.stretches import Segment

# Lines of either side that stand beside the other side, at least.
_FEWEST = 5
# Items of either side that make two lists.
_FEWEST_ITEMS = 3
# Hundredths of an em by which baselines of one line differ at most.
_SAME = 10
# Lines that are on no line of the other side, hundredths of the side that has fewer.
_OFF = 45
# Lines of the side that has fewer, hundredths of the other: cells set in the middle of their rows are fewer.
_DENSE = 55
# Lines of a list with a letter, hundredths.
_WORDS = 70
# Lines that begin something beside one that goes on: so many at least, and hundredths of those where something begins.
_FEWEST_AGAINST, _AGAINST = 3, 40


def are_lists(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    """Return whether both sides of a gutter have items with bullets."""
    sides = rows_of(left), rows_of(right)
    return all(sum(BULLET.match(row.text) is not None for row in side) >= _FEWEST_ITEMS for side in sides)


def are_apart(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    """Return whether what stands on the sides of a gutter cannot be rows of a table."""
    sides = rows_of(left), rows_of(right)
    fewer, more = sorted(_common(*sides), key=len)
    if len(fewer) < max(_FEWEST, _DENSE * len(more) // PERCENT):
        return False
    baselines = [row.baseline for row in more]
    if sum(_is_off(row, baselines) for row in fewer) * PERCENT >= _OFF * len(fewer):
        return True
    return _contradict(fewer, more) or _contradict(more, fewer)


def _common(one: Sequence[Row], other: Sequence[Row]) -> list[list[Row]]:
    """Return the lines of two sides between the first and the last at which both have some."""
    top = max(one[0].baseline, other[0].baseline) - one[0].size
    bottom = min(one[-1].baseline, other[-1].baseline) + one[0].size
    return [[row for row in side if top < row.baseline < bottom] for side in (one, other)]


def _is_on(baseline: int, baselines: Sequence[int], size: int) -> bool:
    """Return whether a line is on one of others, which are sorted."""
    near = size * _SAME // PERCENT
    return bisect_right(baselines, baseline + near) > bisect_left(baselines, baseline - near)


def _is_off(row: Row, baselines: Sequence[int]) -> bool:
    """Return whether a line is on no other one, nor in the middle between two, as a cell in the middle of its row is."""
    at = bisect_left(baselines, row.baseline)
    if _is_on(row.baseline, baselines, row.size) or not 0 < at < len(baselines):
        return False
    return abs(baselines[at - 1] + baselines[at] - 2 * row.baseline) * PERCENT > 2 * _SAME * row.size


def _contradict(listed: Sequence[Row], other: Sequence[Row]) -> bool:
    """Return whether the first side is a list, and the other in the middle of a sentence beside many of its lines."""
    starts, goes_on = _states(listed)
    # Dates and numbers of chapters are labels of what stands beside them.
    if goes_on or sum(any(map(str.isalpha, row.text)) for row in listed) * PERCENT < _WORDS * len(listed):
        return False
    baselines = [row.baseline for row in other]
    off = sum(_is_off(row, baselines) for row in listed)
    first, last = (
        [sum(_is_on(baseline, lines, listed[0].size) for baseline in starts) for lines in states]
        for states in (_states(other), _ends(other))
    )
    # Cells of a row begin on one line, or end on one, as those of spreadsheets do: a list does neither.
    return first[1] >= _FEWEST_AGAINST and all(
        (inside + off) * PERCENT >= _AGAINST * (inside + off + level) for level, inside in (first, last)
    )


def _states(rows: Sequence[Row]) -> tuple[list[int], list[int]]:
    """Return the baselines of the lines of a side that begin something, and of those that go on with a sentence."""
    pairs = [(row.baseline, begins) for _, row, begins in _pairs_with_state(rows)]
    starts = [rows[0].baseline, *(baseline for baseline, begins in pairs if begins)]
    return starts, [baseline for baseline, begins in pairs if begins is False]


def _ends(rows: Sequence[Row]) -> tuple[list[int], list[int]]:
    """Return the baselines of the lines of a side with which something ends, and of those whose sentence goes on below."""
    pairs = [(before.baseline, begins) for before, _, begins in _pairs_with_state(rows)]
    ends = [*(baseline for baseline, begins in pairs if begins), rows[-1].baseline]
    return ends, [baseline for baseline, begins in pairs if begins is False]


def _pairs_with_state(rows: Sequence[Row]) -> Iterator[tuple[Row, Row, bool | None]]:
    """Yield each line but the first behind the one before it, and whether it begins something; None where nothing tells."""
    for before, row, begins in pairs_of(rows):
        state: bool | None = None
        if is_within_sentence(before, row):
            # Where it had room above it may be either.
            state = None if begins else False
        # A capital behind a full line may begin a sentence, or be that of a name in one.
        elif begins or not row.text[:1].isalpha():
            state = True
        yield before, row, state
