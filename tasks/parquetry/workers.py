"""Workers: processes that run stages of work, and that can be killed.

One pool a run. `call` runs a function in it and waits; without a pool it runs it here, so that the same tasks work in a
worker of another orchestrator. Numeric libraries get one thread each: the processes are the parallelism.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

P = ParamSpec("P")
T = TypeVar("T")

THREADS = {
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "VECLIB_MAXIMUM_THREADS": "1",
    "GX_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1", "TOKENIZERS_PARALLELISM": "false",
}  # fmt: skip
"""Environment of every worker, set before it imports anything."""
_PR_SET_PDEATHSIG = 1
_pool: Executor | None = None


@contextlib.contextmanager
def pool(workers: int, runner: str) -> Iterator[Executor]:
    """Give the run's pool; when left, no worker is alive."""
    global _pool  # noqa: PLW0603 (one pool a process: tasks find it without being handed it through Prefect)
    with executor(workers, runner) as _pool:
        try:
            yield _pool
        finally:
            _pool = None


@contextlib.contextmanager
def executor(workers: int, runner: str = "process") -> Iterator[Executor]:
    """Give an executor of worker processes, or of threads; when left by an error, they are killed in their work."""
    os.environ.update({name: value for name, value in THREADS.items() if name not in os.environ})
    made: Executor
    if runner == "thread":
        made = ThreadPoolExecutor(workers, thread_name_prefix="worker")
    else:
        context = multiprocessing.get_context("spawn")  # Prefect has threads: forking them leaves locks held for ever
        made = ProcessPoolExecutor(workers, mp_context=context, initializer=begin, initargs=(os.getpid(),))
    try:
        yield made
    except BaseException:
        kill(made)
        raise
    else:
        made.shutdown(wait=True)


def begin(parent: int) -> None:
    """Prepare a worker: it leaves Ctrl-C to its parent, writes private files, and dies if its parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.umask(0o077)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


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


def kill(pool_: Executor) -> None:
    """End an executor at once, whatever it is doing."""
    if isinstance(pool_, ProcessPoolExecutor):
        for process in list((pool_._processes or {}).values()):  # noqa: SLF001 (kill_workers comes with Python 3.14)
            process.kill()
    pool_.shutdown(wait=isinstance(pool_, ProcessPoolExecutor), cancel_futures=True)
