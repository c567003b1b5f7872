"""The table of signals, from the tables of a leaf."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from parquetry.enrich.leaf_tables import Rows, documents
from parquetry.enrich.signals.measure import Document, measure
from parquetry.model import arrow_schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def tables(leaf: Path) -> Iterator[pa.Table]:
    """Yield the rows of `signals` for a leaf, sorted by doc_id."""
    schema = arrow_schema.schema("signals")
    sentences = Rows(leaf, "sentences", ["start"])
    for batch in documents(leaf, ["doc_id", "text", "language", "unresolved"]):
        columns = measure(
            [
                Document(text, language, sentences.of(doc_id)["start"].to_numpy(), unresolved)
                for doc_id, text, language, unresolved in zip(*batch.to_pydict().values(), strict=True)
            ]
        )
        arrays = {name: pa.array(values, schema.field(name).type) for name, values in columns.items()}
        # -1 says that no stop words are known.
        known = pc.greater_equal(arrays["stop_words"], 0)
        arrays["stop_words"] = pc.if_else(known, arrays["stop_words"], pa.scalar(None, pa.int32()))
        arrays["doc_id"] = batch["doc_id"].combine_chunks()
        yield pa.Table.from_arrays([arrays[name] for name in schema.names], schema=schema)
