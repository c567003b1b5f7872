"""Process pool: processes that run stages of work, and that may die in it without taking the run along.

Where a worker dies its work is tried again, the document it had in hand alone first; one that kills a fresh worker by
itself is left out.
"""

from __future__ import annotations

import contextlib
import inspect
import logging
import multiprocessing
import os
import queue
import signal
import sys
import threading
import types
from collections import Counter
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from parquetry.errors import WorkerError
from parquetry.execution import worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from parquetry.config import Limits

# A process ended by a signal has the negated number of it as exit code. SIGPROF is the limit of CPU time, SIGALRM
# that of the clock: `worker._set_deadline` arms both.
_TIMED_OUT = {-signal.SIGPROF, -signal.SIGALRM}
_MAIN_LOCK = threading.Lock()
"""Held while the main module stands aside: two pools may start processes at once."""
# One death may be the fault of a busy machine (the kernel takes the largest process), so a single one proves
# nothing.
_MAX_DEATHS = 3
"""How often a worker may die with no document in hand, or of one that is sound when tried alone, before that counts."""


class Processes(Executor):
    """An executor of processes. Each has a thread here that hands it work, waits, and replaces it if it dies.

    A process is started only when there is work that no idle one can take. A function with a parameter `context` goes
    through documents: it is given the worker's own.
    """

    def __init__(self, workers: int, limits: Limits | None) -> None:
        self._workers = workers
        self._limits = limits
        self._jobs: queue.SimpleQueue[tuple[Future[Any], worker.Job] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._starting = threading.Lock()
        self._unfinished = 0
        """Jobs submitted and not ended yet: where there are more than threads, another thread can use one."""
        # The worker of each thread, as (process, pipe): kept from one job to the next, because a worker that has
        # loaded its models is worth keeping.
        self._own = threading.local()
        self._alive: set[BaseProcess] = set()
        # Tells a worker that was killed by `kill` from one that died of a document: only the latter is replaced.
        self._ending = False

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
        """Run a function in a worker; again where the worker dies, without the documents it dies of.

        The result raises `WorkerError` where workers die and no document is to blame.
        """
        future: Future[Any] = Future()
        with self._starting:  # several threads submit: without the lock they start more workers than [run] workers
            # `stages.repair(..., context)` goes through documents and reports them; `checks.validate_artifact(...)`
            # has none. Inside the lock: for a built-in function Python 3.11 parses the signature's text, and two
            # threads that parse at once may get a SystemError (cpython#106905).
            documents = "context" in inspect.signature(function).parameters
            self._unfinished += 1
            # Two jobs on eight configured workers start two processes, not eight: each costs a second and its
            # models' memory.
            if len(self._threads) < min(self._workers, self._unfinished):
                name = f"worker-{len(self._threads)}"
                # Daemons: a worker of a cluster ends without a word, and must not wait for threads that wait for work.
                self._threads.append(threading.Thread(target=self._work, name=name, daemon=True))
                self._threads[-1].start()
        self._jobs.put((future, worker.Job(function, args, kwargs, documents)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 (the base's)
        """Let the workers do what is left to do, or only what they have begun, then end."""
        if cancel_futures:
            self._cancel()
        # One end mark for each thread: a thread takes exactly one, and it comes after all the work that was
        # queued before.
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
                waiting = self._jobs.get_nowait()
                if waiting is not None:
                    waiting[0].cancel()

    def _work(self) -> None:
        """Do one job after the other. The worker ends with its thread: the kernel ties it to that."""
        while (waiting := self._jobs.get()) is not None:
            future, job = waiting
            # False where the future was cancelled while it waited in the queue: its job is dropped.
            if future.set_running_or_notify_cancel():
                try:
                    result = self._survive(job)
                # The count goes down before the future ends: who waits for it may submit the next job at once.
                except BaseException as error:  # noqa: BLE001 (raised where the result is asked for)
                    self._finished()
                    future.set_exception(error)
                else:
                    self._finished()
                    future.set_result(result)
            else:
                self._finished()
        if getattr(self._own, "worker", None):
            process, pipe = self._own.worker
            pipe.close()
            # The worker sees the end of its pipe and returns from `serve`; joined, it leaves no zombie.
            process.join()

    def _finished(self) -> None:
        with self._starting:
            self._unfinished -= 1

    def _survive(self, job: worker.Job) -> object:
        """Return the answer of a worker, whatever number of workers die of single documents on the way to it.

        The document in hand when a worker dies is only a suspect: the worker may have died of what it had taken in before.
        It is tried alone in a fresh worker; only one that kills that worker too is left out.
        """
        skipped: dict[int, worker.SkippedItem] = {}
        # By the number of the document in hand; -1 counts the deaths between documents, such as while models
        # load.
        deaths: Counter[int] = Counter()
        # Ends: each turn leaves out one more document, or counts one more of at most _MAX_DEATHS deaths at the
        # same place.
        while True:
            answer = self._ask(replace(job, skipped=dict(skipped)))
            if not isinstance(answer, _Death):
                return answer
            name, at = job.function.__name__, answer.at
            deaths[at] += 1
            log = logging.getLogger("parquetry")
            if at < 0 or self._ending:
                self._refuse_to_go_on(answer, name, deaths[at])
                log.warning("a worker %s in %s, with no document in hand; trying again", answer.how, name)
                continue
            log.warning("a worker %s in %s, document %d; trying that one alone", answer.how, name, at)
            # Document 7 in hand when the worker died: a fresh worker does number 7 only. If that one lives, the
            # job runs again with 7 in it; if it dies, the job runs again without 7.
            alone = self._ask(replace(job, trial=at))
            if isinstance(alone, _Death) or deaths[at] >= _MAX_DEATHS:
                death = alone if isinstance(alone, _Death) else answer
                skipped[at] = worker.SkippedItem(death.reason, f"{name}: the worker {death.how}")

    def _refuse_to_go_on(self, death: _Death, name: str, times: int) -> None:
        """Raise `WorkerError` where a worker died too often of nothing that can be left out."""
        # No document to blame: with too little memory every fresh worker would die the same way, for ever.
        if self._ending or times >= _MAX_DEATHS:
            message = f"a worker {death.how} in {name}, {times} times, with no document in hand; "
            raise WorkerError(message + "is there memory for [run] workers?")

    def _ask(self, job: worker.Job) -> object:
        """Return what this thread's worker answers, or how it died; raise what it raised."""
        process, pipe = getattr(self._own, "worker", None) or self._start()
        at = -1
        try:
            pipe.send(job)
            # A worker sends the number of each document before it begins it, then (good, answer). So the last
            # number received before the pipe breaks is the document in hand.
            while isinstance(message := pipe.recv(), int):
                at = message
        # EOFError: it died while we waited; OSError: it was dead before the job was sent, the pipe is broken.
        except (EOFError, OSError):
            process.join()
            self._alive.discard(process)
            self._own.worker = None
            return _Death(at, process.exitcode or 0)
        good, answer = message
        if not good:
            raise answer
        return answer

    def _start(self) -> tuple[BaseProcess, Connection]:
        context = multiprocessing.get_context("spawn")  # Prefect has threads: forking them leaves locks held for ever
        ours, theirs = context.Pipe()
        process = context.Process(target=worker.serve, args=(os.getpid(), theirs, self._limits), daemon=True)
        with _MAIN_LOCK, _unnamed_main():
            process.start()
        # Our copy of its end: while that is open, the death of the worker would not end our pipe, and `recv`
        # would wait for ever.
        theirs.close()
        self._alive.add(process)
        # `kill` may have run between our start of the process and its entry in `_alive`.
        if self._ending:
            process.kill()
        self._own.worker = process, ours
        return process, ours


@contextlib.contextmanager
def _unnamed_main() -> Iterator[None]:
    """Keep processes that are started meanwhile from importing the main module of this one.

    They need nothing of it. A script without `if __name__ == "__main__"` would start its run again in each of them, and a
    notebook has no file to import.
    """
    # `multiprocessing` has the child import whatever is `__main__` here; an empty module gives it nothing to
    # import.
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@dataclass(frozen=True, slots=True)
class _Death:
    """A worker's end in the midst of work: the number of the document in hand, -1 for none, and its exit code."""

    at: int
    code: int

    @property
    def reason(self) -> str:
        """Return the reason of `vocabulary.REASONS` for which the document in hand is left out."""
        # These are names of `vocabulary.REASONS`; anything else that ends a worker, such as a segmentation fault,
        # is "worker".
        return "time" if self.code in _TIMED_OUT else "memory" if self.code == worker.NO_MEMORY else "worker"

    @property
    def how(self) -> str:
        """Return in words how the worker ended."""
        if self.reason == "worker":
            return f"was ended by {signal.Signals(-self.code).name}" if self.code < 0 else f"ended with code {self.code}"
        return {"time": "ran out of [limits] seconds", "memory": "ran out of [limits] memory"}[self.reason]
