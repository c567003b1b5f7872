"""Drop caps: a large first letter that reaches down beside several lines, and belongs before the first of them.

Its baseline is that of a lower line, so without this it would be read as a word of that line.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.stretch import ASCENT, DESCENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parquetry.read.formats.pdf.page_line import PageLine
    from parquetry.read.formats.pdf.stretch import Stretch
    from parquetry.read.formats.pdf.stretches import Segment

# Hundredths of the size of the lines beside it that it has at least: it is two lines high.
_LARGE = 180
# Hundredths of an em from the letter to the lines beside it, and that they may begin before its end.
_FAR, _OVERLAP = 150, 20
# Hundredths of an em by which the first line begins further right than the next where a space stands behind the letter.
_SPACE = 14
# More large letters than this on a page are no beginnings of text.
_MOST = 20


@dataclass(frozen=True, slots=True)
class DropCap:
    """A large letter, the stretch that it stands before, and those beside it, from top to bottom."""

    letter: Stretch
    beside: tuple[Stretch, ...]

    @property
    def first(self) -> Stretch:
        """Return the stretch that it is the beginning of."""
        return self.beside[0]

    @property
    def stretch(self) -> Stretch:
        """Return it with a space behind it if it is a word of its own, as in "A man"."""
        # Lines beside the letter begin at one edge; the space of "A man" sets the first of them in.
        apart = (self.first.x0 - self.beside[1].x0) * PERCENT > _SPACE * self.first.size
        return replace(self.letter, text=self.letter.text.strip() + " " * apart)


def drop_caps(stretches: Sequence[Stretch]) -> list[DropCap]:
    """Return the drop caps among stretches of one direction."""
    sizes = Counter(stretch.size for stretch in stretches)
    usual = max(sizes.items(), key=lambda item: (item[1], -item[0]))[0] if sizes else 0
    large = [stretch for stretch in stretches if stretch.size * PERCENT >= _LARGE * usual and _is_capital(stretch)]
    if not large or len(large) > _MOST:
        return []
    # Few letters are so large, and each is looked for beside all others: twenty times a page at most.
    out = []
    for letter in large:
        beside = sorted(
            (stretch for stretch in stretches if _is_beside(stretch, letter)), key=lambda stretch: stretch.baseline
        )
        # One line beside it is a line that begins with a large letter.
        if len({stretch.baseline for stretch in beside}) > 1:
            out.append(DropCap(letter, tuple(beside)))
    return out


def is_drop_cap(letter: Stretch, following: Stretch) -> bool:
    """Return whether a stretch is a drop cap before another one: a capital, much larger, whose baseline is lower."""
    large = letter.size * PERCENT >= _LARGE * following.size
    return large and letter.baseline > following.baseline and _is_capital(letter)


def _is_capital(stretch: Stretch) -> bool:
    text = stretch.text.strip()
    return len(text) == 1 and text.isupper()


def _is_beside(stretch: Stretch, letter: Stretch) -> bool:
    """Return whether a stretch begins to the right of a letter, between its top and the end of its box."""
    if stretch.size * _LARGE > letter.size * PERCENT or stretch.blank:
        return False
    # A letter as T or V may reach over the line beside it.
    near = -_OVERLAP * stretch.size <= (stretch.x0 - letter.x1) * PERCENT <= _FAR * stretch.size
    top = letter.baseline - letter.size * ASCENT // PERCENT
    # Below its baseline a line is beside it whose letters begin above its box ends, set in by the program that made room.
    begins = stretch.baseline - stretch.size * ASCENT // PERCENT
    return near and top < stretch.baseline and begins < letter.baseline + letter.size * DESCENT // PERCENT


def put_before(segments: Sequence[Segment], caps: Sequence[DropCap]) -> None:
    """Put each letter at the beginning of the segment that has its first line."""
    # The first line may be cut into segments by wide gaps: the letter goes to the one beside it.
    for cap in caps:
        for segment in segments:
            if any(stretch is cap.first for stretch in segment.stretches):
                segment.stretches.insert(0, cap.stretch)


def left_edges(caps: Sequence[DropCap]) -> dict[int, int]:
    """Return where the letter begins that stands before a stretch, by the stretch's identity."""
    # Of two letters the first counts, as in the text.
    return {id(stretch): cap.letter.x0 for cap in reversed(caps) for stretch in cap.beside}


def at_left_edge(line: PageLine, edges: Mapping[int, int]) -> PageLine:
    """Return a line beside a drop cap as if it began where the letter does: it is no more set in than those below.

    `edges` are those of `left_edges`: a letter may stand beside all lines of a page, so that each is looked up.
    """
    # The stretches beside the letter are first in their lines, behind the letter itself in one of them.
    for piece in line.pieces[:2]:
        if id(piece.stretch) in edges:
            return replace(line, x0=edges[id(piece.stretch)])
    return line
