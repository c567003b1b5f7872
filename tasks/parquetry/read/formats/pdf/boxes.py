"""Boxes: what the text of a column flows around, as a quotation that is pulled out of it.

The lines beside it are short of where those above and below end, and it is set in another size. Read line by line, the two
texts are one of neither.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain, groupby
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.stretches import in_band

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parquetry.read.formats.pdf.stretches import Segment

# Hundredths of the size of a column's letters from which another is that of a box.
_OTHER_SIZE = 112
# Lines of a box are closer than so many hundredths of an em, and so many at most.
_PITCH, _MOST_LINES = 170, 12
# Groups of lines in another size that are looked at.
_MOST_GROUPS = 40
# Lines beside a box, and lines above or below that reach over its place, at least; and how near those are, in lines.
_FEWEST, _NEAR = 2, 4
# What stands beside a box is two points from it at least.
_GAP = 200
# Hundredths of an em above and below the lines beside a box in which others may end where those do, and by how much less.
_MARGIN, _SHORT = 280, 400


def without_boxes(column: Sequence[Segment]) -> tuple[list[list[Segment]], list[list[Segment]]]:
    """Return the segments of a column, parted into those beside a box and those above and below, and those of each box."""
    found = _boxes(column)
    if not found:
        return [list(column)], []
    text = sorted(_without(column, chain(*found)), key=lambda one: one.baseline)
    beside = {id(one): number for number, box in enumerate(found) for one in _with_short(text, box)}
    # Lines beside a box end where it begins, and are measured by themselves.
    return [list(band) for _, band in groupby(text, key=lambda one: beside.get(id(one), -1))], found


def _boxes(column: Sequence[Segment]) -> list[list[Segment]]:
    size = _usual_size(column)
    others = [one for one in column if _is_other(one, size)]
    groups = _groups(others)
    # Labels of a map have as many sizes as names; each would be compared with all others.
    return [group for group in groups if _is_box(group, column, size)] if len(groups) <= _MOST_GROUPS else []


def _without(column: Iterable[Segment], others: Iterable[Segment]) -> list[Segment]:
    known = {id(one) for one in others}
    return [one for one in column if id(one) not in known]


def _with_short(text: Sequence[Segment], box: Sequence[Segment]) -> list[Segment]:
    """Return the segments beside a box, and those above and below that end where they do: it has white around it."""
    beside = _beside(text, box)
    end, margin = max(one.x1 for one in beside), _MARGIN * beside[0].size // PERCENT
    top, bottom = beside[0].baseline - margin, beside[-1].baseline + margin
    return [one for one in in_band(text, top, bottom) if one in beside or _is_short(one, box, end)]


def _is_short(one: Segment, box: Sequence[Segment], end: int) -> bool:
    return _are_on_one_side([one], box) and (end - one.x1) * PERCENT < _SHORT * one.size


def _beside(text: Iterable[Segment], group: Sequence[Segment]) -> list[Segment]:
    """Return the segments at the height of a group."""
    return in_band(text, *_height(group))


def _height(group: Sequence[Segment]) -> tuple[int, int]:
    return min(one.top for one in group), max(one.bottom for one in group)


def _usual_size(column: Iterable[Segment]) -> int:
    letters = Counter[int]()
    for one in column:
        for stretch in one.stretches:
            letters[stretch.size] += len(stretch.text)
    return max(letters.items(), key=lambda item: (item[1], item[0]), default=(0, 0))[0]


def _is_other(one: Segment, size: int) -> bool:
    return max(one.size, size) * PERCENT > _OTHER_SIZE * min(one.size, size)


def _groups(found: Iterable[Segment]) -> list[list[Segment]]:
    """Return segments by the boxes they may be lines of, from top to bottom."""
    out: list[list[Segment]] = []
    for one in sorted(found, key=lambda segment: (segment.baseline, segment.x0)):
        before = out[-1][-1] if out else None
        if before is not None and (one.baseline - before.baseline) * PERCENT <= _PITCH * one.size and _overlap(before, one):
            out[-1].append(one)
        else:
            out.append([one])
    return out


def _overlap(one: Segment, other: Segment) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1


def _is_box(group: Sequence[Segment], column: Sequence[Segment], size: int) -> bool:
    """Return whether lines stand beside a group, all on one side of it, and others reach over its place near by."""
    text = [one for one in _without(column, group) if not _is_other(one, size)]
    beside = _beside(text, group)
    if len(group) > _MOST_LINES or len({one.baseline for one in beside}) < _FEWEST:
        return False
    return _are_on_one_side(beside, group) and len(_over(text, group, size)) >= _FEWEST


def _over(text: Sequence[Segment], group: Sequence[Segment], size: int) -> list[Segment]:
    """Return the segments a few lines above or below a group that reach over its place."""
    top, bottom = _height(group)
    middle = sum(one.x0 + one.x1 for one in group) // (2 * len(group))
    reach = _NEAR * size * _PITCH // PERCENT
    return [one for one in in_band(text, top - reach, bottom + reach) if one.x0 < middle < one.x1]


def _are_on_one_side(beside: Sequence[Segment], group: Sequence[Segment]) -> bool:
    return _end_before(beside, group) or _end_before(group, beside)


def _end_before(first: Sequence[Segment], second: Sequence[Segment]) -> bool:
    return max(one.x1 for one in first) + _GAP <= min(one.x0 for one in second)
