"""Tables of the user's own: declared as those of the contract are, and made of documents that are finished.

What a plugin gives is checked row by row before it is written: one document that it fails on, or gives rows for that are
none, has no rows in its table, and all others have theirs.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

import duckdb
import pyarrow as pa
from pydantic import TypeAdapter, ValidationError

from parquetry.enrich.leaf_tables import Rows
from parquetry.errors import ConfigError, DocumentError, UnknownNameError
from parquetry.model import arrow_schema, contract, declaration
from parquetry.model.contract import Column, Reference, Table
from parquetry.model.contract.columns import DOC_ID, DOCUMENT, count, number, ratio, share, span
from parquetry.model.failures import ERROR

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

__all__ = ["DOCUMENT", "DOC_ID", "Column", "OwnTable", "Reference", "Table", "count", "number", "ratio", "share", "span"]

TYPES = ("string", "binary", "bool", "int8", "int32", "int64", "float32", "float64", "list<string>")
"""Types that a column may have, by Arrow's names."""
_DOCUMENTS = "documents"
_DOC_ID = "doc_id"
# Lower case, so that it is the same folder, and the same name in SQL, everywhere.
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")

_TAKEN = ("terms", "document_lengths", "parquetry_parts", "entity_forms", "source_counts")
"""Tables that exports to databases, and checks, have beside those of a version."""
_LEAF = "leaf"
"""The column that exports which follow a dataset add to every table."""

Row = dict[str, Any]


class OwnTable(Protocol):
    """A table of the user's own.

    `table` declares it; its key begins with `doc_id`. `reads` names the columns that its rows are made of, by table:
    of `documents`, and of tables with rows about documents. `fingerprint` changes with whatever outside its module decides
    the rows.
    """

    table: Table
    fingerprint: str
    reads: Mapping[str, Sequence[str]]

    def rows(self, document: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        """Return the rows of a document: given its columns by name, and the rows of other tables by the table's name.

        `doc_id` need not be given; columns that may be null need not be given either.
        """


def refuse_unsound(own: OwnTable, tables: Collection[str]) -> None:
    """Return only if a table is declared as one of the contract is; `tables` are those that leaves have.

    Raises:
        ConfigError: its name, key, columns or references are none that a table can have.
        UnknownNameError: it reads, or refers to, what there is not.
    """
    table = own.table
    if not isinstance(table, Table) or not hasattr(own.reads, "items"):
        message = (
            f"a plugin's table is a Table and reads a dictionary, not {type(table).__name__} and {type(own.reads).__name__}"
        )
        raise ConfigError(message)
    # The first is enough: whoever writes a plugin mends one thing at a time.
    rules = (_shape_wrong, _names_taken, _columns_wrong, _key_wrong, _spans_wrong, _references_wrong)
    for problem in itertools.chain.from_iterable(rule(table) for rule in rules):
        message = f"the table {table.name!r} of a plugin {problem}"
        raise ConfigError(message)
    _refuse_unknown_reads(own, tables)
    for reference in table.references:
        to = reference.table
        _known(f"table that {table.name} refers to:", [to], tables)
        _known(f"column of {table.name} that refers to {to}:", reference.columns, _columns(table))
        _known(f"column of {to} that {table.name} refers to:", reference.to, _columns(contract.BY_NAME[to]))


def _refuse_unknown_reads(own: OwnTable, tables: Collection[str]) -> None:
    # Merged tables are none of a leaf's: what refers to them could not be checked where the rows are made.
    for read, columns in own.reads.items():
        # A text is a collection too: of its letters.
        if not isinstance(columns, list | tuple) or not all(isinstance(name, str) for name in (read, *columns)):
            what = f"{read!r}: {columns!r}, which is no name and a tuple of names"
            message = f"the table {own.table.name!r} of a plugin reads {what}"
            raise ConfigError(message)
        _known(f"table that {own.table.name} reads:", [read], tables)
        _known(f"column of {read} that {own.table.name} reads:", columns, _columns(contract.BY_NAME[read]))


def _shape_wrong(table: Table) -> Iterator[str]:
    """Yield where a declaration has a value of another type than the contract's have: what is written must be read again."""
    try:
        same = TypeAdapter(Table).validate_json(declaration.written(table), strict=True) == table
    except ValidationError as error:
        first = error.errors()[0]
        yield f"has a {'.'.join(map(str, first['loc']))} that is none: {first['msg']}"
    except TypeError as error:
        yield f"has a value that no declaration has: {error}"
    else:
        if not same:
            yield "has a list where a tuple belongs"


def _columns(table: Table) -> dict[str, Column]:
    return {column.name: column for column in table.columns}


def _known(what: str, names: Iterable[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise UnknownNameError(what, name, known)


def _names_taken(table: Table) -> Iterator[str]:
    """Yield what is wrong with the names that a table gives to itself and its columns."""
    if not _NAME.fullmatch(table.name) or table.name in contract.BY_NAME:
        yield f"has the name of none of its own; those of the contract are {', '.join(contract.BY_NAME)}"
    if table.name in {*_TAKEN, *_words_of_sql()}:
        yield f"has a name that is a word of SQL, or one of {', '.join(_TAKEN)}, which exports and checks make"
    for name, times in Counter(column.name for column in table.columns).items():
        if times > 1:
            yield f"has two columns {name!r}"


def _words_of_sql() -> set[str]:
    """Return the words that can be the name of no table, unless it is quoted wherever it is written."""
    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'"
        ).fetchall()
    return {str(word) for (word,) in rows}


def _columns_wrong(table: Table) -> Iterator[str]:
    """Yield what is wrong with columns by themselves."""
    for column in table.columns:
        if not _NAME.fullmatch(column.name) or column.name == _LEAF:
            yield f"has a column {column.name!r}; names are lower case letters, digits and underscores, and not {_LEAF!r}"
        if column.type not in TYPES:
            yield f"has a column {column.name!r} of type {column.type!r}; known: {', '.join(TYPES)}"
        yield from (
            f"has a column {column.name!r} with {problem}" for problem in (*_words_wrong(column), *_bounds_wrong(column))
        )


def _words_wrong(column: Column) -> Iterator[str]:
    """Yield what is wrong with what a column says its texts are: as an expectation it would fail when rows are there."""
    # Of a list it would be said, and never checked.
    if (column.pattern or column.allowed) and column.type != "string":
        yield f"allowed values or a pattern, which only text has, and not {column.type}"
    try:
        re.compile(column.pattern)
    except re.error as error:
        yield f"a pattern that is none: {error}"


def _bounds_wrong(column: Column) -> Iterator[str]:
    """Yield what is wrong with the bounds of a column, likewise."""
    if (column.low, column.high) != (None, None) and not column.type.startswith(("int", "float")):
        yield f"bounds, which only numbers have, and not {column.type}"
    if column.low is not None and column.high is not None and column.low > column.high:
        yield f"bounds that no number is in: {column.low} to {column.high}"


def _key_wrong(table: Table) -> Iterator[str]:
    """Yield what columns a table lacks for its key."""
    columns = _columns(table)
    # So rows of one document stand together, leave with it, and are unique where they are in their leaf.
    if table.key[:1] != (_DOC_ID,) or not _never_null(table).issuperset(table.key):
        yield "needs a key that begins with doc_id, of columns that it has and that are never null"
    if columns[_DOC_ID].type != "string" or any(columns[key].type.startswith("list") for key in table.key):
        yield "needs a key of a doc_id that is text, and of columns that are no lists"


def _spans_wrong(table: Table) -> Iterator[str]:
    """Yield what columns a table lacks for its spans."""
    numbers = {name for name in _never_null(table) if _columns(table)[name].type.startswith("int")}
    if table.spans and not numbers.issuperset({"start", "end"}):
        yield "has spans, and no columns start and end that are whole numbers and never null"


def _never_null(table: Table) -> set[str]:
    return {column.name for column in table.columns if not column.nullable}


def _references_wrong(table: Table) -> Iterator[str]:
    """Yield which references do not name a column for each that they refer to."""
    for reference in table.references:
        if len(reference.columns) != len(reference.to):
            yield f"refers from {', '.join(reference.columns)} to {', '.join(reference.to)} of {reference.table}"


def schema(table: Table) -> pa.Schema:
    """Return the Arrow schema of a table of the user's own, which declares it."""
    return arrow_schema.of(table, declaration.written(table))


def columns_read(own: OwnTable) -> tuple[str, ...]:
    """Return the columns of `documents` that the rows of a table are made of, and checked by."""
    checked_by = ("text",) if own.table.spans else ()
    return tuple(dict.fromkeys((_DOC_ID, *own.reads.get(_DOCUMENTS, ()), *checked_by)))


def maker(leaf: Path, own: OwnTable) -> Callable[[pa.Table], pa.Table]:
    """Return what makes the rows of a table for documents of a leaf, given by `columns_read`, in their order."""
    of_table = schema(own.table)
    others = {
        name: Rows(leaf, name, [column for column in columns if column != _DOC_ID])
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
    # An object of the user's may raise anything as it is turned into a number.
    except Exception as error:
        raise _refused(f"{table.name}.{_overfull(rows, schema)} cannot hold a value: {type(error).__name__}") from error


def _overfull(rows: Sequence[Row], schema: pa.Schema) -> str:
    """Return the name of the first column that cannot hold a value of rows; empty if each can by itself."""
    for field in schema:
        try:
            pa.array([row.get(field.name) for row in rows], field.type)
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
