"""Wrapped alike: breaks at which the next word did not fit the width that other paragraphs of the text are wrapped at.

A paragraph of two or three lines, with capitals where nouns stand, shows by itself hardly more than a couplet does. Beside
it stand others, whose sentences run over each of their line ends, and no word behind one had room before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.segment.blocks.filling import LONGEST_WRAPPED, TOLD_BY_TEXT, needed
from parquetry.segment.blocks.line_groups import groups
from parquetry.segment.blocks.line_model import LABELS
from parquetry.segment.lines import WRAPS_FEW, ended, tabular

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line

_JOIN = LABELS.index("C")
_FEWEST, _FEWEST_NARROW = 2, 4
"""Breaks in other paragraphs that show the width. Of short lines of verse about two in five leave no room by chance."""


def add_evidence_of_wrapped_alike(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add that a line goes on in the next where it is as full as those of the paragraphs around it."""
    # A line between blank lines has no break to judge.
    spans = [group for group in groups(lines) if len(group) > 1]
    width = width_of_running(lines, spans)
    if width > LONGEST_WRAPPED:
        return
    # Ranges of lines are values, and may be keys.
    filled = {group: _count_filled(lines, group, width) for group in spans}
    total = sum(filled.values())
    fewest = _FEWEST if width >= WRAPS_FEW.start else _FEWEST_NARROW
    for group in spans:
        # Its own breaks are what is asked for.
        if total - filled[group] >= fewest:
            _add_to_group(scores, lines, group, width)


def width_of_running(lines: Sequence[Line], spans: Sequence[range]) -> int:
    """Return where the widest line ends over whose end a sentence runs; more than any width where there is none."""
    return max(
        (_reach(lines[k - 1]) for group in spans for k in group[1:] if _runs_on(lines, k)), default=LONGEST_WRAPPED + 1
    )


def _count_filled(lines: Sequence[Line], group: range, width: int) -> int:
    """Return over how many breaks of a group sentences run, if none of the words behind them had room; else 0.

    One loose break makes a group verse, a list or another column.
    """
    # Behind a stop or before a capital a paragraph may end, so that those breaks say nothing.
    breaks = [k for k in group[1:] if _runs_on(lines, k)]
    return len(breaks) if all(needed(lines[k - 1], lines[k]) > width for k in breaks) else 0


def _add_to_group(scores: Numbers, lines: Sequence[Line], group: range, width: int) -> None:
    """Add that the lines of a group go on where they are full, if none is wider."""
    if max(_reach(lines[k]) for k in group) > width:
        return
    for k in group[1:]:
        before, line = lines[k - 1], lines[k]
        is_open = not ended(before.text)
        # A sentence that ended here may have ended its entry: "* dwarf.c (get_type): Likewise. / (display): Likewise."
        if needed(before, line) > width and line.indent <= before.indent and (is_open or line.text[0].isalpha()):
            scores[k, _JOIN] += (2 if is_open and width >= WRAPS_FEW.start else 1) * TOLD_BY_TEXT


def _runs_on(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a sentence runs into line `k`: no stop stands before it, and no capital, sign or figure begins it."""
    before, line = lines[k - 1], lines[k]
    return line.text[0].isalpha() and not (line.text[0].isupper() or ended(before.text) or tabular(before.text))


def _reach(line: Line) -> int:
    return line.indent + line.width
