"""Tabulate: from documents to the rows of the contract's tables, column by column.

The tables of one batch hold the rows of its documents, sorted by key. Tables about the whole dataset (entities, sources,
rejects) are merged from all leaves by `merge_partials`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from parquetry.model import arrow_schema, contract
from parquetry.model.parts import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from parquetry.model.documents import Extracted

DOCUMENT_TABLES = (
    "documents",
    "repairs",
    "alignment",
    "parts",
    "left_out",
    "origins",
    "fonts",
    "extracts",
    "blocks",
    "sentences",
    "mentions",
)
"""Tables whose rows belong to one document each: what a leaf holds."""
EXTRACT = "extract"
"""How a part is stored whose bytes a reader made."""

Rows = dict[str, list[Any]]


def tabulate(documents: Iterable[Extracted], extracts: Mapping[str, bytes] | None = None) -> dict[str, pa.Table]:
    """Return the tables of `DOCUMENT_TABLES` for these documents, sorted by key.

    `extracts` has the source bytes, by doc_id, of those whose source is an extract.
    """
    columns: dict[str, Rows] = {name: defaultdict(list) for name in DOCUMENT_TABLES}
    # Within a document the values come in the order of the text already.
    for document in sorted(documents, key=lambda item: item.segmented.source.doc_id):
        for name, fill in _FILL.items():
            fill(columns[name], document)
    for doc_id, extract in sorted((extracts or {}).items()):
        columns["extracts"]["doc_id"].append(doc_id)
        columns["extracts"]["extract"].append(extract)
    return {name: _table(name, columns[name]) for name in DOCUMENT_TABLES}


def _table(name: str, rows: Mapping[str, list[Any]]) -> pa.Table:
    schema = arrow_schema.schema(name)
    # With the types of the contract: Arrow would else guess null for a column without a value.
    return pa.Table.from_arrays([_array(rows[field.name], field.type) for field in schema], schema=schema)


_SURROGATE = re.compile("[\ud800-\udfff]")


def _array(values: list[Any], type_: pa.DataType) -> pa.Array:
    """Return values as a column. What is no Unicode stands as U+FFFD, one for one, so that no place moves."""
    try:
        return pa.array(values, type_)
    # A byte that fits no character is a surrogate to a reader. The text is repaired of it; a title or a comment that was
    # left out is not, and must not cost the document.
    except UnicodeEncodeError:
        return pa.array(_encodable(values), type_)


def _encodable(value: Any) -> Any:  # noqa: ANN401 (a value of any column)
    """Return a value without lone surrogates, which UTF-8 cannot hold.

    >>> _encodable(["caf\\udce9", None, 1, [{"text": "\\ud800"}]])
    ['caf�', None, 1, [{'text': '�'}]]
    """
    if isinstance(value, str):
        return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, list | tuple):
        return [_encodable(inner) for inner in value]
    if isinstance(value, dict):
        return {key: _encodable(inner) for key, inner in value.items()}
    return value


def _each(rows: Rows, values: Sequence[object], doc_id: str, number: str, same: Sequence[str]) -> None:
    """Fill in rows of values whose fields are named as the columns, numbered from 0 where `number` is a column."""
    # Whole lists at a time: a document may have thousands of mentions, and a call for each cell would cost seconds.
    rows["doc_id"] += [doc_id] * len(values)
    if number:
        rows[number] += range(len(values))
    for name in same:
        rows[name] += [getattr(value, name) for value in values]


_SPAN = ("start", "end", "source_start", "source_end")


def _documents(rows: Rows, document: Extracted) -> None:
    segmented, source = document.segmented, document.segmented.source
    repairs = segmented.text.repairs
    row = {
        "encoding": segmented.encoding,
        "encoding_method": segmented.encoding_method,
        "encoding_confidence": segmented.encoding_confidence,
        "language": segmented.language,
        "language_confidence": segmented.language_confidence,
        "text": segmented.text.text,
        "chars": len(segmented.text),
        "blocks": len(segmented.blocks),
        "sentences": len(segmented.sentences),
        "mentions": len(document.mentions),
        "tokens": document.tokens,
        "repairs": len(repairs),
        # A plain file is one part, the whole of it, see `_parts`.
        "parts": max(1, len(source.parts)),
        "unresolved": sum(repair.status == "unresolved" for repair in repairs),
        "flags": list(document.flags),
    }
    for column in contract.BY_NAME["documents"].columns:
        name = column.name
        # Columns that are computed here, or else named as the field of the source they come from.
        rows[name].append(row[name] if name in row else getattr(source, name))


def _repairs(rows: Rows, document: Extracted) -> None:
    repairs = document.segmented.text.repairs
    same = ("kind", "rule", "status", *_SPAN, "before", "after", "confidence")
    _each(rows, repairs, document.segmented.source.doc_id, "repair_id", same)
    rows["candidates"] += [
        [{"text": candidate.text, "probability": candidate.probability} for candidate in repair.candidates]
        for repair in repairs
    ]


def _alignment(rows: Rows, document: Extracted) -> None:
    _each(rows, document.segmented.text.alignment(), document.segmented.source.doc_id, "", (*_SPAN, "kind"))


def _parts(rows: Rows, document: Extracted) -> None:
    source, encoding = document.segmented.source, document.segmented.encoding
    whole = Part(source.source_path, source.media_type, encoding, source.source_sha256, 0, source.source_bytes)
    # Every document has a part, so that users need not tell plain files from mails with attachments.
    parts = source.parts or (whole,)
    same = ("path", "media_type", "sha256", "source_start", "source_end", "file_start", "file_end", "stored")
    _each(rows, parts, source.doc_id, "part_id", same)
    # A part without an encoding of its own is read in that of the document.
    rows["encoding"] += [part.encoding or encoding for part in parts]


def _left_out(rows: Rows, document: Extracted) -> None:
    source = document.segmented.source
    same = ("part_id", "source_start", "source_end", "page", "reason", "text", "bytes")
    _each(rows, source.left_out, source.doc_id, "seq", same)


def _origins(rows: Rows, document: Extracted) -> None:
    source = document.segmented.source
    place = ("source_start", "source_end", "part_id", "page", "x0", "y0", "x1", "y1")
    _each(rows, source.origins, source.doc_id, "", (*place, "font_id", "size", "object", "at_start", "at_end", "how"))


def _fonts(rows: Rows, document: Extracted) -> None:
    source = document.segmented.source
    _each(rows, source.fonts, source.doc_id, "font_id", ("name", "type", "object", "sha256"))
    rows["codes"] += [
        [{"code": code.code, "text": code.text, "how": code.how, "score": code.score} for code in font.codes]
        for font in source.fonts
    ]


def _blocks(rows: Rows, document: Extracted) -> None:
    same = ("kind", "level", "parent", "page", "page_end", *_SPAN, "verbatim", "evidence", "marker")
    _each(rows, document.segmented.blocks, document.segmented.source.doc_id, "block_id", same)


def _sentences(rows: Rows, document: Extracted) -> None:
    segmented = document.segmented
    _each(rows, segmented.sentences, segmented.source.doc_id, "sentence_id", ("block_id", *_SPAN))
    rows["text"] += [segmented.text.text[sentence.start : sentence.end] for sentence in segmented.sentences]


def _mentions(rows: Rows, document: Extracted) -> None:
    same = (
        "sentence_id",
        *_SPAN,
        "text",
        "label",
        "entity_id",
        "value",
        "value_type",
        "value_data",
        "extractor",
        "rule",
        "score",
        "language",
    )
    _each(rows, document.mentions, document.segmented.source.doc_id, "mention_id", same)


_FILL: dict[str, Callable[[Rows, Extracted], None]] = {
    "documents": _documents,
    "repairs": _repairs,
    "alignment": _alignment,
    "parts": _parts,
    "left_out": _left_out,
    "origins": _origins,
    "fonts": _fonts,
    "blocks": _blocks,
    "sentences": _sentences,
    "mentions": _mentions,
}


def numbered(rows: Iterable[tuple[str, int]]) -> list[int]:
    """Return for each (path, record), sorted, its number among those that are equal, 0-based."""
    # Two rejects of a.csv record 3 are numbered 0 and 1: together with the number the key is unique.
    counters: dict[tuple[str, int], count[int]] = defaultdict(count)
    return [next(counters[row]) for row in rows]
