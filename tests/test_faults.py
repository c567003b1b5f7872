"""Faults: kills, errors of the file system and full disks, with readers looking on.

PARQUETRY_FAULTS=40 makes that many kills of whole runs instead of a few: see `make faults`.
"""

from __future__ import annotations

import contextlib
import glob
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import small_version
from command import ROOT, Ended, parquetry, parquetry_here
from examples import OFFER
from test_run import in_workers

from parquetry.execution import checks, leaves, spool, stages
from parquetry.publish import manifest, store
from parquetry_flows.running import publishing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

pytestmark = pytest.mark.flow
KILLS = int(os.environ.get("PARQUETRY_FAULTS", "1"))
CONFIG = 'dataset = "set"\n[input]\npath = {raw!r}\n[extract]\nmodel = "none"\n'


def texts(folder: Path, said: str) -> Path:
    folder.mkdir(exist_ok=True)
    for k in range(6):
        (folder / f"{k}.txt").write_text(f"{OFFER} {k} says {said} on 3 May 2011. " * 500, encoding="utf-8")
    return folder


def test_publishing_survives_every_fault_of_every_call(tmp_path: Path) -> None:
    """A version of three tables makes every kind of call that one of twenty makes, each less often."""
    dataset = tmp_path / "dataset"
    rows = {"rejects": [{"source_path": "a.txt", "reason": "empty"}]}
    version = small_version.publish(dataset, rows, tables=("documents", "sources", "rejects"))
    assert (version / "data" / "rejects").is_dir()
    (tmp_path / "trials").mkdir()
    command = [sys.executable, str(ROOT / "tests" / "faults.py"), str(dataset), str(tmp_path / "trials")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    ended = json.loads(done.stdout)
    assert {call for call, *_ in ended} >= {"fsync", "rename", "replace", "symlink", "mkdir"}
    assert len(ended) > 60
    wrong = [trial for trial in ended if trial[3] not in ({"-9"} if trial[2] == "kill" else {"5", "0"})]
    assert not wrong


class Reader(threading.Thread):
    """Looks at the current version again and again; notes what was torn and which versions were seen."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root
        self.torn: list[str] = []
        self.seen: set[str] = set()
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            name = store.current(self.root)
            if name is not None:
                self.torn += [f"{name}/{path} {what}" for path, what in manifest.damage(self.root / "versions" / name)]
                self.seen.add(name)
            time.sleep(0.1)


def seen(folder: Path, pattern: str) -> list[Path]:
    """Return what matches below a folder in which another process renames; `Path.glob` raises where a folder goes away."""
    return [folder / name for name in glob.glob(pattern, root_dir=folder)]  # noqa: PTH207


def written(folder: Path) -> list[Path]:
    """What a kill waits for, in the order a run makes it: artifacts, tables, files of the version, the version."""
    patterns = ("cache/*/*", "staging/*/version/data/*/*", "staging/*/version/*.json")
    below = [path for pattern in patterns for path in seen(folder / ".parquetry", pattern)]
    return [*(path for path in below if path.suffix != ".tmp"), *seen(folder / "data/processed/set", "versions/*")]


def test_a_killed_run_leaves_the_old_version_whole_and_the_next_ends_as_if_nothing_had_been(
    tmp_path: Path, orchestrator: str
) -> None:
    chance = random.Random(11)  # noqa: S311 (no secret)
    raw = texts(tmp_path / "raw", "this")
    (tmp_path / "parquetry.toml").write_text(CONFIG.format(raw=str(raw)), encoding="utf-8")
    environment = {**os.environ, "PREFECT_API_URL": orchestrator}
    expected = parquetry_here("run", "--json", folder=tmp_path, **environment).json["version"]["name"]
    reader = Reader(tmp_path / "data" / "processed" / "set")
    reader.start()
    names = {expected}
    for k in range(KILLS):
        texts(raw, f"that for time {k}")
        had = set(written(tmp_path))
        enough = chance.randrange(1, 24)
        command = [sys.executable, "-m", "parquetry_flows.cli", "run"]
        with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE) as process:
            while len(set(written(tmp_path)) - had) < enough and process.poll() is None:
                time.sleep(0.01)
            process.kill()
        assert store.current(reader.root) in {*names, *store.versions(reader.root)}
        done = parquetry_here("run", "--json", folder=tmp_path, **environment)
        assert done.code == 0, done.err
        names.add(done.json["version"]["name"])
        undisturbed = parquetry_here("run", "--json", "--output", tmp_path / f"other{k}", folder=tmp_path, **environment)
        assert undisturbed.json["version"]["name"] == done.json["version"]["name"]
    reader.over.set()
    reader.join()
    assert not reader.torn
    assert reader.seen <= names
    assert len(names) == KILLS + 1


@dataclass(frozen=True)
class Phase:
    """A phase of a run that writes: the function that begins it, and what it leaves below the state folder."""

    module: ModuleType
    function: str
    artifacts: str = ""


PHASES = {
    "read": Phase(spool, "read"),
    "repair": Phase(stages, "repair", "cache/repair/*/*"),
    "segment": Phase(stages, "segment", "cache/segment/*/*"),
    "extract": Phase(stages, "extract", "cache/extract/*/*"),
    "tabulate": Phase(leaves, "build", "cache/tabulate/*/*"),
    "check": Phase(checks, "validate_artifact", "cache/check/*/*"),
    "merge": Phase(publishing, "stage"),
    "publish": Phase(publishing, "publish"),
}
"""Phases in order."""
DISK = 16 * 1024
"""KiB of a disk on which a run has room for everything."""
LEFT = 4096
"""Bytes left on a disk that was filled: one page, so that a phase begins to write and does not end."""


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a disk of its own."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path) -> None:
    """Fill a disk but for a page; the kernel, not this test, then refuses what is written."""
    with (disk / "filler").open("ab") as filler:
        filler.write(bytes(max(0, shutil.disk_usage(disk).free - LEFT)))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Return a disk with a config, for a run that has everything but its input there."""
    raw = tmp_path / "raw"
    raw.mkdir()
    chance = random.Random(5)  # noqa: S311 (no secret)
    for k in range(4):  # of texts that hardly compress
        sold = [f"Item {chance.randrange(10**12)} was sold on 3 May {chance.randrange(1990, 2020)}." for _ in range(200)]
        (raw / f"{k}.txt").write_text(" ".join(sold), encoding="utf-8")
    with small_disk(tmp_path / "disk") as folder:
        (folder / "parquetry.toml").write_text(CONFIG.format(raw=str(raw)), encoding="utf-8")
        yield folder


def assert_nothing_half_done(disk: Path, done: Ended) -> None:
    root = disk / "data" / "processed" / "set"
    assert (done.code, store.current(root), store.versions(root)) == (5, None, []), done.err
    assert "No space left on device" in done.err
    assert "Traceback" not in done.err
    assert not seen(disk / ".parquetry", "cache/*/*.tmp")


@pytest.mark.parametrize("phase", PHASES)
def test_a_full_disk_is_said_and_nothing_half_done(
    phase: str, disk: Path, orchestrator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = PHASES[phase]
    function = getattr(begun.module, begun.function)

    def begin(*arguments: Any, **options: Any) -> Any:
        fill(disk)
        return function(*arguments, **options)

    monkeypatch.setattr(begun.module, begun.function, begin)
    done = parquetry_here("run", "--json", folder=disk, PREFECT_API_URL=orchestrator)
    assert (disk / "filler").exists(), "the phase never began"
    assert_nothing_half_done(disk, done)
    earlier = list(PHASES.values())[: list(PHASES).index(phase)]
    assert all(seen(disk / ".parquetry", one.artifacts) for one in earlier if one.artifacts), "the disk was full too early"
    assert not (begun.artifacts and seen(disk / ".parquetry", begun.artifacts))


FILLING = """
    import shutil
    from pathlib import Path
    from parquetry.execution import stages

    extract = stages.extract

    def filled(*arguments, **options):
        filler = Path({disk!r}, "filler")
        filler.write_bytes(bytes(shutil.disk_usage(filler.parent).free - {left}))
        return extract(*arguments, **options)

    stages.extract = filled
"""
"""What a worker process does before its work: it has the disk full when extract begins."""


def test_a_full_disk_is_said_by_workers_too_and_the_next_run_goes_on(disk: Path, tmp_path: Path, orchestrator: str) -> None:
    patched = in_workers(tmp_path, FILLING.format(disk=str(disk), left=LEFT))
    done = parquetry("run", "--json", "--workers", "1", folder=disk, PREFECT_API_URL=orchestrator, **patched)
    assert_nothing_half_done(disk, done)
    (disk / "filler").unlink()
    again = parquetry_here("run", "--json", folder=disk, PREFECT_API_URL=orchestrator)
    assert (again.code, again.json["reused"]) == (0, 2), again.err


def test_a_read_only_output_is_said_before_work_starts(tmp_path: Path, orchestrator: str) -> None:
    raw = texts(tmp_path / "raw", "this")
    disk = tmp_path / "disk"
    disk.mkdir()
    (tmp_path / "parquetry.toml").write_text(CONFIG.format(raw=str(raw)) + '[output]\npath = "disk/out"\n', encoding="utf-8")
    mount = ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount")
    try:
        done = parquetry("run", folder=tmp_path, PREFECT_API_URL=orchestrator)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)
    assert done.code == 5
    assert "cannot be written" in done.err
    assert not list((tmp_path / ".parquetry").glob("cache/*"))
