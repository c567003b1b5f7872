"""Workers: processes that run stages of work, and that may die in it without taking the run along.

One pool a run. `call` runs a function in it and waits; without a pool it runs it here, so that the same tasks work in a
worker of another orchestrator. Where a worker dies its work is tried again; a document it dies of twice is left out.
Numeric libraries get one thread each: the processes are the parallelism.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import queue
import signal
import threading
from collections import Counter
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from parquetry.errors import WorkerError
from parquetry.execution import clusters, worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from parquetry.config import Limits

P = ParamSpec("P")
T = TypeVar("T")

THREADS = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
"""Environment of every worker, set before it imports anything."""
_TIMED_OUT = {-signal.SIGPROF, -signal.SIGALRM}
_MOST_DEATHS = 2
_pool: Executor | None = None


@contextlib.contextmanager
def pool(workers: int, runner: str, limits: Limits | None = None, address: str | None = None) -> Iterator[Executor]:
    """Give the run's pool; when left, no worker is alive."""
    global _pool  # noqa: PLW0603 (one pool a process: tasks find it without being handed it through Prefect)
    with executor(workers, runner, limits, address) as _pool:
        try:
            yield _pool
        finally:
            _pool = None


@contextlib.contextmanager
def executor(
    workers: int, runner: str = "process", limits: Limits | None = None, address: str | None = None
) -> Iterator[Executor]:
    """Give an executor: worker processes, killed in their work if it is left by an error; threads; or a cluster.

    Limits are kept by processes alone: a thread cannot be stopped, and a cluster has its own.

    Raises:
        ConfigError: the cluster's library is not installed, or it cannot be reached.
    """
    os.environ.update({name: value for name, value in THREADS.items() if name not in os.environ})
    if runner in clusters.RUNNERS:
        with clusters.RUNNERS[runner](workers, address) as cluster:
            yield cluster
        return
    made = Processes(workers, limits) if runner == "process" else ThreadPoolExecutor(workers, "worker")
    try:
        yield made
    except BaseException:
        if isinstance(made, Processes):
            made.kill()
        made.shutdown(wait=isinstance(made, Processes), cancel_futures=True)
        raise
    else:
        made.shutdown(wait=True)


def submit(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
    """Run a function in the pool; here and now if there is none."""
    if _pool is not None:
        return _pool.submit(function, *args, **kwargs)
    done: Future[T] = Future()
    done.set_result(function(*args, **kwargs))
    return done


def call(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a function in the pool and return its result."""
    return submit(function, *args, **kwargs).result()


class Processes(Executor):
    """An executor of processes. Each has a thread here that hands it work, waits, and replaces it if it dies."""

    def __init__(self, workers: int, limits: Limits | None) -> None:
        self._workers = workers
        self._limits = limits
        self._jobs: queue.SimpleQueue[tuple[Future[Any], tuple[Any, ...]] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._own = threading.local()
        self._alive: set[BaseProcess] = set()
        self._ending = False

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
        """Run a function in a worker; again where the worker dies, without what it died of twice.

        The result raises `WorkerError` where workers die and no document is to blame.
        """
        future: Future[Any] = Future()
        self._jobs.put((future, (function, args, kwargs)))
        if len(self._threads) < self._workers:
            self._threads.append(threading.Thread(target=self._work, name=f"worker-{len(self._threads)}"))
            self._threads[-1].start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 (the base's)
        """Let the workers do what is left to do, or only what they have begun, then end."""
        if cancel_futures:
            self._cancel()
        for _ in self._threads:
            self._jobs.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def kill(self) -> None:
        """End every worker at once, whatever it is doing."""
        self._ending = True
        self._cancel()
        for process in list(self._alive):
            process.kill()

    def _cancel(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                job = self._jobs.get_nowait()
                if job is not None:
                    job[0].cancel()

    def _work(self) -> None:
        """Do one job after the other. The worker ends with its thread: the kernel ties it to that."""
        while (job := self._jobs.get()) is not None:
            future, (function, args, kwargs) = job
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(self._survive(function, args, kwargs))
                except BaseException as error:  # noqa: BLE001 (raised where the result is asked for)
                    future.set_exception(error)
        if getattr(self._own, "worker", None):
            process, pipe = self._own.worker
            pipe.close()
            process.join()

    def _survive(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
        lost: dict[int, worker.SkippedItem] = {}
        deaths: Counter[int] = Counter()
        while True:
            answer = self._ask((function, args, kwargs, lost))
            if not isinstance(answer, _Death):
                return answer
            what = f"a worker {answer.how} in {function.__name__}"
            deaths[answer.at] += 1
            if self._ending or (answer.at < 0 and deaths[answer.at] > _MOST_DEATHS):
                message = f"{what}, {deaths[answer.at]} times, with no document in hand; is there memory for [run] workers?"
                raise WorkerError(message)
            if answer.at >= 0 and (answer.reason == "time" or deaths[answer.at] >= _MOST_DEATHS):
                lost[answer.at] = worker.SkippedItem(answer.reason, f"{function.__name__}: the worker {answer.how}")
            logging.getLogger("parquetry").warning("%s, document %d of its shard; trying again", what, answer.at)

    def _ask(self, work: tuple[Any, ...]) -> object:
        """Return what this thread's worker answers, or how it died; raise what it raised."""
        process, pipe = getattr(self._own, "worker", None) or self._start()
        at = -1
        try:
            pipe.send(work)
            while isinstance(said := pipe.recv(), int):
                at = said
        except (EOFError, OSError):
            process.join()
            self._alive.discard(process)
            self._own.worker = None
            return _Death(at, process.exitcode or 0)
        good, answer = said
        if not good:
            raise answer
        return answer

    def _start(self) -> tuple[BaseProcess, Connection]:
        context = multiprocessing.get_context("spawn")  # Prefect has threads: forking them leaves locks held for ever
        ours, theirs = context.Pipe()
        process = context.Process(target=worker.serve, args=(os.getpid(), theirs, self._limits), daemon=True)
        process.start()
        theirs.close()
        self._alive.add(process)
        if self._ending:
            process.kill()
        self._own.worker = process, ours
        return process, ours


@dataclass(frozen=True, slots=True)
class _Death:
    """A worker's end in the midst of work: the number of the document in hand, -1 for none, and its exit code."""

    at: int
    code: int

    @property
    def reason(self) -> str:
        return "time" if self.code in _TIMED_OUT else "memory" if self.code == worker.NO_MEMORY else "worker"

    @property
    def how(self) -> str:
        if self.reason == "worker":
            return f"was ended by {signal.Signals(-self.code).name}" if self.code < 0 else f"ended with code {self.code}"
        return {"time": "ran out of [limits] seconds", "memory": "ran out of [limits] memory"}[self.reason]
