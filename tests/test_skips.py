"""A skip that nobody allowed fails its test."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import conftest
import pytest


def outcome_of(allowed: str | None, monkeypatch: pytest.MonkeyPatch, outcome: str = "skipped", **more: object) -> str:
    """Return what the hook makes of a test that ended so."""
    monkeypatch.setattr(conftest, "ALLOWED_SKIPS", allowed)
    report = SimpleNamespace(outcome=outcome, longrepr=("file", 1, "Skipped: needs chromium"), **more)
    hook: Any = conftest.pytest_runtest_makereport(SimpleNamespace(nodeid="tests/test_page.py::test_it"))  # type: ignore[arg-type]
    next(hook)
    with pytest.raises(StopIteration):
        hook.send(SimpleNamespace(get_result=lambda: report))
    return str(report.outcome)


@pytest.mark.parametrize("allowed", [None, "chromium", "spark,test_page"])
def test_a_skip_that_is_allowed_stays_a_skip(allowed: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert outcome_of(allowed, monkeypatch) == "skipped"


@pytest.mark.parametrize("allowed", ["", "spark", ","])
def test_a_skip_that_is_not_allowed_fails(allowed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert outcome_of(allowed, monkeypatch) == "failed"


def test_an_expected_failure_is_no_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    assert outcome_of("", monkeypatch, wasxfail="known") == "skipped"


def test_other_outcomes_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert outcome_of("", monkeypatch, outcome="passed") == "passed"
