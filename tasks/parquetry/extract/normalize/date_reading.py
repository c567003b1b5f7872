"""Reading of a date: what one match of a form says, as a partial date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.extract.normalize import numbers
from parquetry.extract.normalize.date_codes import CODES
from parquetry.extract.normalize.date_match import year_cut_short
from parquetry.extract.normalize.date_periods import PERIODS
from parquetry.extract.normalize.edtf import PartialDate, one_of
from parquetry.extract.normalize.feasts import day_of_feast
from parquetry.extract.normalize.token_meanings import FIRST_YEAR, LAST_YEAR
from parquetry.languages.folding import fold
from parquetry.languages.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Callable

    from parquetry.extract.normalize.date_match import Found, Reading
    from parquetry.extract.normalize.forms import Form

_BC = 0
"""The number of the era before the year 1 in the tables."""


def single(reading: Reading, form: Form) -> Found | None:
    """Return the date of a match of a form of one date; nothing where it is none."""
    # Most forms are year, month and day; the rest have a function of their own in the table below.
    special = _SPECIAL.get(form.name)
    if special is not None:
        return special(reading)
    return _dated(PartialDate(reading.year(), reading.month(), reading.day()))


def _dated(date: PartialDate) -> Found | None:
    """Return a date, without EDTF where it has no year; nothing for a day that no calendar has."""
    if not date.exists():
        # `31 April 2011` is meant as a date, so it stays a mention without a value; `31 April` may be anything.
        return (None, None, {}) if date.year is not None and date.month is not None else None
    if date.year is None:
        # `4 May` may still get its year from the source's date; `May` alone is no date.
        return (None, date, {}) if date.day is not None else None
    return str(date), date, {}


def _figures(reading: Reading) -> Found | None:
    """Return day, month and year in figures: by the order of language or document, else one of two.

    Points put the day first wherever they are used: no country that writes the month first writes points.
    """
    # `03/05/2011` is 3 May or March 5: both are built, and the context decides.
    first, second, year = reading.number("a", "DAY"), reading.number("b", "DAY"), reading.year()
    dates = {"DMY": PartialDate(year, second, first), "MDY": PartialDate(year, first, second)}
    order_ = reading.context.order or ("DMY" if reading.match["g"].startswith(".") else None)
    if order_ in dates and dates[order_].exists():
        return str(dates[order_]), dates[order_], {}
    # The order is not known, or gives no day of the calendar (`05/13/2011` in a British text): take what exists.
    both = one_of(list(dates.values())) if order_ is None or not dates.get(order_, dates["DMY"]).exists() else None
    return None if both is None else (both, None, {"ambiguous": True} if both.startswith("[") else {})


def _short_figures(reading: Reading) -> Found | None:
    """Return a date with a year in two figures: its century is known only where the document's year is."""
    # `5/6/98` in a text without a date: neither the century nor the order is known, so it gets no value.
    if reading.context.year is None:
        return None, None, {"ambiguous": True}
    found = _figures(reading)
    return None if found is None else (found[0], found[1], {**found[2], "relative": True})


def _day_of_short_year(reading: Reading) -> Found | None:
    """Return a day with a year in two figures; with spaces only of a month cut short, `12 Sep 18`.

    `On 3 May 15 men left`, `28. října 15`: what follows a month's name may be a count or a house.
    """
    token = reading.tokens.first(reading.match, "m")
    year = year_cut_short(reading)
    if token is None or reading.match["g"] != " " or "'" in reading.match[0]:
        return _in_century(reading, year)
    # Banks and logs write `12 Sep 18`; a month's whole name, `20. März 19 Uhr`, has its year in four figures.
    written = reading.tokens.text[token.start : token.end]
    is_sure = written.isupper() or (_is_cut_short(written, reading) and not _goes_on(reading))
    return _in_century(reading, year) if is_sure else None


def _in_century(reading: Reading, year: int | None) -> Found | None:
    if year is None:
        return None, None, {"ambiguous": True}
    return _dated(PartialDate(year, reading.month(), reading.day()))


def _is_cut_short(written: str, reading: Reading) -> bool:
    """Tell whether a month is written in its first letters: the language has a longer name that begins so."""
    known, key = lexicon(reading.context.language), fold(written)
    return any(
        name.startswith(key) and len(name) - len(key) > 1 and meanings.get("MONTH") == reading.month()
        for name, meanings in known.words.items()
    )


def _goes_on(reading: Reading) -> bool:
    """Tell whether a word in small letters follows, which the figures may count: `3 Sep 15 men left`."""
    _, end = reading.tokens.span(reading.match)
    return _SMALL_WORD.match(reading.tokens.text, end) is not None


_SMALL_WORD = re.compile(r"\s[^\W\d_]*(?![A-Z])[^\W\d_]\b")


def _short_year(reading: Reading) -> Found | None:
    """Return a year, or a month of one, written with an apostrophe: the last such year before the document's.

    In 2021 `'68` is 1968, `'23` the near future, and `'35` may be either.
    """
    year = year_cut_short(reading)
    if reading.context.year is None or year is None:
        return None, None, {"ambiguous": True}
    found = _dated(PartialDate(year, reading.month()))
    return None if found is None else (found[0], found[1], {"relative": True})


def _compact(reading: Reading) -> Found | None:
    # 20110513 -> 2011, 05, 13.
    figure = f"{reading.number('c', 'COMPACT') or 0:08}"
    date = PartialDate(int(figure[:-4]), int(figure[-4:-2]), int(figure[-2:]))
    recent = 1900 <= (date.year or 0) <= 2099  # noqa: PLR2004 (outside of it the figure is rather a number)
    return (str(date), date, {}) if date.exists() and recent else None


def _named_day(reading: Reading) -> Found | None:
    token, year = reading.tokens.first(reading.match, "x"), reading.year()
    if token is None or year is None:
        return None
    day = day_of_feast(str(token.meanings["NAMED_DAY"]), year)
    # `Easter Monday 1600` stays a date, of which the calendar is not known.
    return (None, None, {}) if day is None else _dated(day)


def _spoken_year(reading: Reading) -> Found | None:
    """Return a year in words: English `nineteen seventy-two`, and numbers of four figures, `deux mille onze`.

    Round numbers count (`one in two thousand`), and what is under 1300 is a time of day, `ten thirty`.
    """
    words = reading.tokens.all(reading.match, "w")
    pair = [numbers.spoken(words[:1]) or 0, numbers.spoken(words[1:]) or 0]
    if reading.context.language == "en" and pair[0] in _HEADS_OF_YEARS and pair[1] in _TENS:
        return _dated(PartialDate(int(pair[0] * _CENTURY + pair[1])))
    # Languages other than English count on: `neunzehnhundertvierundachtzig`, `dos mil once`.
    year = int(numbers.spoken(words) or 0)
    return _dated(PartialDate(year)) if FIRST_YEAR < year <= LAST_YEAR and year % _CENTURY else None


_TENS = range(10, 100)
_CENTURY = 100
_HEADS_OF_YEARS = range(13, 21)
"""Hundreds that a year is said with: `twelve thirty` is a time of day."""


def _day_of_history(reading: Reading) -> Found | None:
    """Return the day that figures name in a language: `9/11`."""
    start, end = reading.tokens.span(reading.match)
    named = HISTORY.get(reading.context.language, {}).get(reading.tokens.text[start:end])
    if named is None:
        return None
    year, month, day = map(int, named.split("-"))
    return named, PartialDate(year, month, day), {}


HISTORY = {"en": {"9/11": "2001-09-11"}}
"""Days of history that are known by figures, by language."""


def _is_before_century(reading: Reading) -> bool:
    # `公元前6世紀` is a century, and no year 6.
    following = reading.tokens.after(reading.match)
    return following is not None and "CENTURY" in following.meanings


def _year_of_era(reading: Reading) -> Found | None:
    year, eras = reading.tokens.first(reading.match, "y"), reading.tokens.all(reading.match, "e")
    if year is None or not eras:
        return None
    text, start, end = reading.tokens.text, eras[0].start, eras[-1].end
    is_before = start < year.start
    if is_before and _is_before_century(reading):
        return None
    # `ce57131` is part of a key, and no year of the common era.
    if is_before and end == year.start and text[start:end].isascii():
        return None
    # A stop parts the two where the era is an abbreviation: `44. pr. Kr.`, `i. e. 44`. Elsewhere a sentence ends at it:
    # `in May 1990. AD Solutions`, `Vancouver, BC. 12 people`, `in 44 B.C. 12 men`.
    gap = text[end : year.start] if is_before else text[year.end : start]
    parted = "." in (gap if is_before else gap.strip(" ")[:1])
    # Columns of a table, `206<tab>CE`, are no year of an era.
    if "\t" in gap:
        return None
    if parted and ("." not in text[start:end] or (is_before and text[:start].rstrip()[-1:].isdigit())):
        return None
    return _dated(PartialDate(reading.year()))


_SPECIAL: dict[str, Callable[[Reading], Found | None]] = {
    **PERIODS,
    **CODES,
    "figures": _figures,
    "short_figures": _short_figures,
    "day_month_short_year": _day_of_short_year,
    "short_year": _short_year,
    "month_short_year": _short_year,
    "compact": _compact,
    "named_day": _named_day,
    "named_day_after": _named_day,
    "year_spoken": _spoken_year,
    "year_spoken_after_in": _spoken_year,
    "day_of_history": _day_of_history,
    "year_of_era": _year_of_era,
    "year_before_era": _year_of_era,
}
"""Forms that say more than year, month and day."""
