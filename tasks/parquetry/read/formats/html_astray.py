"""Text that the parser moved, such as text between the rows of a table, found where it stands in the source."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parquetry.read.formats.html_pieces import align_node
from parquetry.read.formats.pieces import Piece
from parquetry.text import MARKUP

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKUP = re.compile(
    r"""
      <!-- .*? --!?>                                          # <!-- menu -->
    | </? [A-Za-z] (?: [^"'>] | "[^"]*" | '[^']*' )* >        # <a title="x > y">, </p>
    | <[!?/A-Za-z] [^>]* >                                    # <!doctype html>, a tag with an open quote
    """,
    re.DOTALL | re.VERBOSE,
)
_LOOK_AHEAD = 64
"""Moved texts that are tried at one place; a bound, so that a page of nothing but moved text costs no square."""


@dataclass(slots=True)
class Texts:
    """The pieces of every text node, by the order of nodes, and those that stand elsewhere than where they began."""

    pieces: list[list[Piece]] = field(default_factory=list)
    astray: list[tuple[int, str]] = field(default_factory=list)


def find_astray(texts: Texts, raw: str) -> None:
    """Find the text that the parser moved, such as text between rows of a table, where it stands in the source.

    What no node claims and is no markup is that text, in the same order.
    """
    # All stretches that belong to some node; the moved text lies in the gaps between them.
    claimed = sorted((piece.start, piece.end) for pieces in texts.pieces for piece in pieces)
    starts = [start for start, _ in claimed]
    waiting = list(texts.astray)
    for start, end in _unclaimed(claimed, len(raw)):
        for at in _beside_markup(raw, start, end):
            # The order is nearly kept, so the right node is among the first few; the bound keeps this linear.
            for index, (number, rest) in enumerate(waiting[:_LOOK_AHEAD]):
                pieces, left = align_node(rest, raw, at)
                if _fits(pieces, rest, left, end) and _is_free(pieces, claimed, starts):
                    texts.pieces[number] += pieces
                    # The rest of this node's text, if any, stands further on in the source.
                    waiting[index : index + 1] = [(number, left)] if left else []
                    break
    for number, rest in waiting:  # the parser made text that does not stand in the source as it is
        at = texts.pieces[number][-1].end if texts.pieces[number] else 0
        texts.pieces[number].append(Piece(rest, at, at, MARKUP))


def _fits(pieces: list[Piece], rest: str, left: str, end: int) -> bool:
    """Return whether some of `rest` was found, up to `end`, where the gap ends, or to where another node's text begins."""
    return any(piece.text for piece in pieces) and (not left or pieces[-1].end == end or left != rest)


def _unclaimed(claimed: list[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in claimed:
        if start > at:
            yield at, start
        # Stretches may overlap: then the later end counts.
        at = max(at, end)
    if at < length:
        yield at, length


def _beside_markup(raw: str, start: int, end: int) -> Iterator[int]:
    """Yield where a stretch of text begins that is no markup and no white space."""
    at = start
    while at < end:
        # Comments, tags and declarations, with quoted attributes in which ">" may stand.
        match = _MARKUP.match(raw, at)
        if match:
            at = match.end()
        elif raw[at].isspace():
            at += 1
        else:
            yield at
            # Text reaches to the next possible tag.
            following = raw.find("<", at + 1, end)
            at = following if following >= 0 else end


def _is_free(pieces: list[Piece], claimed: list[tuple[int, int]], starts: list[int]) -> bool:
    """Return whether no other node claims these characters."""
    first, last = pieces[0].start, pieces[-1].end
    number = bisect_left(starts, first)
    return number == len(claimed) or claimed[number][0] >= last
