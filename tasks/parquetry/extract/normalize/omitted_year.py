"""The year that a day leaves out: what the words around it say of it, before the nearest to the declared date is taken.

`15. März letzten Jahres`, `le 15 mars dernier`, `loni 15. března` say it; `15 March of the following year`,
`every 15 March` and `in 1990, on 15 March` say that it is another one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from parquetry.extract.normalize.relative import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.extract.normalize.edtf import PartialDate
    from parquetry.extract.normalize.tokens import Token, Tokens

_BEFORE, _AFTER = 24, 30
"""Code points before a day and after it in which words may speak of its year: three or four short words."""
_SENTENCE_END = re.compile(r"[.!?;:]\s|\n")
_YEARS = frozenset({"YEAR_WORD", "YEAR_LEAD"})
_ENGLISH = re.compile(r",? (?:of )?(last|this|next) year\b")


@dataclass(frozen=True, slots=True)
class Said:
    """What the words around a day say of its year: nothing, that it is another one, or which."""

    is_other: bool = False
    date: PartialDate | None = None


def said(of_text: Tokens, span: tuple[int, int], partial: PartialDate, declared: Sequence[int]) -> Said:
    """Return what the words around the day `partial` at `span` say of its year, by the declared year, month and day."""
    start, end = span
    text = of_text.text
    # English has no table of steps: a model finds its relative dates.
    if match := _ENGLISH.match(text, end):
        return Said(date=replace(partial, year=declared[0] + STEPS[match[1]]))
    before, after = _sentence_before(of_text, start), _sentence_after(of_text, end)
    # `le 15 mars dernier` goes first: its step is one of days, not of years.
    step = next((int(token.meanings["TIME_STEP"]) for token in _of_day(text, span, before, after)), 0)
    if step:
        return _by_step(partial, step, declared)
    # Only what nothing else parts from the day: `Am 15. März wird gefeiert, im nächsten Jahr nicht`.
    steps = _steps(list(_chain(text, end, after, ""))) or _steps(list(_chain(text, start, before[::-1], ","))[::-1])
    if len(steps) == 1:
        return Said(date=replace(partial, year=declared[0] + steps[0]))
    # Two steps, or a year further off: another year is meant than the nearest, and which is not sure.
    # A figure like a year right behind, which was taken for none, leaves open what it is.
    is_followed = bool(after) and "YEAR" in after[0].meanings and text[end : after[0].start] == " "
    is_followed = is_followed or _is_before_short_year(of_text, end) or _LISTED.match(text, end) is not None
    return Said(is_other=is_followed or bool(steps) or _is_of_other_year(before[-_NEAR:], after[: _NEAR + 1]))


def _is_before_short_year(of_text: Tokens, end: int) -> bool:
    """Tell whether a year in two figures stands behind a day: `20 maart 15.`, `12 de abril del 87`, `5 maja 45 r.`.

    `am 3. Mai 20 Uhr` and `le 3 mars 20 personnes` go on otherwise.
    """
    match = _SHORT_YEAR.match(of_text.text, end)
    if match is None:
        return False
    if match["mark"] or _ENDS.match(of_text.text, match.end()):
        return True
    # No table has the nouns that a figure may count, so that only words that are none decide.
    following = of_text.starting_in(match.end() + 1, match.end() + 2)
    return any(_GOES_ON & set(token.meanings) for token in following)


_SHORT_YEAR = re.compile(
    r"""
    [.,]?\s (?P<mark> (?:de|del|d|av|von|di)[ '’]['’]? | ['’] | [-–] )?   # del 87, '98, -45
    \d\d (?! \d | [:.,/%hx]\d | \s?[%‰€$£] | \s\d )
    """,
    re.VERBOSE,
)
_LISTED = re.compile(r"\s?(?:[&,/–-]|\w{1,3})\s?\d{1,2}(?:st|nd|rd|th)?,\s\d{4}\b")
"""A second day of the month, with the year of both: `June 7 & 8, 2021`."""
_ENDS = re.compile(r"-(?:го|й|м|ом|го|а)\b | \s?(?:[.,;)!?»”\"\]]|\n|\Z)", re.VERBOSE)
"""What ends a year: `45-го`, `87.`"""
_GOES_ON = frozenset({"IN", "OF", "AND", "YEAR_WORD", "YEAR_LEAD"})
"""Words that no figure counts."""
_NEAR = 3
"""Words of the tables beside a day that may say its year."""


def _is_of_other_year(before: Sequence[Token], after: Sequence[Token]) -> bool:
    """Tell whether words near a day say that its year is another: `every year`, `of the same year`, `in 1990`."""
    is_other = any({"OTHER_YEAR", "YEAR_STEP"} & set(token.meanings) or _is_year(token) for token in (*before, *after))
    return is_other or any("YEAR" in token.meanings for token in before)


def _sentence_before(of_text: Tokens, start: int) -> Sequence[Token]:
    low = max(0, start - _BEFORE)
    # What another sentence says of a year is of its own days.
    ends = [match.end() for match in _SENTENCE_END.finditer(of_text.text, low, start)]
    return of_text.starting_in(ends[-1] if ends else low, start)


def _sentence_after(of_text: Tokens, end: int) -> Sequence[Token]:
    # The same holds behind the day.
    stop = _SENTENCE_END.search(of_text.text, end, end + _AFTER)
    return of_text.starting_in(end, stop.start() if stop else end + _AFTER)


def _chain(text: str, at: int, tokens: Sequence[Token], signs: str) -> Iterator[Token]:
    """Yield the tokens that lie one beside the other from an offset on, to the right of it or to the left."""
    for token in tokens:
        gap = text[at : token.start] if token.start >= at else text[token.end : at]
        # Apostrophes elide (`dell'anno`); any other sign or word parts.
        if gap.strip(f" '’{signs}"):
            return
        yield token
        at = token.end if token.start >= at else token.start


def _is_year(token: Token) -> bool:
    # Phrases for `of` of several words have the word for a year in them: `de l'année`, `do ano`.
    is_of_year = "OF" in token.meanings and not token.key
    return token.meanings.get("TIME_UNIT") == "year" or not _YEARS.isdisjoint(token.meanings) or is_of_year


def _of_day(text: str, span: tuple[int, int], before: Sequence[Token], after: Sequence[Token]) -> Iterator[Token]:
    """Yield the words of a step that are of the day itself, `15 mars dernier`, and of no year or month beside it."""
    # `no passado dia 15`: the word for a day is no part of the date.
    leading = [
        token for token in _chain(text, span[0], before[::-1], "") if not {"DAY_WORD", "ARTICLE"} & set(token.meanings)
    ]
    for run in (list(_chain(text, span[1], after, "")), leading):
        if run and "TIME_STEP" in run[0].meanings and not any("TIME_UNIT" in t.meanings or _is_year(t) for t in run[1:2]):
            yield run[0]


def _steps(tokens: Sequence[Token]) -> list[int]:
    """Return how many years away the words say: `letzten Jahres`, `année dernière`, `loni`."""
    out = [int(token.meanings["YEAR_STEP"]) for token in tokens if "YEAR_STEP" in token.meanings]
    for k, token in enumerate(tokens):
        # The step stands before its year or behind it, `letzten Jahres`, `année dernière`.
        beside = [*tokens[max(0, k - 1) : k], *tokens[k + 1 : k + 2]]
        steps = {int(other.meanings["TIME_STEP"]) for other in beside if "TIME_STEP" in other.meanings}
        if _is_year(token) and len(steps) == 1:
            out.append(steps.pop())
    return out


def _by_step(partial: PartialDate, step: int, declared: Sequence[int]) -> Said:
    """Return the last such day before the declared one, or the next after it: `le 15 mars dernier`."""
    if len(declared) < len(("year", "month", "day")):
        return Said(is_other=True)
    # A declared month alone does not tell the last 15 March from the next.
    near = [replace(partial, year=declared[0] + by) for by in (-1, 0, 1)]
    days = [one for one in near if one.exists() and _is_on_side(one, step, declared)]
    return Said(date=days[-1] if step < 0 else days[0]) if days else Said(is_other=True)


def _is_on_side(one: PartialDate, step: int, declared: Sequence[int]) -> bool:
    day = date(one.year or 0, one.month or 0, one.day or 0)
    return day < date(*declared) if step < 0 else day > date(*declared)
