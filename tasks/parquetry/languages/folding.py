"""Folding: words as the tables of a language look them up, without case, accents and second spellings of a letter."""

from __future__ import annotations

import re
import unicodedata

# Languages in which the marks on a letter make another word of it: Vietnamese `sau` is "after", `sáu` is six.
_MARKED = frozenset({"vi"})

# Accents; the points of Hebrew and the vowel signs of Arabic, which texts write or leave out.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u0652]+")


def fold(word: str) -> str:
    """Return a word as the tables look it up: no case, no accents, one spelling of one letter.

    The trap: `re.IGNORECASE` matches U+017F and U+0131, so that a word found by such a pattern need not be in any table;
    folded, it is.

    >>> fold("Augu\\u017ft"), fold("Apr\\u0131l"), fold("MAYIS") == fold("Mayıs"), fold("MÄRZ")
    ('august', 'april', True, 'marz')
    """
    if word.isascii():
        return word.lower()
    # Hebrew abbreviates with a mark of its own, for which keyboards have a quotation mark.
    word = word.replace('"', "\u05f4")
    # Dotless i, U+0131, has no decomposition, and must be replaced by hand.
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", word).casefold()).replace("\u0131", "i")
    return unicodedata.normalize("NFC", _MARKS.sub("", plain))


def table_key(word: str, language: str) -> str:
    """Return a word as the tables of a language have it: folded, and with its marks where these tell words apart.

    >>> table_key("Sáu", "vi"), table_key("Août", "fr")
    ('sáu', 'aout')
    """
    return unicodedata.normalize("NFC", word).casefold() if language in _MARKED else fold(word)


def spelling(word: str) -> str:
    """Return a word in lower case, with one i: the capital of the Turkish `ı` is that of `i` to Python."""
    return word.lower().replace("i\N{COMBINING DOT ABOVE}", "i").replace("ı", "i")
