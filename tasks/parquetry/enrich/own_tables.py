"""Tables of the user's own: declared as those of the contract are, and made of documents that are finished.

What a plugin gives is checked row by row before it is written: one document that it fails on, or gives rows for that are
none, has no rows in its table, and all others have theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa

from parquetry.enrich.leaf_tables import Rows
from parquetry.errors import DocumentError
from parquetry.model import arrow_schema, declaration
from parquetry.model.contract import Column, Reference, Table
from parquetry.model.contract.columns import DOC_ID, DOCUMENT, count, number, ratio, share, span
from parquetry.model.failures import ERROR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

__all__ = ["DOCUMENT", "DOC_ID", "Column", "OwnTable", "Reference", "Table", "count", "number", "ratio", "share", "span"]

_DOCUMENTS = "documents"
_DOC_ID = "doc_id"


Row = dict[str, Any]


class OwnTable(Protocol):
    """A table of the user's own.

    `table` declares it; its key begins with `doc_id`. `reads` names the columns that its rows are made of, by table: of
    `documents`, of tables with rows about documents, of `signals` and `chunks`. `fingerprint` changes with whatever outside
    its module decides the rows.
    """

    table: Table
    fingerprint: str
    reads: Mapping[str, Sequence[str]]

    def rows(self, document: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        """Return the rows of a document: given its columns by name, and the rows of other tables by the table's name.

        `doc_id` need not be given; columns that may be null need not be given either.
        """


def schema(table: Table) -> pa.Schema:
    """Return the Arrow schema of a table of the user's own, which declares it."""
    return arrow_schema.of(table, declaration.written(table))


def columns_read(own: OwnTable) -> tuple[str, ...]:
    """Return the columns of `documents` that the rows of a table are made of, and checked by."""
    checked_by = ("text",) if own.table.spans else ()
    return tuple(dict.fromkeys((_DOC_ID, *own.reads.get(_DOCUMENTS, ()), *checked_by)))


def maker(leaf: Path, own: OwnTable, made: Mapping[str, Path]) -> Callable[[pa.Table], pa.Table]:
    """Return what makes the rows of a table for documents of a leaf, given by `columns_read`, in their order.

    `made` are the artifacts of the enrichments that it reads, by their names; the leaf has all other tables.
    """
    of_table = schema(own.table)
    others = {
        name: Rows(made.get(name, leaf), name, [column for column in columns if column != _DOC_ID])
        for name, columns in own.reads.items()
        if name != _DOCUMENTS
    }

    def rows(batch: pa.Table) -> pa.Table:
        """Return the rows of some documents."""
        # As Python values: plugins are written by people who know their rows, not Arrow.
        out: list[Row] = []
        for document in batch.to_pylist():
            given = {name: of.of(document[_DOC_ID]).to_pylist() for name, of in others.items()}
            out += _checked_rows(own, {**document, **given})
        return _written(own.table, out, of_table)

    return rows


def _written(table: Table, rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    """Return rows as Arrow has them.

    Raises:
        DocumentError: a column cannot hold a value.
    """
    try:
        return pa.Table.from_pylist(rows, schema)
    except MemoryError:
        raise
    # An object of the user's may raise anything as it is turned into a number.
    except Exception as error:
        raise _refused(f"{table.name}.{_overfull(rows, schema)} cannot hold a value: {type(error).__name__}") from error


def _overfull(rows: Sequence[Row], schema: pa.Schema) -> str:
    """Return the name of the first column that cannot hold a value of rows; empty if each can by itself."""
    for field in schema:
        try:
            pa.array([row.get(field.name) for row in rows], field.type)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 (as above)
            return str(field.name)
    return ""


def _refused(message: str) -> DocumentError:
    """Return the error of a document whose rows are none, which counts for the exit code. No text of it is in it."""
    return DocumentError(ERROR, message)


def _checked_rows(own: OwnTable, document: Mapping[str, Any]) -> list[Row]:
    """Return the rows of a document, sorted by key.

    Raises:
        DocumentError: a row is none of the table.
    """
    table = own.table
    names = frozenset(column.name for column in table.columns)
    # Before the others, so that a plugin may leave it out, and cannot give that of another unseen.
    rows = [{_DOC_ID: document[_DOC_ID], **row} for row in _given(own, document)]
    for row in rows:
        _refuse_other(table, row, names, document[_DOC_ID])
        for column in table.columns:
            _refuse_null(table, column, row.get(column.name))
        if table.spans:
            _refuse_no_span(table, row, document["text"])
    # Parts of tables are sorted by key, and the order that a plugin gives rows in may differ from run to run.
    return sorted(rows, key=lambda row: tuple(row[key] for key in table.key))


def _given(own: OwnTable, document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield what a plugin gives for rows of a document, each being a dictionary."""
    rows = own.rows(document)
    # A function that ends without a word gives null, and that is no way to say that there are none.
    if not isinstance(rows, Iterable):
        raise _refused(f"{own.table.name}: rows of type {type(rows).__name__}, which are no list of rows")
    for row in rows:
        if not isinstance(row, Mapping):
            raise _refused(f"{own.table.name}: a row of type {type(row).__name__}, which is no dictionary")
        yield row


def _refuse_other(table: Table, row: Row, names: frozenset[str], doc_id: str) -> None:
    """Refuse a row of another table, or of another document."""
    # Not by the names of its columns: of a dictionary of words those would be words of the document.
    if row.keys() - names:
        raise _refused(f"{table.name}: a row with {len(row.keys() - names)} other columns than {', '.join(sorted(names))}")
    if row[_DOC_ID] != doc_id:
        raise _refused(f"{table.name}: a row of another document")


def _refuse_null(table: Table, column: Column, value: object) -> None:
    # Parquet takes no null where none may be, and would fail on the whole leaf.
    within = isinstance(value, list | tuple) and any(item is None for item in value)
    if within or (value is None and not column.nullable):
        message = f"{table.name}.{column.name} is null"
        raise _refused(message)


def _refuse_no_span(table: Table, row: Row, text: str) -> None:
    """Refuse a span that is not in the text, or does not have the text that it says."""
    start, end = row["start"], row["end"]
    # A column that is called text is what the span says, as in sentences and mentions.
    if not 0 <= start <= end <= len(text) or text[start:end] != row.get("text", text[start:end]):
        message = (
            f"{table.name}: the span from {start} to {end} of {len(text)} is not in the text, or not the text of its row"
        )
        raise _refused(message)
