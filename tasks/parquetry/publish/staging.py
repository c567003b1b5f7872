"""Staging: a private folder in which a version is put together before it is published."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from typing import TYPE_CHECKING

from parquetry.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def staging(root: Path, state: Path) -> Iterator[Path]:
    """Give a private folder on the file system of the output, and remove it in the end.

    It is in the state folder if that is on the same file system, else beside the dataset, hidden. Who stages holds the
    dataset, so that what lies there already was left by a run that was killed, and goes.
    """
    # Two datasets named "sample" in different outputs may share a state folder: the digest of the path tells them
    # apart.
    own = f"{root.name}-{hashlib.sha256(os.fsencode(root.absolute())).hexdigest()[:12]}"
    try:
        make_public(root.parent)
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A rename is one step only within a file system.
        same = root.parent.stat().st_dev == state.stat().st_dev
        folder = (state / "staging" if same else root.parent / ".parquetry-staging") / own
        if folder.exists():
            shutil.rmtree(folder)
        folder.parent.mkdir(exist_ok=True, mode=0o700)
        folder.mkdir(mode=0o700)
    except OSError as error:
        message = f"cannot write below {root.parent} and {state}: {error.strerror}"
        raise StorageError(message) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def place(part: Path, staged: Path, name: str, current_version: Path | None) -> None:
    """Put a part file into a staged version as `name`: a link to that of the current version, or else a copy.

    Part files are named by their content: one of the same name and size in the current version is the same, and costs no
    byte of disk and no time to write.
    """
    target = staged / name
    target.parent.mkdir(parents=True, exist_ok=True)
    before = current_version / name if current_version is not None else None
    if before is not None and before.is_file() and before.stat().st_size == part.stat().st_size:
        with contextlib.suppress(OSError):  # a file system without links, or with too many of this file
            os.link(before, target)
            return
    shutil.copyfile(part, target)


def make_public(folder: Path) -> None:
    """Make a folder and those above it, as far as they are missing, for all to read, whatever the umask."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    # By hand, since the umask of a run is 0o077.
    for path in missing:
        path.chmod(0o755)
