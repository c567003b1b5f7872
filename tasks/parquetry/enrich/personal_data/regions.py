"""Regions: the stretches of a text with digits enough for a number of something. The rest need not be searched for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parquetry.enrich.code_points import DIGIT, table

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    Regions = Sequence[tuple[int, int]]

DIGITS, WITHIN = 5, 40
"""So many digits within so many code points: 10.0.0.1 has five, as has any number longer than that."""
# Code points on either side: what the longest number has before its first digits or after its last.
_MARGIN = 64


def regions(text: str) -> list[tuple[int, int]]:
    """Return the stretches as (start, end) in code points, in order, none touching another.

    >>> regions("no number"), regions("call 555-0173 now")
    ([], [(0, 17)])
    """
    values = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    places = np.flatnonzero(table()[values] & DIGIT)
    # The distance from each digit to the fourth after it; none where there are fewer.
    dense = np.flatnonzero(places[DIGITS - 1 :] - places[: max(0, len(places) - DIGITS + 1)] <= WITHIN)
    out: list[tuple[int, int]] = []
    for first in places[dense].tolist():
        # The last of these digits lies at most WITHIN further on.
        start, end = max(0, first - _MARGIN), min(len(text), first + WITHIN + _MARGIN)
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def matches(pattern: re.Pattern[str], text: str, within: Regions) -> Iterator[re.Match[str]]:
    """Yield the matches of an expression in regions of a text, in order."""
    for start, end in within:
        yield from pattern.finditer(text, start, end)
