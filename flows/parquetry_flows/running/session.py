"""Session: what a run holds while it lasts, from the locks to the worker processes.

opened      the dataset's lock, the state's lock, the entry in the history, a private folder: cheap
decide      whether there is anything to do: nothing that takes long is imported or started
working     worker processes, the process that checks, and the work itself, begun at once
"""

from __future__ import annotations

import contextlib
import tempfile
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from parquetry import extract
from parquetry.check import invariants, suite_jobs
from parquetry.enrich.chunks import tokenizer
from parquetry.execution import cache_key, enrichments, executors, own_checks, plugins, shared_cache, spool
from parquetry.execution.pipeline import Pipeline
from parquetry.publish import forgotten, staging, store, views
from parquetry_flows.running import credentials, history, input_files
from parquetry_flows.running import plan as planning
from parquetry_flows.running.state_folder import state_lock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Executor

    from parquetry.config import Config, Extract
    from parquetry.execution.pipeline import Batch, Leaf
    from parquetry.execution.spool import SliceRead
    from parquetry.model.dataset import Version
    from parquetry_flows.running.input_files import InputFiles
    from parquetry_flows.running.plan import Deciding, Plan
    from parquetry_flows.running.progress import Progress


CACHED = ("repair", "segment", "extract", "tabulate", "enrich", "check", "versions", "code")
"""Folders of the cache."""
WORTH_A_WORKER = 256 * 1024
"""Bytes of input that keep a worker busy for about as long as it takes to start and to load its models."""


@dataclass(frozen=True, slots=True)
class Session:
    """A run in progress. `folder` is private, on the file system of the output, and gone when the run is over."""

    config: Config
    folder: Path
    progress: Progress
    deciding: Deciding
    entry: history.RunEntry | None

    @property
    def root(self) -> Path:
        """Return the folder of the dataset."""
        return self.config.output.path / self.config.dataset

    @property
    def cache(self) -> Path:
        """Return the folder of the artifacts."""
        return self.config.run.state / "cache"

    @property
    def staged(self) -> Path:
        """Return the folder that the version is staged in."""
        return self.folder / "version"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the files say: how they are, and the version that they made before, if that is current: then all is done."""

    # The files as a look at the folder gives them, before any of them is parsed.
    looked: InputFiles
    published: Version | None


class Work:
    """The work of a session, under way: it goes on by itself, and whoever needs a part of it waits for that future.

    No dataclass: Prefect walks into those it is handed, value by value.
    """

    def __init__(self, session: Session, decision: Decision, pool: Executor, checker: Executor) -> None:
        self.session = session
        self.decision = decision
        self.pool = pool
        self.checker = checker
        # Filled below, before this constructor returns: the workers read while the caller still imports Prefect.
        self.reading: list[Future[SliceRead]] = []
        self.planned: Future[tuple[Plan, list[dict[str, Future[None]]]]] = Future()
        """The plan, and for each of its leaves the future of each stage."""
        files = decision.looked.found
        self._shared: frozenset[str] = frozenset()
        self.spool = spool.Spool(session.folder / "sources", spool.bin_bits(files))
        # Private, as all that holds source text.
        self.spool.folder.mkdir(mode=0o700)
        for number, part in enumerate(spool.slices(files)):
            arguments = (number, part, self.spool, session.config.input, session.deciding.tombstones)
            self.reading.append(pool.submit(spool.read, *arguments))

    def begin(self, *, dry: bool = False) -> None:
        """Plan what is to do as soon as all is read, and begin it unless the run is a dry one."""
        # A daemon: where the run ends by an error or Ctrl-C, a plan that still waits for its readers must not keep it
        # alive.
        threading.Thread(target=self._plan, args=(dry,), daemon=True).start()

    def _plan(self, dry: bool) -> None:  # noqa: FBT001 (a thread's argument)
        try:
            # Listed once: what others copy there meanwhile is made here too, which costs time and changes nothing.
            url = self.session.config.run.shared_cache
            self._shared = shared_cache.names(url) if url is not None else frozenset()
            read = planning.combined([reading.result() for reading in self.reading])
            input_files.note_read(self.session.config, self.decision.looked, read.files)
            plan = planning.plan(self.session.deciding, self.session.cache, read, self.bring)
            # The very input of the current version, known only after reading it (as from an object store): nothing to
            # do.
            begin = plan.published is None and not dry
            self.planned.set_result((plan, self.start(plan.leaves) if begin else []))
        except BaseException as error:  # noqa: BLE001 (raised where the plan is asked for)
            self.planned.set_exception(error)

    def bring(self, artifact: Path) -> None:
        """Bring an artifact that is missing here from the shared cache, if that has it."""
        url = self.session.config.run.shared_cache
        if url is not None and not artifact.exists() and shared_cache.name_of(artifact) in self._shared:
            shared_cache.bring(url, artifact)

    def start(self, leaves: Sequence[Leaf]) -> list[dict[str, Future[None]]]:
        """Begin the work of leaves.

        Raises:
            ConfigError: Great Expectations does not take a suite of the user's own.
        """
        # The import of Great Expectations takes seconds: begun now, it is over when the first leaf comes to be checked.
        if any("check" in leaf.missing for leaf in leaves):
            suites = own_checks.load(self.session.config).suites
            ready = self.checker.submit(suite_jobs.gx_ready, suites)
            # Waited for only where it can fail: a slip in a suite must not cost the work of the first leaf.
            if suites:
                ready.result()
        size = sum(batch.size for leaf in leaves for batch in leaf.batches)
        self.session.progress.begin("process", size, sum(leaf.documents for leaf in leaves))
        return Pipeline(self.pool, self.checker, self.spool, self.session.config, self._advance).start(leaves)

    def _advance(self, batch: Batch) -> None:
        self.session.progress.advance(batch.size, batch.documents)


def models(config: Extract) -> dict[str, str]:
    """Return the name and SHA-256 of everything loaded that decides what is extracted: models, patterns, backends.

    Raises:
        ConfigError: one of them cannot be loaded.
    """
    return extract.fingerprint(config) | plugins.backend_fingerprints(config)


@contextlib.contextmanager
def opened(config: Config, progress: Progress, *, dry: bool = False) -> Iterator[Session]:
    """Open a run: everything that can be known to be wrong is said before work starts.

    A dry one holds no dataset and writes nothing outside the state.

    Raises:
        ConfigError: the models, patterns, plugins, checks or credentials are not there.
        LockedError: another run holds the dataset, or the state is being cleaned.
        StorageError: the output or the state cannot be written.
    """
    root = config.output.path / config.dataset
    with contextlib.ExitStack() as stack:
        # First: the input may be an object store, and workers inherit what is set here.
        stack.enter_context(credentials.given(config.run.credentials))
        # A dry run may go on beside a real one: it reads what is published, and its folder is a temporary one.
        if dry:
            stack.enter_context(state_lock(config.run.state))
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="plan-", dir=config.run.state)))
        else:
            stack.enter_context(store.lock(root))
            stack.enter_context(state_lock(config.run.state))
            folder = stack.enter_context(staging.staging(root, config.run.state))
        cache = config.run.state / "cache"
        for part in CACHED:
            (cache / part).mkdir(parents=True, exist_ok=True, mode=0o700)
        # Only to see that it can be read: asked for at the end, a damaged one would cost the whole run.
        store.pinned(root)
        code = cache_key.code_versions(cache / "code")
        deciding = planning.Deciding(config, code, models(config.extract), forgotten.read(root))
        # Before the plugins: the enrichments that they may read ask for the tokenizer's digest.
        if config.chunk.tokenizer:
            tokenizer.load(config.chunk.tokenizer)
        load_plugins(config)
        # Last of all: a run that could not be opened leaves no entry in the history.
        entry = None if dry else stack.enter_context(history.opened(config.run.state, config.dataset))
        yield Session(config, folder, progress, deciding, entry)


def decide(session: Session) -> Decision:
    """Look at the files of the input, and tell whether they made the current version.

    Raises:
        ConfigError: the input is not there, or there is nothing in it.
    """
    looked = input_files.look(session.config)
    digest = looked.digest()
    # An object store: its files are not hashed by a look, and `Work` decides once they are read.
    if digest is None:
        return Decision(looked, None)
    memory = planning.memory_of_files(session.deciding, session.cache, digest)
    return Decision(looked, planning.published(session.root, memory))


def processes(config: Config, size: int) -> int:
    """Return how many worker processes an input of `size` bytes is given: [run] workers, or fewer if they would idle."""
    # Leaves are the unit of work: where a config makes them small, a small input has many.
    return min(config.run.workers, 1 + size // min(WORTH_A_WORKER, config.output.leaf_bytes))


def load_plugins(config: Config) -> None:
    """Load all plugins and checks only to see that they can be: a slip must stop the run before hours of work, not after.

    Raises:
        ConfigError, UnknownNameError: one cannot be, or is not what it should be.
    """
    plugins.file_readers(config.input)
    plugins.repair_steps(config.repair)
    plugins.extract_backends(config.extract)
    tables = [each.declared for each in enrichments.enabled(config) if each.declared is not None]
    views.refuse_taken(tables)
    queries = own_checks.load(config).queries
    # Tables without rows take a moment to make.
    if queries:
        invariants.refuse_unsound(queries, tables)


@contextlib.contextmanager
def working(session: Session, decision: Decision, *, dry: bool = False) -> Iterator[Work]:
    """Give the work of a run, begun: worker processes read the input, and go on with what the plan says.

    Raises:
        ConfigError: the cluster that [run] names is not there.
    """
    run = session.config.run
    count = processes(session.config, decision.looked.size)
    with (
        executors.executor(count, run.runner, session.config.limits, run.address) as pool,
        # Checks have a worker of their own; with `runner = "thread"`, for debugging, everything stays in this process.
        executors.executor(1, "thread" if run.runner == "thread" else "process") as checker,
    ):
        work = Work(session, decision, pool, checker)
        work.begin(dry=dry)
        yield work
