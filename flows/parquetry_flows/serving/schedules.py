"""Schedules: when they fire, and the same said as a crontab line or a systemd timer for those who want no server."""

from __future__ import annotations

import itertools
import re
import shlex
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from parquetry.errors import ConfigError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tomlkit import TOMLDocument
    from tomlkit.items import AoT, Table

    from parquetry.config import Config, Schedule

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def times(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """Yield when a schedule fires after a time, in its own time zone; nothing for one that watches the input.

    An interval counts from 1970 in UTC, so that it fires at the same times whenever the server started.
    """
    zone = ZoneInfo(schedule.timezone)
    if schedule.cron is not None:
        from cronsim import CronSim  # noqa: PLC0415 (each command imports what it uses)

        yield from CronSim(schedule.cron, after.astimezone(zone))
    elif schedule.rrule is not None:
        from dateutil.rrule import rrulestr  # noqa: PLC0415

        local = after.astimezone(zone).replace(tzinfo=None, microsecond=0)
        rule = rrulestr(schedule.rrule, dtstart=local, ignoretz=True)
        yield from (moment.replace(tzinfo=zone) for moment in rule.xafter(local))
    elif schedule.interval is not None:
        step = schedule.interval
        first = (after.timestamp() // step + 1) * step
        yield from (datetime.fromtimestamp(first + k * step, zone) for k in itertools.count())


def describe(schedule: Schedule) -> str:
    """Return a schedule in a few words, with the next time it fires."""
    if schedule.watch is not None:
        return f"when files change, looked at every {schedule.watch:g} s"
    what = (
        f"cron {schedule.cron}"
        if schedule.cron
        else f"rrule {schedule.rrule}"
        if schedule.rrule
        else (f"every {timedelta(seconds=schedule.interval or 0)}")
    )
    following = next(times(schedule, datetime.now(UTC)), None)
    return f"{what} ({schedule.timezone}), next {following:%Y-%m-%d %H:%M:%S %Z}" if following else f"{what}, never again"


def missed(schedule: Schedule, since: datetime, now: datetime) -> bool:
    """Tell whether a schedule fired between two times."""
    following = next(times(schedule, since), None)
    return not schedule.paused and following is not None and following <= now


def named(config: Config, name: str) -> Schedule:
    """Return the schedule of this name.

    Raises:
        UnknownNameError: the config has no such schedule.
    """
    for schedule in config.schedule:
        if schedule.name == name:
            return schedule
    raise UnknownNameError("schedule", name, [schedule.name for schedule in config.schedule])


def command(path: Path) -> str:
    """Return the command line that runs a config."""
    return shlex.join([sys.executable, "-m", "parquetry_flows.cli", "run", str(path.absolute())])


def crontab(config: Config, path: Path) -> str:
    """Return the lines of a crontab that do what the schedules do; what cron cannot say is a comment that says so.

    The dataset's lock keeps runs apart, and an unchanged input costs next to nothing.
    """
    log = shlex.quote(str(config.run.state / "cron.log"))
    lines = []
    for schedule in config.schedule:
        when = _cron(schedule)
        lines.append(f"# {config.dataset}: {schedule.name}{', paused' if schedule.paused else ''}")
        if when is None:
            lines.append("# cron cannot say this; use `parquetry serve`, or `parquetry schedule systemd`")
            continue
        lines.append(f"CRON_TZ={schedule.timezone}")
        lines.append(f"{'# ' if schedule.paused else ''}{when} {command(path).replace('%', chr(92) + '%')} >> {log} 2>&1")
    return "\n".join(lines)


def _cron(schedule: Schedule) -> str | None:
    if schedule.cron:
        return schedule.cron
    every = schedule.interval or 0
    if every and every % _MINUTE == 0 and _HOUR % every == 0:
        return f"*/{every // _MINUTE:g} * * * *"
    if every and every % _HOUR == 0 and _DAY % every == 0:
        return f"0 */{every // _HOUR:g} * * *"
    return None


def systemd(config: Config, path: Path) -> str:
    """Return a systemd service, and a timer for each schedule that one can say, as files one after the other."""
    parts = [
        f"""# ~/.config/systemd/user/parquetry-{config.dataset}.service
[Unit]
Description=Parquetry: {config.dataset}

[Service]
Type=oneshot
ExecStart={command(path)}
# 3: more was rejected than allowed; 75: another run holds the dataset
"""
    ]
    for schedule in config.schedule:
        head = f"# ~/.config/systemd/user/parquetry-{config.dataset}-{schedule.name}."
        if schedule.interval:
            when = f"OnBootSec=1min\nOnUnitActiveSec={schedule.interval:g}s"
        elif schedule.cron and (calendar := _calendar(schedule)):
            when = f"OnCalendar={calendar}\nPersistent=true"
        elif schedule.watch is not None:
            parts.append(
                f"{head}path\n[Path]\nPathModified={config.input.path}\nUnit=parquetry-{config.dataset}.service\n\n"
                "[Install]\nWantedBy=default.target\n"
            )
            continue
        else:
            parts.append(f"# {schedule.name}: systemd cannot say this; use `parquetry serve`\n")
            continue
        parts.append(
            f"{head}timer\n[Timer]\n{when}\nUnit=parquetry-{config.dataset}.service\n\n[Install]\nWantedBy=timers.target\n"
        )
    return "\n".join(parts)


_WEEK = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _calendar(schedule: Schedule) -> str | None:
    """Return a cron expression as systemd's calendar event; null where both days are restricted: cron means either."""
    minute, hour, day, month, week = (schedule.cron or "").split()
    if day != "*" and week != "*":
        return None
    if not all(
        part == "*" or part.replace(",", "").replace("/", "").replace("*", "").isdigit()
        for part in (minute, hour, day, month)
    ) or not (week == "*" or week.replace(",", "").isdigit()):
        return None
    days = "" if week == "*" else ",".join(_WEEK[int(one)] for one in week.split(",")) + " "
    fields = [
        part.replace("*/", "0/")
        if "/" in part
        else part
        if part == "*"
        else ",".join(f"{int(one):02d}" for one in part.split(","))
        for part in (month, day, hour, minute)
    ]
    return f"{days}*-{fields[0]}-{fields[1]} {fields[2]}:{fields[3]}:00 {schedule.timezone}"


def added(path: Path, values: dict[str, str | float]) -> None:
    """Add a schedule to a config file, all else left as it is written.

    Raises:
        ConfigError: the file would no longer be a valid config; it is left as it was.
    """
    _edited(path, lambda document: _tables(document).append(_table(values)))


def paused(path: Path, name: str, *, pause: bool) -> None:
    """Pause a schedule in a config file, or let it run again.

    Raises:
        UnknownNameError: the config has no such schedule.
    """

    def edit(document: TOMLDocument) -> None:
        tables = _tables(document)
        for table in tables:
            if table.get("name") == name:
                table["paused"] = pause
                return
        raise UnknownNameError("schedule", name, [str(table.get("name")) for table in tables])

    _edited(path, edit)


def _tables(document: TOMLDocument) -> AoT:
    import tomlkit  # noqa: PLC0415

    if "schedule" not in document:
        document.add("schedule", tomlkit.aot())
    tables: AoT = document["schedule"]
    return tables


def _table(values: dict[str, str | float]) -> Table:
    import tomlkit  # noqa: PLC0415

    table = tomlkit.table()
    for key, value in values.items():
        table.add(key, value)
    return table


def _edited(path: Path, edit: Callable[[TOMLDocument], None]) -> None:
    """Write a config file edited, in one step, if it is still valid."""
    import tomlkit  # noqa: PLC0415

    from parquetry import config as configs  # noqa: PLC0415

    configs.load(path)
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    edit(document)
    beside = path.with_name(f".{path.name}.new")
    text = re.sub(r"\n*\n\[\[schedule\]\]", "\n\n[[schedule]]", tomlkit.dumps(document))
    beside.write_text(text, encoding="utf-8")
    try:
        configs.load(beside)
    except ConfigError as error:
        beside.unlink()
        raise ConfigError(str(error).replace(beside.name, path.name)) from None
    beside.replace(path)
