"""Match of a form of a date: the numbers that its groups say, and from-to, each end with what it leaves out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from parquetry.extract.normalize.edtf import PartialDate, interval

if TYPE_CHECKING:
    from parquetry.extract.normalize.tokens import Tokens

_SHORT_PIVOT = 50
"""A year in two figures under it is of this century where nothing else tells: dates of registers and logs since 1950."""
_BC = 0
"""The number of the era before the year 1 in the tables."""
_CENTURY, _MILLENNIUM = 100, 1000


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
class FoundDate:
    """`text[start:end]` is a date. `edtf` is null where it has no day, or leans on another date."""

    start: int
    end: int
    rule: str
    edtf: str | None
    partial: PartialDate | None = None
    data: dict[str, object] = field(default_factory=dict)

    @property
    def value_data(self) -> str | None:
        """Return what else is to be known of it, as JSON."""
        return json.dumps(self.data, sort_keys=True) if self.data else None


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
        by_name = self.number(f"m{suffix}", "MONTH") or self.number(f"mn{suffix}", "MONTH_NUMBER")
        return by_name or self.number(f"rm{suffix}", "ROMAN")

    def day(self, suffix: str = "") -> int | None:
        """Return the day of the month."""
        return self.number(f"d{suffix}", "DAY", "ORDINAL")

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
        if self._may_be_month(end) or self._may_be_either(start, end):
            return None, None, {"ambiguous": True}
        if not self._is_next_year(end):
            return None
        # `3-5 May` without a year is a date, but which one depends on another date.
        if end.year is None and end.month is not None:
            return None, None, {"relative": True}
        start = a_year_before(start, end)
        found = interval(start, end)
        return (found, end, {}) if found else None

    def _may_be_either(self, start: PartialDate, end: PartialDate) -> bool:
        """Tell whether a slash parts two days that are not side by side: `5./12. Juni` is one of them."""
        return "or_" in self.match.re.groupindex and (start.day or 0) + 1 != end.day

    def _may_be_month(self, end: PartialDate) -> bool:
        """Tell whether `2005-11` may be a month of ISO 8601; the next year, `2003-04`, is one of a season or a budget."""
        first, short = self.number("y1", "YEAR"), self.number("yy", "SHORT_YEAR")
        if first is None or short is None or end.year is None or not 1 <= short <= 12:  # noqa: PLR2004 (months)
            return False
        start, stop = self.tokens.span(self.match)
        return "-" in self.tokens.text[start:stop] and end.year != first + 1

    def _is_next_year(self, end: PartialDate) -> bool:
        """Tell whether a slash between two years makes a season of them: `2013/14`, and not `ZR 1984/97`."""
        first = self.tokens.first(self.match, "y1")
        if first is None:
            return True
        if "/" not in self.tokens.text[first.end : first.end + len("./")]:
            # Standards have a number and a year, `DIN 1055-92`; a club of 2001-02 is of this time.
            # Only a year cut short is in question: of `ISO 1205-1292` nothing is known, and it is read as before.
            is_early = first.meanings.get("YEAR", _FIRST_CLUB) < _FIRST_CLUB and "yy" in self.match.re.groupindex
            return not is_early or not _is_numbered(self.tokens.text, first.start)
        if end.year is None or end.year > _LAST_SEASON:
            return False
        return end.year == first.meanings.get("YEAR", 0) + 1 and not _CODE_BEFORE.search(
            self.tokens.text, max(0, first.start - _CODE), first.start
        )

    def _end_year(self) -> int | None:
        # `1914-18` ends in the century it began in.
        first, short = self.number("y1", "YEAR"), self.number("yy", "SHORT_YEAR")
        return first - first % _CENTURY + short if first is not None and short is not None else self.year()


_LAST_SEASON = 2050
"""The greatest year of two with a slash between them: trains have numbers like `2145/2146`."""
_FIRST_CLUB = 1700
"""The first year that capitals before it are of the name of something then: a club, a league."""
_NUMBERED = re.compile(r"[A-Z]\W?\Z")
"""A capital before a figure of long ago, as numbers of standards and cases have it: `DIN 1055-92`, `B 1205-92`."""
_RULER = re.compile(r"[A-Z]\w+[a-zà-ÿ] [IVX]{1,5}[, (]{1,2}\Z")
_LONGEST_NAME = 30


def _is_numbered(text: str, start: int) -> bool:
    """Tell whether a capital makes a number of what follows, `B 1205-92`; that of a ruler does not, `James I 1603-25`."""
    # The numeral of a ruler ends in a capital as well.
    if _RULER.search(text, max(0, start - _LONGEST_NAME), start):
        return False
    return _NUMBERED.search(text, max(0, start - _CODE), start) is not None


_CODE_BEFORE = re.compile(r"[A-Z]{2}\W?\Z")
"""Capitals before a figure, as numbers of files have them: `ZR 1984/85`."""
_CODE = 3
"""Code points that such capitals take with the sign behind them."""


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


def year_cut_short(reading: Reading) -> int | None:
    """Return a year in two figures whole; null where its century is open, as of `5 May '45` in any text of this time."""
    declared, short = reading.context.year, reading.number("yy", "SHORT_YEAR")
    if short is None:
        return None
    if declared is None:
        return None if short in _OPEN else whole_year(short, None)
    ago = (declared - short) % _CENTURY
    # Long ago or soon: `'35` said in 2021 may be either.
    if _LIFETIME < ago < _CENTURY - _NEAR_FUTURE:
        return None
    return declared - (ago if ago <= _LIFETIME else ago - _CENTURY)


_OPEN = range(30, 50)
"""Years in two figures that may be of the last century or still to come, in a text that does not say when it was written."""


_LIFETIME, _NEAR_FUTURE = 75, 5
"""Years back and ahead in which a year written with an apostrophe is sure."""
