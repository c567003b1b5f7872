"""History: a file for each run, so that one that died is known as such whatever the orchestrator believes.

    <state>/runs/<time>-<process>.json      what it works on, since when, and how it ended

A run locks its file while it lives. A file that says no end and that nobody holds is of a run that died.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from parquetry.model.json_file import parsed
from parquetry.publish import locks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEPT = 100
"""Runs remembered; older ones are forgotten when another begins."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One run. `state` is running, ended, failed, stopped or died; times are ISO 8601, UTC."""

    dataset: str
    process: int
    began: str
    state: str = "running"
    ended: str | None = None
    version: str | None = None
    detail: str = ""


class RunEntry:
    """The entry of the run at hand."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry

    def done(self, version: str, detail: str) -> None:
        """Note what the run came to."""
        self.entry = replace(self.entry, version=version, detail=detail)


@contextlib.contextmanager
def opened(state: Path, dataset: str) -> Iterator[RunEntry]:
    """Keep the entry of a run while it lasts, and note how it ends; what it raises goes on."""
    folder = state / "runs"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    now = datetime.now(UTC)
    # Names begin with the time, so that the order of names is that of the runs.
    for old in sorted(folder.glob("*.json"))[: -KEPT + 1]:
        old.unlink(missing_ok=True)
    # With the number of the process: two datasets may begin in the same microsecond.
    path = folder / f"{now:%Y%m%dT%H%M%S%f}-{os.getpid()}.json"
    run = RunEntry(Entry(dataset, os.getpid(), now.isoformat(timespec="seconds")))
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as file:
        # Held until the process ends. An entry that says "running" and whose lock is free belongs to a run that was
        # killed.
        locks.take(file.fileno())
        _write(file, run.entry)
        try:
            yield run
        except BaseException as error:
            # The first line says what; the rest, such as a list of rejects, is in the output of the run.
            first = (str(error).splitlines() or [""])[0][:300]
            stopped = not isinstance(error, Exception)  # KeyboardInterrupt by Ctrl-C, SystemExit by SIGTERM
            detail = "by Ctrl-C or a signal" if stopped else f"{type(error).__name__}: {first}"
            run.entry = replace(run.entry, state="stopped" if stopped else "failed", detail=detail)
            raise
        else:
            run.entry = replace(run.entry, state="ended")
        finally:
            _write(file, replace(run.entry, ended=datetime.now(UTC).isoformat(timespec="seconds")))


def _write(file: Any, entry: Entry) -> None:  # noqa: ANN401 (a text file opened for reading and writing)
    # The same open file is written again: a new one, renamed into place, would not carry the lock.
    file.seek(0)
    file.truncate()
    json.dump(asdict(entry), file)
    file.flush()


def entries(state: Path) -> list[Entry]:
    """Return the runs remembered, oldest first; one that nobody holds and that says no end has died."""
    out = []
    for path in sorted((state / "runs").glob("*.json")):
        # An entry of another release, with other fields, is passed over rather than refused.
        with contextlib.suppress(OSError, ValueError, TypeError), path.open(encoding="utf-8") as file:
            entry = Entry(**parsed(file.read()))
            if entry.state == "running" and not _is_locked(file):
                entry = replace(entry, state="died", detail="it ended without a word; the next run goes on from there")
            out.append(entry)
    return out


def _is_locked(file: Any) -> bool:  # noqa: ANN401 (an open file)
    """Tell whether the run of an entry lives. The trap: nobody may take the lock to find out, a run could meet it."""
    return locks.is_taken(file.fileno())
