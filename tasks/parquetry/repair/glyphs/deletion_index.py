"""Deletion index: what the words of a language form like without some of their ligatures, and how usual each is.

Source: a dictionary inverted by deletion, as in SymSpell (Garbe 2012), over the words wordfreq lists.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from itertools import combinations, islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from parquetry.languages.word_frequencies import frequencies
from parquetry.repair.glyphs.glyph_data import LIGATURES

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PIECES = 4
"""Most pieces that gaps may have cut a word into."""
# How many of a language's words, the most usual, tell how usual a ligature is.
_USUAL = 50_000
# Share of running words that begin a sentence or a name.
_CAPITALS = 1 / 12
_SMALL = tuple(glyph for glyph in LIGATURES if glyph[0].islower())
_CAPITAL = tuple(glyph for glyph in LIGATURES if glyph[0].isupper())
# "Th" is looked for at the beginning of a word alone, and in small letters, as the lists are casefolded.
_FORMS = [*_SMALL, *(f"^{glyph.lower()}" for glyph in _CAPITAL)]
_GLYPH = re.compile("|".join(_FORMS))
# Parts of the index that are kept: more than the different words of a long book.
_MOST_PARTS = 1 << 16
# The letters that ligatures have, and the gap that one may leave.
_LOSABLE = str.maketrans(dict.fromkeys("".join(LIGATURES).lower() + " ", ""))


class Deletion(NamedTuple):
    """A word of the language without some of its ligatures: the word, its frequency, where each glyph was."""

    word: str
    frequency: float
    glyphs: tuple[tuple[int, str], ...]


@cache
def ligature_rates(language: str) -> dict[str, float]:
    """Return how often each ligature occurs in a running word of the language; capitals at one word in twelve.

    It is asked of every text, and kept for every language: a text may be in another one than the text before it.
    """
    # Most words have no ligature, and the thirteen are looked for in those alone that have one.
    words = [(word, share) for word, share in islice(frequencies(language).items(), _USUAL) if _GLYPH.search(word)]
    # Lists are casefolded, so that "Th" and "Ti" are counted at the beginnings of words, below.
    rates = {glyph: sum(frequency for word, frequency in words if glyph in word) for glyph in _SMALL}
    for glyph in _CAPITAL:
        begun = glyph.lower()
        rates[glyph] = sum(_CAPITALS * frequency for word, frequency in words if word.startswith(begun))
    return rates


def deletions(key: str, language: str, gap: str) -> tuple[Deletion, ...]:
    """Return the words of the language that form so without some of their ligatures, with `gap` where each was.

    The index is made in parts, as they are asked for: a text touches few of them, and all of them take a second.
    """
    rest = _rest(key)
    # Most words of a text leave nothing that a loss would: parts are made and kept only where there is something in them.
    return _part(rest, language, gap).get(key, ()) if rest in _words_by_rest(language) else ()


def _rest(word: str) -> str:
    """Return what no loss of ligatures takes from a word or adds to it: its letters that no ligature has.

    >>> _rest("actions"), _rest("acons"), _rest("ac ons")
    ('acons', 'acons', 'acons')
    """
    return word.translate(_LOSABLE)


@lru_cache(maxsize=4)
def _words_by_rest(language: str) -> dict[str, list[str]]:
    """Return the words of a language that have a ligature, by what is left of them whatever they lose."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in frequencies(language):
        # A word without a ligature cannot have lost one.
        if _GLYPH.search(word):
            found[_rest(word)].append(word)
    return found


@lru_cache(maxsize=_MOST_PARTS)
def _part(rest: str, language: str, gap: str) -> dict[str, tuple[Deletion, ...]]:
    """Return the part of the index of the words that have this left: what each forms like without some of its ligatures."""
    listed, found = frequencies(language), defaultdict[str, list[Deletion]](list)
    for word in _words_by_rest(language)[rest]:
        # Figures and abbreviations with stops are no words here.
        if not word.replace("'", "").isalpha():
            continue
        for glyphs in _sets(word):
            key = _without(word, glyphs, gap)
            # "ff" without its ligature is empty, and would be found everywhere.
            if any(character.isalpha() for character in key):
                found[key].append(Deletion(word, listed[word], glyphs))
    return {key: tuple(losses) for key, losses in found.items()}


def _without(word: str, glyphs: tuple[tuple[int, str], ...], gap: str) -> str:
    """Return a word without the glyphs at these places, with `gap` for each."""
    at, pieces = 0, []
    for start, lost in glyphs:
        pieces.append(word[at:start])
        at = start + len(lost)
    return gap.join([*pieces, word[at:]])


def _sets(word: str) -> Iterator[tuple[tuple[int, str], ...]]:
    """Yield each set of a word's ligatures that can be lost together."""
    # "office" has "ffi", "ff" and "fi": each may be the glyph that the font had.
    places = [(start, glyph) for glyph in _SMALL if glyph in word for start in _all(word, glyph)]
    places += [(0, glyph) for glyph in _CAPITAL if word.startswith(glyph.lower())]
    places.sort()
    for count in range(1, min(len(places), MOST_PIECES - 1) + 1):
        for disjoint in combinations(places, count):
            # Two glyphs cannot share a letter: "ff" and "fi" of "office" overlap.
            if all(one[0] + len(one[1]) <= two[0] for one, two in pairwise(disjoint)):
                yield disjoint


def _all(word: str, glyph: str) -> Iterator[int]:
    at = word.find(glyph)
    while at >= 0:
        yield at
        at = word.find(glyph, at + 1)
