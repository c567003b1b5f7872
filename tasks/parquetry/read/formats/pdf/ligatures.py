"""Ligatures: letters that a glyph without a name stands for, by comparing its outline with those of letters of its font.

A ligature is drawn from the letters that it joins, and these letters are in the same subset of the font, for the words
around it need them. So no other font, no table and no name is needed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.outlines import FARTHEST, Shape, above_gap, drawn, eroded, most_likeness, shifted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from parquetry.read.formats.pdf.program import Program

# Ligatures that text fonts have (`liga` and `dlig` of 66 families).
_JOINED = tuple("ff fi fl ffi ffl ft fft tf ttf tt ti tti fb fh fj fk ffj Th ct st".split())  # noqa: SIM905 (a table to read)
# Letters that stand for the i of a ligature in other languages: `tí` in Calibri.
_ACCENTED = "íìîïıįĩī"
LIGATURES = _JOINED + tuple(word[:-1] + letter for word in ("fi", "ti", "ffi", "tti") for letter in _ACCENTED)
# Hundredths by which the width of a ligature may differ from that of its letters.
_WIDTH = 14
# Likeness in thousandths below which letters at their own places are not moved to fit better.
_NEAR = 400
# Pixels that a letter is moved by to fit better.
_MOVES = (-6, -4, -2, -1, 1, 2, 4, 6)


@dataclass(frozen=True, slots=True)
class Match:
    """Letters that a glyph may stand for, and how much of their shapes it has, in thousandths.

    `leftover` is what the glyph has at the height of a dot that these letters do not draw, edges not counted, in thousandths
    of the last letter: the accent of `tí` beside the letters t and i.
    """

    text: str
    likeness: int
    leftover: int


@dataclass(slots=True)
class Shapes:
    """The shapes of a font's glyphs, drawn as they are asked for. `letters` has the glyph of each known letter."""

    program: Program
    letters: Mapping[str, str]
    drawn: dict[str, Shape] = field(default_factory=dict)

    def shape(self, glyph: str) -> Shape:
        """Return the shape of a glyph."""
        if glyph not in self.drawn:
            polygons = self.program.polygons(glyph)
            self.drawn[glyph] = drawn(polygons, self.program.em, self.program.advance(glyph))
        return self.drawn[glyph]

    def matches(self, glyph: str, texts: Iterable[str] = LIGATURES, least: int = 1) -> list[Match]:
        """Return what a glyph may stand for with at least so much likeness, the likeliest first."""
        shape = self.shape(glyph)
        # No ligature is so wide that its letters would be moved out of their rows.
        if not shape.area or shape.advance + max(_MOVES) > FARTHEST:
            return []
        known = (text for text in texts if all(letter in self.letters for letter in text))
        matches = [match for text in known if (match := self._match(shape, text, least)) is not None]
        return sorted(matches, key=lambda match: (-match.likeness, match.text))

    def _match(self, shape: Shape, text: str, least: int) -> Match | None:
        letters = [self.shape(self.letters[letter]) for letter in text]
        advance, area = sum(letter.advance for letter in letters), sum(letter.area for letter in letters)
        # A damaged font may have lost its widths, of some letters or of all: nothing is known by them.
        if not all(letter.advance for letter in letters) or abs(advance - shape.advance) * 100 > _WIDTH * advance:
            return None
        # Letters may overlap, so only too small an area, of all or of rows, shows at once that they cannot be alike enough.
        if area * 1000 < least * shape.area or most_likeness(shape, letters) < least:
            return None
        # As far apart as the width of the ligature lets them be.
        places = [
            sum(letter.advance for letter in letters[:number]) * shape.advance // advance for number in range(len(letters))
        ]
        best = shape.likeness(_joined(letters, places))
        if best >= _NEAR:
            places, best = _fitted(shape, letters, places, best)
        if best < least:
            return None
        leftover = (eroded(shape.bits & ~_joined(letters, places)) & above_gap(letters[-1].bits)).bit_count()
        return Match(text, best, 1000 * leftover // max(1, letters[-1].area))


def _fitted(shape: Shape, letters: Sequence[Shape], places: list[int], best: int) -> tuple[list[int], int]:
    """Return the places of letters at which they are likest to a shape, and how alike they are; `best` is that so far.

    Letters of a ligature stand closer, or further apart, than they would alone: each, and all from each on, are moved to
    where they fit best, the last first; twice, since a move can make room for another.
    """
    for _ in range(2):
        before = places
        for moving in _movings(len(letters)):
            values = [shape.likeness(joined) for joined in _moved(letters, places, moving)]
            if max(values) > best:
                best = max(values)
                move = _MOVES[values.index(best)]
                places = [place + move * moves for place, moves in zip(places, moving, strict=True)]
        # Where no move helped, none will.
        if places is before:
            break
    return places, best


def _moved(letters: Sequence[Shape], places: Sequence[int], moving: Sequence[bool]) -> Iterator[int]:
    """Yield the bitmap of letters side by side for each move of some of them, which are moved as one."""
    # To the right of all they could be moved to, so that no pixel is lost at the left edge.
    lowest = min(0, *places)
    still = moved = 0
    for letter, place, moves in zip(letters, places, moving, strict=True):
        if moves:
            moved |= letter.bits << place - lowest
        else:
            still |= shifted(letter.bits, place)
    for move in _MOVES:
        yield still | shifted(moved, move + lowest)


def _movings(number: int) -> list[tuple[bool, ...]]:
    """Return which letters move together: all from each on, from the last to the first, then each but the first alone."""
    suffixes = [tuple(k >= first for k in range(number)) for first in range(number - 1, -1, -1)]
    return suffixes + [tuple(k == moving for k in range(number)) for moving in range(number - 1)]


def _joined(letters: Sequence[Shape], places: Sequence[int]) -> int:
    """Return the bitmap of letters that stand side by side at these places."""
    out = 0
    for letter, place in zip(letters, places, strict=True):
        out |= shifted(letter.bits, place)
    return out
