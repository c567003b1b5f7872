"""Feasts: the day of a year that a name says, of a fixed date, by Easter, or by a weekday of a month.

Source: the Easter formula of Gauss, with the two exceptions he gives, for the Gregorian and the Julian calendar.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from operator import mul

from parquetry.extract.normalize.edtf import PartialDate

_RULE = re.compile(
    r"""
    (?P<month>\d\d)-(?P<day>\d\d)                      # 12-25
    | (?P<easter>easter|pascha)(?P<days>[+-]\d+)?        # easter+1; pascha is that of the Julian calendar
    | (?P<of>\d\d)/(?P<which>-?\d)/(?P<weekday>\d)      # 11/4/3: the fourth Thursday of November; -1 is the last
    """,
    re.VERBOSE,
)
"""How the tables say a day (`named_days`)."""
_FIRST_OF_EASTER, _LAST_OF_EASTER = 1753, 2199
"""Years of which Easter is sure: before, England and Sweden kept it by the Julian calendar."""
_FIRST_OF_PASCHA, _LAST_OF_PASCHA = 1925, 2099
"""Years in which the Orthodox Easter is written in dates 13 days ahead of the Julian calendar."""
_JULIAN_DAYS = 13


def day_of_feast(rule: str, year: int) -> PartialDate | None:
    """Return the day of a feast in a year, by its rule in the tables; null where the calendar of the year is not sure.

    >>> [str(day_of_feast(rule, 2011)) for rule in ("12-25", "easter+1", "11/4/3", "pascha")]
    ['2011-12-25', '2011-04-25', '2011-11-24', '2011-04-24']
    """
    match = _RULE.fullmatch(rule)
    if match is None:
        return None
    # Most feasts have a fixed day.
    if match["month"]:
        return PartialDate(year, int(match["month"]), int(match["day"]))
    day = _by_easter(match, year) if match["easter"] else _by_weekday(match, year)
    return None if day is None else PartialDate(day.year, day.month, day.day)


def _by_easter(match: re.Match[str], year: int) -> date | None:
    # Greece, Russia and Serbia keep Easter by the Julian calendar, and write its date in the Gregorian.
    is_julian = match["easter"] == "pascha"
    first, last = (_FIRST_OF_PASCHA, _LAST_OF_PASCHA) if is_julian else (_FIRST_OF_EASTER, _LAST_OF_EASTER)
    if not first <= year <= last:
        return None
    return (_pascha(year) if is_julian else _easter(year)) + timedelta(int(match["days"] or 0))


def _by_weekday(match: re.Match[str], year: int) -> date | None:
    month, weekday, which = int(match["of"]), int(match["weekday"]), int(match["which"])
    # Holidays by weekdays are of our time: Thanksgiving was the last Thursday until 1941.
    if not _FIRST_OF_WEEKDAYS <= year <= _LAST_OF_EASTER:
        return None
    # Weeks of the calendar that begin in the month before have zeros there.
    days = [week[weekday] for week in calendar.monthcalendar(year, month) if week[weekday]]
    return date(year, month, days[which - 1 if which > 0 else which])


_FIRST_OF_WEEKDAYS = 1971
"""The first year of the law that put American holidays on Mondays."""


_SHIFTS = {
    century: {"moon": moon, "sun": sun}
    for century, moon, sun in ((17, 23, 3), (18, 23, 4), (19, 24, 5), (20, 24, 5), (21, 24, 6))
}
"""What Gauss adds for the moon and for the sun, by the hundreds of a year."""
_JULIAN = {"moon": 15, "sun": 6}
_YEARS_OF_MOON, _MONTH, _WEEK = 19, 30, 7
_MARCH, _FIRST_DAY = 3, 22
_OF_SUN = (2, 4, 6)
"""Weights of the leap day, the week and the moon for the day of the week of the full moon."""
_LATEST_MOON = (28, 29)
"""Moons that the Gregorian calendar has a day earlier, where Easter would be a week late."""


def _moon_and_sunday(year: int, moon: int, sun: int) -> tuple[int, int]:
    """Return the days from 21 March to the full moon, and from there to the next Sunday, less one."""
    full = (_YEARS_OF_MOON * (year % _YEARS_OF_MOON) + moon) % _MONTH
    return full, (sum(map(mul, _OF_SUN, (year % 4, year % _WEEK, full))) + sun) % _WEEK


def _easter(year: int) -> date:
    full, sunday = _moon_and_sunday(year, **_SHIFTS[year // _CENTURY])
    first, last = _LATEST_MOON
    is_late = full == last or (full == first and year % _YEARS_OF_MOON > _LATE_IN_CYCLE)
    return date(year, _MARCH, _FIRST_DAY) + timedelta(full + sunday - (_WEEK if is_late and sunday == _WEEK - 1 else 0))


_LATE_IN_CYCLE = 10
_CENTURY = 100


def _pascha(year: int) -> date:
    return date(year, _MARCH, _FIRST_DAY) + timedelta(sum(_moon_and_sunday(year, **_JULIAN)) + _JULIAN_DAYS)
