"""Reading of a date: what the groups of one match of a form say, as a partial date or from-to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parquetry.extract.normalize.edtf import PartialDate, interval, one_of
from parquetry.extract.normalize.token_meanings import LAST_YEAR

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from parquetry.extract.normalize.tokens import Form, Tokens

_SHORT_PIVOT = 50
"""A year in two figures under it is of this century where nothing else tells: dates of registers and logs since 1950."""
_BC = 0
"""The number of the era before the year 1 in the tables."""
_DECADE, _CENTURY, _MILLENNIUM = 10, 100, 1000
_LAST_CENTURY = 21
_BEFORE_QUARTERS, _BEFORE_HALVES = 32, 39
"""Source: EDTF level 2, which numbers the quarters of a year 33 to 36, its halves 40 and 41."""


@dataclass(frozen=True, slots=True)
class Context:
    """What decides between two readings: the order of days and months, and the year of the document."""

    language: str
    order: str | None = None
    year: int | None = None


# Three states: `None` is no date at all, EDTF null is a date whose day is not known, else both are given.
Found = tuple["str | None", "PartialDate | None", dict[str, object]]
"""The EDTF, the partial date where there is one, and what else is to be known of it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One match of a form of a date, in its text."""

    tokens: Tokens
    match: re.Match[str]
    context: Context

    def number(self, group: str, *kinds: str) -> int | None:
        """Return the number that the token of a group says, as the first of these kinds that it has."""
        # One token may have several kinds: `12` is a day, a month and a short year. The form's group says which is meant.
        token = self.tokens.first(self.match, group)
        if token is None:
            return None
        return next((token.meanings[kind] for kind in kinds if token.meanings.get(kind) is not None), None)

    def year(self) -> int | None:
        """Return the year, as astronomers count: of an era, of a reign, or of two figures."""
        year = self.number("y", "YEAR", "OLD_YEAR", "DIGITS")
        # 令和3年: the table has the year before the reign's first, so 3 is added to 2018.
        reign = self.number("r", "REIGN")
        if reign is not None:
            years = self.number("n", "DIGITS") or 0
            return reign + years if 0 < years < 200 else None  # noqa: PLR2004 (no reign lasts longer)
        short = self.number("yy", "SHORT_YEAR")
        if short is not None:
            return whole_year(short, self.context.year)
        # Astronomers have a year 0, historians do not: 44 BC is -43. The group must exist, for a missing era is no era 0.
        if year is not None and self.number("e", "ERA") == _BC and self.tokens.first(self.match, "e"):
            return 1 - year if year else None
        # `AD 0` was never a year.
        return year or None

    def month(self, suffix: str = "") -> int | None:
        """Return the month, by its name or its number."""
        return self.number(f"m{suffix}", "MONTH") or self.number(f"mn{suffix}", "MONTH_NUMBER")

    def day(self, suffix: str = "") -> int | None:
        """Return the day of the month."""
        return self.number(f"d{suffix}", "DAY", "ORDINAL")

    def single(self, form: Form) -> Found | None:
        """Return the date of a form of one date."""
        # Most forms are year, month and day; the rest have a function of their own in the table below.
        special = _SPECIAL.get(form.name)
        if special is not None:
            return special(self)
        return _dated(PartialDate(self.year(), self.month(), self.day()))

    def range(self) -> Found | None:
        """Return from-to, each end with what it leaves out taken from the other."""
        # Figures with points, `3.-5.5.2011`, have groups of their own: `a` is the day, `b` the month. `b1` is DAY in the
        # form, yet is read as a month here.
        if "a" in self.match.re.groupindex:
            end = PartialDate(self.year(), self.number("b", "MONTH_NUMBER"), self.number("a", "DAY"))
            start = PartialDate(end.year, self.number("b1", "DAY") or end.month, self.number("a1", "DAY"))
        else:
            # `3-5 May 2011`: the start has only a day, and takes month and year from the end.
            end = PartialDate(self._end_year(), self.month() or self.month("1"), self.day())
            start = PartialDate(self.number("y1", "YEAR") or end.year, self.month("1") or end.month, self.day("1"))
        if self._may_be_month(end):
            return None, None, {"ambiguous": True}
        # `3-5 May` without a year is a date, but which one depends on another date.
        if end.year is None and end.month is not None:
            return None, None, {"relative": True}
        start = a_year_before(start, end)
        found = interval(start, end)
        return (found, end, {}) if found else None

    def _may_be_month(self, end: PartialDate) -> bool:
        """Tell whether `2005-11` may be a month of ISO 8601; the next year, `2003-04`, is one of a season or a budget."""
        first, short = self.number("y1", "YEAR"), self.number("yy", "SHORT_YEAR")
        if first is None or short is None or end.year is None or not 1 <= short <= 12:  # noqa: PLR2004 (months)
            return False
        start, stop = self.tokens.span(self.match)
        return "-" in self.tokens.text[start:stop] and end.year != first + 1

    def _end_year(self) -> int | None:
        # `1914-18` ends in the century it began in.
        first, short = self.number("y1", "YEAR"), self.number("yy", "SHORT_YEAR")
        return first - first % _CENTURY + short if first is not None and short is not None else self.year()


def a_year_before(start: PartialDate, end: PartialDate) -> PartialDate:
    """Return a start that has the end's year, one year earlier where it would be after the end.

    `28 December to 3 January 2011` begins in 2010.
    """
    # Days within one month in the wrong order (`5-3 May`) are a slip of the pen and no turn of the year.
    same = start.year == end.year and start.month is not None and end.month is not None
    later = same and (start.month, start.day or 0) > (end.month, end.day or 0) and start.month != end.month
    return replace(start, year=start.year - 1) if later and start.year is not None else start


def whole_year(short: int, near: int | None) -> int:
    """Return a year in two figures whole: within fifty years of the document's where that is known, else from 1950 to 2049.

    >>> whole_year(11, None), whole_year(68, None), whole_year(11, 1920)
    (2011, 1968, 1911)
    """
    if near is None:
        return short + (2 * _MILLENNIUM if short < _SHORT_PIVOT else 2 * _MILLENNIUM - _CENTURY)
    # A hundred years around the document's own hold each pair of figures exactly once.
    first = near - _CENTURY // 2
    return next(year for year in range(first, first + _CENTURY) if year % _CENTURY == short)


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


def _compact(reading: Reading) -> Found | None:
    # 20110513 -> 2011, 05, 13.
    figure = f"{reading.number('c', 'COMPACT') or 0:08}"
    date = PartialDate(int(figure[:-4]), int(figure[-4:-2]), int(figure[-2:]))
    recent = 1900 <= (date.year or 0) <= 2099  # noqa: PLR2004 (outside of it the figure is rather a number)
    return (str(date), date, {}) if date.exists() and recent else None


def _named_day(reading: Reading) -> Found | None:
    token = reading.tokens.first(reading.match, "x")
    month, day = str(token.meanings["NAMED_DAY"]).split("-") if token else ("", "")
    return _dated(PartialDate(reading.year(), int(month), int(day)))


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


def _season(reading: Reading) -> Found | None:
    date = PartialDate(reading.year(), part=reading.number("s", "SEASON"))
    return str(date), date, {}


def _quarter(reading: Reading) -> Found | None:
    # A quarter may be written `Q3`, `third`, `III` or `3.`.
    number = reading.number("q", "DIGITS") or reading.number("o", "ORDINAL", "ROMAN", "DIGITS") or 0
    date = PartialDate(reading.year(), part=_BEFORE_QUARTERS + number)
    return (str(date), date, {}) if 1 <= number <= 4 else None  # noqa: PLR2004 (quarters)


def _half_year(reading: Reading) -> Found | None:
    number = reading.number("o", "ORDINAL", "DIGITS") or 0
    date = PartialDate(reading.year(), part=_BEFORE_HALVES + number)
    return (str(date), date, {}) if number in {1, 2} else None


def _decade(reading: Reading) -> Found | None:
    year = reading.number("y", "YEAR")
    if year is None:
        year = reading.year()
    # `1995s` is no decade.
    if year is None or year % _DECADE:
        return None
    # `the 1800s` of English are a century or its first ten years.
    if year % _CENTURY == 0 and year != 2 * _MILLENNIUM and reading.context.language == "en":
        return None, None, {"ambiguous": True}
    date = PartialDate(year, unknown=1)
    return str(date), date, {}


def _spoken_decade(reading: Reading) -> Found | None:
    # `nineteen-sixties`: 19 hundreds and 6 tens.
    head, ten = reading.number("n", "NUMERAL") or 0, reading.number("t", "DECADE_NAME") or 0
    date = PartialDate(head * _CENTURY + ten * _DECADE, unknown=1)
    return (str(date), date, {}) if _MILLENNIUM <= head * _CENTURY <= LAST_YEAR else None


def _hundreds(reading: Reading) -> Found | None:
    """Return Scandinavian `1800-talet`, a century, or `1990-talet`, a decade; `2000-talet` may be either."""
    year = reading.number("hundred", "YEAR")
    if year is None or year % _DECADE or year == 2 * _MILLENNIUM:
        return (None, None, {"ambiguous": True}) if year == 2 * _MILLENNIUM else None
    date = PartialDate(year, unknown=2 if year % _CENTURY == 0 else 1)
    return str(date), date, {}


def _century(reading: Reading) -> Found | None:
    number = reading.number("o", "ORDINAL", "CENTURY_NUMBER", "ROMAN") or 0
    # `in its second century`: a hundred years of something, and runs of a cricketer.
    before = reading.tokens.before(reading.match)
    if (before is not None and "POSSESSIVE" in before.meanings) or _ends_at_century(reading):
        return None
    if not _is_century_meant(reading):
        return None
    # `2nd century BC` stays a date, but gets no value; Chinese and Korean have the era first, `公元前6世纪`.
    eras = {reading.number("e", "ERA"), before.meanings.get("ERA") if before is not None else None}
    if not 1 <= number <= _LAST_CENTURY or _BC in eras:
        return (None, None, {}) if number else None
    # The 20th century is 19XX in EDTF.
    date = PartialDate((number - 1) * _CENTURY, unknown=2)
    return str(date), date, {}


def _is_century_meant(reading: Reading) -> bool:
    """Tell whether a short word for a century is one: `XIX в.`, `19. st.`; `5 в день` and `s. 5` are other things."""
    word, number = reading.tokens.first(reading.match, "c"), reading.tokens.first(reading.match, "o")
    text = reading.tokens.text
    if word is None or number is None or word.end - word.start > _SHORT_CENTURY or _has_no_case(text[word.start : word.end]):
        return True
    if "ROMAN" in number.meanings:
        return True
    # With a point of its own, after a number that is an ordinal, or before an era.
    is_ordinal = "." in text[number.end : word.start] or reading.tokens.first(reading.match, "e") is not None
    return is_ordinal and text[word.end : word.end + 1] == "."


def _ends_at_century(reading: Reading) -> bool:
    """Tell whether a sentence ends between a century and what may be an era: `in the 19th century. BC Ferries`."""
    word, era = reading.tokens.first(reading.match, "c"), reading.tokens.first(reading.match, "e")
    if word is None or era is None or "." not in reading.tokens.text[word.end : era.start]:
        return False
    return word.end - word.start > _LONGEST_ABBREVIATION


def _year_of_era(reading: Reading) -> Found | None:
    year, eras = reading.tokens.first(reading.match, "y"), reading.tokens.all(reading.match, "e")
    if year is None or not eras:
        return None
    text, start, end = reading.tokens.text, eras[0].start, eras[-1].end
    is_before = start < year.start
    # `公元前6世紀` is a century, and no year 6.
    following = reading.tokens.after(reading.match)
    if is_before and following is not None and "CENTURY" in following.meanings:
        return None
    # `ce57131` is part of a key, and no year of the common era.
    if is_before and end == year.start and text[start:end].isascii():
        return None
    # A stop parts the two where the era is an abbreviation: `44. pr. Kr.`, `i. e. 44`. Elsewhere a sentence ends at it:
    # `in May 1990. AD Solutions`, `Vancouver, BC. 12 people`, `in 44 B.C. 12 men`.
    parted = "." in (text[end : year.start] if is_before else text[year.end : start].strip(" ")[:1])
    if parted and ("." not in text[start:end] or (is_before and text[:start].rstrip()[-1:].isdigit())):
        return None
    return _dated(PartialDate(reading.year()))


def _has_no_case(word: str) -> bool:
    return word.lower() == word.upper()


_SHORT_CENTURY = 2
"""Most letters of an abbreviation of `century` that may be another word: `в`, `w`, `s`, `st`."""
_LONGEST_ABBREVIATION = 4
"""Most letters of an abbreviation of `century`: `Jhdt.`, `stol.`"""
_SPECIAL: dict[str, Callable[[Reading], Found | None]] = {
    "figures": _figures,
    "short_figures": _short_figures,
    "compact": _compact,
    "named_day": _named_day,
    "day_of_history": _day_of_history,
    "season": _season,
    "season_after": _season,
    "quarter": _quarter,
    "quarter_after": _quarter,
    "quarter_roman": _quarter,
    "half_year": _half_year,
    "decade": _decade,
    "decade_after": _decade,
    "short_decade": _decade,
    "spoken_decade": _spoken_decade,
    "decade_or_century": _hundreds,
    "century": _century,
    "century_of_era": _century,
    "counted_century": _century,
    "century_after": _century,
    "year_of_era": _year_of_era,
    "year_before_era": _year_of_era,
}
"""Forms that say more than year, month and day."""
