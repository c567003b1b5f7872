"""Rows of prose: lines of a table whose cells are full of text, parted into rows where no cell goes on.

Each of several cells of a row may be a paragraph. Its lines stand beside those of the others, so that nothing but the text
tells them from rows of one line: words that had no room on the line before, and go on with its sentence.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.stretches import is_unspaced
from parquetry.read.formats.pdf.table_grid import Grid, had_room, is_full_cell

if TYPE_CHECKING:
    from collections.abc import Iterator

# Rows are further apart than the lines of a cell if it is by so many hundredths.
_LOOSER = 112
# Lines that go on with the one before: so many at least, and hundredths of those that begin no row.
_FEWEST, _GOING_ON = 3, 55
# White bands that part rows.
_FEWEST_WHITE = 2
# Lines that show that two lines are not of one row or are of one, though they are said to be the other: hundredths.
_AGAINST = 20
# Lines that are looked at for the one before in the same column: cells in the middle of their row stand between.
_BACK = 3
_STOPS = tuple(".!?:;…。！？")
# Cells of several lines that end with a stop, hundredths, where only their text says that they are such.
_STOPPED = 60


def begun_in_prose(grid: Grid) -> set[int] | None:
    """Return the lines that begin a row of prose, but for the first; None where the cells of a table are no prose.

    White between rows tells where they begin; where there is little of it, that all cells of a line begin anew.
    """
    wide = _wide(grid)
    fresh = wide | _fresh(grid)
    # Some lines in the middle of a row begin sentences in all of its cells; but only the head may be parted by white.
    begun = wide if len(wide) * 2 >= len(fresh) else fresh
    if not _are_rows(grid, begun):
        return None
    return begun if _has_white(wide) or _are_sentences(grid, begun) else None


def has_white_rows(grid: Grid) -> bool:
    """Return whether white parts rows of prose."""
    wide = _wide(grid)
    return _has_white(wide) and _are_rows(grid, wide)


def _has_white(wide: set[int]) -> bool:
    return len(wide) >= _FEWEST_WHITE


def _fresh(grid: Grid) -> set[int]:
    """Return the lines whose cells, the first among them, all begin something."""
    return {at for at in range(1, len(grid.lines)) if 0 in grid.places[at] and all(_begin(grid, at))}


def _wide(grid: Grid) -> set[int]:
    """Return the lines that are further below the one before than those of a cell are, by the lines that go on."""
    leading = leading_of(grid)
    return {at for at in range(1, len(grid.lines)) if 0 < leading * _LOOSER < grid.pitch(at) * PERCENT}


def leading_of(grid: Grid) -> int:
    """Return how far apart the lines of a cell are by those that go on with a sentence, 0 where none do."""
    pitches = Counter(grid.lines[at].baseline - grid.lines[before].baseline for at, before in _continuations(grid))
    return max(pitches.items(), key=lambda item: (item[1], -item[0]))[0] if pitches else 0


def _before(grid: Grid, at: int) -> Iterator[tuple[int, int]]:
    """Yield for each cell of a line that has one above it the line of that, and its own number."""
    for cell, column in enumerate(grid.places[at]):
        lines = (before for before in range(at - 1, max(-1, at - 1 - _BACK), -1) if column in grid.places[before])
        before = next(lines, None)
        if before is not None:
            yield before, cell


def _are_rows(grid: Grid, begun: set[int]) -> bool:
    """Return whether lines that begin no row go on with the one before, and those that begin one do not."""
    continuing = {at for at, _ in _continuations(grid)}
    inside = sum(at not in begun and any(True for _ in _before(grid, at)) for at in range(1, len(grid.lines)))
    going_on = continuing - begun
    # Two columns side by side have lines that go on in one of them where the other begins something.
    against = sum(any(_have_room(grid, at)) for at in going_on) + len(begun & continuing)
    if len(going_on) < _FEWEST or len(going_on) * PERCENT < _GOING_ON * inside:
        return False
    return against * PERCENT <= _AGAINST * (len(going_on) + len(begun))


def _are_sentences(grid: Grid, begun: set[int]) -> bool:
    """Return whether most cells of several lines end as sentences do: words below one another are rows of one line."""
    ends: list[dict[int, str]] = []
    several: set[tuple[int, int]] = set()
    for at, (places, texts) in enumerate(zip(grid.places, grid.texts, strict=True)):
        if not ends or at in begun:
            ends.append({})
        # Figures, and dots that lead to them, are no sentences.
        words = {place: text for place, text in zip(places, texts, strict=True) if any(map(str.isalpha, text))}
        several |= {(len(ends), place) for place in words if place in ends[-1]}
        ends[-1].update(words)
    stopped = sum(_is_stopped(ends[row - 1][place]) for row, place in several)
    return stopped > 0 and stopped * PERCENT >= _STOPPED * len(several)


def _is_stopped(text: str) -> bool:
    return text.rstrip("\"'”’)] ").endswith(_STOPS)


def _continuations(grid: Grid) -> Iterator[tuple[int, int]]:
    """Yield each line with a cell that goes on with a sentence, whose word had no room above, and the line of that."""
    for at in range(1, len(grid.lines)):
        for before, cell in _before(grid, at):
            if _is_within_sentence(grid, before, at, cell) and is_full_cell(grid, before, at, cell):
                yield at, before


def _is_within_sentence(grid: Grid, before: int, at: int, cell: int) -> bool:
    first = grid.texts[at][cell][:1]
    # Dots lead from a title to its page: what is below it is another one.
    return (first.islower() or is_unspaced(first)) and not _is_stopped(_above(grid, before, at, cell))


def _above(grid: Grid, before: int, at: int, cell: int) -> str:
    """Return the text of a cell's column on a line before, which has one there."""
    return grid.texts[before][grid.places[before].index(grid.places[at][cell])]


def _have_room(grid: Grid, at: int) -> Iterator[bool]:
    """Yield for each cell of a line whether its first word had room above."""
    for before, cell in _before(grid, at):
        yield had_room(grid, before, at, cell)


def _begin(grid: Grid, at: int) -> Iterator[bool]:
    """Yield for each cell of a line whether it begins something."""
    for before, cell in _before(grid, at):
        stopped = _is_stopped(_above(grid, before, at, cell)) and not grid.texts[at][cell][:1].islower()
        yield stopped or not is_full_cell(grid, before, at, cell)
