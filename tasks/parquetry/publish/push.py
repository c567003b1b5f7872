"""Copies of versions in an object store.

A store has neither links nor renames. A version is copied file by file under its own name, which no reader looks at yet;
then `latest.json`, one small object that is written whole or not at all, is made to name it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pyarrow import fs

from parquetry.errors import StorageError
from parquetry.read.object_store import first_line, place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

POINTER = "latest.json"
# Bytes in memory at once.
_CHUNK = 8 * 1024 * 1024


def current(url: str) -> str | None:
    """Return the name of the current version of the dataset at a URL; null if none was copied there.

    Raises:
        StorageError: the store cannot be read.
    """
    system, path = place(url)
    try:
        with system.open_input_stream(f"{path}/{POINTER}", compression=None) as stream:
            return str(json.loads(stream.read())["version"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{url}: {POINTER} cannot be read: {first_line(error)}"
        raise StorageError(message) from error


def push(version: Path, url: str, dataset: str) -> int:
    """Copy a published version to a store and make it the current one there; return how many files were copied.

    Readers see the old version until its very last step, so that a copy that breaks off has changed nothing for them; the
    next one goes on where it broke. What is there already in full size is not copied again.

    Raises:
        StorageError: the store refused; what it said was current still is.
    """
    system, root = place(url)
    target = f"{root}/versions/{version.name}"
    files = sorted(path for path in version.rglob("*") if path.is_file())
    try:
        there = _sizes(system, target)
        # By size alone: names of parts have their digest in them, and a store never shows half an object.
        missing = [path for path in files if there.get(path.relative_to(version).as_posix()) != path.stat().st_size]
        for path in missing:
            _copy(system, path, f"{target}/{path.relative_to(version).as_posix()}")
        # The very last step, and only if needed: the pointer is what readers look at.
        if current(url) != version.name:
            pointer = {"dataset": dataset, "version": version.name, "path": f"versions/{version.name}"}
            with system.open_output_stream(f"{root}/{POINTER}", compression=None) as stream:
                stream.write(json.dumps(pointer).encode() + b"\n")
    except OSError as error:
        message = f"cannot copy {version.name} to {url}: {first_line(error)}; run again to go on"
        raise StorageError(message) from error
    return len(missing)


def remove(url: str, names: Iterable[str]) -> None:
    """Remove versions from a store, as far as they are there; none of them may be the current one.

    Raises:
        StorageError: the store refused.
    """
    system, root = place(url)
    for name in names:
        try:
            system.delete_dir(f"{root}/versions/{name}")
        except FileNotFoundError:
            continue
        except OSError as error:
            message = f"cannot remove {name} from {url}: {first_line(error)}; run again to go on"
            raise StorageError(message) from error


def _sizes(system: fs.FileSystem, folder: str) -> dict[str, int]:
    infos = system.get_file_info(fs.FileSelector(folder, recursive=True, allow_not_found=True))
    return {info.path.removeprefix(folder).lstrip("/"): info.size for info in infos if info.type == fs.FileType.File}


def _copy(system: fs.FileSystem, path: Path, target: str) -> None:
    # A folder given as file://, such as a mounted share: there a file needs its folder.
    if system.type_name == "local":  # stores have no folders
        system.create_dir(target.rsplit("/", 1)[0], recursive=True)
    with path.open("rb") as file, system.open_output_stream(target, compression=None) as stream:
        while data := file.read(_CHUNK):
            stream.write(data)
