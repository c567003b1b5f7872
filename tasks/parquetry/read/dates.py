"""Dates that sources declare, as ISO 8601; what is no date of the calendar is none."""

from __future__ import annotations

import re
from calendar import monthrange

_DATE = re.compile(
    r"""
    (?P<year>-?\d{4})
    (?:-(?P<month>\d{2})
        (?:-(?P<day>\d{2})
            (?:[T\ ](?P<time>                       # 2020-01-02T10:11, 2020-01-02 10:11:12.5 +0200
                (?P<hour>\d{2}):(?P<minute>\d{2})
                (?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?)
                (?:\ ?(?P<zone>Z|UTC|[+-]\d{2}:?\d{2}|[+-]\d{2}))?
            )?
        )?
    )?
    """,
    re.VERBOSE,
)

# Years after which the calendar repeats itself, leap years included.
_GREGORIAN_CYCLE = 400


def iso_date(text: str) -> str | None:
    """Return a date or timestamp in ISO 8601 with its `T` and zone; None if it is none.

    >>> [iso_date(text) for text in ("2020-01-02 10:11:12", "2020-01-02T10:11Z", "2020-13-45", "1848", "2021-02-29")]
    ['2020-01-02T10:11:12', '2020-01-02T10:11Z', None, '1848', None]
    """
    # The whole value or nothing: "May 2011 (2nd ed.)" is no date.
    match = _DATE.fullmatch(text.strip())
    if match is None or not _exists(match):
        return None
    day = "-".join(part for part in (match["year"], match["month"], match["day"]) if part)
    if match["time"] is None:
        return day
    return f"{day}T{match['time'].replace(',', '.')}{_zone(match['zone'] or '')}"


def _zone(written: str) -> str:
    """Return a zone as ISO 8601 writes it: "Z" for UTC, and a colon, since the time has one."""
    zone = written.replace("UTC", "Z")
    # "+0200", and neither "+02" nor "+02:00".
    return f"{zone[:-2]}:{zone[-2:]}" if len(zone) == len("+0200") else zone


def _exists(match: re.Match[str]) -> bool:
    """Return whether the calendar and the clock have it. Years before 1 are those of ISO 8601: -0044 is 45 BC."""
    year, month, day = int(match["year"]), int(match["month"] or 1), int(match["day"] or 1)
    if not 1 <= month <= 12:  # noqa: PLR2004 (months)
        return False
    days = monthrange(_GREGORIAN_CYCLE + year % _GREGORIAN_CYCLE, month)[1]  # `calendar` knows no year before 1
    return 1 <= day <= days and _is_on_clock(match)


def _is_on_clock(match: re.Match[str]) -> bool:
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    return hour <= 23 and minute <= 59 and second <= 60  # noqa: PLR2004 (a leap second is 60)
