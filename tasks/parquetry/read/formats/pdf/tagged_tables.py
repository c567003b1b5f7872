"""Tagged tables: those whose rows and cells the structure of a file names, where the page shows them so.

Programs tag what they lay out with tables as tables too. A table is believed where its cells stand beside and below one
another as its rows say, and nothing else stands among them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.baseline_rows import baseline_rows, line_of
from parquetry.read.formats.pdf.content import Box
from parquetry.read.formats.pdf.page_line import TAB, space_behind
from parquetry.read.formats.pdf.stretches import Segment, segments

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parquetry.read.formats.pdf.fonts import PageFont
    from parquetry.read.formats.pdf.page_line import PageLine, Piece
    from parquetry.read.formats.pdf.stretch import Stretch
    from parquetry.read.formats.pdf.table_tags import Cell

    Cells = Mapping[tuple[int, int], Sequence[Stretch]]


def tagged_tables(stretches: Sequence[Stretch]) -> list[Segment]:
    """Return the tables among the stretches of a page that are believed, each as one segment."""
    # "Port | Boats" on two pages is one table of the structure, and of each page what it shows.
    of_tables: dict[int, list[Stretch]] = defaultdict(list)
    for stretch in stretches:
        if stretch.cell is not None and not stretch.blank:
            of_tables[stretch.cell.table].append(stretch)
    return [_segment(table, inside) for table, inside in of_tables.items() if _is_shown(table, inside, stretches)]


def _is_shown(table: int, inside: Sequence[Stretch], stretches: Sequence[Stretch]) -> bool:
    """Return whether a page shows a table as its tags say."""
    cells = _by_cell(inside)
    return cells is not None and _has_columns(cells) and _are_rows(cells) and not _is_broken(table, inside, stretches)


def _segment(table: int, stretches: list[Stretch]) -> Segment:
    # On the baseline of its first row, as wide as all of it: what stands beside it is no cell.
    box = _around(stretches)
    first = min(stretches, key=lambda stretch: stretch.baseline)
    return Segment(stretches, box.x0, box.x1, first.baseline, first.size, table)


def _by_cell(stretches: Iterable[Stretch]) -> dict[tuple[int, int], list[Stretch]] | None:
    """Return the stretches of a table by the rows and columns of their cells, in the order of those.

    None where two cells of a row are of one column. Where rows are of several lengths, columns are told by their places:
    browsers leave cells that are empty out of the structure.
    """
    # A cell may be shown in several stretches: a word in bold, a second line.
    of_cells: dict[Cell, list[Stretch]] = defaultdict(list)
    for stretch in stretches:
        if stretch.cell is not None:
            of_cells[stretch.cell].append(stretch)
    cells = sorted(of_cells)
    complete = _complete_rows(cells)
    if all(cell.row in complete for cell in cells):
        columns = [cell.column for cell in cells]
    else:
        columns = _columns_by_place(of_cells, cells, complete)
    places = {(cell.row, column): of_cells[cell] for cell, column in zip(cells, columns, strict=True)}
    return places if len(places) == len(cells) else None


def _complete_rows(cells: Sequence[Cell]) -> set[int]:
    """Return the rows that end with the last column by their tags, so that none of their cells is left out.

    A short head in the middle of a column, above figures at its right, stands above none of them: only tags tell its column.
    """
    # The last cell of each row ends it.
    ends = {cell.row: cell.column + cell.columns for cell in cells}
    longest = max(ends.values(), default=0)
    return {row for row, end in ends.items() if end == longest}


def _columns_by_place(of_cells: Mapping[Cell, Sequence[Stretch]], cells: Sequence[Cell], complete: set[int]) -> list[int]:
    """Return the column of each cell by where it begins; those of complete rows are as wide as all their cells."""
    # A head over two columns would join them: cells that span several say nothing of where columns end.
    shown: dict[int | Cell, list[Stretch]] = defaultdict(list)
    for cell in cells:
        if cell.columns == 1:
            shown[cell.column if cell.row in complete else cell] += of_cells[cell]
    ends = _column_ends(sorted((box.x0, box.x1) for box in map(_around, shown.values())))
    return [bisect_left(ends, _around(of_cells[cell]).x0) for cell in cells]


def _column_ends(ranges: Iterable[tuple[int, int]]) -> list[int]:
    """Return where columns end, by the sorted ranges of x that cells fill."""
    ends: list[int] = []
    for x0, x1 in ranges:
        if ends and x0 <= ends[-1]:
            ends[-1] = max(ends[-1], x1)
        else:
            ends.append(x1)
    return ends


def _has_columns(cells: Cells) -> bool:
    """Return whether cells are of several columns."""
    return len({column for _, column in cells}) > 1


def _are_rows(cells: Cells) -> bool:
    """Return whether cells stand beside and below one another."""
    downwards = sorted(cells, key=lambda place: (place[1], place[0]))
    return all(_is_beside(cells, *pair) for pair in pairwise(cells)) and all(
        _is_below(cells, *pair) for pair in pairwise(downwards)
    )


def _is_beside(cells: Cells, one: tuple[int, int], other: tuple[int, int]) -> bool:
    # Ink is compared: cells are wider than their text, and may overlap where nothing is in them.
    return one[0] != other[0] or _around(cells[one]).x1 <= _around(cells[other]).x0


def _is_below(cells: Cells, one: tuple[int, int], other: tuple[int, int]) -> bool:
    # A cell may have more lines than the one beside it, and is above all of the next row for that.
    return one[1] != other[1] or _last(cells[one]) < _first(cells[other])


def _first(stretches: Sequence[Stretch]) -> int:
    return min(stretch.baseline for stretch in stretches)


def _last(stretches: Sequence[Stretch]) -> int:
    return max(stretch.baseline for stretch in stretches)


def _around(stretches: Sequence[Stretch]) -> Box:
    boxes = [stretch.box for stretch in stretches]
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )


def _is_broken(table: int, inside: Sequence[Stretch], stretches: Sequence[Stretch]) -> bool:
    """Return whether anything else stands among the cells of a table: another table, or text that is in none."""
    # A remark between two rows, or a table in a cell: the page is read by places then, and nothing is lost.
    around = _around(inside)
    others = [one for one in stretches if _is_among(one, around) and not one.artifact]
    return any(one.cell is None or one.cell.table != table for one in others)


def _is_among(stretch: Stretch, box: Box) -> bool:
    """Return whether text stands in a box."""
    # By the baseline: what hangs below a line above the table is not within it.
    across = box.x0 < stretch.x1 and stretch.x0 < box.x1
    return across and box.y0 < stretch.baseline < box.y1 and not stretch.blank


def table_lines(place: tuple[int, int], table: Segment, fonts: Sequence[PageFont], edges: tuple[int, int]) -> list[PageLine]:
    """Return a line for each row of a table, cell by cell, with a tab before each cell but the first."""
    # Rows in the order of their numbers, whichever was shown first.
    rows: dict[int, dict[int, list[Stretch]]] = defaultdict(dict)
    for (row, column), inside in (_by_cell(table.stretches) or {}).items():
        rows[row][column] = inside
    return [_row(place, table.table, cells, fonts, edges) for cells in rows.values()]


def _row(
    place: tuple[int, int],
    table: int,
    cells: Mapping[int, Sequence[Stretch]],
    fonts: Sequence[PageFont],
    edges: tuple[int, int],
) -> PageLine:
    pieces: list[Piece] = []
    before = 0
    for column, inside in cells.items():
        first, *others = _cell_pieces(place, inside, fonts, edges)
        # Cells that are empty are tabs as well, so that what follows is counted right.
        pieces += [replace(first, glue=TAB * (column - before)), *others]
        before = column
    text = "".join(piece.glue + piece.stretch.text for piece in pieces)
    line = line_of(place, [piece.stretch for piece in pieces], fonts, edges)
    # Tables that are found by their places count from 1.
    return replace(line, pieces=tuple(pieces), text=text, table=-1 - table)


def _cell_pieces(
    place: tuple[int, int], inside: Sequence[Stretch], fonts: Sequence[PageFont], edges: tuple[int, int]
) -> list[Piece]:
    """Return what stands in a cell, its lines one after the other."""
    # "First she opened the hatch." and "Then she closed it." of one cell are joined by a space.
    pieces: list[Piece] = []
    for row in baseline_rows(segments(inside)):
        line = line_of(place, [stretch for segment in row for stretch in segment.stretches], fonts, edges)
        first, *others = line.pieces
        pieces += [replace(first, glue=space_behind(pieces)), *others]
    return pieces
