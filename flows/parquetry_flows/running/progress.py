"""Progress: what is said of a run while it lasts: first what was found, then how far it is.

On a terminal a bar shows it; elsewhere a line every ten seconds does. Documents and bytes are those of the batches
finished, so that the rate is of work done and not of work begun.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.progress import Progress as Bar
    from rich.progress import TaskID

LINE_SECONDS = 10.0
"""Seconds between two lines where there is no bar."""
_MB = 1_000_000


class Progress:
    """Counts what is done of a stage, and shows it where there is something to show it on."""

    def __init__(self, bar: Bar | None = None, say: Callable[[str], None] | None = None) -> None:
        self._bar = bar
        self._say = say
        self._lock = threading.Lock()
        self._task: TaskID | None = None
        self._stage = self._unit = ""
        self._total = self._done = self._documents = self._all_documents = 0
        self._began = self._last = time.monotonic()

    def announce(self, text: str) -> None:
        """Say something once."""
        # A name of a file is no markup: "[red].txt" must be shown as it is.
        if self._bar is not None:
            self._bar.console.print(text, highlight=False, markup=False)
        elif self._say is not None:
            self._say(text)

    def begin(self, stage: str, total: int, documents: int = 0, unit: str = "documents") -> None:
        """Begin a stage: `total` bytes of work, in so many documents, or what else `unit` says they are."""
        with self._lock:
            # At least 1, since the bar divides by it: an input of empty files has no bytes.
            self._stage, self._total, self._all_documents, self._unit = stage, max(total, 1), documents, unit
            self._done = self._documents = 0
            self._began = self._last = time.monotonic()
            if self._bar is not None:
                self._task = self._bar.add_task(stage, total=self._total, documents=f"0 of {documents:,} {unit}")

    def advance(self, size: int, documents: int = 0) -> None:
        """Count `size` more bytes of the stage as done, and so many documents."""
        # Called by the threads of several workers.
        with self._lock:
            self._done += size
            self._documents += documents
            if self._bar is not None and self._task is not None:
                shown = f"{self._documents:,} of {self._all_documents:,} {self._unit}"
                self._bar.update(self._task, completed=self._done, documents=shown)
            # In a log of CI or cron: a line every ten seconds, where a bar would fill it with control characters.
            elif self._say is not None and time.monotonic() - self._last >= LINE_SECONDS:
                self._last = time.monotonic()
                self._say(self._line(self._last - self._began))

    def _line(self, seconds: float) -> str:
        rate = self._done / max(seconds, 0.001)
        left = (self._total - self._done) / rate if rate else 0.0
        return (
            f"{self._stage}: {self._documents:,} of {self._all_documents:,} {self._unit}, {self._done / _MB:.1f} of "
            f"{self._total / _MB:.1f} MB, {rate / _MB:.2f} MB/s, {left:.0f} s left"
        )
