"""Versions: those of a dataset with what they hold, the tags that name some of them, and the removal of old ones."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.errors import ConfigError, DamageError, StorageError, UnknownNameError
from parquetry.publish import manifest, store

if TYPE_CHECKING:
    from pathlib import Path

TAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""What may be a tag: the same as the name of a dataset, but not the name of a version, and not `current`."""
_REMOVED = ".removed-"


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """A published version. `rows` counts those of all tables, by table; it is empty where the manifest cannot be read.

    `bytes` are those of all its files; `own_bytes` of the files that no other version shares by a hard link, which is what
    removing it gives back.
    """

    version: str
    created: str
    current: bool
    pinned: bool
    tags: tuple[str, ...]
    rows: dict[str, int]
    bytes: int
    own_bytes: int


@dataclass(frozen=True, slots=True)
class Pruned:
    """What pruning removed, or would remove, and what it kept; both oldest first."""

    removed: tuple[VersionInfo, ...]
    kept: tuple[VersionInfo, ...]


def versions(root: Path) -> list[VersionInfo]:
    """Return the published versions of the dataset at `root`, oldest first.

    Raises:
        StorageError: nothing was published there.
    """
    names = store.versions(root)
    if not names:
        raise store.no_dataset(root)
    tags = store.tags(root)
    current, pinned = store.current(root), store.pinned(root)
    return [_info(root / "versions" / name, name == current, name == pinned, tags) for name in names]


def _rows(version: Path) -> dict[str, int]:
    """Return the rows of each table; none of a damaged version, which is listed too."""
    try:
        return dict(manifest.read(version)["content"]["rows"])
    except (DamageError, KeyError, TypeError, ValueError):
        return {}


def _info(version: Path, current: bool, pinned: bool, tags: dict[str, str]) -> VersionInfo:  # noqa: FBT001 (two of many)
    status = [path.stat() for path in version.rglob("*") if path.is_file()]
    return VersionInfo(
        version.name,
        manifest.created(version),
        current,
        pinned,
        tuple(sorted(tag for tag, name in tags.items() if name == version.name)),
        _rows(version),
        sum(file.st_size for file in status),
        # More than one link: the part is in another version too, and stays on the disk when this one goes.
        sum(file.st_size for file in status if file.st_nlink == 1),
    )


def tag(root: Path, name: str, version: str) -> str:
    """Give a version a name that people know it by, taken from another version if that had it; return the version's name.

    Raises:
        ConfigError: the tag is no name, or that of a version.
        UnknownNameError: there is no such version.
        LockedError: a run is writing the dataset.
    """
    # Else `parquetry diff current ...` could mean two things.
    if not TAG.fullmatch(name) or store.is_version_name(name) or name == store.CURRENT:
        message = f"{name!r} cannot be a tag: letters, figures, '.', '_' and '-', and neither a version's name nor 'current'"
        raise ConfigError(message)
    folder = store.resolve(root, version)
    # Read and written under the lock: two commands at once would else lose one tag.
    with store.lock(root):
        store.write_tags(root, {**store.tags(root), name: folder.name})
    return folder.name


def untag(root: Path, name: str) -> None:
    """Take a tag away; the version stays.

    Raises:
        UnknownNameError: there is no such tag.
        LockedError: a run is writing the dataset.
    """
    with store.lock(root):
        tags = store.tags(root)
        if name not in tags:
            raise UnknownNameError("tag", name, tags)
        store.write_tags(root, {tag: version for tag, version in tags.items() if tag != name})


def _is_wanted(info: VersionInfo, *, keep_tagged: bool) -> bool:
    """Return whether someone may rely on a version, however old it is."""
    return info.current or info.pinned or (keep_tagged and bool(info.tags))


def prune(root: Path, keep: int, *, keep_tagged: bool = True, dry_run: bool = False) -> Pruned:
    """Remove all but the newest `keep` versions; the current one, a pinned one, and unless told otherwise tagged ones stay.

    A version is renamed before it is removed, so that what is half removed is no version to anyone. The trap: copies in an
    object store and exports are not touched.

    Raises:
        StorageError: nothing was published at `root`, or a file cannot be removed.
        LockedError: a run is writing the dataset.
    """
    with store.lock(root):
        everything = versions(root)
        # By time of publishing: after a rollback the current one may not be among them, and stays all the same.
        newest = {info.version for info in everything[-keep:]}
        kept = [info for info in everything if info.version in newest or _is_wanted(info, keep_tagged=keep_tagged)]
        # The rest, in the order they were published: the caller lists them as they are.
        removed = [info for info in everything if info not in kept]
        if not dry_run:
            remove(root, [info.version for info in removed])
    return Pruned(tuple(removed), tuple(kept))


def remove(root: Path, names: list[str]) -> None:
    """Remove versions, and what an earlier removal that was killed left of others. Who calls holds the dataset."""
    folder = root / "versions"
    try:
        for name in names:
            # In one step: a version is either there whole or is none.
            (folder / name).rename(folder / f"{_REMOVED}{name}")
        # With --no-keep-tagged a tag may lose its version: it goes too.
        gone = set(names)
        if gone & set(store.tags(root).values()):
            store.write_tags(root, {tag: name for tag, name in store.tags(root).items() if name not in gone})
        # Also what an earlier prune left that was killed here.
        for path in folder.glob(f"{_REMOVED}*"):
            shutil.rmtree(path)
    except OSError as error:
        message = f"cannot remove below {folder}: {error.strerror or error}; run again to go on"
        raise StorageError(message) from error
