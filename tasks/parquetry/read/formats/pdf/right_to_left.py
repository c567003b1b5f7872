"""Right-to-left text: glyphs of lines that have some, in the order of the page, and then in the order they are read.

Some programs show such a line in the order it is read, with moves back to the left, others in the order of the page. So
only where glyphs stand is heeded: their lines are taken apart into glyphs, sorted from left to right, and joined again as
far as they are neighbours both on the page and in the text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.logical_order import RIGHT_TO_LEFT, strong_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parquetry.read.formats.pdf.stretch import Stretch

# Hundredths of an em from the baseline of right-to-left text within which glyphs may be on its line.
_ON_LINE = 50
# What stands in brackets: letters that run to the left, or a number without a space on either side.
_IN_BRACKETS = rf"(?: [^()\[\]\n]* {RIGHT_TO_LEFT.pattern} [^()\[\]\n]* | \d (?: [\d.,:/–-]* \d )? )"
# Brackets around it in the order of the page: as a reader sees them, "(1922)", and the other way round.
_SEEN = re.compile(rf"[(\[] {_IN_BRACKETS} [)\]]", re.VERBOSE)
_AS_READ = re.compile(rf"[)\]] {_IN_BRACKETS} [(\[]", re.VERBOSE)


def has_right_to_left(stretches: Iterable[Stretch]) -> bool:
    """Return whether any of these stretches has a letter of a script that is written from right to left."""
    return any(RIGHT_TO_LEFT.search(stretch.text) for stretch in stretches)


@dataclass(frozen=True, slots=True)
class Bands:
    """Strips of a page, by the direction of their lines, in which there is right-to-left text: sorted, none overlapping."""

    tops: dict[int, list[int]]
    bottoms: dict[int, list[int]]

    def __contains__(self, place: tuple[int, int]) -> bool:
        """Return whether a direction and a baseline are in one of the strips."""
        direction, baseline = place
        at = bisect_right(self.tops.get(direction, ()), baseline) - 1
        return at >= 0 and baseline <= self.bottoms[direction][at]


def bands(stretches: Iterable[Stretch]) -> Bands | None:
    """Return where the lines are that have right-to-left text; None if there are none."""
    strips: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for stretch in stretches:
        if RIGHT_TO_LEFT.search(stretch.text):
            reach = stretch.size * _ON_LINE // PERCENT
            strips[stretch.direction].append((stretch.baseline - reach, stretch.baseline + reach))
    if not strips:
        return None
    tops: dict[int, list[int]] = {}
    bottoms: dict[int, list[int]] = {}
    for direction, ranges in strips.items():
        # Strips that overlap are one, so that bisection finds the only one that a baseline can be in.
        tops[direction], bottoms[direction] = [], []
        for top, bottom in sorted(ranges):
            if bottoms[direction] and top <= bottoms[direction][-1]:
                bottoms[direction][-1] = max(bottoms[direction][-1], bottom)
            else:
                tops[direction].append(top)
                bottoms[direction].append(bottom)
    return Bands(tops, bottoms)


def in_page_order(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return stretches of one direction, those of lines with right-to-left text behind others, sorted from left to right."""
    strips = bands(stretches)
    if strips is None:
        return list(stretches)
    inside = [stretch for stretch in stretches if (stretch.direction, stretch.baseline) in strips]
    outside = [stretch for stretch in stretches if (stretch.direction, stretch.baseline) not in strips]
    return outside + sorted(inside, key=lambda stretch: (stretch.baseline, stretch.x0, stretch.x1))


def visits(stretches: Sequence[Stretch]) -> dict[int, int]:
    """Return for each stretch, by its identity, the number of the line that it is shown with, in the order they are shown.

    Lines of two columns stand side by side, but each column is shown as a whole.
    """
    out: dict[int, int] = {}
    number, before = 0, None
    for stretch in stretches:
        if before is not None and abs(stretch.baseline - before.baseline) * PERCENT > _ON_LINE * stretch.size:
            number += 1
        out[id(stretch)] = number
        before = stretch
    return out


def with_marks(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return glyphs in the order of their stream with vowel signs and accents behind the letters they are set over.

    A sign takes no room, so where it stands does not say whose it is. A stream that goes from left to right shows the
    signs of a right-to-left letter before it, the last one first; any other stream shows them behind it.
    """
    out: list[Stretch] = []
    signs: list[Stretch] = []
    for stretch in stretches:
        if _is_sign(stretch):
            signs.append(stretch)
            continue
        # The letter before the signs, unless they begin another line.
        before = out[-1] if out and signs and _is_near(out[-1], signs[0]) else None
        if signs and _is_first(before, stretch):
            out.append(_marked(stretch, signs[::-1]))
        else:
            _put_behind(out, before, signs)
            out.append(stretch)
        signs = []
    _put_behind(out, out[-1] if out and signs and _is_near(out[-1], signs[0]) else None, signs)
    return out


def _put_behind(out: list[Stretch], letter: Stretch | None, signs: Sequence[Stretch]) -> None:
    """Add signs to the letter before them, or as they are where there is none."""
    if letter is None:
        out.extend(signs)
    else:
        out[-1] = _marked(letter, signs)


def _is_sign(stretch: Stretch) -> bool:
    """Return whether a glyph is a mark over or under a letter."""
    return not stretch.blank and all(unicodedata.category(character) == "Mn" for character in stretch.text.strip())


def _is_near(first: Stretch, second: Stretch) -> bool:
    """Return whether two glyphs are of one line and less than an em apart."""
    return (
        first.direction == second.direction
        and abs(first.baseline - second.baseline) <= first.size
        and second.x0 - first.x1 <= first.size
        and first.x0 - second.x1 <= first.size
    )


def _is_first(before: Stretch | None, after: Stretch) -> bool:
    """Return whether signs between two letters are those of the second."""
    return RIGHT_TO_LEFT.search(after.text) is not None and (before is None or before.x0 < after.x0)


def _marked(letter: Stretch, signs: Sequence[Stretch]) -> Stretch:
    """Return a letter with signs behind it, before the spaces that it may have."""
    body = letter.text.rstrip()
    text, letters = body, list(letter.letters)
    for sign in signs:
        letters += [(len(text) + place, origin) for place, origin in sign.letters]
        text += sign.text.strip()
    return replace(
        letter,
        text=text + letter.text[len(body) :],
        at_start=min(letter.at_start, *(sign.at_start for sign in signs)),
        at_end=max(letter.at_end, *(sign.at_end for sign in signs)),
        letters=letters,
    )


def shows_brackets_as_read(stretches: Sequence[Stretch]) -> bool:
    """Return whether brackets in right-to-left text are those of the text, and not the mirrored ones that a reader sees.

    Programs differ in what they say of the glyph at the left of a word in brackets, which closes them. `stretches` are
    in the order of the page.
    """
    # Brackets are looked for on one line only.
    texts: list[str] = []
    baseline = None
    for stretch in stretches:
        texts.append(stretch.text if stretch.baseline == baseline else "\n" + stretch.text)
        baseline = stretch.baseline
    text = "".join(texts)
    return len(_AS_READ.findall(text)) > len(_SEEN.findall(text))


def line_directions(rows: Sequence[Sequence[str]]) -> list[bool]:
    """Return for each line of a column, by the texts in it, whether it runs to the left as a whole.

    A line with letters of both kinds may be of either: those next to it tell, or else the column.
    """
    counts = [strong_letters(row) for row in rows]
    column = sum(left for left, _ in counts) > sum(right for _, right in counts)
    out = []
    for number, (left, right) in enumerate(counts):
        # "PDF 2.1" in a Hebrew paragraph may be most of a line.
        if left and right:
            around = counts[max(0, number - 1) : number + 2]
            left, right = (sum(side) for side in zip(*around, strict=True))  # noqa: PLW2901
        out.append(column if left == right else left > right)
    return out
