"""Tables: rows of cells, as one block with a row a line and tabs between cells, or as the blocks a layout table holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from parquetry.read.formats.pieces import Block, Piece, plain_text
from parquetry.read.formats.white_space import parts_ideographs
from parquetry.text import EDIT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, MutableSequence

# Kinds of blocks that no line of a table can be made of.
_OF_PAGES = frozenset({"heading", "preformatted"})
# Least number of lines of a table that has other rows too: fewer may be the edges of a page.
_FEWEST_LINES = 2
# Columns that a cell may take: browsers have 1,000, which a page of nothing but such cells would make a million of.
_MOST_SPANNED = 200
# Most line breaks in a cell that becomes part of a line: an address has two, and more lines than that are verse or a list.
_MOST_BREAKS = 2
# Words of the shortest line of verse that is told from a line of an address or the name of an office.
_FEWEST_WORDS = 3
# What ends a line of Chinese or Japanese verse, which has no spaces to count words by.
_STOPS_OF_IDEOGRAPHS = tuple("，。、；！？")
# Digits of a number of columns: a page may have any.
_LONGEST_SPAN = 4


@dataclass(slots=True)
class Table:
    """One open table: rows of cells of blocks.

    `outside` is where its blocks go when it ends; `part_id` is the part it stands in.
    """

    outside: MutableSequence[Block]
    part_id: int = 0
    rows: list[list[list[Block]]] = field(default_factory=list)
    _laid_out: bool = False
    _places: list[list[int]] = field(default_factory=list)
    """The column that each cell begins in."""
    _next: int = 0
    """The column after the last cell of the row in hand."""
    _reach: dict[int, int] = field(default_factory=dict)
    """How many rows on a cell reaches into, by its columns."""

    def holds(self, target: MutableSequence[Block]) -> bool:
        """Return whether blocks that go to a list go to the cell in hand."""
        return (self._laid_out and target is self.outside) or any(cell is target for row in self.rows[-1:] for cell in row)

    def lay_out(self, target: MutableSequence[Block]) -> MutableSequence[Block]:
        """Lay out a page, as a table does that holds another one; return where blocks go that would go to `target`.

        What it holds so far goes outside at once. Carried out table by table, the blocks of thousands of tables in one
        another would be moved thousands of times.
        """
        # A block may also go to a text box in the cell, which goes on.
        inside = self.holds(target)
        self.outside.extend(block for row in self.rows for cell in row for block in cell)
        self.rows, self._places, self._laid_out = [], [], True
        return self.outside if inside else target

    def open_group(self) -> None:
        """Begin a group of rows, as the body behind a head: no cell reaches into the next."""
        self._reach = {}

    def open_row(self) -> None:
        """Begin a row."""
        self.rows.append([])
        self._places.append([])
        self._next = 0
        self._reach = {column: rows - 1 for column, rows in self._reach.items() if rows > 1}

    def open_cell(self, columns: int = 1, rows: int = 1) -> MutableSequence[Block]:
        """Begin a cell that takes so many columns and rows; return the list its blocks go to."""
        if self._laid_out:
            return self.outside
        # A cell without a row, as careless pages have it, opens one.
        if not self.rows:
            self.open_row()
        while self._next in self._reach:
            self._next += 1
        self.rows[-1].append([])
        self._places[-1].append(self._next)
        self._take(columns)
        # Counted with the row in hand, which is over when the next begins.
        if rows > 1:
            self._reach.update(dict.fromkeys(range(self._places[-1][-1], self._next), rows))
        return self.rows[-1][-1]

    def widen(self, columns: int) -> None:
        """Let the cell in hand take so many columns, as a format says that tells it inside of the cell."""
        if self._places and self._places[-1]:
            self._next = self._places[-1][-1]
            self._take(columns)

    def _take(self, columns: int) -> None:
        self._next += max(1, min(columns, _MOST_SPANNED))

    def close(self) -> None:
        """Put a table of plain cells outside as one block; a table that lays out a page as the blocks in it."""
        self.outside.extend(self._blocks())

    def _blocks(self) -> list[Block]:
        """Return the rows of a table of data, a line each, and after them the notes they cite; else the blocks it holds.

        A row with a cell of several paragraphs stands as those between the lines of the others.
        """
        self.rows = _with_empty_cells(self.rows, self._places)
        rows = [[self._own(cell) for cell in row] for row in self.rows]
        if not _is_data(rows):
            return [block for cell in _cells(self.rows) for block in cell]
        blocks: list[Block] = []
        for is_line, group in groupby(rows, _is_line):
            lines = list(group)
            blocks += self._lines(lines) if is_line else [block for cell in _cells(lines) for block in cell]
        # In the order of their cells, as a reader meets the signs that cite them.
        cells = _cells(self.rows)
        return blocks + [block for cell in cells for at, block in enumerate(cell) if self._is_note(at, block)]

    def _lines(self, rows: list[list[list[Block]]]) -> list[Block]:
        pieces = _row_pieces(rows)
        return [Block("table", None, True, pieces, self.part_id, _marker(rows))] if pieces else []

    def _is_note(self, at: int, block: Block) -> bool:
        """Return whether the block at a place of a cell is a note that its text cites: in a part of its own, or after it."""
        return block.part_id != self.part_id or (block.kind == "footnote" and at > 0)

    def _own(self, cell: list[Block]) -> list[Block]:
        return [block for at, block in enumerate(cell) if not self._is_note(at, block)]


def _with_empty_cells(rows: list[list[list[Block]]], places: list[list[int]]) -> list[list[list[Block]]]:
    """Return rows with an empty cell for each column before a cell that one beside or above it reaches into.

    What is no column of any row, as most of the grid of a form, is none.
    """
    if all(columns == list(range(len(columns))) for columns in places):
        return rows
    numbers = {column: number for number, column in enumerate(sorted({column for row in places for column in row}))}
    out: list[list[list[Block]]] = []
    for row, columns in zip(rows, places, strict=True):
        out.append([])
        for cell, column in zip(row, columns, strict=True):
            out[-1] += [[] for _ in range(numbers[column] - len(out[-1]))]
            out[-1].append(cell)
    return out


def _cells(rows: list[list[list[Block]]]) -> list[list[Block]]:
    return [cell for row in rows for cell in row]


def _is_line(row: list[list[Block]]) -> bool:
    """Return whether a row can stand in one line: no cell holds several paragraphs, many lines, a heading or code."""
    return all(len(cell) <= 1 and all(_is_label(block) for block in cell) for cell in row) and not _has_verse(row)


def _is_label(block: Block) -> bool:
    return block.kind not in _OF_PAGES and _breaks(block) <= _MOST_BREAKS


def _breaks(block: Block) -> int:
    return sum(piece.text == "\n" for piece in block.pieces)


def _has_verse(row: list[list[Block]]) -> bool:
    """Return whether at least half of the cells with text are verse: a couplet beside its number, or its translation.

    In a row of more cells "Ring the bell once / Wait for the porter" is a remark.
    """
    verses = sum(bool(_breaks(block)) and _is_verse(block) for cell in row for block in cell)
    return verses > 0 and 2 * verses >= sum(map(bool, row))


def _is_verse(block: Block) -> bool:
    """Return whether each line of a block is a line of verse: a couplet or a haiku beside another cell.

    All begin with capitals, or none does: "Share of sales / in per cent" is a head that was broken. Of their other words
    most are in small letters: "Ministry of Public Works / Department of Roads" is a name. An address has figures.
    """
    text = plain_text(block.pieces)
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if len(lines) == 1 or any(map(str.isdigit, text)):
        return False
    if all(line[-1].endswith(_STOPS_OF_IDEOGRAPHS) for line in lines):
        return True
    begin_alike = len({line[0][0].isupper() for line in lines}) == 1
    return begin_alike and min(map(len, lines)) >= _FEWEST_WORDS and _are_mostly_small(lines)


def _are_mostly_small(lines: list[list[str]]) -> bool:
    """Return whether of the words behind the first of each line most begin in small letters."""
    others = [word for line in lines for word in line[1:]]
    return 2 * sum(not word[0].isupper() for word in others) > len(others)


def _is_data(rows: list[list[list[Block]]]) -> bool:
    """Return whether rows are of data: several columns, and cells of one paragraph in all of them, or in most."""
    if max((len(row) for row in rows), default=0) <= 1:
        return False
    filled = [row for row in rows if not _is_empty(row)]
    # Of a table that lays out a page a row or two may be lines: what is above, and what is below.
    lines = sum(_is_line(row) and len(row) > 1 for row in filled)
    others = sum(not _is_line(row) for row in filled)
    return not others or (lines > others and lines >= _FEWEST_LINES)


def _row_pieces(rows: list[list[list[Block]]]) -> list[Piece]:
    """Return the pieces of all rows that are not empty, with tabs between cells and line breaks between rows."""
    # Empty rows are there for their height.
    filled = [row for row in rows if not _is_empty(row)]
    # Tabs and line breaks have no bytes of their own; they stand where the cell before ends. What stands before the first
    # text, as tabs of empty cells in the corner do, stands where that begins.
    at = next((piece.start for piece in _pieces(_cells(filled))), 0)
    pieces: list[Piece] = []
    for line, row in enumerate(filled):
        for number, cell in enumerate(row):
            if number or line:
                pieces.append(Piece("\t" if number else "\n", at, at, EDIT))
            pieces += _in_line(list(_pieces([cell])))
            at = pieces[-1].end if pieces else at
    # Empty cells at the end would leave tabs behind.
    while pieces and not pieces[-1].text.strip():
        pieces.pop()
    return pieces


def _in_line(cell: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces of a cell with its lines one after the other: half a row on a line would look like a row."""
    before = ""
    for at, piece in enumerate(cell):
        if piece.text != "\n":
            yield piece
            before = piece.text
        elif before:
            after = next((other.text for other in cell[at + 1 :] if other.text != "\n"), "")
            # One space for any number of breaks, and none between ideographs.
            yield Piece("" if parts_ideographs(piece.text, before, after) else " ", piece.start, piece.end, EDIT)
            before = ""


def _pieces(cells: list[list[Block]]) -> Iterator[Piece]:
    return (piece for cell in cells for block in cell for piece in block.pieces)


def _marker(rows: list[list[list[Block]]]) -> str | None:
    """Return what is shown before the first cell: a table may be what an item of a list begins with.

    Where several are marked, as in rows that count themselves, none is that of the table.
    """
    marked = [block.marker for cell in _cells(rows) for block in cell if block.marker]
    first = next((block for cell in _cells(rows) for block in cell), None)
    return first.marker if first is not None and len(marked) == 1 else None


def _is_empty(row: list[list[Block]]) -> bool:
    """Return whether no cell of a row has any text."""
    return not any(plain_text(block.pieces) for cell in row for block in cell)


def cell_span(attributes: Mapping[str, str | None], name: str) -> int:
    """Return how many columns or rows a cell takes."""
    value = (attributes.get(name) or "").strip()
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= _LONGEST_SPAN else 1
