"""Find: every file below the input folder, in byte order of its name, whatever the file system's order.

Links out of the folder are not followed, linked folders never are, and what is no regular file is listed but not
opened. What the pipeline itself wrote is no input; litter and hidden files are listed as skipped.
"""

from __future__ import annotations

import contextlib
import logging
import os
import stat
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from parquetry.errors import ConfigError
from parquetry.model.documents import FileEntry
from parquetry.read import beneath, object_store
from parquetry.read.globs import Globs
from parquetry.read.litter import SIGNATURE, TAG, is_hidden, is_litter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from parquetry.config import Input

Identity = tuple[int, int]
"""What a folder is, by whatever name: its device and inode."""


def find(config: Input, own_folders: Sequence[Path] = ()) -> list[FileEntry]:
    """Return every file below the input folder, sorted by the bytes of its name.

    A file that cannot be read still gets its row: `skipped` says why. Patterns of the config that leave a file out do
    so silently for `include` (the rest of the folder is none of our business), with a row for `exclude`; a pattern that
    matches nothing is logged. `own_folders` are the run's output and state: nothing in them is input.

    Raises:
        ConfigError: the folder is missing, is no folder, is one of `own_folders`, cannot be listed, or holds nothing
            to read; or a pattern is no glob.
    """
    found = _in_store(config) if config.url else _in_folder(config, own_folders)
    # Both lists see every file, so that each pattern that matches nothing can be named at the end.
    include, exclude = Globs(config.include), Globs(config.exclude)
    chosen = [entry for entry in (_chosen(entry, include, exclude) for entry in found) if entry is not None]
    # A run without input is a mistake of the config, found before any work starts.
    if not chosen:
        message = f"no file in {config.url or config.path} matches {', '.join(config.include)}; nothing to do"
        raise ConfigError(message)
    for key, patterns in (("include", include), ("exclude", exclude)):
        for pattern in patterns.unmatched:
            logging.getLogger("parquetry").warning("[input] %s: %r matches no file", key, pattern)
    return chosen


def _in_store(config: Input) -> list[FileEntry]:
    """Return the objects of a store; names have the same rules as files, and there are no folders to leave out."""
    entries = []
    for name, size, changed in object_store.listing(config.url or ""):
        # Stores give names as text; below, names are bytes as on a disk.
        path = name.encode("utf-8", "surrogateescape")
        *folders, last = path.split(b"/")
        # Objects have no folders to prune, so each step of a name is looked at.
        reasons = [_unwanted(folder, config, folder=True) for folder in folders]
        reasons.append(_unwanted(last, config, folder=False))
        entry = _entry(path, size, next(filter(None, reasons), ""))
        # A store that knows no times has no stamps, and its objects are read.
        entries.append(replace(entry, stamp=f"{size}:{changed}") if config.trust == "stat" and changed else entry)
    return sorted(entries, key=lambda entry: entry.path_bytes)


def _in_folder(config: Input, own_folders: Sequence[Path]) -> list[FileEntry]:
    # Bytes throughout: a file name need not be valid UTF-8.
    root = os.fsencode(config.path)
    if not os.path.isdir(root):  # noqa: PTH112 (names are bytes: they need not be UTF-8)
        message = f"input folder {config.path} does not exist or is no folder; give another with --input"
        raise ConfigError(message)
    own = _identities(own_folders)
    _refuse_own(config, own)
    try:
        # The order of a listing differs between file systems; sorting by bytes makes runs comparable.
        with beneath.opened_root(root) as descriptor:
            walk = _Walk(descriptor, os.path.realpath(root), config, own)
            return sorted(walk.entries(), key=lambda entry: entry.path_bytes)
    except PermissionError as error:
        message = f"input folder {config.path} cannot be listed: {error.strerror}"
        raise ConfigError(message) from error


def _identities(folders: Sequence[Path]) -> frozenset[Identity]:
    """Return what the folders are that exist."""
    # Device and inode, and not names: the same folder may be reached by a link or a mount.
    found = set()
    for folder in folders:
        with contextlib.suppress(OSError):
            found.add(_identity(folder.stat()))
    return frozenset(found)


def _identity(status: os.stat_result) -> Identity:
    return status.st_dev, status.st_ino


def _refuse_own(config: Input, own: frozenset[Identity]) -> None:
    """Raise if the input is the output or the state, or lies in one of them."""
    # The input itself and every folder above it: a run must never read what it writes.
    real = config.path.resolve()
    for folder in (real, *real.parents):
        with contextlib.suppress(OSError):
            if _identity(folder.stat()) in own:
                message = f"input folder {config.path} lies in {folder}, which this run writes to; give another"
                raise ConfigError(message)


def printable(path: bytes) -> str:
    r"""Return a file name as text: UTF-8, with bytes that are not and control characters percent-escaped.

    >>> printable(b"caf\xc3\xa9/\xff\n.txt")
    'café/%FF%0A.txt'
    """
    # "!/" parts an archive from its member, so in a name of its own it is escaped.
    # The percent sign goes first, so that escapes can be undone.
    text = path.replace(b"%", b"%25").replace(b"!/", b"%21/").decode("utf-8", "surrogateescape")
    # A lone surrogate DC80 to DCFF carries one byte that is no UTF-8 (PEP 383).
    return "".join(
        f"%{ord(c) - 0xDC00:02X}" if "\udc80" <= c <= "\udcff" else c if c.isprintable() else _escape(c) for c in text
    )


def _escape(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())


class _Listed(NamedTuple):
    """One name in a folder, and what lies there."""

    path: bytes
    status: os.stat_result | None
    error: str = ""


class _Walk:
    """Goes through the folders below the input, each opened step by step, so that depth costs neither stack nor path."""

    __slots__ = ("config", "own", "real", "root")

    def __init__(self, root: int, real: bytes, config: Input, own: frozenset[Identity]) -> None:
        self.root = root
        self.real = real
        self.config = config
        self.own = own

    def entries(self) -> Iterator[FileEntry]:
        """Yield what is below the root; a folder that cannot be listed, or is left out, is a row of its own."""
        # A stack of paths instead of recursion, and names relative to the root.
        waiting = [b""]
        while waiting:
            folder = waiting.pop()
            try:
                listed = self._list(folder)
            except OSError:
                # That the root cannot be listed is an error of the run; a folder below is one row.
                if not folder:
                    raise
                # Its files are unknown, so the folder itself stands in the list.
                yield replace(_entry(folder, 0, "unreadable"), folder=True)
                continue
            for item in listed or ():
                # `lstat`: a link to a folder is no folder here and is not followed.
                if item.status is not None and stat.S_ISDIR(item.status.st_mode):
                    reason = _unwanted(item.path.rpartition(b"/")[2], self.config, folder=True)
                    if not reason:
                        waiting.append(item.path)
                    # The output of this very run is left out without a row.
                    elif _identity(item.status) not in self.own:
                        yield _entry(item.path, 0, reason)
                else:
                    yield self._file(item)

    def _list(self, folder: bytes) -> list[_Listed] | None:
        """Return what is in a folder; None where it is output or state of a run, which is no input."""
        descriptor = beneath.open_folder(self.root, folder)
        try:
            # Asked of the open descriptor, which cannot be exchanged any more.
            if _identity(os.fstat(descriptor)) in self.own:
                return None
            names = [os.fsencode(name) for name in os.listdir(descriptor)]  # noqa: PTH208 (a descriptor)
            # A dataset of an earlier run lies among the input. The root itself may be one on purpose.
            if folder and _is_dataset(descriptor, names):
                return None
            # So does the state of another project, or the cache of another program.
            if folder and _is_cache(descriptor, names):
                return [_Listed(folder, None, "litter")]
            prefix = folder + b"/" if folder else b""
            return [_look(descriptor, prefix, name) for name in names]
        finally:
            os.close(descriptor)

    def _file(self, item: _Listed) -> FileEntry:
        """Return one entry that is no folder, with the reason if it is not to be read."""
        if item.status is None:
            return _entry(item.path, 0, item.error)
        # Litter first: a link called ".DS_Store" is litter and needs no target.
        reason = _unwanted(item.path.rpartition(b"/")[2], self.config, folder=False)
        if reason:
            return _entry(item.path, item.status.st_size, reason)
        # What is neither file, link nor folder is a device, a socket or a pipe: reading it might never end.
        if stat.S_ISLNK(item.status.st_mode):
            return self._link(item.path)
        return self._stamped(item.path, item.status, "" if stat.S_ISREG(item.status.st_mode) else "special")

    def _link(self, path: bytes) -> FileEntry:
        """Return a link: to be read by the name of its target if that is a file below the input folder."""
        # Every link on the way is resolved before the target is compared with the root.
        target = os.path.realpath(os.path.join(self.real, path))  # noqa: PTH118 (bytes)
        # With the slash, or "/data/input-old" would lie inside "/data/input".
        inside = target.startswith(self.real.rstrip(b"/") + b"/")
        try:
            # A dangling link is a link and no error.
            status = os.stat(target) if inside else None  # noqa: PTH116 (bytes)
        except OSError:
            status = None
        if status is None or stat.S_ISDIR(status.st_mode):
            return _entry(path, 0, "link")
        if not stat.S_ISREG(status.st_mode):
            return _entry(path, 0, "special")
        return replace(self._stamped(path, status, ""), target=target[len(self.real.rstrip(b"/")) + 1 :])

    def _stamped(self, path: bytes, status: os.stat_result, skipped: str) -> FileEntry:
        """Return an entry with the stamp of the file, where the config goes by stamps: it costs memory for each file."""
        entry = _entry(path, status.st_size, skipped)
        if self.config.trust != "stat":
            return entry
        # The time of the inode too: a program can set back that of the content, as `cp -p` and `tar` do.
        stamp = f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino}"
        return replace(entry, stamp=stamp)


def _look(folder: int, prefix: bytes, name: bytes) -> _Listed:
    try:
        # By the descriptor of its folder, so that a renamed folder cannot lead elsewhere.
        return _Listed(prefix + name, os.stat(name, dir_fd=folder, follow_symlinks=False))
    # Deleted between listing and looking.
    except FileNotFoundError:
        return _Listed(prefix + name, None, "vanished")
    except OSError:
        return _Listed(prefix + name, None, "unreadable")


def _is_dataset(folder: int, names: Sequence[bytes]) -> bool:
    """Return whether a folder is a published dataset: `current` is a link into `versions`."""
    # Two names are cheap to look for; the link is only read where both are there.
    if b"current" not in names or b"versions" not in names:
        return False
    with contextlib.suppress(OSError):
        return os.readlink(b"current", dir_fd=folder).startswith(b"versions/")
    return False


def _is_cache(folder: int, names: Sequence[bytes]) -> bool:
    """Return whether a folder is tagged as a cache, which holds nothing that cannot be made again.

    Source: the Cache Directory Tagging Specification (https://bford.info/cachedir/).
    """
    if os.fsencode(TAG) not in names:
        return False
    with contextlib.suppress(OSError):
        # Its beginning decides, not its name.
        descriptor = beneath.open_file(folder, os.fsencode(TAG))
        try:
            return os.read(descriptor, len(SIGNATURE)) == SIGNATURE
        finally:
            os.close(descriptor)
    return False


def _unwanted(name: bytes, config: Input, *, folder: bool) -> str:
    """Return why a name is not read: it is litter, or hidden; empty if it is read."""
    if is_litter(name, folder=folder):
        return "litter"
    return "hidden" if is_hidden(name) and not config.hidden else ""


def _entry(path: bytes, size: int, skipped: str) -> FileEntry:
    return FileEntry(printable(path), path, size, skipped)


def _chosen(entry: FileEntry, include: Globs, exclude: Globs) -> FileEntry | None:
    """Return the entry, with its reason if it is excluded; None if it is not included.

    A folder that cannot be listed is kept: what is in it may well be included.
    """
    # Both are asked always, because each notes which of its patterns have matched.
    included = include.matches(entry.path_bytes)
    if not included and not entry.folder:
        return None
    return replace(entry, skipped="excluded") if exclude.matches(entry.path_bytes) else entry
