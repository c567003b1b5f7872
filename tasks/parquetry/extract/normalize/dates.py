"""Dates: what a date says, as EDTF, with the precision that stands there and never more.

A form of a date is an expression over tokens (see `tokens`), so that one form serves all languages. Days, months and years
in figures are read in the order of the language, else of the document, else in both.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.extract.normalize.boundaries import date_stands_alone
from parquetry.extract.normalize.date_context import (
    is_across_sentences,
    is_and_a_century,
    is_beside_era,
    is_beside_time,
    is_between,
    is_in_order,
    is_labelled,
    is_month,
    is_roman_meant,
    is_span_of_years,
    is_two_years,
    is_vague,
    is_weighed,
    is_zone,
)
from parquetry.extract.normalize.date_counts import is_counted, is_early
from parquetry.extract.normalize.date_forms import RANGES, SINGLE
from parquetry.extract.normalize.date_lookalikes import (
    is_compared,
    is_count_of_seasons,
    is_day_before_count,
    is_degree,
    is_numbered_code,
    is_round_range,
    is_street,
)
from parquetry.extract.normalize.date_match import Context, Found, FoundDate, Reading
from parquetry.extract.normalize.date_reading import single
from parquetry.extract.normalize.forms import Form, FormTable
from parquetry.extract.normalize.from_to import joined
from parquetry.extract.normalize.listed_days import with_years
from parquetry.extract.normalize.other_calendars import calendar_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.extract.normalize.tokens import Tokens

__all__ = ["Context", "FoundDate", "find", "order"]

_FORMS = FormTable((*SINGLE, *RANGES))


def find(of_text: Tokens, context: Context) -> list[FoundDate]:
    """Return the dates of a text by its tokens, none overlapping another, in text order.

    The trap: those of a form in `READ_ONLY` are too weak to be mentions by themselves.
    """
    # Every form is tried everywhere, and `_longest` chooses: `3 May 2011` is found as day and month, as month and year,
    # and whole.
    proposals = [
        date for form, match in of_text.matches(_FORMS) if (date := _read(of_text, match, form, context)) is not None
    ]
    kept = _longest(proposals)
    return with_years(of_text, joined(of_text, kept, context.language), context.language)


def order(texts: Sequence[tuple[str, str]]) -> str | None:
    """Return the order of days and months that the unambiguous dates of a document show; null for none, or for both.

    >>> order([("en", "on 13/05/2011 and 03/05/2011")]), order([("en", "on 03/05/2011")])
    ('DMY', None)
    """
    orders = set()
    for _, text in texts:
        # `13/05` can only be day first, `05/13` only month first, `03/05` shows nothing.
        for match in _FIGURES.finditer(text):
            first, second = int(match[1]), int(match[3])
            if first > 12 >= second:  # noqa: PLR2004 (months)
                orders.add("DMY")
            if second > 12 >= first:  # noqa: PLR2004
                orders.add("MDY")
    # A document that shows both orders quotes others, and decides nothing.
    return orders.pop() if len(orders) == 1 else None


_FIGURES = re.compile(
    r"""
    (?<![\d./-])                            # not within 1.13/05/2011
    (\d{1,2}) ([./-]) (\d{1,2}) \2         # 13/05/, 13.5.: the same sign twice
    (?:\d{4}|\d\d)                         # 2011, 11
    (?! [\d/-] | \.\d )                    # not 13/05/20111, 13.05.11.4; a full stop may follow
    """,
    re.VERBOSE,
)


def _read(tokens: Tokens, match: re.Match[str], form: Form, context: Context) -> FoundDate | None:
    """Return the date of a match; nothing where it is part of something else, or is none."""
    start, end = tokens.span(match)
    # Boundaries first: they are cheap, and `v2011` or `1.2011.5` need no further look.
    if not date_stands_alone(tokens.text, start, end, vague=is_vague(tokens.before(match))):
        return None
    if not _is_meant(tokens, match, form, context.language) or is_beside_time(tokens, match, form):
        return None
    # `1990 and 1995` are two years.
    if form in RANGES and _is_joined_by_and(tokens, match) and not is_between(tokens, start, end, context.language):
        return None
    reading = Reading(tokens, match, context)
    result = _of_other_calendar(reading) or (reading.range() if form in RANGES else single(reading, form))
    if result is None:
        return None
    edtf, partial, data = result
    if edtf is None and _leans(form, data):
        data = {**data, "relative": True}
    # Bare figures that no calendar has, `2011-02-31`, are a number of another kind.
    if edtf is None and not data and form.bare:
        return None
    return FoundDate(_without_lead(tokens, match), end, form.name, edtf, partial, data)


def _leans(form: Form, data: dict[str, object]) -> bool:
    """Tell whether a date leans on another one: `4 May` has its value later, if the source declares a date."""
    return form.name in _WITHOUT_YEAR and "calendar" not in data


def _of_other_calendar(reading: Reading) -> Found | None:
    """Return a date of another calendar, or of an era that its form has no place for: it has its place, and no value."""
    if is_beside_era(reading.tokens, reading.match):
        return None, None, {}
    start, end = reading.tokens.span(reading.match)
    # What its figures would come to by our calendar is another day, or another century.
    calendar = calendar_at(reading.tokens.text, start, end, reading.number("y", "YEAR", "OLD_YEAR"))
    return None if calendar is None else (None, None, {"calendar": calendar})


_WITHOUT_YEAR = frozenset({"day_month", "month_day", "counted_month_day"})
"""Forms of a day of which another date must give the year."""


def _is_meant(tokens: Tokens, match: re.Match[str], form: Form, language: str) -> bool:
    """Tell whether a date is meant where one may stand: a month and no verb, a year and no page or count."""
    if form.bare and is_labelled(tokens, match, language):
        return False
    if _is_of_other_kind(tokens, match, form, language):
        return False
    if (
        not is_zone(tokens, match)
        or not is_roman_meant(match, form, language)
        or not is_in_order(tokens, match, form, language)
    ):
        return False
    # `1999 dollars` counts: of a full date only a year of three figures is in question, `On 3 May 250 people came`.
    may_count = form.name.startswith("year") or is_early(tokens, match)
    return is_month(tokens, match, language) and not (may_count and is_counted(tokens, match, form))


def _is_of_other_kind(tokens: Tokens, match: re.Match[str], form: Form, language: str) -> bool:
    """Tell whether a figure weighs or counts years, a decade is two of them, or a numeral is a word."""
    # The first that applies decides, so that most matches cost a look at their form's name.
    return (
        is_weighed(tokens, match, form)
        or is_span_of_years(tokens, match, form)
        or is_two_years(tokens, match, form, language)
        or is_and_a_century(tokens, match, form, language)
        or is_across_sentences(tokens, match)
        or _is_lookalike(tokens, match, form, language)
    )


def _is_lookalike(tokens: Tokens, match: re.Match[str], form: Form, language: str) -> bool:
    return (
        is_numbered_code(tokens, match, form)
        or is_round_range(tokens, match, form)
        or is_count_of_seasons(tokens, match, form, language)
        or is_compared(tokens, match, form)
        or is_street(tokens, match)
        or is_day_before_count(tokens, match)
        or is_degree(tokens, match)
    )


def _is_joined_by_and(tokens: Tokens, match: re.Match[str]) -> bool:
    return any("AND" in token.meanings and "OR" not in token.meanings for token in tokens.all(match)[1:])


_LEADS = frozenset({"ARTICLE", "OF", "IN", "FROM", "TO", "AND", "ABOUT", "BETWEEN", "ONE"})
"""Kinds of the words before a date that are no part of it."""
_OF_RELATIVE = frozenset({"AGO", "AGO_AFTER", "NOT_RELATIVE", "TIME_UNIT", "TIME_STEP"})
"""Kinds of words of relative dates: the same words may lead a date, `am 3. Mai`."""


def _without_lead(tokens: Tokens, match: re.Match[str]) -> int:
    """Return where a date begins after its articles and prepositions: `du 3 mai`, `in 1066`."""
    leads = _LEADS | _OF_RELATIVE
    # A word without meanings is known as part of a phrase, and belongs to the date.
    return next(token.start for token in tokens.all(match) if not token.meanings or not set(token.meanings) <= leads)


def _longest(proposals: Sequence[FoundDate]) -> list[FoundDate]:
    """Return the proposals that no longer one overlaps, in text order; of two as long the form that stands first."""
    out: list[FoundDate] = []
    # Offsets taken so far. Dates are short, so that a set of code points is simpler than an interval tree and fast enough.
    taken: set[int] = set()
    # `sorted` keeps the order of equals, so the table of forms decides between two of one length.
    for proposal in sorted(proposals, key=lambda proposal: proposal.start - proposal.end):
        if taken.isdisjoint(range(proposal.start, proposal.end)):
            out.append(proposal)
            taken.update(range(proposal.start, proposal.end))
    return sorted(out, key=lambda proposal: proposal.start)
