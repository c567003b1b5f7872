"""Measure how readable the code is: a row for each folder, a row for each package, and the limits we hold ourselves to.

    python benchmarks/code_metrics.py                     the table
    python benchmarks/code_metrics.py --offenders repair  what in that folder is over a limit, with file and line
    python benchmarks/code_metrics.py --path DIRECTORY    the same numbers for any other code, such as an installed library
    python benchmarks/code_metrics.py --strict            end with 1 if the code as a whole is over a limit

Columns:

    files, lines      of Python, blank lines and docstrings included
    function lines    median, 90th percentile, longest; from `def` to the last line, docstring not counted
    complexity        cyclomatic, by radon: median, 90th percentile, highest
    comments          comment lines per 100 lines; directives for tools (noqa, type, fmt, pragma) are not counted
    skips             `# fmt: skip`
    inner imports     import statements inside functions
    numbers           numeric literals inside functions, other than 0, 1 and 2, that have no name: see
                      `_named_numbers` in `code_counts.py`
    regexes           regular expressions over 60 characters without re.VERBOSE
    docstrings        share of public functions and methods that have one
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from code_counts import Metrics, measure
from code_limits import (
    COMMENTS_PER_100,
    COMPLEXITY,
    FUNCTION_LINES,
    INNER_IMPORTS,
    SKIPS,
    comments_per_100,
    over_limits,
    spread,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).parents[1]
PACKAGES = (ROOT / "tasks" / "parquetry", ROOT / "flows" / "parquetry_flows")


def measure_folders(package: Path) -> list[Metrics]:
    """Return a row for each folder of a package, one for the modules that are in none, and one for the whole."""
    folders: dict[str, Metrics] = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).parts
        name = parts[0] if len(parts) > 1 else "(modules)"
        folders.setdefault(name, Metrics(name)).add(measure(path))
    whole = Metrics(package.name)
    for metrics in folders.values():
        whole.add(metrics)
    return [*folders.values(), whole]


def row(metrics: Metrics) -> list[str]:
    """Return the cells of one row."""
    return [
        metrics.name,
        f"{metrics.files}",
        f"{metrics.lines:,}",
        " / ".join(f"{value:g}" for value in spread(metrics.function_lines)),
        " / ".join(f"{value:g}" for value in spread(metrics.complexities)),
        f"{comments_per_100(metrics):.1f}",
        f"{metrics.skips}",
        f"{metrics.inner_imports}",
        f"{metrics.numbers}",
        f"{metrics.regexes}",
        f"{metrics.documented / metrics.public:.0%}" if metrics.public else "-",
    ]


HEADER = (
    "folder",
    "files",
    "lines",
    "function lines",
    "complexity",
    "comments",
    "skips",
    "inner imports",
    "numbers",
    "regexes",
    "docstrings",
)
LIMITS = (
    "limit",
    "",
    "",
    " / ".join(map(str, FUNCTION_LINES)),
    " / ".join(map(str, COMPLEXITY)),
    f"{COMMENTS_PER_100:g}",
    f"{SKIPS}",
    f"{INNER_IMPORTS}",
    "",
    "0",
    "100%",
)


def table(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as a table of equal columns: the first left, the others right."""
    cells = [list(cells) for cells in rows]
    widths = [max(len(line[k]) for line in cells) for k in range(len(cells[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if k == 0 else cell.rjust(width)
            for k, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in cells
    ]
    return "\n".join(line.rstrip() for line in lines)


def measure_packages(paths: Sequence[Path] = PACKAGES) -> tuple[list[list[Metrics]], Metrics]:
    """Return the rows of each package, and one of all code."""
    packages = [measure_folders(path) for path in paths]
    everything = Metrics("all")
    for package in packages:
        everything.add(package[-1])
    return packages, everything


def main() -> int:
    """Print the table, or the offenders of one folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--path", type=Path, action="append", help="other code to measure instead of ours")
    parser.add_argument("--offenders", metavar="FOLDER", help="list what is over a limit in this folder, or in `all`")
    parser.add_argument("--strict", action="store_true", help="end with 1 if a limit is not kept")
    options = parser.parse_args()
    packages, everything = measure_packages(options.path or PACKAGES)
    if options.offenders:
        chosen = [m for package in packages for m in package[:-1] if options.offenders in (m.name, "all")]
        print("\n".join(line.replace(f"{ROOT}/", "") for metrics in chosen for line in metrics.offenders))
        return 0
    print(table([HEADER, *(row(metrics) for package in packages for metrics in package), row(everything), LIMITS]))
    problems = over_limits(everything)
    print("\n".join(["", *problems]) if problems else "\nevery limit is kept")
    return int(options.strict and bool(problems))


if __name__ == "__main__":
    sys.exit(main())
