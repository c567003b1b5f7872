"""Query: SQL over the tables and views of a published version."""

from __future__ import annotations

import contextlib
import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from parquetry.dataset.reader import open_table
from parquetry.errors import ConfigError
from parquetry.model import version_tables
from parquetry.publish import manifest, views

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from parquetry.config import Quality


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a query, with the names of their columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@contextlib.contextmanager
def connected(version: Path, quality: Quality) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection with every table of a version and every view; tables that the version lacks are empty there.

    Raises:
        DamageError: a part file of the version is missing.
    """
    manifest.refuse_incomplete(version)
    with duckdb.connect() as connection:
        for name, table in version_tables.by_name(version).items():
            parts = sorted(as_pattern(path) for path in (version / "data" / name).glob("*.parquet"))
            # A version of an older contract: the reader fills in what it lacks.
            relation = connection.from_parquet(parts) if parts else None
            columns = [column.name for column in table.columns]
            if relation is None or relation.columns != columns:
                relation = connection.from_arrow(open_table(version, name).to_table())
            relation.create_view(name)
        for name, query in views.statements(quality, version_tables.own(version).values()):
            connection.execute(f"CREATE VIEW {name} AS {query}")
        yield connection


def distinct(columns: Sequence[str]) -> list[str]:
    """Return the names of columns for what has each name once, such as an object of JSON.

    >>> distinct(["doc_id", "n", "doc_id", "doc_id"])
    ['doc_id', 'n', 'doc_id_1', 'doc_id_2']
    """
    out: list[str] = []
    for name in columns:
        out.append(_free(name, {*out, *columns}) if name in out else name)
    return out


def _free(name: str, taken: set[str]) -> str:
    """Return the name of another column, as DuckDB calls it in a query within a query."""
    others = (f"{name}_{number}" for number in itertools.count(1))
    return next(other for other in others if other not in taken)


def as_pattern(path: Path) -> str:
    """Return a path as DuckDB takes it, for which [ ? * are patterns: there they stand in brackets."""
    return re.sub(r"([\[?*])", r"[\1]", str(path))


def query(version: Path, sql: str, quality: Quality) -> Answer:
    """Return what a query gives. The trap: all rows are held in memory; for a large answer write `COPY (...) TO`.

    Statements before the last may set options or make tables; one that answers would have its rows lost.

    Raises:
        ConfigError: the query is wrong, and the message DuckDB's; or more than one statement answers.
    """
    with connected(version, quality) as connection:
        try:
            _refuse_lost_answers(sql.encode("utf-8").decode("utf-8"))
            # None where there is no statement: an empty text, or a comment alone.
            result: duckdb.DuckDBPyConnection | None = connection.execute(sql)
            if result is None:
                message = "the query is empty; write one as SELECT count(*) FROM documents"
                raise ConfigError(message)
            # A statement that is no query, such as COPY, may have no columns.
            return Answer(tuple(str(column[0]) for column in result.description or ()), tuple(result.fetchall()))
        # ValueError: a text that is no Unicode, or a value that Python has no type for.
        except (duckdb.Error, ValueError, OverflowError) as error:
            message = f"the query is wrong: {error}"
            raise ConfigError(message) from error


def _refuse_lost_answers(sql: str) -> None:
    """Return only if the last statement alone is one whose rows are wanted: nothing but its rows is returned.

    Raises:
        ConfigError: another is, as in `SELECT 1; SELECT 2`.
    """
    before = duckdb.extract_statements(sql)[:-1]
    # `SET threads = 1` and `CREATE TABLE ...` give no rows, or none that anybody asked for.
    if any(statement.expected_result_type == [duckdb.ExpectedResultType.QUERY_RESULT] for statement in before):
        message = f"{len(before) + 1} statements, of which more than the last answer; ask them one by one"
        raise ConfigError(message)
