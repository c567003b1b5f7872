"""Measure which statements the tests execute, in every process they start, and hold each package to a floor.

    python benchmarks/coverage_floors.py                               all tests; ends with 1 if a package is below its floor
    python benchmarks/coverage_floors.py --report tests/test_text.py   print what these tests execute, compare nothing

All other arguments are pytest's.

Worker processes, the command line and Prefect's server are measured too: coverage patches `subprocess` and `os._exit`
([tool.coverage.run] in pyproject.toml), and each process leaves a file of its own, which are combined at the end. What a
process killed by SIGKILL executed is not counted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLOORS = {"tasks/parquetry": 96.0, "flows/parquetry_flows": 90.0}
"""Least share of statements in per cent. A floor is what was measured, rounded down, less one; it is never lowered."""
LEAST_OF_A_FILE = 70.0
"""Files below this share are listed."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A file and how many of its statements were executed."""

    path: str
    statements: int
    executed: int

    @property
    def share(self) -> float:
        """Return the executed share in per cent; a file without statements is covered."""
        return 100.0 * self.executed / self.statements if self.statements else 100.0


def measure(arguments: list[str]) -> tuple[int, list[Measured]]:
    """Run pytest under coverage; return its exit code and what each file of the packages has."""
    with tempfile.TemporaryDirectory(prefix="parquetry-coverage-") as folder:
        report = Path(folder) / "report.json"
        environment = {**os.environ, "COVERAGE_FILE": str(Path(folder) / ".coverage")}
        coverage = [sys.executable, "-m", "coverage"]
        tests = subprocess.run([*coverage, "run", "-m", "pytest", *arguments], cwd=ROOT, env=environment, check=False)
        subprocess.run([*coverage, "combine", "--quiet"], cwd=ROOT, env=environment, check=True)
        subprocess.run([*coverage, "json", "--quiet", "-o", str(report)], cwd=ROOT, env=environment, check=True)
        return tests.returncode, files(json.loads(report.read_text(encoding="utf-8")))


def files(report: dict[str, dict[str, dict[str, dict[str, int]]]]) -> list[Measured]:
    """Return the files of coverage's JSON report, by path."""
    return [
        Measured(path, content["summary"]["num_statements"], content["summary"]["covered_lines"])
        for path, content in sorted(report["files"].items())
    ]


def total(measured: list[Measured], package: str) -> Measured:
    """Return the sum over the files of a package."""
    ours = [file for file in measured if file.path.startswith(f"{package}/")]
    return Measured(package, sum(file.statements for file in ours), sum(file.executed for file in ours))


def main() -> int:
    """Measure, print, compare."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--report"]
    only_report = len(arguments) < len(sys.argv) - 1
    code, measured = measure(arguments)
    for file in measured:
        if file.share < LEAST_OF_A_FILE or only_report:
            print(f"{file.share:6.1f} %  {file.path}")
    below = False
    for package, floor in FLOORS.items():
        share = total(measured, package).share
        below |= share < floor
        print(f"{share:6.1f} %  {package}, floor {floor:g} %")
    return code or int(below and not only_report)


if __name__ == "__main__":
    sys.exit(main())
