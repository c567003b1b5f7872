"""Close cells: what begins a cell though it stands as near to the one before as a word does.

Programs set cells without room around them, and where one is full the next follows within a space. But each is placed by
itself, so that those of a column begin at one place, or its figures end at one, whatever stands before them.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from parquetry.read.formats.pdf.content import PERCENT, RIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from parquetry.read.formats.pdf.content import GlyphRun
    from parquetry.read.formats.pdf.letter import Letter

# Gaps between words, and those that part cells by themselves: hundredths of an em.
_SPACE, _WIDE = 14, 50
# What begins at one place does so within a tenth of a point.
_SAME = 10
# Lines that begin something at one place, behind others of so many different ends; fewer where one is a wide gap behind.
_FEWEST, _FEWEST_WIDE = 4, 3
# Hundredths of an em up and down the page in which they are looked for: some seven lines of a table.
_NEAR = 1_000
# Of those no more than so many on either side.
_MOST = 20


class _Shown(NamedTuple):
    """What one operator shows of a line, `run` its number."""

    x0: int
    x1: int
    size: int
    text: str
    run: int


class _Start(NamedTuple):
    """Where something begins and ends behind something else on its line, and where that does, `before`.

    `texts` are that of the other and its own.
    """

    baseline: int
    x0: int
    x1: int
    before: tuple[int, int]
    size: int
    run: int
    texts: tuple[str, str]

    @property
    def wide(self) -> bool:
        """Return whether the gap before it parts cells by itself."""
        return (self.x0 - self.before[1]) * PERCENT > _WIDE * self.size


def close_cells(runs: Sequence[tuple[GlyphRun, Sequence[Letter]]]) -> set[int]:
    """Return the runs that begin a cell though no wide gap stands before them, by their numbers."""
    starts = list(_starts(runs))
    # The last words of justified lines end at one place as well: only figures are told by that.
    figures = [one for one in starts if _are_figures(one.texts[1])]
    return _aligned(starts, attrgetter("x0"), 0) | _aligned(figures, attrgetter("x1"), 1)


def _aligned(starts: Sequence[_Start], place: Callable[[_Start], int], different: int) -> set[int]:
    """Return the runs at whose place others stand nearby; of their two texts one is `different`."""
    buckets: dict[int, list[_Start]] = defaultdict(list)
    for one in starts:
        # In two of them: what is a tenth of a point off may be in the next.
        buckets[place(one) // _SAME].append(one)
        buckets[place(one) // _SAME + 1].append(one)
    return {
        column[at].run
        for column in map(sorted, buckets.values())
        for at in range(len(column))
        if not column[at].wide and _is_cell(column, at, different)
    }


def _is_cell(column: Sequence[_Start], at: int, different: int) -> bool:
    one = column[at]
    reach = one.size * _NEAR // PERCENT
    near = [start for start in column[max(0, at - _MOST) : at + _MOST + 1] if abs(start.baseline - one.baseline) <= reach]
    # Items that begin with the same words, or with numbers as wide, have their next word at one place.
    if len({(start.x0 // _SAME, *(x // _SAME for x in start.before)) for start in near}) == 1:
        return False
    texts = {start.texts[different] for start in near}
    return len(texts) >= (_FEWEST_WIDE if any(start.wide for start in near) else _FEWEST)


def _starts(runs: Sequence[tuple[GlyphRun, Sequence[Letter]]]) -> Iterator[_Start]:
    """Yield what begins behind something else on its line, from the first to the last of each."""
    lines: dict[int, list[_Shown]] = defaultdict(list)
    for number, (run, letters) in enumerate(runs):
        shown = [(glyph, letter.text) for glyph, letter in zip(run.glyphs, letters, strict=True) if letter.text.strip()]
        if shown and run.direction == RIGHT and not run.hidden:
            text = "".join(text for _, text in shown)
            head, last = shown[0][0], shown[-1][0]
            lines[head.baseline].append(_Shown(head.x0, last.x1, run.size, text, number))
    for baseline, line in lines.items():
        for before, group in pairwise(_groups(sorted(line))):
            first, behind = group[0], (before[0].x0, before[-1].x1)
            texts = _text(before), _text(group)
            yield _Start(baseline, first.x0, group[-1].x1, behind, first.size, first.run, texts)


def _are_figures(text: str) -> bool:
    return any(map(str.isdecimal, text)) and not any(map(str.isalpha, text))


def _text(group: Sequence[_Shown]) -> str:
    return "".join(one.text for one in group)


def _groups(line: Sequence[_Shown]) -> list[list[_Shown]]:
    """Return what is shown on a line, from left to right, parted where there is a space."""
    out: list[list[_Shown]] = []
    for one in line:
        if out and (one.x0 - out[-1][-1].x1) * PERCENT <= _SPACE * one.size:
            out[-1].append(one)
        else:
            out.append([one])
    return out
