"""Pipeline: leaves on their way through the stages, each step begun when the one before it is done.

It runs by itself on an executor: whoever wants to know how far it is waits for the futures of a leaf's stages. So the work
goes on while the orchestrator is still starting, and a batch never waits for another one's stage.
"""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parquetry.execution import checks, enrichments, leaves, shared_cache, stages
from parquetry.execution.buckets import label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from parquetry.config import Config
    from parquetry.execution.spool import Spool

# The order is part of the format of a plan: `Batch.artifacts` has one path for each of these, in this order.
BATCH_STAGES = ("repair", "segment", "extract")
STAGES = (*BATCH_STAGES, "tabulate", "enrich", "check")
"""The stages that a leaf goes through, in order: the first three by batch."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A bucket of documents within a leaf: the artifact of each of BATCH_STAGES, and which stages are to be computed."""

    bits: str
    documents: int
    size: int
    artifacts: tuple[Path, ...]
    missing: frozenset[str]

    def to_make(self) -> list[Path]:
        """Return the artifacts that are to be computed."""
        return [path for stage, path in zip(BATCH_STAGES, self.artifacts, strict=True) if stage in self.missing]


@dataclass(frozen=True, slots=True)
class Enriched:
    """An enrichment of a leaf by its name: where its tables and what checking them came to lie, and which is missing."""

    name: str
    tables: Path
    checked: Path
    missing: frozenset[str]
    reads: tuple[tuple[str, Path], ...] = ()
    """Name and artifact of each enrichment that it is made of."""

    def to_make(self) -> list[Path]:
        """Return the artifacts that are to be made."""
        own = {"enrich": self.tables, "check": self.checked}
        return [own[stage] for stage in own if stage in self.missing]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of the plan: where its tables and what checking them came to lie, and whether both are there already."""

    bits: str
    batches: tuple[Batch, ...]
    tables: Path
    checked: Path
    missing: frozenset[str]
    without: frozenset[str] = frozenset()
    enriched: tuple[Enriched, ...] = ()

    @property
    def documents(self) -> int:
        """Return the number of documents."""
        return sum(batch.documents for batch in self.batches)

    @property
    def size(self) -> int:
        """Return the bytes of source."""
        return sum(batch.size for batch in self.batches)

    def to_make(self) -> tuple[Path, ...]:
        """Return the artifacts that the work on the leaf makes: of its batches, of itself, of its enrichments."""
        own = {"tabulate": self.tables, "check": self.checked}
        of_batches = [path for batch in self.batches for path in batch.to_make()]
        of_enriched = [path for each in self.enriched for path in each.to_make()]
        return (*of_batches, *(own[stage] for stage in own if stage in self.missing), *of_enriched)


class Pipeline:
    """Takes leaves through their stages; a bounded number of them at a time, in order."""

    def __init__(
        self,
        pool: Executor,
        checker: Executor,
        spool: Spool,
        config: Config,
        advance: Callable[[Batch], None],
    ) -> None:
        self._pool = pool
        self._checker = checker
        self._spool = spool
        self._config = config
        self._advance = advance
        self._lock = threading.Lock()
        self._waiting: list[tuple[Leaf, dict[str, Future[None]]]] = []

    def start(self, planned: Sequence[Leaf]) -> list[dict[str, Future[None]]]:
        """Begin the work; return for each leaf the future of each stage, of which some may be done already."""
        futures: list[dict[str, Future[None]]] = [{stage: Future() for stage in STAGES} for _ in planned]
        # Reversed, because `pop` takes from the end: the first leaf of the plan is the first to start.
        self._waiting = list(zip(planned, futures, strict=True))[::-1]
        for _ in range(self._config.run.workers + 1):  # one more than are worked on: its batches fill the gaps
            self._start_next()
        return futures

    def _start_next(self) -> None:
        with self._lock:
            # The lock covers only the choice of a leaf, not its start: starting may call back into here at once,
            # where all of its stages are done already.
            if not self._waiting:
                return
            leaf, futures = self._waiting.pop()
        try:
            self._start(leaf, futures)
        # Without this a leaf that cannot start would leave futures that never end, and the run would wait for
        # them.
        except BaseException as error:  # noqa: BLE001 (raised where the result is asked for)
            for future in futures.values():
                if not future.done():
                    future.set_exception(error)

    def _start(self, leaf: Leaf, futures: dict[str, Future[None]]) -> None:
        chains = [self._batch(batch) for batch in leaf.batches]
        for k, stage in enumerate(BATCH_STAGES):
            # "repair" of a leaf is done when all its batches are repaired; a batch itself does not wait for the
            # others.
            _forward(_all(chain[k] for chain in chains), futures[stage])
        # The next leaf begins when the batches of this one are through, before its tables are built: workers have
        # no gap.
        futures["extract"].add_done_callback(lambda _: self._start_next())
        # Lambdas: which work is submitted is known now, but it may be submitted only once the stage before it is
        # done.
        build = lambda: self._build(leaf) if "tabulate" in leaf.missing else _done()  # noqa: E731 (called later)
        _forward(_then(futures["extract"], build), futures["tabulate"])
        _forward(_then(futures["tabulate"], lambda: self._enrich(leaf)), futures["enrich"])
        checked = _then(futures["enrich"], lambda: self._check(leaf))
        # A leaf is through when others can have it: a job of an array that ended before would have worked for nobody.
        _forward(_then(checked, lambda: self._share(leaf)), futures["check"])

    def _batch(self, batch: Batch) -> list[Future[Any]]:
        """Begin the stages of a batch, one after the other; return the future of each."""
        # A batch whose three artifacts are in the cache runs through this loop without one submit.
        before: Future[Any] = _done()
        chain: list[Future[Any]] = []
        for stage in BATCH_STAGES:
            call = self._call(stage, batch)
            before = _then(before, call if stage in batch.missing else _done)
            chain.append(before)
        # Progress counts a batch that failed too: the run ends with its error anyway.
        before.add_done_callback(lambda _: self._advance(batch))
        return chain

    def _call(self, stage: str, batch: Batch) -> Callable[[], Future[Any]]:
        # Each stage reads the artifact of the one before and writes its own: between processes only paths are
        # passed.
        repaired, segmented, extracted = batch.artifacts
        config, pool = self._config, self._pool
        calls: dict[str, Callable[[], Future[Any]]] = {
            "repair": lambda: pool.submit(stages.repair, self._spool, batch.bits, repaired, config.repair),
            "segment": lambda: pool.submit(stages.segment, repaired, segmented, config.segment),
            "extract": lambda: pool.submit(stages.extract, segmented, extracted, config.extract),
        }
        return calls[stage]

    def _build(self, leaf: Leaf) -> Future[Any]:
        batches = tuple(leaves.BatchTables(batch.bits, batch.artifacts) for batch in leaf.batches)
        part_rows = self._config.output.part_rows
        additions = leaves.Additions(self._config.personal_data.labels, self._config.chunk.tokenizer)
        return self._pool.submit(
            leaves.build, self._spool, batches, label(leaf.bits), leaf.tables, part_rows, leaf.without, additions
        )

    def _enrich(self, leaf: Leaf) -> Future[Any]:
        missing = [enriched for enriched in leaf.enriched if "enrich" in enriched.missing]
        # Those that others are made of read none themselves: two rounds are enough.
        first = _all(self._enriching(leaf, enriched) for enriched in missing if not enriched.reads)
        return _then(first, lambda: _all(self._enriching(leaf, enriched) for enriched in missing if enriched.reads))

    def _enriching(self, leaf: Leaf, enriched: Enriched) -> Future[Any]:
        place, made = label(leaf.bits), dict(enriched.reads)
        return self._pool.submit(enrichments.build, enriched.name, leaf.tables, place, enriched.tables, self._config, made)

    def _check(self, leaf: Leaf) -> Future[Any]:
        # A process of its own: importing Great Expectations takes seconds: once, instead of once in each worker.
        jobs = [(leaf.tables, leaf.checked)] if "check" in leaf.missing else []
        jobs += [(enriched.tables, enriched.checked) for enriched in leaf.enriched if "check" in enriched.missing]
        return _all(
            self._checker.submit(checks.validate_artifact, tables, checked, self._config) for tables, checked in jobs
        )

    def _share(self, leaf: Leaf) -> Future[Any]:
        """Copy what was made to the shared cache, if there is one."""
        url, made = self._config.run.shared_cache, leaf.to_make()
        return self._pool.submit(shared_cache.put, url, made) if url is not None and made else _done()


def _done() -> Future[Any]:
    future: Future[Any] = Future()
    future.set_result(None)
    return future


def _forward(source: Future[Any], target: Future[Any]) -> None:
    """Let a future end as another one does."""

    # `Future.exception` raises for a cancelled future instead of returning, so that case comes first.
    def end(done: Future[Any]) -> None:
        """Hand on the result or the error."""
        error = CancelledError() if done.cancelled() else done.exception()
        if error is not None:
            target.set_exception(error)
        else:
            target.set_result(done.result())

    source.add_done_callback(end)


def _then(before: Future[Any], call: Callable[[], Future[Any]]) -> Future[Any]:
    """Return the future of what `call` begins once `before` is done; its error where that fails."""
    after: Future[Any] = Future()

    def go_on(done: Future[Any]) -> None:
        """Begin what comes after, unless what was before failed."""
        error = CancelledError() if done.cancelled() else done.exception()
        if error is not None:
            after.set_exception(error)
            return
        try:
            _forward(call(), after)
        except BaseException as problem:  # noqa: BLE001 (raised where the result is asked for)
            after.set_exception(problem)

    before.add_done_callback(go_on)
    return after


def _all(futures: Iterable[Future[Any]]) -> Future[Any]:
    """Return a future that is done when all are: with the first error, if there is one."""
    waiting = list(futures)
    total: Future[Any] = Future()
    lock = threading.Lock()
    # A list of one, so that the inner function can change it. Callbacks come from several threads: hence the
    # lock.
    left = [len(waiting)]
    # No callback will ever come, so that a leaf without batches (an empty dataset) must be done at once.
    if not waiting:
        total.set_result(None)

    def count(done: Future[Any]) -> None:
        """Count one future as done; the last, or the first error, ends the total."""
        error = CancelledError() if done.cancelled() else done.exception()
        with lock:
            left[0] -= 1
            last = left[0] == 0
            # An earlier one failed: the first error is the one reported.
            if total.done():
                return
            if error is not None:
                total.set_exception(error)
            elif last:
                total.set_result(None)

    for future in waiting:
        future.add_done_callback(count)
    return total
