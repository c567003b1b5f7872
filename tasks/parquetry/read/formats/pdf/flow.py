"""Flow: whether lines beside a gutter go on from one to the next, as those of a column of text do and cells do not.

Lines of a column that is set ragged, or has lists and code, are not filled; but where they are text, the first word of many
of them would not have fitted on the line before, and goes on with its sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.stretches import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.read.formats.pdf.stretches import Segment

# Lines that go on with the one before, of all lines of a side: so many at least, and hundredths.
_FEWEST, _OFTEN = 4, 22
# Lines further apart than so many hundredths of what is usual do not go on.
_FARTHER = 130
# Hundredths of an em that a line may fall short of its measure, with the space before the next word.
_SLACK = 60
# Hundredths of an em by which baselines of one line differ at most.
_SAME = 20
# Lines that begin something and stand beside one that does, on either side, hundredths: of the side that has fewer of them,
# and of the other, which may have cells where this one has none. So many lines at least tell.
_ROWS, _ROWS_OF_OTHER, _FEWEST_ROWS = 80, 50, 4
# Bands between rows: so many at least, and hundredths of an em by which the white of two lines is less than their pitch,
# for the band to be more than that. Lines begin at one place within three points.
_FEWEST_BANDS, _WHITE, _SAME_EDGE = 2, 88, 300
# Bands of one side that are bands of both, hundredths.
_COMMON = 75
# Rows whose cells begin, end or have their middle at one height, hundredths.
_LEVEL = 60
# Lines that are in one row at most, hundredths.
_ONE_PIECE = 65
_STOP = re.compile(r"[.!?:;…。！？][”\"'’)\]]*$")
# Lines of words that have others beside them, on either side, hundredths.
_WORDS = 75
# Lines in small letters that had room on the line before, hundredths of them at most, and lines that begin with capitals,
# hundredths of all, where those are wrapped and these begin a title.
_ROOM, _CAPITALS = 10, 20
# The end of a sentence, or a hyphen at the end of a line.
_SENTENCE = re.compile(r"[.!?…。！？；][”\"'’)\]]*(?:\s|$)|[、。，]|[^\W\d_][-\u00ad\u2010]$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """What stands on one baseline of a side."""

    text: str
    x0: int
    x1: int
    baseline: int
    size: int


def flows(side: Sequence[Segment]) -> bool:
    """Return whether many lines of a side go on with those before them."""
    rows = rows_of(side)
    number = sum(not starts and is_within_sentence(before, row) for before, row, starts in pairs_of(rows))
    return number >= _FEWEST and number * PERCENT >= _OFTEN * len(rows)


def are_rows(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    """Return whether what begins on one side of a gutter begins beside what does on the other, as the cells of a row do."""
    rows = rows_of(left), rows_of(right)
    fewer, more = sorted((_starts(side) for side in rows), key=len)
    if len(fewer) < _FEWEST_ROWS:
        return False
    near = max(row.size for side in rows for row in side) * _SAME // PERCENT
    beside = sum(bisect_right(more, start + near) > bisect_left(more, start - near) for start in fewer)
    return beside * PERCENT >= _ROWS * len(fewer) and beside * PERCENT >= _ROWS_OF_OTHER * len(more)


def are_words(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    """Return whether lines have others beside them, and no sentence ends in any: words in the rows of a table.

    Words of one length fill their cells as a column of text fills its lines, but text has sentences.
    """
    rows = rows_of(left), rows_of(right)
    text = "\n".join(row.text for side in rows for row in side)
    if not text.strip() or _SENTENCE.search(text) or all(map(_are_wrapped, rows)):
        return False
    first, second = ([row.baseline for row in side] for side in rows)
    near = max(row.size for side in rows for row in side) * _SAME // PERCENT
    # Some cells are empty, and some words reach over the gutter.
    return _share_beside(first, second, near) >= _WORDS and _share_beside(second, first, near) >= _WORDS


def _are_wrapped(rows: Sequence[Row]) -> bool:
    """Return whether lines in small letters had no room before, among others that begin with capitals, as titles do."""
    begun = [begins for _, row, begins in pairs_of(rows) if row.text[:1].islower()]
    capitals = sum(row.text[:1].isupper() for row in rows)
    return (
        len(begun) >= _FEWEST and sum(begun) * PERCENT <= _ROOM * len(begun) and capitals * PERCENT >= _CAPITALS * len(rows)
    )


def _share_beside(baselines: Sequence[int], others: Sequence[int], near: int) -> int:
    """Return how many baselines have one near them among others, which are sorted, in hundredths."""
    beside = sum(bisect_right(others, one + near) > bisect_left(others, one - near) for one in baselines)
    return beside * PERCENT // len(baselines)


def are_banded(segments: Sequence[Segment], gutter: int) -> bool:
    """Return whether what is white on one side of a gutter is on the other, as between the rows of a table without rules.

    Lines that cross the gutter are among the segments: a heading over both columns is no row.
    """
    size = sorted(segment.size for segment in segments)[len(segments) // 2]
    # What is white between two lines of one cell, and some more.
    least = _leading(segments) - size * _WHITE // PERCENT
    pieces = _pieces(segments, gutter, least)
    common = len(pieces) - 1
    # Below a table there may be columns: most lines of the page are then in one piece.
    if common < _FEWEST_BANDS or max(map(len, pieces)) * PERCENT > _ONE_PIECE * sum(map(len, pieces)):
        return False
    left, right = (
        len(_pieces([one for one in segments if one.x0 < gutter], gutter, least)) - 1,
        len(_pieces([one for one in segments if one.x1 > gutter], gutter, least)) - 1,
    )
    # Two columns of paragraphs have some of their white at one height by chance; beside the end of a column all is white.
    least_common = PERCENT if common == _FEWEST_BANDS else _COMMON
    if min(left, right) < _FEWEST_BANDS or common * PERCENT < least_common * max(left, right):
        return False
    return _are_level(pieces, gutter)


def _are_level(pieces: Sequence[Sequence[Segment]], gutter: int) -> bool:
    """Return whether most pieces with lines on both sides of a gutter begin, end or have their middle at one height."""
    both = [
        _level(left, right)
        for piece in pieces
        if (left := [one for one in piece if one.x0 < gutter]) and (right := [one for one in piece if one.x0 >= gutter])
    ]
    level = (sum(way) for way in zip(*both, strict=True))
    return max(level, default=0) * PERCENT >= _LEVEL * len(both)


def _level(left: Sequence[Segment], right: Sequence[Segment]) -> tuple[bool, bool, bool]:
    """Return whether the first lines of two cells are at one height, the last ones, and their middles."""
    near = left[0].size * _SAME // PERCENT
    (top, bottom), (other_top, other_bottom) = (
        (min(one.baseline for one in side), max(one.baseline for one in side)) for side in (left, right)
    )
    first, last = top - other_top, bottom - other_bottom
    return abs(first) <= near, abs(last) <= near, abs(first + last) <= 2 * near


def _pieces(segments: Sequence[Segment], gutter: int, least: int) -> list[list[Segment]]:
    """Return the segments that do not cross the gutter by the white bands higher than so much that they are between."""
    pieces: list[list[Segment]] = [[]]
    lowest = None
    for segment in sorted(segments, key=lambda one: one.top):
        if lowest is not None and segment.top - lowest.bottom > least and not _cross(gutter, lowest, segment):
            pieces.append([])
        if not _cross(gutter, segment):
            pieces[-1].append(segment)
        if lowest is None or segment.bottom > lowest.bottom:
            lowest = segment
    return pieces


def _cross(gutter: int, *segments: Segment) -> bool:
    return any(segment.x0 < gutter < segment.x1 for segment in segments)


def _leading(segments: Sequence[Segment]) -> int:
    """Return how far apart lines are that begin at one place, in the middle of them all."""
    ordered = sorted(segments, key=lambda one: (one.x0 // _SAME_EDGE, one.baseline))
    pitches = sorted(
        after.baseline - before.baseline
        for before, after in pairwise(ordered)
        if before.x0 // _SAME_EDGE == after.x0 // _SAME_EDGE
    )
    return pitches[len(pitches) // 2] if pitches else 0


def rows_of(side: Sequence[Segment]) -> list[Row]:
    """Return the lines of a side from top to bottom."""
    out: list[Row] = []
    for one in sorted(side, key=lambda segment: (segment.baseline, segment.x0)):
        text = "".join(stretch.text for stretch in one.stretches).strip()
        last = out[-1] if out else None
        if last is not None and (one.baseline - last.baseline) * PERCENT <= _SAME * max(one.size, last.size):
            out[-1] = Row(f"{last.text} {text}", last.x0, max(last.x1, one.x1), last.baseline, max(last.size, one.size))
        else:
            out.append(Row(text, one.x0, one.x1, one.baseline, one.size))
    return out


def _starts(rows: Sequence[Row]) -> list[int]:
    """Return the baselines of the lines with which something begins."""
    return [rows[0].baseline, *(row.baseline for _, row, starts in pairs_of(rows) if starts)]


def pairs_of(rows: Sequence[Row]) -> Iterator[tuple[Row, Row, bool]]:
    """Yield each line but the first with the one before it, and whether something begins with it."""
    right = max(row.x1 for row in rows)
    pitches = sorted(row.baseline - before.baseline for before, row in pairwise(rows))
    usual = pitches[len(pitches) // 2] if pitches else 0
    for before, row in pairwise(rows):
        far = (row.baseline - before.baseline) * PERCENT > _FARTHER * usual
        word = len((row.text.split(maxsplit=1) or [""])[0]) * (row.x1 - row.x0) // max(1, len(row.text))
        has_room = before.x1 + word + row.size * _SLACK // PERCENT <= right
        yield before, row, far or has_room or _STOP.search(before.text) is not None


def is_within_sentence(before: Row, row: Row) -> bool:
    """Return whether a line begins as no sentence does."""
    # A script without capitals does not say where sentences begin. One word a line is a cell, or the branch of a tree.
    first = row.text[:1]
    return first.isalpha() and not first.isupper() and (" " in before.text or is_unspaced(first))
