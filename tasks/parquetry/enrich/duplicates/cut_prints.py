"""Cut prints: reprints that lack the end, or the beginning, of what they reprint, as papers cut an article to the column.

A copy without its last fifth has a share of .8 in common at most, and a few edits bring it below any threshold. So where one
text ends and the other goes on, what follows is left aside, if it is little. Two texts that both go on, each in its own way,
are compared whole: letters with the same head are no prints of each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parquetry.enrich.duplicates.shingles import WORDS

if TYPE_CHECKING:
    from parquetry.enrich.code_points import Hashes

LEAST, MOST = 0.1, 0.25
"""Share of a text that its print may lack at one end: less is an edit like any other, with more it is an extract."""
_SAME_END = 2 * WORDS
"""Shingles of the shorter text behind the last that both have, for it to end there: one edit spoils so many."""


def without_missing_ends(one: Hashes, other: Hashes) -> tuple[Hashes, Hashes]:
    """Return the shingles of two texts, in their order, without what one of them lacks at its end or its beginning."""
    one, other = _without_missing_end(one, other)
    # Read backwards the beginning is an end.
    first, second = _without_missing_end(one[::-1], other[::-1])
    return first[::-1], second[::-1]


def _without_missing_end(one: Hashes, other: Hashes) -> tuple[Hashes, Hashes]:
    """Return both without what follows in one of them behind the last shingle that both have.

    >>> whole, cut = np.arange(100, dtype=np.uint64), np.arange(85, dtype=np.uint64)
    >>> [len(left) for left in _without_missing_end(whole, cut)]
    [85, 85]
    >>> [[len(left) for left in _without_missing_end(whole, whole[:end])] for end in (60, 95)]
    [[100, 60], [100, 95]]
    """
    common = [np.flatnonzero(np.isin(*pair)) for pair in ((one, other), (other, one))]
    # The very same one in both: a phrase met by chance is the last of one text alone.
    if not len(common[0]) or one[common[0][-1]] != other[common[1][-1]]:
        return one, other
    ends = [int(places[-1]) + 1 for places in common]
    # How much of each follows: 20 and 0 where the other was cut, 20 and 30 where both go on.
    left, right = len(one) - ends[0], len(other) - ends[1]
    if right < left and _is_missing(left, right, len(one)):
        return one[: ends[0]], other
    if left < right and _is_missing(right, left, len(other)):
        return one, other[: ends[1]]
    return one, other


def _is_missing(behind: int, behind_other: int, length: int) -> bool:
    return behind_other <= _SAME_END < behind and LEAST * length <= behind <= MOST * length
