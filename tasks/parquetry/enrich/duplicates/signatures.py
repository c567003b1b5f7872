"""Signatures: what a leaf says of its documents, so that duplicates among all leaves are found without their texts.

Source: Broder 1997 (MinHash); the signatures are made by rensa (MIT), see docs/decisions/duplicates.md.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa
from rensa import RMinHash

from parquetry.enrich.duplicates.shingles import shingles

BANDS, ROWS = 25, 5
"""Bands of a signature, and numbers in each: documents that agree in one band are compared. Two with 70 % of their shingles
in common agree in one with a probability of .99, with 80 % of .9999."""
COLUMNS = ("doc_id", "text")
"""Columns of `documents` that signatures are computed from."""
_SEED = 20_240_229
SCHEMA = pa.schema(
    [
        ("doc_id", pa.string()),
        ("text", pa.binary(16)),
        ("shingles", pa.int32()),
        ("signature", pa.binary(4 * BANDS * ROWS)),
    ]
)
"""A row a document: half the SHA-256 of its text without white space at the ends and with single spaces; its signature."""


def signatures(batch: pa.Table) -> pa.Table:
    """Return the signatures of some documents, given as a table of COLUMNS, in their order."""
    texts = batch["text"].to_pylist()
    found = shingles(texts)
    # One thread: several leaves are worked on at once.
    made = RMinHash.digest_matrix_from_flat_token_hashes(found.hashes, found.bounds.astype(np.uint64), BANDS * ROWS, _SEED)
    matrix = np.array(made.to_rows(), np.uint32).astype("<u4")
    return pa.Table.from_arrays(
        [
            batch["doc_id"].combine_chunks(),
            pa.array([text_digest(text) for text in texts], pa.binary(16)),
            pa.array(np.diff(found.bounds), pa.int32()),
            pa.array([row.tobytes() for row in matrix], pa.binary(4 * BANDS * ROWS)),
        ],
        schema=SCHEMA,
    )


def text_digest(text: str) -> bytes:
    """Return what is equal for texts that differ in white space alone.

    >>> text_digest("one  two ") == text_digest("one two"), text_digest("One two") == text_digest("one two")
    (True, False)
    """
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).digest()[:16]
