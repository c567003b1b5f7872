"""Redact: a copy of a version without personal data, for exports: every table, with pseudonyms where it stood.

Mentions of personal data, and names of people if asked, are replaced in every text that quotes the document. Columns
that were never searched (titles, headers, markers, what was left out of the text) are empty: nothing is known of them.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from parquetry.dataset.reader import open_table
from parquetry.errors import ConfigError
from parquetry.export.pseudonyms import LEAST_KEY, keyed_hash, pseudonym
from parquetry.model import arrow_schema, contract
from parquetry.model.vocabulary import PERSONAL_LABELS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    Row = dict[str, Any]

NAMES = ("PERSON",)
"""Labels of the names of people, which are replaced if asked."""
_ROWS = 4096


@dataclass(frozen=True, slots=True)
class Redaction:
    """A stretch of a document, `start`, `end` in code points, and what stands there instead, as long as it."""

    start: int
    end: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Document:
    """The stretches of one document that are replaced, in order, none overlapping another."""

    redactions: tuple[Redaction, ...] = ()

    def text(self, text: str, start: int = 0) -> str:
        """Return text of the document, from its code point `start` on, with what is replaced in it."""
        end = start + len(text)
        for each in self._within(start, end):
            low, high = max(each.start, start), min(each.end, end)
            text = text[: low - start] + each.after[low - each.start : high - each.start] + text[high - start :]
        return text

    def touches(self, start: int, end: int) -> bool:
        """Tell whether anything from `start` to `end` is replaced; a stretch without length touches what it stands in."""
        return bool(self._within(start, max(end, start + 1)))

    def quoted(self, text: str) -> str:
        """Return text that quotes the document somewhere, with what is replaced in the document replaced in it too."""
        for each in self.redactions:
            text = text.replace(each.before, each.after)
        return text

    def _within(self, start: int, end: int) -> Sequence[Redaction]:
        ends = [each.end for each in self.redactions]
        first = bisect_right(ends, start)
        return [each for each in self.redactions[first:] if each.start < end]


def read_key(path: Path) -> str:
    """Return the key of a file: its text without white space around it.

    Raises:
        ConfigError: it cannot be read, or is too short to be a secret.
    """
    try:
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        message = f"the key {path} cannot be read: {error}; write one with: openssl rand -hex 32 > {path}"
        raise ConfigError(message) from error
    if len(key.encode()) < LEAST_KEY:
        message = f"the key in {path} is shorter than {LEAST_KEY} bytes; write one with: openssl rand -hex 32 > {path}"
        raise ConfigError(message)
    return key


def _redacted_rows(table: str, rows: list[dict[str, Any]], documents: Mapping[str, Document]) -> list[dict[str, Any]]:
    """Return rows with what they quote of a document taken from its redacted text; rows of other tables as they are."""
    change = _CHANGES.get(table)
    if change is None:
        return rows
    # A document without personal data is in no dictionary: an empty one changes nothing.
    return [change(row, documents.get(row.get("doc_id", ""), Document())) for row in rows]


def redacted(version: Path, folder: Path, key: str, *, names: bool) -> None:
    """Write the tables of a version below `folder`, a Parquet file each, without personal data; `names`: of people too."""
    labels = (*PERSONAL_LABELS, *(NAMES if names else ()))
    documents = _documents(version, key, labels)
    for table in contract.BY_NAME:
        (folder / "data" / table).mkdir(parents=True)
        schema = arrow_schema.schema(table)
        with pq.ParquetWriter(folder / "data" / table / "b.parquet", schema, compression="zstd") as writer:
            for batch in open_table(version, table).to_batches(batch_size=_ROWS):
                rows = _redacted_rows(table, batch.to_pylist(), documents)
                # Entities are about all documents: one of a label that is redacted goes, with its name.
                if table == "entities":
                    rows = [row for row in rows if row["label"] not in labels]
                if table == "mentions":
                    rows = [_mention(row, key, labels) for row in rows]
                # A signature stands in many mails: its hash would tell who guesses the telephone in it.
                if table == "repeats":
                    rows = [{**row, "passage": keyed_hash(key, row["passage"])} for row in rows]
                writer.write_table(pa.Table.from_pylist(rows, schema=schema))


def _documents(version: Path, key: str, labels: Sequence[str]) -> dict[str, Document]:
    """Return by doc_id what is replaced in each document that has any of it."""
    wanted = pc.field("label").isin(labels)
    columns = ["doc_id", "start", "end", "text", "label", "value", "entity_id"]
    out: dict[str, list[Redaction]] = {}
    for batch in open_table(version, "mentions").to_batches(columns=columns, filter=wanted):
        for row in batch.to_pylist():
            after = pseudonym(key, row["label"], _value(row), row["end"] - row["start"])
            out.setdefault(row["doc_id"], []).append(Redaction(row["start"], row["end"], row["text"], after))
    return {doc_id: Document(tuple(sorted(each, key=lambda r: r.start))) for doc_id, each in out.items()}


def _value(row: Mapping[str, Any]) -> str:
    """Return what two mentions of the same have in common: the normal form, the entity of a name, or else the words."""
    return str(row["value"] or row["entity_id"] or row["text"].lower())


def _mention(row: Row, key: str, labels: Sequence[str]) -> Row:
    if row["label"] not in labels:
        return row
    # The identity of a name is a hash of it: whoever guesses the name could tell that it was here.
    return {**row, "value": pseudonym(key, row["label"], _value(row), 32), "value_data": None, "entity_id": None}


def _document_row(row: Row, document: Document) -> Row:
    return {**row, "text": document.text(row["text"]), "title": None, "source_meta": None, "source_id": None}


def _spanning_row(row: Row, document: Document) -> Row:
    return {**row, "text": document.text(row["text"], row["start"])}


def _repair_row(row: Row, document: Document) -> Row:
    if not document.touches(row["start"], row["end"]):
        return row
    return {**row, "before": "", "after": "", "candidates": []}


def _chunk_row(row: Row, document: Document) -> Row:
    return {**row, "heading_path": [document.quoted(heading) for heading in row["heading_path"]]}


def _block_row(row: Row, document: Document) -> Row:  # noqa: ARG001 (as the others)
    # A style may put any words before its items: "Ada's remark 1:".
    return {**row, "marker": None}


def _left_out_row(row: Row, document: Document) -> Row:  # noqa: ARG001
    return {**row, "text": None}


def _extract_row(row: Row, document: Document) -> Row:  # noqa: ARG001
    return {**row, "extract": b""}


# What is done to the rows of each table that quotes documents.
_CHANGES: dict[str, Callable[[Row, Document], Row]] = {
    "documents": _document_row,
    "blocks": _block_row,
    "sentences": _spanning_row,
    "mentions": _spanning_row,
    "repairs": _repair_row,
    "chunks": _chunk_row,
    "left_out": _left_out_row,
    "extracts": _extract_row,
}
