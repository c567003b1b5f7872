"""Spellings: the ways to fill the marks of one damaged word, and how likely each is by the word alone."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import accumulate, product
from typing import TYPE_CHECKING

from parquetry.languages.word_frequencies import capital as written_so
from parquetry.repair.glyphs.glyph_data import never_typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.repair.glyphs.word_model import Lexicon

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
KEPT = 48
"""Most spellings of a word with one mark, and most readings of a chain."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to fill the marks of one word: the word, what each mark was, and the word's own log-probability."""

    word: str
    glyphs: tuple[str, ...]
    score: float


class Speller:
    """Spells the damaged words of one document, given which glyphs it may have lost and which words are likely."""

    def __init__(self, glyphs: Sequence[str], mark: re.Pattern[str], lexicon: Lexicon, capitals: float) -> None:
        self._glyphs = glyphs
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

    def spellings(self, word: str, setting: str) -> list[Spelling]:
        """Return the spellings of a word by the word alone: this does not change from round to round."""
        symbols = self._mark.findall(word)
        pieces = self._mark.split(word)
        if not _is_readable(symbols, "".join(pieces)):
            return []
        lower = any(character.islower() for character in word)
        # "\ufffdALTINIO" lost "Š": between capitals no small letter stood.
        glyphs_here = _in_capitals(self._glyphs) if not lower and _is_upper(word) else self._glyphs
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
        return out[: KEPT * len(symbols) or 1]

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
        if any(len(glyph) > 1 for glyph in self._glyphs):
            return []
        places = list(accumulate((len(piece) + 1 for piece in pieces[:-1]), initial=-1))[1:]
        whole = len("".join(pieces)) + len(places)
        found = self._lexicon.matching(pieces, "".join(self._glyphs))
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


def _is_readable(symbols: list[str], letters: str) -> bool:
    """Return whether enough of a word is left to read it by: its marks, and the letters between them."""
    # "\ufffd\ufffd\ufffd\ufffda" could be nearly any word: no reading is better than a chance one.
    lost_whole = len(symbols) > 1 and len(letters) < _INTACT * len(symbols)
    return len(symbols) <= MOST_MARKS and not lost_whole and not _FOREIGN.search(letters)
