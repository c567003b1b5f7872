"""Open what lies below a folder, step by step, and never through a link.

A name that was a file when the folder was listed may be a link to anywhere by the time it is opened. So each step of a
path is opened by the descriptor of the folder before it, with `O_NOFOLLOW`: what is opened lies below the folder.
"""

from __future__ import annotations

import contextlib
import errno
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# A FIFO without a writer would block an open that waits.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_LINK_IN_THE_WAY = (errno.ELOOP, errno.ENOTDIR)


@contextlib.contextmanager
def opened_root(path: bytes) -> Iterator[int]:
    """Give a descriptor of the input folder itself, which may be a link: the user named it."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def open_folder(root: int, path: bytes) -> int:
    """Return a descriptor of the folder `path` below `root`; the caller closes it."""
    return _open(root, path, _FOLDER)


def open_file(root: int, path: bytes) -> int:
    """Return a descriptor of the file `path` below `root`; the caller closes it.

    Raises:
        OSError: `ELOOP` or `ENOTDIR` if a step of the path is a link, see `is_link_error`.
    """
    return _open(root, path, _FILE)


def is_link_error(error: OSError) -> bool:
    """Return whether opening failed because a step of the path is a link, or no folder any more."""
    return error.errno in _LINK_IN_THE_WAY


def _open(root: int, path: bytes, flags: int) -> int:
    # An empty path is the root itself.
    *folders, name = path.split(b"/") if path else [b"."]
    at = root
    try:
        for folder in folders:
            # Opened by its parent's descriptor: renaming a folder on the way changes nothing.
            inner = os.open(folder, _FOLDER, dir_fd=at)
            # The root belongs to the caller; every other step is closed as soon as the next one is open.
            if at != root:
                os.close(at)
            at = inner
        return os.open(name, flags, dir_fd=at)
    finally:
        if at != root:
            os.close(at)
