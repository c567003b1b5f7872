"""Verify leaf: whether the part files of a leaf are what manifest and contract say; and a note of those that are."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from parquetry.check import invariants
from parquetry.errors import StorageError
from parquetry.execution import buckets, cache_key
from parquetry.model import arrow_schema, contract, declaration
from parquetry.publish import manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from parquetry.model.dataset import Finding

# b, b0, b0110: the label of a leaf of documents is the first bits of their ids. Versions of 0.1 have other labels.
_BITS = re.compile(r"b([01]*)")


@dataclass(frozen=True, slots=True)
class LeafVerified:
    """What was wrong in a leaf: (path, what) of damaged files, and the invariants broken within it."""

    damaged: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Tell whether nothing was wrong."""
        return not self.damaged and not self.findings


class SoundLeaves:
    """The leaves that were found sound, in a file with a line for each: a check that was stopped goes on after them.

    A leaf counts as noted only if its files should have the same bytes, and this code would check them by the same rules.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rules = hashlib.sha256(json.dumps(cache_key.code_versions(), sort_keys=True).encode()).hexdigest()
        self._keys: set[str] = set()
        # A line that was cut short when the machine stopped is no key, and its leaf is checked again.
        with contextlib.suppress(FileNotFoundError):
            self._keys = set(path.read_text(encoding="ascii", errors="replace").splitlines())

    def __contains__(self, leaf: manifest.Leaf) -> bool:
        """Tell whether a leaf of this digest was found sound."""
        return self._key(leaf) in self._keys

    def note(self, leaf: manifest.Leaf) -> None:
        """Note a leaf as sound.

        Raises:
            StorageError: the file cannot be written.
        """
        key = self._key(leaf)
        if key in self._keys:
            return
        self._keys.add(key)
        try:
            with self._path.open("a", encoding="ascii") as file:
                file.write(f"{key}\n")
        except OSError as error:
            message = f"{self._path} cannot be written: {error.strerror}; the leaves it has are noted all the same"
            raise StorageError(message) from error

    def _key(self, leaf: manifest.Leaf) -> str:
        return hashlib.sha256(f"{self._rules} {leaf.label} {leaf.digest}".encode()).hexdigest()


def verify_leaf(version: Path, leaf: manifest.Leaf) -> LeafVerified:
    """Check the files of a leaf: digests first, then schemas and places, then what must hold between its tables."""
    # Bytes first: a file with another digest need not be opened to know that it is damaged.
    damaged = tuple(manifest.differing(version, leaf.files))
    damaged = damaged or tuple(_misplaced(version, leaf))
    if damaged:
        return LeafVerified(damaged, ())
    parts: dict[str, list[Path]] = {}
    for file in leaf.files:
        path = version / file["path"]
        parts.setdefault(path.parent.name, []).append(path)
    return LeafVerified((), tuple(invariants.check_within(parts)))


def _misplaced(version: Path, leaf: manifest.Leaf) -> Iterator[tuple[str, str]]:
    """Yield the parts whose schema is not the contract's, and those with documents of other leaves."""
    bits = _BITS.fullmatch(leaf.label)
    for file in leaf.files:
        table = PurePosixPath(file["path"]).parent.name
        if problem := _schema_problem(version / file["path"], table):
            yield file["path"], problem
        # Where each document is in the leaf of its id, none is in two: so uniqueness within leaves is uniqueness.
        elif table == "documents" and bits is not None and not _within(version / file["path"], bits[1]):
            yield file["path"], f"holds a document whose id does not begin with the bits {bits[1]}"


def _schema_problem(path: Path, table: str) -> str:
    """Return what is wrong in the schema of a part; empty if nothing is."""
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        return f"is no Parquet: {type(error).__name__}"
    if table not in contract.BY_NAME:
        # A table of a plugin says itself what it is.
        own = declaration.read(schema.metadata)
        if own is None or own.name != table:
            return "is of no table of the contract, and declares none"
        return "" if schema.equals(arrow_schema.of(own)) else "has another schema than it declares"
    # Compared with the columns it has: an older version may lack some, but not have others or another order.
    known = [field for field in arrow_schema.schema(table) if field.name in schema.names]
    return "" if schema.equals(pa.schema(known), check_metadata=False) else "has another schema than the contract"


def _within(path: Path, bits: str) -> bool:
    """Tell whether the ids of all documents of a part begin with these bits."""
    low, end = buckets.bounds(bits)
    with pq.ParquetFile(path) as file:
        least_and_most = pc.min_max(file.read(["doc_id"])["doc_id"]).as_py()
    # A part without documents is of any leaf.
    return least_and_most["min"] is None or (low <= least_and_most["min"] and least_and_most["max"] < end)
