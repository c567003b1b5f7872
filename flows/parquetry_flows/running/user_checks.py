"""Checks of the user's own, tried on a published version before a config names them."""

from __future__ import annotations

import glob
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.check import expectations, invariants, suite_jobs, user_suites
from parquetry.errors import ConfigError
from parquetry.model import contract, version_tables

if TYPE_CHECKING:
    from pathlib import Path

    from parquetry.model.dataset import Finding


@dataclass(frozen=True, slots=True)
class TriedCheck:
    """One check of a file: its table, its name, the rows that break it; `rows` is null where no version was there to try."""

    path: str
    table: str
    check: str
    rows: int | None


def key_of(path: Path) -> str:
    """Return the key of `[check]` that takes a file, by the end of its name: `suites` for .json, `sql` for .sql.

    Raises:
        ConfigError: the name ends in neither.
    """
    keys = {".json": "suites", ".sql": "sql"}
    if path.suffix not in keys:
        message = f"{path} is no check: name a suite of Great Expectations (.json) or queries of SQL (.sql)"
        raise ConfigError(message)
    return keys[path.suffix]


def try_checks(path: Path, version: Path | None) -> list[TriedCheck]:
    """Return what the checks of a file find in a version; without a version, only that the file is sound.

    Raises:
        ConfigError: the file cannot be read, or its checks cannot be run.
        UnknownNameError: a check is about no table of the contract.
    """
    if not path.is_file():
        message = f"there is no file {path}"
        raise ConfigError(message)
    return _try_suite(path, version) if key_of(path) == "suites" else _try_queries(path, version)


def _tables(version: Path | None) -> dict[str, contract.Table]:
    """Return the tables that a check may be about: those of a version, or of the contract alone."""
    return contract.BY_NAME if version is None else version_tables.by_name(version)


def _try_suite(path: Path, version: Path | None) -> list[TriedCheck]:
    suites = user_suites.load_suites([glob.escape(str(path))], _tables(version))
    if version is None:
        for suite in suites:
            suite_jobs.refuse_unsound(suite)
        return [TriedCheck(str(path), suite.table, suite.name, None) for suite in suites]
    tables = [_tables(version)[suite.table] for suite in suites]
    by_row = expectations.validate(version, tables, suites).validations
    whole = expectations.validate(version, tables, suites, whole=True).validations
    own = [validation for validation in (*by_row, *whole) if validation.suite in {suite.name for suite in suites}]
    return [
        TriedCheck(str(path), item.table, f"{item.suite}: {item.type}({', '.join(item.columns)})", item.unexpected)
        for item in own
    ]


def _try_queries(path: Path, version: Path | None) -> list[TriedCheck]:
    queries = user_suites.load_queries([glob.escape(str(path))], _tables(version))
    if version is None:
        invariants.refuse_unsound(queries)
        return [TriedCheck(str(path), query.table, query.name, None) for query in queries]
    findings = {(finding.table, finding.check): finding for finding in invariants.check_queries(version, queries)}
    return [TriedCheck(str(path), query.table, query.name, _rows(findings, query.table, query.name)) for query in queries]


def _rows(findings: dict[tuple[str, str], Finding], table: str, name: str) -> int:
    finding = findings.get((table, name))
    return finding.rows if finding else 0
