"""Margins: what it says that a line begins further left than the one before it.

A paragraph that is set in at its first line goes back to the margin in its second. A body below a term or a number goes
back with the next term, and what stands at the right edge is no text that goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.segment.blocks.filling import DECISIVE
from parquetry.segment.blocks.line_model import LABELS, NEVER
from parquetry.segment.lines import NARROW, ended

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line

_JOIN = LABELS.index("C")
_DEEPEST_FIRST = 20
"""Columns that the first line of a paragraph is set in at most: typists set in 5 to 10."""
_BACK = 3
"""Columns from which a line stands further left than a body: less is the hand of who typed it."""


def add_evidence_of_margins(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add what going back to the left says to the scores of each line."""
    for k in range(1, len(lines)):
        line, before = lines[k], lines[k - 1]
        # Most lines begin where the one before them does.
        back = before.indent - line.indent
        if back < _BACK or line.blanks or line.breaks:
            continue
        if back > _DEEPEST_FIRST:
            # A date or a tag at the right edge, above text that begins at the left one.
            scores[k, _JOIN] = NEVER
        elif ended(before.text) and _ends_body(lines, k):
            scores[k, _JOIN] -= DECISIVE


def _ends_body(lines: Sequence[Line], k: int) -> bool:
    """Tell whether the line before `k` ends a body set in, as below a term, and is no first line of a paragraph."""
    before = lines[k - 1]
    if k == 1 or before.blanks or before.breaks:
        return False
    above = lines[k - 2]
    # A body of one line stands below its term, a short line without a stop; a paragraph below the end of another.
    return above.indent >= before.indent or (above.width < NARROW * before.width and not ended(above.text))
