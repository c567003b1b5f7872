"""Notes below the text of a column, parted from it by a short rule, in whatever size they are set."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.page_line import NOTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pdf.content import Box
    from parquetry.read.formats.pdf.page_line import PageLine

# The rule above notes begins where the column does, within six points, and is a part of its width: hundredths.
_SAME_EDGE, _SHORTEST, _LONGEST = 600, 8, 60
# Hundredths of an em below a baseline within which a rule underlines the words above it.
_UNDERLINE = 45
# Hundredths of a column's lines that are notes at most.
_MOST = 60
_MARKER = re.compile(r"(?:\[?\(?\d{1,3}[.)\]]{0,2}|[*†‡§¶]{1,3}|[a-z][.)])\s?\S")
"""What a note begins with: "1. See", "3 See", "* The", "[2] The"."""


def with_notes(lines: list[PageLine], rules: Sequence[Box]) -> list[PageLine]:
    """Return the lines of a column from top to bottom, with those below the rule above its notes as notes."""
    for rule in rules:
        first = _first_below(lines, rule)
        if first is not None and _are_notes(lines, first):
            return lines[:first] + [_noted(line) for line in lines[first:]]
    return lines


def _noted(line: PageLine) -> PageLine:
    # The number of the page stands below the notes.
    return line if line.text.strip().isdecimal() else replace(line, margin=NOTE)


def _first_below(lines: Sequence[PageLine], rule: Box) -> int | None:
    """Return the first line below a rule that may be the one above notes."""
    if not rule.flat or not lines or abs(rule.x0 - lines[0].left) > _SAME_EDGE:
        return None
    width = lines[0].right - lines[0].left
    if not _SHORTEST * width <= (rule.x1 - rule.x0) * PERCENT <= _LONGEST * width:
        return None
    first = next((at for at, line in enumerate(lines) if line.baseline > rule.y1), 0)
    if not first:
        return None
    above = lines[first - 1]
    return first if (rule.y0 - above.baseline) * PERCENT > _UNDERLINE * above.size else None


def _are_notes(lines: Sequence[PageLine], first: int) -> bool:
    """Return whether the lines from one on to the end of the column are notes: few, of one direction, and marked."""
    below = lines[first:]
    if len(below) * PERCENT > _MOST * len(lines) or any(line.table for line in below):
        return False
    return below[0].pieces[0].raised or _MARKER.match(below[0].text.lstrip()) is not None
