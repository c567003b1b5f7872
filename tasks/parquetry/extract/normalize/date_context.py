"""Context of a date: what its neighbours say it is not: a page, a count, a verb.

`See pp. 1990-2005`, `Flight 1984`, `holds 2010 passengers`, `they may 5 times`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.languages.lexicon import lexicon

if TYPE_CHECKING:
    from parquetry.extract.normalize.tokens import Form, Token, Tokens

_CAPITALISED_MONTHS = frozenset({"en"})
"""Languages whose month names are also other words, and have a capital where they are months: May, March."""


def is_vague(before: Token | None) -> bool:
    """Tell whether the word before a date is one like `mid`, `early`."""
    return before is not None and "VAGUE" in before.meanings


def is_labelled(tokens: Tokens, match: re.Match[str], language: str) -> bool:
    """Tell whether a word before a figure says what it numbers: `p. 1990`, `Flight 1984`, `Version 2.10.2019`."""
    if tokens.is_labelled(match):
        return True
    # `pp. 1990-2005` or `pages 5 and 1990`: the label stands before the first figure, so look past it.
    before = tokens.before(match)
    if before is None or not {"DIGITS", "TO", "AND"} & set(before.meanings):
        return False
    # 20 code points hold the label and a figure between.
    words = re.findall(r"[^\W\d_]+", tokens.text[max(0, before.start - 20) : before.start])
    known = lexicon(language)
    return any("LABEL" in (known.meanings(word) or {}) for word in words[-1:])


def is_month(tokens: Tokens, match: re.Match[str], language: str) -> bool:
    """Tell whether a month's name is one: in English it has a capital, or stands at a year."""
    # `they may 5 times`: a small `may` is a verb, unless a year stands with it.
    if language not in _CAPITALISED_MONTHS or "m" not in match.re.groupindex:
        return True
    month = tokens.all(match, "m")
    return not month or tokens.text[month[0].start].isupper() or "y" in match.re.groupindex


def is_counted(tokens: Tokens, match: re.Match[str], form: Form) -> bool:
    """Tell whether a year's figure counts what follows it: `in 2000 Fällen`, `1999 dollars`, `2010 passengers`."""
    # What is counted follows right after, in any language, if the tables have its word.
    following = tokens.after(match)
    if following is not None and {"CURRENCY", "UNIT", "PERCENT", "SCALE", "SIGN"} & set(following.meanings):
        return True
    start, end = tokens.span(match)
    # A bare year has no preposition to speak for it, so English sentences are looked at more closely.
    if form.name == "year":
        return _is_quantity(tokens.text, start, end)
    if form.name not in {"year_after_in", "year_about"}:
        return False
    # After `in 1066` a sentence ends, a clause begins, or a small word follows; a noun means that it counts.
    return re.match(r"\s?(?:[.,;:)\]!?»”\"]|$|[-–—]\s)", tokens.text[end : end + 3]) is None and not _function_word(
        tokens, end
    )


_PLURAL = re.compile(
    r"""
    \s (?! (?:was|has|is|does|as|this|its|his|hers|us|versus|various|perhaps|always|across)\b )   # end in s, no plurals
        [a-z]{3,} (?<!s)s \b                # 2010 passengers; not `less`, `across`
    | \speople\b                           # 2010 people
    """,
    re.VERBOSE,
)
"""Right after a figure: what it counts, in English."""
_OF_TIME = re.compile(
    r"""
    \b(?: the|in|of|since|by|from|for|until|till|to|before|after|during|between     # since 2010, the 2010 elections
      | early|late|mid|circa|about|around                                           # late 2010
      | and|or                                                                      # 2009 and 2010
      | spring|summer|autumn|fall|winter|year                                       # summer 2010
      | january|february|march|april|may|june                                       # May 2010
      | july|august|september|october|november|december
    )\s$
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Before a figure that counts nothing, even with a plural after it: `the 2010 elections`."""
_EQUALS = re.compile(
    r"""
    \b(?: is|was|are|were                                  # the population was 1950
      | totals?|totalled|equals|numbered|reached           # the crowd numbered 2000
    )\s$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TIME_NOUN = re.compile(
    r"""
    \b(?: year|date|time|era|season|edition                # the year was 1950
      | it|that|this|when                                  # it was 1950
    )\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def _is_quantity(text: str, start: int, end: int) -> bool:
    """Tell whether an English sentence counts with a figure: `holds 2010 passengers`, `the population was 1950`."""
    # 60 code points: the clause around a figure.
    before = text[max(0, start - 60) : start]
    if _PLURAL.match(text, end) and not _OF_TIME.search(before):
        return True
    # `was 1950` equals a number, unless the sentence speaks of time: `the year was 1950`.
    return _EQUALS.search(before) is not None and _TIME_NOUN.search(before.rsplit(". ", 1)[-1]) is None


def _function_word(tokens: Tokens, end: int) -> bool:
    """Tell whether a word that no figure counts stands right after: a connector, not a noun."""
    following = tokens.starting_in(end + 1, end + 2)
    return any({"AND", "TO", "OF", "IN", "ARTICLE"} & set(token.meanings) for token in following)
