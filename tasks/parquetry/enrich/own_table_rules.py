"""What a table of the user's own may be: the rules that its declaration is held to before any row is made."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING

import duckdb
from pydantic import TypeAdapter, ValidationError

from parquetry.errors import ConfigError, UnknownNameError
from parquetry.model import contract, declaration
from parquetry.model.contract import Column, Table
from parquetry.model.contract.columns import DOC_ID

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from parquetry.enrich.own_tables import OwnTable

TYPES = ("string", "binary", "bool", "int8", "int32", "int64", "float32", "float64", "list<string>")
"""Types that a column may have, by Arrow's names."""
# Lower case, so that it is the same folder, and the same name in SQL, everywhere.
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_TAKEN = ("terms", "document_lengths", "parquetry_parts", "entity_forms", "source_counts")
"""Tables that exports to databases, and checks, have beside those of a version."""
_LEAF = "leaf"
"""The column that exports which follow a dataset add to every table."""


def refuse_unsound(own: OwnTable, tables: Collection[str], enriched: Collection[str] = ()) -> None:
    """Return only if a table is declared as one of the contract is.

    `tables` are those that leaves have, which it may read and refer to; of those `enriched` from them it may be made too.

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
    _refuse_unknown_reads(own, [*tables, *enriched])
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
    if table.key[:1] != (DOC_ID.name,) or not _never_null(table).issuperset(table.key):
        yield "needs a key that begins with doc_id, of columns that it has and that are never null"
    if columns[DOC_ID.name].type != "string" or any(columns[key].type.startswith("list") for key in table.key):
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
