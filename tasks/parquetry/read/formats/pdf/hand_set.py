"""Lines that were ended by hand: verse, addresses, entries of an index.

Where a program fills lines, the first word of each would not have fitted on the line before. Where that is so of few lines
of several, somebody chose where they end, and the fullest of them are no evidence that they go on.
"""

from __future__ import annotations

import re
from itertools import chain, groupby, pairwise
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.kinds import BULLET, LEADERS, NUMBERED
from parquetry.read.formats.pdf.line_pairs import is_apart, is_full
from parquetry.read.formats.pdf.page_line import ENTRY, NOTE, NUMBER
from parquetry.read.formats.pdf.tags import Tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.read.formats.pdf.measures import Measures
    from parquetry.read.formats.pdf.page_line import PageLine

# Lines that are taken together to see how they end.
_FEWEST = 3
# Pairs of lines with room at the end of the first, hundredths: of these lines alone, and of all of their column, where
# the width of the column may be that of the longest verse.
_MOSTLY, _OFTEN = 50, 25
# Such pairs at least, of all of a column.
_FEWEST_PAIRS = 3
# A line of a dialogue, or the name below a quotation.
_DASH = re.compile(r"—\s")
# Hundredths of an em that every other line of a verse is set in by, at most; what explains a term is set in by more.
_INDENT = 200
# Hundredths of a point within which lines end at one place.
_SAME_EDGE = 100
# A paragraph ends here: room behind it says nothing.
_STOP = re.compile(r"[.!?:…。！？」”\"'’)\]]\W*$")


def set_by_hand(
    pages: Sequence[Sequence[PageLine]], outside: set[int], measures: Measures, tags: Tags | None = None
) -> dict[int, int]:
    """Return the number of its group for the `id` of each line that stands in one whose lines were ended by hand.

    `tags` part what the file says is not one.
    """
    tags = tags or Tags()
    groups: list[list[PageLine]] = []
    for lines in pages:
        for _, column in groupby(_set_plainly(lines, outside, measures), key=lambda line: (line.region, line.size)):
            groups += _of_column(list(column), measures, tags)
    return {id(line): number for number, group in enumerate(groups) for line in group}


def _set_plainly(lines: Sequence[PageLine], outside: set[int], measures: Measures) -> Iterator[PageLine]:
    """Yield the lines that may be text: no furniture, rows, notes, code, or headings."""
    for line in lines:
        if not (
            id(line) in outside
            or line.table
            or line.margin in {NOTE, NUMBER}
            or line.fixed
            or line.bold
            or line.size > measures.body
        ):
            yield line


def _of_column(lines: Sequence[PageLine], measures: Measures, tags: Tags) -> list[list[PageLine]]:
    """Return the groups of a column's lines of one size that were ended by hand."""
    groups = list(_groups(lines, measures, tags))
    # Entries may all be as long as their column is wide.
    if lines[0].margin == ENTRY:
        return groups
    told = [_pairs(group, measures) for group in groups]
    often = _are_often_short(list(chain(*told)))
    return [
        group
        for group, pairs in zip(groups, told, strict=True)
        if _is_by_hand(group) and any(pairs) and (often or _are_mostly_short(pairs))
    ]


def _is_by_hand(group: Sequence[PageLine]) -> bool:
    """Return whether lines are enough to tell, and are not filled to an edge."""
    return len(group) >= _FEWEST and not _is_justified(group)


def _are_often_short(pairs: Sequence[bool]) -> bool:
    return sum(pairs) >= _FEWEST_PAIRS and sum(pairs) * PERCENT >= _OFTEN * len(pairs)


def _are_mostly_short(pairs: Sequence[bool]) -> bool:
    return sum(pairs) > 1 and sum(pairs) * PERCENT >= _MOSTLY * len(pairs)


def _is_justified(group: Sequence[PageLine]) -> bool:
    """Return whether half of the lines, the last not among them, end where the longest ends, as verses hardly do."""
    edge = max(line.x1 for line in group)
    return 2 * sum(edge - line.x1 <= _SAME_EDGE for line in group[:-1]) >= len(group)


def _groups(lines: Sequence[PageLine], measures: Measures, tags: Tags) -> Iterator[list[PageLine]]:
    """Yield the lines that follow one another without more room between them, or an item's bullet."""
    group: list[PageLine] = []
    for line in lines:
        if group and (is_apart(group[-1], line, measures) or tags.part(group[-1], line) or _is_entry(line)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _is_entry(line: PageLine) -> bool:
    text = line.text.lstrip()
    return any(pattern.match(text) for pattern in (BULLET, NUMBERED, _DASH)) or LEADERS.search(text) is not None


def _pairs(group: Sequence[PageLine], measures: Measures) -> list[bool]:
    """Return, of each line that another follows at about its left edge, whether there was room for a word of that."""
    return [
        not is_full(before, line, measures)
        for before, line in pairwise(group)
        if abs(line.x0 - before.x0) * PERCENT <= _INDENT * line.size and not _STOP.search(before.text)
    ]
