"""Abbreviations: a long form with its short form in brackets after it, `Long Form (LF)`, in any alphabet.

Source: Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text" (2003); letters
are compared without case and diacritics.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHORT = re.compile(
    r"""
    \s\(\s?["“‘']?                            # `Union (`, `Union ("`
    (?P<short>[^\W\d_][\w.&/-]{0,8}\w)        # `NÄU`, `R&D`, `S.A.R.L`: a letter first, at most ten code points
    ["”’']?\s?[),;]                            # `)`; `,` or `;` where the bracket goes on: `(NÄU, founded 1911)`
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Pair:
    """`text[start:end]` is the long form of `text[short_start:short_end]`, in code points."""

    start: int
    end: int
    short_start: int
    short_end: int


def pairs(text: str, low: int, high: int) -> Iterator[Pair]:
    """Yield the pairs of names within `text[low:high]`; a long form without a capital in front is no name.

    >>> text = "the so-called Northern Ärzte Union (NÄU) met"
    >>> [(text[p.start : p.end], text[p.short_start : p.short_end]) for p in pairs(text, 0, len(text))]
    [('Northern Ärzte Union', 'NÄU')]
    """
    for match in _SHORT.finditer(text, low, high):
        short = match["short"]
        if sum(map(str.isupper, short)) < 2:  # noqa: PLR2004 (one capital is a word)
            continue
        # 200 code points are room for any name; it bounds the work for a text full of brackets.
        words = list(_WORD.finditer(text, max(low, match.start() - 200), match.start()))
        # The paper's bound on the words of the long form: min(letters + 5, 2 * letters).
        reach = words[-min(len(short) + 5, 2 * len(short)) :]
        if reach and (start := _begins(text[reach[0].start() : match.start()], short)) is not None:
            start += reach[0].start()
            # A name begins with a capital and has two words: `the report (TR)` defines none.
            if text[start].isupper() and " " in text[start : match.start()].strip():
                yield Pair(start, match.start(), match.start("short"), match.end("short"))


def _begins(long: str, short: str) -> int | None:
    """Return where the long form begins: each letter of the short one found from the right, the first at a word's."""
    folded = "".join(_plain(character) for character in long)
    at = len(folded)
    letters = [_plain(character) for character in short if character.isalnum()]
    # From the right, as the paper does: the last letter is the nearest to the bracket.
    for number, letter in reversed(list(enumerate(letters))):
        at = folded.rfind(letter, 0, at)
        # The first letter must begin a word, or `nau` would match within `Tinau`.
        while number == 0 and at > 0 and folded[at - 1].isalnum():
            at = folded.rfind(letter, 0, at)
        if at < 0:
            return None
    return at


def _plain(character: str) -> str:
    """Return one character, without case and diacritics: offsets stay as they are."""
    return (unicodedata.normalize("NFKD", character)[:1].casefold() or character)[:1]
