"""Schedules: when those of a config fire. The same as crontab lines is in `crontab`, as systemd units in `systemd`."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cronsim import CronSim
from dateutil.rrule import MINUTELY, SECONDLY, rrule

from parquetry.config import recurrence
from parquetry.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dateutil.rrule import rruleset

    from parquetry.config import Config, Schedule

INTERVAL_ANCHOR = datetime(1970, 1, 1, tzinfo=UTC)
"""Where intervals begin to count, so that they fire at the same times whenever the server started."""


def times(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """Yield when a schedule fires after a time, in its own time zone; nothing for one that watches the input.

    The times are those at which Prefect fires it.
    """
    zone = ZoneInfo(schedule.timezone)
    if schedule.cron is not None:
        # Counted in UTC, which skips and repeats nothing, and then read as what the clock on the wall shows.
        local = after.astimezone(zone).replace(tzinfo=UTC)
        yield from _placed((moment.replace(tzinfo=None) for moment in CronSim(schedule.cron, local)), zone, after)
    elif schedule.rrule is not None:
        # A rule is counted on the clock on the wall: 9 o'clock stays 9 o'clock when summer time begins.
        local = after.astimezone(zone).replace(tzinfo=None)
        yield from _placed(near(recurrence.parsed(schedule.rrule), local).xafter(local), zone, after)
    elif schedule.interval is not None:
        step = schedule.interval
        # The next multiple since 1970: every 900 s fires at :00, :15, :30 and :45, whenever the server started.
        first = (after.timestamp() // step + 1) * step
        yield from (datetime.fromtimestamp(first + k * step, zone) for k in itertools.count())


def _placed(moments: Iterable[datetime], zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    """Yield local times in their zone, each once and none before `after`.

    One that clocks skip, as 2:30 on the day that summer time begins, is read by the offset after the gap: 1:30, which is
    when Prefect fires it. One that they repeat is the first of the two.
    """
    last = after
    for moment in moments:
        first, second = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
        skipped = (first.utcoffset() or timedelta()) < (second.utcoffset() or timedelta())
        placed = (second if skipped else first).astimezone(UTC)
        # By the hour, 2:30 that day is 1:30 and has fired.
        if placed > last:
            last = placed
            yield placed.astimezone(zone)


def near(rule: rrule | rruleset, after: datetime) -> rrule | rruleset:
    """Return a rule that gives the same local times after a local time, and is quick to get there.

    Rules by the minute or second would walk through millions of times since their start: they begin at the last multiple
    of their interval before `after`, which is the same series unless COUNT counts it.
    """
    units = {SECONDLY: timedelta(seconds=1), MINUTELY: timedelta(minutes=1)}
    if isinstance(rule, rrule):
        frequency, interval, count, start = (getattr(rule, name) for name in ("_freq", "_interval", "_count", "_dtstart"))
        if frequency in units and count is None and start < after:
            period = units[frequency] * interval
            # Whole periods only, so that the series keeps its phase: every 7 minutes stays on the same minutes.
            return rule.replace(dtstart=start + (after - start) // period * period)
    return rule


def for_prefect(schedule: Schedule, now: datetime) -> str | None:
    """Return the recurrence rule that Prefect's server is given; null where a schedule has none.

    The server walks from the start of a rule each time it looks ahead: by the minute since 2020 that takes it 38 seconds of
    CPU, in which it answers nobody.
    """
    if schedule.rrule is None:
        return None
    local = now.astimezone(ZoneInfo(schedule.timezone)).replace(tzinfo=None)
    rule = recurrence.parsed(schedule.rrule)
    nearer = near(rule, local)
    # As the user wrote it, where that is quick enough: pages of Prefect show it.
    return schedule.rrule if nearer is rule else str(nearer)


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
