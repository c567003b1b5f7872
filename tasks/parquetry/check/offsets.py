"""Offsets: the invariants for which the text itself is read, or the extract that stands for it.

Offsets give exactly the thing, blocks tile the text and sentences the blocks: in Python, document by document, because
finding the n-th character of a long text again for each of its sentences would take SQL quadratic time.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from parquetry.check import extracts
from parquetry.model.dataset import MOST_KEYS, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from parquetry.check.table_parts import Parts

Row = dict[str, Any]
_SPANS = {
    "blocks": ("doc_id", "block_id", "start", "end"),
    "sentences": ("doc_id", "sentence_id", "start", "end", "text", "block_id"),
    "mentions": ("doc_id", "mention_id", "start", "end", "text"),
    "repairs": ("doc_id", "repair_id", "start", "end", "after", "status"),
}
_TEXT_RULES = (
    ("sentences", "text_is_span"),
    ("mentions", "text_is_span"),
    ("repairs", "text_is_span"),
    ("blocks", "tile_text"),
    ("sentences", "tile_blocks"),
)


def in_texts(parts: Parts) -> Iterator[Finding]:
    """Yield what is wrong where a table's offsets meet the text, a finding for each rule."""
    broken: dict[tuple[str, str], list[str]] = {rule: [] for rule in _TEXT_RULES}
    for document, rows in _side_by_side(parts, "documents", "text", _SPANS):
        for rule, row in _broken(document["text"], rows):
            broken[rule].append(json.dumps([document["doc_id"], row[_SPANS[rule[0]][1]]]))
    return _broken_rules(broken)


def _grouped(parts: Parts, name: str, columns: tuple[str, ...]) -> Iterator[tuple[str, list[Row]]]:
    """Yield (doc_id, its rows) of a table, in order, a batch in memory at a time."""

    def rows() -> Iterator[Row]:
        """Yield the rows of all parts, in order."""
        for path in parts.get(name, ()):
            with pq.ParquetFile(path) as file:
                # A row of `documents` holds a whole text, one of the others a few words: hence 64 against 16,384 at
                # once.
                for batch in file.iter_batches(batch_size=16_384 if name != "documents" else 64, columns=list(columns)):
                    yield from batch.to_pylist()

    for doc_id, group in groupby(rows(), key=lambda row: str(row["doc_id"])):
        yield doc_id, list(group)


def in_extracts(parts: Parts) -> Iterator[Finding]:
    """Yield what is wrong where alignment, origins and fonts meet an extract, a finding for each rule."""
    broken: dict[tuple[str, str], list[str]] = {rule: [] for rule in extracts.RULES}
    for document, rows in _side_by_side(parts, "extracts", "extract", extracts.COLUMNS):
        for rule, key in extracts.broken(document["extract"], rows):
            broken[rule].append(json.dumps([document["doc_id"], key]))
    return _broken_rules(broken)


def _side_by_side(
    parts: Parts, table: str, column: str, others: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[Row, dict[str, list[Row]]]]:
    """Yield each row of a table that has one for a document, with that document's rows in other tables.

    All tables are sorted by doc_id, so that they are walked side by side, one document of each in memory at a time.
    """
    # A table that has no more rows gives None, from then on and for every document.
    groups = {name: _grouped(parts, name, columns) for name, columns in others.items()}
    waiting = {name: next(group, None) for name, group in groups.items()}
    for doc_id, values in _grouped(parts, table, ("doc_id", column)):
        rows: dict[str, list[Row]] = {}
        for name, group in groups.items():
            ahead = waiting[name]
            # Few documents have an extract: the rows of the others are passed over.
            while ahead is not None and ahead[0] < doc_id:
                ahead = next(group, None)
            waiting[name] = ahead
            rows[name] = ahead[1] if ahead is not None and ahead[0] == doc_id else []
        yield values[0], rows


def _broken_rules(broken: Mapping[tuple[str, str], list[str]]) -> Iterator[Finding]:
    """Yield a finding for each rule that rows break, given by their keys."""
    for (table, name), keys in broken.items():
        if keys:
            yield Finding(table, name, f"{len(keys)} rows", len(keys), tuple(keys[:MOST_KEYS]))


def _broken(text: str, rows: dict[str, list[Row]]) -> Iterator[tuple[tuple[str, str], Row]]:
    """Yield the rows of one document that break a rule."""
    for name in ("sentences", "mentions"):
        # Python counts code points, as the contract does: text[start:end] is the definition of a span.
        yield from (
            ((name, "text_is_span"), row)
            for row in rows[name]
            if not row["text"] or text[row["start"] : row["end"]] != row["text"]
        )
    yield from ((("repairs", "text_is_span"), row) for row in rows["repairs"] if not _is_repair_in(text, row))
    yield from ((("blocks", "tile_text"), row) for row in _gaps(text, rows["blocks"], 0, len(text)))
    yield from ((("sentences", "tile_blocks"), row) for row in _blocks_not_tiled(text, rows))


def _is_repair_in(text: str, row: Row) -> bool:
    # The text of an applied repair may have been changed again by a later one; an unresolved one left it as it was.
    unchanged = row["status"] != "unresolved" or text[row["start"] : row["end"]] == row["after"]
    return unchanged and bool(row["end"] <= len(text))


def _blocks_not_tiled(text: str, rows: dict[str, list[Row]]) -> Iterator[Row]:
    """Yield the sentences where they do not cover their block; a block that has text and no sentence as sentence -1."""
    sentences = {block: list(group) for block, group in groupby(rows["sentences"], key=lambda row: row["block_id"])}
    for block in rows["blocks"]:
        # Sentences must cover their block but for white space.
        for row in _gaps(text, sentences.get(block["block_id"], []), block["start"], block["end"]):
            yield row if "sentence_id" in row else {"sentence_id": -1}


def _gaps(text: str, rows: list[Row], start: int, end: int) -> Iterator[Row]:
    """Yield the rows before which, or after the last of which, text stands that is not white space; overlaps too."""
    at = start
    for row in rows:
        # Sentences at 0-10 and 12-20: what is at 10-12 must be white space. A start of 8 would overlap the first.
        if row["start"] < at or text[at : row["start"]].strip():
            yield row
        at = row["end"]
    if text[at:end].strip():
        yield rows[-1] if rows else {"block_id": -1}


RULES = (*_TEXT_RULES, *extracts.RULES)
"""Table and name of each of these invariants."""
