"""Clusters: documents of all leaves that are duplicates of each other, the same on any machine and in any order.

Documents with the same text are one cluster at once. Every other candidate is confirmed by the share of shingles that both
have in common, computed exactly; confirmed pairs are united, and the smallest doc_id represents a cluster.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from parquetry.enrich.duplicates.candidates import pairs
from parquetry.enrich.duplicates.shingles import jaccard, shingles
from parquetry.enrich.duplicates.signatures import BANDS, ROWS
from parquetry.enrich.leaf_tables import documents
from parquetry.model import arrow_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from parquetry.enrich.code_points import Hashes
    from parquetry.enrich.duplicates.candidates import Matrix


@dataclass(frozen=True, slots=True)
class Signed:
    """The signatures of all documents, sorted by doc_id."""

    doc_ids: list[str]
    texts: list[bytes]
    shingles: list[int]
    matrix: Matrix


def read(paths: Iterable[Path]) -> Signed:
    """Return the signatures that leaves have written, those of no document included."""
    table = pa.concat_tables([pq.read_table(path) for path in paths]).sort_by("doc_id").combine_chunks()
    # The column's own memory, half a gigabyte for a million documents: as Python values it would be held twice more.
    column = table["signature"].combine_chunks()
    first = column.offset * BANDS * ROWS
    values = np.frombuffer(column.buffers()[1] or b"", "<u4")[first : first + len(column) * BANDS * ROWS]
    matrix = values.astype(np.uint32, copy=False).reshape(-1, BANDS * ROWS)
    return Signed(table["doc_id"].to_pylist(), table["text"].to_pylist(), table["shingles"].to_pylist(), matrix)


class Groups:
    """Numbers united into groups, of which the smallest member is the root."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def root(self, number: int) -> int:
        """Return the smallest member of a number's group."""
        parent = self._parent
        while parent[number] != number:
            # Halves the path, so that the next look-up is shorter.
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    def unite(self, one: int, other: int) -> None:
        """Make one group of those of two numbers."""
        low, high = sorted((self.root(one), self.root(other)))
        self._parent[high] = low


def table(signed: Signed, leaves: Sequence[Path], threshold: float, scratch: Path) -> pa.Table:
    """Return the rows of `duplicates`, sorted by key; `leaves` have the documents, `scratch` may be written."""
    groups, firsts = _exact(signed)
    # One of each text, and only what has shingles: nothing else can be alike.
    chosen = np.array([number for number in firsts if signed.shingles[number]], np.int64)
    near = chosen[pairs(signed.matrix[chosen], threshold)] if len(chosen) > 1 else np.zeros((0, 2), np.int64)
    sets = _Shingled(signed, leaves, {int(number) for number in near.ravel()}, scratch)
    for one, other in near.tolist():
        # Already connected by others: whether these two are alike as well changes no cluster.
        if groups.root(one) != groups.root(other) and jaccard(sets.of(one), sets.of(other)) >= threshold:
            groups.unite(one, other)
    return _rows(signed, groups, firsts, sets)


def _exact(signed: Signed) -> tuple[Groups, dict[int, int]]:
    """Return documents united by their text, and for the first of each text itself; by number in order of doc_id."""
    groups = Groups(len(signed.doc_ids))
    first: dict[bytes, int] = {}
    for number, digest in enumerate(signed.texts):
        groups.unite(first.setdefault(digest, number), number)
    return groups, {number: number for number in first.values()}


class _Shingled:
    """The shingles of those documents that are compared, computed once and kept in a file: they may not fit into memory."""

    def __init__(self, signed: Signed, leaves: Sequence[Path], wanted: set[int], scratch: Path) -> None:
        self._places: dict[int, tuple[int, int]] = {}
        number_of = {signed.doc_ids[number]: number for number in wanted}
        size = 0
        with scratch.open("wb") as file:
            for leaf in leaves if wanted else ():
                for batch in documents(leaf, ["doc_id", "text"]):
                    size = self._add(batch, number_of, file, size)
        self._hashes: Hashes = np.memmap(scratch, np.uint64, "r") if size else np.zeros(0, np.uint64)

    def _add(self, batch: pa.Table, number_of: dict[str, int], file: BinaryIO, size: int) -> int:
        rows = [(number_of[doc_id], row) for row, doc_id in enumerate(batch["doc_id"].to_pylist()) if doc_id in number_of]
        found = shingles([batch["text"][row].as_py() for _, row in rows])
        for place, (number, _) in enumerate(rows):
            hashes = found.of(place)
            file.write(hashes.tobytes())
            self._places[number] = (size, size + len(hashes))
            size += len(hashes)
        return size

    def of(self, number: int) -> Hashes:
        first, end = self._places[number]
        return self._hashes[first:end]


def _members(count: int, groups: Groups) -> dict[int, list[int]]:
    """Return the members of each cluster by its root; a document that is like no other is in none."""
    members: dict[int, list[int]] = {}
    for number in range(count):
        members.setdefault(groups.root(number), []).append(number)
    return {root: numbers for root, numbers in members.items() if len(numbers) > 1}


def _rows(signed: Signed, groups: Groups, firsts: dict[int, int], sets: _Shingled) -> pa.Table:
    first_of = {signed.texts[number]: number for number in firsts}
    rows = []
    for root, numbers in _members(len(signed.doc_ids), groups).items():
        for number in numbers:
            same = signed.texts[number] == signed.texts[root]
            # A document that is one only by its text is compared as the first with that text.
            similarity = 1.0 if same else jaccard(sets.of(root), sets.of(first_of[signed.texts[number]]))
            rows.append((signed.doc_ids[root], signed.doc_ids[number], similarity, "exact" if same else "near"))
    schema = arrow_schema.schema("duplicates")
    columns = list(zip(*sorted(rows), strict=True)) if rows else [()] * 4
    clusters, doc_ids, similarities, methods = columns
    values = {
        "cluster_id": clusters,
        "doc_id": doc_ids,
        "representative": clusters,
        "similarity": similarities,
        "method": methods,
    }
    return pa.table([pa.array(values[name], schema.field(name).type) for name in schema.names], schema=schema)
