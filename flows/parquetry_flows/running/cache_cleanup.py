"""Clean: bound what the state folder holds, by age and by size. Nothing published is touched."""

from __future__ import annotations

import contextlib
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.errors import LockedError
from parquetry.execution import artifacts
from parquetry_flows.running import session, state_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STAGES = ("repair", "segment", "extract", "tabulate", "enrich", "check")
"""Folders of the cache whose artifacts hold documents, or what was found in them."""
_DAY = 86_400.0
PREFECT_BYTES = 256 * 1024 * 1024
"""Size above which Prefect's own folder goes: its pages are 25 MB, and a run adds some 100 kB to its database."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What was removed and what was kept: numbers of artifacts, and bytes."""

    removed: int
    removed_bytes: int
    kept: int
    kept_bytes: int


@dataclass(frozen=True, slots=True)
class _Kept:
    used: float
    size: int
    path: Path


def clean(state: Path, *, days: float, most_bytes: int) -> Cleaned:
    """Remove what interrupted runs left, artifacts not used for so many days, then the longest unused above so many bytes.

    Prefect's own folder is bounded in the same way, and by PREFECT_BYTES, unless `parquetry serve` uses it: its server
    forgets old runs by itself.

    A run notes which artifacts it uses, so that age is of the last use. The trap: what is removed is computed again by
    the next run that needs it.

    Raises:
        LockedError: a run is using the state.
    """
    # Alone: a run that is under way has artifacts without a use noted yet, and temporary files that look like
    # leftovers.
    with state_folder.state_lock(state, alone=True), _unserved(state) as unserved:
        # Used at time 0: removed whatever `days` says.
        removed = [_Kept(0.0, _size(path), path) for path in leftovers(state)]
        horizon = time.time() - days * _DAY
        entries = [*_artifacts(state / "cache"), *(_prefect(state) if unserved else ())]
        # The latest used first, so that the sum below is full when the longest unused come; the path decides between
        # equals.
        kept = sorted(entries, key=lambda entry: (entry.used, str(entry.path)), reverse=True)
        total = 0
        staying = []
        for entry in kept:
            too_large = entry.path == state / "prefect" and entry.size > PREFECT_BYTES
            # Too old, or no room left for it. An entry that does not fit does not close the door: a smaller, older one
            # may.
            if entry.used < horizon or total + entry.size > most_bytes or too_large:
                removed.append(entry)
            else:
                staying.append(entry)
                total += entry.size
        for entry in removed:
            _remove(entry.path)
    return Cleaned(len(removed), sum(entry.size for entry in removed), len(staying), total)


def leftovers(state: Path) -> list[Path]:
    """Return staging folders, and temporary files of artifacts: with no run alive they are nobody's."""
    return [
        *(state / "staging").glob("*"),
        *state.glob("plan-*"),
        *state.glob("rebuild-*"),
        *(state / "cache").glob("*/*.tmp"),
        *(path for path in (state / "cache").glob("*/*.arrow")),  # of version 0.1, which had no folder for each key
    ]


def _artifacts(cache: Path) -> Iterator[_Kept]:
    for part in session.CACHED:
        # The time of the folder itself is set by `Plan.note_use` each time a run needs it.
        for path in (cache / part).glob("*"):
            if path.suffix not in {".tmp", ".arrow"}:
                yield _Kept(path.stat().st_mtime, _size(path), path)


@contextlib.contextmanager
def _unserved(state: Path) -> Iterator[bool]:
    """Tell whether no `parquetry serve` uses the state folder, and keep it so meanwhile."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(state_folder.state_lock(state, "serve", alone=True))
        except LockedError:
            yield False
        else:
            yield True


def _prefect(state: Path) -> Iterator[_Kept]:
    """Yield Prefect's own folder: its database, pages and logs. What runs came to is in the history too, which stays."""
    home = state / "prefect"
    times = [path.stat().st_mtime for path in home.rglob("*") if path.is_file()]
    # The latest time of any file: a database that was written today is not old, whatever its folder's time says.
    if times:
        yield _Kept(max(times), _size(home), home)


def _size(path: Path) -> int:
    files = [path] if path.is_file() else [entry for entry in path.rglob("*") if entry.is_file()]
    return sum(file.stat().st_size for file in files)


def _remove(path: Path) -> None:
    if path.is_dir() and path.parent.parent.name == "cache":
        artifacts.remove(path)  # in one step: what is half removed must not look like an artifact
    elif path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
