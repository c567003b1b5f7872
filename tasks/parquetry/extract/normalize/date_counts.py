"""Counts that look like years: `in 2000 Fällen`, `holds 2010 passengers`, `the population was 1950`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.languages.data_tables import alternatives, words

if TYPE_CHECKING:
    from parquetry.extract.normalize.forms import Form
    from parquetry.extract.normalize.tokens import Tokens

_FIGURES_OF_EARLY = 3
"""Figures of a year that a count of something has more often."""


def is_counted(tokens: Tokens, match: re.Match[str], form: Form) -> bool:
    """Tell whether a year's figure counts what follows it: `in 2000 Fällen`, `1999 dollars`, `2010 passengers`."""
    # What is counted follows right after, in any language, if the tables have its word.
    following = tokens.after(match)
    if following is not None and {"CURRENCY", "UNIT", "PERCENT", "SCALE", "SIGN"} & set(following.meanings):
        return True
    start, end = tokens.span(match)
    # A bare year has no preposition to speak for it, so English sentences are looked at more closely.
    if form.name in {"year", "year_spoken"}:
        return _is_quantity(tokens.text, start, end)
    early = is_early(tokens, match)
    if form.name not in {"year_after_in", "year_about", "year_spoken_after_in"} and not early:
        return False
    return is_before_noun(tokens, end, early=early) or (form.name == "year_after_in" and _is_round(tokens, match))


def is_before_noun(tokens: Tokens, end: int, *, early: bool) -> bool:
    """Tell whether a word that a figure may count stands right behind it."""
    # After `in 1066` a sentence ends, a clause begins, or a small word follows; a noun means that it counts. After a year
    # of three figures a small word says nothing: `on 3 May 250 of them`.
    ends = re.match(r"\s?(?:[.,;:)\]!?»”\"]|$|[-–—]\s)", tokens.text[end : end + 3]) is not None
    return not ends and (early or not _function_word(tokens, end))


def _is_round(tokens: Tokens, match: re.Match[str]) -> bool:
    """Tell whether a round number counts as a rule, `в 1000`, `до 1500`, where no word for a year says that it does not."""
    preposition, token = tokens.all(match)[0], tokens.first(match, "y")
    year = token.meanings.get("YEAR", 1) if token is not None else 1
    # `up to 1500` and `about 1500` of what, the sentence before may say.
    is_limit = bool({"TO", "FROM", "ABOUT"} & set(preposition.meanings))
    return year == _THOUSAND or (is_limit and year % _HUNDRED == 0 and year < _LAST_LIMIT)


_HUNDRED, _THOUSAND = 100, 1000

_LAST_LIMIT = 1800
"""Round numbers behind `until` and `from` from which on years are commoner than counts."""


def is_early(tokens: Tokens, match: re.Match[str]) -> bool:
    """Tell whether a date's year has three figures, `3 May 366`, and no era or word for a year at it."""
    year = tokens.first(match, "y")
    if year is None or "OLD_YEAR" not in year.meanings or year.end - year.start != _FIGURES_OF_EARLY:
        return False
    return not any({"ERA", "YEAR_WORD", "YEAR_LEAD"} & set(token.meanings) for token in tokens.all(match))


_NO_PLURAL, _LEADS = (alternatives(words("value_contexts", key)) for key in ("no_plurals", "of_time"))
_VERBS, _NOUNS = (alternatives(words("value_contexts", key)) for key in ("equals", "time_nouns"))
# "2010 passengers"; not "2010 less".
_PLURAL = re.compile(rf"\s(?!{_NO_PLURAL}\b)[a-z]{{3,}}(?<!s)s\b|\speople\b")
"""Right after a figure: what it counts, in English."""

_OF_TIME = re.compile(rf"\b{_LEADS}\s$", re.IGNORECASE)
"""Before a figure that counts nothing, even with a plural after it: `the 2010 elections`."""

_EQUALS = re.compile(rf"\b{_VERBS}\s$", re.IGNORECASE)

_TIME_NOUN = re.compile(rf"\b{_NOUNS}\b", re.IGNORECASE)


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
