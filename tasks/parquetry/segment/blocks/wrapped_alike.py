"""Wrapped alike: breaks at which the next word did not fit the width that other paragraphs of the text are wrapped at.

A paragraph of two or three lines, with capitals where nouns stand, shows by itself hardly more than a couplet does. Beside
it stand others, whose sentences run over each of their line ends, and no word behind one had room before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.segment.blocks.filling import TOLD_BY_TEXT, needed
from parquetry.segment.blocks.line_groups import groups
from parquetry.segment.blocks.line_model import LABELS
from parquetry.segment.lines import WRAPS_FEW, ended, tabular

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line

_JOIN = LABELS.index("C")
_WIDEST = 120
"""Widest that text is wrapped at, in code points."""
_FEWEST, _FEWEST_NARROW = 2, 4
"""Breaks in other paragraphs that show the width. Of short lines of verse about two in five leave no room by chance."""


def add_evidence_of_wrapped_alike(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add that a line goes on in the next where it is as full as those of the paragraphs around it."""
    spans = [group for group in groups(lines) if len(group) > 1]
    running = [[k for k in group[1:] if _runs_on(lines, k)] for group in spans]
    width = max((_reach(lines[k - 1]) for breaks in running for k in breaks), default=_WIDEST + 1)
    if len(spans) < _FEWEST or width > _WIDEST:
        return
    # Paragraphs that are all filled count; one loose break makes a group verse, a list or another column.
    filled = [len(breaks) * all(needed(lines[k - 1], lines[k]) > width for k in breaks) for breaks in running]
    is_wide = width >= WRAPS_FEW.start
    for group, own in zip(spans, filled, strict=True):
        if sum(filled) - own < (_FEWEST if is_wide else _FEWEST_NARROW) or any(_reach(lines[k]) > width for k in group):
            continue
        for k in group[1:]:
            if needed(lines[k - 1], lines[k]) > width and lines[k].indent <= lines[k - 1].indent:
                # A sentence that ended here may have ended its paragraph as well.
                scores[k, _JOIN] += TOLD_BY_TEXT * (2 if is_wide and not ended(lines[k - 1].text) else 1)


def _runs_on(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a sentence runs into line `k`: no stop stands before it, and no capital, sign or figure begins it."""
    before, line = lines[k - 1], lines[k]
    return line.text[0].isalpha() and not (line.text[0].isupper() or ended(before.text) or tabular(before.text))


def _reach(line: Line) -> int:
    return line.indent + line.width
