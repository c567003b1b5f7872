"""Clusters: executors whose workers are those of Dask or Ray, on this machine or at an address.

The work is the same functions over the same files: input, state and output must lie where every worker sees them under the
same path. A worker that dies is the cluster's to start again; work that workers die of again and again ends the run. Both
hand functions and arguments around as pickles: let only machines you trust reach the cluster.
"""

from __future__ import annotations

import contextlib
import re
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, Any

from parquetry.errors import ConfigError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_RETRIES = 2
_ADDRESS = re.compile(r"(?:[a-z]+://)?[^/\s]+:[0-9]+/?")
"""tcp://host:8786, tls://[::1]:8786, or without the scheme."""
_WAIT_SECONDS = 20


@contextlib.contextmanager
def dask(workers: int, address: str | None) -> Iterator[Executor]:
    """Give Dask's executor: of the scheduler at `address` (`tcp://host:8786`), or of processes of this machine.

    Raises:
        ConfigError: Dask is not installed, or no scheduler answers.
        WorkerError: workers died of the same work again and again.
    """
    try:
        import dask.config as settings  # noqa: PLC0415 (an extra)
        from distributed import Client, KilledWorker, LocalCluster  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise _missing("dask", error) from error
    with contextlib.ExitStack() as stack:
        if address is None:
            here = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
            # Workers of ours do their work in processes of their own, which those of a daemon may not start.
            stack.enter_context(settings.set({"distributed.worker.daemon": False}))
            cluster = LocalCluster(workers, threads_per_worker=1, processes=True, **here)
            target: Any = stack.enter_context(cluster)
        else:
            target = address
            # Dask's client, half made of an address that is none, prints a traceback when it goes.
            if not _ADDRESS.fullmatch(address):
                raise _unreachable("dask", address, ValueError("an address is as tcp://host:8786"))
        try:
            client = stack.enter_context(Client(target, set_as_default=False, timeout=_WAIT_SECONDS))
        except (OSError, TimeoutError, ValueError) as error:
            raise _unreachable("dask", address, error) from error
        try:
            yield client.get_executor(pure=False, retries=_RETRIES)
        except KilledWorker as error:
            if address is None:  # closing a cluster that is about to start a worker fails
                client.wait_for_workers(workers, timeout=_WAIT_SECONDS)
            raise _died("dask", error) from error


@contextlib.contextmanager
def ray(workers: int, address: str | None) -> Iterator[Executor]:
    """Give an executor of Ray's tasks: of the cluster at `address`, or of processes of this machine.

    Raises:
        ConfigError: Ray is not installed, or no cluster answers.
        WorkerError: workers died of the same work again and again.
    """
    try:
        import ray as library  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise _missing("ray", error) from error
    try:
        library.init(
            address=address or "local",
            num_cpus=workers if address is None else None,
            include_dashboard=False,
            log_to_driver=False,
            configure_logging=False,
        )
    except (ConnectionError, ValueError, OSError) as error:
        raise _unreachable("ray", address, error) from error
    try:
        yield _Ray(library)
    except (library.exceptions.WorkerCrashedError, library.exceptions.OutOfMemoryError) as error:
        raise _died("ray", error) from error
    finally:
        library.shutdown()


class _Ray(Executor):
    """What hands functions to Ray."""

    def __init__(self, library: Any) -> None:  # noqa: ANN401 (the module)
        self._library = library

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
        """Run a function as a task of Ray."""
        task = self._library.remote(max_retries=_RETRIES)(function)
        future: Future[Any] = task.remote(*args, **kwargs).future()
        return future


RUNNERS = {"dask": dask, "ray": ray}
"""Clusters by the name that [run] runner has for them."""


def _missing(name: str, error: ImportError) -> ConfigError:
    return ConfigError(f"runner {name}: {error.name} is not installed; pip install 'parquetry[{name}]'")


def _unreachable(name: str, address: str | None, error: Exception) -> ConfigError:
    what = str(error).splitlines()[0] if str(error) else type(error).__name__
    return ConfigError(f"runner {name}: no cluster answers at {address or 'this machine'}: {what}; see [run] address")


def _died(name: str, error: Exception) -> WorkerError:
    return WorkerError(f"runner {name}: workers died of the same work again and again: {str(error).splitlines()[0]}")
