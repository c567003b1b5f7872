"""Overlaps: which of several proposals for one place in the text stands."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from parquetry.extract.spans import Span

_RANK = {"patterns": 0, "rules": 1}
"""Extractors that win over models: the user's own before rules."""
_MODEL = 2


def resolved(spans: Iterable[Span], own: Collection[str] = ()) -> list[Span]:
    """Return spans of which no two overlap, in text order: the user's own before rules before models, longer before shorter.

    `own` are the names of the user's backends.
    """

    # The label comes last in the key, so that equal spans of two models have a fixed winner.
    def rank(span: Span) -> tuple[int, int, int, str]:
        """Return the sort key: the extractor, the longer span, the earlier one, the label."""
        of_extractor = 0 if span.extractor in own else _RANK.get(span.extractor, _MODEL)
        return of_extractor, span.start - span.end, span.start, span.label

    kept: list[Span] = []
    starts: list[int] = []
    for span in sorted(spans, key=rank):
        # `kept` is sorted and free of overlaps, so only the neighbour on each side can be in the way.
        at = bisect_right(starts, span.start)
        before_is_free = not at or kept[at - 1].end <= span.start
        if before_is_free and (at == len(kept) or kept[at].start >= span.end):
            kept.insert(at, span)
            starts.insert(at, span.start)
    return kept


def without_overlapping(spans: list[Span], others: Iterable[Span]) -> list[Span]:
    """Return the spans, and of the others those that overlap none of them."""
    kept = sorted(spans, key=lambda span: span.start)
    starts = [span.start for span in kept]
    out = list(spans)
    for span in others:
        # The last span that begins within or before this one: if it ends in time, all others do.
        at = bisect_right(starts, span.end - 1)
        if not at or kept[at - 1].end <= span.start:
            out.append(span)
    return out
