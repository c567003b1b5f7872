"""Leaf tables: documents read back from the part files of a leaf, a bounded number in memory, with rows of other tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

# Documents read at once.
_DOCUMENTS = 64
BATCH_CHARACTERS = 250_000
"""Code points of the documents that are worked on together: their arrays fit into a processor's cache."""


def parts(leaf: Path, table: str) -> list[Path]:
    """Return the part files of a table below a leaf or version, in order."""
    return sorted((leaf / "data" / table).glob("*.parquet"))


def documents(leaf: Path, columns: Sequence[str]) -> Iterator[pa.Table]:
    """Yield the documents of a leaf in order of doc_id, at most BATCH_CHARACTERS code points at a time, or one document.

    Where a batch ends depends on the documents alone, so that whatever is computed by batch is the same on any machine.
    """
    waiting: list[pa.Table] = []
    size = 0
    for path in parts(leaf, "documents"):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_DOCUMENTS, columns=[*columns, "chars"]):
                for row in range(batch.num_rows):
                    length = batch.column("chars")[row].as_py()
                    if waiting and size + length > BATCH_CHARACTERS:
                        yield pa.concat_tables(waiting).drop_columns(["chars"])
                        waiting, size = [], 0
                    waiting.append(pa.Table.from_batches([batch.slice(row, 1)]))
                    size += length
    if waiting:
        yield pa.concat_tables(waiting).drop_columns(["chars"])


class Rows:
    """Rows of a table that belong to documents, taken document by document, in their order."""

    def __init__(self, leaf: Path, table: str, columns: Sequence[str]) -> None:
        read = [pq.read_table(path, columns=["doc_id", *columns]) for path in parts(leaf, table)]
        self._table = pa.concat_tables(read)
        ids = self._table["doc_id"].combine_chunks().dictionary_encode()
        # Rows are sorted by document: those of one stand together.
        counts = np.bincount(ids.indices.to_numpy(), minlength=len(ids.dictionary))
        ends = np.cumsum(counts)
        self._places = {
            doc_id: (int(end - count), int(end))
            for doc_id, count, end in zip(ids.dictionary.to_pylist(), counts, ends, strict=True)
        }

    def of(self, doc_id: str) -> pa.Table:
        """Return the rows of a document, in order; an empty table where it has none."""
        first, end = self._places.get(doc_id, (0, 0))
        return self._table.slice(first, end - first)
