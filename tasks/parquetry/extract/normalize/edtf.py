"""EDTF: one date or from-to, as its own words say, leaning on nothing.

Source: EDTF (ISO 8601-2): X for what is unknown, 21 to 24 for seasons, a/b for intervals, [a,b] for one of several; the
year before 0001 is 0000, so that 508 BC is -0507.
"""

from __future__ import annotations

import calendar
import re

from parquetry.extract.value_words import DECADES, MONTHS, NAMED_DAYS, ORDINALS, SEASONS, WEEKDAYS, alternatives

MONTH = rf"(?P<month>{alternatives(MONTHS)})\b\.?"
_ORDINAL = rf"{alternatives(ORDINALS)}"
DAY = rf"(?P<day>(?:0?[1-9]|[12]\d|3[01])(?!\d)\s?(?:st|nd|rd|th|\.)?|{_ORDINAL})"
_YEAR = r"(?P<year>\d{3,4})(?!\d|\s?['’]?s\b)"
_ERA = r"(?:\s?(?P<era>b\.?c\.?e?\.?|a\.?d\.?|c\.?e\.?)(?!\w))?"
WEEKDAY = rf"(?:(?:{alternatives(WEEKDAYS)})\b\.?,?\s*)?"


def form(expression: str) -> re.Pattern[str]:
    """Return the expression compiled, capitals as small letters."""
    return re.compile(expression, re.IGNORECASE)


_ISO = form(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:t.*)?")
FORMS = (
    form(rf"{WEEKDAY}(?:the\s)?{DAY}\s?[-–]?\s?(?:of\s|day of\s)?{MONTH}(?:\s?[-–,]?\s?(?:of\s)?{_YEAR}{_ERA})?"),
    form(rf"{WEEKDAY}{MONTH}\s?(?:the\s)?{DAY}(?:\s?,?\s?{_YEAR}{_ERA})?"),
    form(rf"{MONTH}(?:\s?,?\s?(?:of\s)?(?:the\syear\s)?{_YEAR}{_ERA})?"),
    form(rf"{_YEAR}\s{MONTH}(?:\s{DAY})?"),
    form(rf"(?:the\s)?(?:calendar\s|fiscal\s)?(?:years?\s)?{_YEAR}{_ERA}"),
    form(r"(?P<era>a\.?d\.?)\s?(?P<year>\d{1,4})"),
    form(r"(?:the\syear\s)?(?P<year>\d{1,4})\s?(?P<era>b\.?c\.?e?\.?|a\.?d\.?|c\.?e\.?)"),
)
"""Ways to write one date; what is in a form's groups is what the date says."""
_SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_SEASON = form(rf"(?:the\s)?({alternatives(SEASONS)})(?:\s(?:of\s)?|,\s)(?P<year>\d{{4}})")
_DECADE = form(r"(?:the\s)?(?P<head>1\d|20)(?P<ten>\d)0\s?['’]?s")
_DECADE_WORD = form(rf"(?:the\s)?(?P<head>nineteen|eighteen|seventeen)[- ](?P<ten>{alternatives(DECADES)})")
_CENTURY = form(rf"(?:the\s)?(?:(?P<figure>\d{{1,2}})\s?(?:st|nd|rd|th)|(?P<word>{_ORDINAL}))[\s–-]{{1,3}}century{_ERA}")
_HEADS = {"seventeen": 17, "eighteen": 18, "nineteen": 19}
_RANGE = form(r"\s*[-–—/]\s*|\s+(?:to|and|until|till|through)\s+")


def single(said: str) -> str | None:  # noqa: PLR0911 (one way to write a date after another)
    """Return one date that leans on nothing."""
    if said in NAMED_DAYS:
        return NAMED_DAYS[said]
    if match := _SLASHED.fullmatch(said):
        return _slashed(match)
    for way in (_ISO, *FORMS):
        if (match := way.fullmatch(said)) and match["year"]:
            return written(match.groupdict())
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


def written(parts: dict[str, str | None]) -> str | None:
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
    return f"{head}-{month:02d}-{day:02d}" if exists(year, month, day) else None


def _day(written: str | None) -> int | None:
    if not written:
        return None
    figure = re.match(r"\d+", written)
    return int(figure[0]) if figure else ORDINALS[written]


def exists(year: int, month: int, day: int) -> bool:
    """Tell whether the calendar has the day."""
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year or 4, month)[1]  # noqa: PLR2004 (months)


def _slashed(match: re.Match[str]) -> str | None:
    """Return day, month and year in figures: points put the day first, slashes leave both readings."""
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    readings = {f"{year:04d}-{m:02d}-{d:02d}" for m, d in ((first, second), (second, first)) if exists(year, m, d)}
    if match[2] == "." and exists(year, second, first):
        return f"{year:04d}-{second:02d}-{first:02d}"
    if len(readings) == 2:  # noqa: PLR2004 (month first, day first)
        return f"[{','.join(sorted(readings))}]"
    return readings.pop() if readings else None


def interval(said: str) -> str | None:
    """Return from-to; what the first side leaves out it has from the second, or a year's end from its beginning."""
    for cut in _RANGE.finditer(said):
        low, high = said[: cut.start()], said[cut.end() :]
        if re.fullmatch(r"(?:1\d|20)\d\d", low) and re.fullmatch(r"\d\d", high):
            high = low[:2] + high
        end = single(high)
        if end is None or "/" in end or "[" in end:
            continue
        start = single(low)
        rest = end[:4] if re.search(r"[a-z]", low) else high[re.match(r"\d*\S*", high).end() :]  # type: ignore[union-attr]
        start = start or single(f"{low} {rest}".strip())
        if start is None and (match := FORMS[1].fullmatch(high)) and low:
            start = single(f"{low} {match['year']}")
        if start is None and re.fullmatch(r"\d\d?", high.split(" ")[0].rstrip(",")) and (match := FORMS[1].match(low)):
            start = single(f"{match['month']} {match['day']} {end[:4]}")
        if start and len(start) == len(end) and start < end:
            return f"{start}/{end}"
    return None
