"""Sentence hashes: what a leaf says of its sentences, so that those that others have too are found without their texts."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from parquetry.enrich.code_points import CodePoints, words
from parquetry.enrich.leaf_tables import Rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COLUMNS = ("doc_id",)
"""Columns of `documents` that hashes are computed from, with the sentences of the same leaf."""
PLACE = ("sentence_id", "start", "end", "source_start", "source_end", "text")
"""Columns of `sentences` that hashes are computed from, beside its doc_id."""
SCHEMA = pa.schema(
    [
        ("doc_id", pa.string()),
        ("sentence_id", pa.int32()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("source_start", pa.int64()),
        ("source_end", pa.int64()),
        ("hash", pa.uint64()),
        ("words", pa.int32()),
    ]
)
"""A row a sentence: its place, the hash of its text, and its words, in scripts without spaces characters."""


def maker(leaf: Path) -> Callable[[pa.Table], pa.Table]:
    """Return what makes the hashes of the sentences of some documents of a leaf, in their order."""
    sentences = Rows(leaf, "sentences", PLACE)

    def rows(batch: pa.Table) -> pa.Table:
        """Return the hashes for some documents."""
        found = pa.concat_tables(
            [SCHEMA.empty_table(), *(hashed(sentences.of(doc_id)) for doc_id in batch["doc_id"].to_pylist())]
        )
        return found.combine_chunks()

    return rows


def hashed(sentences: pa.Table) -> pa.Table:
    """Return the hashes of rows of `sentences`, in their order."""
    # A leaf may have documents without a sentence: of these nothing comes here.
    texts = [text.casefold() for text in sentences["text"].to_pylist()]
    points = CodePoints.of(texts)
    counts = np.bincount(words(points).document, minlength=len(texts))
    columns = {name: sentences[name] for name in ("doc_id", *PLACE[:-1])}
    columns["hash"] = pa.array([sentence_hash(text) for text in texts], pa.uint64())
    # The words of all sentences are counted at once.
    columns["words"] = pa.array(counts[: len(texts)], pa.int32())
    return pa.table(columns).cast(SCHEMA)


def sentence_hash(text: str) -> int:
    """Return what is equal for sentences that differ in case and white space alone: 64 bits.

    >>> sentence_hash("Read  on.") == sentence_hash("read on."), sentence_hash("Read on.") == sentence_hash("Read on!")
    (True, False)
    """
    # Line breaks differ where a mail was quoted or a page was narrower.
    joined = " ".join(text.casefold().split())
    return int.from_bytes(hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
