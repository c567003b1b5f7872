"""Neighbours: whether a text is of one language rather than of another that is written nearly alike: Danish, Norwegian.

A few words of one may be words of the other (`Et brød koster 38 kroner`), and every text is given a language: what hangs on
that, such as whose crowns are meant, needs more evidence.

Source: word frequencies of wordfreq (Robyn Speer).
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from parquetry.languages.word_frequencies import fold, word_list

if TYPE_CHECKING:
    from collections.abc import Iterable

NEIGHBOURS = {"da": "no", "no": "da", "nb": "da"}
"""Languages with the one that a short text may be of as well. Swedish has letters of its own; Nynorsk has no list."""
_MOST = 2.0
"""Most that one word tells (log 10): a name in one list alone proves nothing."""
_UNLISTED = -8.0
"""Log of the share of a word that one list has and the other has not, as `identify` has it."""
_ENOUGH = 1.0
"""Log 10 of how much likelier the words must be in one language than in the other: ten times."""
_WORD = re.compile(r"[^\W\d_]+")
_MOST_WORDS = 500
"""Words that tell as much as more would."""


def is_told_apart(text: str, language: str) -> bool:
    """Tell whether the words of a text are of this language and not of its neighbour; true for one that has none.

    >>> is_told_apart("Det koster 5 kr.", "no"), is_told_apart("Hva koster det? Jeg vet ikke noe.", "no")
    (False, True)
    """
    other = NEIGHBOURS.get(language)
    if other is None:
        return True
    own, foreign = _common_words(language), _common_words(other)
    words = (match[0] for match, _ in zip(_WORD.finditer(text), range(_MOST_WORDS), strict=False))
    return _likelier(words, own, foreign) >= _ENOUGH


def _likelier(words: Iterable[str], own: dict[str, float], foreign: dict[str, float]) -> float:
    """Return log 10 of how much likelier words are in one language than in the other."""
    total = 0.0
    for word in words:
        key = fold(word, "da")
        here, there = own.get(key), foreign.get(key)
        # In neither list: a name, or a rare word that says nothing of the two.
        if here or there:
            told = (math.log10(here) if here else _UNLISTED) - (math.log10(there) if there else _UNLISTED)
            total += max(-_MOST, min(_MOST, told))
    return total


@lru_cache(maxsize=2)
def _common_words(language: str) -> dict[str, float]:
    return word_list(language, "small")
