"""Watching: a run is triggered when the files of the input changed and then held still between two looks."""

from __future__ import annotations

import contextlib
import logging
import os
from typing import TYPE_CHECKING

from parquetry import read
from parquetry.errors import ConfigError, OrchestratorError, StorageError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from parquetry.config import Config

logger = logging.getLogger("parquetry")
Listing = list[tuple[bytes, int, int]]


def watch(config: Config, seconds: float, over: threading.Event, trigger: Callable[[], object], *, at_start: bool) -> None:
    """Call `trigger` when the listing differs from that of the last call, until `over`; `at_start` for what is there now.

    A run that is triggered begins after the change was seen and reads the input then, however long it waits for the run
    before it. A trigger that fails is tried again at the next look.
    """
    before = listing(config)
    # With `at_start` the files there are count as new: they may have come while nothing was served.
    triggered = None if at_start else before
    while not over.wait(seconds):
        now = listing(config)
        # Two equal looks in a row: whatever was being copied in is there completely. A copy that pauses longer than
        # that costs one more run, and no harm: its file is read again when it has changed.
        if now is not None and now == before and now != triggered:
            # The server may be restarting; `triggered` stays as it was, so that the next look tries again. Whatever else
            # fails must not end this thread: nobody would notice that changes are no longer seen.
            try:
                trigger()
            except OrchestratorError:
                logger.debug("a run could not be triggered; the next look tries again")
            except Exception:
                logger.exception("a run could not be triggered; the next look tries again")
            else:
                triggered = now
        before = now


def listing(config: Config) -> Listing | None:
    """Return the name, size and time of change of each file; null while the input cannot be listed.

    It only tells when to look closer: whether a file changed is found out by reading it.
    """
    try:
        return [
            (file.path_bytes, file.size, _changed(config, file.path_bytes))
            for file in read.find(config.input, config.own_folders)
        ]
    # A share that is not mounted for a minute, or fails while it is listed: no run, and no end of serving.
    except (ConfigError, StorageError, OSError):
        return None


def _changed(config: Config, path: bytes) -> int:
    with contextlib.suppress(OSError):
        # In nanoseconds: two versions of a file, written within one second, differ.
        return os.lstat(os.path.join(os.fsencode(config.input.path), path)).st_mtime_ns  # noqa: PTH118 (bytes)
    return 0
