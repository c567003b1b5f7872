"""The script behind `make coverage` adds up what coverage reports."""

from __future__ import annotations

import coverage_floors
from coverage_floors import Measured

REPORT = {
    "files": {
        "tasks/parquetry/b.py": {"summary": {"num_statements": 30, "covered_lines": 10}},
        "tasks/parquetry/a.py": {"summary": {"num_statements": 10, "covered_lines": 10}},
        "flows/parquetry_flows/c.py": {"summary": {"num_statements": 5, "covered_lines": 5}},
        "tasks/parquetry/__init__.py": {"summary": {"num_statements": 0, "covered_lines": 0}},
    }
}


def test_a_package_has_the_share_of_all_its_statements_and_not_the_mean_of_its_files() -> None:
    measured = coverage_floors.files(REPORT)
    assert coverage_floors.total(measured, "tasks/parquetry").share == 50.0
    assert coverage_floors.total(measured, "flows/parquetry_flows").share == 100.0


def test_a_file_without_statements_is_covered() -> None:
    assert Measured("__init__.py", 0, 0).share == 100.0


def test_every_package_has_a_floor() -> None:
    assert set(coverage_floors.FLOORS) == {"tasks/parquetry", "flows/parquetry_flows"}
