"""A run that `parquetry serve` starts: it waits for its dataset, and ends when the server that started it is gone."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

from parquetry.publish import store

if TYPE_CHECKING:
    from parquetry.config import Config

SERVED_BY = "PARQUETRY_SERVED_BY"
"""Environment variable with the process id of the `parquetry serve` that a run belongs to."""
POLL_SECONDS = 1.0


def wait_until_free(config: Config) -> None:
    """Return when no run holds the dataset; the next moment another may, so who calls must still take the lock."""
    while store.lock_owner(config.output.path / config.dataset) is not None:
        time.sleep(POLL_SECONDS)


def end_with_server() -> None:
    """End this process at once when the server that started it is gone, even killed: else it would hold the dataset.

    Its worker processes end with it. In the server itself, and in a process that none of ours started, this does nothing.
    """
    server = os.environ.get(SERVED_BY)
    if server is None or int(server) == os.getpid():
        return

    def watch() -> None:
        """End this process when its parent is another than the server."""
        # A process whose parent dies gets another one: then the number differs.
        while os.getppid() == int(server):
            time.sleep(POLL_SECONDS)
        # From a thread: `sys.exit` would end this thread alone.
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="end-with-server").start()
