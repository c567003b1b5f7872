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
from parquetry_flows.running import stamps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parquetry.config import Config
    from parquetry.model.dataset import Reject
    from parquetry.model.documents import FileEntry, FileStats

TRANSIENT = frozenset({"changed", "vanished", "unreadable"})
"""Reasons of rejects that the next run may not meet: what such a run published is never taken as up to date by the files."""


FILES_AT_ONCE = 1_000
"""Files that wait to be hashed at once."""


@dataclass(frozen=True, slots=True)
class InputFiles:
    """What was found, and the SHA-256, hex, of each file by its name; null where it cannot be read or is not to be.

    `hashes` itself is null where the input is an object store, unless stamps tell: there hashing costs what reading does.
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
    """Return the files of the input, hashed; with `trust = "stat"` those alone whose stamp is not known.

    Raises:
        ConfigError: as `read.find` says.
    """
    found = tuple(read.find(config.input, config.own_folders))
    known = stamps.read(config) if config.input.trust == "stat" else {}
    if config.input.url is not None:
        return InputFiles(found, _known_objects(found, known))
    # Bytes, because the name of a file need not be valid in any encoding.
    folder = os.fsencode(config.input.path)

    def hashed(file: FileEntry) -> str | None:
        """Return the SHA-256 of a file; null for one that is not read."""
        if file.skipped:
            return None
        stamp, digest = known.get(file.path_bytes, ("", ""))
        if stamp and stamp == file.stamp:
            return digest
        return sha256_of(os.path.join(folder, file.path_bytes))  # noqa: PTH118 (bytes)

    hashes: dict[bytes, str | None] = {}
    with ThreadPoolExecutor(config.run.workers) as pool:  # hashing lets go of the interpreter's lock
        # In parts: `map` makes a future of each item at once, which for 200,000 files are 300 MB.
        for part in (found[at : at + FILES_AT_ONCE] for at in range(0, len(found), FILES_AT_ONCE)):
            hashes |= zip((file.path_bytes for file in part), pool.map(hashed, part), strict=True)
    if config.input.trust == "stat":
        stamps.write(config, found, hashes)
    return InputFiles(found, hashes)


def _known_objects(found: Sequence[FileEntry], known: Mapping[bytes, tuple[str, str]]) -> dict[bytes, str | None] | None:
    """Return the digests of a store's objects by their stamps; null if one is not known, for hashing it means to read it.

    Reading does that anyway, and the digests are compared afterwards.
    """
    hashes: dict[bytes, str | None] = {}
    for file in found:
        stamp, digest = known.get(file.path_bytes, ("", ""))
        if not file.skipped and (not stamp or stamp != file.stamp):
            return None
        hashes[file.path_bytes] = None if file.skipped else digest
    return hashes


def note_read(config: Config, looked: InputFiles, files: Sequence[FileStats]) -> None:
    """Keep the stamps of objects that were read because their digests were not known."""
    if config.input.trust == "stat" and looked.hashes is None:
        stamps.write(config, looked.found, {file.path_bytes: file.sha256 for file in files})


def sha256_of(path: bytes) -> str | None:
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


def digest_read(files: Sequence[FileStats], rejects: Sequence[Reject], looked: InputFiles, *, by_stamp: bool) -> str | None:
    """Return the digest of files as they were read, to compare with that of later runs.

    Null where it would be of no use: the input is an object store whose stamps are not trusted, or something went wrong
    that may not do so again.
    """
    # A file that was being written while we read it is a reject now; the next run must look again, even if its bytes
    # are those of today.
    if (looked.hashes is None and not by_stamp) or any(reject.reason in TRANSIENT for reject in rejects):
        return None
    hashes = looked.hashes or {}
    return _digest(
        (file.path_bytes, file.sha256 or hashes.get(file.path_bytes), file.skipped)
        for file in sorted(files, key=lambda file: file.path_bytes)
    )


def _digest(facts: Iterable[tuple[bytes, str | None, str]]) -> str:
    total = hashlib.sha256()
    for path, digest, skipped in facts:
        # \0 cannot be in the name of a file, so that no two lists of facts give the same bytes.
        total.update(path + f"\0{digest or ''}\0{skipped}\0".encode())
    return total.hexdigest()
