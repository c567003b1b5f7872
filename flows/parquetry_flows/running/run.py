"""Run: one run from the command line, with everything that takes long to start started at once.

The server starts first, then workers read the input, then Prefect is imported while models load.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from parquetry.errors import ConfigError, StorageError
from parquetry.publish import manifest, store
from parquetry_flows.running import explain, session
from parquetry_flows.running.progress import Progress
from parquetry_flows.serving import prefect_server

if TYPE_CHECKING:
    from parquetry.config import Config
    from parquetry_flows.result import Outcome
    from parquetry_flows.running.explain import Explained


def run(config: Config, progress: Progress) -> Outcome:
    """Publish what the config says, through Prefect, on a server of our own unless `PREFECT_API_URL` names one.

    Raises:
        StorageError: the file system refused, anywhere; what is published stays as it is.
        ParquetryError: as `session.session`, `flow.process` and `Server.wait` say.
    """
    try:
        return _run(config, progress)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        message = (
            f"{where}{error.strerror or error} (output {config.output.path}, state {config.run.state}); nothing was "
            "published, and what was before is untouched. Run again"
        )
        raise StorageError(message) from error


def _run(config: Config, progress: Progress) -> Outcome:
    with (
        session.private(),
        prefect_server.server(config.run.state) as started,
        session.session(config, progress) as opened,
    ):
        opened.warm(opened.plan())
        from parquetry_flows import flow  # noqa: PLC0415 (imports Prefect, once its settings are made)

        started.wait()
        return flow.run(opened)


def planned(config: Config) -> Explained:
    """Return what `run` would do, and why: the input is read, nothing else is done, nothing outside the state is written."""
    with session.private(), session.session(config, Progress(), dry=True) as opened:
        return explain.explain(config, opened.models, opened.plan())


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A version made anew from its input: whether it has the same bytes, and if not, what differs and why it may."""

    version: str
    files: tuple[str, ...]
    why: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Tell whether every byte of the data is the same."""
        return not self.files


def rebuild(config: Config, version: Path) -> Rebuilt:
    """Make a published version anew, with nothing reused, in a folder that is removed again; compare every file's digest.

    Raises:
        ConfigError: the version is of another dataset than the config's.
    """
    published = manifest.read(version)["content"]
    if published["dataset"] != config.dataset:
        message = f"{version} is of the dataset {published['dataset']}, the config is of {config.dataset}; give its --config"
        raise ConfigError(message)
    config.run.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix="rebuild-", dir=config.run.state) as folder:
        anew = config.model_copy(
            update={
                "output": config.output.model_copy(update={"path": Path(folder) / "output"}),
                "run": config.run.model_copy(update={"state": Path(folder) / "state"}),
            }
        )
        made = Path(run(anew, Progress()).version.path)
        files = {file["path"]: file["sha256"] for file in manifest.data_files(made)}
        then = {file["path"]: file["sha256"] for file in published["files"]}
        differing = sorted(path for path in files.keys() | then.keys() if files.get(path) != then.get(path))
        why = explain.changed_settings(published, manifest.read(made)["content"])
        changed = explain.changed_sources(explain.files_of(version), explain.files_of(made))
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
        store.refuse_damaged(folder)
        store.pin(root, folder.name)
        store.make_current(root, folder.name)
    return before


def release(root: Path) -> str | None:
    """Let the version of the next run become current again; return the name of the one that was pinned, if one was.

    Raises:
        StorageError: nothing was published here.
        LockedError: a run is writing the dataset.
    """
    store.resolve(root)
    with store.lock(root):
        return store.unpin(root)
