"""Session: what a run holds while it lasts, opened in the order that lets slow starts overlap.

The dataset's lock; the input's list of files; worker processes, which begin to read at once; a process that imports
Great Expectations meanwhile; and the folders of artifacts and staging.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from parquetry import extract, read
from parquetry.check import expectations, invariants
from parquetry.errors import LockedError, StorageError
from parquetry.execution import plugins, process_pool, shards
from parquetry.publish import store
from parquetry_flows.running import history
from parquetry_flows.running import plan as planning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor, Future

    from parquetry.config import Config, Extract
    from parquetry.execution.shards import SliceRead
    from parquetry.model.dataset import Finding
    from parquetry.model.documents import FileEntry
    from parquetry_flows.running.plan import Plan
    from parquetry_flows.running.progress import Progress


CACHED = ("repair", "segment", "extract", "tabulate", "versions")


class Session:
    """A run in progress. `reads` are slices of the input being read; `models` the hashes of what extraction loads."""

    def __init__(self, config: Config, folder: Path, progress: Progress, checker: Executor) -> None:
        self.config = config
        self.root = config.output.path / config.dataset
        self.progress = progress
        self.sources = folder / "sources"
        self.staged = folder / "version"
        self.cache = config.run.state / "cache"
        self.checker = checker
        self.reads: list[Future[SliceRead]] = []
        self.models: dict[str, str] = {}
        self.entry: history.Journal | None = None
        for path in (self.sources, self.staged, *(self.cache / part for part in CACHED)):
            path.mkdir(parents=True, exist_ok=True, mode=0o700)

    def begin(self, found: list[FileEntry]) -> None:
        """Let the workers begin to read."""
        count = shards.count(found)
        for number, part in enumerate(shards.slices(found)):
            read = process_pool.submit(shards.read, number, part, self.sources, self.config.input, count)
            self.reads.append(read)

    def plan(self) -> Plan:
        """Wait until all is read, and return what there is to do."""
        read = planning.combined([reading.result() for reading in self.reads])
        return planning.plan(self.config, self.cache, self.models, read)

    def warm(self, plan: Plan) -> None:
        """Let workers load their models, and the checker import Great Expectations, if the plan will need them."""
        if plan.published is not None:
            return
        cold = sum(not shard.extracted.exists() for shard in plan.shards)
        for _ in range(min(self.config.run.workers, cold)):
            process_pool.submit(shards.warm, self.config.extract)
        self.checker.submit(expectations.gx_ready)

    def check(self) -> list[Finding]:
        """Return what is wrong with the staged version."""
        suites = self.checker.submit(expectations.check, self.staged)
        return [*invariants.check(self.staged), *suites.result()]


def models(config: Extract) -> dict[str, str]:
    """Return the name and SHA-256 of everything loaded that decides what is extracted: models, patterns, backends.

    Raises:
        ConfigError: one of them cannot be loaded.
    """
    return extract.fingerprint(config) | plugins.backend_fingerprints(config)


@contextlib.contextmanager
def private() -> Iterator[None]:
    """Let every file made meanwhile be its owner's alone: state, staging and rejects hold people's text."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextlib.contextmanager
def held(state: Path, what: str = "lock", *, alone: bool = False) -> Iterator[None]:
    """Hold the state folder, or a part of it: any number of runs may, but `alone` who removes from it, or serves.

    Raises:
        LockedError: it is held by those who rule this out.
        StorageError: it cannot be written.
    """
    try:
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(state / what, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        message = f"the state folder {state} cannot be written: {error.strerror}; give another as [run] state"
        raise StorageError(message) from error
    with os.fdopen(descriptor):
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            who = (
                "`parquetry clean` holds" if not alone else "a run is using" if what == "lock" else "`parquetry serve` keeps"
            )
            message = f"{who} the state folder {state}; wait for it to end"
            raise LockedError(message) from None
        yield


@contextlib.contextmanager
def session(config: Config, progress: Progress, *, dry: bool = False) -> Iterator[Session]:
    """Open a run: everything that can be known to be wrong is said before work starts.

    A dry one holds no dataset and writes nothing outside the state.

    Raises:
        ConfigError: the input, the model or the patterns are not there.
        LockedError: another run holds the dataset, or the state is being cleaned.
        StorageError: the output or the state cannot be written.
    """
    found = read.find(config.input, config.own_folders)
    fingerprints = models(config.extract)
    for step in config.repair.steps:
        plugins.load(step)
    root = config.output.path / config.dataset
    with contextlib.ExitStack() as stack:
        if dry:
            stack.enter_context(held(config.run.state))
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="plan-", dir=config.run.state)))
        else:
            stack.enter_context(store.lock(root))
            stack.enter_context(held(config.run.state))
            folder = stack.enter_context(store.staging(root, config.run.state))
        stack.enter_context(process_pool.pool(config.run.workers, config.run.runner, config.limits, config.run.address))
        checker = stack.enter_context(process_pool.executor(1))
        entry = None if dry else stack.enter_context(history.opened(config.run.state, config.dataset))
        opened = Session(config, folder, progress, checker)
        opened.models, opened.entry = fingerprints, entry
        opened.begin(found)
        yield opened
