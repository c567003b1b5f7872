"""Locks on files that the kernel lets go of when the process ends, and that one can ask about without taking them.

Where the system has locks of open files (Linux: fcntl(2), F_OFD_SETLK) those are used. Elsewhere flock(2) is, which can
only be asked about by trying to take it.
"""

from __future__ import annotations

import fcntl
import struct

# The fields of C's `struct flock`: type, whence, start, length, process; start and length 0 are the whole file.
_FLOCK = "hhqqi"
_OPEN_FILE = hasattr(fcntl, "F_OFD_SETLK")


def take(descriptor: int) -> None:
    """Take the lock of an open file for this process alone.

    Raises:
        BlockingIOError: another process has it.
    """
    if _OPEN_FILE:
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, struct.pack(_FLOCK, fcntl.F_WRLCK, 0, 0, 0, 0))
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_taken(descriptor: int) -> bool:
    """Tell whether another process has the lock of a file that is open for reading; nobody notices that it was asked."""
    if _OPEN_FILE:
        asked = struct.pack(_FLOCK, fcntl.F_RDLCK, 0, 0, 0, 0)
        answer = fcntl.fcntl(descriptor, fcntl.F_OFD_GETLK, asked)
        return bool(struct.unpack(_FLOCK, answer[: struct.calcsize(_FLOCK)])[0] != fcntl.F_UNLCK)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    return False
