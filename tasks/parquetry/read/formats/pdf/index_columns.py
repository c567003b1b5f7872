"""Columns of an index: short lines in the order of the alphabet, down each column and from one to the next."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import HUNDREDTHS, PERCENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pdf.stretches import Segment

# Entries of an index, and how many of them stand in their order down the columns, and across them at most: hundredths.
_FEWEST, _IN_ORDER, _ACROSS = 12, 90, 85
# Lines that show where a column begins; the last column may have fewer. Letters that entries begin with.
_FEWEST_LINES, _FEWEST_LETTERS = 5, 4
# Columns begin as far apart, within three points.
_SAME = 300
# Narrowest column, 50 points.
_NARROWEST = 5_000


def index_columns(segments: Sequence[Segment]) -> tuple[list[Segment], list[list[Segment]]] | None:
    """Return what stands above an index, and its columns from left to right; None where segments are none."""
    edges = _edges(segments)
    if len(edges) < 2 or len(segments) < _FEWEST:  # noqa: PLR2004 (one column is read as it stands)
        return None
    ordered = sorted(segments, key=lambda segment: (segment.baseline, segment.x0))
    # A title may stand above all columns.
    titles = list(takewhile(lambda segment: not _is_entry(segment, edges), ordered))
    columns: list[list[Segment]] = [[] for _ in edges]
    for segment in ordered[len(titles) :]:
        columns[_column(segment, edges)].append(segment)
    down = [segment for column in columns for segment in column]
    # No entry reaches into the next column.
    if any(segment.x1 > after for column, after in zip(columns, edges[1:], strict=False) for segment in column):
        return None
    if not _is_alphabetical(down, ordered, edges) or not all(map(_has_words, columns)):
        return None
    return titles, columns


def _is_alphabetical(down: Sequence[Segment], across: Sequence[Segment], edges: Sequence[int]) -> bool:
    """Return whether entries follow the alphabet down the columns, and not across them as the rows of a table may."""
    words = [_word(segment) for segment in down if _is_entry(segment, edges)]
    if len({word[:1] for word in words}) < _FEWEST_LETTERS or _in_order(words) < _IN_ORDER:
        return False
    return _in_order([_word(segment) for segment in across if _is_entry(segment, edges)]) <= _ACROSS


def _has_words(column: Sequence[Segment]) -> bool:
    """Return whether most lines of a column begin with a letter: prices beside names in their order are no entries."""
    return 2 * sum(_word(segment)[:1].isalpha() for segment in column) >= len(column)


def _column(segment: Segment, edges: Sequence[int]) -> int:
    return max(0, bisect_right(edges, segment.x0 + _SAME) - 1)


def _is_entry(segment: Segment, edges: Sequence[int]) -> bool:
    """Return whether a line begins an entry: what goes on with one is set in."""
    return abs(segment.x0 - edges[_column(segment, edges)]) <= _SAME


def _edges(segments: Sequence[Segment]) -> list[int]:
    """Return where columns begin: at equal distances, each but the last shown by several lines."""
    counted = Counter(segment.x0 // HUNDREDTHS for segment in segments)
    edges: list[int] = []
    for place in sorted(place * HUNDREDTHS for place, number in counted.items() if number >= _FEWEST_LINES):
        # What goes on with an entry is set in: many lines begin there as well.
        if not edges or place - edges[-1] >= _NARROWEST:
            edges.append(place)
    steps = [after - before for before, after in pairwise(edges)]
    if not steps or max(steps) - min(steps) > _SAME:
        return []
    following = edges[-1] + steps[0]
    return [*edges, following - _SAME] if any(abs(one.x0 - following) <= _SAME for one in segments) else edges


def _word(segment: Segment) -> str:
    return "".join(stretch.text for stretch in segment.stretches).strip().casefold()


def _in_order(words: Sequence[str]) -> int:
    """Return how many words come after those before them, by their first letter, in hundredths."""
    pairs = [before[:1] <= after[:1] for before, after in pairwise(words)]
    return sum(pairs) * PERCENT // max(1, len(pairs))
