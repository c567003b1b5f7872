"""How readable the code has to be: the limits we hold ourselves to, and what of them is reached.

`code_counts.py` measures; this says what is over a limit, and what is worse than it was.
"""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from code_counts import Metrics

# The limits: of the longest function, the highest complexity and a file's length for each, of the rest for all code.
FILE_LINES = 300
FUNCTION_LINES = (8, 25, 40)
COMPLEXITY = (2, 8, 15)
COMMENTS_PER_100 = 6.0
SKIPS = 19
INNER_IMPORTS = 30
REGEX_LENGTH = 60
REACHED = {
    "complexity: median": 3,
    "comments": 6.0,
    "numbers": 370,
}
"""Where the code as a whole is not within its limits, or there is none: what it has reached. Only ever made stricter."""


def spread(values: Sequence[int]) -> tuple[float, float, int]:
    """Return median, 90th percentile and largest of some counts; zeros where there are none.

    >>> spread([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    (5.5, 9.0, 10)
    """
    if not values:
        return 0, 0, 0
    ordered = sorted(values)
    return statistics.median(ordered), float(ordered[max(0, -(-len(ordered) * 9 // 10) - 1)]), ordered[-1]


def comments_per_100(metrics: Metrics) -> float:
    """Return the comment lines per 100 lines."""
    return 100 * metrics.comments / max(1, metrics.lines)


def over_limits(metrics: Metrics) -> list[str]:
    """Return in words which limits the code is over."""
    found = []
    for what, values, limits in (
        ("function lines", spread(metrics.function_lines), FUNCTION_LINES),
        ("complexity", spread(metrics.complexities), COMPLEXITY),
    ):
        found += [
            f"{what}: {measure} is {value:g}, limit {limit}"
            for measure, value, limit in zip(("median", "90th percentile", "highest"), values, limits, strict=True)
            if value > limit
        ]
    if comments_per_100(metrics) < COMMENTS_PER_100:
        found.append(f"comments: {comments_per_100(metrics):.1f} per 100 lines, at least {COMMENTS_PER_100:g}")
    counts = (("skips", metrics.skips, SKIPS), ("inner imports", metrics.inner_imports, INNER_IMPORTS))
    found += [f"{what}: {count}, limit {limit}" for what, count, limit in counts if count > limit]
    if metrics.regexes:
        found.append(f"regexes: {metrics.regexes} over {REGEX_LENGTH} characters without VERBOSE")
    if metrics.documented < metrics.public:
        found.append(f"docstrings: {metrics.public - metrics.documented} public functions have none")
    return found


def worse_than_reached(metrics: Metrics) -> list[str]:
    """Return in words which limits the code is over, but for those in REACHED, and what there is worse than it was."""
    problems = [problem for problem in over_limits(metrics) if not problem.startswith(tuple(REACHED))]
    median, _, _ = spread(metrics.complexities)
    values = {
        "complexity: median": median,
        "numbers": metrics.numbers,
    }
    problems += [f"{what}: {value:g}, was {REACHED[what]:g}" for what, value in values.items() if value > REACHED[what]]
    comments = round(comments_per_100(metrics), 1)
    if comments < REACHED["comments"]:
        problems.append(f"comments: {comments:g} per 100 lines, was {REACHED['comments']:g}")
    return problems
