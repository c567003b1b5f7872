"""Progress: how much of each stage is done. Where there is no bar to show it on, it counts nothing."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
