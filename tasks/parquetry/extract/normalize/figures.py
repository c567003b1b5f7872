"""Figures: runs of digits with signs between them, as one token: `1 234,50`, `1'250.50`, `1,50,000`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.extract.normalize.token_codes import code_of
from parquetry.extract.normalize.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Sequence

FIGURE = "FIGURE"
_JOINTS = re.compile("[.,'’٬٫，．\u00a0\u202f\u2009\u2007 ]")
"""What may stand between the digits of one figure; of spaces only one, and then three digits."""
_SPACES = frozenset("\u00a0\u202f\u2009\u2007 ")
code_of(frozenset({FIGURE}))


_MOST_GROUPS = 8
"""Most groups of a figure: 24 digits, as `numbers.MOST_DIGITS` has it. Bounds the look ahead in a row of figures."""


def figures(tokens: Sequence[Token], text: str) -> list[Token]:
    """Return the tokens with digits that make one figure as one token, its text for a meaning: `1 234,50`."""
    out: list[Token] = []
    k = 0
    while k < len(tokens):
        # Words and signs pass unchanged, and so do the Han figures of a date: `十日`.
        if not _is_figure(tokens[k], text):
            out.append(tokens[k])
            k += 1
            continue
        last = _last_of_figure(tokens, k, text)
        start, end = tokens[k].start, tokens[last].end
        out.append(Token(start, end, {FIGURE: text[start:end]}))
        k = last + 1
    return out


def _is_figure(token: Token, text: str) -> bool:
    return "DIGITS" in token.meanings and text[token.start].isdecimal()


def _last_of_figure(tokens: Sequence[Token], k: int, text: str) -> int:
    """Return the number of the last token of the figure that begins with token `k`."""
    # First groups with spaces, `1 234 567`, then groups with signs, `1.234,50`: the decimals come last.
    spaced = k
    while spaced + 1 < min(len(tokens), k + _MOST_GROUPS) and _goes_on(tokens, spaced, text, spaces=True):
        spaced += 1
    # `2011 234` does not begin with a group, `12 345 67` does not end with one: then no space joins.
    if tokens[k].end - tokens[k].start > 3 or (spaced > k and _digit_follows(text, tokens[spaced].end)):  # noqa: PLR2004
        spaced = k
    last = spaced
    while last + 1 < len(tokens) and _goes_on(tokens, last, text, spaces=False):
        last += 1
    return last


def _goes_on(tokens: Sequence[Token], k: int, text: str, *, spaces: bool) -> bool:
    """Tell whether the digits of the next token belong to the figure of token `k`."""
    this, following = tokens[k], tokens[k + 1]
    # Exactly one sign: two spaces are two columns.
    gap = text[this.end : following.start]
    if not _is_figure(following, text) or len(gap) != 1 or not _JOINTS.fullmatch(gap):
        return False
    if spaces != (gap in _SPACES):
        return False
    # A comma may have any digits after it, a space only three: `5 10 km` are two figures.
    return not spaces or following.end - following.start == 3  # noqa: PLR2004 (a group)


def _digit_follows(text: str, end: int) -> bool:
    """Tell whether more digits stand after a space: then the groups are the cells of a row, or a telephone number."""
    return text[end : end + 1] in _SPACES and text[end + 1 : end + 2].isdigit()
