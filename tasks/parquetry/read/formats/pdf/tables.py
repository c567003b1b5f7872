"""Tables: lines of a column whose cells stand below one another, as rows of cells.

A gap in one line is a space that was stretched; gaps that go through several lines at one place are gutters of a table.
A row may take several lines, where a cell is wrapped: rules say so, or that nothing stands in the other cells.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.page_line import TAB, PageLine, Piece, space_behind
from parquetry.read.formats.pdf.prose_rows import has_white_rows, leading_of
from parquetry.read.formats.pdf.table_draft import Cell, Draft, column_at
from parquetry.read.formats.pdf.table_grid import Grid
from parquetry.read.formats.pdf.table_rows import grouped
from parquetry.read.formats.pdf.walls import Walls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pdf.content import Box

# A gap between cells, hundredths of an em: spaces of lines that are filled are rarely wider.
_GAP = 50
# A gap that parts cells though only two lines have it: three spaces of a wide font.
_WIDE = 150
# Lines with several cells that make a table, by whether all of its gutters are wide.
_FEWEST_WIDE, _FEWEST = 2, 3
# Hundredths of an em that lines of a table are apart at most, with the room that rules and insets need.
_FARTHEST = 320
# Lines closer than so many hundredths of an em stand beside one another.
_BESIDE = 90
# Cells of a column that begin, end or are centred at one place, hundredths, and how exactly, hundredths of an em; and of
# a table's columns those of which it holds.
_ALIGNED, _EXACT = 60, 20
# Hundredths of a size from which a line alone is a heading between tables.
_OTHER_SIZE = 115
# Lines above a table that are looked at: those of one cell.
_MOST_LED = 60
# Lines after which a table that proved to be none is not looked for again from its second line.
_RETRIED = 8
# What numbers an item, or is its bullet: the text behind it is no second cell.
_LABEL = re.compile(
    r"""
      \W{1,2}                                                                   # "•", "--"
    | [\[(]? (?: \d{1,3} | [a-z] | [ivx]{1,5} ) [.)\]:]{0,2} (?: \d{1,3} \.? )*    # "3.", "[12]", "(b)", "2.1."
    """,
    re.IGNORECASE | re.VERBOSE,
)


def with_tables(lines: Sequence[PageLine], rules: Sequence[Box]) -> list[PageLine]:
    """Return the lines of a column with those of tables as one line a row; a row has tabs between its cells."""
    walls = Walls.of(rules)
    cells = [_cells(line, walls) for line in lines]
    out: list[PageLine] = []
    number = at = 0
    while at < len(lines):
        draft = _grown(lines, cells, at, walls)
        if _is_table(draft):
            number += 1
            free = sum(1 for _ in takewhile(lambda line: not line.table, out[: -_MOST_LED - 1 : -1]))
            draft, led = _with_lead(draft, lines[at - free : at], cells[at - free : at], walls)
            rows, taken = _rows(draft, rules)
            # Lines above that are of its first row were thought to be none of it.
            out = out[: len(out) - led] + [replace(row, table=number) for row in rows]
            taken -= led
        else:
            rows, taken = [], 1 if len(draft.lines) <= _RETRIED else len(draft.lines)
            out += lines[at : at + taken]
        at += taken
    return out


def _with_lead(draft: Draft, above: Sequence[PageLine], cells: Sequence[list[Cell]], walls: Walls) -> tuple[Draft, int]:
    """Return a table of prose with the lines above it that one cell of its first row has more than others, and their number.

    Cells that are set in the middle of their row, or at its end, begin further down than the largest.
    """
    led = _lead(draft, above, cells)
    whole = Draft()
    rows = zip([*above[len(above) - led :], *draft.lines], [*cells[len(above) - led :], *draft.cells], strict=True)
    if not led or not all(whole.takes(line, row, walls, leads=at <= led) for at, (line, row) in enumerate(rows)):
        return draft, 0
    return whole, led


def _lead(draft: Draft, above: Sequence[PageLine], cells: Sequence[list[Cell]]) -> int:
    """Return how many lines above a table are no further apart than those of its cells, and begin where one of them does."""
    leading = leading_of(_grid(draft))
    below, led = draft.lines[0], 0
    for line, row in zip(reversed(above), reversed(cells), strict=True):
        if len(row) > 1 or not _leads(draft, row[0], line) or not 0 < below.baseline - line.baseline <= leading:
            break
        below, led = line, led + 1
    return led


def _leads(draft: Draft, cell: Cell, line: PageLine) -> bool:
    """Return whether a line above a table begins where one of its columns does, and is as large as its first."""
    exact = line.size * _EXACT // PERCENT
    return not _is_heading(draft.lines[0], line) and any(abs(cell.x0 - x0) <= exact for x0, _ in draft.columns)


def _cells(line: PageLine, walls: Walls) -> list[Cell]:
    """Return the pieces of a line, parted at gaps and at rules between them; those of code are never parted."""
    out: list[Cell] = []
    for piece in line.pieces:
        x0, x1 = piece.stretch.x0, piece.stretch.x1
        close = piece.stretch.begins_cell and x0 > (out[-1].x1 if out else x0)
        if out and (line.fixed or not (close or _are_parted(out[-1].x1, x0, line, walls))):
            out[-1].pieces.append(piece)
            out[-1].x1 = max(out[-1].x1, x1)
        else:
            out.append(Cell([piece], x0, x1, close))
    return out


def _are_parted(low: int, high: int, line: PageLine, walls: Walls) -> bool:
    return (high - low) * PERCENT > _GAP * line.size or walls.part(low, high, line.baseline)


def _grown(lines: Sequence[PageLine], cells: Sequence[list[Cell]], first: int, walls: Walls) -> Draft:
    """Return the lines from one on through which gutters run; the last of them has several cells, or ends such a one."""
    draft = Draft()
    before = lines[first]
    for at in range(first, len(lines)):
        line = lines[at]
        if _is_far(before, line) or (len(cells[at]) == 1 and _is_heading(before, line)):
            break
        if not draft.takes(line, cells[at], walls, leads=at == first and _has_beside(lines, first)):
            break
        before = line
    return draft


def _has_beside(lines: Sequence[PageLine], at: int) -> bool:
    """Return whether the line below one stands beside it, lower by less than a line."""
    if at + 1 >= len(lines):
        return False
    line, below = lines[at : at + 2]
    is_beside = line.x1 < below.x0 or below.x1 < line.x0
    return is_beside and (below.baseline - line.baseline) * PERCENT < _BESIDE * line.size


def _is_far(before: PageLine, line: PageLine) -> bool:
    return (line.baseline - before.baseline) * PERCENT > _FARTHEST * max(line.size, before.size)


def _is_heading(before: PageLine, line: PageLine) -> bool:
    return max(line.size, before.size) * PERCENT > _OTHER_SIZE * min(line.size, before.size)


def _is_table(draft: Draft) -> bool:
    """Return whether gutters are too many or too exact to be chance, and what they part is no list."""
    several = [cells for cells in draft.cells if len(cells) > 1]
    if len(several) < (_FEWEST if len(several) < _FEWEST_WIDE or not _are_wide(draft, several) else _FEWEST_WIDE):
        return False
    columns = _by_column(draft)
    if len(columns) == 2 and (_are_labels(columns[0]) or _are_explained(draft, columns, len(several))):  # noqa: PLR2004 (terms and texts)
        return False
    exact = draft.lines[0].size * _EXACT // PERCENT
    aligned = sum(_is_aligned(cells, exact) for cells in columns[1:])
    return aligned * PERCENT >= _ALIGNED * (len(columns) - 1)


def _are_wide(draft: Draft, several: Sequence[Sequence[Cell]]) -> bool:
    """Return whether all gaps are too wide to be spaces."""
    gaps = (after.x0 - cell.x1 for cells in several for cell, after in pairwise(cells))
    return min(gaps) * PERCENT > _WIDE * draft.lines[0].size


def _by_column(draft: Draft) -> list[list[Cell]]:
    out: dict[int, list[Cell]] = defaultdict(list)
    for cells in draft.cells:
        for cell in cells:
            out[column_at(draft.columns, cell.x0)].append(cell)
    return [out[number] for number in sorted(out)]


def _are_labels(cells: Sequence[Cell]) -> bool:
    """Return whether cells are the numbers or bullets of a list."""
    return sum(_LABEL.fullmatch(_text(cell)) is not None for cell in cells) * 2 > len(cells)


def _are_explained(draft: Draft, columns: Sequence[Sequence[Cell]], rows: int) -> bool:
    """Return whether a column has terms and the other goes on for lines about each: a glossary is no table."""
    return len(columns[1]) > rows + rows // 2 and not has_white_rows(_grid(draft))


def _text(cell: Cell) -> str:
    return "".join(piece.glue + piece.stretch.text for piece in cell.pieces).strip()


def _is_aligned(cells: Sequence[Cell], exact: int) -> bool:
    """Return whether most cells of a column begin at one place, or end at one, or are centred on one."""
    return any(
        _agreeing(values, exact) * PERCENT >= _ALIGNED * len(values)
        for values in (
            [cell.x0 for cell in cells],
            [cell.x1 for cell in cells],
            [(cell.x0 + cell.x1) // 2 for cell in cells],
        )
    )


def _agreeing(values: list[int], exact: int) -> int:
    """Return how many values lie within a range of this width, at most."""
    ordered = sorted(values)
    first = best = 0
    for last, value in enumerate(ordered):
        while value - ordered[first] > exact:
            first += 1
        best = max(best, last + 1 - first)
    return best


def _rows(draft: Draft, rules: Sequence[Box]) -> tuple[list[PageLine], int]:
    """Return a line for each row of a table, and how many of its lines they are."""
    grid = _grid(draft)
    groups = _without_end(grouped(grid, rules), grid.places)
    return [_row(draft, grid.places, group) for group in groups], sum(map(len, groups))


def _grid(draft: Draft) -> Grid:
    places = [[column_at(draft.columns, cell.x0) for cell in cells] for cells in draft.cells]
    texts = [[_text(cell) for cell in cells] for cells in draft.cells]
    return Grid(draft.lines, draft.columns, places, texts, [[cell.x1 for cell in cells] for cells in draft.cells])


def _without_end(groups: list[list[int]], places: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the rows of a table up to the last that is more than a first cell: headings and short lines stand below it."""
    last = max(number for number, group in enumerate(groups) if any({*places[at]} - {0} for at in group))
    return groups[: last + 1]


def _row(draft: Draft, places: Sequence[Sequence[int]], group: Sequence[int]) -> PageLine:
    """Return lines of a table as one row, cell by cell, with a tab before each cell but the first."""
    cells: dict[int, list[Piece]] = defaultdict(list)
    for number, cell in sorted(
        ((number, cell) for at in group for number, cell in zip(places[at], draft.cells[at], strict=True)),
        key=lambda item: item[0],
    ):
        first, *others = cell.pieces
        cells[number] += [replace(first, glue=space_behind(cells[number])), *others]
    pieces: list[Piece] = []
    before = 0
    for number, (first, *others) in cells.items():
        # Cells that are empty are tabs as well, so that what follows is counted right.
        pieces += [replace(first, glue=TAB * (number - before)), *others]
        before = number
    lines = [draft.lines[at] for at in group]
    text = "".join(piece.glue + piece.stretch.text for piece in pieces)
    return replace(
        lines[0], pieces=tuple(pieces), text=text, x0=min(line.x0 for line in lines), x1=max(line.x1 for line in lines)
    )
