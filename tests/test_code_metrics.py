"""The script behind `make metrics` counts what it says it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import code_counts
import code_limits
import code_metrics
import pytest

if TYPE_CHECKING:
    from pathlib import Path

CODE = '''"""A module."""
# A comment that explains.
import re

LIMIT = 300  # noqa: PLR2004
LONG = re.compile("{long}")
SPLIT = re.compile("""{long}""", re.VERBOSE)


def public(value):
    """Say what it returns.

    Over three lines.
    """
    import json  # fmt: skip

    width = 96
    shape = Shape(height=40, sides={"left": 12})
    middle = round(value[3:9] * shape, 4)
    if width == 31:  # noqa: PLR2004 (the longest month)
        return middle
    return value > 17 or value < 2


def _private():
    def inner():
        import os

    return inner


class Shown:
    def undocumented(self):
        return 0.5
'''.replace("{long}", "a" * 61)


@pytest.fixture
def metrics(tmp_path: Path) -> code_counts.Metrics:
    file = tmp_path / "module.py"
    file.write_text(CODE, encoding="utf-8")
    return code_counts.measure(file)


def test_docstrings_are_not_counted_as_lines_of_a_function(metrics: code_counts.Metrics) -> None:
    assert sorted(metrics.function_lines) == [2, 2, 5, 9]


def test_directives_for_tools_are_not_comments(metrics: code_counts.Metrics) -> None:
    assert (metrics.comments, metrics.skips) == (1, 1)


def test_an_import_inside_a_nested_function_is_counted_once(metrics: code_counts.Metrics) -> None:
    assert metrics.inner_imports == 2


def test_a_number_with_a_name_or_a_reason_is_not_counted(metrics: code_counts.Metrics) -> None:
    numbers = [line.rpartition(" ")[2] for line in metrics.offenders if "unnamed number" in line]
    assert numbers == ["17", "0.5"]


def test_a_verbose_regular_expression_may_be_long(metrics: code_counts.Metrics) -> None:
    assert metrics.regexes == 1


def test_private_and_nested_functions_need_no_docstring(metrics: code_counts.Metrics) -> None:
    assert (metrics.public, metrics.documented) == (2, 1)


def test_complexity_is_that_of_functions_and_methods(metrics: code_counts.Metrics) -> None:
    assert max(metrics.complexities) == 3  # with both conditions of `public`


def test_every_limit_that_is_not_kept_is_named(metrics: code_counts.Metrics) -> None:
    metrics.complexities.append(99)
    problems = code_limits.over_limits(metrics)
    assert "complexity: highest is 99, limit 15" in problems
    assert "docstrings: 1 public functions have none" in problems


@pytest.mark.slow
def test_the_code_is_no_worse_than_it_was() -> None:
    """Limits that are kept stay kept; of the others, `REACHED` has what the code came to, and may be made stricter only."""
    _, everything = code_metrics.measure_packages()
    assert code_limits.worse_than_reached(everything) == []


@pytest.mark.parametrize("worse", ["numbers", "complexity", "comments", "regexes"])
def test_worse_code_is_noticed(worse: str) -> None:
    metrics = code_counts.Metrics("all", lines=100, comments=6, complexities=[1])
    assert code_limits.worse_than_reached(metrics) == []
    match worse:
        case "numbers":
            metrics.numbers = code_limits.REACHED["numbers"] + 1
        case "complexity":
            metrics.complexities = [20]
        case "comments":
            metrics.comments = 2
        case _:
            metrics.regexes = 1
    assert [problem.partition(":")[0] for problem in code_limits.worse_than_reached(metrics)][:1] == [worse]
