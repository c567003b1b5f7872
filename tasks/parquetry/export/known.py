"""Known exports: where versions of a dataset were exported to, so that what is forgotten can be removed there too.

They are in `<output>/<dataset>/exports.json`: folder, format and version of each.
"""

from __future__ import annotations

import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from parquetry.export import DATABASES, UPDATED, export, formats
from parquetry.export.database_urls import without_password
from parquetry.model.files import sha256
from parquetry.model.json_file import read_json
from parquetry.publish import store

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "exports.json"


@dataclass(frozen=True, slots=True)
class KnownExport:
    """One export: the absolute folder, or the database or catalog without a password; the format; the version."""

    folder: str
    to: str
    version: str


@dataclass(frozen=True, slots=True)
class Cleansed:
    """What became of an export: how many of its files were written again or removed, and those that must be seen to by hand.

    A file that was edited after the export is not overwritten: it may hold a person's work.
    """

    folder: str
    files: int
    edited: tuple[str, ...]


def known(root: Path) -> list[KnownExport]:
    """Return the exports of the dataset at `root` that are still there."""
    try:
        value = read_json(root / NAME)
        exports = [KnownExport(**item) for item in value]
    except (OSError, ValueError, TypeError):
        return []
    # Whether a database is still there only its owner can see: we have no password for it.
    return [item for item in exports if item.to in DATABASES or Path(item.folder).is_dir()]


def remember(root: Path, destination: Path | str, to: str, version: str) -> None:
    """Note an export of a version; of the URL of a database no password is written down.

    Raises:
        OSError: the dataset's folder cannot be written.
    """
    # Absolute, since `forget` may be called from another folder.
    place = without_password(str(destination)) if to in DATABASES else str(Path(destination).absolute())
    made = KnownExport(place, to, version)
    others = [item for item in known(root) if item.folder != made.folder]
    store.write_json(root / NAME, [asdict(item) for item in (*others, made)])


def cleanse(root: Path, names: Mapping[str, str]) -> list[Cleansed]:
    """Bring the exports of versions that others stand for now to what those hold; `names` are old name -> new name.

    Both versions must be there: only what the old one wrote is touched.
    """
    out = []
    everything = known(root)
    for item in everything:
        if item.version in names and item.to in UPDATED:
            # What was removed stays in its history, or in its pages: only its owner can say that nobody needs it.
            todo = "every table: export the new version, then remove its history (vacuum; in Iceberg expire snapshots)"
            out.append(Cleansed(item.folder, 0, (todo,)))
        elif item.version in names:
            with tempfile.TemporaryDirectory(prefix=".parquetry-", dir=Path(item.folder).parent) as scratch:
                out.append(_cleanse(root, item, names[item.version], Path(scratch)))
    if out:
        renamed = [KnownExport(item.folder, item.to, names.get(item.version, item.version)) for item in everything]
        store.write_json(root / NAME, [asdict(item) for item in renamed])
    return out


def _cleanse(root: Path, item: KnownExport, new: str, scratch: Path) -> Cleansed:
    if item.to not in formats():
        return Cleansed(item.folder, 0, (f"every file: the package that writes {item.to} is not installed",))
    export(root / "versions" / item.version, item.to, scratch / "before")
    export(root / "versions" / new, item.to, scratch / "after")
    before, after = _files(scratch / "before"), _files(scratch / "after")
    folder, touched, edited = Path(item.folder), 0, []
    for name in sorted(before):
        path = folder / name
        if after.get(name) == before[name] or not path.is_file():
            continue  # nothing of it is in this file, or the file is gone already
        if sha256(path) not in {before[name], after.get(name)}:
            edited.append(name)
        elif name in after:
            (scratch / "after" / name).replace(path)
            touched += 1
        else:
            path.unlink()
            touched += 1
    return Cleansed(item.folder, touched, tuple(edited))


def _files(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): sha256(path) for path in folder.rglob("*") if path.is_file()}
