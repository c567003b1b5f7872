"""Crontab: the lines that do what the schedules do, without a server.

Cron fires by the time zone of its machine. Some crons read CRON_TZ, Debian's and Ubuntu's ignore it, and where it is read
it holds for all lines below, those of others too. So it is not written, and a comment says what differs.
"""

from __future__ import annotations

import shlex
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo
    from pathlib import Path

    from parquetry.config import Config, Schedule

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def command(path: Path) -> list[str]:
    """Return the command that runs a config, wherever it is started."""
    # The interpreter in full: cron has nearly no PATH, and no virtual environment.
    return [sys.executable, "-m", "parquetry_flows.cli", "run", str(path.absolute())]


def lines(config: Config, path: Path, host: tzinfo | None = None) -> str:
    """Return the lines of a crontab; what cron cannot express is a comment.

    The dataset's lock keeps runs apart, and an unchanged input costs next to nothing. `host` is the time zone of the
    machine; its own if none is given.
    """
    return "\n".join(line for schedule in config.schedule for line in _lines(config, schedule, path, host))


def _lines(config: Config, schedule: Schedule, path: Path, host: tzinfo | None) -> Iterator[str]:
    yield f"# parquetry, dataset {config.dataset}, schedule {schedule.name}{', paused' if schedule.paused else ''}"
    when = _when(schedule)
    if when is None:
        yield "# cron cannot say this; use `parquetry serve`"
        return
    if schedule.cron:
        yield _zone_comment(schedule, host)
    # the log's folder is created first: the state folder may be deleted between runs
    state = shlex.quote(str(config.run.state))
    log = shlex.quote(str(config.run.state / "cron.log"))
    line = f"mkdir -p {state} && {shlex.join(command(path))} >> {log} 2>&1"
    if "\n" in line:
        yield "# cron cannot say this: the name of a folder holds the end of a line"
        return
    escaped = line.replace("%", "\\%")  # to cron, a percent sign is the end of a line
    yield f"{'# ' if schedule.paused else ''}{when} {escaped}"


def _zone_comment(schedule: Schedule, host: tzinfo | None) -> str:
    """Return the comment that says by which time zone cron counts."""
    name = getattr(host, "key", None) or datetime.now(host).astimezone(host).tzname()
    if _same_clock(ZoneInfo(schedule.timezone), host):
        return f"# cron counts by the time zone of this machine, {name}"
    return (
        f"# cron counts by the time zone of this machine, {name}, not by {schedule.timezone} as the schedule does: change "
        "the hour, or use `parquetry schedule systemd`, which knows time zones"
    )


def _same_clock(zone: ZoneInfo, host: tzinfo | None) -> bool:
    """Tell whether two time zones show the same time on every day of a year to come."""
    now = datetime.now(UTC)
    # Day by day: Berlin and Lagos have the same clock in winter and not in summer.
    days = [now + timedelta(days=day) for day in range(366)]
    return all(day.astimezone(zone).utcoffset() == day.astimezone(host).utcoffset() for day in days)


def _when(schedule: Schedule) -> str | None:
    """Return the five fields of a schedule; null where cron has none for it.

    An interval has some if it divides an hour or a day without rest: */7 would start again at every full hour.
    """
    if schedule.cron:
        return schedule.cron
    every = schedule.interval or 0
    # Midnight, because cron has no way to count from any other moment.
    if every == _DAY:
        return "0 0 * * *"
    if every and every % _MINUTE == 0 and _HOUR % every == 0:
        minutes = int(every) // _MINUTE
        # */1 and */60 would be right or wrong depending on the cron; these two are plain.
        return {1: "* * * * *", 60: "0 * * * *"}.get(minutes, f"*/{minutes} * * * *")
    if every and every % _HOUR == 0 and _DAY % every == 0:
        return f"0 */{int(every) // _HOUR} * * *"
    return None
