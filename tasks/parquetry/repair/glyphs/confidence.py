"""Calibration: how far the readings of damaged words are believed, and which words beside them speak for one.

The model of `readings` is overconfident of words that only their letters speak for, so that its odds are tempered.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from parquetry.languages.data_tables import table
from parquetry.languages.word_frequencies import fold
from parquetry.repair.glyphs.glyph_data import NEIGHBOURS, WORD

if TYPE_CHECKING:
    from parquetry.repair.glyphs.candidates import Reading
    from parquetry.repair.glyphs.damaged_words import Token
    from parquetry.repair.glyphs.word_model import Lexicon

DERIVED_WORD = 1.0
"""Exponent that tempers odds between words that are known stems with endings."""
UNKNOWN_WORD = 0.65
"""The same for words of which letters are all that is known."""
UNKNOWN_NAME = 0.4
"""The same for names, where accents were lost: a name may be of another language, with letters of its own."""
UNLISTED = 0.25
"""The same in a language that has no list: the letters it is judged by are those of English."""
NEIGHBOUR_FACTOR = 20.0
"""What a neighbour that tells two words apart weighs."""
_REACH = 30
_FIGURE = "0"
"""What the tables of neighbours call any figure: "12 \ufffdr" is "12 år"."""
_NEIGHBOUR = re.compile(rf"{WORD.pattern}|\d+")


RANGES = (0.9, 0.95, 0.99, 0.999)
"""Least confidences of the ranges that the table of what was measured has, from the least that is applied."""


def _measured() -> dict[str, tuple[float, ...]]:
    return {language: tuple(row) for language, row in table("glyph_confidence")["believed"].items()}


MEASURED = _measured()
"""The most that is believed of a confidence in each of `RANGES`, by language, where accents were lost; made by
`training/lost_letters.py`."""


class Calibration:
    """Weighs the readings of the damaged words of one text."""

    __slots__ = ("_accents", "_lexicon", "_mark", "_text")

    def __init__(self, text: str, mark: re.Pattern[str], lexicon: Lexicon, *, accents: bool) -> None:
        self._text = text
        self._mark = mark
        self._lexicon = lexicon
        self._accents = accents

    def weights(self, chain: tuple[Token, ...], readings: list[Reading]) -> list[float]:
        """Return the probability of each reading, tempered where the likeliest mends to a word that the language lacks."""
        neighbours, best = self._neighbours(chain), readings[0]
        # Only words that a mark was in: an intact neighbour in the chain says nothing of the repair.
        mended = {word for token, word in zip(chain, _words_of(best), strict=True) if self._mark.search(token.text)}
        # The least trusted word decides for the whole chain.
        power = min(self._trust(best.words[word]) for word in mended)
        # An exponent below 1 brings the odds nearer to each other: 1000 to 1 at 0.65 are 89 to 1.
        weights = [math.exp(power * (reading.score - readings[0].score)) for reading in readings]
        if self._lexicon.language in NEIGHBOURS:
            weights = [w * self._neighbour_factor(r.words, neighbours) for w, r in zip(weights, readings, strict=True)]
        total = sum(weights)
        return [weight / total for weight in weights]

    def believed(self, confidence: float) -> float:
        """Return how often readings of this confidence were right in the language of the text, where that is less."""
        # Ligatures are measured elsewhere, and what is not applied needs no measure.
        row = MEASURED.get(self._lexicon.language) if self._accents and confidence >= RANGES[0] else None
        return confidence if row is None else min(confidence, row[bisect_right(RANGES, confidence) - 1])

    def _trust(self, word: str) -> float:
        """Return the exponent that tempers odds on a word: by letters alone they are overconfident."""
        # A word of the list is judged by its frequency, which needs no tempering.
        if self._lexicon.known(word):
            return 1.0
        if not self._lexicon.listed:
            return UNLISTED
        if self._lexicon.derived(word):
            return DERIVED_WORD
        return UNKNOWN_NAME if word[:1].isupper() and self._accents else UNKNOWN_WORD

    def _neighbours(self, chain: tuple[Token, ...]) -> tuple[str, str]:
        """Return the words before and after a chain."""
        start, end = chain[0].start, chain[-1].start + len(chain[-1].text)
        # The nearest words or figures on both sides; stops and quotes between are passed over.
        before = _NEIGHBOUR.findall(self._text, max(0, start - _REACH), start)
        following = _NEIGHBOUR.search(self._text, end, end + _REACH)
        row = (before[-1] if before else "", following[0] if following else "")
        return tuple(_FIGURE if word[:1].isdigit() else word for word in row)  # type: ignore[return-value] # two of two

    def _neighbour_factor(self, words: tuple[str, ...], neighbours: tuple[str, str]) -> float:
        """Return by how much the words neighbours those of a reading speak for them."""
        row = [fold(word, self._lexicon.language) for word in (neighbours[0], *words, neighbours[1])]
        factor = 1.0
        for before, word, following in zip(row, row[1:], row[2:], strict=False):
            for one in NEIGHBOURS[self._lexicon.language]:
                # "den ersten Schri\ufffd" is "Schritt", "die erste Schri\ufffd" is "Schrift": the words around tell
                # what the letters do not.
                is_one = word in one.words or word.endswith(one.endings)
                if is_one and (before in one.before or following in one.behind):
                    factor *= NEIGHBOUR_FACTOR
        return factor


def agreement(readings: list[Reading], weights: list[float], tokens: list[int]) -> dict[int, float]:
    """Return for each token of a chain how much of the probability reads its word as the likeliest reading does.

    `tokens` has the token of each mark.
    """
    best = readings[weights.index(max(weights))]
    words = _words_of(best)
    shares: dict[int, float] = {}
    for word in {*words}:
        marks = [number for number, k in enumerate(tokens) if words[k] == word]
        gaps = [k for k in range(len(best.joined)) if word in words[k : k + 2]]
        # All readings that fill the marks of this word alike, whatever they make of the other words of the chain.
        same = zip(readings, weights, strict=True)
        shares[word] = sum(weight for reading, weight in same if _is_alike(reading, best, marks, gaps))
    return {k: shares[word] for k, word in enumerate(words)}


def _is_alike(reading: Reading, best: Reading, marks: list[int], gaps: list[int]) -> bool:
    """Return whether two readings fill these marks and take these gaps in the same way."""
    fills_alike = all(reading.glyphs[number] == best.glyphs[number] for number in marks)
    return fills_alike and all(reading.joined[k] == best.joined[k] for k in gaps)


def _words_of(reading: Reading) -> list[int]:
    """Return for each token of a chain the number of its word in a reading."""
    return list(accumulate((not joined for joined in reading.joined), initial=0))
