"""Ligatures: letters that a glyph without a name stands for, by comparing its outline with those of letters of its font.

A ligature is drawn from the letters that it joins, and these letters are in the same subset of the font, for the words
around it need them. So no other font, no table and no name is needed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.outlines import Shape, drawn, likeness, shifted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parquetry.read.formats.pdf.program import Program

_JOINED = tuple("ff fi fl ffi ffl ft fft tf ttf tt ti tti fb fh fj fk ffj Th ct st".split())  # noqa: SIM905 (a table to read)
"""Ligatures that text fonts have (`liga` and `dlig` of 66 families)."""
_ACCENTED = "íìîïıįĩī"
"""Letters that stand for the i of a ligature in other languages: `tí` in Calibri."""
LIGATURES = _JOINED + tuple(word[:-1] + letter for word in ("fi", "ti", "ffi", "tti") for letter in _ACCENTED)
_WIDTH = 14
"""Hundredths by which the width of a ligature may differ from that of its letters."""
_NEAR = 400
"""Likeness in thousandths below which letters at their own places are not moved to fit better."""
_MOVES = (-6, -4, -2, -1, 0, 1, 2, 4, 6)
"""Pixels that a letter is moved by to fit better."""


@dataclass(frozen=True, slots=True)
class Match:
    """Letters that a glyph may stand for, and how much of their shapes it has, in thousandths."""

    text: str
    likeness: int


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

    def matches(self, glyph: str, texts: Iterable[str] = LIGATURES) -> list[Match]:
        """Return what a glyph may stand for, the likeliest first."""
        shape = self.shape(glyph)
        if not shape.area:
            return []
        found = [
            Match(text, self._likeness(shape, text)) for text in texts if all(letter in self.letters for letter in text)
        ]
        return sorted((match for match in found if match.likeness), key=lambda match: (-match.likeness, match.text))

    def _likeness(self, shape: Shape, text: str) -> int:
        letters = [self.shape(self.letters[letter]) for letter in text]
        advance = sum(letter.advance for letter in letters)
        if abs(advance - shape.advance) * 100 > _WIDTH * advance:
            return 0
        # As far apart as the width of the ligature lets them be.
        places = [
            sum(letter.advance for letter in letters[:number]) * shape.advance // advance for number in range(len(letters))
        ]
        best = likeness(shape.rows, _joined(letters, places))
        if best < _NEAR:
            return best
        # Letters of a ligature stand closer, or further apart, than they would alone: each, and all from each on, are
        # moved to where they fit best, the last first; twice, since a move can make room for another.
        for _ in range(2):
            for moving in _movings(len(letters)):
                tried = [[place + move * moves for place, moves in zip(places, moving, strict=True)] for move in _MOVES]
                values = [likeness(shape.rows, _joined(letters, moved)) for moved in tried]
                if max(values) > best:
                    best = max(values)
                    places = tried[values.index(best)]
        return best


def _movings(number: int) -> list[tuple[bool, ...]]:
    """Return which letters move together: all from each on, from the last to the first, then each but the first alone."""
    suffixes = [tuple(k >= first for k in range(number)) for first in range(number - 1, -1, -1)]
    return suffixes + [tuple(k == one for k in range(number)) for one in range(number - 1)]


def _joined(letters: Sequence[Shape], places: Sequence[int]) -> list[int]:
    """Return the rows of letters that stand side by side at these places."""
    out = list(shifted(letters[0].rows, places[0]))
    for letter, place in zip(letters[1:], places[1:], strict=True):
        out = [row | other for row, other in zip(out, shifted(letter.rows, place), strict=True)]
    return out
