"""Documents: joined from the tables of a version, one at a time, as exports need them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from parquetry.dataset.reader import open_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Documents in memory at a time.
_DOCUMENTS = 256


@dataclass(frozen=True, slots=True)
class Named:
    """A mention: `start` and `end` are code points, half-open, into the document's text."""

    start: int
    end: int
    text: str
    label: str
    entity_id: str | None
    value: str | None
    value_type: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """A document with its blocks and sentences as (start, end), and its mentions, all in text order."""

    doc_id: str
    source_path: str
    source_record: int | None
    language: str
    text: str
    blocks: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]
    mentions: tuple[Named, ...]


def documents(version: Path) -> Iterator[Document]:
    """Yield the documents of a version in order of doc_id, a bounded number in memory."""
    # Only the columns that exports use: Parquet reads no others.
    columns = ["doc_id", "source_path", "source_record", "language", "text"]
    named = ["start", "end", "text", "label", "entity_id", "value", "value_type"]
    for batch in open_table(version, "documents").to_batches(columns=columns, batch_size=_DOCUMENTS):
        rows = batch.to_pylist()
        if not rows:
            continue
        # Documents come in order of doc_id, so that one range of ids fetches what belongs to the batch.
        within = rows[0]["doc_id"], rows[-1]["doc_id"]
        blocks = _grouped(version, "blocks", ["start", "end"], within)
        sentences = _grouped(version, "sentences", ["start", "end"], within)
        mentions = _grouped(version, "mentions", named, within)
        for row in rows:
            key = row["doc_id"]
            yield Document(
                # The names of the columns are the names of the fields.
                **row,
                blocks=tuple(blocks[key]),
                sentences=tuple(sentences[key]),
                mentions=tuple(Named(*values) for values in mentions[key]),
            )


def _grouped(version: Path, table: str, columns: list[str], within: tuple[str, str]) -> dict[str, list[tuple[Any, ...]]]:
    """Return the values of the documents from the first to the last, by doc_id."""
    # The filter lets the reader skip row groups outside of the range.
    chosen = (pc.field("doc_id") >= within[0]) & (pc.field("doc_id") <= within[1])
    found = open_table(version, table).to_table(["doc_id", *columns], filter=chosen).to_pydict()
    out: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    # The first column is doc_id, the rest stay in the order asked for.
    for key, *values in zip(*found.values(), strict=True):
        out[key].append(tuple(values))
    return out
