"""Pairs of lines: whether one goes on with the other, as far as their places say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.stretches import is_unspaced

if TYPE_CHECKING:
    from parquetry.read.formats.pdf.measures import Measures
    from parquetry.read.formats.pdf.page_line import PageLine

# Hundredths of the usual pitch from which a gap parts two paragraphs.
_WIDER_GAP = 118
# The same where a sign stands raised in the line, as that of a note: pages made of HTML give such a line more room.
_WIDER_GAP_RAISED = 140
# Hundredths of the usual pitch that lines of one paragraph are apart at least.
_LESS_THAN_LINE = 80
# Hundredths of an em from which a sign stands raised.
_RAISED = 15
# Hundredths of a size from which another is not the same: a line of small capitals or of mathematics differs by less.
_OTHER_SIZE = 106
SLACK = 30
"""Hundredths of an em that a line may fall short of its measure: TeX sets a word that nearly fits on the next line."""


def is_apart(before: PageLine, line: PageLine, measures: Measures) -> bool:
    """Return whether two lines are set too differently, or too far apart, to be of one block."""
    if (line.region, line.direction, line.margin) != (before.region, before.direction, before.margin):
        return True
    if is_other_size(before.size, line.size):
        return True
    # A paragraph may have a line that a long address or command fills; code begins where a line ends.
    if line.fixed != before.fixed and not is_full(before, line, measures):
        return True
    pitch = line.baseline - before.baseline
    # Lower by less than a line, and beside it: a cell set in the middle of its row, next to one of two lines.
    if (line.x0 >= before.x1 or line.x1 <= before.x0) and pitch * PERCENT < _LESS_THAN_LINE * measures.pitch(line):
        return True
    widest = _WIDER_GAP_RAISED if _has_raised(line) else _WIDER_GAP
    return pitch <= 0 or pitch * PERCENT > widest * measures.pitch(line)


def _has_raised(line: PageLine) -> bool:
    """Return whether a sign of a line, not its first, stands raised."""
    return any((line.baseline - piece.stretch.baseline) * PERCENT > _RAISED * line.size for piece in line.pieces[1:])


def is_other_size(first: int, second: int) -> bool:
    """Return whether two sizes of letters are not the same to a reader."""
    return max(first, second) * PERCENT > _OTHER_SIZE * min(first, second)


def is_full(before: PageLine, line: PageLine, measures: Measures) -> bool:
    """Return whether the first word of a line would not have fitted on the line before it, which so did not end there."""
    text = line.text.strip()
    unspaced = is_unspaced(text[:1])
    word = 1 if unspaced else len(text.split(maxsplit=1)[0])
    width = (line.x1 - line.x0) * word // max(1, len(text))
    space = 0 if unspaced else before.size // 4
    room = max(measures.right(before), measures.right(line)) - before.x1
    return space + width + SLACK * line.size // PERCENT > room
