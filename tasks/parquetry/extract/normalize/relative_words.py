"""Words of relative dates: a mention without fillers and brackets, and which words make of a date another one."""

from __future__ import annotations

import re

from parquetry.languages.folding import fold
from parquetry.languages.lexicon import Lexicon, lexicon

_DEPENDENT = re.compile(r"\b(?:post|pre|after|before|since|prior)\b")
"""Words that make of a date one that is before or after it."""


def is_today(words: str, language: str) -> bool:
    """Tell whether a mention is a word for today and nothing else: `today`, `today's`, `i dag`."""
    key = re.sub(r"\s?'s$", "", folded(words))
    if language == "en":
        return key == "today"
    known = lexicon(language)
    # An apostrophe parts words in the tables: `aujourd'hui` is a phrase.
    return (known.meanings(words) or phrase(known, re.sub(r"\W+", " ", key)) or {}).get("RELATIVE_DAY") == "today"


def is_dependent(words: str) -> bool:
    """Tell whether a mention says what is before or after a date, and not the date: `after 2015`."""
    return _DEPENDENT.search(words.casefold()) is not None


def phrase(known: Lexicon, words: str) -> dict[str, str]:
    """Return what a phrase of the lexicon says: `i går`."""
    first, *rest = words.split() or [""]
    return next((meanings for other, meanings in known.phrases.get(first, ()) if other == tuple(rest)), {})


def without_article(words: str) -> str:
    """Return words without the article of `the day before`."""
    # `the last night` is that of a stay.
    return words.removeprefix("the ") if words.startswith("the day ") else words


def without_fillers(text: str, language: str) -> str:
    """Return the words of a mention without those that say nothing, as speakers have them: `last uh August`."""
    known = lexicon(language)
    kinds = [set(known.meanings(word.strip(",.")) or ()) for word in text.split()]
    if not any("FILLER" in each for each in kinds):
        return text
    # Who looks for words is not sure of them: `nineteen, uh, probably seventy-two`.
    words = [word.strip(",") for word in text.split()]
    return " ".join(word for word, each in zip(words, kinds, strict=True) if not each & {"FILLER", "ABOUT"})


def folded(text: str) -> str:
    """Return the words of a date as they are read here: folded, single spaces, no brackets or quotes around."""
    plain = " ".join(re.sub(r"[\[\]“”\"();:]", " ", text).replace("’", "'").split()).strip(" ,")
    # Only words of letters are folded: figures and `sept.` have nothing to fold and keep their signs.
    return " ".join(word if not word.isalpha() else fold(word) for word in plain.split()).lower()
