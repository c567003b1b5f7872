"""State folder: who may use it at one time, and that what is made in it is its owner's alone."""

from __future__ import annotations

import contextlib
import fcntl
import os
from typing import TYPE_CHECKING

from parquetry.errors import LockedError, StorageError
from parquetry.read import litter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def private() -> Iterator[None]:
    """Let every file made meanwhile be its owner's alone: state, staging and rejects hold people's text."""
    # 0o077 takes every right from group and others, whatever mode a library asks for when it creates a file.
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextlib.contextmanager
def state_lock(state: Path, what: str = "lock", *, alone: bool = False) -> Iterator[None]:
    """Hold the state folder, or a part of it: any number of runs may, but `alone` who removes from it, or serves.

    Raises:
        LockedError: it is held by those who rule this out.
        StorageError: it cannot be written.
    """
    try:
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        # O_CLOEXEC: a child process that inherited the descriptor would hold the lock after us.
        descriptor = os.open(state / what, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        # Backups pass over a folder with this file, and so does a run whose input it lies in.
        tag = state / litter.TAG
        if not tag.exists():
            tag.write_bytes(litter.SIGNATURE + b"\n# Caches and logs of Parquetry; safe to delete between runs.\n")
    except OSError as error:
        message = f"the state folder {state} cannot be written: {error.strerror}; give another as [run] state"
        raise StorageError(message) from error
    # Closing the file gives up the lock; so does the kernel if the process is killed.
    with os.fdopen(descriptor):
        try:
            # LOCK_SH for runs, of which many may use one state; LOCK_EX for `clean` and `serve`. LOCK_NB: refuse, never
            # wait.
            fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            # There are two lock files: "lock", held by runs and by `clean`; "serve", held by one `serve`.
            who = (
                "`parquetry clean` holds" if not alone else "a run is using" if what == "lock" else "`parquetry serve` keeps"
            )
            message = f"{who} the state folder {state}; wait for it to end"
            raise LockedError(message) from None
        yield
