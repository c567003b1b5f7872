"""What stands on both sides of a place where a sentence may begin, and what is known of those words.

Knowledge is `languages/data/sentences.toml`; how words are written and how often, `languages/word_frequencies.py`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from parquetry.languages.data_tables import table
from parquetry.languages.word_frequencies import capital, fold, frequencies

DATA = table("sentences")
LOOK = 40
"""How far on either side of a boundary is looked, in code points: no abbreviation or citation is longer."""
STARTER = 1e-3
"""Share of all words from which a word with a capital begins a sentence even where it is written with one elsewhere too:
"It" (1e-2), "After" (1.1e-3) against "Government" (3e-4), which goes on after "U.S.". Source: wordfreq, English."""
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd"
"""Vowel signs and accents that are characters of their own, which `\\w` does not take for letters: "डॉ."."""
_LETTERS = rf"(?:[^\W\d_]|[{_MARKS}])+"
_LAST_WORD = re.compile(rf"\.({_LETTERS}(?:[.-]{{1,2}}{_LETTERS})*)(?![\w.-])")
"""The word before a full stop, read backwards, so that it is looked for at one place only: "c.-à-d"."""
# "It's" is one word, and so is "l’homme".
_FIRST_WORD = re.compile(r"[«“„\"‘'(]*([^\W\d_]+(?:['’][^\W\d_]+)?)")


class Reading(NamedTuple):
    """How a text is read."""

    language: str
    trained: bool
    """Whether a trained splitter proposes boundaries; such a one is believed before a small letter."""
    legal: bool = False
    """Whether the text is one of law."""


class Boundary(NamedTuple):
    """A place where a sentence may begin."""

    # The whole text and not only what is near: an emoticon is matched at its place in it.
    text: str
    start: int
    """Where the sentence would begin, in code points into the text."""
    left: str
    """The text before it without the space between, from where the sentence before begins, at most `LOOK` code points."""
    following: str
    """The text after it, at most `LOOK` code points; never empty."""
    language: str
    trained: bool
    """As in `Reading`."""

    @property
    def abbreviation(self) -> str:
        """The word before a full stop, casefolded, without that stop; empty where the text does not end so."""
        # Backwards, ".pf" instead of "Dr.": anchored at the stop, the search cannot wander through the text before
        # it.
        word = _LAST_WORD.match(self.left[::-1]) if self.left.endswith(".") else None
        return word[1][::-1].casefold() if word else ""

    @property
    def next_word(self) -> str:
        """The word that would begin the sentence, without quotes before it."""
        word = _FIRST_WORD.match(self.following)
        return word[1] if word else ""


def boundary(text: str, begun: int, start: int, reading: Reading) -> Boundary:
    """Return the boundary at `start`, where the sentence before begins at `begun`."""
    # Never further back than the sentence before begins: its words would be taken for this one's.
    left = text[max(begun, start - LOOK) : start].rstrip()
    return Boundary(text, start, left, text[start : start + LOOK], reading.language, reading.trained)


@cache
def words(kind: str, language: str) -> frozenset[str]:
    """Return the words of a kind ("titles", "numbered" ...) in a language, with those that hold for all."""
    # "*" holds what is written alike in all languages, such as "etc".
    return frozenset(DATA[kind]["*"]) | frozenset(DATA[kind].get(language, ()))


def share(word: str, language: str) -> float:
    """Return a word's share of all words of its language; 0 where it is not listed or there is no list."""
    # Lists of frequencies are case-folded, by the rules of the language: Turkish "I" is "ı".
    return frequencies(language).get(fold(word, language), 0.0)


@lru_cache(maxsize=1 << 14)
def is_starter(word: str, language: str) -> bool:
    """Tell whether a word with a capital has it because a sentence begins: it is written with a small letter elsewhere.

    >>> is_starter("Nobody", "en"), is_starter("It", "en"), is_starter("Monday", "en"), is_starter("Government", "en")
    (True, True, False, False)
    """
    # "NATO" has capitals for a reason of its own and shows no beginning.
    if not word[:1].isupper() or (len(word) > 1 and not word[1:].islower()):
        return False
    if fold(word, language) in words("starters", language):
        return True
    # True: written with a capital inside sentences as well. None: not known, and only very common words are believed.
    inside = capital(word, language)
    return inside is False or (inside is None and share(word, language) >= STARTER)


@lru_cache(maxsize=1 << 14)
def is_name(word: str, language: str) -> bool:
    """Tell whether a word has a capital wherever it stands: a name, an abbreviation; in German, a noun."""
    return len(word) > 1 and (word.isupper() or capital(word, language) is True)
