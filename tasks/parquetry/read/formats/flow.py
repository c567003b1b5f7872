"""Flow: text of a block as a browser sets it, its white space collapsed and its line breaks kept where they are meant.

Source: CSS Text 3, 4.1 (white space).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.read.formats.pieces import Block, Piece, piece_of, plain_text
from parquetry.read.formats.white_space import EVEN, SPACE, lines_of, parts_ideographs
from parquetry.text import COPY, EDIT

if TYPE_CHECKING:
    from collections.abc import Sequence


class Flow:
    """The block in hand, and the space that is held back until something follows it in its line."""

    __slots__ = ("_pending", "block")

    def __init__(self) -> None:
        self.block = Block()
        self._pending: Piece | None = None

    def keep(self, pieces: Sequence[Piece]) -> None:
        """Add pieces with the white space that they have, as of code."""
        # Lines of code that are each in a box stand apart already.
        held = self._pending
        if held is not None and not held.text and plain_text(pieces)[:1].isspace():
            self._pending = None
        self._release_space()
        self.block.pieces += pieces

    def literal(self, piece: Piece) -> None:
        """Add a piece that is white space which never collapses, such as a tab."""
        self._release_space()
        self.block.pieces.append(piece)

    def drop_space(self) -> None:
        """Forget the space held back: nothing follows it in its block."""
        self._pending = None

    def collapse(self, piece: Piece) -> None:
        """Add a piece with runs of white space as one space, held back until something follows it."""
        text, start, end, kind = piece
        if kind != COPY:
            # An edited piece is one reference or line break, and cannot be cut: "&#32;" is a space as a whole.
            take = self._hold_space if SPACE.fullmatch(text) else self.add
            take(piece)
        elif EVEN.fullmatch(text):
            # Most texts have single spaces alone, and stay whole.
            if self._pending is not None:
                self._release_space(text[0])
            self.block.pieces.append(piece)
        elif SPACE.fullmatch(text):
            self._hold_space(piece)
        else:
            self._collapse_uneven(text, start, end)

    def _collapse_uneven(self, text: str, start: int, end: int) -> None:
        """Add a copied text, cut at white space that does not stand as it is: "a b\n", but not between "a" and "b"."""
        pieces, at = self.block.pieces, 0
        for match in EVEN.finditer(text):
            low, high = match.span()
            part = piece_of((text[low:high], start + low, start + high, COPY))
            if at:
                # Between two words of one text nothing else can be held back.
                if not parts_ideographs(text[at:low], text[at - 1], part.text):
                    pieces.append(piece_of((" ", start + at, start + low, EDIT)))
                pieces.append(part)
            else:
                # What stands before the first word may be the second half of white space: "one <b> two".
                if low:
                    self._hold_space(Piece(text[:low], start, start + low, COPY))
                self.add(part)
            at = high
        # And what stands behind the last one its first half.
        if at < len(text):
            self._hold_space(Piece(text[at:], start + at, end, COPY))

    def add_lines(self, piece: Piece) -> None:
        """Add a piece with its line breaks, and without the white space around them."""
        for part in lines_of(piece):
            if part.text == "\n":
                self.line_break(part)
            else:
                self.collapse(part)

    def part(self) -> None:
        """Hold back a space that parts what stands one beside the other."""
        if self.block.pieces:
            at = self.block.pieces[-1].end
            self._hold_space(Piece("", at, at, EDIT))

    def _hold_space(self, space: Piece) -> None:
        held = self._pending
        # White space at the beginning of a block is not shown.
        if not self.block.pieces:
            return
        if held is None:
            self._pending = space
        else:
            # Two spaces around a tag, "one <b> two", make one space that spans both places.
            self._pending = Piece(held.text + space.text, held.start, max(held.end, space.end), EDIT)

    def take_back(self) -> None:
        """Take the last piece away, as the mark before a quotation of nothing; of the spaces around it one is shown."""
        pieces, behind = self.block.pieces, self._pending
        pieces.pop()
        # "one <q></q> two" has a space on either side.
        if pieces and pieces[-1].text == " ":
            self._pending = pieces.pop()
            if behind is not None:
                self._hold_space(behind)

    def add(self, piece: Piece) -> None:
        """Add a piece without white space, behind the space held back."""
        if self._pending is not None:
            self._release_space(piece.text[:1])
        self.block.pieces.append(piece)

    def _release_space(self, following: str = "") -> None:
        """Add the space held back, unless the line begins here or a line break parts two ideographs."""
        space, self._pending = self._pending, None
        if space is None:
            return
        last = self.block.pieces[-1].text if self.block.pieces else "\n"
        # White space at the beginning of a line is not shown.
        if last.endswith("\n"):
            return
        # CSS Text 3: a line break in the source between two ideographs would show a space that nobody wrote.
        if parts_ideographs(space.text, last, following):
            return
        # One plain space is copied as it stands; any other white space was changed into one.
        kind = COPY if space.text == " " and space.kind == COPY else EDIT
        self.block.pieces.append(Piece(" ", space.start, space.end, kind))

    def line_break(self, piece: Piece) -> None:
        """Add a line break that is shown."""
        # Space before a <br> is not shown either.
        self._pending = None
        self.block.verbatim = True
        self.block.pieces.append(piece)
