"""Words: the frequencies of a language's words, as its list has them, and the characters of a text.

Source: wordfreq (Robyn Speer), from Wikipedia, subtitles, news, books and web text. Its keys are casefolded; Turkish case
is folded by hand, for `I` is not `i` there. Languages without a list have none: nothing is borrowed silently.
"""

from __future__ import annotations

from functools import lru_cache

SAME_LIST = {"hr": "sh", "sr": "sh", "bs": "sh", "nb": "no"}
"""Languages whose words wordfreq lists under another code."""


@lru_cache(maxsize=2)
def alphabet(text: str) -> frozenset[str]:
    """Return the characters of a text; what has none of a step's own is not searched for them.

    The last two are kept: a clean text is asked after by one step behind another.
    """
    return frozenset(text)


def fold(word: str, language: str) -> str:
    """Return the word as the lists have it: casefolded, with a straight apostrophe.

    >>> fold("Ilık", "tr"), fold("Straße", "de")
    ('ılık', 'strasse')
    """
    if language == "tr":
        word = word.replace("I", "ı").replace("İ", "i")
    return word.casefold().replace("’", "'")


@lru_cache(maxsize=4)
def frequencies(language: str) -> dict[str, float]:
    """Return the words of a language, folded, with their share of all words; empty where there is no list.

    The list itself, because wordfreq's own look-up takes a compound apart and answers for its parts. Four languages are
    kept: a list takes some 50 MB.
    """
    import wordfreq  # noqa: PLC0415 (loads word lists)

    language = SAME_LIST.get(language, language)
    if language not in wordfreq.available_languages():
        return {}
    found = dict(wordfreq.get_frequency_dict(language, "best"))
    wordfreq.get_frequency_dict.cache_clear()
    return found
