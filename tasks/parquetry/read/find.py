"""Find: every file below the input folder, in byte order of its name, whatever the file system's order.

Links out of the folder are not followed, linked folders never are, and what is no regular file is listed but not opened.
"""

from __future__ import annotations

import os
import stat
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from parquetry.errors import ConfigError
from parquetry.model.documents import FileEntry
from parquetry.read import object_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parquetry.config import Input


def find(config: Input) -> list[FileEntry]:
    """Return every file below the input folder, sorted by the bytes of its name.

    A file that cannot be read still gets its row: `skipped` says why. Patterns of the config that leave a file out do
    so silently for `include` (the rest of the folder is none of our business), with a row for `exclude`.

    Raises:
        ConfigError: the folder is missing, is no folder, cannot be listed, or holds nothing to read.
    """
    found = _in_store(config.url) if config.url else _in_folder(config)
    chosen = [file for file in (_chosen(file, config) for file in found) if file is not None]
    if not chosen:
        message = f"no file in {config.url or config.path} matches {', '.join(config.include)}; nothing to do"
        raise ConfigError(message)
    return chosen


def _in_store(url: str) -> list[FileEntry]:
    files = [_found(name.encode("utf-8", "surrogateescape"), size, "") for name, size in object_store.listing(url)]
    return sorted(files, key=lambda file: file.path_bytes)


def _in_folder(config: Input) -> list[FileEntry]:
    root = os.fsencode(config.path)
    if not os.path.isdir(root):  # noqa: PTH112 (names are bytes: they need not be UTF-8)
        message = f"input folder {config.path} does not exist or is no folder; give another with --input"
        raise ConfigError(message)
    try:
        return sorted(_walk(root, b"", os.path.realpath(root)), key=lambda file: file.path_bytes)
    except PermissionError as error:
        message = f"input folder {config.path} cannot be listed: {error.strerror}"
        raise ConfigError(message) from error


def printable(path: bytes) -> str:
    r"""Return a file name as text: UTF-8, with bytes that are not and control characters percent-escaped.

    >>> printable(b"caf\xc3\xa9/\xff\n.txt")
    'café/%FF%0A.txt'
    """
    text = path.replace(b"%", b"%25").decode("utf-8", "surrogateescape")
    return "".join(
        f"%{ord(c) - 0xDC00:02X}" if "\udc80" <= c <= "\udcff" else c if c.isprintable() else _escape(c) for c in text
    )


def _escape(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())


def _walk(folder: bytes, prefix: bytes, root: bytes) -> Iterator[FileEntry]:
    """Yield what is below `folder`; a folder below the root that cannot be listed is a row of its own."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        if not prefix:
            raise
        yield _found(prefix.rstrip(b"/"), 0, "unreadable")
        return
    for entry in entries:
        path = prefix + entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, path + b"/", root)
        else:
            yield _look(entry, path, root)


def _look(entry: os.DirEntry[bytes], path: bytes, root: bytes) -> FileEntry:
    """Return one directory entry that is no folder, with the reason if it is not to be read."""
    try:
        status = entry.stat(follow_symlinks=False)
        if stat.S_ISLNK(status.st_mode):
            target = os.path.realpath(entry.path)
            if not target.startswith(root + b"/") or os.path.isdir(target):  # noqa: PTH112
                return _found(path, 0, "link")
            status = entry.stat()
    except FileNotFoundError:
        return _found(path, 0, "link" if entry.is_symlink() else "vanished")
    except OSError:
        return _found(path, 0, "link" if entry.is_symlink() else "unreadable")
    return _found(path, status.st_size, "" if stat.S_ISREG(status.st_mode) else "special")


def _found(path: bytes, size: int, skipped: str) -> FileEntry:
    return FileEntry(printable(path), path, size, skipped)


def _chosen(file: FileEntry, config: Input) -> FileEntry | None:
    path = PurePosixPath(os.fsdecode(file.path_bytes))
    if not any(_matches(path, pattern) for pattern in config.include):
        return None
    if any(_matches(path, pattern) for pattern in config.exclude):
        return FileEntry(file.source_path, file.path_bytes, file.size, "excluded")
    return file


def _matches(path: PurePosixPath, pattern: str) -> bool:
    """Match a relative path against a glob in which a leading `**/` also stands for no folder at all."""
    if pattern in ("**", "**/*"):
        return True
    return path.match(pattern) or (pattern.startswith("**/") and path.match(pattern[3:]))
