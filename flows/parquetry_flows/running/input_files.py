"""The files of the input as they are now: listed and hashed, before anything that takes long is imported or started.

A run whose files, config, code and models are those that made the current version has nothing to do, and is over here.
"""

from __future__ import annotations

import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parquetry.config import Config
    from parquetry.model.dataset import Reject
    from parquetry.model.documents import FileEntry, FileStats

TRANSIENT = frozenset({"changed", "vanished", "unreadable"})
"""Reasons of rejects that the next run may not meet: what such a run published is never taken as up to date by the files."""


@dataclass(frozen=True, slots=True)
class InputFiles:
    """What was found, and the SHA-256, hex, of each file by its name; null where it cannot be read or is not to be.

    `hashes` itself is null where the input is an object store: there hashing costs what reading does.
    """

    found: tuple[FileEntry, ...]
    hashes: Mapping[bytes, str | None] | None

    @property
    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(file.size for file in self.found)

    def digest(self) -> str | None:
        """Return 64 hex that change with any file; null where nothing was hashed."""
        if self.hashes is None:
            return None
        return _digest((file.path_bytes, self.hashes.get(file.path_bytes), file.skipped) for file in self.found)


def look(config: Config) -> InputFiles:
    """Return the files of the input, hashed.

    Raises:
        ConfigError: as `read.find` says.
    """
    found = tuple(read.find(config.input, config.own_folders))
    # Hashing an object means to download it: reading does that anyway, and its digests are compared afterwards.
    if config.input.url is not None:
        return InputFiles(found, None)
    # Bytes, because the name of a file need not be valid in any encoding.
    folder = os.fsencode(config.input.path)

    def hashed(file: FileEntry) -> str | None:
        """Return the SHA-256 of a file; null for one that is not read."""
        return None if file.skipped else _sha256(os.path.join(folder, file.path_bytes))  # noqa: PTH118 (bytes)

    with ThreadPoolExecutor(config.run.workers) as pool:  # hashing lets go of the interpreter's lock
        return InputFiles(found, dict(zip((file.path_bytes for file in found), pool.map(hashed, found), strict=True)))


def _sha256(path: bytes) -> str | None:
    """Return the digest of a regular file; null where it is none, or cannot be read: reading will say why."""
    try:
        # O_NONBLOCK: opening a named pipe would wait for somebody to write into it.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            # Asked of the open file, not of the path: what is there may change between two calls.
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return None
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def digest_read(files: Sequence[FileStats], rejects: Sequence[Reject], looked: InputFiles) -> str | None:
    """Return the digest of files as they were read, to compare with that of later runs.

    Null where it would be of no use: the input is an object store, or something went wrong that may not do so again.
    """
    # A file that was being written while we read it is a reject now; the next run must look again, even if its bytes
    # are those of today.
    if looked.hashes is None or any(reject.reason in TRANSIENT for reject in rejects):
        return None
    return _digest(
        (file.path_bytes, file.sha256 or looked.hashes.get(file.path_bytes), file.skipped)
        for file in sorted(files, key=lambda file: file.path_bytes)
    )


def _digest(facts: Iterable[tuple[bytes, str | None, str]]) -> str:
    total = hashlib.sha256()
    for path, digest, skipped in facts:
        # \0 cannot be in the name of a file, so that no two lists of facts give the same bytes.
        total.update(path + f"\0{digest or ''}\0{skipped}\0".encode())
    return total.hexdigest()
