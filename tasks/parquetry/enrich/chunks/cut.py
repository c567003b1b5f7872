"""Cut: where the chunks of a document begin and end. Sentences are never cut; headings stay with what follows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ENOUGH = 0.5
"""Share of the size from which on a heading begins a new chunk: below it short sections share one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence: `start`, `end` in code points of the text, its cost in the unit of the size, whether it is a heading's."""

    start: int
    end: int
    cost: int
    heading: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """Size and overlap in one unit; `measure` returns what a stretch of the text takes in it, from start to end."""

    size: int
    overlap: int
    measure: Callable[[int, int], int]


def cut(pieces: Sequence[Piece], limits: Limits) -> Iterator[tuple[int, int]]:
    """Yield (first, end) of each chunk: numbers of pieces, half-open. Every piece is in one, in two where chunks overlap.

    A chunk is at most `limits.size`, unless it is a single sentence that is longer.
    """
    first = 0
    while first < len(pieces):
        end = _extent(pieces, first, limits)
        yield first, end
        first = _overlapping(pieces, first, end, limits)


def _extent(pieces: Sequence[Piece], first: int, limits: Limits) -> int:
    """Return the end of the chunk that begins with a piece."""
    return _shrunk(pieces, first, _end(pieces, first, limits), limits)


def _end(pieces: Sequence[Piece], first: int, limits: Limits) -> int:
    """Return the end of the chunk that begins with a piece, by the pieces' own costs."""
    # The first without what parts it from the one before.
    used = limits.measure(pieces[first].start, pieces[first].end)
    end, has_text = first + 1, not pieces[first].heading
    while end < len(pieces):
        piece = pieces[end]
        if used + piece.cost > limits.size:
            break
        # A new section, where what is there is enough for a chunk.
        if piece.heading and has_text and used >= ENOUGH * limits.size:
            break
        used += piece.cost
        has_text = has_text or not piece.heading
        end += 1
    return _before_headings(pieces, first, end)


def _before_headings(pieces: Sequence[Piece], first: int, end: int) -> int:
    """Return an end before the headings that a chunk would end with: they belong to what follows."""
    kept = end
    while end < len(pieces) and kept > first and pieces[kept - 1].heading:
        kept -= 1
    # A chunk of headings alone stays one: what follows them does not fit beside them.
    return kept if kept > first else end


def _shrunk(pieces: Sequence[Piece], first: int, end: int, limits: Limits) -> int:
    """Return an end with which the chunk is within the size as a whole: costs of its pieces need not add up to its own."""
    while end > first + 1 and limits.measure(pieces[first].start, pieces[end - 1].end) > limits.size:
        end = _before_headings(pieces, first, end - 1)
    return end


def _overlapping(pieces: Sequence[Piece], first: int, end: int, limits: Limits) -> int:
    """Return where the chunk after this one begins: at its end, or before it by as many sentences as overlap."""
    # A section that begins anew owes nothing to the one before it.
    if end >= len(pieces) or pieces[end].heading:
        return end
    begin, used = end, 0
    while begin - 1 > first and used + pieces[begin - 1].cost <= limits.overlap:
        begin -= 1
        used += pieces[begin].cost
    # The next chunk must reach further than this one.
    while begin < end and _extent(pieces, begin, limits) <= end:
        begin += 1
    return begin
