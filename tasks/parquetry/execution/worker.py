"""Worker: what a worker process does, and how it goes through documents so that one of them cannot hold it for ever.

A function that goes through documents does so by `each`: so the run knows which one was in hand when a worker died, and
the kernel keeps the time each may take.
"""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import signal
import sys
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from multiprocessing.connection import Connection

    from parquetry.config import Limits

T = TypeVar("T")

NO_MEMORY = 77
"""Exit code of a worker whose memory ran out."""
_PR_SET_PDEATHSIG = 1
_SELDOM = (100_000, 50, 100)
"""How often unreachable cycles are looked for: models are full of objects, and what documents are made of has no cycles."""
_PATIENCE = 10
"""How many seconds may pass for each second of CPU time that a document is allowed."""


@dataclass(frozen=True, slots=True)
class SkippedItem:
    """Why a document must be left out: `reason` is one of `contracts.REASONS`."""

    reason: str
    detail: str


class _Inside:
    """What a worker process knows: the pipe to its run, what a document may take, which ones to leave out."""

    pipe: Connection | None = None
    seconds: float = 0.0
    lost: Mapping[int, SkippedItem] = {}


def each(items: Iterable[T]) -> Iterator[tuple[T, SkippedItem | None]]:
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


def serve(parent: int, pipe: Connection, limits: Limits | None) -> None:
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
            os._exit(NO_MEMORY)
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
    gc.set_threshold(*_SELDOM)
    if limits is not None:
        _Inside.seconds = limits.seconds
        resource.setrlimit(resource.RLIMIT_DATA, (limits.memory, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
