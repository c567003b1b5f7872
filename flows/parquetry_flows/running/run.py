"""Run: one run from the command line or from Python. It decides first, and starts what takes long only if there is work.

Workers begin to read first, then Prefect's server starts, then Prefect is imported; the work waits for neither.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from parquetry.check.environment import environment
from parquetry.errors import ConfigError, StorageError
from parquetry.garbage_collection import collection_paused
from parquetry.publish import manifest, store
from parquetry_flows.running import explain, lineage, session, state_folder
from parquetry_flows.running.progress import Progress
from parquetry_flows.running.publishing import up_to_date
from parquetry_flows.serving import prefect_server, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parquetry.config import Config
    from parquetry_flows.result import Result
    from parquetry_flows.running.explain import Explained
    from parquetry_flows.running.session import Work


def run(config: Config, progress: Progress) -> Result:
    """Publish what the config says; where nothing changed, only say so. More than that goes through Prefect.

    Prefect's server is the one that `PREFECT_API_URL` names, the one that `parquetry serve` keeps for this state folder, or
    one of our own for the time of the run, started only when there is work.

    Raises:
        StorageError: the file system refused, anywhere; what is published stays as it is.
        ParquetryError: as `session.opened`, `flow.process` and `Server.wait` say.
    """
    try:
        return _run(config, progress)
    except OSError as error:
        # As "data/processed/sample: No space left on device": an errno alone does not say which disk.
        where = f"{error.filename}: " if error.filename else ""
        message = (
            f"{where}{error.strerror or error} (output {config.output.path}, state {config.run.state}); nothing was "
            "published, and what was before is untouched. Run again"
        )
        raise StorageError(message) from error


def _run(config: Config, progress: Progress) -> Result:
    # The order matters: the report covers a run that could not even be opened.
    with state_folder.private(), lineage.reporting(config) as report, session.opened(config, progress) as opened:
        decision = session.decide(opened)
        current = decision.published.name if decision.published else None
        progress.announce(explain.first_words(decision.looked, opened.root, current))
        # Nothing changed: no worker, no Prefect.
        if decision.published is not None:
            result = up_to_date(opened, decision.published, 0)
        else:
            with session.working(opened, decision) as work:
                result = _through_prefect(work)
        report(result.version)
        return result


def _through_prefect(work: Work) -> Result:
    """Return what the work of a session comes to, through Prefect; it goes on while Prefect and its server start."""
    config = work.session.config
    # An object store: only the readers can say whether anything changed.
    if work.decision.looked.hashes is None:  # whether there is anything to do is known when all is read
        plan, _ = work.planned.result()
        if plan.published is not None:
            return up_to_date(work.session, plan.published, plan.reused)
    # The environment for Prefect is set by these two, and Prefect reads it once, when it is imported: hence this order.
    with _kept_server(config.run.state), prefect_server.server(config.run.state) as started:
        with collection_paused():
            from parquetry_flows import flow  # noqa: PLC0415 (imports Prefect, once its settings are made)

        started.wait()
        return flow.run(work)


@contextlib.contextmanager
def _kept_server(state: Path) -> Iterator[None]:
    """Let the server that `parquetry serve` keeps for the state folder be used, if it answers and no other is named."""
    kept = serve.address(state)
    # A server that the user names wins; the address of one that was killed is still in the file, so it is asked.
    if kept is None or os.environ.get("PREFECT_API_URL") or not prefect_server.answers(kept):
        yield
        return
    with environment({"PREFECT_API_URL": kept}):
        yield


def planned(config: Config) -> Explained:
    """Return what `run` would do, and why: the input is read, nothing else is done, nothing outside the state is written."""
    # The readers do run: what is new inside a file can be known only by reading it. The stages do not.
    with state_folder.private(), session.opened(config, Progress(), dry=True) as opened:
        decision = session.decide(opened)
        if decision.published is not None:
            return explain.unchanged(len(decision.looked.found), decision.published.name)
        with session.working(opened, decision, dry=True) as work:
            plan, _ = work.planned.result()
            return explain.explain(opened.deciding, plan)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A version rebuilt from its input: whether it has the same bytes, and if not, what differs and why it may."""

    version: str
    files: tuple[str, ...]
    why: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Tell whether every byte of the data is the same."""
        return not self.files


def rebuild(config: Config, version: Path) -> Rebuilt:
    """Rebuild a published version, with nothing reused, in a folder that is removed again; compare every file's digest.

    Raises:
        ConfigError: the version is of another dataset than the config's.
    """
    published = manifest.read(version)["content"]
    if published["dataset"] != config.dataset:
        message = f"{version} is of the dataset {published['dataset']}, the config is of {config.dataset}; give its --config"
        raise ConfigError(message)
    config.run.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    # An empty state of its own: nothing in the cache can be reused, or the comparison would prove nothing.
    with tempfile.TemporaryDirectory(prefix="rebuild-", dir=config.run.state) as folder:
        # Input and every setting stay; only output and state are others.
        other = config.model_copy(
            update={
                "output": config.output.model_copy(update={"path": Path(folder) / "output"}),
                "run": config.run.model_copy(update={"state": Path(folder) / "state"}),
            }
        )
        rebuilt = run(other, Progress()).path
        files = {file["path"]: file["sha256"] for file in manifest.data_files(rebuilt)}
        then = {file["path"]: file["sha256"] for file in manifest.listed(published)}
        # Part files are named by their content, so that one that changed appears under both its names.
        differing = sorted(path for path in files.keys() | then.keys() if files.get(path) != then.get(path))
        why = explain.changed_settings(published, manifest.read(rebuilt)["content"])
        changed = explain.changed_sources(explain.files_of(version), explain.files_of(rebuilt))
    return Rebuilt(version.name, tuple(differing), (*changed, *why) if differing else ())


def restore(root: Path, version: str) -> str | None:
    """Make an older version the current one and pin it, so that it stays so; return the name of the one it replaced.

    Raises:
        DamageError: a file of it is damaged; the current version stays.
        LockedError: a run is writing the dataset.
    """
    folder = store.resolve(root, version)
    with store.lock(root):
        before = store.current(root)
        # Before anything is changed: a damaged version must not become the current one.
        store.refuse_damaged(folder)
        # Pinned first: stopped between the two, the next run that publishes makes the pinned version current.
        store.pin(root, folder.name)
        store.make_current(root, folder.name)
    return before


def release(root: Path) -> str | None:
    """Let the version of the next run become current again; return the name of the one that was pinned, if one was.

    Raises:
        StorageError: nothing was published here.
        LockedError: a run is writing the dataset.
    """
    # Raises where nothing was published; the folder itself is not needed.
    store.resolve(root)
    with store.lock(root):
        return store.unpin(root)
