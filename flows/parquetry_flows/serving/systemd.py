"""Systemd: the units that do what the schedules do, without a server. Timers know time zones.

Source: systemd.time(7), systemd.timer(5), systemd.path(5).
"""

from __future__ import annotations

import itertools
import os
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cronsim import CronSim

from parquetry.errors import StorageError
from parquetry_flows.serving.crontab import command

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from parquetry.config import Config, Schedule

FOLDER = "~/.config/systemd/user"
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHORTEST_RANGE = 3
"""Values in a row that are written as a range: 1..3 instead of 1,2,3."""


def units(config: Config, path: Path) -> dict[str, str]:
    """Return the content of each unit file by its name: a service, and a timer or a path unit for each schedule.

    A schedule that systemd cannot express, and one that is paused, has a file that holds only a comment.
    """
    service = f"parquetry-{config.dataset}.service"
    start = " ".join(map(_quoted, command(path)))
    # oneshot: a timer that fires during a run does not start a second one.
    content = {
        service: f"[Unit]\nDescription=Parquetry: {config.dataset}\n\n[Service]\nType=oneshot\nExecStart={start}\n"
        "# code 3: more was rejected than allowed; 75: another run holds the dataset\n"
    }
    for schedule in config.schedule:
        suffix = "path" if schedule.watch is not None else "timer"
        content[f"parquetry-{config.dataset}-{schedule.name}.{suffix}"] = _unit(config, schedule, service)
    return content


def _quoted(word: str) -> str:
    r"""Return an argument as systemd reads it, to which a shell's quotes and backslashes mean other things.

    >>> _quoted("/srv/it's 50%\n"), _quoted("-m")
    ('"/srv/it\'s 50%%\\x0a"', '-m')

    Source: systemd.service(5), command lines; systemd.syntax(7), quoting.
    """
    # Most words need no quotes, and are easier to read without.
    if re.fullmatch(r"[A-Za-z0-9_./=:-]+", word):
        return word
    # Bytes, for a name that is no UTF-8; to systemd, % and $ begin what is to be replaced, a backslash an escape.
    special = {ord('"'): '\\"', ord("\\"): "\\\\", ord("%"): "%%", ord("$"): "$$"}
    plain = range(ord(" "), 0x7F)
    inner = "".join(special.get(byte, chr(byte) if byte in plain else f"\\x{byte:02x}") for byte in os.fsencode(word))
    return f'"{inner}"'


def text(config: Config, path: Path) -> str:
    """Return all unit files one after the other, each below a comment with its name."""
    return "\n".join(f"# {FOLDER}/{name}\n{content}" for name, content in units(config, path).items())


def write(config: Config, path: Path, folder: Path) -> list[Path]:
    """Write the unit files into a folder; return their paths.

    Raises:
        StorageError: the folder cannot be written.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in units(config, path).items():
            (folder / name).write_text(content, encoding="utf-8")
            written.append(folder / name)
    except OSError as error:
        message = f"{folder} cannot be written: {error.strerror or error}"
        raise StorageError(message) from error
    return written


def _unit(config: Config, schedule: Schedule, service: str) -> str:
    # A file with a comment alone: written over the unit of yesterday, it switches that one off.
    if schedule.paused:
        return "# paused\n"
    if schedule.watch is not None:
        # PathModified also fires on plain writes to a file, PathChanged only when it is closed.
        folder = str(config.input.path).replace("%", "%%")
        if not folder.isprintable() or folder.endswith("\\"):
            return "# systemd cannot say this: a path ends with its line; use `parquetry serve`\n"
        return (
            "# systemd sees changes in the folder itself, not in those below it; `parquetry serve` sees all\n"
            f"[Path]\nPathModified={folder}\nUnit={service}\n\n[Install]\nWantedBy=default.target\n"
        )
    if schedule.interval:
        # 900.000 becomes 900, 0.500 becomes 0.5.
        seconds = f"{schedule.interval:.3f}".rstrip("0").rstrip(".")
        when = f"OnBootSec=1min\nOnUnitActiveSec={seconds}s"
    else:
        events = calendar_events(schedule)
        if not events:
            return "# systemd cannot say this; use `parquetry serve`\n"
        # Persistent: a time that passed while the machine was off is made up for at the next start.
        when = "\n".join([*(f"OnCalendar={event}" for event in events), "Persistent=true"])
    return f"[Timer]\n{when}\nUnit={service}\n\n[Install]\nWantedBy=timers.target\n"


def calendar_events(schedule: Schedule) -> list[str]:
    """Return a cron schedule as calendar events that together mean the same; none for one that is no cron.

    Every field is written out as the values it stands for: */2 in the day means 01,03 ... 31 to cron, something else to
    systemd. Where both the day and the weekday are restricted, cron fires on either: that is two events.
    """
    if schedule.cron is None:
        return []
    # The moment does not matter: only the fields are read.
    parsed = CronSim(schedule.cron, datetime(2000, 1, 1, tzinfo=UTC))
    months = _listed(sorted(parsed.months), range(1, 13))
    time = f"{_listed(sorted(parsed.hours), range(24))}:{_listed(sorted(parsed.minutes), range(60))}:00"
    days = _listed(sorted(parsed.days), range(1, 32))
    weekdays = _listed_weekdays(sorted({(day - 1) % 7 for day in parsed.weekdays if isinstance(day, int)}))
    either = [("", days), (weekdays, "*")] if days != "*" and weekdays else [(weekdays, days)]
    return [f"{f'{names} ' if names else ''}*-{months}-{day} {time} {schedule.timezone}" for names, day in either]


def _listed(values: Sequence[int], every: range) -> str:
    """Return numbers as systemd lists them, `*` for all there are.

    >>> _listed([0, 1, 2, 3, 30], range(60)), _listed(range(24), range(24))
    ('00..03,30', '*')
    """
    return "*" if list(values) == list(every) else ",".join(_ranges(values, [f"{number:02d}" for number in range(60)]))


def _listed_weekdays(values: Sequence[int]) -> str:
    """Return weekdays, 0 for Monday, as systemd lists them; nothing for all of them."""
    return "" if len(values) == len(_WEEKDAYS) else ",".join(_ranges(values, _WEEKDAYS))


def _ranges(values: Sequence[int], names: Sequence[str]) -> Iterator[str]:
    """Yield values by their names, three and more in a row as a range."""
    for _, group in itertools.groupby(enumerate(values), key=lambda pair: pair[1] - pair[0]):
        run = [names[value] for _, value in group]
        if len(run) >= _SHORTEST_RANGE:
            yield f"{run[0]}..{run[-1]}"
        else:
            yield from run
