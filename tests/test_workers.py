"""Workers: one that dies takes no run along, and what it dies of is left out with its reason."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from deeds import die_in_company, enrich, go_through, hoard_together, leave, leave_open, say_goodbye

from parquetry.config import MIB, Config, Limits
from parquetry.errors import WorkerError
from parquetry.execution import executors, process_pool
from parquetry.garbage_collection import collection_paused
from parquetry_flows.running import session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor, Future
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    """Yield one worker, started again after each test that it died in; what it is to live through takes no time."""
    with executors.executor(1, limits=Limits(seconds=0.5, memory=600 * MIB)) as made:
        yield made


FAULTS = {"kill": "worker", "hoard": "memory", "loop": "time", "hang": "time", "leave": "worker"}


@pytest.mark.parametrize("document", FAULTS)
def test_the_one_document_at_fault_is_left_out_and_the_rest_is_done(pool: Executor, document: str) -> None:
    assert pool.submit(go_through, ("a", document, "b", "c")).result() == ["done", FAULTS[document], "done", "done"]


def test_two_at_fault_are_both_left_out(pool: Executor) -> None:
    assert pool.submit(go_through, ("kill", "a", "leave")).result() == ["worker", "done", "worker"]


def test_a_worker_killed_from_outside_is_replaced_and_nothing_is_lost(pool: Executor, tmp_path: Path) -> None:
    assert pool.submit(go_through, ("a", "kill"), tmp_path / "trace").result() == ["done", "done"]


def test_a_document_that_is_sound_alone_is_tried_again_before_it_is_blamed(pool: Executor, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    assert pool.submit(die_in_company, ("a", "b", "c"), trace).result() == ["done"] * 3
    assert trace.read_text(encoding="utf-8").split() == ["a", "b", "b", "a", "b", "c"]


def test_of_documents_worked_on_together_the_one_at_fault_is_left_out(pool: Executor) -> None:
    batches = (("a", "b"), ("c", "kill", "d"), ("raise", "e"), ("kill",), ("f",))
    done = pool.submit(enrich, batches).result()
    assert done == ["a", "b", "c", "d", "e", "f", "kill: worker", "raise: error", "kill: worker"]


@pytest.mark.slow  # it fills a gigabyte
def test_memory_that_only_grows_ends_in_a_row_and_not_in_a_failed_run() -> None:
    # Time enough: on a busy machine 200 MiB take longer to fill than `pool` allows.
    with executors.executor(1, limits=Limits(seconds=600, memory=600 * MIB)) as patient:
        done = patient.submit(hoard_together, ("200", "200", "200", "1")).result()
    assert done == ["done", "done", "memory", "done"]


def test_what_is_asked_to_be_done_at_the_end_of_a_worker_is_done(tmp_path: Path) -> None:
    with executors.executor(1, limits=Limits()) as pool:
        pool.submit(say_goodbye, tmp_path / "said").result()
    assert (tmp_path / "said").read_text(encoding="utf-8") == "goodbye"


def test_what_a_plugin_keeps_open_is_written_when_its_worker_ends(tmp_path: Path) -> None:
    with executors.executor(1, limits=Limits()) as pool:
        pool.submit(leave_open, tmp_path / "kept").result()
    assert (tmp_path / "kept").read_text(encoding="utf-8") == "kept, later"


@pytest.mark.parametrize("enabled", [True, False])
def test_garbage_collection_is_paused_meanwhile_and_then_as_before(*, enabled: bool) -> None:
    before = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        with contextlib.suppress(ZeroDivisionError), collection_paused():
            assert not gc.isenabled()
            1 // 0  # noqa: B018
        assert gc.isenabled() == enabled
    finally:
        (gc.enable if before else gc.disable)()


@pytest.mark.slow
def test_many_threads_that_submit_start_no_more_workers_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_pool.Processes, "_survive", lambda _, job: job.function(*job.args))
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(30):
            with executors.executor(2) as pool, ThreadPoolExecutor(16) as threads:
                list(threads.map(lambda k: pool.submit(abs, k).result(), range(64)))
                assert isinstance(pool, process_pool.Processes)
                assert len(pool._threads) <= 2  # noqa: SLF001
    finally:
        sys.setswitchinterval(before)


def test_a_worker_that_is_idle_is_used_before_another_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_pool.Processes, "_survive", lambda _, job: job.function(*job.args))
    with executors.executor(4) as pool:
        for k in range(10):
            pool.submit(abs, k).result()
        assert isinstance(pool, process_pool.Processes)
        assert len(pool._threads) == 1  # noqa: SLF001


def test_a_bug_is_raised_with_the_place_it_comes_from(pool: Executor) -> None:
    with pytest.raises(ZeroDivisionError) as raised:
        pool.submit(go_through, ("raise",)).result()
    assert "in go_through" in raised.value.__notes__[0]
    assert pool.submit(go_through, ("a",)).result() == ["done"]


def test_workers_that_die_of_no_document_end_the_run(pool: Executor) -> None:
    with pytest.raises(WorkerError, match="ended with code 3 in leave, 3 times"):
        pool.submit(leave).result()


def interrupted(waiting: list[Future[object]]) -> None:
    with executors.executor(2) as pool:
        waiting += [pool.submit(go_through, ("hang",)) for _ in range(4)]
        waiting[0].result(timeout=1)


def test_no_worker_is_left_when_the_pool_is_left_by_an_error() -> None:
    before = set(multiprocessing.active_children())
    waiting: list[Future[object]] = []
    with pytest.raises(TimeoutError):
        interrupted(waiting)
    assert all(one.done() for one in waiting)
    assert set(multiprocessing.active_children()) <= before


@pytest.mark.parametrize(
    ("size", "leaf_bytes", "expected"),
    [
        (3_000, 64 * MIB, 1),  # a second process would start, load its models, and find nothing left to do
        (4 * MIB, 64 * MIB, 8),
        (300_000, 64 * MIB, 2),
        (40_000, 10_000, 5),  # small leaves are asked for: each may have a process
    ],
)
def test_a_small_input_gets_fewer_processes_than_are_allowed(size: int, leaf_bytes: int, expected: int) -> None:
    config = Config.model_validate(
        {"dataset": "set", "input": {"path": "raw"}, "run": {"workers": 8}, "output": {"leaf_bytes": leaf_bytes}}
    )
    assert session.processes(config, size) == expected
