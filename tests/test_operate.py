"""Operate: plan, status, diff, rollback, clean, rebuild, on a small dataset that changes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from command import parquetry_here
from examples import OFFER

from parquetry import open_dataset
from parquetry_flows.running import cache_cleanup, history, state_folder

if TYPE_CHECKING:
    from pathlib import Path

    from command import Ended

pytestmark = pytest.mark.flow


@dataclass(frozen=True)
class Project:
    """A project with two versions: the second has a file more, a file less and a file changed."""

    folder: Path
    url: str
    first: str
    second: str

    @property
    def dataset(self) -> Path:
        return self.folder / "data" / "processed" / "letters"

    def run(self, *arguments: str) -> Ended:
        return parquetry_here(*arguments, folder=self.folder, PREFECT_API_URL=self.url)

    def current(self) -> str:
        return str(json.loads((self.dataset / "latest.json").read_text())["version"])


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory, orchestrator: str) -> Project:
    folder = tmp_path_factory.mktemp("letters")
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True)
    (folder / "parquetry.toml").write_text('dataset = "letters"\n[extract]\nmodel = "none"\n', encoding="utf-8")
    for name in ("kept", "removed", "changed"):
        (raw / f"{name}.txt").write_text(f"The letter called {name}. It came on 3 May 2011.", encoding="utf-8")
    first = parquetry_here("run", "--json", folder=folder, PREFECT_API_URL=orchestrator)
    assert first.code == 0, first.err
    (raw / "removed.txt").unlink()
    (raw / "added.txt").write_text("The letter that came last.", encoding="utf-8")
    (raw / "changed.txt").write_text("The letter was changed. It came on 4 May 2011.", encoding="utf-8")
    plan = parquetry_here("run", "--dry-run", "--json", folder=folder).json
    assert plan["stages"]["repair"] == [1, 0]
    assert plan["why"] == [
        "1 file added: added.txt",
        "1 file removed: removed.txt",
        "1 file changed: changed.txt",
    ]
    second = parquetry_here("run", "--json", folder=folder, PREFECT_API_URL=orchestrator)
    return Project(folder, orchestrator, first.json["version"]["name"], second.json["version"]["name"])


def test_a_plan_says_what_a_run_would_do_and_why_and_does_nothing(letters: Project) -> None:
    before = {path: path.stat().st_mtime_ns for path in letters.folder.rglob("*") if ".parquetry" not in path.parts}
    plan = letters.run("run", "--dry-run", "--json").json
    assert plan["unchanged"] == letters.second
    config = letters.folder / "changed.toml"
    config.write_text('dataset = "letters"\n[extract]\nmodel = "none"\nrules = false\n', encoding="utf-8")
    plan = letters.run("run", str(config), "--dry-run", "--json").json
    config.unlink()
    assert plan["stages"] == {"repair": [0, 1], "segment": [0, 1], "extract": [1, 0]}
    assert plan["why"] == ["[extract] of the config changed"]
    assert "because" in letters.run("run", "--dry-run").out
    after = {path: path.stat().st_mtime_ns for path in letters.folder.rglob("*") if ".parquetry" not in path.parts}
    assert {path for path in after if before.get(path) != after[path]} <= {letters.folder}


def test_diff_says_what_changed(letters: Project) -> None:
    found = letters.run("diff", letters.first, "--json").json
    changes = {(change["how"], change["source_path"]) for change in found["documents"]}
    assert changes == {("added", "added.txt"), ("removed", "removed.txt"), ("changed", "changed.txt")}
    rows = {table["table"]: (table["added"], table["removed"], table["changed"]) for table in found["tables"]}
    assert rows["documents"] == (1, 1, 1)
    assert rows["mentions"] == (0, 1, 1)
    same = letters.run("diff", letters.second, "--json").json
    assert not same["documents"]
    assert not any(table[how] for table in same["tables"] for how in ("added", "removed", "changed"))
    assert "changed  changed.txt" in letters.run("diff", letters.first).out
    assert letters.run("diff", "v-000000000000").code == 2


def test_rollback_swaps_back_and_refuses_what_is_damaged(letters: Project) -> None:
    done = letters.run("rollback", letters.first)
    assert done.code == 0, done.err
    assert letters.current() == letters.first
    paths = open_dataset(letters.dataset, "documents").to_table(["source_path"])["source_path"].to_pylist()
    assert sorted(paths) == ["changed.txt", "kept.txt", "removed.txt"]
    part = next((letters.dataset / "versions" / letters.second / "data" / "blocks").iterdir())
    whole = part.read_bytes()
    part.write_bytes(whole[:-1])
    refused = letters.run("rollback", letters.second)
    assert (refused.code, "data/blocks" in refused.err) == (6, True)
    assert letters.current() == letters.first
    part.write_bytes(whole)
    nightly = letters.run("run")
    assert nightly.code == 0, nightly.err
    assert letters.current() == letters.first  # a run does not undo it
    assert "stays current" in nightly.out
    assert f"{letters.first}, until" in letters.run("status").out
    assert letters.run("rollback", letters.second).code == 0
    assert letters.run("rollback", "--unpin").code == 0


def test_a_rebuild_has_the_same_bytes_or_says_why_not(letters: Project) -> None:
    done = letters.run("verify", "--rebuild", "--json")
    assert done.code == 0, done.err
    assert done.json["rebuilt"]["same"] is True
    other = letters.run("verify", "--version", letters.first, "--rebuild")
    assert other.code == 6
    for line in ("1 file added: added.txt", "1 file changed: changed.txt", "data/documents/b-"):
        assert line in other.err
    assert letters.run("versions", "--json").json[-1]["version"] == letters.second
    assert not list((letters.folder / ".parquetry").glob("rebuild-*"))


def test_clean_keeps_what_is_used_and_bounds_the_rest(letters: Project) -> None:
    cache = letters.folder / ".parquetry" / "cache"
    stale = cache / "repair" / ("0" * 32)
    stale.mkdir()
    (stale / "values.arrow").write_bytes(b"x" * 1000)
    os.utime(stale, (0, 0))
    left = letters.folder / ".parquetry" / "staging" / "left"
    left.mkdir()
    done = letters.run("clean", "--json").json
    assert (done["removed"], done["removed_bytes"]) == (2, 1000)
    assert not stale.exists()
    assert not left.exists()
    assert letters.run("run", "--json").json["computed"] == 0
    done = letters.run("clean", "--mib", "0", "--json").json
    assert (done["kept"], done["kept_bytes"]) == (0, 0)
    assert letters.run("verify").code == 0
    again = letters.run("run", "--json").json
    assert (again["computed"], again["version"]["name"], again["version"]["created"]) == (3, letters.second, False)


def test_prefects_own_folder_is_bounded_unless_it_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "prefect"
    home.mkdir()
    assert cache_cleanup.clean(tmp_path, days=30, most_bytes=1 << 30).removed == 0  # nothing is in it
    (home / "prefect.db").write_bytes(b"x" * 1000)
    assert cache_cleanup.clean(tmp_path, days=30, most_bytes=1 << 30).removed == 0
    monkeypatch.setattr(cache_cleanup, "PREFECT_BYTES", 999)
    with state_folder.state_lock(tmp_path, "serve", alone=True):
        assert cache_cleanup.clean(tmp_path, days=0, most_bytes=0).removed == 0
    assert cache_cleanup.clean(tmp_path, days=30, most_bytes=1 << 30).removed_bytes == 1000
    assert not home.exists()


def test_status_knows_runs_that_live_that_failed_and_that_died(letters: Project, tmp_path: Path) -> None:
    state = tmp_path / ".parquetry"
    code = f"""if True:
        import os, sys, time
        from pathlib import Path
        from parquetry_flows.running import cache_cleanup, history, session
        with history.opened(Path({str(state)!r}), "letters"):
            print("open", flush=True)
            time.sleep(60)"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        assert [entry.state for entry in history.entries(state)] == ["running"]
        process.kill()
    time.sleep(0.1)
    with pytest.raises(ZeroDivisionError), history.opened(state, "letters"):
        divmod(1, 0)
    with pytest.raises(KeyboardInterrupt), history.opened(state, "letters"):
        raise KeyboardInterrupt
    assert [entry.state for entry in history.entries(state)] == ["died", "failed", "stopped"]
    said = letters.run("status", "--json").json
    assert said["current"] == letters.current()
    assert {entry["state"] for entry in said["runs"]} == {"ended"}
    assert said["runs"][-1]["rows"]["documents"] == 3
    shown = letters.run("status").out
    assert re.search(rf"ended  \S+, \d+ s, {letters.second}, 3 documents, 0 rejects", shown), shown


def test_a_run_that_is_killed_is_said_to_have_died_and_the_next_goes_on(letters: Project, tmp_path: Path) -> None:
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    (tmp_path / "parquetry.toml").write_text('dataset = "letters"\n[extract]\nmodel = "none"\n', encoding="utf-8")
    for k in range(12):
        (raw / f"{k}.txt").write_text(f"{OFFER} says this to no one. File {k}. " * 400, encoding="utf-8")
    command = [sys.executable, "-m", "parquetry_flows.cli", "run"]
    environment = {**os.environ, "PREFECT_API_URL": letters.url}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE) as process:
        cache = tmp_path / ".parquetry" / "cache" / "repair"
        while not any("." not in path.name for path in cache.glob("*")) and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    status = parquetry_here("status", "--json", folder=tmp_path).json
    assert [entry["state"] for entry in status["runs"]] == ["died"]
    assert (status["held"], status["current"]) == (None, None)
    done = parquetry_here("run", "--json", folder=tmp_path, PREFECT_API_URL=letters.url)
    assert done.code == 0, done.err
    assert done.json["reused"] > 0
    assert not list((tmp_path / ".parquetry" / "staging").iterdir())
    # That it is the version of a run that nothing disturbed is shown in test_faults.py.
    assert parquetry_here("verify", folder=tmp_path).code == 0
