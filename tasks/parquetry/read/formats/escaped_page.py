"""A page that is written into another format with its tags escaped, as in feeds: `&lt;p&gt;One &amp;amp; two&lt;/p&gt;`.

The page is read from its characters as they are when the escapes are undone; its places become those of the file around it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from parquetry.read.formats.html_pages import read_page
from parquetry.read.formats.pieces import Omission, PartText, Piece, plain_text
from parquetry.text import COPY, MARKUP

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def read_escaped_page(pieces: Sequence[Piece]) -> PartText:
    """Return the blocks and omissions of a page whose characters are those of `pieces`, at the places of these.

    Raises:
        DocumentError: it has more nodes than are read.
    """
    places = _Places(pieces)
    part, _ = read_page(plain_text(pieces))
    blocks = tuple(
        replace(block, pieces=[one for piece in block.pieces for one in places.moved(piece)]) for block in part.blocks
    )
    omissions = tuple(
        Omission(places.start_of(one.start), places.end_of(one.end), one.reason, one.text) for one in part.omissions
    )
    return PartText(blocks, omissions)


class _Places:
    """Where the characters of a text stand that was put together from pieces."""

    __slots__ = ("_begins", "_pieces")

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._begins = list(accumulate((len(piece.text) for piece in pieces), initial=0))[:-1]

    def _at(self, position: int) -> tuple[Piece, int]:
        """Return the piece that holds a character, and where in it."""
        number = max(0, bisect_right(self._begins, position) - 1)
        return self._pieces[number], position - self._begins[number]

    def start_of(self, position: int) -> int:
        """Return where a character begins."""
        piece, inside = self._at(position)
        return piece.start + inside if piece.kind == COPY else piece.end if inside >= len(piece.text) else piece.start

    def end_of(self, position: int) -> int:
        """Return where the character before a position ends."""
        # Nothing is before the first character.
        if not position:
            return self.start_of(0)
        piece, inside = self._at(position - 1)
        return piece.start + inside + 1 if piece.kind == COPY else piece.end

    def moved(self, piece: Piece) -> Iterator[Piece]:
        """Yield a piece at the places of its characters: what was escaped there is markup, and is copied no more."""
        if piece.kind != COPY or not piece.text:
            low = self.start_of(piece.start)
            yield Piece(piece.text, low, max(low, self.end_of(piece.end)) if piece.end > piece.start else low, piece.kind)
            return
        # A word may be cut by a reference in it: "AT&amp;amp;T" is three pieces of the file.
        at = piece.start
        while at < piece.end:
            source, inside = self._at(at)
            size = min(len(source.text) - inside, piece.end - at)
            text = source.text[inside : inside + size]
            if source.kind == COPY:
                yield Piece(text, source.start + inside, source.start + inside + size, COPY)
            else:
                yield Piece(text, source.start, source.end, MARKUP)
            at += size
