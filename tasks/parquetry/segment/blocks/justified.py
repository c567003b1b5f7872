"""Justified lines: prose whose spaces a program widened until its lines end in one column, as groff and typewriters did."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.blocks.filling import TOLD_BY_TEXT
from parquetry.segment.blocks.line_model import LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line

_SPACES = re.compile(r"\S( +)(?=\S)")
_FEWEST_GAPS = 3
"""Gaps between words that a line needs to show how they were widened."""
_JOIN = LABELS.index("C")
_KEPT = [LABELS.index(label) for label in "VKTPL"]
_MOST_APART = 1
"""By how many spaces the gaps of one line differ at most: programs spread what is missing evenly."""


def justified(lines: Sequence[Line]) -> list[bool]:
    """Return of each line whether it is justified.

    Its gaps are wider than one space and about equal, it ends in the column that the line above or below ends in, and its
    words stand in other columns than those of that line: the cells of a table stand below each other.
    """
    # Few texts have wide gaps at all, and their lines are not looked at.
    return ["  " in line.text and _is_justified(lines, k) for k, line in enumerate(lines)]


def _is_justified(lines: Sequence[Line], k: int) -> bool:
    line = lines[k]
    gaps = [len(gap) for gap in _SPACES.findall(line.text)]
    if len(gaps) < _FEWEST_GAPS or max(gaps) - min(gaps) > _MOST_APART:
        return False
    above = k > 0 and not (line.blanks or line.breaks) and _ends_alike(line, lines[k - 1])
    below = k + 1 < len(lines) and not (lines[k + 1].blanks or lines[k + 1].breaks) and _ends_alike(line, lines[k + 1])
    return above or below


def _ends_alike(line: Line, other: Line) -> bool:
    """Tell whether two lines end in one column, and less than half of the words of the first begin where one does."""
    if line.indent + line.width != other.indent + other.width:
        return False
    here, there = _columns(line), _columns(other)
    return 2 * len(here & there) < len(here)


def _columns(line: Line) -> set[int]:
    """Return the columns at which words begin, but for the first of the line."""
    return {line.indent + match.end() for match in _SPACES.finditer(line.text)}


def add_evidence_of_justified(scores: Numbers, lines: Sequence[Line], spread: Sequence[bool]) -> None:
    """Add that justified lines (`spread`) are prose and go on: the last line of a paragraph keeps its spaces."""
    for k, line in enumerate(lines):
        goes_on = k > 0 and spread[k - 1] and not (line.blanks or line.breaks)
        if spread[k] or goes_on:
            scores[k, _KEPT] -= 2 * TOLD_BY_TEXT
        if goes_on:
            scores[k, _JOIN] += 4 * TOLD_BY_TEXT
