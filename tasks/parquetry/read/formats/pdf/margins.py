"""Margins: notes beside the text and numbers of its lines, which stand on its lines but are not of them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parquetry.read.formats.pdf.stretches import Segment

# Segments that show where the text of a page begins and ends: so many, each as wide as so many hundredths of all of it.
_FEWEST_LONG, _LONG = 8, 40
# From the text to its margin, five points.
_GUTTER = 500
# Lines of a note are closer than so many hundredths of an em.
_PITCH = 160
# A note has so many lines at most, and notes have so many hundredths of the lines of the text: more is a column.
_MOST_LINES, _MOST_SHARE = 12, 35
# Lines of a margin that are of notes, hundredths.
_MOST_NOTES = 65
# Hundredths of the text's size up to which a note is set smaller; hundredths of an em by which it is off the text's lines.
_SMALLER, _OFF = 92, 12
# Numbers of lines that are told by their order.
_FEWEST_NUMBERS = 3


@dataclass(slots=True)
class Margins:
    """The segments of a page's text, those of each note beside it, and the numbers of its lines."""

    text: list[Segment]
    notes: list[list[Segment]] = field(default_factory=list)
    numbers: list[Segment] = field(default_factory=list)


def parted(segments: Sequence[Segment]) -> Margins:
    """Return the segments of a page with those in its margins apart."""
    edges = _edges(segments)
    sides = _outside(segments, *edges) if edges is not None else ([], [])
    if not any(sides):
        return Margins(list(segments))
    text = sorted(_without(segments, chain(*sides)), key=_baseline)
    numbers = list(chain(*(_line_numbers(side, text) for side in sides)))
    notes = list(chain(*(_notes(_groups(_without(side, numbers)), text) for side in sides)))
    # More is no margin, but a column.
    if sum(map(len, notes)) * PERCENT > _MOST_SHARE * len(text):
        notes = []
    return Margins(_without(segments, chain(numbers, *notes)), notes, numbers)


def _without(segments: Iterable[Segment], others: Iterable[Segment]) -> list[Segment]:
    known = {id(one) for one in others}
    return [one for one in segments if id(one) not in known]


def _baseline(segment: Segment) -> int:
    return segment.baseline


def _edges(segments: Sequence[Segment]) -> tuple[int, int] | None:
    """Return where the text of a page begins and ends by its long lines; None if it has few."""
    long = _long(segments) if segments else []
    return (min(one.x0 for one in long), max(one.x1 for one in long)) if len(long) >= _FEWEST_LONG else None


def _long(segments: Sequence[Segment]) -> list[Segment]:
    width = max(one.x1 for one in segments) - min(one.x0 for one in segments)
    return [one for one in segments if (one.x1 - one.x0) * PERCENT >= _LONG * width]


def _outside(segments: Sequence[Segment], low: int, high: int) -> tuple[list[Segment], list[Segment]]:
    """Return the segments left of the text and those right of it, from top to bottom."""
    ordered = sorted(segments, key=_baseline)
    return [one for one in ordered if one.x1 <= low - _GUTTER], [one for one in ordered if one.x0 >= high + _GUTTER]


def _groups(side: Sequence[Segment]) -> list[list[Segment]]:
    """Return segments of a margin by the notes they are lines of."""
    out: list[list[Segment]] = []
    for one in side:
        before = out[-1][-1] if out else None
        near = before is not None and (one.baseline - before.baseline) * PERCENT <= _PITCH * max(one.size, before.size)
        if before is not None and near and one.x0 < before.x1 and before.x0 < one.x1:
            out[-1].append(one)
        else:
            out.append([one])
    return out


def _notes(groups: Sequence[Sequence[Segment]], text: Sequence[Segment]) -> list[list[Segment]]:
    """Return the notes among what stands in a margin, if that is most of it: a side bar is read as it stands."""
    notes = [list(group) for group in groups if _is_note(group, text)]
    return notes if sum(map(len, notes)) * PERCENT >= _MOST_NOTES * sum(map(len, groups)) else []


def _is_note(group: Sequence[Segment], text: Sequence[Segment]) -> bool:
    """Return whether lines in a margin are a note, and no labels of the lines beside them, nor the number of the page."""
    words = "".join(_text(line) for line in group)
    if len(group) > _MOST_LINES or not any(map(str.isalpha, words)):
        return False
    # Above the text and below it are heads and feet.
    if group[0].baseline < text[0].baseline or group[-1].baseline > text[-1].bottom:
        return False
    if all(_is_smaller(one, text) for one in group):
        return True
    return len(group) > 1 and all(_is_off(one, _nearest(text, one.baseline)) for one in group)


def _is_smaller(one: Segment, text: Sequence[Segment]) -> bool:
    """Return whether a segment is set smaller than the text beside it."""
    return one.size * PERCENT <= _SMALLER * _nearest(text, one.baseline).size


def _is_off(one: Segment, other: Segment) -> bool:
    """Return whether a segment is no larger than the text, and on none of its lines."""
    return one.size <= other.size and abs(one.baseline - other.baseline) * PERCENT > _OFF * one.size


def _nearest(text: Sequence[Segment], baseline: int) -> Segment:
    """Return the segment whose baseline is nearest."""
    at = bisect_left(text, baseline, key=_baseline)
    return min(text[max(0, at - 1) : at + 1] or text[-1:], key=lambda one: abs(one.baseline - baseline))


def _text(segment: Segment) -> str:
    return "".join(stretch.text for stretch in segment.stretches).strip()


def _line_numbers(side: Sequence[Segment], text: Sequence[Segment]) -> list[Segment]:
    """Return the numbers of a margin that count the lines beside them: "5", "10", "15" at each fifth line."""
    found = [one for one in side if _text(one).isdecimal()]
    # Numbers may go on where the text has ended.
    if sum(_is_beside(one, text) for one in found) < _FEWEST_NUMBERS:
        return []
    steps = {int(_text(after)) - int(_text(before)) for before, after in pairwise(found)}
    step = min(steps)
    if len(steps) > 1 or step < 1:
        return []
    # Items and rows are numbered as well, each of them: their numbers are as large as what they number.
    if step == 1 or not _count_lines(found, text, step):
        return found if all(_is_smaller(one, text) for one in found) else []
    return found


def _is_beside(one: Segment, text: Sequence[Segment]) -> bool:
    return abs(_nearest(text, one.baseline).baseline - one.baseline) * PERCENT <= _OFF * one.size


def _count_lines(found: Sequence[Segment], text: Sequence[Segment], step: int) -> bool:
    """Return whether as many lines stand between numbers as those say."""
    lines = sorted({one.baseline for one in text})
    places = [bisect_left(lines, one.baseline - one.size * _OFF // PERCENT) for one in found]
    return all(after - before == step for before, after in pairwise(places))
