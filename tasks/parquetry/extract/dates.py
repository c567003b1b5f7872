"""Dates: what a date says, as EDTF, with the precision that stands there and never more.

A date that leans on another (`last week`, `4 May`) has a value only where the source declares the document's date, and
only if what it leans on cannot be another; else it is null and marked relative.
Source: EDTF (ISO 8601-2): X for what is unknown, 21 to 24 for seasons, a/b for intervals, [a,b] for one of several.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from parquetry.extract.lexicon import DECADES, MONTHS, NUMBER_WORDS, ORDINALS, SEASONS, WEEKDAYS, alternatives

_MONTH = rf"(?P<month>{alternatives(MONTHS)})\b\.?"
_ORDINAL = rf"{alternatives(ORDINALS)}"
_DAY = rf"(?P<day>(?:0?[1-9]|[12]\d|3[01])(?!\d)\s?(?:st|nd|rd|th|\.)?|{_ORDINAL})"
_YEAR = r"(?P<year>\d{3,4})(?!\d|\s?['’]?s\b)"
_ERA = r"(?:\s?(?P<era>b\.?c\.?e?\.?|a\.?d\.?|c\.?e\.?)(?!\w))?"
_WEEKDAY = rf"(?:(?:{alternatives(WEEKDAYS)})\b\.?,?\s*)?"
_NUMBER = rf"(?:\d{{1,3}}|an?|{alternatives(NUMBER_WORDS)})"


def _form(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


_ISO = _form(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:t.*)?")
_FORMS = (
    _form(rf"{_WEEKDAY}(?:the\s)?{_DAY}\s?[-–]?\s?(?:of\s|day of\s)?{_MONTH}(?:\s?[-–,]?\s?(?:of\s)?{_YEAR}{_ERA})?"),
    _form(rf"{_WEEKDAY}{_MONTH}\s?(?:the\s)?{_DAY}(?:\s?,?\s?{_YEAR}{_ERA})?"),
    _form(rf"{_MONTH}(?:\s?,?\s?(?:of\s)?(?:the\syear\s)?{_YEAR}{_ERA})?"),
    _form(rf"{_YEAR}\s{_MONTH}(?:\s{_DAY})?"),
    _form(rf"(?:the\s)?(?:calendar\s|fiscal\s)?(?:years?\s)?{_YEAR}{_ERA}"),
    _form(r"(?P<era>a\.?d\.?)\s?(?P<year>\d{1,4})"),
    _form(r"(?:the\syear\s)?(?P<year>\d{1,4})\s?(?P<era>b\.?c\.?e?\.?|a\.?d\.?|c\.?e\.?)"),
)
"""Ways to write one date; what is in a form's groups is what the date says."""
_SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_SEASON = _form(rf"(?:the\s)?({alternatives(SEASONS)})(?:\s(?:of\s)?|,\s)(?P<year>\d{{4}})")
_DECADE = _form(r"(?:the\s)?(?P<head>1\d|20)(?P<ten>\d)0\s?['’]?s")
_DECADE_WORD = _form(rf"(?:the\s)?(?P<head>nineteen|eighteen|seventeen)[- ](?P<ten>{alternatives(DECADES)})")
_CENTURY = _form(rf"(?:the\s)?(?:(?P<figure>\d{{1,2}})\s?(?:st|nd|rd|th)|(?P<word>{_ORDINAL}))[\s–-]{{1,3}}century{_ERA}")
_HEADS = {"seventeen": 17, "eighteen": 18, "nineteen": 19}
_RANGE = _form(r"\s*[-–—/]\s*|\s+(?:to|and|until|till|through)\s+")
_LEAD = _form(r"(?:(?:in|on|from|between|by|during|at|of|circa|around|about|approximately|c\.|ca\.)\s+)+")
_VAGUE = _form(
    r"(?:the\s+)?(?:very\s+)?(?:early|mid|late|later|middle|beginning|start|end|turn|around|about|circa|c\.|ca\.|"
    r"approximately)(?:\s+(?:of\s+)?(?:the\s+)?|\s?[-–]\s?)"
)
_FIRST, _LAST = 1000, 9990
"""Years of a declared date to lean on: what is reckoned from them is a year of four figures."""
_SPACE = re.compile(r"\s+")
_DEPENDENT = _form(r"\b(?:post|pre|after|before|since|prior)\b")


def read(text: str, declared: str | None = None) -> tuple[str | None, dict[str, object]]:
    """Return the EDTF of a date and what else is to be known of it: `relative`, `vague`, `ambiguous`.

    Nothing is guessed: `May` alone is no date, `04/05/2019` is one of two.

    >>> read("the 24th of July 1992"), read("04/05/2019")
    (('1992-07-24', {}), ('[2019-04-05,2019-05-04]', {'ambiguous': True}))
    >>> read("February this year", "2021-01-06"), read("last week")
    (('2021-02', {'relative': True}), (None, {'relative': True}))
    """
    said = _SPACE.sub(" ", text).strip(' ,;:()[]"“”').lower()
    said = _LEAD.sub("", said, count=1) if _LEAD.match(said) and not _VAGUE.match(said) else said
    whole = _single(said) or _interval(said)
    if whole:
        return whole, {"ambiguous": True} if whole.startswith("[") else {}
    if vague := _VAGUE.match(said):
        whole = _single(said[vague.end() :])
        if whole:
            return whole, {"vague": True}
    found = _relative(said, declared) if declared and not _DEPENDENT.search(said) else None
    return found, {"relative": True}


def _single(said: str) -> str | None:  # noqa: PLR0911 (one way to write a date after another)
    """Return one date that leans on nothing."""
    if match := _SLASHED.fullmatch(said):
        return _slashed(match)
    for form in (_ISO, *_FORMS):
        if (match := form.fullmatch(said)) and match["year"]:
            return _written(match.groupdict())
    if match := _SEASON.fullmatch(said):
        return f"{match['year']}-{SEASONS[match[1]]}"
    if match := _DECADE.fullmatch(said):
        return f"{match['head']}{match['ten']}X"
    if match := _DECADE_WORD.fullmatch(said):
        return f"{_HEADS[match['head']]}{DECADES[match['ten']]}X"
    if (match := _CENTURY.fullmatch(said)) and not (match["era"] or "").startswith("b"):
        number = int(match["figure"]) if match["figure"] else ORDINALS[match["word"]]
        return f"{number - 1:02d}XX"
    return None


def _written(parts: dict[str, str | None]) -> str | None:
    """Return the EDTF of a form's groups; nothing for a day that no month has."""
    year = int(parts["year"] or 0)
    if year == 0:
        return None
    before = (parts.get("era") or "").startswith("b")
    head = f"-{year - 1:04d}" if before and year > 1 else f"{0 if before else year:04d}"
    named = parts.get("month")
    if not named:
        return head
    month = int(named) if named.isdigit() else MONTHS[named]
    day = _day(parts.get("day"))
    if day is None:
        return f"{head}-{month:02d}"
    return f"{head}-{month:02d}-{day:02d}" if _exists(year, month, day) else None


def _day(written: str | None) -> int | None:
    if not written:
        return None
    figure = re.match(r"\d+", written)
    return int(figure[0]) if figure else ORDINALS[written]


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year or 4, month)[1]  # noqa: PLR2004 (months)


def _slashed(match: re.Match[str]) -> str | None:
    """Return day, month and year in figures: points put the day first, slashes leave both readings."""
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    readings = {f"{year:04d}-{m:02d}-{d:02d}" for m, d in ((first, second), (second, first)) if _exists(year, m, d)}
    if match[2] == "." and _exists(year, second, first):
        return f"{year:04d}-{second:02d}-{first:02d}"
    if len(readings) == 2:  # noqa: PLR2004 (month first, day first)
        return f"[{','.join(sorted(readings))}]"
    return readings.pop() if readings else None


def _interval(said: str) -> str | None:
    """Return from-to; what the first side leaves out it has from the second, or a year's end from its beginning."""
    for cut in _RANGE.finditer(said):
        low, high = said[: cut.start()], said[cut.end() :]
        if re.fullmatch(r"(?:1\d|20)\d\d", low) and re.fullmatch(r"\d\d", high):
            high = low[:2] + high
        end = _single(high)
        if end is None or "/" in end or "[" in end:
            continue
        start = _single(low)
        rest = end[:4] if re.search(r"[a-z]", low) else high[re.match(r"\d*\S*", high).end() :]  # type: ignore[union-attr]
        start = start or _single(f"{low} {rest}".strip())
        if start is None and (match := _FORMS[1].fullmatch(high)) and low:
            start = _single(f"{low} {match['year']}")
        if start is None and re.fullmatch(r"\d\d?", high.split(" ")[0].rstrip(",")) and (match := _FORMS[1].match(low)):
            start = _single(f"{match['month']} {match['day']} {end[:4]}")
        if start and len(start) == len(end) and start < end:
            return f"{start}/{end}"
    return None


def _relative(said: str, declared: str) -> str | None:
    """Return a date that leans on the declared one, as far as that reaches: day, month or year."""
    parts = [int(part) for part in declared[:10].split("-")]
    if not _FIRST <= parts[0] <= _LAST:
        return None
    if len(parts) == 3 and _exists(*parts):  # noqa: PLR2004 (year, month, day)
        day = date(*parts)
        if (found := _by_day(said, day) or _near(said, day)) is not None:
            return found
    if len(parts) > 1 and (found := _by_month(said, parts[0], parts[1])):
        return found
    steps = {"this": 0, "the current": 0, "last": -1, "next": 1}
    if match := re.fullmatch(r"(?:earlier |later )?(this|the current|last|next) year", said):
        return f"{parts[0] + steps[match[1]]:04d}"
    if match := re.fullmatch(rf"({_NUMBER}) (years?|decades?) ago", said):
        number = _number(match[1]) * (10 if match[2].startswith("d") else 1)
        return f"{parts[0] - number:04d}" if number < _FIRST else None
    return None


def _by_day(said: str, day: date) -> str | None:
    named = {
        "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "yesterday": -1,
        "last night": -1, "tomorrow": 1, "the day after tomorrow": 2, "the day before yesterday": -2,
    }  # fmt: skip
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
    return None


def _near(said: str, day: date) -> str | None:
    """Return a day and month within a month of the declared date; with a weekday that fits, within two years."""
    match = _FORMS[0].fullmatch(said) or _FORMS[1].fullmatch(said)
    if match is None:
        return None
    written = _weekday(said)
    found = []
    for year in range(day.year - 2, day.year + 3):
        edtf = _written({"year": str(year), "month": match["month"], "day": match["day"]})
        if edtf and (written is None or date.fromisoformat(edtf).weekday() == written):
            found.append((abs((date.fromisoformat(edtf) - day).days), edtf))
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
    if match := re.fullmatch(rf"{_MONTH} (?:of )?(this|last|next) year", said):
        return f"{year + steps[match[2]]:04d}-{MONTHS[match['month']]:02d}"
    if match := re.fullmatch(rf"{_MONTH} {_DAY},? (this|last|next) year", said):
        return _written({"year": str(year + steps[match[3]]), "month": match["month"], "day": match["day"]})
    if match := re.fullmatch(rf"(?:last|this past) {_MONTH}", said):
        return f"{year - (MONTHS[match['month']] >= month):04d}-{MONTHS[match['month']]:02d}"
    if match := re.fullmatch(rf"({_NUMBER}) months? ago", said):
        return _months(year, month, -_number(match[1]))
    return None


def _months(year: int, month: int, step: int) -> str:
    total = year * 12 + month - 1 + step
    return f"{total // 12:04d}-{total % 12 + 1:02d}"


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBER_WORDS.get(word, 1)
