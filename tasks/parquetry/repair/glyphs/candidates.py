"""Candidates: what the damaged words of a document may have been, and which glyphs the document lost.

A reading is as likely as its words, times how likely this document lost each glyph, left this symbol for it, and put a
gap after it. The rates are fitted to all damaged words together by expectation maximisation.

Source: Dempster, Laird & Rubin (1977) for the method; the model is ours.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from parquetry.repair.glyphs.noise_model import NoiseModel
from parquetry.repair.glyphs.spellings import KEPT, Speller, Spelling

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from parquetry.repair.glyphs.damaged_words import Token
    from parquetry.repair.glyphs.noise_model import Place
    from parquetry.repair.glyphs.word_model import Lexicon

ROUNDS = 5
"""Rounds of expectation maximisation; the rates settle in three or four."""
MOST_FITTED = 500
"""Most chains, the commonest, that rates are estimated from. There are some forty rates, for which more chains add time,
and no certainty: of 820 in 17 kB of Lithuanian 17 CPU-s against 13. All chains are read."""
_PER_WORD = 6

Form = tuple[tuple[str, str], ...]
"""The words of a chain, each with its setting: what its readings depend on."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a chain: its words, what each mark was, which gaps were inside a word, its log-probability."""

    words: tuple[str, ...]
    glyphs: tuple[str, ...]
    joined: tuple[bool, ...]
    score: float


def form_of(chain: Sequence[Token]) -> Form:
    """Return what the readings of a chain depend on."""
    return tuple((token.text, token.setting) for token in chain)


class CandidateGenerator:
    """Reads the damaged words of one document, given what could have been lost and which words are likely."""

    def __init__(self, glyphs: Sequence[str], mark: re.Pattern[str], lexicon: Lexicon, capitals: float) -> None:
        self.glyphs = glyphs
        self._mark = mark
        speller = Speller(glyphs, mark, lexicon, capitals)
        # A cache of this document, not of the module: the spellings depend on its words. They are asked for in every
        # round.
        self._spellings = cache(speller.spellings)

    def fit(self, forms: Counter[Form], kept: Counter[str]) -> tuple[NoiseModel, float]:
        """Return the rates that explain the chains best, and how well they do (log-likelihood).

        Of more than `MOST_FITTED` chains the commonest are looked at.
        """
        # In the order of the text where all are looked at: sums of floating point numbers depend on their order.
        fitted = forms.items() if len(forms) <= MOST_FITTED else forms.most_common(MOST_FITTED)
        rates = NoiseModel(kept, self.glyphs)
        likelihood = 0.0
        for _ in range(ROUNDS):
            counted: dict[Place, Counter[str]] = defaultdict(Counter)
            gaps = chances = likelihood = 0.0
            for form, times in fitted:
                readings = self.read(form, rates)
                # A chain without a reading costs the same under every set of glyphs, a large amount, so that the set
                # which can read more chains wins.
                if not readings:
                    likelihood -= 30.0 * times
                    continue
                top = readings[0].score
                # Scores are logarithms far below zero: the best is taken off first, or all weights would be 0 as
                # floating point numbers.
                weights = [math.exp(reading.score - top) for reading in readings]
                total = sum(weights)
                likelihood += times * (top + math.log(total))
                symbols = [place for word, _ in form for place in self._places(word)]
                for reading, weight in zip(readings, weights, strict=True):
                    share = times * weight / total
                    # Expectation: each reading counts by its share, so that an unclear word counts a little for each
                    # of its readings.
                    for glyph, symbol in zip(reading.glyphs, symbols, strict=True):
                        counted[symbol][glyph] += share  # type: ignore[assignment] # expected counts are fractions
                    gaps += share * sum(reading.joined)
                    chances += share * len(reading.joined)
            rates.refit(counted, gaps, chances)
        return rates, likelihood

    def read(self, form: Form, rates: NoiseModel) -> list[Reading]:
        """Return the readings of a chain, likeliest first; none where its words have too many marks."""
        out: list[Reading] = []
        # Each gap of the chain is either a space between two words or a stray space inside one: "of\ufffd ce" is
        # "office".
        for joined in product((False, True), repeat=len(form) - 1):
            options = [self._likeliest(word, setting, rates) for word, setting in _words_of(form, joined)]
            if not all(options):
                continue
            base = sum(math.log(rates.gap if join else 1 - rates.gap) for join in joined)
            out += [_reading(spellings, joined, base) for spellings in product(*options)]
        out.sort(key=lambda reading: -reading.score)
        return out[:KEPT]

    def _likeliest(self, word: str, setting: str, rates: NoiseModel) -> list[Spelling]:
        """Return the likeliest spellings of a word, with what this document lost counted in."""
        symbols = self._places(word)
        scored = [
            Spelling(one.word, one.glyphs, one.score + sum(map(rates.of, one.glyphs, symbols)))
            for one in self._spellings(word, setting)
        ]
        scored.sort(key=lambda one: -one.score)
        # With several marks in a chain the options multiply, so that fewer are kept of each word.
        return scored[: KEPT if len(symbols) == 1 else _PER_WORD * 2]

    def _places(self, word: str) -> list[Place]:
        """Return the marks of a word, each with whether anything stands before and after it."""
        return [(m[0], m.start() > 0, m.end() < len(word)) for m in self._mark.finditer(word)]


def _words_of(form: Form, joined: tuple[bool, ...]) -> Form:
    """Return the words of a chain where some of its gaps are joined."""
    words = [form[0]]
    for (word, setting), join in zip(form[1:], joined, strict=True):
        # A joined word keeps the setting of its first piece, for that is where its first letter stands.
        words[-1:] = [(words[-1][0] + word, words[-1][1])] if join else [words[-1], (word, setting)]
    return tuple(words)


def _reading(spellings: tuple[Spelling, ...], joined: tuple[bool, ...], base: float) -> Reading:
    glyphs = tuple(glyph for spelling in spellings for glyph in spelling.glyphs)
    return Reading(
        tuple(spelling.word for spelling in spellings), glyphs, joined, base + sum(spelling.score for spelling in spellings)
    )
