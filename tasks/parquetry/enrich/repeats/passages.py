"""Passages: sentences in a row that each stand in many documents, the same on any machine and in any order of leaves."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from parquetry.model import arrow_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]
    Integers = npt.NDArray[np.int64]

LEAST_WORDS = 10
"""Words of the shortest passage: shorter ones, as "Yes, of course." or "See table 2.", people write again by themselves."""
# A hash of a sentence has 64 bits.
_HASH_BYTES = 8
_HASH_BITS = 64
# Ranges of hashes that are counted one after another: a billion sentences are 125 MB in each.
_BINS = 64


def table(partials: Sequence[Path], least: int, scratch: Path) -> pa.Table:
    """Return the rows of `repeats`, sorted by key: of passages whose sentences stand in at least `least` documents each.

    `partials` have the hashes of the sentences of all leaves; `scratch` is a folder in which they may be sorted.
    """
    hashes, documents = _repeated(partials, least, scratch)
    schema = arrow_schema.schema("repeats")
    # A table for each leaf: a million disclaimers as Python values would fill the memory.
    made = [pa.Table.from_pylist(list(_rows(pq.read_table(path), hashes, documents)), schema=schema) for path in partials]
    joined = pa.concat_tables([schema.empty_table(), *made])
    by_key = pa.table({"doc_id": joined["doc_id"].cast(pa.string()), "repeat_id": joined["repeat_id"]})
    return joined.take(pc.sort_indices(by_key, [("doc_id", "ascending"), ("repeat_id", "ascending")]))


def _repeated(partials: Iterable[Path], least: int, scratch: Path) -> tuple[Hashes, Integers]:
    """Return the hashes of sentences that stand in enough documents, sorted, and in how many each does.

    Counted a bin of hashes after another, by files: those of a billion sentences are 8 GB, and of nearly all of them
    there is one only.
    """
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        bins = [Path(folder) / f"{number}" for number in range(_BINS)]
        with contextlib.ExitStack() as stack:
            files = [stack.enter_context(path.open("wb")) for path in bins]
            for partial in partials:
                _into_bins(_of_documents(partial), files)
        # Bins are ranges, so what is sorted in each is sorted together.
        counted = [_counted(np.fromfile(path, np.uint64), least) for path in bins]
    return np.concatenate([hashes for hashes, _ in counted]), np.concatenate([documents for _, documents in counted])


def _of_documents(partial: Path) -> Hashes:
    """Return the hashes of the sentences of a leaf, sorted, each once for every document that has it."""
    columns = pq.read_table(partial, columns=["doc_id", "hash"])
    # Numbers instead of ids: pairs of numbers are sorted a hundred times as fast.
    numbers = columns["doc_id"].combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)
    pairs = np.empty(len(numbers), [("hash", np.uint64), ("document", np.int64)])
    pairs["hash"], pairs["document"] = columns["hash"].to_numpy(), numbers
    # A document lives in one leaf: a sentence that it says twice is counted once.
    return np.ascontiguousarray(np.unique(pairs)["hash"])


def _into_bins(hashes: Hashes, files: Sequence[BinaryIO]) -> None:
    """Add sorted hashes to the files of their ranges."""
    width = (1 << _HASH_BITS) // len(files)
    # Sorted already, so a bin is a slice.
    edges = np.searchsorted(hashes, np.array([number * width for number in range(1, len(files))], np.uint64))
    for file, part in zip(files, np.split(hashes, edges), strict=True):
        file.write(part.tobytes())


def _counted(hashes: Hashes, least: int) -> tuple[Hashes, Integers]:
    values, documents = np.unique(hashes, return_counts=True)
    repeated = documents >= least
    return values[repeated], documents[repeated].astype(np.int64)


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
