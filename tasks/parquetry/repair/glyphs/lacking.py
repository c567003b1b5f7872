"""Which ligatures a text lacks that its language would make expect: what `silent_loss` looks for.

A text without a single "ti" is no accident if its language has one in every tenth word.
"""

from __future__ import annotations

import re
from functools import lru_cache

from parquetry.languages.word_frequencies import fold, frequencies
from parquetry.repair.glyphs.deletion_index import ligature_rates
from parquetry.repair.glyphs.glyph_data import LETTER

LACKING = 0.1
"""A ligature is lacking where the document has less than this share of what its language would have."""
EXPECTED = 2.0
"""Least occurrences of all that lack together the language would have, for their absence to say anything."""
EXPECTED_BESIDE_UNLISTED, UNLISTED_SHARE = 1.0, 0.05
"""The same where this share of the words is not listed: in clean prose one in fifty is a name or a term."""
# What a Latin-script text of any length has, some of it in every language.
_COMMON = ("ti", "tt", "fi", "ff", "Th")
_SHORTEST = 200
WORD_LENGTH = 6
"""Code points of text for each word, the space included."""
WORD = re.compile(f"{LETTER}+(?:['’]{LETTER}+)*")


def lacks_common(text: str) -> bool:
    """Tell whether a text lacks a ligature that most texts have: the rest is asked of few."""
    # A text of 20,000 characters with two "ti" left has lost it all the same: a title may be set in another font.
    least = len(text) / 10_000
    return len(text) >= _SHORTEST and any(text.count(glyph) <= least for glyph in _COMMON)


def lacking_ligatures(text: str, language: str) -> frozenset[str]:
    """Return the ligatures that a text of this length and language would have, and has not; none if they are few."""
    words = len(text) / WORD_LENGTH
    # In English "ti" is in every tenth word or so: a page without one is no accident.
    expected = {glyph: rate * words for glyph, rate in ligature_rates(language).items()}
    lacking = frozenset(glyph for glyph, times in expected.items() if text.count(glyph) <= LACKING * times)
    in_all = sum(expected[glyph] for glyph in lacking)
    if in_all < EXPECTED_BESIDE_UNLISTED:
        return frozenset()
    # A short text needs a second sign: more words that the list lacks than names and terms account for.
    strange = in_all < EXPECTED and len(_unlisted(text, language)) >= UNLISTED_SHARE * words
    return lacking if in_all >= EXPECTED or strange else frozenset()


@lru_cache(maxsize=2)
def _unlisted(text: str, language: str) -> frozenset[str]:
    """Return the words in small letters that the language's list does not have: some of a text that has lost letters."""
    listed = frequencies(language)
    words = {word for word in WORD.findall(text) if word.islower()}
    return frozenset(word for word in words if fold(word, language) not in listed)
