"""Rows of a table: which of its lines are one row, whose cells are wrapped."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.prose_rows import begun_in_prose
from parquetry.read.formats.pdf.table_grid import Grid, is_full_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pdf.content import Box

# Lines closer than so many hundredths of an em stand beside one another: a cell is set in the middle of its row.
_BESIDE = 90
# Rows are further apart than the lines of a cell if it is by so many hundredths.
_LOOSER = 112
# A rule that is as wide as a table, but for its insets: hundredths of its width.
_ACROSS = 80
# Bands between rules that may be rows: two are a head and a body.
_FEWEST_BANDS = 3
# Hundredths of an em above the baseline of a line up to which a rule is above it.
_ABOVE = 40


def grouped(grid: Grid, rules: Sequence[Box]) -> list[list[int]]:
    """Return the numbers of the lines of each row; a line of which it is not sure is a row."""
    ruled, partly = _ruled(grid, rules)
    bands = _parted(range(len(grid.lines)), ruled)
    if _are_rows(grid, bands, rules):
        # A rule that ends within a band parts some of its cells: they are not told apart.
        return [group for band in bands for group in ([[at] for at in band] if partly & set(band[1:]) else [band])]
    begun = begun_in_prose(grid)
    if begun is not None:
        return _parted(range(len(grid.lines)), begun | ruled)
    tight = _tight(grid)
    return _without_line_below(grid, [group for band in bands for group in _of_band(grid, band, tight)])


def _without_line_below(grid: Grid, groups: list[list[int]]) -> list[list[int]]:
    """Return the rows of a table, the last of them without lines below it that have a first cell alone, unless others have.

    A line below a table may be as near as the lines of a cell; but the first cell of its last row had not been full.
    """
    *rows, last = groups
    if any(grid.places[at] == [0] for row in rows for at in row[1:]):
        return groups
    kept = next(
        (number for number, at in enumerate(last) if number and _stands_below(grid, last[number - 1], at)), len(last)
    )
    return [*rows, last[:kept], *([at] for at in last[kept:])]


def _stands_below(grid: Grid, before: int, at: int) -> bool:
    return list(grid.places[at]) == [0] and not _is_full(grid, before, at)


def _parted(numbers: Sequence[int], before: set[int]) -> list[list[int]]:
    """Return numbers in a row, parted before some of them."""
    out: list[list[int]] = []
    for number in numbers:
        if not out or number in before:
            out.append([])
        out[-1].append(number)
    return out


def _ruled(grid: Grid, rules: Sequence[Box]) -> tuple[set[int], set[int]]:
    """Return the lines that stand below a rule as wide as the table, and those below a shorter one."""
    width = grid.columns[-1][1] - grid.columns[0][0]
    covered = {at: _covered(ranges) for at, ranges in _above(grid, rules).items()}
    across = {at for at, length in covered.items() if length * PERCENT >= _ACROSS * width}
    # Shorter than half of a usual column it is a line under a word.
    partly = {at for at, length in covered.items() if length * 2 * len(grid.columns) > width}
    return across, partly - across


def _above(grid: Grid, rules: Sequence[Box]) -> dict[int, list[tuple[int, int]]]:
    """Return the ranges of x of the rules between each line and the one before it."""
    low, high = grid.columns[0][0], grid.columns[-1][1]
    baselines = [line.baseline for line in grid.lines]
    above: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for rule in rules:
        at = bisect_right(baselines, rule.y0)
        if rule.flat and 0 < at < len(baselines) and rule.y1 <= baselines[at] - grid.lines[at].size * _ABOVE // PERCENT:
            above[at].append((max(rule.x0, low), min(rule.x1, high)))
    return above


def _covered(ranges: list[tuple[int, int]]) -> int:
    """Return the length that ranges cover: borders of cells are drawn cell by cell, and twice where two cells meet."""
    covered, reach = 0, min(x0 for x0, _ in ranges)
    for x0, x1 in sorted(ranges):
        covered += max(0, x1 - max(x0, reach))
        reach = max(reach, x1)
    return covered


def _are_rows(grid: Grid, bands: Sequence[Sequence[int]], rules: Sequence[Box]) -> bool:
    """Return whether what stands between two rules is one row each, not a head or a body of several."""
    if len(bands) < _FEWEST_BANDS:
        return False
    return _has_upright_rules(grid, rules) or all(_is_one_row(grid, band) for band in bands)


def _is_one_row(grid: Grid, band: Sequence[int]) -> bool:
    """Return whether a band has one line with a first cell and others, or each line goes on with the cells above it."""
    if sum(_is_whole(grid, at) for at in band) <= 1:
        return True
    return all(_is_full(grid, before, at) for before, at in pairwise(band))


def _is_whole(grid: Grid, at: int) -> bool:
    """Return whether a line has a first cell and others, as a row has."""
    return 0 in grid.places[at] and len(grid.places[at]) > 1


def _has_upright_rules(grid: Grid, rules: Sequence[Box]) -> bool:
    """Return whether rules run down a gutter of a table, from its first line to its last."""
    top, bottom = grid.lines[0].baseline, grid.lines[-1].baseline
    upright = [rule for rule in rules if not rule.flat and rule.y1 > top and rule.y0 < bottom]
    heights = [
        sum(min(rule.y1, bottom) - max(rule.y0, top) for rule in _within(upright, before[1], after[0]))
        for before, after in pairwise(grid.columns)
    ]
    return max(heights) * PERCENT >= _ACROSS * (bottom - top)


def _within(rules: Sequence[Box], low: int, high: int) -> list[Box]:
    return [rule for rule in rules if low <= rule.x0 <= high]


def _tight(grid: Grid) -> int:
    """Return the pitch up to which lines may be of one row, 0 where all are as far apart."""
    full = [at for at in range(1, len(grid.lines)) if _is_whole(grid, at - 1) and _is_whole(grid, at)]
    pitches = [grid.pitch(at) for at in full or range(1, len(grid.lines))]
    usual = (min if full else max)(pitches, default=0)
    return usual * PERCENT // _LOOSER


def _of_band(grid: Grid, band: Sequence[int], tight: int) -> list[list[int]]:
    out: list[list[int]] = []
    for at in band:
        if out and _goes_on(grid, out[-1], at, tight):
            out[-1].append(at)
        else:
            out.append([at])
    return out


def _goes_on(grid: Grid, group: Sequence[int], at: int, tight: int) -> bool:
    """Return whether a line goes on with the row that the lines before it are."""
    pitch = grid.pitch(at)
    if pitch * PERCENT < _BESIDE * grid.lines[at].size:
        return True
    begun = any(0 in grid.places[line] for line in group)
    here = grid.places[at]
    if begun and _is_whole(grid, at):
        return False
    if pitch <= tight:
        return True
    # All lines are as far apart: only the end of a cell that is full goes on below it.
    return here[0] > 0 and len(here) == 1 and not _stands_before(grid, at) and _is_full(grid, group[-1], at)


def _stands_before(grid: Grid, at: int) -> bool:
    """Return whether a line stands beside the one below it: the first of a cell in the middle of its row."""
    return at + 1 < len(grid.lines) and grid.pitch(at + 1) * PERCENT < _BESIDE * grid.lines[at].size


def _is_full(grid: Grid, before: int, at: int) -> bool:
    """Return whether no first word of a cell would have fitted on the line before, in the same column."""
    return all(is_full_cell(grid, before, at, cell) for cell in range(len(grid.places[at])))
