"""Gaps between tokens: the signs and spaces that forms match, or a break where words stand that say nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from parquetry.extract.normalize.token_codes import BREAK
from parquetry.languages.lexicon import WORDS_KEPT

_WIDEST = 4
"""Most code points of a gap that a form may reach across: ` - (` has four."""
SPACES = "\u00a0\u202f\u2009\u2007\u3000\n\t"
"""Spaces that stand for an ASCII one."""
_DASHES = "–—−‐\u2011－〜～"
# Forms are written with an ASCII space and hyphen; typesetters write a dozen others for the same thing.
_SAME = str.maketrans(
    {**dict.fromkeys(SPACES, " "), **dict.fromkeys(_DASHES, "-"), "’": "'", "ʼ": "'", "，": ",", "．": ".", "॰": "."}
)
_HARD = re.compile(r"\w|\s\s")
"""What makes a gap a break: a word, a digit that was no token, two spaces."""
# Two signs at most are kept at an end of a break, so that a row of dots or dashes costs nothing.
_SIGNS_AT_START = re.compile(r"[^\w\s]{0,2}")
_SIGNS_AT_END = re.compile(r"\W{0,2}\Z")


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap as codes, one for each character: all are in `before`, or those at the two ends of what is a break.

    Spaces and dashes of any kind are one. The signs at the ends of a break stay, since a label's point or a minus belongs to
    the token: of `was -$5` the minus counts.
    """

    before: str
    after: str = ""
    is_break: bool = False

    @property
    def codes(self) -> str:
        """Return the codes, what lies between the ends of a break being one."""
        return f"{self.before}{BREAK}{self.after}" if self.is_break else self.before


def gap(text: str, start: int, end: int) -> Gap:
    """Return the gap between two tokens."""
    # Most gaps are a space, or words with a space on each side: what one becomes is found once, and kept.
    if end - start <= _WIDEST:
        return _narrow(text[start:end])
    return _wide(text[start : start + 2], text[end - 2 : end])


@lru_cache(WORDS_KEPT)
def _narrow(written: str) -> Gap:
    same = written.translate(_SAME)
    # A gap without words goes into the string as it is: forms match its commas and hyphens.
    if not _HARD.search(same):
        return Gap(same)
    before = _found(_SIGNS_AT_START.match(written))
    return _break(before, _found(_SIGNS_AT_END.search(written, len(before))))


@lru_cache(WORDS_KEPT)
def _wide(first: str, last: str) -> Gap:
    """Return a gap with words by its first and its last characters."""
    return _break(_found(_SIGNS_AT_START.match(first)), _found(_SIGNS_AT_END.search(last)))


def _break(before: str, after: str) -> Gap:
    return Gap(before.translate(_SAME), after.translate(_SAME), is_break=True)


def _found(match: re.Match[str] | None) -> str:
    return match[0] if match else ""
