"""Clusters: documents of all leaves that are duplicates of each other, the same on any machine and in any order.

Documents with the same text are one cluster at once. Every other candidate is confirmed by the share of shingles that both
have in common, computed exactly, a word that a scan misread counted as what it is. Confirmed pairs are united, and the
smallest doc_id represents a cluster.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from parquetry.enrich.duplicates.candidates import SLACK, pairs
from parquetry.enrich.duplicates.cut_prints import without_missing_ends
from parquetry.enrich.duplicates.misread import Words, as_read, may_be_misread, shingles_of
from parquetry.enrich.duplicates.shingles import folded, jaccard, shingles
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
    paths = list(paths)
    small = pa.concat_tables([pq.read_table(path, columns=["doc_id", "text", "shingles"]) for path in paths])
    order = pc.sort_indices(small, [("doc_id", "ascending")])
    # Where each row of the files goes. All signatures are half a gigabyte for a million documents: a table of them that is
    # sorted would be held twice, so they are put in their places file by file.
    places = np.empty(len(order), np.int64)
    places[order.to_numpy()] = np.arange(len(order))
    matrix = np.empty((len(order), BANDS * ROWS), np.uint32)
    at = 0
    for path in paths:
        for batch in pq.ParquetFile(path).iter_batches(batch_size=_ROWS, columns=["signature"]):
            matrix[places[at : at + len(batch)]] = _numbers(batch.column(0))
            at += len(batch)
    small = small.take(order)
    return Signed(small["doc_id"].to_pylist(), small["text"].to_pylist(), small["shingles"].to_pylist(), matrix)


# Rows of signatures that are read at once: 8 MB.
_ROWS = 16_384


def _numbers(column: pa.Array) -> Matrix:
    """Return signatures as a row of numbers each, in the column's own memory."""
    first = column.offset * BANDS * ROWS
    values = np.frombuffer(column.buffers()[1] or b"", "<u4")[first : first + len(column) * BANDS * ROWS]
    return values.reshape(-1, BANDS * ROWS)


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
    groups, first_of = _exact(signed)
    # One of each text, and only what has shingles: nothing else can be alike.
    chosen = np.array([number for number in first_of.values() if signed.shingles[number]], np.int64)
    near = pairs(signed.matrix, chosen, threshold)
    sets = _Shingled(signed, leaves, {int(number) for number in near.ravel()}, scratch)
    for one, other in near.tolist():
        # Already connected by others: whether these two are alike as well changes no cluster.
        if groups.root(one) != groups.root(other) and sets.similarity(one, other, threshold) >= threshold:
            groups.unite(one, other)
    return _rows(signed, groups, first_of, sets, threshold)


def _exact(signed: Signed) -> tuple[Groups, dict[bytes, int]]:
    """Return documents united by their text, and the first of each text, by the text's digest, in order of doc_id."""
    groups = Groups(len(signed.doc_ids))
    first: dict[bytes, int] = {}
    for number, digest in enumerate(signed.texts):
        groups.unite(first.setdefault(digest, number), number)
    return groups, first


class _Shingled:
    """The shingles and texts of documents that are compared, computed once and kept in a file: memory may not hold them."""

    def __init__(self, signed: Signed, leaves: Sequence[Path], wanted: set[int], scratch: Path) -> None:
        self._places: dict[int, tuple[int, int, int]] = {}
        number_of = {signed.doc_ids[number]: number for number in wanted}
        size = 0
        with scratch.open("wb") as file:
            for leaf in leaves if wanted else ():
                for batch in documents(leaf, ["doc_id", "text"]):
                    size = self._add(batch, number_of, file, size)
        self._hashes: Hashes = np.memmap(scratch, np.uint64, "r") if size else np.zeros(0, np.uint64)

    def _add(self, batch: pa.Table, number_of: dict[str, int], file: BinaryIO, size: int) -> int:
        rows = [(number_of[doc_id], row) for row, doc_id in enumerate(batch["doc_id"].to_pylist()) if doc_id in number_of]
        texts = [folded(batch["text"][row].as_py()) for _, row in rows]
        found = shingles(texts)
        for place, (number, _) in enumerate(rows):
            hashes, text = found.of(place), texts[place].encode("utf-8", "surrogatepass")
            # The text behind the shingles, filled up so that the next begin at a whole number.
            filled = -(-len(text) // hashes.itemsize)
            file.write(hashes.tobytes() + text.ljust(filled * hashes.itemsize, b"\0"))
            self._places[number] = (size, size + len(hashes), len(text))
            size += len(hashes) + filled
        return size

    def similarity(self, one: int, other: int, threshold: float) -> float:
        """Return the share of shingles in common; where that is below the threshold, with misread letters set right."""
        first, second = self._of(one), self._of(other)
        share = jaccard(first, second)
        if share >= threshold:
            return share
        # Few pairs come here: alike enough to be candidates, not enough to be near as they stand.
        text, another = self._text_of(one), self._text_of(other)
        if not may_be_misread(text, another, threshold - SLACK):
            return share
        words = Words.of(text)
        prints = without_missing_ends(shingles_of(words.hashes), as_read(words, Words.of(another)))
        return max(share, jaccard(*map(np.unique, prints)))

    def _of(self, number: int) -> Hashes:
        first, end, _ = self._places[number]
        return self._hashes[first:end]

    def _text_of(self, number: int) -> str:
        _, first, length = self._places[number]
        return self._hashes[first:].view(np.uint8)[:length].tobytes().decode("utf-8", "surrogatepass")


def _members(count: int, groups: Groups) -> dict[int, list[int]]:
    """Return the members of each cluster by its root; a document that is like no other is in none."""
    members: dict[int, list[int]] = {}
    for number in range(count):
        root = groups.root(number)
        # The root is the smallest, and stands first.
        if root != number:
            members.setdefault(root, [root]).append(number)
    return members


def _rows(signed: Signed, groups: Groups, first_of: dict[bytes, int], sets: _Shingled, threshold: float) -> pa.Table:
    rows = []
    for root, numbers in _members(len(signed.doc_ids), groups).items():
        for number in numbers:
            same = signed.texts[number] == signed.texts[root]
            # A document that is one only by its text is compared as the first with that text.
            similarity = 1.0 if same else sets.similarity(root, first_of[signed.texts[number]], threshold)
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
