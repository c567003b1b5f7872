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
from typing import TYPE_CHECKING

import pytest
from command import ROOT, Ended, parquetry, parquetry_here

from parquetry.publish import manifest, store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.flow
KILLS = int(os.environ.get("PARQUETRY_FAULTS", "1"))
CONFIG = 'dataset = "set"\n[input]\npath = {raw!r}\n[extract]\nmodel = "none"\n'


def texts(folder: Path, said: str) -> Path:
    folder.mkdir(exist_ok=True)
    for k in range(6):
        (folder / f"{k}.txt").write_text(f"File {k} says {said} on 3 May 2011. " * 3000, encoding="utf-8")
    return folder


def test_publishing_survives_every_fault_of_every_call(published: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "tests" / "faults.py"), str(published), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    ended = json.loads(done.stdout)
    assert len(ended) > 200
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
            time.sleep(0.02)


def seen(folder: Path, pattern: str) -> list[Path]:
    """Return what matches below a folder in which another process renames; `Path.glob` raises where a folder goes away."""
    return [folder / name for name in glob.glob(pattern, root_dir=folder)]  # noqa: PTH207


def stages(folder: Path) -> list[Path]:
    """What a kill waits for, in the order a run makes it: artifacts, tables, files of the version, the version."""
    patterns = ("cache/*/*", "staging/*/version/data/*/*", "staging/*/version/*.json")
    written = [path for pattern in patterns for path in seen(folder / ".parquetry", pattern)]
    return [*(path for path in written if path.suffix != ".tmp"), *seen(folder / "data/processed/set", "versions/*")]


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
        had = set(stages(tmp_path))
        enough = chance.randrange(1, 24)
        command = [sys.executable, "-m", "parquetry_flows.cli", "run"]
        with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE) as process:
            while len(set(stages(tmp_path)) - had) < enough and process.poll() is None:
                time.sleep(0.001)
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


PHASES = {
    "read": "staging/*/sources/*",
    "repair": "cache/repair/*/*",
    "segment": "cache/segment/*/*",
    "extract": "cache/extract/*/*",
    "tabulate": "cache/tabulate/*/*",
    "merge": "staging/*/version/*",
}
"""Phases of a run that write, in order, and what they write first, below the state folder."""
ROOMY = 64 * 1024
"""KiB of a disk on which a run has room for everything."""


@contextlib.contextmanager
def disk_of(kib: int, folder: Path) -> Iterator[Path]:
    """Give a disk of so many KiB."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def run_on(disk: Path, raw: Path, orchestrator: str) -> Ended:
    """Run with everything but the input on a disk."""
    config = CONFIG.format(raw=str(raw)) + "[run]\nworkers = 1\n"  # one phase after the other
    (disk / "parquetry.toml").write_text(config, encoding="utf-8")
    return parquetry("run", "--json", folder=disk, PREFECT_API_URL=orchestrator)


class Usage(threading.Thread):
    """Looks at a disk again and again: how much of it was used when each phase had begun, and at most."""

    def __init__(self, disk: Path) -> None:
        super().__init__()
        self.disk = disk
        self.began: dict[str, int] = {}
        self.most: dict[str, int] = {}
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            used = shutil.disk_usage(self.disk).used // 1024
            reached = [phase for phase, first in PHASES.items() if seen(self.disk / ".parquetry", first)]
            if reached:
                self.began.setdefault(reached[-1], used)
                self.most[reached[-1]] = max(used, self.most.get(reached[-1], 0))
            time.sleep(0.001)


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of texts that hardly compress, few enough for one batch: each phase writes much, after the other."""
    folder = tmp_path_factory.mktemp("varied")
    chance = random.Random(5)  # noqa: S311 (no secret)
    for k in range(4):
        sentences = [
            f"Item {chance.randrange(10**12)} was sold on 3 May {chance.randrange(1990, 2020)}." for _ in range(2000)
        ]
        (folder / f"{k}.txt").write_text(" ".join(sentences), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def sizes(varied: Path, tmp_path_factory: pytest.TempPathFactory, orchestrator: str) -> dict[str, int]:
    """Return for each phase the KiB of a disk that is full in the midst of it, by what a run with room for all writes."""
    with disk_of(ROOMY, tmp_path_factory.mktemp("roomy") / "disk") as disk:
        usage = Usage(disk)
        usage.start()
        done = run_on(disk, varied, orchestrator)
        usage.over.set()
        usage.join()
        assert done.code == 0, done.err
        root = disk / "data" / "processed" / "set"
        assert not list(manifest.damage(root / "versions" / str(store.current(root))))
    assert list(usage.began) == list(PHASES)
    return {phase: (usage.began[phase] + usage.most[phase]) // 2 for phase in PHASES}


@pytest.mark.parametrize("phase", PHASES)
def test_a_full_disk_is_said_and_nothing_half_done(
    phase: str, sizes: dict[str, int], varied: Path, tmp_path: Path, orchestrator: str
) -> None:
    with disk_of(sizes[phase], tmp_path / "disk") as disk:
        done = run_on(disk, varied, orchestrator)
        root = disk / "data" / "processed" / "set"
        assert (done.code, store.current(root), store.versions(root)) == (5, None, [])
        assert "No space left on device" in done.err
        assert "Traceback" not in done.err
        before = list(PHASES)[: list(PHASES).index(phase)]
        cached = [name for name in before if PHASES[name].startswith("cache")]
        assert all(list((disk / ".parquetry").glob(PHASES[name])) for name in cached), "the disk was full before its time"
        assert not list((disk / ".parquetry").glob("cache/*/*.tmp"))


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
