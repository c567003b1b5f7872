r"""Marks: which symbols of a text stand for glyphs that were lost.

U+FFFD, NUL, private-use and control characters are no one's typing. Any other symbol is suspected only where it stands
inside words throughout ("informa\u019fon", "ar(cle"), and believed only if most of those words become known ones.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from functools import cache

from parquetry.languages.word_frequencies import alphabet
from parquetry.repair.glyphs.damaged_words import setting_of
from parquetry.repair.glyphs.glyph_data import ACCENTS, LIGATURES, never_typed
from parquetry.repair.glyphs.word_model import Lexicon

# What people type inside words: "don't", "and/or", "A.B.".
_TYPED_IN_WORDS = "'’ʼ-‐‑–—_/.,;:·•…@"
# White space by Unicode, but a ligature in fonts of TeX: suspected inside words as any symbol is.
_TEX = "\x0c"
# Share of all words up to which a word that the symbol would make says nothing.
_RARE = 3e-8
# Words with a symbol, one beside the other, from which it may be more than a misprint.
_LEAST = 2
HITS, LISTED_HITS = 0.6, 0.25
"""Least share of the words with a symbol that are words with a ligature, and that the list itself has.
Source: the share of a text's words that the lists have, .9 to .97, less the names and foreign words of a short text."""
KEPT = 0.1
"""Most ligatures that are left in a text, as a share of the letters that stand for them: a font loses all of them."""
OPENING = 0.7
"""Least share of the letters for "Th" or "Ti" that open a sentence; others begin names."""
_LEAST_AROUND_LETTER = 2
"""Letters that must stand around a letter that is a glyph; "e\u02d0" is phonetic script, and no "eff"."""
# Letters up to which a word with a known stem says nothing.
_SHORT = 4
# Words by which a symbol is judged, the most frequent first: more would change no share.
_MOST_TRIED = 60
# With the letters that Latin-1 and Latin Extended add: "café", "łódź".
_LATIN = "[A-Za-zÀ-ɏ]"
# A symbol inside a word, or one beyond ASCII at a word's edge.
_ODD = (
    f"{{0}}(?:(?<={_LATIN}.)(?={_LATIN})|(?<![^\\W\\d_].)(?<![\x00-\x7f])(?=[a-zß-ÿ])"
    r"|(?<=[a-zß-ÿ].)(?<![\x00-\x7f])(?!\w))"
)
_ALPHABETS = frozenset("".join(ACCENTS.values()) + "æøåÆØÅœŒðþÐÞıİłŁđĐ“”„«»‘’‚‹›€£§°·…–—")
# Letters of few languages, and of no word in the others: there they may stand for a glyph.
_FOREIGN = frozenset("ßæøðþłđ")


def find(text: str, language: str) -> set[str]:
    """Return the symbols that stand for lost glyphs in this text of a language."""
    symbols = alphabet(text)
    # U+FFFD, NUL and private-use characters need no proof; all others must earn it by the words they damage.
    certain = set(filter(never_typed, symbols))
    suspects = _suspects(symbols - certain, language)
    if not suspects:
        return certain
    damaged = _words_with(suspects, text)
    # One odd symbol in one word may be anything, a formula or a misprint.
    if not any(words.total() >= _LEAST for words in damaged.values()):
        return certain  # before any list of words is loaded: most texts end here
    lexicon = Lexicon(language)
    # Without a list of words there is no telling that "informa\u019fon" is none.
    if not lexicon.listed:
        return certain
    demanded = {symbol for symbol, words in damaged.items() if _is_demanded(symbol, words, text, lexicon, _LEAST)}
    if demanded:  # a font that lost one glyph so will have lost the rarer ones alike
        demanded |= {symbol for symbol, words in damaged.items() if _is_demanded(symbol, words, text, lexicon, 1)}
    return certain | demanded


def _suspects(symbols: set[str] | frozenset[str], language: str) -> list[str]:
    """Return the symbols that may stand for a glyph: those no text has anyway, and letters foreign to the language."""
    # Sorted, so that the result does not depend on the order of a set, which differs from run to run.
    odd = sorted(symbol for symbol in symbols if not _ordinary(symbol))
    return odd + sorted(letter for letter in _FOREIGN & symbols if letter not in ACCENTS.get(language, letter))


def _words_with(suspects: list[str], text: str) -> dict[str, Counter[str]]:
    """Return for each suspect the words it stands in, with their counts."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for match in re.finditer(_ODD.format(f"[{re.escape(''.join(suspects))}]"), text, re.DOTALL):
        found[match[0]][_word_around(text, match.start())] += 1
    return found


@cache
def _ordinary(symbol: str) -> bool:
    """Tell whether a symbol is one that text has anyway: of some alphabet, or a letter with an accent."""
    if unicodedata.name(symbol, "").startswith(("GREEK", "CYRILLIC")):  # typed, if only as a look-alike
        return True
    # Before the test for white space, which a form feed is.
    if symbol in _TEX:
        return False
    if symbol in _TYPED_IN_WORDS or symbol.isspace() or (symbol.isascii() and symbol.isalnum()):
        return True
    # "é" is "e" with an accent, so an ordinary letter; "\u019f" (o with a bar) does not decompose, and is suspected.
    base = unicodedata.normalize("NFD", symbol)[0]
    return symbol in _ALPHABETS or (base != symbol and base.isalpha() and base.isascii())


def _word_around(text: str, at: int) -> str:
    start, end = at, at + 1
    while start and at - start < 30 and text[start - 1].isalpha():  # noqa: PLR2004 (no word is longer)
        start -= 1
    while end < len(text) and end - at < 30 and text[end].isalpha():  # noqa: PLR2004
        end += 1
    return text[start:end]


def _is_demanded(symbol: str, words: Counter[str], text: str, lexicon: Lexicon, least: int) -> bool:
    """Tell whether the words that hold a symbol are unknown as they stand, and most of them words with one ligature.

    Words with one ligature are in the language's list, or some of them known stems with endings. A letter must moreover
    stand for its ligature throughout, as a font has it: "\u00feing" beside "The" is Old English.
    """
    # The most frequent words decide: these are in the list if any are.
    tried = [word for word, _ in words.most_common(_MOST_TRIED)]
    if symbol.isalpha():
        tried = [word for word in tried if len(word) > _LEAST_AROUND_LETTER]
    listed, derived = _hits(symbol, tried, lexicon)
    # Two shares are asked for: most words must become words at all, and some must be in the list itself, as nearly
    # any letters look like a stem with an ending.
    hits = listed.total() + derived
    enough = hits >= max(1, min(least, len(tried))) and words.total() >= least
    if not enough or hits < HITS * len(tried) or listed.total() < LISTED_HITS * len(tried):
        return False
    # A letter is typed by people, so that it needs the further proof that no ligature of its kind is left.
    return not symbol.isalpha() or _replaces(symbol, listed.most_common(1)[0][0], words.total(), text)


def _hits(symbol: str, tried: list[str], lexicon: Lexicon) -> tuple[Counter[str], int]:
    """Return how many words are listed with each ligature for the symbol, and how many are stems with endings."""
    listed: Counter[str] = Counter()
    derived = 0
    for word in tried:
        glyph = _listed_glyph(symbol, word, lexicon)
        if glyph:
            listed[glyph] += 1
        # ASCII signs inside words are often typed so ("and/or", "a+b"): for them only listed words count, not stems.
        elif glyph is None and (symbol > "\x7f" or symbol == "?") and len(word) > _SHORT:
            derived += any(lexicon.derived(word.replace(symbol, one)) for one in LIGATURES)
    return listed, derived


def _listed_glyph(symbol: str, word: str, lexicon: Lexicon) -> str | None:
    """Return the ligature that makes the likeliest listed word of one with a symbol.

    Null if none does; empty where the word needs none: where the letter's word is known as it stands, in capitals
    ("M.\u00d8."), and where the words on both sides of the symbol are likelier by themselves.
    """
    if (symbol.isalpha() and lexicon.known(word)) or word.replace(symbol, "").isupper():
        return ""
    # "up?down" is two words with a question mark between, each common; a rare word with a ligature must beat that by
    # far.
    apart = 100 * math.prod(lexicon.frequency(piece) for piece in word.split(symbol))
    likeliest = max(LIGATURES, key=lambda glyph: lexicon.frequency(word.replace(symbol, glyph)))
    return likeliest if lexicon.frequency(word.replace(symbol, likeliest)) > max(_RARE, apart) else None


def _replaces(letter: str, glyph: str, times: int, text: str) -> bool:
    """Tell whether a letter stands for a ligature throughout: none is left, and capitals are where sentences begin."""
    # A document that has "Th" in plenty did not lose it.
    if text.count(glyph) > KEPT * times:
        return False
    # The test by sentences says something of capitals alone.
    if not glyph[0].isupper():
        return True
    places = [match.start() for match in re.finditer(f"(?<!\\w){re.escape(letter)}(?=\\w)", text)]
    opening = sum(setting_of(text, at, at + 1) in ("opens", "asks", "calls") for at in places)
    return opening >= OPENING * len(places)
