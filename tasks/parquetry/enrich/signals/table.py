"""The table of signals, from the tables of a leaf."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from parquetry.enrich.leaf_tables import Rows
from parquetry.enrich.signals.measure import Document, measure
from parquetry.model import arrow_schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COLUMNS = ("doc_id", "text", "language", "unresolved")
"""Columns of `documents` that signals are computed from, with the sentences of the same leaf."""


def maker(leaf: Path) -> Callable[[pa.Table], pa.Table]:
    """Return what makes the rows of `signals` for documents of a leaf, given as a table of COLUMNS, in their order."""
    schema = arrow_schema.schema("signals")
    sentences = Rows(leaf, "sentences", ["start"])

    def rows(batch: pa.Table) -> pa.Table:
        """Return the rows of some documents."""
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
        return pa.Table.from_arrays([arrays[name] for name in schema.names], schema=schema)

    return rows
