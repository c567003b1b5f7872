"""Expectations: Great Expectations over every row of every table, by suites derived from the contract and the user's own.

A suite runs over batches of up to BATCH_ROWS rows, in a process that began importing Great Expectations, which takes
seconds, while the documents were processed.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from parquetry.check import suite_jobs
from parquetry.check.contract_suites import suite
from parquetry.check.user_suites import columns_of
from parquetry.model import arrow_schema, contract, version_tables
from parquetry.model.dataset import MOST_KEYS, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from parquetry.check.suite_jobs import Job
    from parquetry.check.user_suites import UserSuite

BATCH_ROWS = 200_000
"""Most rows checked at once: as Python values they take some 2 kB each, and each batch costs a third of a second."""
BATCH_BYTES = 24_000_000
"""Most bytes checked at once, roughly: texts are long."""


@dataclass(frozen=True, slots=True)
class Validation:
    """What one expectation came to: rows it was asked of, rows that break it. `suite` says whose it is."""

    table: str
    suite: str
    type: str
    columns: tuple[str, ...]
    severity: str
    rows: int
    unexpected: int

    @property
    def key(self) -> tuple[object, ...]:
        """Return what tells one expectation from another."""
        return self.table, self.suite, self.type, self.columns, self.severity


@dataclass(frozen=True, slots=True)
class Validated:
    """Every expectation with what it came to, and a finding for each broken one whose severity is error."""

    validations: tuple[Validation, ...]
    findings: tuple[Finding, ...]


def validate(
    folder: Path, tables: Iterable[contract.Table], suites: Sequence[UserSuite] = (), *, whole: bool = False
) -> Validated:
    """Validate every row of tables below `folder / "data"`: by the contract's suites and by the user's own.

    Of the user's own the expectations about single rows are validated; with `whole` those about whole tables instead, and
    none of ours: rows of a table must then all be there. Tables are as the contract has them, or, in a version that an
    older release published, as `version_tables` says.
    """
    totals: dict[tuple[object, ...], Validation] = {}
    findings: list[Finding] = []
    for table in tables:
        jobs = suite_jobs.jobs(table, suites, whole=whole)
        # A table that no suite is about is not even read.
        for batch in _batches(folder, table, whole=whole) if jobs else ():
            for validation, finding in itertools.chain.from_iterable(_validated(job, table, batch) for job in jobs):
                totals[validation.key] = _added(totals.get(validation.key), validation)
                findings += [finding] if finding is not None else []
    return Validated(tuple(totals.values()), tuple(findings))


def _added(before: Validation | None, validation: Validation) -> Validation:
    """Return the sum of two batches: their numbers add up, since each row is in exactly one."""
    if before is None:
        return validation
    return replace(validation, rows=before.rows + validation.rows, unexpected=before.unexpected + validation.unexpected)


def check(version: Path) -> list[Finding]:
    """Return every row of a staged or published version that breaks its table's suite."""
    return list(validate(version, version_tables.by_name(version).values()).findings)


def _batches(folder: Path, table: contract.Table, *, whole: bool) -> Iterator[pd.DataFrame]:
    """Yield the rows of a table in batches of bounded size, or at once; an empty table gives one batch without rows."""
    paths = sorted((folder / "data" / table.name).glob("*.parquet"))
    # The contract got the table after this version was published.
    if not paths:
        yield arrow_schema.of(table).empty_table().to_pandas(integer_object_nulls=True)
        return
    if whole:
        # integer_object_nulls: else a column of integers with one null becomes floats, and 9007199254740993 another
        # number.
        yield pa.concat_tables([pq.read_table(path) for path in paths]).to_pandas(integer_object_nulls=True)
        return
    for path in paths:
        with pq.ParquetFile(path) as file:
            # `iter_batches` yields nothing for an empty file, and the columns of an empty table must be checked too.
            if not file.metadata.num_rows:
                yield file.read().to_pandas(integer_object_nulls=True)
            for batch in file.iter_batches(batch_size=_batch_rows(file.metadata)):
                yield pa.Table.from_batches([batch]).to_pandas(integer_object_nulls=True)


def _batch_rows(metadata: Any) -> int:  # noqa: ANN401 (pyarrow ships no types)
    """Return how many rows of a file are checked at once."""
    rows: int = metadata.num_rows
    size: int = sum(metadata.row_group(k).total_byte_size for k in range(metadata.num_row_groups))
    return max(1, min(BATCH_ROWS, BATCH_BYTES * rows // max(1, size)))


def _validated(job: Job, table: contract.Table, frame: pd.DataFrame) -> Iterator[tuple[Validation, Finding | None]]:
    """Yield what each expectation of a suite came to on a batch, with a finding if it is broken and an error."""
    if _hold_without_rows(job, table, frame):
        yield from ((validation, None) for validation in _of_no_rows(job, table))
        return
    batch = job.data.get_batch(batch_parameters={"dataframe": frame})
    # Whether a rule holds costs half of what it costs to say which rows break it: that is asked only where one is broken.
    result = batch.validate(job.expectations, result_format="BOOLEAN_ONLY")
    if not result.success:
        result = batch.validate(job.expectations, result_format=_keys_wanted(table))
    for outcome in result.results:
        broken = 0 if outcome.success else _broken_rows(outcome, len(frame))
        validation = replace(_asked(job, table, outcome.expectation_config), rows=len(frame), unexpected=broken)
        is_error = not outcome.success and validation.severity == "error"
        yield validation, _finding(job, table, outcome, validation) if is_error else None


def _asked(job: Job, table: contract.Table, config: Any) -> Validation:  # noqa: ANN401 (GX's)
    """Return an expectation before it was asked of any row."""
    # "critical" is what the library itself assumes; a user lowers it to "warning" or "info" for a rule that may be
    # broken.
    severity = "error" if str(getattr(config.severity, "value", config.severity)) == "critical" else "warning"
    return Validation(table.name, job.suite, config.type, columns_of(config.kwargs), severity, 0, 0)


@cache
def _of_no_rows(job: Job, table: contract.Table) -> tuple[Validation, ...]:
    """Return what a suite of the contract comes to where a table has its columns and no rows: each rule holds of none."""
    return tuple(_asked(job, table, rule.configuration) for rule in job.expectations.expectations)


def _hold_without_rows(job: Job, table: contract.Table, frame: pd.DataFrame) -> bool:
    """Tell whether a suite holds because there are no rows, and the columns are those of the contract in their order.

    Most leaves have no rows in half of the tables, and the library takes as long for none as for a hundred.
    """
    # A user's expectation may fail without rows, or raise: those are always asked.
    return frame.empty and job.of_contract and list(frame.columns) == [column.name for column in table.columns]


def _keys_wanted(table: contract.Table) -> dict[str, object]:
    """Return the format of results with the keys of all rows that break a rule, not the first twenty."""
    return {
        "result_format": "COMPLETE",
        "unexpected_index_column_names": list(table.key),
        "include_unexpected_rows": False,
        "return_unexpected_index_query": False,
    }


def _broken_rows(outcome: Any, rows: int) -> int:  # noqa: ANN401 (GX's)
    index = outcome.result.get("unexpected_index_list") or []
    # An expectation about the table as a whole counts no rows: then all rows of it are broken, and at least one.
    return int(outcome.result.get("unexpected_count") or len(index) or rows or 1)


def _place_of(validation: Validation) -> str:
    """Return what an expectation is about: one or two columns by name, more as "columns", none as "table"."""
    if len(validation.columns) > 2:  # noqa: PLR2004 (a pair)
        return "columns"
    return ", ".join(validation.columns) or "table"


def _finding(job: Job, table: contract.Table, outcome: Any, validation: Validation) -> Finding:  # noqa: ANN401 (GX's)
    raised = [info["exception_message"] for info in _exceptions(outcome.exception_info)]
    index = outcome.result.get("unexpected_index_list") or []
    keys = tuple(json.dumps([row[name] for name in table.key], default=str) for row in index[:MOST_KEYS])
    where = _place_of(validation)
    suite = "" if job.suite == "contract" else f"{job.suite}: "
    what = raised[0] if raised else f"{validation.unexpected} of {validation.rows} rows"
    return Finding(table.name, validation.type, f"{suite}{where}: {what}", validation.unexpected, keys)


def _exceptions(info: Any) -> list[dict[str, Any]]:  # noqa: ANN401 (GX gives one dict, or one by metric)
    """Return what an expectation raised; GX reports that as a failure like any other."""
    values = [info] if "raised_exception" in (info or {}) else list((info or {}).values())
    return [value for value in values if isinstance(value, dict) and value.get("raised_exception")]


def expectations(version: Path) -> None:
    """Write the suite of each table of a staged version as JSON, so that others can check with the same rules."""
    folder = version / "expectations"
    folder.mkdir(parents=True, exist_ok=True)
    for table in version_tables.by_name(version).values():
        # the form that Great Expectations itself loads: gx.ExpectationSuite(**json)
        rules = [{"type": rule.expectation_type, "kwargs": _kwargs(rule)} for rule in suite(table)]
        text = json.dumps({"name": table.name, "expectations": rules}, indent=1, sort_keys=True)
        (folder / f"{table.name}.json").write_text(text + "\n", encoding="utf-8")


def _kwargs(expectation: Any) -> dict[str, Any]:  # noqa: ANN401 (GX's)
    names = ("column", "column_list", "value_set", "regex", "min_value", "max_value", "column_A", "column_B", "or_equal")
    attributes = {name: getattr(expectation, name, None) for name in names}
    return {name: value for name, value in attributes.items() if value is not None}
