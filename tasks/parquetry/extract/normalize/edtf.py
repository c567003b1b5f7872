"""EDTF: one date as far as it is known, from-to, or one of several, written once.

Source: EDTF (ISO 8601-2): X for what is unknown, 21 to 24 for seasons, 33 to 36 for quarters, 40 and 41 for halves of a
year, a/b for intervals, [a,b] for one of several; the year before 0001 is 0000, so that 508 BC is -0507.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace

_LEAP = 4
"""A year with a 29 February, for a day whose year is not known."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """What a date says: a year and what is known within it.

    `year` counts as astronomers do, 0 for 1 BC. `unknown` is how many last digits of the year are not known: 1 for a
    decade, 2 for a century. `part` is EDTF's number of a season, quarter or half. A day without a year is a partial date
    too, but has no EDTF.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: int | None = None
    unknown: int = 0

    def __str__(self) -> str:
        """Return the EDTF.

        >>> str(PartialDate(2011, 5, 3)), str(PartialDate(1990, unknown=1)), str(PartialDate(-507))
        ('2011-05-03', '199X', '-0507')
        """
        year = self.year or 0
        # EDTF's years have four digits: 79 is 0079, and 508 BC is -0507.
        figures = f"{abs(year):04d}"
        # A decade is 199X, a century 19XX.
        if self.unknown:
            figures = figures[: -self.unknown] + "X" * self.unknown
        within = [number for number in (self.part, self.month, self.day) if number is not None]
        return "-".join([f"-{figures}" if year < 0 else figures, *(f"{number:02d}" for number in within)])

    def exists(self) -> bool:
        """Tell whether the calendar has the day: no 31 April, no 29 February 2011."""
        # A day without a month is no date.
        if self.month is None:
            return self.day is None
        if not 1 <= self.month <= 12:  # noqa: PLR2004 (months)
            return False
        return self.day is None or 1 <= self.day <= _days(self.year, self.month)

    def precision(self) -> tuple[bool, bool, bool, int]:
        """Return what is known of the date: dates of one precision have an interval between them."""
        return self.month is not None, self.day is not None, self.part is not None, self.unknown

    def key(self) -> tuple[int, int, int, int]:
        """Return what dates of one precision are ordered by."""
        return self.year or 0, self.part or 0, self.month or 0, self.day or 0

    def within(self, other: PartialDate) -> PartialDate:
        """Return the date with what it leaves out taken from another: `3` of `5 May 2011` is 3 May 2011."""
        # Only a missing month or year is filled in, never one that is written.
        month = other.month if self.month is None else self.month
        year = other.year if self.year is None else self.year
        # A year alone must not get the other date's month.
        return replace(self, year=year, month=month if self.day is not None or self.month is not None else None)


def _days(year: int | None, month: int) -> int:
    # `monthrange` takes years from 1 on; the Gregorian calendar repeats every 400 years.
    return calendar.monthrange((year % 400 or 400) if year is not None else _LEAP, month)[1]  # the calendar repeats


def interval(start: PartialDate, end: PartialDate) -> str | None:
    """Return from-to; nothing where the two differ in precision or stand the wrong way round.

    >>> interval(PartialDate(2011, 5, 3), PartialDate(2011, 5, 5)), interval(PartialDate(2011, 5), PartialDate(2011))
    ('2011-05-03/2011-05-05', None)
    """
    # `2011-05/2011` would say two things at once: from a month to a year that contains it.
    ordered = start.precision() == end.precision() and start.key() < end.key()
    return f"{start}/{end}" if ordered and start.exists() and end.exists() else None


def one_of(dates: list[PartialDate]) -> str | None:
    """Return the one of several dates that exists, or all that do as one of several; nothing where none does.

    >>> one_of([PartialDate(2019, 4, 5), PartialDate(2019, 5, 4)])
    '[2019-04-05,2019-05-04]'
    >>> one_of([PartialDate(2019, 13, 5), PartialDate(2019, 5, 13)])
    '2019-05-13'
    """
    # A set first: 05/05/2011 is one date in both orders.
    candidates = sorted({str(date) for date in dates if date.exists()})
    if len(candidates) > 1:
        return f"[{','.join(candidates)}]"
    return candidates[0] if candidates else None
