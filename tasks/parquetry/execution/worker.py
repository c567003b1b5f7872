"""Worker: what a worker process does, and how it goes through documents so that one of them cannot hold it for ever.

A function that goes through documents takes a `Context` and iterates with it: so the run knows which document was in hand
when a worker died, and the kernel keeps the time each may take.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import gc
import os
import resource
import signal
import sys
import threading
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from multiprocessing.connection import Connection

    from parquetry.config import Limits

T = TypeVar("T")

NO_MEMORY = 77
"""Exit code of a worker whose memory ran out; one that no shell or interpreter uses."""
# From linux/prctl.h; Python has no name for it.
_PR_SET_PDEATHSIG = 1
_RARE_COLLECTION = (100_000, 50, 100)
"""How often unreachable cycles are looked for: models are full of objects, and what documents are made of has no cycles."""
_CLOCK_PER_CPU = 10
"""How many seconds may pass for each second of CPU time that a document is allowed: a busy machine is no fault of it."""


@dataclass(frozen=True, slots=True)
class SkippedItem:
    """Why a document must be left out: `reason` is one of `vocabulary.REASONS`."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Job:
    """One call of a function in a worker process.

    `skipped` says by number, 0-based, which documents to leave out. With `trial` only the document of that number is
    worked on, and the answer is whether the worker survived it. `documents` tells whether the function goes through
    documents, that is: whether it takes a context.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    documents: bool = False
    skipped: Mapping[int, SkippedItem] = field(default_factory=dict)
    trial: int | None = None


class TrialPassedError(BaseException):
    """Ends a trial: the document was worked on, and nothing after it shall be. No `Exception`, so that no stage takes it."""


@dataclass(frozen=True, slots=True)
class Context:
    """How a function goes through documents: with which limit, to whom it reports, which documents it leaves out.

    The default limits nothing and reports to no one: that of threads, clusters and tests.
    """

    pipe: Connection | None = None
    seconds: float = 0.0
    skipped: Mapping[int, SkippedItem] = field(default_factory=dict)
    trial: int | None = None

    def iterate_with_deadline(self, items: Iterable[T]) -> Iterator[tuple[T, SkippedItem | None]]:
        """Yield the documents, each with the reason why it must be left out, if so.

        In a worker process each has its time from being fetched until the next is asked for: the CPU time of [limits]
        seconds, or ten times as long by the clock; a worker that takes longer is ended by the kernel.
        """
        # Not a for loop: fetching the document is part of its time, so it must be reported before `next` is
        # called.
        iterator = iter(items)
        number = 0
        while True:
            self._report(number)
            self.reset_deadline()
            try:
                item = next(iterator)
            except StopIteration:
                break
            # A trial fetches the documents before its own too, since they come from one stream, but does not hand
            # them out.
            if self.trial is None or number == self.trial:
                yield item, self.skipped.get(number)
            if number == self.trial:
                raise TrialPassedError
            number += 1
        # Without a pipe we are in a thread of the user's process: an alarm would end that process.
        if self.pipe is not None:
            _set_deadline(0.0)
        self._report(-1)

    def reset_deadline(self) -> None:
        """Begin the time of the document in hand again: a file may hold any number of documents."""
        if self.pipe is not None:
            _set_deadline(self.seconds)

    def _report(self, number: int) -> None:
        if self.pipe is not None:
            self.pipe.send(number)


UNLIMITED = Context()
"""The context of work that is not done in a worker process of ours."""


def _set_deadline(seconds: float) -> None:
    """Have the kernel end this process after so much CPU time, or much more of the clock's; 0 for never."""
    # CPU time catches endless loops; the clock catches a document that sleeps or waits, which uses no CPU at all.
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, _CLOCK_PER_CPU * seconds)


def serve(parent: int, pipe: Connection, limits: Limits | None) -> None:
    """Be a worker: run what comes through the pipe until it closes."""
    _begin(parent, limits)
    seconds = limits.seconds if limits is not None else 0.0
    while True:
        try:
            job: Job = pipe.recv()
        except EOFError:
            if not _HAS_PLUGINS.is_set():
                _end()
            return
        answer = _answer(job, Context(pipe, seconds, job.skipped, job.trial))
        # Sending a large answer is not the fault of the last document.
        _set_deadline(0.0)
        pipe.send(answer)


_HAS_PLUGINS = threading.Event()


def end_in_order() -> None:
    """Have this process, if it is a worker, end as any other of Python does, since code of the user's is in it.

    It may keep a file open, whose last lines are written when that is taken apart, or a thread that has not ended.
    """
    _HAS_PLUGINS.set()


def _end() -> NoReturn:
    """End this process without taking its objects apart: models and libraries hold so many that it takes half a second."""
    # What libraries asked to be done at the end is done: a log is closed, a connection ended.
    atexit._run_exitfuncs()  # noqa: SLF001 (as CPython's own multiprocessing does)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(0)


def _answer(job: Job, context: Context) -> tuple[bool, object]:
    """Return (true, the result) or (false, what was raised, with where it came from)."""
    try:
        extra = {"context": context} if job.documents else {}
        return True, job.function(*job.args, **job.kwargs, **extra)
    # The result of a trial is of no use, only that the worker lived.
    except TrialPassedError:
        return True, None
    except MemoryError:
        # At once: an orderly exit would need memory that is not there.
        os._exit(NO_MEMORY)
    # Whatever the function raises is the run's to judge: a worker that ended by it would look like one that died.
    except Exception as error:  # noqa: BLE001 (raised again in the run)
        # A traceback is not sent through the pipe with the error; as a note it is shown where the error ends up.
        error.add_note(traceback.format_exc())
        return False, error


def _begin(parent: int, limits: Limits | None) -> None:
    """Prepare a worker: it leaves Ctrl-C to its parent, writes private files, keeps its limits, dies if its parent does."""
    # Ctrl-C reaches the whole process group: the parent decides what becomes of the workers, not each by itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.umask(0o077)
    gc.set_threshold(*_RARE_COLLECTION)
    if limits is not None:
        # RLIMIT_DATA, not RLIMIT_AS: libraries reserve address space that they never touch.
        resource.setrlimit(resource.RLIMIT_DATA, (limits.memory, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        # The parent may have died before the line above asked the kernel to watch it.
        if os.getppid() != parent:
            os._exit(1)
