"""Narrow lines: whether short lines were wrapped by a program, or broken by the author, as the room they left shows.

What a program wraps leaves no room for the next word on any line but the last of a paragraph. Lines of verse, of family
trees and of records are broken where the author wanted, so that the next word had room at every second or third break.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from parquetry.segment.blocks.filling import DECISIVE, ROOMY, TOLD_BY_TEXT, is_broken, needed
from parquetry.segment.blocks.line_groups import groups
from parquetry.segment.blocks.line_model import LABELS
from parquetry.segment.lines import BULLET, NARROW, WIDER_THAN_VERSE, WRAPS_FEW, ended

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line
    from parquetry.segment.shape import Shape

_BEGIN, _JOIN, _VERSE = map(LABELS.index, "BCV")
_FEW_LINES = 16
"""Lines of a text in which a break with any room at all tells: columns of proportional type, whose lines leave up to an
eighth of room, are longer."""
_LOOSE = 1 / 3
"""Share of the breaks in mid-sentence that left room from which lines are the author's: of a program's none does, of a
poet's about half. An estimate."""
_DEEPER = 3
"""Columns from which a line is set in on purpose: less is the hand of who typed it, or hangs below the mark of an item."""
_FEWEST_SET_IN = 2
"""Lines of the shortest verse that is set in: a couplet."""
_FEWEST_LOOSE = 2
"""Such breaks that are no chance: one line may have been edited later."""


def add_evidence_of_narrow(scores: Numbers, lines: Sequence[Line], shape: Shape) -> None:
    """Add that narrow lines are not joined where many had room, in place, in texts that nothing shows to be wrapped."""
    for group in groups(lines):
        _add_evidence_of_depth(scores, lines, group, shape)
        _add_evidence_of_set_in(scores, lines, group)
    # Columns and mails are wrapped at 50 and more, and the model knows them.
    if shape.width >= WRAPS_FEW.start:
        _add_evidence_of_loose(scores, lines, shape)
        return
    is_short = len(lines) <= _FEW_LINES
    narrow = [group for group in groups(lines) if len(group) > 1 and _reach(lines, group) < WRAPS_FEW.start]
    widest = max((_reach(lines, group) for group in narrow), default=0)
    breaks = [k for group in narrow for k in group[1:] if not (ended(lines[k - 1].text) or is_broken(lines[k - 1]))]
    room = widest if is_short else ROOMY * widest
    loose = sum(needed(lines[k - 1], lines[k]) <= room for k in breaks)
    if loose < max(_FEWEST_LOOSE, _LOOSE * len(breaks)):
        return
    for k in breaks:
        scores[k, _JOIN] -= 2 * TOLD_BY_TEXT


def _add_evidence_of_loose(scores: Numbers, lines: Sequence[Line], shape: Shape) -> None:
    """Add that groups far narrower than a text is wrapped are not joined where some lines had room: a hymn beside prose.

    A column that is narrower than the text was wrapped all the same, and its lines leave no room.
    """
    for group in groups(lines):
        if len(group) <= _FEWEST_SET_IN or _reach(lines, group) > NARROW * shape.width:
            continue
        if any(BULLET.match(lines[k].text) for k in group[1:]):
            continue
        breaks = [k for k in group[1:] if not (ended(lines[k - 1].text) or is_broken(lines[k - 1]))]
        loose = sum(needed(lines[k - 1], lines[k]) <= _reach(lines, group) for k in breaks)
        if loose and loose >= _LOOSE * len(breaks):
            scores[breaks, _JOIN] -= 2 * TOLD_BY_TEXT


def _add_evidence_of_set_in(scores: Numbers, lines: Sequence[Line], group: range) -> None:
    """Add that lines set in within a paragraph are not joined where some had room: the verse that somebody sings.

    A quotation that is set in was wrapped with the rest, and its lines leave no room.
    """
    depths = []
    for run in _set_in(lines, group):
        # Where a sentence ends a paragraph may end, with any room behind it.
        breaks = [k for k in run[1:] if not (ended(lines[k - 1].text) or is_broken(lines[k - 1]))]
        loose = sum(needed(lines[k - 1], lines[k]) <= _reach(lines, run) for k in breaks)
        if loose and loose >= _LOOSE * len(breaks):
            for k in breaks:
                scores[k, _JOIN] -= 2 * TOLD_BY_TEXT
            rows = slice(run.start, run.stop)
            # What would be a paragraph a line is verse; where one line is a command or a row, all stay what they are.
            if scores[rows].argmax(axis=1).max() <= _VERSE:
                scores[rows, _VERSE] = scores[rows].max(axis=1) + TOLD_BY_TEXT
                depths.append(lines[run.start].indent)
    # Once for all verse of the group, of which there may be much.
    if depths:
        _add_evidence_of_prose_around(scores, lines, group, min(depths))


def _add_evidence_of_prose_around(scores: Numbers, lines: Sequence[Line], group: range, depth: int) -> None:
    """Add that lines around verse set in to a depth are none, if one is too wide for it: "They sang:" ends a paragraph."""
    around = [k for k in group if lines[k].indent < depth]
    if any(lines[k].indent + lines[k].width >= WIDER_THAN_VERSE for k in around):
        scores[around, _VERSE] -= DECISIVE


def _set_in(lines: Sequence[Line], group: range) -> Iterator[range]:
    """Yield the runs of narrow lines of one depth below a line less deep, in a group: two lines or more, none an item."""
    starts = [k for k in group if k == group.start or lines[k].indent != lines[k - 1].indent]
    for start, end in pairwise([*starts, group.stop]):
        # "      O who will go to Hartley Fair": the line above it stands at the margin.
        is_deep = start > group.start and lines[start].indent >= lines[start - 1].indent + _DEEPER
        if is_deep and end - start >= _FEWEST_SET_IN and _is_narrow_verse(lines, range(start, end)):
            yield range(start, end)


def _is_narrow_verse(lines: Sequence[Line], run: range) -> bool:
    """Tell whether lines are no wider than verse, and no items of a list, which may be short as well."""
    return _reach(lines, run) < WIDER_THAN_VERSE and not any(BULLET.match(lines[k].text) for k in run)


def _reach(lines: Sequence[Line], group: range) -> int:
    """Return the column that the widest line of a group ends in."""
    return max(lines[k].indent + lines[k].width for k in group)


def _add_evidence_of_depth(scores: Numbers, lines: Sequence[Line], group: range, shape: Shape) -> None:
    """Add that no line set in goes on with one that had room for its first word: "m. Kari Lund" above "    Ole, b. 1801".

    Entries that hang fill their first line; nobody sets in a line that goes on with half a line.
    """
    widest = 0
    for k in group[1:]:
        before, line = lines[k - 1], lines[k]
        if line.indent <= before.indent or is_broken(before):
            continue
        # The width is asked for only where a line is set in, which few are.
        widest = widest or _reach(lines, group)
        # No entry hangs in so narrow a column, but for the words of an item below its words.
        is_narrow = max(widest, shape.width) < WRAPS_FEW.start and not _hangs(before, line)
        room = (NARROW if line.text[0].islower() else ROOMY) * max(widest, shape.width)
        if needed(before, line) <= room or (is_narrow and not line.text[0].islower()):
            scores[k, _JOIN] -= DECISIVE


def _hangs(before: Line, line: Line) -> bool:
    """Tell whether a line stands below the words of an item: "- the net with" and "  Anna's name"."""
    mark = BULLET.match(before.text)
    return mark is not None and line.indent == before.indent + mark.end()
