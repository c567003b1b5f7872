"""Forget: remove documents from every version of a dataset, and remember them by a salted hash alone.

Versions are immutable but for this: each that holds a document is replaced by one without it, under the name that its
content has then; `current`, the pin and tags go over to that one. What stays is the tombstone: a document of the same
content is rejected as `forgotten` if it comes back, and `verify` proves that no version holds it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow.parquet as pq

from parquetry.dataset.remaining_leaves import Removal
from parquetry.dataset.versions import remove
from parquetry.dataset.without_documents import stage
from parquetry.errors import StorageError
from parquetry.publish import forgotten, manifest, store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from parquetry.check.user_suites import UserSuite
    from parquetry.model.tombstones import Tombstones

    Stage = Callable[[Path, Removal, Path, str], str]


class Place(NamedTuple):
    """Where a document lies: its id, its path as `documents.source_path` has it, its record, the digest of its content."""

    doc_id: str
    source_path: str
    source_record: int | None
    source_sha256: str

    @property
    def file(self) -> str:
        """Return the path of its file: of an archive for a document that was in one."""
        return self.source_path.partition("!/")[0]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to forget: a doc_id or a path, with all that is in it; or an entity, with the documents that mention it."""

    name: str | None = None
    entity: str | None = None

    def matches(self, doc_id: str, source_path: str) -> bool:
        """Tell whether a document is named, by its id, its path, that of its file, or that of an archive it is in."""
        named = self.name is not None and self.name in (doc_id, source_path)
        return named or (self.name is not None and source_path.startswith(f"{self.name}!/"))


@dataclass(frozen=True, slots=True)
class Found:
    """What is to leave: the documents, the files of which nothing stays, and for each version what leaves it."""

    documents: tuple[Place, ...]
    files: frozenset[str]
    versions: Mapping[str, Removal]


def find(root: Path, wanted: Wanted, tombstones: Tombstones, others: frozenset[str] = frozenset()) -> Found:
    """Return what of the dataset at `root` is to leave, in every version.

    With a document go all of the same content, whatever their names, and whatever is forgotten already and still there, as
    after a `forget` that was killed. `others` are digests of contents that were found elsewhere, as in the cache.

    Raises:
        DamageError: a part file of a version is missing, or the list of tags or the pin is damaged.
    """
    # Read before anything is changed: they go over to the new versions, and damaged ones would stop that halfway.
    store.tags(root)
    store.pinned(root)
    # Without its row in `documents` nobody would see that the sentences of a document are still there.
    for name in store.versions(root):
        advice = f"restore it, or remove {name} with `parquetry prune`, then forget again: what it holds cannot be told"
        manifest.refuse_incomplete(root / "versions" / name, advice)
    places = {name: list(_places(root / "versions" / name)) for name in store.versions(root)}
    named = {name: _named(root / "versions" / name, everything, wanted) for name, everything in places.items()}
    digests = others | {place.source_sha256 for here in named.values() for place in here}
    removals: dict[str, Removal] = {}
    documents: set[Place] = set()
    for name, everything in places.items():
        same = {place for place in everything if place.source_sha256 in digests or tombstones.date(place.source_sha256)}
        doomed = named[name] | same
        documents |= doomed
        if removal := _removal(root / "versions" / name, everything, doomed, wanted):
            removals[name] = removal
    files = frozenset(path for removal in removals.values() for path in removal.files)
    ordered = sorted(documents, key=lambda place: (place.source_path, place.source_record or 0, *place[::3]))
    return Found(tuple(ordered), files, removals)


def _places(version: Path) -> Iterator[Place]:
    for path in sorted((version / "data" / "documents").glob("*.parquet")):
        with pq.ParquetFile(path) as file:
            columns = file.read(list(Place._fields))
        yield from (Place(*row) for row in zip(*(columns[name].to_pylist() for name in Place._fields), strict=True))


def _named(version: Path, everything: list[Place], wanted: Wanted) -> set[Place]:
    """Return the documents of a version that are named, or mention the entity."""
    if wanted.entity is None:
        return {place for place in everything if wanted.matches(place.doc_id, place.source_path)}
    mentioning = _mentioning(version, wanted.entity)
    return {place for place in everything if place.doc_id in mentioning}


def _mentioning(version: Path, entity_id: str) -> set[str]:
    """Return the doc_ids of the documents that mention an entity, read part by part: mentions are the largest table."""
    doc_ids: set[str] = set()
    for path in sorted((version / "data" / "mentions").glob("*.parquet")):
        with pq.ParquetFile(path) as file:
            rows = file.read(["doc_id", "entity_id"], use_threads=False)
        ids = zip(rows["doc_id"].to_pylist(), rows["entity_id"].to_pylist(), strict=True)
        doc_ids |= {doc_id for doc_id, entity in ids if entity == entity_id}
    return doc_ids


def _removal(version: Path, everything: list[Place], doomed: set[Place], wanted: Wanted) -> Removal:
    """Return what leaves a version with the doomed documents: they themselves, whole files, records of other files."""
    whole = _whole_files(version, everything, doomed, wanted)
    records = {(place.file, place.source_record) for place in doomed if place.file not in whole}
    return Removal(
        frozenset(place.doc_id for place in doomed),
        frozenset(whole),
        frozenset((path, record) for path, record in records if record is not None),
    )


def _whole_files(version: Path, everything: list[Place], doomed: set[Place], wanted: Wanted) -> set[str]:
    """Return the files of which nothing stays: no other document, and no reject to stand for each that left."""
    staying = {place.file for place in everything if place not in doomed}
    rejected = {row["source_path"] for row in _rows(version, "rejects", ["source_path"])}
    sources = rejected | {row["source_path"] for row in _rows(version, "sources", ["source_path"])}
    named = {wanted.name} & sources if wanted.name is not None else set()
    return ({place.file for place in doomed} - staying - rejected) | named


def _rows(version: Path, table: str, columns: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table, these columns of them."""
    for path in sorted((version / "data" / table).glob("*.parquet")):
        with pq.ParquetFile(path) as file:
            yield from file.read(columns).to_pylist()


def bury(root: Path, found: Found, others: frozenset[str] = frozenset()) -> str:
    """Write the tombstones of documents, before any is removed; return the day, ISO 8601. Who calls holds the dataset."""
    date = datetime.now(UTC).date().isoformat()
    digests = {place.source_sha256 for place in found.documents} | others
    if digests:
        root.mkdir(parents=True, exist_ok=True)
        forgotten.write(root, forgotten.salted(forgotten.read(root)).with_documents(digests, date))
    return date


def replace_versions(  # noqa: PLR0913 (a dataset, what leaves it, and how to write)
    root: Path, found: Found, staging: Path, date: str, part_rows: int, suites: tuple[UserSuite, ...] = ()
) -> dict[str, str]:
    """Publish each version that holds a document again without it; return the new name of each by the old one.

    All of them are staged and checked before the first becomes current. The old ones stay until `remove_versions`.

    Raises:
        DamageError: a file of a version is damaged, so that nothing sound can be made of it.
        CheckError: what stays breaks a rule.
        StorageError: the file system refused.
    """
    names: dict[str, str] = {}
    try:
        for number, (name, removal) in enumerate(found.versions.items()):
            staged = staging / f"version-{number}"
            names[name] = stage(root / "versions" / name, removal, staged, date, part_rows, suites)
            store.publish(staged, root, names[name], current_too=False)
            shutil.rmtree(staged, ignore_errors=True)  # two versions may differ in the documents that left alone
        tags = store.tags(root)
        if names.keys() & set(tags.values()):
            store.write_tags(root, {tag: names.get(name, name) for tag, name in tags.items()})
        pinned, now = store.pinned(root), store.current(root)
        if pinned in names:
            store.pin(root, names[pinned])
        if now in names:
            store.make_current(root, names[now])
    except OSError as error:
        message = f"cannot write below {root}: {error.strerror or error}; forget again to go on"
        raise StorageError(message) from error
    return names


def remove_versions(root: Path, names: Mapping[str, str]) -> None:
    """Remove the versions that others stand for now."""
    remove(root, [name for name, new in names.items() if new != name])
