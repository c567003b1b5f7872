"""Dates in codes: quarters and halves with a letter, `Q3/2020`, `1H20`; years of a budget, `FY22`; weeks with a number."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from parquetry.extract.normalize.date_counts import is_before_noun
from parquetry.extract.normalize.date_match import year_cut_short
from parquetry.extract.normalize.date_periods import BEFORE_HALVES, BEFORE_QUARTERS
from parquetry.extract.normalize.edtf import PartialDate, interval
from parquetry.extract.normalize.forms import Form
from parquetry.languages.data_tables import alternatives, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from parquetry.extract.normalize.date_match import Found, Reading

_LETTER = r"(?P<k>QUARTER_LETTER|HALF_LETTER)"
_PERIOD = rf"(?:{_LETTER}(?P<q>DIGITS)|(?P<q_>DIGITS)(?P<k_>QUARTER_LETTER|HALF_LETTER))"
"""`Q3` and `3Q`, and with the letters of a language `T3`, `3T`."""
_OF = r"(?:(?:OF|ARTICLE|YEAR_WORD|YEAR_LEAD)\ )*"
_BUDGET = r"FISCAL\ ?'?(?:YEAR|SHORT_YEAR)"
_PERIOD_LAST = _PERIOD.replace("P<", "P<of_")
FORMS_OF_CODES = (
    Form("coded_period", rf"""{_PERIOD}(?:[\ /-]|,\ )?{_OF}(?P<y>YEAR)""", ("Q3 2020", "1H2019", "Q4/2021"), bare=True),
    Form(
        # Two figures stand right behind the letter, or behind a sign: `Q3 20` may be anything.
        "coded_period_short",
        rf"""(?:{_LETTER}(?P<q>DIGITS)(?:/|\ ?')|(?P<q_>DIGITS)(?P<k_>QUARTER_LETTER|HALF_LETTER)[/']?)
             (?P<yy>SHORT_YEAR)""",
        ("1H20", "3Q'20", "Q3/20"),
        bare=True,
    ),
    Form(
        "coded_period_after",
        rf"""(?P<y>YEAR)(?:\ ?YEAR_WORD)?[\ /-]?{_PERIOD}""",
        ("2020-Q3", "2020 H1", "2021年Q4"),
        bare=True,
    ),
    Form(
        "coded_from_to",
        rf"""{_LETTER}(?P<q>DIGITS)\ ?-\ ?(?:QUARTER_LETTER|HALF_LETTER)?(?P<q2>DIGITS)[\ /-]?{_OF}(?P<y>YEAR)""",
        ("Q1–Q3 2020",),
        bare=True,
    ),
    Form("fiscal_year", r"""(?P<f>FISCAL)'?(?P<yy>SHORT_YEAR)""", ("FY22", "FY'22"), bare=True),
    Form(
        "fiscal_years",
        r"""(?P<f>FISCAL)\ ?'?(?:(?P<y1>YEAR)|(?P<a>SHORT_YEAR))[-/](?:(?P<y>YEAR)|(?P<yy>SHORT_YEAR))""",
        ("FY2021-22", "FY21/22"),
        bare=True,
    ),
    Form(
        # The quarters of a budget begin where its year does, in any month.
        "fiscal_period",
        rf"""(?: {_PERIOD}[\ /-]?(?:OF\ )?{_BUDGET} | {_BUDGET}[\ /-]?{_PERIOD_LAST} )""",
        ("Q3 FY22", "FY2022 Q3"),
    ),
    Form(
        # Source: ISO 8601-1, week dates.
        "iso_week",
        r"""(?P<y>YEAR)-?WEEK_LETTER(?P<n>DIGITS)(?:-(?P<d>DIGITS))?""",
        ("2021-W05", "2021W05", "2021-W05-3"),
        bare=True,
    ),
    Form(
        # Languages of countries that count weeks as ISO 8601 does have words for them (`week`).
        "calendar_week",
        rf"""(?: WEEK_WORD\.?\ ?(?P<n>DIGITS)(?:\ ?/\ ?|,?\ ){_OF} | (?P<n_>DIGITS)\.\ WEEK_WORD(?:\ ?/\ ?|,?\ ){_OF} )
             (?P<y>YEAR)""",
        ("KW 12/2021", "12. Kalenderwoche 2021", "uge 12 2020", "week 12 van 2020"),
        bare=True,
    ),
)
"""Ways to write a period with letters and figures."""
_PARTS = {"QUARTER_LETTER": (BEFORE_QUARTERS, 4), "HALF_LETTER": (BEFORE_HALVES, 2)}
"""What EDTF adds to the number of a part of a year, and how many such parts a year has."""


def _part(reading: Reading, group: str) -> int | None:
    """Return EDTF's number of a quarter or half by its letter and one figure; null for what no year has."""
    letter = reading.tokens.first(reading.match, "k") or reading.tokens.first(reading.match, "k_")
    figure = reading.tokens.first(reading.match, group)
    if letter is None or figure is None or figure.end - figure.start > 1:
        return None
    before, count = next(_PARTS[kind] for kind in _PARTS if kind in letter.meanings)
    number = reading.number(group, "DIGITS") or 0
    return before + number if 1 <= number <= count else None


def _period(reading: Reading) -> Found | None:
    part = _part(reading, "q") or _part(reading, "q_")
    if part is None or _is_thing(reading) or _is_hour(reading):
        return None
    year = reading.year() if "y" in reading.match.re.groupindex else year_cut_short(reading)
    if year is not None and _is_round_count(reading, year):
        return None
    # `Q1 1500 people, Q2 1200 people`: the codes are younger than their figures would have it.
    if year is not None and year < _FIRST_OF_CODES:
        return None
    # `1H45` is of the last century or still to come.
    if year is None:
        return None, None, {"ambiguous": True}
    date = PartialDate(year, part=part)
    return str(date), date, {}


def _is_thing(reading: Reading) -> bool:
    """Tell whether a word before a code says that it names a car, a flat or a terminal: `Audi Q3 2020`, `un T3 2019`."""
    return _stands_behind(reading, _THING) or _is_flat(reading)


def _is_flat(reading: Reading) -> bool:
    """Tell whether a Portuguese code is a flat by its rooms, `Vende-se T2 2019`; `no T2 2019` is a quarter."""
    letter, year = (reading.tokens.first(reading.match, name) for name in ("k", "y"))
    if reading.context.language != "pt" or letter is None or year is None or reading.tokens.text[letter.start] != "T":
        return False
    # `T2 de 2019` says of which year, a flat is of none.
    is_of = any("OF" in token.meanings for token in reading.tokens.all(reading.match))
    return not (is_of or _stands_behind(reading, _IN_OR_OF))


def _stands_behind(reading: Reading, expression: re.Pattern[str]) -> bool:
    start, _ = reading.tokens.span(reading.match)
    return expression.search(reading.tokens.text, max(0, start - len("appartements ")), start) is not None


def _is_round_count(reading: Reading, year: int) -> bool:
    """Tell whether a round figure behind a code rather counts what follows: `in Q3 2000 people answered`."""
    _, end = reading.tokens.span(reading.match)
    return year % _CENTURY == 0 and is_before_noun(reading.tokens, end, early=False)


def _is_hour(reading: Reading) -> bool:
    """Tell whether a code is a time of day in languages that write `h` for hours, and have another letter for halves."""
    is_short, language = "yy" in reading.match.re.groupindex, reading.context.language
    # Trains leave `at 1H20` in any language; what a company earned was earned in a half.
    if is_short and _stands_behind(reading, _AT):
        return True
    letter = reading.tokens.first(reading.match, "k_") if is_short and language in _HOURS_WITH_H else None
    return letter is not None and reading.tokens.text[letter.start : letter.end] == "H"


def _from_to(reading: Reading) -> Found | None:
    first, last, year = _part(reading, "q"), _part(reading, "q2"), reading.year()
    if first is None or last is None:
        return None
    end = PartialDate(year, part=last)
    found = interval(PartialDate(year, part=first), end)
    return (found, end, {}) if found else None


def _fiscal_year(reading: Reading) -> Found | None:
    word = reading.tokens.first(reading.match, "f")
    # `fiscal 22` counts something, `FY22` is a code.
    if word is None or not reading.tokens.text[word.start : word.end].isupper():
        return None
    year = year_cut_short(reading)
    return (None, None, {"ambiguous": True}) if year is None else (str(year), PartialDate(year), {})


def _fiscal_years(reading: Reading) -> Found | None:
    """Return the two years of a budget, which follow each other: `FY2021-22`, `FY21/22`."""
    first = reading.number("y1", "YEAR") or reading.number("a", "SHORT_YEAR")
    last = reading.number("y", "YEAR") or reading.number("yy", "SHORT_YEAR")
    if first is None or last is None or (last - first) % _CENTURY != 1:
        return None
    # The end of `FY1999-00` is of the next century; of `FY21/22` neither year is written whole.
    year = first if first > _CENTURY else (year_cut_short(reading) or 0) - 1
    end = PartialDate(year + 1)
    return (None, None, {"ambiguous": True}) if year < 0 else (interval(PartialDate(year), end), end, {})


def _fiscal_period(reading: Reading) -> Found | None:
    del reading
    return None, None, {"ambiguous": True}


def _week(reading: Reading) -> Found | None:
    """Return a week from its Monday to its Sunday, or a day of it; nothing for a week that its year has not.

    EDTF has no weeks, so that the days are said.
    """
    year = reading.year()
    number = reading.number("n", "DIGITS") or reading.number("n_", "DIGITS")
    day = reading.number("d", "DIGITS")
    if year is None or number is None:
        return None
    try:
        first, last = (dt.date.fromisocalendar(year, number, which) for which in (day or _MONDAY, day or _SUNDAY))
    except ValueError:
        return None
    date = PartialDate(last.year, last.month, last.day)
    return (str(date), date, {}) if first == last else (f"{first}/{last}", date, {})


_NAMED, _LEADS, _HOURS = (alternatives(words("value_contexts", key)) for key in ("things", "before_period", "before_hour"))
_THING = re.compile(rf"\b{_NAMED}[ \u00a0]\Z")
"""What is named like a quarter. An estimate: what sellers of cars and flats write most."""
_IN_OR_OF = re.compile(rf"\b{_LEADS}[ \u00a0]\Z")
_AT = re.compile(rf"\b{_HOURS}[ \u00a0]\Z|@ ?\Z")
_HOURS_WITH_H = frozenset({"ca", "es", "fr", "gl", "it", "pt", "ro"})
"""Languages in which `1H20` is twenty past one. An estimate: set by hand, with a case on each side."""
_FIRST_OF_CODES = 1900
"""The first year whose quarters have codes; an estimate."""
_MONDAY, _SUNDAY = 1, 7
_CENTURY = 100
CODES: dict[str, Callable[[Reading], Found | None]] = {
    "coded_period": _period,
    "coded_period_short": _period,
    "coded_period_after": _period,
    "coded_from_to": _from_to,
    "fiscal_year": _fiscal_year,
    "fiscal_years": _fiscal_years,
    "fiscal_period": _fiscal_period,
    "iso_week": _week,
    "calendar_week": _week,
}
"""What each form of a code says."""
