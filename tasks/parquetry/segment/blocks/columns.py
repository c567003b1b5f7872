"""Columns: runs of lines that leave a gutter free between two columns of text, and rows of words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.blocks.filling import DECISIVE
from parquetry.segment.blocks.line_groups import groups, has_stop
from parquetry.segment.blocks.line_model import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line

# Two spaces or more inside a line; the longest line of the left column may come this near to the right one.
_GUTTER = re.compile(r"\S( {2,})(?=\S)")
# What an item begins with: "3", "b)", "-", "(iv)".
_MARK = re.compile(r"\(?(?:\d{1,3}|[^\W\d]|[ivx]{1,5})?\W{0,2}")
_WIDE = 3
"""Spaces that make a gap wide: two also stand after a full stop."""
_FEWEST_IN_ROW = 2
"""Gaps of two spaces or more that each row of words has: one may be a typing error."""
_JOIN = LABELS.index("C")
_FEWEST = 3
"""Lines that must leave the same gutter: two may do so by chance."""


def with_gutter(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield the runs of lines, as half-open indexes, whose right columns begin at one place, with no blank line between.

    Half of the lines or more have a wide gap there, or all have one or two gaps: justified lines have many, all narrow and
    seldom in one place.
    """
    start = 0
    shared: dict[int, int] = {}
    for k in range(len(lines) + 1):
        here = _gaps(lines[k]) if k < len(lines) else {}
        fresh = k == len(lines) or lines[k].blanks > 0 or lines[k].breaks
        both = {} if fresh else {place: wide + here[place] for place, wide in shared.items() if place in here}
        if both:
            shared = both
            continue
        is_wide = any(2 * wide >= k - start for wide in shared.values())
        if k - start >= _FEWEST and (is_wide or (shared and all(map(_has_few_gaps, lines[start:k])))):
            yield start, k
        start, shared = k, here


def _gaps(line: Line) -> dict[int, int]:
    """Return the columns at which text goes on after a gap, and whether the gap is wide (1 or 0)."""
    if "  " not in line.text:
        return {}
    return {line.indent + match.end(): int(len(match[1]) >= _WIDE) for match in _GUTTER.finditer(line.text)}


def _has_few_gaps(line: Line) -> bool:
    """Tell whether a line has one or two gaps, of which the first stands behind a name: "17.00  News", "TY  - JOUR".

    Behind a number or a mark stands an item, behind a stop the next sentence.
    """
    gaps = list(_GUTTER.finditer(line.text))
    name = line.text[: gaps[0].start() + 1]
    return len(gaps) <= _FEWEST_IN_ROW and _MARK.fullmatch(name) is None and name[-1] not in ".!?:;,"


def add_evidence_of_rows(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add that lines which all have gaps, and no stop in any of them, are rows: "red  wool  scarf" above "blue  felt  hat".

    As prose they would lose their gaps, which are all that tells their columns.
    """
    # Few texts have gaps at all, and their groups are not looked at.
    if not any("  " in line.text for line in lines):
        return
    for group in groups(lines):
        # A line alone is no row of anything, and a stop is a sign of prose with untidy spaces.
        if len(group) > 1 and all(_has_gaps(lines[k]) for k in group) and not any(has_stop(lines[k]) for k in group):
            scores[group.start : group.stop, : _JOIN + 1] -= DECISIVE


def _has_gaps(line: Line) -> bool:
    # Most lines have no two spaces at all.
    return "  " in line.text and len(_GUTTER.findall(line.text)) >= _FEWEST_IN_ROW
