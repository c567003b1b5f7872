"""Candidates: what the damaged words of a document may have been, and which glyphs the document lost.

A reading is as likely as its words, times how likely this document lost each glyph, left this symbol for it, and put a
gap after it. The rates are fitted to all damaged words together by expectation maximisation.

Source: Dempster, Laird & Rubin (1977) for the method; the model is ours.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, product
from typing import TYPE_CHECKING

from parquetry.languages.word_frequencies import capital as written_so
from parquetry.repair.glyphs.glyph_data import never_typed
from parquetry.repair.glyphs.noise_model import NoiseModel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.repair.glyphs.damaged_words import Token
    from parquetry.repair.glyphs.noise_model import Place
    from parquetry.repair.glyphs.word_model import Lexicon

ROUNDS = 5
"""Rounds of expectation maximisation; the rates settle in three or four."""
MOST_FITTED = 500
"""Most chains, the commonest, that rates are estimated from. There are some forty rates, for which more chains add time,
and no certainty: of 820 in 17 kB of Lithuanian 17 CPU-s against 13. All chains are read."""
MOST_MARKS = 10
"""Most marks in a word that is read."""
# Least share of letters to marks in a word that is read: of one that is lost whole, anything could be made.
_INTACT = 0.3
# Most ways to fill the marks of a word that are all tried; of more, those whose letters go on likeliest.
_ALL = 1000
_BEAM = 40
_CAPITALS = 2
"""Capitals from which a word without small letters is in capitals: "\ufffdALTINIO" lost "Š" and no "š"."""
# Marks before a sentence, and the sentences they open.
_OPENING = {"\N{INVERTED QUESTION MARK}": "asks", "\N{INVERTED EXCLAMATION MARK}": "calls"}
OPENED, NOT_OPENED = 0.9, 0.02
"""How likely "\u00bf" or "\u00a1" stands at the head of a question or an exclamation, and of any other sentence."""
_APOSTROPHES = ("'", "’")
# How surely a word that was always seen with a capital has one.
_CAPITAL = 0.97
_COMMON_CAPITAL = 0.04
"""How often the commonest words that are written both ways have a capital within a sentence: "über", "şimdi". Source: UD
treebanks of German, French, Spanish, Turkish, Czech and Polish, .02 behind a name and .03 elsewhere."""
_WORD = re.compile(r"[^\W\d_]+")
# What words with ligatures and accents have not: letters of another alphabet.
_FOREIGN = re.compile("[^\x00-\u024f\u1e00-\u1eff\u2000-\u206f]")
_KEPT = 48
_PER_WORD = 6

Form = tuple[tuple[str, str], ...]
"""The words of a chain, each with its setting: what its readings depend on."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to fill the marks of one word: the word, what each mark was, and the word's own log-probability."""

    word: str
    glyphs: tuple[str, ...]
    score: float


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
        self._lexicon = lexicon
        elsewhere = capitals if lexicon.language == "de" else 0.3 * capitals  # German writes nouns so
        self._capitals = {
            # How likely the first letter is a capital, by where the word stands. Not 1 at the beginning of a
            # sentence, because a full stop also ends abbreviations: "approx. five".
            "opens": 0.93,
            "asks": 0.93,
            "calls": 0.93,
            "joined": 0.97,
            "named": max(0.4, capitals),
            "plain": elsewhere,
        }
        # A cache of this document, not of the module: the spellings depend on its words. They are asked for in every
        # round.
        self._spellings = cache(self._spelt)

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
        return out[:_KEPT]

    def _likeliest(self, word: str, setting: str, rates: NoiseModel) -> list[Spelling]:
        """Return the likeliest spellings of a word, with what this document lost counted in."""
        symbols = self._places(word)
        scored = [
            Spelling(one.word, one.glyphs, one.score + sum(map(rates.of, one.glyphs, symbols)))
            for one in self._spellings(word, setting)
        ]
        scored.sort(key=lambda one: -one.score)
        # With several marks in a chain the options multiply, so that fewer are kept of each word.
        return scored[: _KEPT if len(symbols) == 1 else _PER_WORD * 2]

    def _places(self, word: str) -> list[Place]:
        """Return the marks of a word, each with whether anything stands before and after it."""
        return [(m[0], m.start() > 0, m.end() < len(word)) for m in self._mark.finditer(word)]

    def _spelt(self, word: str, setting: str) -> list[Spelling]:
        """Return the spellings of a word by the word alone: this does not change from round to round."""
        symbols = self._mark.findall(word)
        pieces = self._mark.split(word)
        if not _is_readable(symbols, "".join(pieces)):
            return []
        lower = any(character.islower() for character in word)
        # "\ufffdALTINIO" lost "Š": between capitals no small letter stood.
        glyphs_here = _in_capitals(self.glyphs) if not lower and _is_upper(word) else self.glyphs
        choices = [(*glyphs_here, *(() if never_typed(symbol) else (symbol,))) for symbol in symbols]
        # Three accents out of thirty glyphs are 27,000 fillings: beyond _ALL, those that begin well and those that
        # make listed words are enough.
        few = math.prod(map(len, choices)) <= _ALL
        listed = [] if few else [tuple(_cased(fill, glyphs_here)) for fill in self._listed(pieces)]
        fills = product(*choices) if few else {*self._beam(pieces, choices), *listed}
        out = [
            Spelling(whole, glyphs, self._score(whole, symbols) + capital)
            for glyphs in fills
            for whole, capital in self._filled(pieces, glyphs, setting=setting, lower=lower)
        ]
        # The glyphs break ties, so that the order does not depend on that of a set.
        out.sort(key=lambda spelling: (-spelling.score, spelling.glyphs))
        return out[: _KEPT * len(symbols) or 1]

    def _beam(self, pieces: list[str], choices: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """Return the ways to fill the marks by which the letters of the word go on likeliest, from left to right."""
        begun: list[tuple[float, str, tuple[str, ...]]] = [(0.0, pieces[0], ())]
        for options, piece in zip(choices, pieces[1:], strict=True):
            longer = [
                (score + self._lexicon.begins(text, glyph + piece), text + glyph + piece, (*glyphs, glyph))
                for score, text, glyphs in begun
                for glyph in options
                # No word goes on from a small letter to a capital: "naTional" is not tried.
                if not (glyph[0].isupper() and text[-1:].islower())
            ]
            begun = sorted(longer, key=lambda one: (-one[0], one[2]))[:_BEAM]
        return [glyphs for _, _, glyphs in begun]

    def _listed(self, pieces: list[str]) -> list[tuple[str, ...]]:
        """Return the ways to fill the marks that make listed words, where each mark was one letter."""
        # A ligature is two or three letters of the listed word, which the index by single letters cannot find.
        if any(len(glyph) > 1 for glyph in self.glyphs):
            return []
        places = list(accumulate((len(piece) + 1 for piece in pieces[:-1]), initial=-1))[1:]
        whole = len("".join(pieces)) + len(places)
        found = self._lexicon.matching(pieces, "".join(self.glyphs))
        return [tuple(word[at] for at in places) for word in found if len(word) == whole]

    def _filled(self, pieces: list[str], glyphs: tuple[str, ...], *, setting: str, lower: bool) -> list[tuple[str, float]]:
        """Return the word with its marks filled, and how likely its capitals are; nothing where they cannot be."""
        whole, score = pieces[0], 0.0
        beginnings: list[tuple[int, bool]] = []  # where a word begins with a filled letter, and whether in a capital
        for glyph, piece in zip(glyphs, pieces[1:], strict=True):
            if glyph in _OPENING:
                # An inverted question mark opens a sentence: nothing of the word before it, and a letter after it.
                if whole or not piece:
                    return []
                score += math.log(OPENED if setting == _OPENING[glyph] else NOT_OPENED)
            begins = self._begins_word(whole)
            if glyph[0].isupper() and not begins and not self._may_be_capital(glyph, whole, lower=lower):
                return []
            # A letter without two cases, such as "ª", says nothing about capitals.
            if begins and glyph[0].isalpha() and (len(glyph) > 1 or glyph[0].lower() != glyph[0].upper()):
                beginnings.append((len(whole), glyph[0].isupper()))
            whole += glyph + piece
        return [(whole, self._with_capitals(score, whole, beginnings, setting))]

    def _with_capitals(self, score: float, whole: str, beginnings: list[tuple[int, bool]], setting: str) -> float:
        """Return a score with how likely each filled first letter is a capital, or a small letter, at its place."""
        for start, is_capital in beginnings:
            chance = self._capital(whole[start:], "plain" if start else setting)
            score += math.log(chance if is_capital else 1 - chance)
        return score

    def _begins_word(self, before: str) -> bool:
        """Tell whether a letter after `before` begins a word; not after the apostrophe that sets off an ending."""
        return not before[-1:].isalpha() and not (before[-1:] in _APOSTROPHES and self._lexicon.names_apart)

    @staticmethod
    def _may_be_capital(glyph: str, before: str, *, lower: bool) -> bool:
        """Tell whether a capital may stand inside a word: among capitals alone, and as one letter ("\u00c9T\u00c9")."""
        return not lower and len(glyph) == 1 and before.isupper()

    def _capital(self, text: str, setting: str) -> float:
        """Return how likely the word that begins a text has a capital, in its setting."""
        usual = self._capitals[setting]
        # Turkish writes an apostrophe after names alone, "Şırnak'ta": such a word has a capital.
        if self._lexicon.names_apart and not text.isalpha() and any(mark in text for mark in _APOSTROPHES):
            return _CAPITAL
        # At the beginning of a sentence any word has a capital; elsewhere it depends on how the word is usually
        # written.
        if setting not in ("plain", "named"):
            return usual
        word = _WORD.match(text)
        written = written_so(word[0], self._lexicon.language) if word else None
        if written is None and word and self._lexicon.is_common(word[0]):
            return _COMMON_CAPITAL
        return usual if written is None else _CAPITAL if written else 1 - _CAPITAL

    def _score(self, whole: str, symbols: list[str]) -> float:
        """Return the log-probability of a word; where a symbol stands for itself, of the words on both sides of it."""
        # A symbol that stays what it is separates words: "and/or" with "/" kept is judged as "and" and "or".
        parts = [whole.lstrip("".join(_OPENING))]
        for symbol in {*symbols}:
            if not symbol.isalpha() and not never_typed(symbol):
                parts = [piece for part in parts for piece in part.split(symbol)]
        return sum(math.log(self._lexicon.probability(part)) for part in parts if part)


def _is_upper(word: str) -> bool:
    """Tell whether a word without small letters is written in capitals: one capital alone may begin any word."""
    return sum(map(str.isupper, word)) >= _CAPITALS


def _in_capitals(glyphs: Sequence[str]) -> tuple[str, ...]:
    """Return the glyphs that a word in capitals may have lost: no small letter that has a capital, which "ß" has not."""
    return tuple(glyph for glyph in glyphs if not (glyph.islower() and len(glyph) == len(glyph.upper()) == 1))


def _cased(fill: Sequence[str], glyphs: Sequence[str]) -> Iterator[str]:
    """Yield the letters of a listed word, which is in small letters, as the word that lost them writes them."""
    # The list has "šaltinio" in small letters.
    for letter in fill:
        yield letter if letter in glyphs else letter.upper()


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


def _is_readable(symbols: list[str], letters: str) -> bool:
    """Return whether enough of a word is left to read it by: its marks, and the letters between them."""
    # "\ufffd\ufffd\ufffd\ufffda" could be nearly any word: no reading is better than a chance one.
    lost_whole = len(symbols) > 1 and len(letters) < _INTACT * len(symbols)
    return len(symbols) <= MOST_MARKS and not lost_whole and not _FOREIGN.search(letters)
