"""Checks: Great Expectations over every row of every table, by suites derived from the contract. The only door to GX.

GX takes seconds to import and a fraction of one for each suite: the suites run once a table, over batches of up to a
million rows, in a process that began importing while the documents were processed.
"""

from __future__ import annotations

import json
import logging
import os
import warnings
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from parquetry.model import contract
from parquetry.model.dataset import Finding

if TYPE_CHECKING:
    from pathlib import Path

BATCH_ROWS = 200_000
"""Most rows checked at once: as Python values they take some 2 kB each, and each batch costs a third of a second."""
BATCH_BYTES = 24_000_000
"""Most bytes checked at once, roughly: texts are long."""
SHOWN = 1_000
"""Most keys a finding carries."""


@cache
def gx() -> Any:  # noqa: ANN401 (GX ships no types)
    """Return Great Expectations, imported quietly: no telemetry, no progress bars."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import great_expectations  # noqa: PLC0415 (9 s of CPU)

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    return great_expectations


def suite(table: contract.Table) -> list[Any]:
    """Return the expectations of a table: its columns, and for each what the contract says of its values."""
    make = gx().expectations
    names = [column.name for column in table.columns]
    out = [make.ExpectTableColumnsToMatchOrderedList(column_list=names)]
    for column in table.columns:
        if not column.nullable:
            out.append(make.ExpectColumnValuesToNotBeNull(column=column.name))
        if column.allowed and not column.type.startswith("list"):
            out.append(make.ExpectColumnValuesToBeInSet(column=column.name, value_set=list(column.allowed)))
        if column.pattern:
            out.append(make.ExpectColumnValuesToMatchRegex(column=column.name, regex=f"^(?:{column.pattern})$"))
        if column.low is not None or column.high is not None:
            between = make.ExpectColumnValuesToBeBetween
            out.append(between(column=column.name, min_value=column.low, max_value=column.high))
    if table.spans:
        for low, high in (("start", "end"), ("source_start", "source_end")):
            out.append(make.ExpectColumnPairValuesAToBeGreaterThanB(column_A=high, column_B=low, or_equal=True))
    return out


def check(staged: Path) -> list[Finding]:
    """Return every row of a staged version that breaks its table's suite, a finding for each expectation broken."""
    context = gx().get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("staged")
    findings: list[Finding] = []
    for table in contract.TABLES:
        definition = source.add_dataframe_asset(table.name).add_batch_definition_whole_dataframe("batch")
        rules = context.suites.add(gx().ExpectationSuite(name=table.name, expectations=suite(table)))
        job = context.validation_definitions.add(gx().ValidationDefinition(name=table.name, data=definition, suite=rules))
        for path in sorted((staged / "data" / table.name).glob("*.parquet")):
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(batch_size=_batch_rows(file.metadata)):
                    findings += _validated(job, table, batch)
    return findings


def _batch_rows(metadata: Any) -> int:  # noqa: ANN401 (pyarrow ships no types)
    """Return how many rows of a file are checked at once."""
    rows: int = metadata.num_rows
    size: int = sum(metadata.row_group(k).total_byte_size for k in range(metadata.num_row_groups))
    return max(1, min(BATCH_ROWS, BATCH_BYTES * rows // max(1, size)))


def _validated(job: Any, table: contract.Table, batch: pa.RecordBatch) -> list[Finding]:  # noqa: ANN401 (GX's)
    frame = pa.Table.from_batches([batch]).to_pandas(integer_object_nulls=True)
    wanted = {
        "result_format": "COMPLETE",
        "unexpected_index_column_names": list(table.key),
        "include_unexpected_rows": False,
        "return_unexpected_index_query": False,
    }
    result = job.run(batch_parameters={"dataframe": frame}, result_format=wanted)
    findings = []
    for outcome in result.results:
        if outcome.success:
            continue
        kind = outcome.expectation_config.type
        where = outcome.expectation_config.kwargs.get("column", "")
        raised = [info["exception_message"] for info in _exceptions(outcome.exception_info)]
        index = outcome.result.get("unexpected_index_list") or []
        keys = tuple(json.dumps([row[name] for name in table.key], default=str) for row in index[:SHOWN])
        rows = outcome.result.get("unexpected_count") or len(index) or frame.shape[0]
        detail = f"{where or 'columns'}: {raised[0]}" if raised else f"{where or 'columns'}: {rows} of {frame.shape[0]} rows"
        findings.append(Finding(table.name, kind, detail, rows, keys))
    return findings


def _exceptions(info: Any) -> list[dict[str, Any]]:  # noqa: ANN401 (GX gives one dict, or one by metric)
    """Return what an expectation raised; GX reports that as a failure like any other."""
    values = [info] if "raised_exception" in (info or {}) else list((info or {}).values())
    return [value for value in values if isinstance(value, dict) and value.get("raised_exception")]


def expectations(folder: Path) -> None:
    """Write each table's suite as JSON, so that others can check with the same rules."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in contract.TABLES:
        rules = [{"type": one.expectation_type, "kwargs": _kwargs(one)} for one in suite(table)]
        text = json.dumps({"name": table.name, "expectations": rules}, indent=1, sort_keys=True)
        (folder / f"{table.name}.json").write_text(text + "\n", encoding="utf-8")


def _kwargs(expectation: Any) -> dict[str, Any]:  # noqa: ANN401 (GX's)
    names = ("column", "column_list", "value_set", "regex", "min_value", "max_value", "column_A", "column_B", "or_equal")
    found = {name: getattr(expectation, name, None) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def gx_ready() -> str:
    """Import Great Expectations now, and return its version."""
    return str(gx().__version__)
