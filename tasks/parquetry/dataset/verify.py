"""Verify: whether a published version is what its manifest says and what the contract demands.

Leaf by leaf: digests, schemas and what must hold within a leaf need no other leaf, so that leaves are checked side by side
and a check that was stopped goes on where it was.
"""

from __future__ import annotations

from concurrent.futures import as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from parquetry.check import invariants
from parquetry.dataset.verify_leaf import LeafVerified, verify_leaf
from parquetry.errors import DamageError
from parquetry.publish import forgotten, manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from parquetry.dataset.verify_leaf import SoundLeaves
    from parquetry.model.dataset import Finding
    from parquetry.model.tombstones import Tombstones

    Count = Callable[[manifest.Leaf], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at and what was wrong: (path, what) of damaged files, and the invariants broken.

    `forgotten` is the number of documents that were looked for in all versions of the dataset, since they were forgotten.
    """

    files: int
    damaged: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]
    forgotten: int = 0

    @property
    def sound(self) -> bool:
        """Tell whether nothing was wrong."""
        return not self.damaged and not self.findings


def verify(
    version: Path, *, pool: Executor | None = None, noted: SoundLeaves | None = None, progress: Count | None = None
) -> Verified:
    """Check the digests of every file, that nothing forgotten is there, schemas and invariants: leaf by leaf, then across.

    With a `pool` leaves are checked side by side. Those that `noted` has are passed over, and those found sound are noted.
    What must hold across leaves is asked only where no file is damaged: it would repeat the damage in other words.
    """
    try:
        tombstones = forgotten.read(version.parents[1])
        value = manifest.read(version)
        damaged = [
            *manifest.strays(version, value),
            *manifest.differing(version, value["documentation"]),
            *_present(version.parents[1], tombstones),
        ]
    except DamageError as error:
        # Without its manifest nothing is known of the other files.
        return Verified(1, ((manifest.NAME, str(error)),), ())
    leaves = manifest.leaves(value["content"])
    findings: list[Finding] = []
    for leaf, checked in _checked(version, leaves, pool, noted):
        damaged += checked.damaged
        findings += checked.findings
        if progress is not None:
            progress(leaf)
    # A part that is missing was named already: here it is a whole table that the manifest lists no part of.
    damaged += [] if damaged else _without_parts(version, value["content"]["rows"])
    if not damaged:
        damaged, across = _across(version, leaves)
        findings += across
    files = sum(len(leaf.files) for leaf in leaves) + len(value["documentation"]) + 1
    return Verified(files, tuple(damaged), tuple(findings), len(tombstones.dates))


def _checked(
    version: Path, leaves: Sequence[manifest.Leaf], pool: Executor | None, noted: SoundLeaves | None
) -> Iterator[tuple[manifest.Leaf, LeafVerified]]:
    """Yield each leaf with what checking it found, in the order in which that is known; note those found sound."""
    # A file that was deleted or cut since is seen by its size, which costs nothing.
    known = [leaf for leaf in leaves if noted is not None and leaf in noted and manifest.of_listed_sizes(version, leaf)]
    yield from ((leaf, LeafVerified((), ())) for leaf in known)
    places = {leaf.label for leaf in known}
    for leaf, checked in _checked_anew(version, [leaf for leaf in leaves if leaf.label not in places], pool):
        if noted is not None and checked.sound:
            noted.note(leaf)
        yield leaf, checked


def _across(version: Path, leaves: Sequence[manifest.Leaf]) -> tuple[list[tuple[str, str]], list[Finding]]:
    """Return the files that turn out to be damaged, and the invariants broken across leaves."""
    try:
        return [], invariants.check_across(version)
    except duckdb.Error:
        # A leaf that was noted as sound, and so not read, was damaged since.
        damaged = [one for leaf in leaves for one in manifest.differing(version, leaf.files)]
        if not damaged:
            raise
        return damaged, []


def _checked_anew(
    version: Path, leaves: Sequence[manifest.Leaf], pool: Executor | None
) -> Iterator[tuple[manifest.Leaf, LeafVerified]]:
    """Yield each leaf with what checking it found: one after the other, or as the workers of a pool have done it."""
    if pool is None:
        yield from ((leaf, verify_leaf(version, leaf)) for leaf in leaves)
        return
    futures = {pool.submit(verify_leaf, version, leaf): leaf for leaf in leaves}
    for future in as_completed(futures):
        yield futures[future], future.result()


def _present(root: Path, tombstones: Tombstones) -> Iterator[tuple[str, str]]:
    """Yield the part files, of any version, that hold a document which was forgotten."""
    # Without tombstones no file is opened.
    for path in sorted((root / "versions").glob("*/data/documents/*.parquet")) if tombstones.dates else ():
        try:
            with pq.ParquetFile(path) as file:
                dates = [tombstones.date(digest.as_py()) for digest in file.read(["source_sha256"])["source_sha256"]]
        except (pa.ArrowException, OSError) as error:
            yield path.relative_to(root).as_posix(), f"is no Parquet: {type(error).__name__}"
            continue
        if any(dates):
            yield path.relative_to(root).as_posix(), f"holds a document that was forgotten on {max(filter(None, dates))}"


def _without_parts(version: Path, tables: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the folders of tables that the version says it has, and that have no part.

    The contract only ever grows: a version of an older one lacks tables and columns, and has no other ones.
    """
    for name in sorted(tables):
        folder = version / "data" / name
        if next(folder.glob("*.parquet"), None) is None:
            yield f"data/{name}", "has no part"
