"""Words: the frequencies of a language's words, as its list has them, and the characters of a text.

Source: wordfreq (Robyn Speer), from Wikipedia, subtitles, news, books and web text; Punkt (Kiss & Strunk 2006), from news,
for capitals. The keys of wordfreq are casefolded; Turkish case
is folded by hand, for `I` is not `i` there. Languages without a list have none: nothing is borrowed silently.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

PUNKT_MODELS = {
    "cs": "czech",
    "da": "danish",
    "nl": "dutch",
    "en": "english",
    "et": "estonian",
    "fi": "finnish",
    "fr": "french",
    "de": "german",
    "el": "greek",
    "it": "italian",
    "ml": "malayalam",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ru": "russian",
    "sl": "slovene",
    "es": "spanish",
    "sv": "swedish",
    "tr": "turkish",
}
"""Languages that Punkt has a model for: what it learnt of sentences, and of which words are written with a capital."""
# Bits of Punkt for a capital inside a sentence, or at a place it could not tell.
_INSIDE_UPPER = 1 << 2 | 1 << 3
_LOWER = 1 << 4 | 1 << 5 | 1 << 6
SAME_LIST = {"hr": "sh", "sr": "sh", "bs": "sh", "no": "nb", "nn": "nb"}
"""Languages whose words wordfreq lists under another code."""


@lru_cache(maxsize=2)
def alphabet(text: str) -> frozenset[str]:
    """Return the characters of a text; what has none of a step's own is not searched for them.

    The last two are kept: a clean text is asked for by one step after another.
    """
    return frozenset(text)


def fold(word: str, language: str) -> str:
    """Return the word as the lists have it: casefolded, with a straight apostrophe.

    >>> fold("Ilık", "tr"), fold("Straße", "de")
    ('ılık', 'strasse')
    """
    if language == "tr":
        # Before casefolding, which turns "I" into "i" and "İ" into two characters.
        word = word.replace("I", "ı").replace("İ", "i")
    return word.casefold().replace("’", "'")


@lru_cache(maxsize=4)
def frequencies(language: str) -> dict[str, float]:
    """Return the words of a language, folded, with their share of all words; empty where there is no list.

    The list itself, because wordfreq's own look-up takes a compound apart and answers for its parts. Four languages are
    kept: a list takes some 50 MB.
    """
    return word_list(language, "best")


def word_list(language: str, size: Literal["small", "best"]) -> dict[str, float]:
    """Return the words of a list of wordfreq's with their shares, read anew; empty where the language has no such list.

    The small lists have some 30,000 words, the best ones up to 300,000.
    """
    import wordfreq  # noqa: PLC0415 (loads word lists)

    language = SAME_LIST.get(language, language)
    # wordfreq would fail or answer with a related language; a language without a list has an empty one here.
    if language not in wordfreq.available_languages(size):
        return {}
    listed = dict(wordfreq.get_frequency_dict(language, size))
    # Its own cache keeps every list it ever read; ours keep a few.
    wordfreq.get_frequency_dict.cache_clear()
    return listed


def capital(word: str, language: str) -> bool | None:
    """Tell whether a word is written with a capital within a sentence; null if it is both ways, or nothing is known of it.

    >>> capital("Überfall", "de"), capital("öffneten", "de"), capital("tief", "de")
    (True, False, None)
    """
    seen = _orthography(language).get(fold(word, language), 0)
    upper, lower = bool(seen & _INSIDE_UPPER), bool(seen & _LOWER)
    # Seen both ways ("tief", "das Tief"), or in neither: nothing to conclude.
    return None if upper == lower else upper


@lru_cache(maxsize=8)
def _orthography(language: str) -> Mapping[str, int]:
    """Return what Punkt saw of each word of a language, folded: where in sentences it stood, and in which case.

    Eight are kept: one takes 4 MB at most, and a quarter of a second to read again where languages are mixed.
    """
    if language not in PUNKT_MODELS:
        return {}
    import punkt  # noqa: PLC0415 (models are loaded where a language is met)

    return punkt.load_model(PUNKT_MODELS[language]).ortho_context
