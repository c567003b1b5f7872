"""The user's own checks, whatever they come from: files that [check] names, and plugins."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from parquetry.check.user_suites import UserQuery, UserSuite, columns_of, load_queries, load_suites
from parquetry.errors import ConfigError, UnknownNameError
from parquetry.execution import own_tables, plugins
from parquetry.model import contract

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from parquetry.config import Config
    from parquetry.model.contract import Table


@dataclass(frozen=True, slots=True)
class OwnChecks:
    """Suites about rows and tables, and queries for the rows that break a rule."""

    suites: tuple[UserSuite, ...]
    queries: tuple[UserQuery, ...]


def load(config: Config) -> OwnChecks:
    """Return all checks of the user's own: those of files first, then those of plugins, in the order of the config.

    Raises:
        ConfigError, UnknownNameError: a file or a plugin has none, or one that is about no table; or two have one name.
    """
    # A check may be about a table of a plugin, which no contract has.
    known = contract.BY_NAME | {own.table.name: own.table for own in own_tables.load(config)}
    brought = [check for name in config.check.plugins for check in _checks(name, known)]
    suites, queries = load_suites(config.check.suites, known), load_queries(config.check.sql, known)
    own_suites = tuple(check for check in brought if isinstance(check, UserSuite))
    own_queries = tuple(check for check in brought if isinstance(check, UserQuery))
    _refuse_doubled(own_suites, suites)
    _refuse_doubled(own_queries, queries)
    for suite in suites + own_suites:
        _refuse_unknown_columns(suite, known[suite.table])
    return OwnChecks(suites + own_suites, queries + own_queries)


def digest(config: Config) -> str:
    """Return 64 hex that change with any check of the user's own, and with the code of the plugins that bring some."""
    own = load(config)
    # The code too: an expectation may be a class of the plugin's own.
    values = [asdict(own), plugins.fingerprints(config.check.plugins, "checks")]
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _checks(name: str, known: Collection[str]) -> Iterator[UserSuite | UserQuery]:
    """Yield the checks that a plugin brings, each about a table that there is.

    Raises:
        ConfigError: it raises, or gives something else than checks.
        UnknownNameError: a check is about no table.
    """
    try:
        checks = list(plugins.made(plugins.path_of(name, "checks"), ("__iter__",)))
    except ConfigError:
        raise
    # A generator runs only now.
    except Exception as error:
        message = f"[check] plugins: {name} raised {type(error).__name__}: {error}"
        raise ConfigError(message) from error
    for check in checks:
        if not isinstance(check, UserSuite | UserQuery):
            message = f"[check] plugins: {name} gives a {type(check).__name__}, which is neither UserSuite nor UserQuery"
            raise ConfigError(message)
        if check.table not in known:
            raise UnknownNameError(f"table of the check {check.name!r} of {name}:", check.table, known)
        yield check


def _refuse_unknown_columns(suite: UserSuite, table: Table) -> None:
    """Refuse an expectation about a column that its table does not have: it would fail on every leaf, after all work.

    Raises:
        UnknownNameError: there is one.
    """
    names = [column.name for column in table.columns]
    for rule in json.loads(suite.expectations):
        # What is no expectation at all, the library says when it makes the suite ready.
        arguments = rule.get("kwargs") if isinstance(rule, dict) else None
        for column in columns_of(arguments) if isinstance(arguments, dict) else ():
            if column not in names:
                raise UnknownNameError(f"column of {table.name} in the suite {suite.name}:", column, names)


def _refuse_doubled(brought: Iterable[UserSuite | UserQuery], of_files: Iterable[UserSuite | UserQuery]) -> None:
    """Refuse a check that has the name of another: in the results nobody could tell which of them was broken.

    Raises:
        ConfigError: there is one.
    """
    seen = {(check.table, check.name) for check in of_files}
    for check in brought:
        if (check.table, check.name) in seen:
            known = ", ".join(sorted(f"{table}.{name}" for table, name in seen))
            message = f"[check]: two checks are called {check.table}.{check.name}; give one another name. Known: {known}"
            raise ConfigError(message)
        seen.add((check.table, check.name))
