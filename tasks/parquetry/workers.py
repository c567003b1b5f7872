"""Workers: processes that run stages of work, and that may die in it without taking the run along.

One pool a run. `call` runs a function in it and waits; without a pool it runs it here, so that the same tasks work in a
worker of another orchestrator. A function that goes through documents does so by `each`: so the run knows which one a
worker had in hand when it died, tries again, and leaves that one out when it happens twice. Numeric libraries get one
thread each: the processes are the parallelism.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import multiprocessing
import os
import resource
import signal
import sys
import threading
import traceback
from collections import Counter
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from parquetry.errors import WorkerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from parquetry.config import Limits

P = ParamSpec("P")
T = TypeVar("T")

THREADS = {
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "VECLIB_MAXIMUM_THREADS": "1",
    "GX_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1", "TOKENIZERS_PARALLELISM": "false",
}  # fmt: skip
"""Environment of every worker, set before it imports anything."""
_PR_SET_PDEATHSIG = 1
_NO_MEMORY = 77
_TIMED_OUT = {-signal.SIGPROF, -signal.SIGALRM}
_PATIENCE = 10
"""How many seconds may pass for each second of CPU time that a document is allowed."""
_MOST_DEATHS = 2
_pool: Executor | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """Why a document must be left out: `reason` is one of `contracts.REASONS`."""

    reason: str
    detail: str


@contextlib.contextmanager
def pool(workers: int, runner: str, limits: Limits | None = None) -> Iterator[Executor]:
    """Give the run's pool; when left, no worker is alive."""
    global _pool  # noqa: PLW0603 (one pool a process: tasks find it without being handed it through Prefect)
    with executor(workers, runner, limits) as _pool:
        try:
            yield _pool
        finally:
            _pool = None


@contextlib.contextmanager
def executor(workers: int, runner: str = "process", limits: Limits | None = None) -> Iterator[Executor]:
    """Give an executor of worker processes, or of threads; when left by an error, processes are killed in their work.

    Limits are kept by processes alone: a thread cannot be stopped.
    """
    os.environ.update({name: value for name, value in THREADS.items() if name not in os.environ})
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
        self._limits = limits
        self._threads = ThreadPoolExecutor(workers, "worker")
        self._own = threading.local()
        self._alive: dict[int, BaseProcess] = {}
        self._ending = False

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
        """Run a function in a worker; again where the worker dies, without what it died of twice.

        The result raises `WorkerError` where workers die and no document is to blame.
        """
        return self._threads.submit(self._survive, function, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 (the base's)
        """Let the workers finish what they do, then end."""
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)
        self.kill()

    def kill(self) -> None:
        """End every worker at once, whatever it is doing."""
        self._ending = True
        for process in list(self._alive.values()):
            process.kill()
            process.join()

    def _survive(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
        lost: dict[int, Lost] = {}
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
                lost[answer.at] = Lost(answer.reason, f"{function.__name__}: the worker {answer.how}")
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
            self._alive.pop(process.pid or 0, None)
            self._own.worker = None
            return _Death(at, process.exitcode or 0)
        good, answer = said
        if not good:
            raise answer
        return answer

    def _start(self) -> tuple[BaseProcess, Connection]:
        context = multiprocessing.get_context("spawn")  # Prefect has threads: forking them leaves locks held for ever
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(os.getpid(), theirs, self._limits), daemon=True)
        process.start()
        theirs.close()
        self._alive[process.pid or 0] = process
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
        return "time" if self.code in _TIMED_OUT else "memory" if self.code == _NO_MEMORY else "worker"

    @property
    def how(self) -> str:
        if self.reason == "worker":
            return f"was ended by {signal.Signals(-self.code).name}" if self.code < 0 else f"ended with code {self.code}"
        return {"time": "ran out of [limits] seconds", "memory": "ran out of [limits] memory"}[self.reason]


class _Inside:
    """What a worker process knows: the pipe to its run, what a document may take, which ones to leave out."""

    pipe: Connection | None = None
    seconds: float = 0.0
    lost: Mapping[int, Lost] = {}


def each(items: Iterable[T]) -> Iterator[tuple[T, Lost | None]]:
    """Yield the documents a worker goes through, each with the reason why it must be left out, if so.

    In a worker process each has its time from being fetched until the next is asked for: the CPU time of [limits]
    seconds, or ten times as long by the clock; a worker that takes longer is ended by the kernel.
    """
    iterator = iter(items)
    number = 0
    while True:
        if _Inside.pipe is not None:
            _Inside.pipe.send(number)
            _allow(_Inside.seconds)
        try:
            item = next(iterator)
        except StopIteration:
            break
        yield item, _Inside.lost.get(number)
        number += 1
    if _Inside.pipe is not None:
        _allow(0.0)
        _Inside.pipe.send(-1)


def another() -> None:
    """Begin the time of the document in hand anew: a file may hold any number of them."""
    if _Inside.pipe is not None:
        _allow(_Inside.seconds)


def _allow(seconds: float) -> None:
    """Have the kernel end this process after so much CPU time, or much more of the clock's; 0 for never."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE * seconds)


def _serve(parent: int, pipe: Connection, limits: Limits | None) -> None:
    """Be a worker: run what comes through the pipe until it closes."""
    _begin(parent, limits)
    _Inside.pipe = pipe
    while True:
        try:
            function, args, kwargs, _Inside.lost = pipe.recv()
        except EOFError:
            return
        try:
            answer = True, function(*args, **kwargs)
        except MemoryError:
            os._exit(_NO_MEMORY)
        except Exception as error:  # noqa: BLE001 (raised again in the run, with where it came from)
            error.add_note(traceback.format_exc())
            answer = False, error
        _allow(0.0)
        pipe.send(answer)


def _begin(parent: int, limits: Limits | None) -> None:
    """Prepare a worker: it leaves Ctrl-C to its parent, writes private files, keeps its limits, dies if its parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.umask(0o077)
    if limits is not None:
        _Inside.seconds = limits.seconds
        resource.setrlimit(resource.RLIMIT_DATA, (limits.memory, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
