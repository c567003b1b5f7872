"""Serve: schedules are read, shown, changed, said as crontab and systemd, and fired."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from command import left_behind, parquetry, parquetry_here

from parquetry.check.environment import environment
from parquetry.config import Config, Input, Output, Schedule, load
from parquetry.errors import ConfigError, OrchestratorError, StorageError, UnknownNameError
from parquetry.publish import store
from parquetry_flows.cli import config_file
from parquetry_flows.running import history
from parquetry_flows.serving import (
    crontab,
    flow_runs,
    prefect_server,
    schedules,
    serve,
    served_by,
    systemd,
    watching,
)

NOON = datetime(2026, 3, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (
            Schedule(name="a", cron="0 3 * * *", timezone="Europe/Berlin"),
            ["2026-03-29T03:00:00+02:00", "2026-03-30T03:00:00+02:00"],
        ),
        (Schedule(name="a", interval=3600), ["2026-03-28T13:00:00+00:00", "2026-03-28T14:00:00+00:00"]),
        (
            Schedule(name="a", rrule="FREQ=DAILY;BYHOUR=6;BYMINUTE=0;BYSECOND=0", timezone="Asia/Tokyo"),
            ["2026-03-29T06:00:00+09:00", "2026-03-30T06:00:00+09:00"],
        ),
        (Schedule(name="a", watch=5), []),
    ],
)
def test_when_a_schedule_fires(schedule: Schedule, expected: list[str]) -> None:
    found = schedules.times(schedule, NOON)
    assert [moment.isoformat() for moment, _ in zip(found, range(2), strict=False)] == expected
    assert schedules.describe(schedule)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"cron": "0 3 * *"}, "no cron expression"),
        ({"interval": 0.1}, "greater than or equal to 1"),
        ({}, "exactly one"),
        ({"cron": "0 3 * * *", "interval": 60}, "exactly one"),
        ({"watch": 5, "timezone": "Europe/Berlim"}, "Europe/Berlin"),
        ({"rrule": "FREQ=SOMETIMES"}, "rrule"),
        ({"watch": 5, "crom": 1}, "crom"),
        ({"cron": "0 3 * * * *"}, "five fields, this 6"),
        ({"cron": "@daily"}, "five fields, this 1"),
        ({"cron": "0 0 */2 * 1"}, "list the days"),
        ({"cron": "0 0 1 * */2"}, "list the days"),
        ({"cron": "0 0 L * *"}, "BYMONTHDAY=-1"),
        ({"cron": "0 0 * * 5#2"}, "no crontab's"),
        ({"cron": "0 0 31 2 *"}, "no cron expression"),
        ({"rrule": "INTERVAL=2"}, "RFC 5545"),
        ({"rrule": "FREQ=DAILY;UNTIL=soon"}, "RFC 5545"),
        ({"interval": 1e12}, "less than or equal"),
        ({"rrule": "FREQ=HOURLY;INTERVAL=0"}, "steps of 1 and more"),  # counted for ever
        ({"rrule": "FREQ=DAILY;INTERVAL=-1"}, "steps of 1 and more"),
        ({"rrule": "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30"}, "never fires"),  # looked for until the year 9999
        ({"rrule": "FREQ=DAILY;INTERVAL=7;BYDAY=MO"}, "never fires"),  # from a Wednesday
        ({"rrule": "RRULE:FREQ=DAILY EXRULE:FREQ=DAILY"}, "never fires"),
        ({"rrule": "RRULE:FREQ=DAILY RRULE:FREQ=MINUTELY"}, "stand alone"),
        ({"rrule": "FREQ=SECONDLY;COUNT=1000000000"}, "UNTIL"),
        ({"rrule": "DTSTART:00010101T000000 RRULE:FREQ=DAILY"}, "1970"),
        ({"rrule": "DTSTART;TZID=Asia/Tokyo:20260101T090000 RRULE:FREQ=DAILY"}, "without TZID"),
        ({"rrule": "DTSTART:20260101T090000Z RRULE:FREQ=DAILY", "timezone": "Asia/Tokyo"}, "without TZID and Z"),
        ({"cron": "0 3 * * *", "timezone": "localtime"}, "no time zone"),
    ],
)
def test_a_schedule_that_is_none_is_refused_before_anything_starts(
    values: dict[str, object], said: str, tmp_path: Path
) -> None:
    lines = "\n".join(f"{key} = {value!r}" for key, value in values.items())
    (tmp_path / "parquetry.toml").write_text(f'[[schedule]]\nname = "x"\n{lines}\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        load(tmp_path / "parquetry.toml")


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2",
        "DTSTART:20200131T000000\nRRULE:FREQ=DAILY;BYMONTH=2",  # no February has a 31st, and it has other days
        "FREQ=DAILY;BYMONTHDAY=-1",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
        "FREQ=HOURLY;INTERVAL=36;BYMONTHDAY=31",
        "RDATE:20270101T000000",
        "DTSTART:20260101T090000Z\nRRULE:FREQ=DAILY;UNTIL=20300101T000000Z",
    ],
)
def test_rules_that_fire_are_taken_however_seldom_they_do(rule: str) -> None:
    assert Schedule(name="a", rrule=rule).rrule == rule


def test_one_bracket_and_a_name_given_twice_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "parquetry.toml"
    path.write_text('[schedule]\nname = "x"\nwatch = 5\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="two brackets"):
        load(path)
    path.write_text('[[schedule]]\nname = "x"\nwatch = 5\n' * 2, encoding="utf-8")
    with pytest.raises(ConfigError, match="'x' is given to more than one"):
        load(path)


def test_schedules_are_added_and_paused_and_the_rest_of_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "parquetry.toml"
    path.write_text('dataset = "kept"   # a comment that stays\n\n[extract]\nmodel = "none"\n', encoding="utf-8")
    path.chmod(0o640)
    config_file.add_schedule(path, {"name": "nightly", "cron": "0 3 * * 1,3", "timezone": "Europe/Berlin"})
    config_file.add_schedule(path, {"name": "often", "interval": 900})
    with pytest.raises(ConfigError, match=f"{path}.*\n.*no cron expression"):
        config_file.add_schedule(path, {"name": "wrong", "cron": "x x x x x"})
    with pytest.raises(ConfigError, match="'often' is given to more than one"):
        config_file.add_schedule(path, {"name": "often", "watch": 5})
    with pytest.raises(ConfigError, match="Europe/Berlin"):
        config_file.add_schedule(path, {"name": "zone", "watch": 5, "timezone": "Europe/Berlim"})
    config_file.set_paused(path, "often", paused=True)
    assert "# a comment that stays" in path.read_text(encoding="utf-8")
    assert [(schedule.name, schedule.paused) for schedule in load(path).schedule] == [("nightly", False), ("often", True)]
    config_file.set_paused(path, "often", paused=False)
    assert not any(schedule.paused for schedule in load(path).schedule)
    with pytest.raises(UnknownNameError, match="did you mean 'often'"):
        config_file.set_paused(path, "oftn", paused=True)
    assert [file.name for file in tmp_path.iterdir()] == ["parquetry.toml"]
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_config_that_is_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_text('dataset = "a"\n', encoding="utf-8")
    (tmp_path / "parquetry.toml").symlink_to("real.toml")
    config_file.add_schedule(tmp_path / "parquetry.toml", {"name": "often", "interval": 900})
    assert (tmp_path / "parquetry.toml").is_symlink()
    assert load(tmp_path / "real.toml").schedule


def test_a_config_that_cannot_be_written_is_said_with_the_lines_to_add(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "parquetry.toml"
    path.write_text('dataset = "a"\n', encoding="utf-8")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(
        StorageError, match=r"Read-only file system; add this(.|\n)*\[\[schedule\]\]\nname = \"x\"\nwatch = 5"
    ):
        config_file.add_schedule(path, {"name": "x", "watch": 5})


def test_the_commands_of_schedules(tmp_path: Path) -> None:
    (tmp_path / "parquetry.toml").write_text('dataset = "a"\n', encoding="utf-8")
    added = parquetry_here("schedule", "add", "nightly", "--cron", "0 3 * * *", folder=tmp_path)
    assert (added.code, "nightly: cron 0 3 * * * (UTC), next" in added.out) == (0, True), added.err
    assert parquetry_here("schedule", "list", folder=tmp_path).out.startswith("nightly: cron 0 3 * * * (UTC), next")
    assert "OnCalendar=*-*-* 03:00:00 UTC" in parquetry_here("schedule", "systemd", folder=tmp_path).out
    written = parquetry_here("schedule", "systemd", "--write", "units", folder=tmp_path)
    assert written.out.split() == ["units/parquetry-a.service", "units/parquetry-a-nightly.timer"]
    assert parquetry_here("schedule", "trigger", folder=tmp_path).code == 7


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("FREQ=DAILY;BYHOUR=3", "Europe/Berlin"),
        ("FREQ=WEEKLY;BYDAY=MO", "UTC"),
        ("FREQ=DAILY;INTERVAL=2", "Asia/Tokyo"),
        ("FREQ=HOURLY;INTERVAL=7", "America/New_York"),
        ("FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=18", "UTC"),
        ("DTSTART:20260105T060000\nRRULE:FREQ=DAILY;INTERVAL=3", "Europe/Berlin"),
        ("DTSTART:20260105T060000\nRRULE:FREQ=DAILY;COUNT=2\nRRULE:FREQ=YEARLY", "Europe/Berlin"),
        ("FREQ=DAILY;BYHOUR=2;BYMINUTE=30", "Europe/Berlin"),  # on 29 March clocks go from 2 to 3
        ("FREQ=HOURLY", "Europe/Berlin"),
        ("FREQ=MINUTELY;INTERVAL=7", "Europe/Berlin"),
    ],
)
def test_recurrence_rules_are_listed_for_the_times_that_prefect_fires(text: str, zone: str) -> None:
    from prefect.server.schemas.schedules import RRuleSchedule  # noqa: PLC0415 (seconds)

    schedule = Schedule(name="a", rrule=text, timezone=zone)
    listed = [time.astimezone(UTC) for time, _ in zip(schedules.times(schedule, NOON), range(15), strict=False)]
    given = schedules.for_prefect(schedule, NOON)
    assert given is not None
    fired = asyncio.run(RRuleSchedule(rrule=given, timezone=zone).get_dates(15, NOON + timedelta(seconds=1)))
    assert listed == [time.astimezone(UTC) for time in fired]


def test_prefect_need_not_count_minutes_since_2020() -> None:
    given = schedules.for_prefect(Schedule(name="a", rrule="FREQ=MINUTELY;INTERVAL=7"), NOON)
    assert given == "DTSTART:20260328T120000\nRRULE:FREQ=MINUTELY;INTERVAL=7"
    assert schedules.for_prefect(Schedule(name="a", rrule="FREQ=DAILY"), NOON) == "FREQ=DAILY"


@pytest.mark.parametrize("start", [NOON, datetime(2026, 10, 24, 12, tzinfo=UTC)])
@pytest.mark.parametrize("cron", ["30 2 * * *", "0 2 * * *", "*/20 2 * * *", "30 */2 * * *", "15 * * * *", "0 0 1,15 * 1"])
def test_cron_schedules_are_listed_for_the_times_that_prefect_fires_when_clocks_change(cron: str, start: datetime) -> None:
    from prefect.server.schemas.schedules import CronSchedule  # noqa: PLC0415 (seconds)

    zone = "Europe/Berlin"
    listed = [
        time
        for time, _ in zip(schedules.times(Schedule(name="a", cron=cron, timezone=zone), start), range(40), strict=False)
    ]
    fired = asyncio.run(CronSchedule(cron=cron, timezone=zone).get_dates(40, start + timedelta(seconds=1)))
    assert [time.astimezone(UTC) for time in listed] == [time.astimezone(UTC) for time in fired]


@pytest.mark.parametrize(
    ("values", "when"),
    [
        ({"cron": "0 3 * * 1,3"}, "0 3 * * 1,3"),
        ({"interval": 60}, "* * * * *"),
        ({"interval": 900}, "*/15 * * * *"),
        ({"interval": 3600}, "0 * * * *"),
        ({"interval": 7200}, "0 */2 * * *"),
        ({"interval": 86400}, "0 0 * * *"),
        ({"interval": 420}, None),  # seven minutes do not divide an hour
        ({"interval": 90}, None),
        ({"watch": 5}, None),
        ({"rrule": "FREQ=MONTHLY;BYDAY=-1FR"}, None),
    ],
)
def test_a_crontab_has_a_line_for_what_cron_can_say(values: dict[str, Any], when: str | None, tmp_path: Path) -> None:
    config = Config(schedule=(Schedule(name="s", **values),)).resolved(tmp_path)
    *_, last = crontab.lines(config, tmp_path / "c.toml", UTC).splitlines()
    assert last.startswith(f"{when} mkdir -p " if when else "# cron cannot say this")


@pytest.mark.slow
def test_a_line_of_a_crontab_works_without_the_state_folder_and_with_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "50% of it's"
    folder.mkdir()
    config = Config(schedule=(Schedule(name="s", cron="0 3 * * *"),)).resolved(folder)
    *_, line = crontab.lines(config, folder / "none.toml").splitlines()
    command = line.removeprefix("0 3 * * * ")
    assert not re.search(r"(?<!\\)%", command)  # to cron, one without a backslash ends the command
    done = subprocess.run(["sh", "-c", command.replace("\\%", "%")], check=False)
    assert done.returncode == 2
    assert "no config file" in (folder / ".parquetry" / "cron.log").read_text(encoding="utf-8")


def test_a_crontab_says_by_which_time_zone_cron_counts_and_sets_none_for_the_lines_of_others(tmp_path: Path) -> None:
    config = Config(schedule=(Schedule(name="s", cron="0 3 * * *", timezone="Europe/Berlin"),))
    here = crontab.lines(config, tmp_path / "c.toml", ZoneInfo("Europe/Vienna"))
    away = crontab.lines(config, tmp_path / "c.toml", ZoneInfo("Africa/Algiers"))  # the same in winter, not in summer
    assert "Europe/Vienna" in here
    assert "not by" not in here
    assert "Africa/Algiers, not by Europe/Berlin" in away
    assert not re.search("^[A-Z_]+=", here + away, re.MULTILINE)


@pytest.mark.parametrize(
    ("cron", "events"),
    [
        ("0 3 * * 1,3", ["Mon,Wed *-*-* 03:00:00 UTC"]),
        ("*/5 * * * *", ["*-*-* *:00,05,10,15,20,25,30,35,40,45,50,55:00 UTC"]),
        ("0 9-17 * * 1-5", ["Mon..Fri *-*-* 09..17:00:00 UTC"]),
        ("0 0 */10 * *", ["*-*-01,11,21,31 00:00:00 UTC"]),
        ("0 0 1 */3 *", ["*-01,04,07,10-01 00:00:00 UTC"]),
        ("0 0 * JAN sun", ["Sun *-01-* 00:00:00 UTC"]),
        ("0 0 * * 0,7", ["Sun *-*-* 00:00:00 UTC"]),
        ("0 0 13 * 5", ["*-*-13 00:00:00 UTC", "Fri *-*-* 00:00:00 UTC"]),
    ],
)
def test_a_cron_schedule_is_said_as_calendar_events_that_systemd_takes(cron: str, events: list[str]) -> None:
    found = systemd.calendar_events(Schedule(name="s", cron=cron))
    assert found == events
    if shutil.which("systemd-analyze"):
        for event in found:
            subprocess.run(["systemd-analyze", "calendar", event], check=True, capture_output=True)


def test_units_are_files_that_systemd_can_read(tmp_path: Path) -> None:
    kinds: list[dict[str, Any]] = [{"interval": 1_000_000}, {"watch": 5}, {"rrule": "FREQ=DAILY"}, {"cron": "0 3 * * *"}]
    listed = tuple(Schedule(name=f"s{number}", **kind) for number, kind in enumerate(kinds))
    config = Config(dataset="d", schedule=(*listed, Schedule(name="off", cron="0 3 * * *", paused=True))).resolved(tmp_path)
    written = systemd.units(config, tmp_path / "50% $HOME.toml")
    assert list(written) == [
        "parquetry-d.service",
        *(f"parquetry-d-{name}" for name in ("s0.timer", "s1.path", "s2.timer", "s3.timer", "off.timer")),
    ]
    assert "50%% $$HOME.toml" in written["parquetry-d.service"]
    odd = tmp_path / 'it\'s "so"\\ \n\udce9'  # a shell's quotes, and bytes of no text
    assert '/it\'s \\"so\\"\\\\ \\x0a\\xe9"' in systemd.text(config, odd)
    line = Config(input=Input(path=tmp_path / "a\nExecStart=b"), schedule=(Schedule(name="s", watch=5),))
    assert "ExecStart=b" not in systemd.text(line, tmp_path / "c.toml")
    assert "OnUnitActiveSec=1000000s" in written["parquetry-d-s0.timer"]
    assert "cannot say this" in written["parquetry-d-s2.timer"]
    assert written["parquetry-d-off.timer"] == "# paused\n"


def test_a_missed_time_is_known() -> None:
    nightly = Schedule(name="a", cron="0 3 * * *")
    assert schedules.missed(nightly, NOON, datetime(2026, 3, 29, 3, tzinfo=UTC))
    assert not schedules.missed(nightly, NOON, datetime(2026, 3, 29, 2, tzinfo=UTC))
    assert not schedules.missed(nightly.model_copy(update={"paused": True}), NOON, datetime(2027, 1, 1, tzinfo=UTC))


class Fires:
    """What `watch` calls: it counts, and fails as often as told."""

    def __init__(self, fail: int = 0) -> None:
        self.fail = fail
        self.calls = 0

    def __call__(self) -> None:
        if self.fail:
            self.fail -= 1
            # One that was expected, and one that nobody thought of: neither may end the watching.
            raise OrchestratorError("no server") if self.fail else RuntimeError("no thread")
        self.calls += 1


class Looks:
    """In place of an event: it lets so many looks pass, and changes the input before each as told."""

    def __init__(self, folder: Path, *changes: str) -> None:
        self.folder = folder
        self.changes = list(changes)

    def wait(self, _: float | None) -> bool:
        if not self.changes:
            return True
        if change := self.changes.pop(0):
            (self.folder / change).write_text(f"written before {len(self.changes)} looks", encoding="utf-8")
        return False


@pytest.mark.parametrize(
    ("changes", "at_start", "fail", "calls"),
    [
        (["", "", ""], False, 0, 0),
        (["", "", ""], True, 0, 1),  # what changed while nothing was served is not known: one run finds out
        (["b.txt", "", ""], False, 0, 1),
        (["b.txt", "c.txt", "d.txt"], False, 0, 0),  # it never held still
        (["b.txt", "", "c.txt", "", ""], False, 0, 2),  # the second while the run for the first may last
        (["b.txt", "", "", ""], False, 2, 1),  # a trigger that fails is tried again
    ],
)
def test_a_watched_folder_fires_once_for_each_change_that_held_still(
    changes: list[str], *, at_start: bool, fail: int, calls: int, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    config = Config(input=Input(path=tmp_path))
    fires = Fires(fail)
    watching.watch(config, 1, Looks(tmp_path, *changes), fires, at_start=at_start)  # type: ignore[arg-type]
    assert fires.calls == calls


def test_an_input_that_fails_while_it_is_listed_ends_no_watching(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(watching.read, "find", failing)
    assert watching.listing(Config()) is None


def flow_run(**values: Any) -> Any:
    """A run as Prefect's API returns it, due two minutes ago unless said otherwise."""
    from prefect.client.schemas.objects import FlowRun  # noqa: PLC0415 (seconds)

    given = {"id": uuid.uuid4(), "flow_id": uuid.uuid4(), "deployment_id": uuid.uuid4(), "name": "r", **values}
    return FlowRun.model_validate({"expected_start_time": datetime.now(UTC) - timedelta(minutes=2), **given})


class Client:
    """Prefect's client, as far as runs are read and their states set."""

    def __init__(self, runs: list[Any]) -> None:
        self.runs = runs

    async def read_flow_runs(self, **_: object) -> list[Any]:
        return [run for run in self.runs if run.state is None or not run.state.is_final() or run.name == "shown"]

    async def set_flow_run_state(self, key: object, state: Any, *, force: bool) -> None:
        assert force
        self.runs = [
            run.model_copy(update={"state": state, "state_type": state.type}) if run.id == key else run for run in self.runs
        ]


def test_what_a_dead_server_left_is_ended_but_not_the_runs_of_others() -> None:
    from prefect import states  # noqa: PLC0415

    served = [
        flow_run(state=state, state_type=state.type) for state in (states.Running(), states.Pending(), states.Cancelling())
    ]
    own = flow_run(state=states.Running(), state_type="RUNNING", deployment_id=None)  # of `parquetry run`
    client = Client([*served, own])
    assert asyncio.run(flow_runs.end_unfinished(client, "gone")) == 3  # type: ignore[arg-type]
    assert [run.state.name for run in client.runs] == ["Crashed"] * 3 + ["Running"]


def test_of_runs_that_are_due_and_wait_the_first_is_kept() -> None:
    from prefect import states  # noqa: PLC0415

    running = flow_run(state=states.Running(), state_type="RUNNING", start_time=datetime.now(UTC))
    waiting = [flow_run(state=states.Scheduled(), state_type="SCHEDULED", tags=[f"cause:{k}"]) for k in range(3)]
    client, said = Client([*reversed(waiting), running]), []
    reporter = flow_runs.Reporter(client, uuid.uuid4(), Path(), said.append)  # type: ignore[arg-type]
    asyncio.run(reporter.look())
    asyncio.run(reporter.look())
    assert sorted(run.state.name for run in client.runs) == ["Running", "Scheduled", "Superseded", "Superseded"]
    assert [line.split(" ", 2)[2] for line in said] == ["run started (schedule)", "run due (0), waits for the one before it"]


def test_the_start_and_the_end_of_runs_are_said_with_how_long_they_took(tmp_path: Path) -> None:
    from prefect import states  # noqa: PLC0415

    with history.opened(tmp_path, "letters") as entry:
        entry.done("v-0123456789ab", "2 documents")
    now = datetime.now(UTC)
    run = flow_run(state=states.Running(), state_type="RUNNING", start_time=now, tags=["cause:trigger"], name="shown")
    client, said = Client([run]), []
    reporter = flow_runs.Reporter(client, uuid.uuid4(), tmp_path, said.append)  # type: ignore[arg-type]
    asyncio.run(reporter.look())
    ended = {"start_time": now, "end_time": now, "total_run_time": timedelta(seconds=9.16)}
    failed = flow_run(state=states.Failed(message="no\ndisk"), state_type="FAILED", name="shown", **ended)
    client.runs = [
        failed,
        run.model_copy(update={"state": states.Completed(), "state_type": states.Completed().type, **ended}),
    ]
    asyncio.run(reporter.look())
    asyncio.run(reporter.look())
    assert [line.split(" ", 2)[2] for line in said] == [
        "run started (trigger)",
        "run ended after 9.2 s: v-0123456789ab, 2 documents",
        "run started (schedule)",
        "run FAILED after 9.2 s: no disk",
    ]


def test_a_run_waits_for_its_dataset_and_ends_with_its_server(tmp_path: Path) -> None:
    code = f"""if True:
        import os, time
        from pathlib import Path
        from parquetry.publish import store
        with store.lock(Path({str(tmp_path)!r}) / "d"):
            print("held", flush=True)
            time.sleep(2)"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        config = Config(dataset="d", output=Output(path=tmp_path))
        begun = time.monotonic()
        served_by.wait_until_free(config)
        assert time.monotonic() - begun > 1
        assert store.lock_owner(tmp_path / "d") is None


def test_a_process_ends_when_the_server_that_it_is_of_is_gone() -> None:
    """Also before its flow begins, when all that Prefect has done is to load it."""
    inner = "import time; from parquetry_flows.serving import served_flow; print('up', flush=True); time.sleep(60)"
    outer = f"""if True:
        import os, subprocess, sys
        environment = {{**os.environ, {served_by.SERVED_BY!r}: str(os.getpid())}}
        inner = subprocess.Popen([sys.executable, "-c", {inner!r}], env=environment, stdout=subprocess.PIPE)
        inner.stdout.readline()
        print(inner.pid, flush=True)
        os._exit(0)"""
    done = subprocess.run([sys.executable, "-c", outer], capture_output=True, text=True, check=True)
    inner_process = Path(f"/proc/{done.stdout.strip()}")
    deadline = time.monotonic() + 30
    while inner_process.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not inner_process.exists()


def test_the_environment_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARQUETRY_A", "before")
    monkeypatch.delenv("PARQUETRY_B", raising=False)
    before = dict(os.environ)
    inside: list[str] = []

    def work() -> None:
        with environment({"PARQUETRY_A": "1", "PARQUETRY_B": "2"}):
            inside.extend((os.environ["PARQUETRY_A"], os.environ["PARQUETRY_B"]))
            divmod(1, 0)

    with pytest.raises(ZeroDivisionError):
        work()
    assert inside == ["1", "2"]
    assert dict(os.environ) == before


@pytest.mark.parametrize(("url", "said"), [("http://127.0.0.1:9/api", "does not answer"), ("nonsense", "does not answer")])
def test_a_server_that_does_not_answer_is_said_at_once(
    url: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", url)
    with pytest.raises(OrchestratorError, match=said), prefect_server.server(tmp_path):
        pytest.fail("it was taken for one that answers")


def test_what_prefect_raises_is_an_error_of_ours_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = sqlite3.OperationalError("database or disk is full")
    with pytest.raises(OrchestratorError, match=r"server\.log"), prefect_server.failures(tmp_path):
        raise ExceptionGroup("runner", [error])
    monkeypatch.setattr(prefect_server, "LEAST_FREE", 1 << 62)
    with pytest.raises(StorageError, match=r"is full.*--state"), prefect_server.failures(tmp_path / "not" / "there"):
        raise error
    with pytest.raises(StorageError, match="is full"), prefect_server.failures(tmp_path):
        raise OrchestratorError("Prefect's server ended as it started")
    with pytest.raises(ConfigError, match="mine"), prefect_server.failures(tmp_path):  # what is known stays as it is
        raise ConfigError("mine")
    with pytest.raises(ZeroDivisionError), prefect_server.failures(tmp_path):  # a bug stays one
        divmod(1, 0)


def wait(folder: Path, process: subprocess.Popen[str], runs: int) -> list[history.Entry]:
    """Wait until so many runs have ended well."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and process.poll() is None:
        ended = [entry for entry in history.entries(folder / ".parquetry") if entry.state == "ended"]
        if len(ended) >= runs:
            return ended
        time.sleep(0.3)
    pytest.fail(f"{process.poll()}: {history.entries(folder / '.parquetry')}")


@pytest.mark.flow
@pytest.mark.alone
def test_schedules_fire_and_the_second_run_reuses_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PREFECT")]:  # of the server that other tests share
        monkeypatch.delenv(name)
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "a.txt").write_text("One letter of 3 May 2011.", encoding="utf-8")
    (tmp_path / "parquetry.toml").write_text(
        'dataset = "served"\n[extract]\nmodel = "none"\n[serve]\nport = 0\n[[schedule]]\nname = "often"\ninterval = 5\n'
        '[[schedule]]\nname = "changes"\nwatch = 1\n',
        encoding="utf-8",
    )
    assert parquetry("schedule", "trigger", folder=tmp_path).code == 7
    command = [sys.executable, "-m", "parquetry_flows.cli", "serve"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        try:
            first, second, *_ = wait(tmp_path, process, 2)
            assert first.detail == "3 stages of batches computed, 0 reused"
            assert second.detail == "0 stages of batches computed, 0 reused", "nothing changed, so nothing is opened"
            assert first.version == second.version
            url = serve.address(tmp_path / ".parquetry")
            assert url is not None
            with urllib.request.urlopen(url.removesuffix("/api")) as answer:  # noqa: S310 (our own address)
                assert answer.status == 200
            other = parquetry("serve", folder=tmp_path)
            assert (other.code, "keeps the state folder" in other.err) == (75, True)
            triggered = parquetry("schedule", "trigger", folder=tmp_path)
            assert (triggered.code, "is triggered" in triggered.out) == (0, True)
        except BaseException:
            process.terminate()  # or the test would wait for it for ever
            raise
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=120)
    assert process.returncode == 143, out
    assert "Traceback" not in out
    assert left_behind(tmp_path) == []
