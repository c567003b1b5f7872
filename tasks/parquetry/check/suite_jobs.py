"""Suites made ready to run: Great Expectations takes a fraction of a second for each, so it is done once in a process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from parquetry.check.contract_suites import suite
from parquetry.check.environment import environment
from parquetry.check.gx_library import QUIET, gx
from parquetry.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.check.user_suites import UserSuite
    from parquetry.model import contract

# Expectations that Great Expectations counts among those about single rows, and that compare rows with each other. A value
# that is unique in each of two batches may still be in both: these are validated with the whole table at hand.
_UNIQUE = ("expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique")


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """A suite made ready: what makes a batch of rows, the expectations, and whose they are."""

    data: Any
    expectations: Any
    suite: str
    of_contract: bool


def jobs(table: contract.Table, suites: Sequence[UserSuite], *, whole: bool) -> list[Job]:
    """Return what is to be validated of a table."""
    # Suites of ours are only about single rows: batch by batch they say all there is to say.
    ours = [] if whole else [_job(table)]
    return ours + [
        job for suite in suites if suite.table == table.name and (job := _user_job(suite, whole=whole)) is not None
    ]


def refuse_unsound(suite: UserSuite) -> None:
    """Make a user's suite ready to run, and let it go again: an error of it is known before there are rows to run it on.

    Raises:
        ConfigError: Great Expectations takes no such suite.
    """
    for whole in (False, True):
        _user_job(suite, whole=whole)


@cache
def _context() -> Any:  # noqa: ANN401 (GX's)
    with environment(QUIET):
        context = gx().get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    return context


@cache
def _job(table: contract.Table) -> Job:
    return _ready(table.name, "contract", suite(table), of_contract=True)


@cache
def _user_job(suite: UserSuite, *, whole: bool) -> Job | None:
    """Return the job of a user's suite: of its expectations about single rows or about whole tables; null if it has none."""
    try:
        # One by one: the library's own suite logs an expectation that it does not know, and goes on without it.
        configuration = gx().expectations.expectation_configuration.ExpectationConfiguration
        expectations = [configuration(**rule).to_domain_obj() for rule in json.loads(suite.expectations)]
    # Whatever the library raises on a suite written by the user: it is the config that is wrong, not the run.
    except Exception as error:
        what = (str(error) or type(error).__name__).splitlines()[0]
        message = f"[check] suites: {suite.name} is no suite of Great Expectations: {what}"
        raise ConfigError(message) from error
    rules = [rule for rule in expectations if _is_whole(rule) == whole]
    return _ready(suite.table, suite.name, rules) if rules else None


def _is_whole(expectation: Any) -> bool:  # noqa: ANN401 (GX's)
    """Tell whether an expectation is about a table as a whole: its answer for parts says nothing of the table."""
    expectations = gx().expectations.expectation
    # Only these judge row by row; a mean or a row count of a batch says nothing about the table.
    by_row = (
        expectations.ColumnMapExpectation,
        expectations.ColumnPairMapExpectation,
        expectations.MulticolumnMapExpectation,
    )
    return expectation.expectation_type in _UNIQUE or not isinstance(expectation, by_row)


@cache
def _frames() -> Any:  # noqa: ANN401 (GX's)
    """Return what makes a batch of a frame, one for all suites: adding one costs as much as asking three expectations."""
    asset = _context().data_sources.add_pandas("frames").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("batch")


def _ready(table: str, name: str, rules: list[Any], *, of_contract: bool = False) -> Job:
    return Job(_frames(), gx().ExpectationSuite(name=f"{name}: {table}", expectations=rules), name, of_contract)


def gx_ready(suites: Sequence[UserSuite] = ()) -> str:
    """Import Great Expectations now, make suites of the user's own ready, and return its version.

    Raises:
        ConfigError: Great Expectations takes one of them not.
    """
    for own in suites:
        refuse_unsound(own)
    return str(gx().__version__)
