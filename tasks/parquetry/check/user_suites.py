"""The user's own checks: suites of Great Expectations as JSON, and queries in SQL, named by [check] in the config.

A suite is about one table: the one that its `meta.table` names, or else its `name`, or else the name of its file. Rows that
break an expectation of severity `critical`, the default, are failing rows like those of our own checks; with `warning` or
`info` they are counted in `expectations/results.json` and published.
"""

from __future__ import annotations

import glob
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parquetry.errors import ConfigError, UnknownNameError
from parquetry.model import contract

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


@dataclass(frozen=True, slots=True)
class UserSuite:
    """A suite of the user's: its table, its name, and its expectations as JSON text."""

    table: str
    name: str
    expectations: str


@dataclass(frozen=True, slots=True)
class UserQuery:
    """A query of the user's that returns the keys of the rows of a table that break a rule of this name."""

    table: str
    name: str
    query: str


def suite(table: str, name: str, *expectations: Mapping[str, Any]) -> UserSuite:
    """Return a suite about a table; an expectation is as the library has it in JSON: `type`, `kwargs`, `severity`.

    >>> suite("chunks", "short", {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "tokens"}}).table
    'chunks'
    """
    return UserSuite(table, name, json.dumps(expectations, sort_keys=True))


def columns_of(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the columns that an expectation with these `kwargs` is about: one, a pair, a list, or none."""
    names = [str(arguments[name]) for name in ("column", "column_A", "column_B") if arguments.get(name)]
    return (*names, *map(str, arguments.get("column_list") or ()))


def load_suites(patterns: Iterable[str], known: Collection[str] = contract.BY_NAME.keys()) -> tuple[UserSuite, ...]:
    """Return the suites of all files that match, sorted by their paths; `known` are the tables that one may be about.

    Raises:
        ConfigError: a pattern matches no file, or a file is no suite.
        UnknownNameError: a suite is about no known table.
    """
    return tuple(_suite(path, known) for path in _files(patterns, "suites"))


def _suite(path: Path, known: Collection[str]) -> UserSuite:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        expectations = value["expectations"]
        name = str(value.get("name") or path.stem)
        declared = (value.get("meta") or {}).get("table")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"[check] suites: {path} is no suite of Great Expectations: {type(error).__name__}: {error}"
        raise ConfigError(message) from error
    # Without a declared table the suite, or its file, is named after one.
    table = next((table for table in ([name, path.stem] if declared is None else [declared]) if table in known), None)
    if table is None:
        raise UnknownNameError(f"table of the suite {path}:", str(declared or name), known)
    return UserSuite(table, path.stem if name == table else name, json.dumps(expectations, sort_keys=True))


# The line before a query that names its table and itself: `-- documents.are_english`.
_QUERY_HEAD = re.compile(r"^-- *(\w+)\.(\w+) *$", re.MULTILINE)


def load_queries(patterns: Iterable[str], known: Collection[str] = contract.BY_NAME.keys()) -> tuple[UserQuery, ...]:
    """Return the queries of all files that match: each after a line `-- table.name`, each ended by a semicolon.

    Raises:
        ConfigError: a pattern matches no file, or a file holds no query.
        UnknownNameError: a query is about no known table.
    """
    return tuple(query for path in _files(patterns, "sql") for query in _queries(path, known))


def _queries(path: Path, known: Collection[str]) -> list[UserQuery]:
    out: list[UserQuery] = []
    # What stands before the first head is a comment of the file; comments after a head are part of its query.
    try:
        _, *parts = _QUERY_HEAD.split(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        message = f"[check] sql: {path} cannot be read: {error}"
        raise ConfigError(message) from error
    for table, name, query in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        if table not in known:
            raise UnknownNameError(f"table of a query in {path}:", table, known)
        out.append(UserQuery(table, name, query.strip().rstrip(";")))
    if not out:
        message = f"[check] sql: {path} holds no query; write each after a line like `-- mentions.no_empty_names`"
        raise ConfigError(message)
    return out


def _files(patterns: Iterable[str], key: str) -> list[Path]:
    out: list[Path] = []
    for pattern in patterns:
        paths = sorted(Path(path) for path in glob.glob(pattern, recursive=True))  # noqa: PTH207 (an absolute pattern)
        if not paths:
            message = f"[check] {key}: no file matches {pattern}"
            raise ConfigError(message)
        out += paths
    return out
