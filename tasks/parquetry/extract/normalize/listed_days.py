"""Days that leave their year to what is beside them: `3 May and 6 June 2001`, `Ley 39/2015, de 1 de octubre`."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.extract.normalize.date_match import FoundDate
    from parquetry.extract.normalize.edtf import PartialDate
    from parquetry.extract.normalize.tokens import Tokens

_BETWEEN = frozenset({"AND", "OR", "ARTICLE", "OF", "TO", "IN", "FROM", "WEEKDAY", "DAY_WORD", "YEAR_WORD"})
"""Kinds of the words between the days of a list."""
_YEAR_FIRST = frozenset({"hu", "ja", "ko", "lt", "lv", "zh"})
"""Languages that put the year first, so that a list of days has it at its first."""
_SENTENCE_END = re.compile(r"[^\W\d_]{3}[.!?][\s\")]|[!?。！？]|\n")
"""The end of a sentence; `3. Mai` and `St. Paul` end none."""


def with_years(of_text: Tokens, dates: Sequence[FoundDate], language: str) -> list[FoundDate]:
    """Return dates in text order, the days of a list with the year that one of them has: `3 May and 6 June 2001`."""
    out = [_with_year_of_number(of_text.text, date) for date in dates]
    order = range(1, len(out)) if language in _YEAR_FIRST else range(len(out) - 2, -1, -1)
    for k in order:
        other = out[k - 1 if language in _YEAR_FIRST else k + 1]
        if _is_recurring(of_text, out[k]):
            out[k] = replace(out[k], partial=None)
        elif _lacks_year(out[k]) and _is_listed(of_text, *sorted((out[k], other), key=lambda date: date.start)):
            out[k] = _with_year_of(out[k], other)
    return out


def _with_year_of_number(text: str, date: FoundDate) -> FoundDate:
    """Return a day with the year of the law that it is the day of: Spain and its neighbours number laws by year."""
    if not _lacks_year(date) or date.partial is None:
        return date
    law = _LAW.search(text, max(0, date.start - _LAW_REACH), date.start)
    if law is None:
        return date
    # `48/95` and `n° 12/2015 vom` may be of another year.
    whole = replace(date.partial, year=int(law["year"] or 0) or None)
    is_sure = law["year"] and law["of"] and whole.exists()
    return replace(date, edtf=str(whole), partial=whole, data={}) if is_sure else replace(date, partial=None)


_LAW = re.compile(
    r"""
    \d/ (?: (?P<year>(?:1[89]|20)\d\d) | \d\d )
    ,?\s (?: (?P<of>del?\s|d['’]) | \w{1,4}\s(?:dnia\s)? ) \Z       # 39/2015, de; 12/2015 vom
    """,
    re.VERBOSE,
)
_LAW_REACH = 24


def is_beside_other_year(text: str, number: int, dates: Sequence[FoundDate], year: int) -> bool:
    """Tell whether the sentence of a day has a date of another year than this: `1998: 3 May`, `3 May; until 2001`."""
    return any(_year(other) not in {None, year} for other in _of_sentence(text, number, dates))


def _of_sentence(text: str, number: int, dates: Sequence[FoundDate]) -> Iterator[FoundDate]:
    """Yield the dates before and after one that no end of a sentence parts from it."""
    start, end = dates[number].start, dates[number].end
    before = takewhile(lambda other: _is_near(text, other.end, start), reversed(dates[max(0, number - _MOST) : number]))
    yield from before
    yield from takewhile(lambda other: _is_near(text, end, other.start), dates[number + 1 : number + 1 + _MOST])


def _is_near(text: str, low: int, high: int) -> bool:
    return high - low <= _LONGEST and not _SENTENCE_END.search(text, low, high)


_MOST = 8
"""Dates on each side that a sentence is thought to have."""
_LONGEST = 200
"""Code points within which a date is looked for in the sentence of another."""


def _year(date: FoundDate) -> int | None:
    return None if date.partial is None or date.partial.unknown else date.partial.year


def _lacks_year(date: FoundDate) -> bool:
    return date.edtf is None and date.partial is not None and date.partial.day is not None and date.partial.year is None


def _is_recurring(of_text: Tokens, day: FoundDate) -> bool:
    """Tell whether a day is one of each year, whatever year stands behind: `every 4 July and 25 December 2020`."""
    # The word stands right before the day: `every year on 4 July` is looked at where years are left out.
    before = of_text.starting_in(max(0, day.start - _NEAR), day.start)[-1:]
    is_beside = bool(before) and not of_text.text[before[0].end : day.start].strip()
    return _lacks_year(day) and is_beside and "OTHER_YEAR" in before[0].meanings


_NEAR = 16
"""Code points in which the word right before a day stands."""


def _is_listed(of_text: Tokens, first: FoundDate, second: FoundDate) -> bool:
    """Tell whether nothing but commas and small words stands between two dates."""
    words, gap = of_text.starting_in(first.end, second.start), of_text.text[first.end : second.start]
    known = "".join(of_text.text[word.start : word.end] for word in words)
    if _LETTERS.sub("", gap) != _LETTERS.sub("", known) or _PARTS.search(gap):
        return False
    return all(_BETWEEN & set(word.meanings) for word in words)


_LETTERS = re.compile(r"[\W_]+")
_PARTS = re.compile(r"[;:!?()。；：]|\n")


def _with_year_of(day: FoundDate, other: FoundDate) -> FoundDate:
    """Return a day with the year of another of its list; without a value where the turn of a year may lie between."""
    if day.partial is None or other.partial is None or other.partial.day is None or other.partial.year is None:
        return day
    whole = replace(day.partial, year=other.partial.year)
    first, second = (whole, other.partial) if day.start < other.start else (other.partial, whole)
    if not whole.exists() or _place(first) >= _place(second):
        return replace(day, partial=None)
    return replace(day, edtf=str(whole), partial=whole, data={})


def _place(date: PartialDate) -> tuple[int, int]:
    return date.month or 0, date.day or 0
