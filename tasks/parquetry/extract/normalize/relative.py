"""Relative dates: what `last week`, `4 May` or `hier` says, counted from the date that the source declares.

Nothing is guessed: what could be two dates is none. The words for yesterday, today and tomorrow are in the tables of many
languages; the rest is English. What rules find in the other languages is in `relative_forms`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from parquetry.extract.normalize.edtf import PartialDate
from parquetry.languages.lexicon import Lexicon, fold, lexicon

FIRST, LAST = 1000, 9990
"""Years of a declared date to count from: what is counted from them has a year of four figures."""
_NEAR = 31
"""Days within which a day and month without a year are taken to be of the year that brings them nearest: a month."""
_NEAR_WITH_WEEKDAY = 731
"""The same where a weekday is written that fits: two years, within which it fits once, or rarely twice."""
# Steps of a week, a month or a year, by the word before it.
_STEPS = {"last": -1, "this": 0, "the current": 0, "next": 1}
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
    "the day after tomorrow": 2,
    "the day before yesterday": -2,
}
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_DEPENDENT = re.compile(r"\b(?:post|pre|after|before|since|prior)\b")
"""Words that make of a date one that is before or after it."""
# `earlier this week` is still this week as far as a value goes.
_EARLIER = r"(?:earlier |later )?"
_PART_OF_DAY = re.compile(
    r"""
    ^(yesterday|tomorrow)                       # the day, which is kept
    \ (?:morning|afternoon|evening|night)$      # `yesterday morning`, `tomorrow night`
    """,
    re.VERBOSE,
)
_DAY_OF_YEAR = re.compile(
    r"""
    ([a-z]+)\                                   # `may`, a month by the tables
    (\d{1,2})(?:st|nd|rd|th)?,?\                # `3`, `3rd`, `3rd,`
    (this|last|next)\ year                      # `may 3rd, last year`
    """,
    re.VERBOSE,
)
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
    if not parts or _DEPENDENT.search(words):
        return None
    # A source may declare a year or a month only: then days and weeks are not counted, months and years may be.
    day = date(*parts) if len(parts) == 3 and PartialDate(*parts).exists() else None  # noqa: PLR2004 (year, month, day)
    if day is not None:
        # From the most exact to the least: a day, a week, a month, a year.
        value = _named_day(words, day, language) or _counted_back(words, day) or _week(words, day)
        # `4 May` is counted only if no other rule read the words.
        value = value or (_nearest(words, day, partial) if partial else None)
        if value:
            return value
    month = PartialDate(*parts[:2]) if len(parts) > 1 else None
    value = _month(words, month, lexicon(language)) if month else None
    return value or _year(words, parts[0])


def is_today(words: str, language: str) -> bool:
    """Tell whether a mention is a word for today and nothing else: `today`, `today's`, `i dag`."""
    key = re.sub(r"\s?'s$", "", folded(words))
    if language == "en":
        return key == "today"
    known = lexicon(language)
    # An apostrophe parts words in the tables: `aujourd'hui` is a phrase.
    return (known.meanings(words) or _phrase(known, re.sub(r"\W+", " ", key)) or {}).get("RELATIVE_DAY") == "today"


def is_dependent(words: str) -> bool:
    """Tell whether a mention says what is before or after a date, and not the date: `after 2015`."""
    return _DEPENDENT.search(words.casefold()) is not None


def declared_parts(declared: str | None) -> tuple[int, ...]:
    """Return year, month and day of a declared date, as many as it has; empty for a date that nothing is counted from."""
    # A time of day after the date changes nothing: `2021-01-06T10:00`.
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T.*)?", declared or "", re.ASCII)
    parts = tuple(int(part) for part in match.groups() if part) if match else ()
    return parts if parts and FIRST <= parts[0] <= LAST else ()


def _named_day(words: str, day: date, language: str) -> str | None:
    # `yesterday's` and `yesterday morning` are the day, whatever part of it is meant.
    words = re.sub(r"\s?'s$", "", words)
    words = _PART_OF_DAY.sub(r"\1", words)
    words = re.sub(r"^(?:earlier |later )(?=today)", "", words)
    # English has more phrases than a table of words can hold; the other languages have theirs in the lexicon.
    step = _NAMED.get(words) if language == "en" else None
    if step is None:
        named = (lexicon(language).meanings(words) or _phrase(lexicon(language), words)).get("RELATIVE_DAY")
        step = _DAYS.get(named or "")
    return None if step is None else (day + timedelta(step)).isoformat()


def _phrase(known: Lexicon, words: str) -> dict[str, str]:
    """Return what a phrase of the lexicon says: `i går`."""
    first, *rest = words.split() or [""]
    return next((meanings for other, meanings in known.phrases.get(first, ()) if other == tuple(rest)), {})


def _counted_back(words: str, day: date) -> str | None:
    match = re.fullmatch(rf"{_COUNT} (?P<unit>days?|weeks?|months?) ago", words)
    number = _number(match["count"]) if match else None
    if match is None or number is None:
        return None
    if match["unit"].startswith("day"):
        return (day - timedelta(number)).isoformat()
    # `two weeks ago` is a week, not a day: EDTF writes it from Monday to Sunday.
    if match["unit"].startswith("week"):
        return week_of(day - timedelta(7 * number))
    return None


def _week(words: str, day: date) -> str | None:
    match = re.fullmatch(rf"{_EARLIER}(this|last|next) week", words)
    return week_of(day + timedelta(7 * _STEPS[match[1]])) if match else None


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
        return month_after(year, number, _STEPS[match[1]])
    if named := _month_by_name(words, year, number, known):
        return named
    match = re.fullmatch(rf"{_COUNT} months? ago", words)
    back = _number(match["count"]) if match else None
    return None if back is None else month_after(year, number, -back)


def _month_by_name(words: str, year: int, number: int, known: Lexicon) -> str | None:
    """Return a month, or a day of one, by its name and a step of the year or of itself: `last may`."""
    # `may of last year`: the month by its name, the year by its step.
    if match := re.fullmatch(r"([a-z]+) (?:of )?(this|last|next) year", words):
        named = (known.meanings(match[1]) or {}).get("MONTH")
        return str(PartialDate(year + _STEPS[match[2]], named)) if named else None
    if match := _DAY_OF_YEAR.fullmatch(words):
        named = (known.meanings(match[1]) or {}).get("MONTH")
        day = PartialDate(year + _STEPS[match[3]], named, int(match[2]))
        return str(day) if named and day.exists() else None
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
        return str(PartialDate(year + _STEPS[match[1]]))
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
    numeral = (lexicon("en").meanings(word) or _phrase(lexicon("en"), word.replace("-", " "))).get("NUMERAL")
    return int(numeral) if numeral is not None else None


def folded(text: str) -> str:
    """Return the words of a date as they are read here: folded, single spaces, no brackets or quotes around."""
    plain = " ".join(re.sub(r"[\[\]“”\"();:]", " ", text).replace("’", "'").split()).strip(" ,")
    # Only words of letters are folded: figures and `sept.` have nothing to fold and keep their signs.
    return " ".join(word if not word.isalpha() else fold(word) for word in plain.split()).lower()
