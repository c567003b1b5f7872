"""Executors: what a run hands its work to. Processes or threads of this machine, or a cluster.

Numeric libraries get one thread each: the processes are the parallelism.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

from parquetry.errors import ConfigError
from parquetry.execution import clusters
from parquetry.execution.process_pool import Processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parquetry.config import Limits

# Without these, four workers on four cores start sixteen BLAS threads that take turns.
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


@contextlib.contextmanager
def executor(
    workers: int, runner: str = "process", limits: Limits | None = None, address: str | None = None
) -> Iterator[Executor]:
    """Give an executor: worker processes, killed in their work if it is left by an error; threads; or a cluster.

    Limits are kept by processes: a thread cannot be stopped; a worker of a cluster has a process of ours do the work.

    Raises:
        ConfigError: the cluster's library is not installed, or it cannot be reached.
    """
    with _environment_of_workers():
        if runner in clusters.RUNNERS:
            with clusters.RUNNERS[runner](workers, address) as cluster:
                yield cluster if limits is None else _Limited(cluster, limits)
            return
        with _of_this_machine(workers, runner, limits) as pool:
            yield pool


@contextlib.contextmanager
def _environment_of_workers() -> Iterator[None]:
    """Set the environment of processes that are started meanwhile; what the user has set stays, and ours goes in the end.

    A library reads it once, when it is imported: so it must be there before the first process starts.
    """
    ours = {name: value for name, value in THREADS.items() if name not in os.environ}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name in ours:
            os.environ.pop(name, None)


@contextlib.contextmanager
def _of_this_machine(workers: int, runner: str, limits: Limits | None) -> Iterator[Executor]:
    pool = Processes(workers, limits) if runner == "process" else ThreadPoolExecutor(workers, "worker")
    try:
        yield pool
    except BaseException:
        # After Ctrl-C a document may have minutes to go: the processes are killed. Threads cannot be; they end
        # with their work.
        if isinstance(pool, Processes):
            pool.kill()
        pool.shutdown(wait=isinstance(pool, Processes), cancel_futures=True)
        raise
    else:
        pool.shutdown(wait=True)


class _Limited(Executor):
    """A cluster whose workers do the work in processes of ours, which keep the limits and die alone."""

    def __init__(self, cluster: Executor, limits: Limits) -> None:
        self._cluster = cluster
        self._limits = limits

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
        """Run a function on the cluster, as `Processes.submit` does here."""
        return self._cluster.submit(_in_process_of_ours, self._limits, function, args, kwargs)


def _in_process_of_ours(
    limits: Limits, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> object:
    """Return what a function returns that a worker of a cluster, which runs this, hands to a process of ours.

    Raises:
        ConfigError: the worker may not start processes.
    """
    if multiprocessing.current_process().daemon:
        message = (
            "runner dask: its workers may start no processes, so that [limits] cannot hold; start them with "
            "DASK_DISTRIBUTED__WORKER__DAEMON=false in their environment"
        )
        raise ConfigError(message)
    return _processes(limits).submit(function, *args, **kwargs).result()


@cache
def _processes(limits: Limits) -> Processes:
    """Return the processes of this worker of a cluster: kept from one job to the next, for they have loaded models."""
    # As many as the worker has threads that ask for one at the same time; each is started when it is needed.
    return Processes(os.cpu_count() or 1, limits)
