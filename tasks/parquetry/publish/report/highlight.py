"""Marked: a stretch of text cut wherever a mark begins or ends, for whoever shows repairs and mentions in their place."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Mark = TypeVar("Mark")


def marked(start: int, end: int, marks: Iterable[tuple[int, int, Mark]]) -> Iterator[tuple[int, int, tuple[Mark, ...]]]:
    """Yield (low, high, marks that cover it) for pieces that tile a stretch; marks outside it are left out.

    >>> list(marked(0, 9, [(2, 5, "a"), (4, 7, "b"), (20, 30, "c")]))
    [(0, 2, ()), (2, 4, ('a',)), (4, 5, ('a', 'b')), (5, 7, ('b',)), (7, 9, ())]
    """
    within = [(low, high, mark) for low, high, mark in marks if low < end and high > start]
    # Marks at 0-10 and 5-20 cut a block of 0-30 at 5, 10 and 20: four pieces, the second with both marks.
    edges = {edge for low, high, _ in within for edge in (low, high) if start < edge < end}
    for low, high in itertools.pairwise([start, *sorted(edges), end]):
        yield low, high, _covering(low, high, within)


def _covering(low: int, high: int, marks: Iterable[tuple[int, int, Mark]]) -> tuple[Mark, ...]:
    """Return the marks that cover a whole piece."""
    return tuple(mark for start, end, mark in marks if start <= low and high <= end)
