"""Logical order: the order in which a line is read whose parts run in two directions.

A page shows a line from left to right, whatever it says: `3.50 םליש` is read `שילם 3.50`. Unicode's algorithm goes from the
order of reading to that of the page; here it is gone through backwards, with the neighbours that a part has on the page
in place of those it has in the text.

Source: Unicode Standard Annex #9, Unicode Bidirectional Algorithm, rules W2 to W7, N1, N2 and L2.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""A character of the blocks whose scripts are written from right to left."""
SEPARATOR = "\t"
"""What stands for the gap between two cells, which keep the order that the line has."""
_STRONG = ("L", "R", "AL")
_DIGITS = ("EN", "AN")
_NUMBER = "number"
_NEUTRAL = "neutral"


def strong_letters(texts: Iterable[str]) -> tuple[int, int]:
    """Return how many characters run to the left, and how many to the right.

    >>> strong_letters(["שלום", "PDF 2.1"])
    (4, 3)
    """
    kinds = [unicodedata.bidirectional(character) for text in texts for character in text]
    return kinds.count("R") + kinds.count("AL"), kinds.count("L")


def levels(texts: Sequence[str], *, right_to_left: bool) -> list[int]:
    """Return the embedding level of each part of a line; the parts are in the order of the page, from left to right.

    `right_to_left` says how the line runs as a whole. An odd level runs to the left.

    >>> levels(["The", " ", "ד", "ל", "י", " ", "went"], right_to_left=False)
    [0, 0, 1, 1, 1, 0, 0]
    """
    kinds = [_kind(text) for text in texts]
    _join_numbers(kinds)
    base = "R" if right_to_left else "L"
    directions = _directions(kinds, base)
    return [_level(kind, side, base) for kind, side in zip(kinds, directions, strict=True)]


def _level(kind: str, side: str, base: str) -> int:
    """Return the level of a part: a number runs to the right even in text that runs to the left."""
    if kind == SEPARATOR:
        return int(base == "R")
    if side == "R":
        return 2 if kind == _NUMBER else 1
    return 2 if base == "R" else 0


def order(levels: Sequence[int]) -> list[int]:
    """Return the numbers of parts with these levels in the order in which they are read (rule L2).

    >>> order([1, 1, 2, 2])
    [2, 3, 1, 0]
    """
    out = list(range(len(levels)))
    # From the highest level down: what runs to the right inside text that runs to the left is turned round twice.
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(out):
            if levels[out[start]] < level:
                start += 1
                continue
            end = start
            while end < len(out) and levels[out[end]] >= level:
                end += 1
            out[start:end] = out[start:end][::-1]
            start = end
    return out


def mirrored(text: str) -> str:
    """Return text with brackets that open where they closed.

    >>> mirrored("(«")
    ')»'
    """
    return text.translate(_MIRRORED)


_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")


def _kind(text: str) -> str:
    """Return the class of a part: that of its first strong character, else of its first one."""
    if text == SEPARATOR:
        return SEPARATOR
    kinds = [unicodedata.bidirectional(character) for character in text]
    strong = next((kind for kind in kinds if kind in _STRONG), None)
    return strong or (kinds[0] if kinds else _NEUTRAL)


def _join_numbers(kinds: list[str]) -> None:
    """Make digits numbers, with the separators between them and the signs beside them: "10:30", "75%"; others neutral."""
    # Behind Arabic letters a hyphen or percent sign stands apart from the digits, which Hebrew joins (W2, W4, W5).
    arabic = kinds.count("AL") > kinds.count("R")
    number = _with_separators(kinds, ("CS",) if arabic else ("CS", "ES"))
    if not arabic:
        _add_signs(kinds, number)
    for k, kind in enumerate(kinds):
        if number[k]:
            kinds[k] = _NUMBER
        elif kind not in (*_STRONG, SEPARATOR):
            kinds[k] = _NEUTRAL


def _with_separators(kinds: Sequence[str], joining: Sequence[str]) -> list[bool]:
    """Return which parts are digits, or one separator between two of them, as in "3.50"."""
    digits = [False, *(kind in _DIGITS for kind in kinds), False]
    # Each part stands between those before and after it, so the list of digits is one longer at both ends.
    around = zip(digits, digits[1:], digits[2:], kinds, strict=False)
    return [own or (before and after and kind in joining) for before, own, after, kind in around]


def _add_signs(kinds: Sequence[str], number: list[bool]) -> None:
    """Count signs that stand beside a number as part of it, on either side: "$12", "75%"."""
    for places in (range(len(kinds)), range(len(kinds) - 1, -1, -1)):
        before = False
        for k in places:
            # One sign after another: what the first of them is, the next is too.
            number[k] = before = number[k] or (before and kinds[k] == "ET")


def _directions(kinds: Sequence[str], base: str) -> list[str]:
    """Return in which direction each part runs, R or L; `base` is that of the line."""
    # Arabic letters differ from Hebrew ones only by what they do to numbers.
    strong = ["R" if kind == "AL" else kind if kind in ("R", "L") else "" for kind in kinds]
    left, right = _nearest(kinds, strong), _nearest(kinds[::-1], strong[::-1])[::-1]
    sides = [
        _of_number(before, after, base) if kind == _NUMBER else own
        for kind, own, before, after in zip(kinds, strong, left, right, strict=True)
    ]
    # Neutral parts go with both neighbours if these agree, and else with the line (N1, N2).
    left, right = _nearest(kinds, sides), _nearest(kinds[::-1], sides[::-1])[::-1]
    return [
        own or (before if before == after and before else base)
        for own, before, after in zip(sides, left, right, strict=True)
    ]


def _of_number(before: str, after: str, base: str) -> str:
    """Return the direction of the text that a number belongs to, by the letters nearest to it on both sides.

    "Reader 2.1" is one name in either kind of line; "שלום 12 letters" is one number behind a word.
    """
    if before == "L" or (not before and after == "L"):
        return "L"
    return "R" if base == "R" or before == after == "R" else "L"


def _nearest(kinds: Sequence[str], sides: Sequence[str]) -> list[str]:
    """Return the direction of what stands next before each part and has one; empty at the beginning of a cell."""
    # A gap between cells ends what one side knows of the other.
    out, last = [], ""
    for kind, side in zip(kinds, sides, strict=True):
        out.append(last)
        last = "" if kind == SEPARATOR else side or last
    return out
