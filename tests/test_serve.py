"""Serve: schedules are read, shown, changed, said as crontab and systemd, and fired."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command import parquetry

from parquetry.config import Config, Schedule, load
from parquetry.errors import ConfigError
from parquetry_flows.running import history
from parquetry_flows.serving import schedules, serve

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
        ({"cron": "0 0 31 2 *"}, "no cron expression"),
        ({"rrule": "INTERVAL=2"}, "RFC 5545"),
        ({"rrule": "FREQ=DAILY;UNTIL=soon"}, "RFC 5545"),
        ({"interval": 1e12}, "less than or equal"),
    ],
)
def test_a_schedule_that_is_none_is_refused_before_anything_starts(
    values: dict[str, object], said: str, tmp_path: Path
) -> None:
    lines = "\n".join(f"{key} = {value!r}" for key, value in values.items())
    (tmp_path / "parquetry.toml").write_text(f'[[schedule]]\nname = "x"\n{lines}\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        load(tmp_path / "parquetry.toml")


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
    assert (
        parquetry("schedule", "add", "nightly", "--cron", "0 3 * * 1,3", "--timezone", "Europe/Berlin", folder=tmp_path).code
        == 0
    )
    assert parquetry("schedule", "add", "often", "--interval", "900", folder=tmp_path).code == 0
    refused = parquetry("schedule", "add", "wrong", "--cron", "x", folder=tmp_path)
    assert (refused.code, "no cron expression" in refused.err) == (2, True)
    assert parquetry("schedule", "pause", "often", folder=tmp_path).code == 0
    assert "# a comment that stays" in path.read_text(encoding="utf-8")
    assert [(one.name, one.paused) for one in load(path).schedule] == [("nightly", False), ("often", True)]
    assert "paused" in parquetry("schedule", "list", folder=tmp_path).out
    assert parquetry("schedule", "resume", "often", folder=tmp_path).code == 0
    unknown = parquetry("schedule", "pause", "oftn", folder=tmp_path)
    assert (unknown.code, "did you mean 'often'" in unknown.err) == (2, True)
    lines = parquetry("schedule", "crontab", folder=tmp_path).out.splitlines()
    assert "CRON_TZ=Europe/Berlin" in lines
    assert any(line.startswith("0 3 * * 1,3 ") and str(path) in line for line in lines)
    assert any(line.startswith("*/15 * * * * ") for line in lines)
    units = parquetry("schedule", "systemd", folder=tmp_path).out
    assert "OnCalendar=Mon,Wed *-*-* 03:00:00 Europe/Berlin" in units
    assert "OnUnitActiveSec=900s" in units


def test_what_cron_or_systemd_cannot_say_is_said(tmp_path: Path) -> None:
    odd = Schedule(name="odd", rrule="FREQ=MONTHLY;BYDAY=-1FR")
    both = Schedule(name="both", cron="0 0 13 * 5")
    config = Config(schedule=(odd, both))
    assert "cannot say this" in schedules.crontab(config, tmp_path / "c.toml")
    assert schedules.systemd(config, tmp_path / "c.toml").count("cannot say this") == 2


def test_a_missed_time_is_known() -> None:
    nightly = Schedule(name="a", cron="0 3 * * *")
    assert schedules.missed(nightly, NOON, datetime(2026, 3, 29, 3, tzinfo=UTC))
    assert not schedules.missed(nightly, NOON, datetime(2026, 3, 29, 2, tzinfo=UTC))
    assert not schedules.missed(nightly.model_copy(update={"paused": True}), NOON, datetime(2027, 1, 1, tzinfo=UTC))


def wait(folder: Path, process: subprocess.Popen[str], runs: int) -> list[history.Entry]:
    """Wait until so many runs have ended well."""
    deadline = time.monotonic() + 180
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
            assert first.detail == "3 stages of shards made, 0 reused"
            assert second.detail == "0 stages of shards made, 3 reused"
            assert first.version == second.version
            url = serve.address(tmp_path / ".parquetry")
            assert url is not None
            with urllib.request.urlopen(url.removesuffix("/api")) as answer:  # noqa: S310 (our own address)
                assert answer.status == 200
            other = parquetry("serve", folder=tmp_path)
            assert (other.code, "keeps the state folder" in other.err) == (75, True)
            asked = parquetry("schedule", "trigger", folder=tmp_path)
            assert (asked.code, "is asked for" in asked.out) == (0, True)
        except BaseException:
            process.terminate()  # or the test would wait for it for ever
            raise
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 143, out
    assert "Traceback" not in out
    time.sleep(0.5)
    left = subprocess.run(["pgrep", "-f", "parquetry|prefect"], capture_output=True, text=True, check=False).stdout.split()
    ours = []
    for pid in left:
        environ = Path(f"/proc/{pid}/environ")
        if environ.exists() and str(tmp_path).encode() in environ.read_bytes():
            ours.append(Path(f"/proc/{pid}/cmdline").read_bytes())
    assert not ours
