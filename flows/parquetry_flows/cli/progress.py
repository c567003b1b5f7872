"""Progress: what a person sees while a run lasts, on standard error and only if that is a terminal."""

from __future__ import annotations

import contextlib
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress as Bar
    from rich.progress import TaskID


class Progress:
    """Counts what is done of each stage; shows it where there is something to show it on.

    Documents and bytes are those of the shards finished, so that the rate is of work done and not of work begun.
    """

    def __init__(self, bar: Bar | None = None) -> None:
        self._bar = bar
        self._lock = threading.Lock()
        self._tasks: dict[str, TaskID] = {}

    def begin(self, stage: str, total: int, documents: int = 0) -> None:
        """Say that a stage has begun: `total` bytes of work, in so many documents."""
        if self._bar is not None:
            with self._lock:
                self._tasks[stage] = self._bar.add_task(stage, total=max(total, 1), documents=documents)

    def advance(self, stage: str, size: int) -> None:
        """Say that `size` more bytes have passed a stage."""
        if self._bar is not None and stage in self._tasks:
            self._bar.advance(self._tasks[stage], size)


@contextlib.contextmanager
def shown(*, quiet: bool) -> Iterator[Progress]:
    """Give a progress display: a live one on a terminal, a silent one elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield Progress()
        return
    from rich.console import Console  # noqa: PLC0415 (only where it is shown)
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        DownloadColumn,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )
    from rich.progress import Progress as Bar  # noqa: PLC0415

    columns = (TextColumn("{task.description:>9}"), BarColumn(), TextColumn("{task.fields[documents]} documents"),
               DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())  # fmt: skip
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Progress(bar)
