"""Justified lines: prose whose spaces a program widened until its lines end in one column, as groff and typewriters did."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.blocks.filling import DECISIVE, TOLD_BY_TEXT
from parquetry.segment.blocks.line_groups import groups, has_stop
from parquetry.segment.blocks.line_model import LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line

_SPACES = re.compile(r"(?<=\S)( +)(?=\S)")
_FEWEST_GAPS = 3
"""Gaps between words that a line needs to show how they were widened."""
_JOIN = LABELS.index("C")
_KEPT = [LABELS.index(label) for label in "VKTPL"]
_MOST_APART = 1
"""By how many spaces the gaps of one line differ at most: programs spread what is missing evenly."""


def justified(lines: Sequence[Line]) -> list[bool]:
    """Return of each line whether it is justified.

    Its gaps are wider than one space and about equal, it is of words, and it ends in the column that the line above or below
    ends in, whose words stand in other columns: the cells of a table stand below each other. A stop ends something in its
    group of lines, as in any prose; rows of words have none.
    """
    out = [False] * len(lines)
    # Few texts have wide gaps at all, and their lines are not looked at.
    if any("  " in line.text for line in lines):
        for group in groups(lines):
            # A paragraph that runs over a page's end has a stop inside.
            if any(has_stop(lines[k]) for k in group):
                for k in group:
                    out[k] = "  " in lines[k].text and _is_justified(lines, k)
    return out


def _is_justified(lines: Sequence[Line], k: int) -> bool:
    line = lines[k]
    gaps = [len(gap) for gap in _SPACES.findall(line.text)]
    if len(gaps) < _FEWEST_GAPS or max(gaps) - min(gaps) > _MOST_APART or not _is_of_words(line.text):
        return False
    above = k > 0 and not (line.blanks or line.breaks) and _ends_alike(line, lines[k - 1])
    below = k + 1 < len(lines) and not (lines[k + 1].blanks or lines[k + 1].breaks) and _ends_alike(line, lines[k + 1])
    return above or below


def _is_of_words(text: str) -> bool:
    """Tell whether most of what stands between spaces has a letter: rows of figures are no prose."""
    tokens = text.split()
    return 2 * sum(any(map(str.isalpha, token)) for token in tokens) > len(tokens)


def _ends_alike(line: Line, other: Line) -> bool:
    """Tell whether two lines end in one column, and few words of the first begin or end where one of the other does."""
    if line.indent + line.width != other.indent + other.width:
        return False
    # Cells stand flush with each other on the left or, as figures do, on the right.
    begin, begin_there = _columns(line, 1), _columns(other, 1)
    end, end_there = _columns(line, 0), _columns(other, 0)
    # The rows of a table have about as many cells; among the many words of another line some meet by chance.
    is_row = abs(len(begin) - len(begin_there)) <= _MOST_APART
    return not (is_row and 2 * max(len(begin & begin_there), len(end & end_there)) >= len(begin))


def _columns(line: Line, side: int) -> set[int]:
    """Return the columns at which gaps between words begin (`side` 0) or end (1)."""
    return {line.indent + match.span()[side] for match in _SPACES.finditer(line.text)}


def add_evidence_of_justified(scores: Numbers, lines: Sequence[Line], spread: Sequence[bool]) -> None:
    """Add that justified lines (`spread`) are prose and go on: the last line of a paragraph keeps its spaces."""
    for k, line in enumerate(lines):
        goes_on = k > 0 and spread[k - 1] and not (line.blanks or line.breaks)
        if spread[k] or goes_on:
            scores[k, _KEPT] -= 2 * TOLD_BY_TEXT
        if goes_on:
            scores[k, _JOIN] += DECISIVE
