"""Store: where versions live, and how a new one becomes the current one all at once.

    <output>/<dataset>/current -> versions/v-<12 hex>      and latest.json, which says the same where links don't exist
    <output>/<dataset>/pinned.json                         the version that stays current whatever runs publish
    <output>/<dataset>/tags.json                           names that people gave to versions
    <output>/.<dataset>.lock                               held while a run writes the dataset

A version is staged on the same file system outside the published tree, brought to the disk, renamed into place, and
then `current` is swapped: a reader sees the whole old version or the whole new one.
"""

from __future__ import annotations

import contextlib
import json
import os
from typing import TYPE_CHECKING

from parquetry.errors import DamageError, LockedError, StorageError, UnknownNameError
from parquetry.model.dataset import Version
from parquetry.model.files import sync
from parquetry.model.json_file import read_json
from parquetry.publish import locks, manifest
from parquetry.publish.staging import make_public

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CURRENT = "current"
PIN = "pinned.json"
TAGS = "tags.json"


def is_version_name(name: str) -> bool:
    """Tell whether a name may be that of a version, `v-` and 12 hex: nothing else becomes part of a path or a URL."""
    # One from the command line or a file may be "../../etc".
    return manifest.VERSION.fullmatch(name) is not None


def versions(root: Path) -> list[str]:
    """Return the names of the published versions of the dataset at `root`, oldest first.

    One whose manifest cannot be read is the oldest: `forget` must not pass over its documents, and `prune` can remove it.
    """
    folder = root / "versions"
    if not folder.is_dir():
        return []
    # By the name alone: one that is being removed or written has another.
    folders = [path for path in folder.iterdir() if is_version_name(path.name) and path.is_dir()]
    return [path.name for path in sorted(folders, key=lambda path: (manifest.created(path), path.name))]


def current(root: Path) -> str | None:
    """Return the name of the current version, or null if nothing was published yet."""
    link = root / CURRENT
    if link.is_symlink():
        return os.readlink(link).rsplit("/", 1)[-1]  # noqa: PTH115 (the link's text, not where it leads)
    return _latest(root)


def _latest(root: Path) -> str | None:
    try:
        return str(read_json(root / "latest.json")["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def pinned(root: Path) -> str | None:
    """Return the name of the version that stays current whatever runs publish, or null if none is pinned.

    Raises:
        DamageError: the file that says so is damaged.
    """
    # Taken for no pin, the next run would make current what somebody went back from.
    said = _said(root / PIN, "let go with `parquetry rollback --unpin`, or pin again", frozenset({"version"}))
    name = said.get("version")
    # A pin on a version that is gone pins nothing: else no run could ever publish again.
    return name if name is not None and (root / "versions" / name).is_dir() else None


def pin(root: Path, name: str) -> None:
    """Let a version stay current until `unpin`. Who calls holds the dataset."""
    write_json(root / PIN, {"version": name})


def unpin(root: Path) -> str | None:
    """Let runs decide again which version is current; return the one that was pinned. Who calls holds the dataset."""
    # A damaged file pins nothing that anyone knows, and goes like any other.
    try:
        name = pinned(root)
    except DamageError:
        name = None
    (root / PIN).unlink(missing_ok=True)
    return name


def tags(root: Path) -> dict[str, str]:
    """Return the version of each tag.

    Raises:
        DamageError: the file that says so is damaged.
    """
    # Taken for no tags, `prune` would remove the versions that somebody named to keep them.
    return _said(root / TAGS, "restore it, or remove it and tag versions again")


def _said(path: Path, advice: str, keys: frozenset[str] = frozenset()) -> dict[str, str]:
    """Return which versions a small file of a dataset names, by what; nothing where it is not there.

    Raises:
        DamageError: it cannot be read, is no object of JSON, lacks one of the `keys`, or names what is no version.
    """
    try:
        value = dict(read_json(path).items())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError) as error:
        message = f"{path} is damaged: {type(error).__name__}; {advice}"
        raise DamageError(message) from error
    # One bad value too: passed over, it would be a tag that is gone, and the next tag would write the file without it.
    wrong = [key for key, name in value.items() if not (isinstance(name, str) and is_version_name(name))]
    if wrong := [*wrong, *sorted(keys - value.keys())]:
        message = f"{path} is damaged: {wrong[0]!r} names no version; {advice}"
        raise DamageError(message)
    return value


def write_tags(root: Path, value: dict[str, str]) -> None:
    """Write the version of each tag. Who calls holds the dataset."""
    write_json(root / TAGS, value)


def is_settled(root: Path, name: str) -> bool:
    """Tell whether a run that comes to this version has nothing to publish: it is there, and current or kept from it."""
    there = is_version_name(name) and (root / "versions" / name / manifest.NAME).is_file()
    return there and (name == current(root) or pinned(root) is not None)


def resolve(root: Path, version: str = CURRENT) -> Path:
    """Return the folder of a version by its name or its tag, or of the current one.

    Raises:
        StorageError: nothing was published here.
        UnknownNameError: there is no such version.
        DamageError: the current version is gone.
    """
    name = current(root) if version == CURRENT else version
    if name is None or not (root / "versions").is_dir():
        raise no_dataset(root)
    # A tag cannot look like the name of a version (`versions.tag` refuses it), so that neither hides the other.
    name = name if is_version_name(name) else tags(root).get(name, name)
    folder = root / "versions" / name
    if version == CURRENT and not folder.is_dir():
        message = f"{root / CURRENT} leads to {name}, which is not there; go back to another with `parquetry rollback`"
        raise DamageError(message)
    if not is_version_name(name) or not folder.is_dir():
        raise UnknownNameError("version", name, [CURRENT, *tags(root), *versions(root)])
    return folder


def no_dataset(root: Path) -> StorageError:
    """Return the error of a folder that is no dataset: it says what the folder is instead, where that is known."""
    if (root / manifest.NAME).is_file():
        return StorageError(f"{root} is one version; name the folder of its dataset, and the version with --version")
    if there := versions(root):
        return StorageError(f"no version of {root} is current; make one so with `parquetry rollback {there[-1]}`")
    # The folder of [output] path, one too high.
    below = sorted(path.parent.name for path in root.glob("*/versions") if path.is_dir())
    known = f"; below it: {', '.join(below)}" if below else "; publish one with `parquetry run`"
    return StorageError(f"no dataset at {root}: no version was published there{known}")


@contextlib.contextmanager
def lock(root: Path) -> Iterator[None]:
    """Hold the dataset at `root` for one run; the kernel lets go when the process ends, however it ends.

    Raises:
        LockedError: another run holds it; the message says which.
        StorageError: the output folder cannot be written.
    """
    path = root.parent / f".{root.name}.lock"
    try:
        make_public(root.parent)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        advice = "make it writable, or give `parquetry run` another --output"
        message = f"the output folder {root.parent} cannot be written: {error.strerror}; {advice}"
        raise StorageError(message) from error
    with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
        try:
            locks.take(descriptor)
        except BlockingIOError:
            message = f"another run holds {root}: {file.read().strip() or 'unknown'}; wait for it or stop it"
            raise LockedError(message) from None
        # Who holds it, for the message that another run shows. The lock is the kernel's, not this text: it may be out
        # of date.
        file.truncate(0)
        file.write(f"process {os.getpid()} on {os.uname().nodename}\n")
        file.flush()
        yield


def lock_owner(root: Path) -> str | None:
    """Return who holds the dataset at `root`, in words; null if no one does. The lock itself is not touched."""
    try:
        with (root.parent / f".{root.name}.lock").open(encoding="utf-8") as file:
            return (file.read().strip() or "unknown") if locks.is_taken(file.fileno()) else None
    except FileNotFoundError:
        return None


def publish(staged: Path, root: Path, name: str, *, current_too: bool = True) -> Version:
    """Make a staged version the current one; where the same version is published already, only make it current.

    Where another version is pinned, or with `current_too` false, the one that is current stays so.

    Raises:
        StorageError: the file system refused; the old version is still current.
    """
    target = root / "versions" / name
    try:
        make_public(target.parent)
        created = not target.exists()
        if created:
            # Staged in private, published for all to read: the rights change just before the rename.
            for path in sorted(staged.rglob("*")):
                path.chmod(0o755 if path.is_dir() else 0o644)
            staged.chmod(0o755)
            # All bytes first, then the rename, then the folder that holds the new name: after a power cut the name is
            # either not there or stands for all of it.
            _sync_all(staged)
            staged.rename(target)
            sync(target.parent)
        # a version that is pinned stays current, here and in `latest.json`
        wanted = pinned(root) or name
        if current_too and {current(root), _latest(root)} != {wanted}:
            make_current(root, wanted)
    except OSError as error:
        message = f"cannot publish to {root}: {error}; the version before it is still current"
        raise StorageError(message) from error
    return Version(root.name, name, str(target), created)


def make_current(root: Path, name: str) -> None:
    """Swap `current` to a published version, then `latest.json`, each in one step. Who calls holds the dataset."""
    # A link cannot be changed in place: a new one is renamed over it. One left by a run that was killed is removed
    # first.
    link = root / f".{CURRENT}.new"
    link.unlink(missing_ok=True)
    link.symlink_to(f"versions/{name}")
    link.replace(root / CURRENT)
    write_json(root / "latest.json", {"dataset": root.name, "version": name, "path": f"versions/{name}"})
    sync(root)


def write_json(path: Path, value: object) -> None:
    """Write a small file of a dataset for all to read, in one step and to the disk."""
    staged = path.with_name(f".{path.stem}.new")
    with staged.open("w", encoding="utf-8") as file:
        json.dump(value, file)
        file.write("\n")
        file.flush()
        # Before the rename, so that no reader meets a file that it may not open.
        os.fchmod(file.fileno(), 0o644)
        os.fsync(file.fileno())
    staged.replace(path)


def refuse_damaged(version: Path) -> None:
    """Return only if every file of a version is what its manifest says.

    Raises:
        DamageError: one is not; the message names them.
    """
    damaged = [f"  {path}: {what}" for path, what in manifest.damage(version)]
    if damaged:
        raise DamageError("\n".join([f"{version} is damaged:", *damaged]))


def _sync_all(folder: Path) -> None:
    """Bring every file and folder below to the disk."""
    for path in sorted(folder.rglob("*"), reverse=True):
        sync(path)
    sync(folder)
