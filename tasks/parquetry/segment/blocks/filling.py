"""Filling: what the room that a word had on the line before tells of a break, measured on the text's own lines."""

from __future__ import annotations

import math
from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from parquetry.segment.blocks.line_model import LABELS, NAT
from parquetry.segment.lines import NARROW, ended

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line
    from parquetry.segment.shape import Shape

TOLD_BY_TEXT = 3.0 * NAT
"""What it weighs that the next word had room, or none, in a text whose lines are all filled: 20 to 1."""
DECISIVE = 4 * TOLD_BY_TEXT
"""What outweighs the model where it is rather sure, and filling besides: 160,000 to 1. The model itself seldom says more."""
ROOMY = 0.87
"""What share of the usual width a line that ended a sentence falls short of, next word included, to have ended its block:
proportional type leaves a line up to an eighth short and still full."""
LONGEST_WRAPPED = 120
"""Widest that text is wrapped at, in code points: the 100 to 120 that style guides allow at most (PEP 8, Google)."""
_MOST = 6.0 * NAT
"""The most that it weighs that hardly any line that goes on is so short: 400 to 1."""
_BEGIN, _JOIN = LABELS.index("B"), LABELS.index("C")
_HYPHENS = frozenset("-\u2010\u00ad")


def needed(before: Line, line: Line) -> int:
    """Return the width, in code points, that a line would have had with the first word of the next one."""
    return before.indent + before.width + 1 + len(line.text.split(maxsplit=1)[0])


def widths_of_running(lines: Sequence[Line], shape: Shape) -> list[int]:
    """Return, sorted, what `needed` is at breaks that a sentence surely runs over; none where lines are not wrapped."""
    if not shape.width:
        return []
    return sorted(
        needed(before, line)
        for before, line in pairwise(lines)
        if line.text[0].islower()
        and not (line.blanks or line.breaks or ended(before.text))
        # Another column: notes have their own.
        and max(before.width, line.width) >= NARROW * shape.width
    )


def add_evidence_of_filling(scores: Numbers, lines: Sequence[Line], k: int, shape: Shape, running: Sequence[int]) -> None:
    """Add what room the next word had on the line before `k`, where lines are filled or keep spaces.

    `running` is of `widths_of_running`.
    """
    before, line = lines[k - 1], lines[k]
    width = needed(before, line)
    goes_on = line.text[0].islower()
    # Programs that keep the space at a wrap leave none at the end of a paragraph.
    if shape.trailing and _has_no_space(before) and before.width >= NARROW * shape.width:
        scores[k, _BEGIN] += 2 * TOLD_BY_TEXT
    # The next word did not fit, so the break is the program's and says nothing about the author.
    elif shape.longest and width > shape.longest:
        scores[k, _JOIN] += TOLD_BY_TEXT
    # The word had room after a sentence: the fewer lines that go on are so short, the surer it is that a block ended.
    elif ended(before.text) and (shape.longest or width <= ROOMY * shape.width) and not goes_on:
        scores[k, _BEGIN] += _weight_of_room(width, running)
    # Somebody broke the line on purpose. In text that is filled by eye a sentence must have ended too.
    elif shape.longest and not goes_on:
        scores[k, _BEGIN] += TOLD_BY_TEXT
    # A full line between two others ends no paragraph where blank lines end them: its sentence only happens to end there.
    elif shape.gapped and _follows_at_once(line) and width > ROOMY * shape.width > 0:
        scores[k, _BEGIN] -= TOLD_BY_TEXT


def _has_no_space(line: Line) -> bool:
    """Tell whether a line keeps no space at its end; a word broken at a hyphen has none in any text."""
    return not (line.trails or is_broken(line))


def _follows_at_once(line: Line) -> bool:
    """Tell whether no blank line and no end of a page stands before a line."""
    return not (line.blanks or line.breaks)


def is_broken(line: Line) -> bool:
    """Tell whether a line ends in a word broken at a hyphen: "repercus-"."""
    return line.text[-1] in _HYPHENS and line.text[-2:-1].isalnum()


def _weight_of_room(width: int, running: Sequence[int]) -> float:
    """Return what it weighs for a beginning that a line with the next word would have been only so wide.

    The logarithm of how seldom a line that goes on is as short; the last line of a paragraph may have any width.
    """
    as_short = bisect_right(running, width)
    # One is added to both, so that a text of few lines tells little.
    return min(_MOST, max(TOLD_BY_TEXT, NAT * math.log((len(running) + 1) / (as_short + 1))))
