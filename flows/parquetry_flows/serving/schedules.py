"""Schedules: when those of a config fire. The same as crontab lines is in `crontab`, as systemd units in `systemd`."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cronsim import CronSim
from dateutil.rrule import MINUTELY, SECONDLY, rrule, rrulestr

from parquetry.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parquetry.config import Config, Schedule

RRULE_ANCHOR = datetime(2020, 1, 1)  # noqa: DTZ001 (local time of the schedule's zone)
"""Where a recurrence rule without DTSTART begins to count. Source: Prefect 3, `RRuleSchedule`, whose server fires it."""
INTERVAL_ANCHOR = datetime(1970, 1, 1, tzinfo=UTC)
"""Where intervals begin to count, so that they fire at the same times whenever the server started."""


def times(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """Yield when a schedule fires after a time, in its own time zone; nothing for one that watches the input.

    The times are those at which Prefect fires it.
    """
    zone = ZoneInfo(schedule.timezone)
    if schedule.cron is not None:
        yield from CronSim(schedule.cron, after.astimezone(zone))
    elif schedule.rrule is not None:
        # A rule is counted on the clock on the wall: 9 o'clock stays 9 o'clock when summer time begins.
        local = after.astimezone(zone).replace(tzinfo=None)
        yield from (moment.replace(tzinfo=zone) for moment in _occurrences(schedule.rrule, local))
    elif schedule.interval is not None:
        step = schedule.interval
        # The next multiple since 1970: every 900 s fires at :00, :15, :30 and :45, whenever the server started.
        first = (after.timestamp() // step + 1) * step
        yield from (datetime.fromtimestamp(first + k * step, zone) for k in itertools.count())


def _occurrences(text: str, after: datetime) -> Iterator[datetime]:
    """Yield the times of a recurrence rule after a time, both local.

    Rules by the minute or second would walk through millions of times since the anchor: they begin at the last multiple of
    their interval before `after`, which is the same series unless COUNT counts it.
    """
    rule = rrulestr(text, dtstart=RRULE_ANCHOR, ignoretz=True)
    units = {SECONDLY: timedelta(seconds=1), MINUTELY: timedelta(minutes=1)}
    if isinstance(rule, rrule):
        frequency, interval, count, start = (getattr(rule, name) for name in ("_freq", "_interval", "_count", "_dtstart"))
        if frequency in units and count is None and start < after:
            period = units[frequency] * interval
            # Whole periods only, so that the series keeps its phase: every 7 minutes stays on the same minutes.
            rule = rule.replace(dtstart=start + (after - start) // period * period)
    yield from rule.xafter(after)


def describe(schedule: Schedule) -> str:
    """Return a schedule in a few words, with the next time it fires."""
    if schedule.watch is not None:
        return f"when files change, checked every {schedule.watch:g} s"
    if schedule.cron:
        what = f"cron {schedule.cron}"
    elif schedule.rrule:
        what = f"rrule {' '.join(schedule.rrule.split())}"
    else:
        what = f"every {timedelta(seconds=schedule.interval or 0)}"
    # None for a rule with UNTIL or COUNT that is over.
    following = next(times(schedule, datetime.now(UTC)), None)
    if following is None:
        return f"{what} ({schedule.timezone}), never again"
    return f"{what} ({schedule.timezone}), next {following:%Y-%m-%d %H:%M:%S %Z}"


def missed(schedule: Schedule, since: datetime, now: datetime) -> bool:
    """Tell whether a schedule fired between two times."""
    following = next(times(schedule, since), None)
    return not schedule.paused and following is not None and following <= now


def by_name(config: Config, name: str) -> Schedule:
    """Return the schedule of this name.

    Raises:
        UnknownNameError: the config has no such schedule.
    """
    for schedule in config.schedule:
        if schedule.name == name:
            return schedule
    raise UnknownNameError("schedule", name, [schedule.name for schedule in config.schedule])
