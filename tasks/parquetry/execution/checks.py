"""Checks of a leaf by Great Expectations, from artifact to artifact; run in the process that has it imported."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from parquetry.check import expectations
from parquetry.execution import artifacts, enrichments, own_checks
from parquetry.model import contract, version_tables
from parquetry.model.dataset import Finding
from parquetry.tabulate.rows import DOCUMENT_TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from parquetry.config import Config

_RESULTS = "results.json"


def validate_artifact(tables: Path, out: Path, config: Config) -> None:
    """Validate every row of an artifact's tables, by the contract's suites and the user's own."""
    # In the order of the contract; an artifact is a leaf's, with its documents, or one of its enrichments.
    own = [table for table in version_tables.by_name(tables).values() if (tables / "data" / table.name).is_dir()]
    done = expectations.validate(tables, own, own_checks.load(config).suites)
    with artifacts.create(out) as folder:
        value = {
            "validations": [asdict(validation) for validation in done.validations],
            "findings": [asdict(finding) for finding in done.findings],
        }
        (folder / _RESULTS).write_text(json.dumps(value), encoding="utf-8")


def validate_merged(staged: Path, config: Config) -> expectations.Validated:
    """Validate every row of the merged tables of a staged version, and what the user's suites say of whole tables."""
    own = own_checks.load(config).suites
    # Tables of single documents were validated leaf by leaf.
    merged = [table for table in contract.TABLES if table.name not in {*DOCUMENT_TABLES, *enrichments.TABLES}]
    rows = expectations.validate(staged, merged, own)
    whole = expectations.validate(staged, version_tables.by_name(staged).values(), own, whole=True)
    return expectations.Validated(rows.validations + whole.validations, rows.findings + whole.findings)


def read(artifact: Path) -> expectations.Validated:
    """Return what validating a leaf came to."""
    value = json.loads((artifact / _RESULTS).read_text(encoding="utf-8"))
    validations = (expectations.Validation(**{**item, "columns": tuple(item["columns"])}) for item in value["validations"])
    findings = (Finding(**{**item, "keys": tuple(item["keys"])}) for item in value["findings"])
    return expectations.Validated(tuple(validations), tuple(findings))


def results(parts: Iterable[expectations.Validated]) -> list[dict[str, object]]:
    """Return what all leaves and the merged tables came to together, sorted: the rows of `expectations/results.json`."""
    total: dict[tuple[object, ...], expectations.Validation] = {}
    for part in parts:
        for validation in part.validations:
            # The same expectation, validated on many leaves, is one row with the sum of all.
            before = total.get(validation.key)
            rows, unexpected = (before.rows, before.unexpected) if before else (0, 0)
            total[validation.key] = expectations.Validation(
                validation.table,
                validation.suite,
                validation.type,
                validation.columns,
                validation.severity,
                rows + validation.rows,
                unexpected + validation.unexpected,
            )
    ordered = sorted(
        total.values(),
        key=lambda validation: (
            validation.table,
            validation.suite,
            validation.type,
            validation.columns,
            validation.severity,
        ),
    )
    return [{**asdict(validation), "success": validation.unexpected == 0} for validation in ordered]
