"""Status: what is published of a dataset, who works on it, how its last runs ended, and whether it is served."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from parquetry.errors import DamageError
from parquetry.model.json_file import read_json
from parquetry.publish import manifest, store
from parquetry_flows.running import history

if TYPE_CHECKING:
    from pathlib import Path

    from parquetry.config import Config
    from parquetry_flows.running.history import Entry


@dataclass(frozen=True, slots=True)
class RunStatus:
    """A run: how it ended, how many seconds it took, and the rows of the version it came to, by table.

    `state` is running, ended, failed, stopped or died. `seconds` is null while it runs, and of one that died.
    """

    state: str
    began: str
    seconds: float | None
    process: int
    version: str | None
    rows: dict[str, int]
    detail: str


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a dataset. `held` says who works on it, `served` where `parquetry serve` answers; each may be null."""

    dataset: str
    current: str | None
    created: str
    pinned: str | None
    held: str | None
    served: str | None
    runs: tuple[RunStatus, ...]


def status(config: Config) -> Status:
    """Return the state of a dataset, with its runs that the state folder remembers, oldest first."""
    root = config.output.path / config.dataset
    current = store.current(root)
    entries = [entry for entry in history.entries(config.run.state) if entry.dataset == config.dataset]
    # Each manifest is read once, however many runs came to the same version.
    rows = {name: _rows(root, name) for name in {entry.version for entry in entries if entry.version}}
    return Status(
        config.dataset,
        current,
        manifest.created(root / "versions" / current) if current else "",
        store.pinned(root),
        store.lock_owner(root),
        _served(config.run.state),
        tuple(_run(entry, rows.get(entry.version or "", {})) for entry in entries),
    )


def _run(entry: Entry, rows: dict[str, int]) -> RunStatus:
    seconds = None
    # A run that died wrote no end; one that is running has none yet.
    if entry.ended is not None and entry.state != "died":
        seconds = (datetime.fromisoformat(entry.ended) - datetime.fromisoformat(entry.began)).total_seconds()
    return RunStatus(entry.state, entry.began, seconds, entry.process, entry.version, rows, entry.detail)


def _rows(root: Path, version: str) -> dict[str, int]:
    """Return the rows of a version by table; nothing where it was removed since, or is damaged."""
    try:
        return dict(manifest.read(root / "versions" / version)["content"]["rows"])
    except (DamageError, KeyError, TypeError, ValueError):
        return {}


def _served(state: Path) -> str | None:
    try:
        return str(read_json(state / "serve.json")["url"]).removesuffix("/api")
    except (OSError, ValueError, KeyError, TypeError):
        return None
