"""Dates: what a date says, as EDTF, with the precision that stands there and never more.

A date that leans on another (`last week`, `4 May`) has a value only where the source declares the document's date, and
only if what it leans on cannot be another; else it is null and marked relative.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from parquetry.extract.normalize import edtf
from parquetry.extract.value_words import MONTHS, NUMBER_WORDS, WEEKDAYS, alternatives

_NUMBER = rf"(?:\d{{1,3}}|an?|{alternatives(NUMBER_WORDS)})"
_SHORT_YEAR = re.compile(r"(\d{1,2}([/.-])\d{1,2}\2)(\d\d)")
_BRACKETS = re.compile(r"\[\s?|\s?\]")
_LEAD = edtf.form(r"(?:(?:in|on|from|between|by|during|at|of|circa|around|about|approximately|c\.|ca\.)\s+)+")
_VAGUE = edtf.form(
    r"(?:the\s+)?(?:very\s+)?(?:early|mid|late|later|middle|beginning|start|end|turn|around|about|circa|c\.|ca\.|"
    r"approximately)(?:\s+(?:of\s+)?(?:the\s+)?|\s?[-–]\s?)"
)
_FIRST, _LAST = 1000, 9990
"""Years of a declared date to lean on: what is reckoned from them is a year of four figures."""
_SPACE = re.compile(r"\s+")
_STEP = re.compile(rf"^(?:last|this|next) (?={alternatives(WEEKDAYS)}\b)")
_DEPENDENT = edtf.form(r"\b(?:post|pre|after|before|since|prior)\b")


def read(text: str, declared: str | None = None) -> tuple[str | None, dict[str, object]]:
    """Return the EDTF of a date and what else is to be known of it: `relative`, `vague`, `ambiguous`.

    Nothing is guessed: `May` alone is no date, `04/05/2019` is one of two.

    >>> read("the 24th of July 1992"), read("04/05/2019")
    (('1992-07-24', {}), ('[2019-04-05,2019-05-04]', {'ambiguous': True}))
    >>> read("February this year", "2021-01-06"), read("last week")
    (('2021-02', {'relative': True}), (None, {'relative': True}))
    """
    said = _SPACE.sub(" ", _BRACKETS.sub("", text)).strip(' ,;:()"“”').lower()
    said = _LEAD.sub("", said, count=1) if _LEAD.match(said) and not _VAGUE.match(said) else said
    whole = edtf.single(said) or edtf.interval(said)
    if whole:
        return whole, {"ambiguous": True} if whole.startswith("[") else {}
    if vague := _VAGUE.match(said):
        whole = edtf.single(said[vague.end() :])
        if whole:
            return whole, {"vague": True}
    found = _relative(said, declared) if declared and not _DEPENDENT.search(said) else None
    return found, {"relative": True}


def _relative(said: str, declared: str) -> str | None:
    """Return a date that leans on the declared one, as far as that reaches: day, month or year."""
    parts = [int(part) for part in declared[:10].split("-")]
    if not _FIRST <= parts[0] <= _LAST:
        return None
    if len(parts) == 3 and edtf.exists(*parts):  # noqa: PLR2004 (year, month, day)
        day = date(*parts)
        if (found := _by_day(said, day) or _near(said, day)) is not None:
            return found
    if len(parts) > 1 and (found := _by_month(said, parts[0], parts[1])):
        return found
    return _by_year(said, parts[0])


def _by_year(said: str, year: int) -> str | None:
    if match := _SHORT_YEAR.fullmatch(said):
        near = next(one for one in range(year - 50, year + 50) if one % 100 == int(match[3]))
        return edtf.single(f"{match[1]}{near:04d}")
    steps = {"this": 0, "the current": 0, "last": -1, "next": 1}
    if match := re.fullmatch(r"(?:earlier |later )?(this|the current|last|next) year", said):
        return f"{year + steps[match[1]]:04d}"
    if match := re.fullmatch(rf"({_NUMBER}) (years?|decades?) ago", said):
        number = _number(match[1]) * (10 if match[2].startswith("d") else 1)
        return f"{year - number:04d}" if number < _FIRST else None
    return None


def _by_day(said: str, day: date) -> str | None:
    named = {
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
    said = re.sub(r"\s?['’]s$", "", said)
    said = re.sub(r"^(yesterday|tomorrow) (?:morning|afternoon|evening|night)$", r"\1", said)
    said = re.sub(r"^(?:earlier |later )(?=today)", "", said)
    if said in named:
        return (day + timedelta(named[said])).isoformat()
    if match := re.fullmatch(rf"({_NUMBER}) days? ago", said):
        return (day - timedelta(_number(match[1]))).isoformat()
    if match := re.fullmatch(r"(?:earlier |later )?(this|last|next) week", said):
        monday = day - timedelta(day.weekday()) + timedelta({"this": 0, "last": -7, "next": 7}[match[1]])
        return f"{monday.isoformat()}/{(monday + timedelta(6)).isoformat()}"
    if match := re.fullmatch(rf"({_NUMBER}) weeks? ago", said):
        monday = day - timedelta(day.weekday() + 7 * _number(match[1]))
        return f"{monday.isoformat()}/{(monday + timedelta(6)).isoformat()}"
    return None


def _near(said: str, day: date) -> str | None:
    """Return a day and month within a month of the declared date; with a weekday that fits, within two years."""
    said = _STEP.sub("", said)
    match = edtf.FORMS[0].fullmatch(said) or edtf.FORMS[1].fullmatch(said)
    if match is None:
        return None
    written = _weekday(said)
    found = []
    for year in range(day.year - 2, day.year + 3):
        read_ = edtf.written({"year": str(year), "month": match["month"], "day": match["day"]})
        if read_ and (written is None or date.fromisoformat(read_).weekday() == written):
            found.append((abs((date.fromisoformat(read_) - day).days), read_))
    reach = 31 if written is None else 731
    return min(found)[1] if found and min(found)[0] <= reach else None


def _weekday(said: str) -> int | None:
    """Return the number of the weekday that is written first, Monday 0."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return names.index(said[:3]) if said[:3] in names else None


def _by_month(said: str, year: int, month: int) -> str | None:
    steps = {"this": 0, "last": -1, "next": 1}
    if match := re.fullmatch(r"(?:earlier |later )?(this|last|next) month", said):
        return _months(year, month, steps[match[1]])
    if match := re.fullmatch(rf"{edtf.MONTH} (?:of )?(this|last|next) year", said):
        return f"{year + steps[match[2]]:04d}-{MONTHS[match['month']]:02d}"
    if match := re.fullmatch(rf"{edtf.MONTH} {edtf.DAY},? (this|last|next) year", said):
        return edtf.written({"year": str(year + steps[match[3]]), "month": match["month"], "day": match["day"]})
    if match := re.fullmatch(rf"(?:last|this past) {edtf.MONTH}", said):
        return f"{year - (MONTHS[match['month']] >= month):04d}-{MONTHS[match['month']]:02d}"
    if match := re.fullmatch(rf"({_NUMBER}) months? ago", said):
        return _months(year, month, -_number(match[1]))
    return None


def _months(year: int, month: int, step: int) -> str:
    total = year * 12 + month - 1 + step
    return f"{total // 12:04d}-{total % 12 + 1:02d}"


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBER_WORDS.get(word, 1)
