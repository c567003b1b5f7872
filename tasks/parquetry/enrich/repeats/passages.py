"""Passages: sentences in a row that each stand in many documents, the same on any machine and in any order of leaves."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from parquetry.model import arrow_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]
    Integers = npt.NDArray[np.int64]

LEAST_WORDS = 10
"""Words of the shortest passage: shorter ones, as "Yes, of course." or "See table 2.", people write again by themselves."""
# A hash of a sentence has 64 bits.
_HASH_BYTES = 8


def table(partials: Sequence[Path], least: int) -> pa.Table:
    """Return the rows of `repeats`, sorted by key: of passages whose sentences stand in at least `least` documents each.

    `partials` have the hashes of the sentences of all leaves.
    """
    hashes, documents = _counts(partials)
    # Of most sentences there is one only: they are dropped before any row is made.
    repeated = documents >= least
    hashes, documents = hashes[repeated], documents[repeated]
    schema = arrow_schema.schema("repeats")
    # A table for each leaf: a million disclaimers as Python values would fill the memory.
    made = [pa.Table.from_pylist(list(_rows(pq.read_table(path), hashes, documents)), schema=schema) for path in partials]
    joined = pa.concat_tables([schema.empty_table(), *made])
    by_key = pa.table({"doc_id": joined["doc_id"].cast(pa.string()), "repeat_id": joined["repeat_id"]})
    return joined.take(pc.sort_indices(by_key, [("doc_id", "ascending"), ("repeat_id", "ascending")]))


def _counts(partials: Iterable[Path]) -> tuple[Hashes, Integers]:
    """Return the hashes of all sentences, sorted, and in how many documents each stands."""
    found = [np.zeros(0, np.uint64)]
    for path in partials:
        columns = pq.read_table(path, columns=["doc_id", "hash"])
        # Numbers instead of ids: pairs of numbers are sorted a hundred times as fast.
        numbers = columns["doc_id"].combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)
        pairs = np.empty(len(numbers), [("hash", np.uint64), ("document", np.int64)])
        pairs["hash"], pairs["document"] = columns["hash"].to_numpy(), numbers
        # A document lives in one leaf: a sentence that it says twice is counted once.
        found.append(np.unique(pairs)["hash"])
    hashes, documents = np.unique(np.concatenate(found), return_counts=True)
    return hashes, documents.astype(np.int64)


def _rows(sentences: pa.Table, hashes: Hashes, documents: Integers) -> Iterator[dict[str, object]]:
    """Yield the rows of one leaf."""
    if not len(hashes) or not sentences.num_rows:
        return
    own = sentences["hash"].to_numpy()
    # Where each hash stands among the repeated ones, or would stand; only equal ones count.
    places = np.minimum(np.searchsorted(hashes, own), len(hashes) - 1)
    kept = np.flatnonzero(hashes[places] == own)
    chosen = sentences.take(pa.array(kept)).to_pylist()
    counts = documents[places[kept]].tolist()
    number: dict[str, int] = {}
    for run in _runs(chosen):
        inside = chosen[run.start : run.stop]
        # Together: "Kind regards." counts beside a notice, and not by itself.
        if sum(row["words"] for row in inside) < LEAST_WORDS:
            continue
        doc_id = inside[0]["doc_id"]
        number[doc_id] = number.get(doc_id, -1) + 1
        yield {
            "doc_id": doc_id,
            "repeat_id": number[doc_id],
            "passage": _digest(row["hash"] for row in inside),
            "start": inside[0]["start"],
            "end": inside[-1]["end"],
            # Not those of the first and last: columns of a page may stand in another order than in the file.
            "source_start": min(row["source_start"] for row in inside),
            "source_end": max(row["source_end"] for row in inside),
            "first_sentence": inside[0]["sentence_id"],
            "last_sentence": inside[-1]["sentence_id"],
            "documents": min(counts[run.start : run.stop]),
        }


def _runs(chosen: Sequence[dict[str, int]]) -> Iterator[range]:
    """Yield the places of sentences that follow each other in one document."""
    first = 0
    for at in range(1, len(chosen) + 1):
        if at < len(chosen):
            before, here = chosen[at - 1], chosen[at]
            # A gap in the numbers is a sentence that nobody repeats.
            if here["doc_id"] == before["doc_id"] and here["sentence_id"] == before["sentence_id"] + 1:
                continue
        if first < at:
            yield range(first, at)
        first = at


def _digest(hashes: Iterable[int]) -> str:
    # In a fixed byte order: the same passage has the same name on any machine.
    joined = b"".join(value.to_bytes(_HASH_BYTES, "little") for value in hashes)
    return hashlib.blake2b(joined, digest_size=16).hexdigest()
