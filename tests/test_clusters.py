"""Clusters: the same bytes by Dask and by Ray, and a sentence where a cluster is not there or its workers die."""

from __future__ import annotations

import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from command import RAW, parquetry, parquetry_here
from deeds import go_through
from examples import OFFER
from test_run import digests

from parquetry.config import MIB, Limits
from parquetry.errors import ConfigError, WorkerError
from parquetry.execution import clusters, executors

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.flow
CONFIG = 'dataset = "letters"\n[extract]\nmodel = "none"\n[output]\nleaf_bytes = 3000\n'


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A Dask cluster that was there before the run: the address of its scheduler."""
    import dask.config  # noqa: PLC0415 (takes seconds)
    from distributed import LocalCluster  # noqa: PLC0415 (as above)

    with (
        dask.config.set({"distributed.worker.daemon": False}),
        LocalCluster(2, threads_per_worker=1, dashboard_address="127.0.0.1:0", host="127.0.0.1") as cluster,
    ):
        yield cluster.scheduler_address


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory, orchestrator: str) -> tuple[Path, str, dict[str, str]]:
    """Return a project of a few leaves, the version that a run of threads makes of it, and the digests of its parts."""
    folder = tmp_path_factory.mktemp("letters")
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True)
    for number in range(2):
        (raw / f"{number}.txt").write_text(
            f"{OFFER} was Mr Smith's, letter {number}, on 3 May 2011. " * 24, encoding="utf-8"
        )
    shutil.copy(RAW / "old" / "pazar.txt", raw)
    (folder / "parquetry.toml").write_text(CONFIG, encoding="utf-8")
    done = parquetry_here("run", "--json", folder=folder, PREFECT_API_URL=orchestrator)
    assert done.code == 0, done.err
    return folder, done.json["version"]["name"], digests(Path(done.json["version"]["path"]))


def assert_same_bytes(
    runner: str, letters: tuple[Path, str, dict[str, str]], folder: Path, orchestrator: str, extra: str = ""
) -> None:
    project, name, parts = letters
    assert len([path for path in parts if path.startswith("data/documents/")]) > 1, "work for more than one worker"
    shutil.copytree(project / "data" / "raw", folder / "data" / "raw")
    (folder / "parquetry.toml").write_text(CONFIG + extra, encoding="utf-8")
    done = parquetry("run", "--runner", runner, "--workers", "2", "--json", folder=folder, PREFECT_API_URL=orchestrator)
    assert done.code == 0, done.err
    assert done.json["version"]["name"] == name
    assert digests(Path(done.json["version"]["path"])) == parts


def test_the_same_bytes_by_a_dask_cluster_that_is_there(
    letters: tuple[Path, str, dict[str, str]], orchestrator: str, tmp_path: Path, scheduler: str
) -> None:
    assert_same_bytes("dask", letters, tmp_path, orchestrator, f'[run]\naddress = "{scheduler}"\n')


def test_the_same_bytes_by_ray(letters: tuple[Path, str, dict[str, str]], orchestrator: str, tmp_path: Path) -> None:
    assert_same_bytes("ray", letters, tmp_path, orchestrator)


def test_limits_hold_on_a_cluster() -> None:
    limits = Limits(seconds=1, memory=600 * MIB)
    with executors.executor(1, "dask", limits) as pool:
        done = pool.submit(go_through, ("a", "loop", "b", "hoard", "kill", "c")).result(timeout=120)
    assert done == ["done", "time", "done", "memory", "worker", "done"]


def test_a_cluster_whose_workers_may_start_no_process_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors.multiprocessing, "current_process", lambda: SimpleNamespace(daemon=True))
    # A cluster of one thread: what a worker of Dask would do is done here.
    monkeypatch.setitem(clusters.RUNNERS, "dask", lambda *_: ThreadPoolExecutor(1))
    with (
        pytest.raises(ConfigError, match="DASK_DISTRIBUTED__WORKER__DAEMON=false"),
        executors.executor(1, "dask", Limits()) as pool,
    ):
        pool.submit(go_through, ("a",)).result()


@pytest.mark.parametrize("runner", ["dask", "ray"])
def test_work_that_workers_die_of_ends_the_run(runner: str) -> None:
    def leave() -> None:  # inside, so that it travels by its code: workers do not know this module
        os._exit(3)

    with pytest.raises(WorkerError, match=f"runner {runner}: workers died"), executors.executor(1, runner) as pool:
        pool.submit(leave).result(timeout=120)


@pytest.mark.parametrize(("runner", "module"), [("dask", "distributed"), ("ray", "ray")])
def test_a_library_that_is_not_installed_is_named(runner: str, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ConfigError, match=rf"pip install 'parquetry\[{runner}\]'"), executors.executor(1, runner):
        pass


def test_a_cluster_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parquetry.execution.clusters._WAIT_SECONDS", 0.5)
    with (
        pytest.raises(ConfigError, match=r"no cluster answers at tcp://127\.0\.0\.1:1"),
        executors.executor(1, "dask", address="tcp://127.0.0.1:1"),
    ):
        pass
