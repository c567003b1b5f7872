"""Lexicon: how likely a word is in a language and in one document.

Three sources, mixed: the frequencies of the language, the document's own intact words, and for words neither knows a
model of letter sequences learnt from the language's words. A language without a list leans on the document alone.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from parquetry.words import fold, frequencies

if TYPE_CHECKING:
    from collections.abc import Iterable

OWN = 0.3
"""Weight of the document's own words against the language's."""
UNKNOWN = 3e-4
"""Probability that a word is known to neither."""
TAUGHT = 30_000
"""Words of a language that teach its letter sequences."""
_ORDER = 4
_BACKOFF = 4.0
_EDGE = "\0"


class Lexicon:
    """Probabilities of words, given a language and the words of a document."""

    __slots__ = ("_cache", "_list", "_model", "_own", "_total", "language")

    def __init__(self, language: str, own: Iterable[str] = ()) -> None:
        self.language = language
        self._list = frequencies(language)
        self._own = Counter(fold(word, language) for word in own)
        self._total = max(200, self._own.total())
        self._model = letters(language if self._list else "en")
        self._cache: dict[str, float] = {}

    @property
    def listed(self) -> bool:
        """Tell whether there is a list of words for the language."""
        return bool(self._list)

    def frequency(self, word: str) -> float:
        """Return the frequency of the word in its language, 0 where the list does not have it."""
        return self._list.get(fold(word, self.language), 0.0)

    def known(self, word: str) -> bool:
        """Tell whether the language's list has the word, or the document more than once."""
        key = fold(word, self.language)
        return key in self._list or self._own[key] > 1

    def probability(self, word: str) -> float:
        """Return the probability of the word, above 0."""
        key = fold(word, self.language)
        found = self._cache.get(key)
        if found is None:
            own = self._own.get(key, 0) / self._total
            found = (1 - OWN) * self._frequency(key) + OWN * own + UNKNOWN * self._model.probability(key)
            self._cache[key] = found
        return found

    def _frequency(self, key: str) -> float:
        frequency = self._list.get(key, 0.0)
        if not frequency and "'" in key:
            stem, _, ending = key.rpartition("'")
            if len(ending) <= 2:  # noqa: PLR2004 (a possessive or a clitic: 's, 'll, 'ye)
                return 0.1 * self._list.get(stem, 0.0)
            return 0.1 * self._list.get(ending, 0.0)
        return frequency


class Letters:
    """A model of letter sequences: each letter given the three before it, shorter contexts where those are rare."""

    __slots__ = ("_after", "_seen")

    def __init__(self, words: Iterable[str]) -> None:
        self._after: defaultdict[str, int] = defaultdict(int)
        self._seen: defaultdict[str, int] = defaultdict(int)
        for word in words:
            padded = _EDGE * (_ORDER - 1) + word + _EDGE
            for k in range(_ORDER - 1, len(padded)):
                for start in range(k - _ORDER + 1, k + 1):
                    self._after[padded[start : k + 1]] += 1
                    self._seen[padded[start:k]] += 1

    def probability(self, word: str) -> float:
        """Return the probability that a word is spelt so, the end of the word included."""
        padded = _EDGE * (_ORDER - 1) + word + _EDGE
        total = 0.0
        for k in range(_ORDER - 1, len(padded)):
            share = 1 / 200
            for start in range(k, k - _ORDER, -1):
                context = padded[start:k]
                share = (self._after.get(context + padded[k], 0) + _BACKOFF * share) / (
                    self._seen.get(context, 0) + _BACKOFF
                )
            total += math.log(share)
        return math.exp(total)


@lru_cache(maxsize=4)
def letters(language: str) -> Letters:
    """Return the letter model of a language that has a list."""
    words = frequencies(language)
    return Letters([word for word, _ in zip(words, range(TAUGHT), strict=False) if word.isalpha()])
