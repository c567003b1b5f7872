"""Shared cache: artifacts as objects in a store, for machines that have no disk in common.

Each artifact is one object, a tar archive below the name of its stage. A store shows an object whole or not at all, and an
artifact says itself by digests what belongs to it: so several machines may copy the same one at once, and one that is
damaged counts as missing.
"""

from __future__ import annotations

import re
import tarfile
from typing import IO, TYPE_CHECKING, cast

from pyarrow import fs

from parquetry.errors import StorageError
from parquetry.execution import artifacts
from parquetry.read.object_store import first_line, place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SUFFIX = ".tar"
# "tabulate/0123...ef.tar", and "tabulate/0123...ef.tar.0123456789abcdef.tmp" while it is written to a mounted folder.
_OBJECT = re.compile(r"[a-z]+/[0-9a-f]+\.tar(?:\.[0-9a-f]{16}\.tmp)?")


def names(url: str) -> frozenset[str]:
    """Return the names of the artifacts at a URL, as "tabulate/0123..."; none where nothing was copied there yet.

    Raises:
        StorageError: the store cannot be listed.
    """
    return frozenset(found.removesuffix(_SUFFIX) for found in _objects(url) if found.endswith(_SUFFIX))


def _objects(url: str) -> list[str]:
    """Return the names of all objects that are ours: artifacts, and what a copy that broke off left of one."""
    system, root = place(url)
    try:
        # One call lists all objects, in pages of the store's own: asking for each artifact by itself would take longer.
        infos = system.get_file_info(fs.FileSelector(root, recursive=True, allow_not_found=True))
    except OSError as error:
        message = f"the shared cache {url} cannot be listed: {first_line(error)}; see [run] shared_cache"
        raise StorageError(message) from error
    found = (info.path.removeprefix(root).lstrip("/") for info in infos if info.type == fs.FileType.File)
    # Others may keep things below the same URL: those are neither read nor removed.
    return [name for name in found if _OBJECT.fullmatch(name)]


def name_of(artifact: Path) -> str:
    """Return the name of an artifact: its stage and its key."""
    return f"{artifact.parent.name}/{artifact.name}"


def bring(url: str, artifact: Path) -> None:
    """Copy an artifact from the store to its place, whole; one that is damaged there is left out, and made anew.

    Raises:
        StorageError: the store, or this disk, refused.
    """
    system, root = place(url)
    # As `artifacts.create` does: beside its place, and renamed in one step once every byte was seen to be right.
    folder = artifact.with_name(artifacts.temporary(artifact.name))
    folder.mkdir(parents=True, mode=0o700)
    try:
        with system.open_input_stream(f"{root}/{name_of(artifact)}{_SUFFIX}", compression=None) as stream:
            _unpack(cast("IO[bytes]", stream), folder)
        if artifacts.is_sound(folder):
            artifacts.settle(folder, artifact)
    except FileNotFoundError:  # removed since it was listed, by `forget` or a rule of the store
        return
    except OSError as error:
        message = f"{name_of(artifact)} cannot be copied from the shared cache {url}: {first_line(error)}; run again"
        raise StorageError(message) from error
    finally:
        artifacts.discard(folder)


def _unpack(stream: IO[bytes], folder: Path) -> None:
    """Write the files of an archive into a folder; as far as it can be read."""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            # "data": no absolute names, none that lead out of the folder, no links or devices, whoever wrote the archive.
            archive.extractall(folder, filter="data")
    except tarfile.TarError:
        # Cut short, or no archive at all: what is missing is seen by the digests.
        return


def put(url: str, made: Sequence[Path]) -> None:
    """Copy artifacts to the store; those that are there under the same name are replaced by equal ones.

    Raises:
        StorageError: the store refused.
    """
    system, root = place(url)
    # One after the other: a worker that copies several at once would hold a buffer for each.
    for artifact in made:
        try:
            _copy(system, artifact, f"{root}/{name_of(artifact)}{_SUFFIX}")
        except OSError as error:
            message = (
                f"{name_of(artifact)} cannot be copied to the shared cache {url}: {first_line(error)}; run again to go on"
            )
            raise StorageError(message) from error


def _copy(system: fs.FileSystem, artifact: Path, target: str) -> None:
    # A folder given as file://, such as a mounted share: there a file needs its folder, and is seen while it is written.
    if system.type_name != "local":
        _write(system, artifact, target)
        return
    system.create_dir(target.rsplit("/", 1)[0], recursive=True)
    temporary = artifacts.temporary(target)
    _write(system, artifact, temporary)
    system.move(temporary, target)


def _write(system: fs.FileSystem, artifact: Path, target: str) -> None:
    with (
        system.open_output_stream(target, compression=None) as stream,
        tarfile.open(fileobj=cast("IO[bytes]", stream), mode="w|") as archive,
    ):
        # Whose files they were, and when they were written, is nobody's business elsewhere.
        archive.add(artifact, arcname=".", filter=_anonymous)


def _anonymous(info: tarfile.TarInfo) -> tarfile.TarInfo:
    return info.replace(uid=0, gid=0, uname="", gname="", mtime=0, deep=False)


def empty(url: str) -> int:
    """Remove all artifacts from the store; return how many there were.

    Raises:
        StorageError: the store refused.
    """
    there = _objects(url)
    system, root = place(url)
    try:
        for name in there:
            system.delete_file(f"{root}/{name}")
    except OSError as error:
        message = f"the shared cache {url} cannot be emptied: {first_line(error)}; run again to go on"
        raise StorageError(message) from error
    return len(there)
