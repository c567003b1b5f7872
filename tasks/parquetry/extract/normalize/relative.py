"""Relative dates: what `last week`, `4 May` or `hier` says, counted from the date that the source declares.

Nothing is guessed: what could be two dates is none. The words for yesterday, today and tomorrow are in the tables of many
languages; the rest is English. What rules find in the other languages is in `relative_forms`.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from parquetry.extract.normalize.edtf import PartialDate
from parquetry.extract.normalize.relative_words import folded, is_dependent, phrase, without_article
from parquetry.languages.lexicon import Lexicon, lexicon

FIRST, LAST = 1000, 9990
"""Years of a declared date to count from: what is counted from them has a year of four figures."""
_NEAR = 31
"""Days within which a day and month without a year are taken to be of the year that brings them nearest: a month."""
_NEAR_WITH_WEEKDAY = 731
"""The same where a weekday is written that fits: two years, within which it fits once, or rarely twice."""
STEPS = {"last": -1, "this": 0, "the current": 0, "current": 0, "next": 1}
"""Steps of a week, a month or a year, by the English word before it."""
# Days from the declared date on, by the English words for them.
_NAMED = {
    "today": 0,
    "this day": 0,
    "tonight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "yesterday": -1,
    "last night": -1,
    "tomorrow": 1,
    "day after tomorrow": 2,
    "day before yesterday": -2,
}
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
# `earlier this week` is still this week as far as a value goes.
_EARLIER = r"(?:earlier |later )?"
_PART_OF_DAY = re.compile(
    r"""
    ^(yesterday|tomorrow)                       # the day, which is kept
    \ (?:morning|afternoon|evening|night)$      # `yesterday morning`, `tomorrow night`
    """,
    re.VERBOSE,
)
_DAY_OF = "(?P<day>[a-z]+)(?: of)?"
_COUNT = r"(?P<count>\d{1,3}|[a-z-]+)"


def read(words: str, declared: str | None, partial: PartialDate | None, language: str = "en") -> str | None:
    """Return the EDTF of a date that leans on the declared one, as far as that reaches: a day, a month, a year.

    `words` are folded, with single spaces; `partial` is the day and month that they say, where they say one.

    >>> read("last week", "2021-01-06", None), read("4 january", "2021-01-06", PartialDate(None, 1, 4))
    ('2020-12-28/2021-01-03', '2021-01-04')
    >>> read("last week", "-0500-01-01", None), read("last week", None, None)
    (None, None)
    """
    parts = declared_parts(declared)
    if not parts or (is_dependent(words) and without_article(words) not in _NAMED):
        return None
    # `this year's`, and `this year s` where the apostrophe was lost.
    words = re.sub(r"(?:\s?'|\s)s$", "", words)
    # From the most exact to the least: a day, a week, a month, a year.
    value = _day_or_week(words, parts, partial, language)
    if value:
        return value
    month = PartialDate(*parts[:2]) if len(parts) > 1 else None
    value = _month(words, month, lexicon(language)) if month else None
    return value or _year(words, parts[0])


def _day_or_week(words: str, parts: tuple[int, ...], partial: PartialDate | None, language: str) -> str | None:
    # A source may declare a year or a month only: then days and weeks are not counted, months and years may be.
    if len(parts) < 3 or not PartialDate(*parts).exists():  # noqa: PLR2004 (year, month, day)
        return None
    day = date(*parts)
    value = _named_day(words, day, language) or _counted_back(words, day) or _week(words, day)
    # `4 May` is counted only if no other rule read the words.
    return value or (_nearest(words, day, partial) if partial else None)


_STEP_OF_YEAR = re.compile(
    r"""
    (?:of\ )?(?P<step>last|this|next|the\ current)\ year\Z      # 15 march of last year
    | \A(?P<first>last|this|next)\ year(?:'?s)?\ (?=.)          # last year's halloween
    """,
    re.VERBOSE,
)
_STEP_OF_MONTH = re.compile(r"(?:of )?(?P<step>last|this|next) month\Z")


def with_its_year(words: str, declared: str | None) -> str | None:
    """Return a date with the year, or month and year, that its step says; null where it has none, or is nothing else.

    `words` are folded. What they say then needs no declared date.

    >>> with_its_year("15 march last year", "2021-01-06"), with_its_year("the 3rd of last month", "2021-01-06")
    ('15 march 2020', 'the 3rd december 2020')
    >>> with_its_year("last year's halloween", "2021-01-06"), with_its_year("last year", "2021-01-06")
    ('halloween 2020', None)
    """
    parts = declared_parts(declared)
    if not parts:
        return None
    # The year first: it has more within it than a month.
    match = _STEP_OF_YEAR.search(words)
    if match is None:
        return _with_its_month(words, parts)
    rest = (words[: match.start()] + words[match.end() :]).strip(" ,")
    return f"{rest} {parts[0] + STEPS[match['step'] or match['first']]}" if _is_within_year(rest) else None


def _with_its_month(words: str, parts: tuple[int, ...]) -> str | None:
    match = _STEP_OF_MONTH.search(words)
    rest = words[: match.start()].strip(" ,") if match else ""
    # Only a day is of a month: `earlier this month` is the month, `the end of last month` some day of it.
    if match is None or len(parts) < 2 or not _DAY_OF_MONTH.fullmatch(rest):  # noqa: PLR2004 (year and month)
        return None
    year, month = map(int, month_after(parts[0], parts[1], STEPS[match["step"]]).split("-"))
    return f"{rest} {calendar.month_name[month].lower()} {year}"


def has_step(words: str) -> bool:
    """Tell whether a date leans on the declared one by a step: `15 March last year`."""
    plain = folded(words)
    return any(step.search(plain) for step in (_STEP_OF_YEAR, _STEP_OF_MONTH))


def _is_within_year(words: str) -> bool:
    """Tell whether words say what is within a year: `15 march`, `late`; `the very` and `earlier` say nothing more."""
    known = lexicon("en")
    kinds = [set(phrase(known, words))] + [set(known.meanings(word) or ()) for word in re.findall(r"[a-z]+", words)]
    return any({"MONTH", "SEASON", "QUARTER", "HALF_YEAR", "NAMED_DAY", "VAGUE"} & each for each in kinds)


_DAY_OF_MONTH = re.compile(r"(?:on )?(?:the )?\d{1,2}(?:st|nd|rd|th)?")


def declared_parts(declared: str | None) -> tuple[int, ...]:
    """Return year, month and day of a declared date, as many as it has; empty for a date that nothing is counted from."""
    # A time of day after the date changes nothing: `2021-01-06T10:00`.
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T.*)?", declared or "", re.ASCII)
    parts = tuple(int(part) for part in match.groups() if part) if match else ()
    return parts if parts and FIRST <= parts[0] <= LAST else ()


def _named_day(words: str, day: date, language: str) -> str | None:
    # `yesterday morning` is the day, whatever part of it is meant.
    words = _PART_OF_DAY.sub(r"\1", words)
    words = re.sub(r"^(?:earlier |later )(?=today)", "", words)
    # English has more phrases than a table of words can hold; the other languages have theirs in the lexicon.
    step = _NAMED.get(without_article(words)) if language == "en" else None
    if step is None:
        named = (lexicon(language).meanings(words) or phrase(lexicon(language), words)).get("RELATIVE_DAY")
        step = _DAYS.get(named or "")
    return None if step is None else (day + timedelta(step)).isoformat()


def _counted_back(words: str, day: date) -> str | None:
    match = re.fullmatch(rf"{_COUNT} (?P<unit>day|week|fortnight)s? (ago|from now)", words)
    number = _number(match["count"]) if match else None
    if match is None or number is None:
        return None
    number = -number if words.endswith("ago") else number
    if match["unit"].startswith("day"):
        return (day + timedelta(number)).isoformat()
    # `two weeks ago` is a week, not a day: EDTF writes it from Monday to Sunday.
    return week_of(day + timedelta(weeks=number * (2 if match["unit"].startswith("fortnight") else 1)))


def _week(words: str, day: date) -> str | None:
    """Return a week, or a day of it: `last week`, `Friday of last week`, `Friday last week`."""
    match = re.fullmatch(rf"(?:{_DAY_OF} )?{_EARLIER}(?P<step>this|last|next) week", words)
    if match is None:
        return None
    # A week begins on Monday, so that Sunday of last week is the day before its Monday of this.
    within = day + timedelta(weeks=STEPS[match["step"]])
    if match["day"] is None:
        return week_of(within)
    weekday = (lexicon("en").meanings(match["day"]) or {}).get("WEEKDAY")
    return None if weekday is None else (within + timedelta(weekday - within.weekday())).isoformat()


def week_of(day: date) -> str:
    """Return the week of a day, from Monday to Sunday, as ISO 8601 has it."""
    monday = day - timedelta(day.weekday())
    return f"{monday.isoformat()}/{(monday + timedelta(6)).isoformat()}"


def _nearest(words: str, day: date, partial: PartialDate) -> str | None:
    """Return the day in the year that brings it nearest to the declared date, if that is near enough."""
    # The form must have read a day and a month, and no year.
    if partial.day is None or partial.month is None or partial.year is not None:
        return None
    written = _weekday(words)
    reach = _NEAR if written is None else _NEAR_WITH_WEEKDAY
    # A written weekday that fits no year near by means that the date is of another time: no value.
    fitting = [
        d for d in _in_years_around(day.year, partial.month, partial.day) if written is None or d.weekday() == written
    ]
    nearest = min(fitting, key=lambda d: abs(d - day), default=None)
    return nearest.isoformat() if nearest and abs(nearest - day).days <= reach else None


def _in_years_around(year: int, month: int, day: int) -> list[date]:
    """Return the day in each of five years, where the calendar has it."""
    # Two years on each side are enough for `_NEAR_WITH_WEEKDAY`; 29 February drops out where the year has none.
    dates = [PartialDate(near, month, day) for near in range(year - 2, year + 3)]
    return [date(d.year or 0, month, day) for d in dates if d.exists()]


def _weekday(words: str) -> int | None:
    """Return the number of the weekday that is written, Monday 0, after `last` or the like."""
    first = re.sub(r"^(?:last|this|next) ", "", words).split(" ")[0].strip(".,")
    return (lexicon("en").meanings(first) or {}).get("WEEKDAY")


def _month(words: str, month: PartialDate, known: Lexicon) -> str | None:
    """Return a month: by a step, by its name and the year's step, or counted back."""
    year, number = month.year or 0, month.month or 0
    if match := re.fullmatch(rf"{_EARLIER}(this|last|next) month", words):
        return month_after(year, number, STEPS[match[1]])
    if named := _month_by_name(words, year, number, known):
        return named
    match = re.fullmatch(rf"{_COUNT} months? ago", words)
    back = _number(match["count"]) if match else None
    return None if back is None else month_after(year, number, -back)


def _month_by_name(words: str, year: int, number: int, known: Lexicon) -> str | None:
    """Return a month by its name and its own step: `last may`."""
    if match := re.fullmatch(r"(?:last|this past) ([a-z]+)", words):
        named = (known.meanings(match[1]) or {}).get("MONTH")
        # `last May`, said in June, is this year's; said in May or before, the year before's.
        return str(PartialDate(year - (named >= number), named)) if named else None
    return None


def month_after(year: int, month: int, step: int) -> str:
    """Return the month so many after another, or before it."""
    # Months counted from zero, so that January minus one is December of the year before.
    total = year * 12 + month - 1 + step
    return str(PartialDate(total // 12, total % 12 + 1))


def _year(words: str, year: int) -> str | None:
    if match := re.fullmatch(rf"{_EARLIER}(this|the current|last|next) year", words):
        return str(PartialDate(year + STEPS[match[1]]))
    match = re.fullmatch(rf"{_COUNT} (?P<unit>years?|decades?) ago", words)
    back = _number(match["count"]) if match else None
    if match is None or back is None:
        return None
    back *= 10 if match["unit"].startswith("decade") else 1
    # Less than `FIRST` years back from a year of four figures is a year after 0.
    return str(PartialDate(year - back)) if back < FIRST else None


def _number(word: str) -> int | None:
    """Return the number of a figure, a number word or an article: `a week ago`."""
    if word.isdigit():
        return int(word)
    if word in {"a", "an"}:
        return 1
    numeral = (lexicon("en").meanings(word) or phrase(lexicon("en"), word.replace("-", " "))).get("NUMERAL")
    return int(numeral) if numeral is not None else None
