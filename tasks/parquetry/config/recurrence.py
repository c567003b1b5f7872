"""Recurrence rules of iCalendar: read from text, and refused where they would never fire, or never end being counted.

dateutil walks from a rule's start to the time asked for, and to the year 9999 where nothing matches: 30 February each day
takes a minute to be known as never. Prefect's server walks the same way, again and again, and serves nothing meanwhile.
Source: RFC 5545, sections 3.3.10 and 3.8.5.3.
"""

from __future__ import annotations

import re
from datetime import MAXYEAR, datetime
from typing import TYPE_CHECKING, Any

from dateutil.rrule import DAILY, MINUTELY, SECONDLY, WEEKLY, YEARLY, rrule, rruleset, rrulestr

if TYPE_CHECKING:
    from collections.abc import Sequence

ANCHOR = datetime(2020, 1, 1)  # noqa: DTZ001 (local time of the schedule's zone)
"""Where a rule without DTSTART begins to count. Source: Prefect 3, `RRuleSchedule`, whose server fires it."""
FIRST_YEAR = 1970
"""Earliest year a rule may start in, as intervals do: what begins in the year 1 takes seconds to reach today."""
HORIZON_YEARS = 40
"""Years in which a rule must fire once: 29 February falls on each weekday within 40, over the end of a century too."""
MOST_COUNTED = 100_000
"""Largest COUNT: counted one by one from the start at each look, which takes a tenth of a second."""
_DAYS = ("bymonth", "bymonthday", "byyearday", "byweekno", "byweekday", "byeaster")
"""What of a rule says on which days it fires, by dateutil's names."""
UTC_NAMES = ("UTC", "Etc/UTC")


def parsed(text: str) -> rrule | rruleset:
    """Return a rule, or several with their exceptions, with the times as they are written, in no time zone.

    Raises:
        ValueError: it is no rule, or one that is refused; the message says why.
    """
    try:
        # ignoretz: "Z" is read over here, and refused below where the schedule is of another zone.
        rule = rrulestr(text, dtstart=ANCHOR, ignoretz=True)
    except Exception as error:  # noqa: BLE001 (dateutil raises whatever its parser meets, KeyError and IndexError too)
        message = f"no recurrence rule of RFC 5545: {error}"
        raise ValueError(message) from None
    # dateutil keeps its values to itself; a set has rules that fire and rules of exceptions.
    rules = [rule] if isinstance(rule, rrule) else [*_of(rule, "_rrule"), *_of(rule, "_exrule")]
    for one in rules:
        # Before anything is counted: a step of 0 never ends.
        _refuse_endless(one, alone=isinstance(rule, rrule))
    # Days first, for where there are none, dateutil would look for the first time until the year 9999. Dates that are
    # listed one by one, RDATE, fire without any rule.
    if not (all(_has_days(one) for one in rules) and (_of(rule, "_rdate") or _fires(rule))):
        message = f"this rule never fires within {HORIZON_YEARS} years of its start"
        raise ValueError(message)
    return rule


def refuse_other_zone(text: str, timezone: str) -> None:
    """Refuse times of a rule in a time zone of their own: Prefect reads each as one of the schedule's zone.

    UNTIL may end in Z, as RFC 5545 has it where DTSTART is in a zone.

    Raises:
        ValueError: there are such times; the message says how to write them.
    """
    # RRULE and its UNTIL are left out: what is left are DTSTART, RDATE, EXDATE.
    times = [line for line in text.upper().split() if not line.startswith(("RRULE", "EXRULE", "FREQ"))]
    forbidden = re.compile(r"TZID|Z(,|$)" if timezone not in UTC_NAMES else "TZID")
    if any(map(forbidden.search, times)):
        message = f"times of a rule are those of timezone, {timezone}: write them without TZID and Z, and set timezone"
        raise ValueError(message)


def _of(rule: rrule | rruleset, name: str) -> Sequence[rrule]:
    """Return a list that dateutil keeps; a single rule has none."""
    return getattr(rule, name, ())


def _refuse_endless(rule: rrule, *, alone: bool) -> None:
    """Refuse what dateutil counts for ever, or for so long that a server would do nothing else."""
    frequency, interval, count, start = (getattr(rule, name) for name in ("_freq", "_interval", "_count", "_dtstart"))
    # RFC 5545 has positive numbers alone; dateutil takes any.
    if interval < 1:
        message = f"INTERVAL={interval}: a rule counts in steps of 1 and more"
        raise ValueError(message)
    # Every day since the year 1 is three quarters of a million steps.
    if start.year < FIRST_YEAR:
        message = f"DTSTART in the year {start.year}: a rule starts in {FIRST_YEAR} at the earliest"
        raise ValueError(message)
    # A count cannot be begun near the present: how much of it is left depends on its start.
    if count is not None and count > MOST_COUNTED:
        message = f"COUNT={count}: {MOST_COUNTED:,} at most; end the rule with UNTIL"
        raise ValueError(message)
    # A single rule is moved near the present before it is counted; one of several has others that go by its start.
    if not alone and frequency in (MINUTELY, SECONDLY):
        message = "rules by the minute or second stand alone; give the other rule a schedule of its own"
        raise ValueError(message)


def _has_days(rule: rrule) -> bool:
    """Return whether there is a day that a rule allows, as there is none for the thirtieth of February.

    Asked by the year: by the day, or the minute, dateutil looks at each one until the year 9999.
    """
    given = _days(rule)
    frequency, interval, began = (getattr(rule, name) for name in ("_freq", "_interval", "_dtstart"))
    start = began.replace(hour=0, minute=0, second=0)
    # By the month and the year dateutil is quick enough to be asked itself, and a rule without days has all of them.
    if frequency < WEEKLY or not given:
        return True
    # By the year a month alone means the day of the start, which February may not have.
    given = {"bymonthday": range(1, 32), **given} if set(given) == {"bymonth"} else given
    days = rrule(YEARLY, dtstart=start, until=_horizon(start), **given)
    # Every third day from its start, a rule may pass by each Monday that another allows.
    steps = interval if frequency == DAILY else 1
    return any((day.date() - start.date()).days % steps == 0 for day in days)


def _days(rule: rrule) -> dict[str, Any]:
    """Return what a rule says about days, by the names of dateutil's arguments."""
    return {name: value for name in _DAYS if (value := getattr(rule, f"_{name}")) is not None}


def _fires(rule: rrule | rruleset) -> bool:
    """Return whether a rule, or a set less its exceptions, fires within the horizon of its start."""
    if isinstance(rule, rrule):
        return next(iter(rule), None) is not None
    # Rule by rule, since a set has no end of its own: exceptions may leave nothing of it.
    bounded = rruleset()
    for one in _of(rule, "_rrule"):
        bounded.rrule(_bounded(one))
    for one in _of(rule, "_exrule"):
        bounded.exrule(_bounded(one))
    return next(iter(bounded), None) is not None


def _bounded(rule: rrule) -> rrule:
    """Return a rule that ends at the horizon, or before. COUNT and UNTIL exclude each other: one with COUNT ends anyway."""
    until, count, start = (getattr(rule, name) for name in ("_until", "_count", "_dtstart"))
    return rule if until is not None or count is not None else rule.replace(until=_horizon(start))


def _horizon(start: datetime) -> datetime:
    # The 28th is in every month of every year.
    return start.replace(year=min(start.year + HORIZON_YEARS, MAXYEAR), day=min(start.day, 28))
