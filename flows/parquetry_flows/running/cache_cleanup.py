"""Clean: bound what the state folder holds, by age and by size. Nothing published is touched."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry_flows.running import session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DAY = 86_400.0


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

    A run notes which artifacts it uses, so that age is of the last use. The trap: what is removed is made again by the
    next run that needs it.

    Raises:
        LockedError: a run is using the state.
    """
    with session.held(state, alone=True):
        removed = list(_leftovers(state))
        horizon = time.time() - days * _DAY
        kept = sorted(_artifacts(state / "cache"), key=lambda one: (one.used, str(one.path)), reverse=True)
        total = 0
        staying = []
        for one in kept:
            if one.used < horizon or total + one.size > most_bytes:
                removed.append(one)
            else:
                staying.append(one)
                total += one.size
        for one in removed:
            _remove(one.path)
    return Cleaned(len(removed), sum(one.size for one in removed), len(staying), total)


def _leftovers(state: Path) -> Iterator[_Kept]:
    """Yield staging folders, and temporary files of artifacts: with no run alive they are nobody's."""
    for path in [
        *(state / "staging").glob("*"),
        *state.glob("plan-*"),
        *state.glob("rebuild-*"),
        *(state / "cache").glob("*/*.tmp"),
    ]:
        yield _Kept(0.0, _size(path), path)


def _artifacts(cache: Path) -> Iterator[_Kept]:
    for part in session.CACHED:
        for path in (cache / part).glob("*"):
            if not path.name.endswith(".tmp"):
                yield _Kept(path.stat().st_mtime, _size(path), path)


def _size(path: Path) -> int:
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return sum(file.stat().st_size for file in files)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
