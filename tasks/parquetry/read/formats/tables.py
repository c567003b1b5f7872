"""Tables: rows of cells, as one block with a row a line and tabs between cells, or as the blocks a layout table holds."""

from __future__ import annotations

from dataclasses import dataclass, field

from parquetry.read.formats.pieces import Block, Piece, plain_text
from parquetry.text import EDIT


@dataclass(slots=True)
class Table:
    """One open table: rows of cells of blocks. `plain` while no cell holds headings, lists or another table."""

    rows: list[list[list[Block]]] = field(default_factory=list)
    plain: bool = True

    def open_row(self) -> None:
        """Begin a row."""
        self.rows.append([])

    def open_cell(self) -> list[Block]:
        """Begin a cell; return the list its blocks go to."""
        # A cell without a row, as careless pages have it, opens one.
        if not self.rows:
            self.rows.append([])
        self.rows[-1].append([])
        return self.rows[-1][-1]

    def blocks(self) -> list[Block]:
        """Return a table of plain cells as one block; a table that lays out a page as the blocks in it."""
        # All blocks in reading order, for tables that only place things on a page.
        cells = [cell for row in self.rows for cell in row]
        columns = max((len(row) for row in self.rows), default=0)
        if not self.plain or columns < 2 or any(len(cell) > 1 for cell in cells):  # noqa: PLR2004 (one column is no table)
            return [block for cell in cells for block in cell]
        pieces = self._row_pieces()
        # Empty cells at the end would leave tabs behind.
        while pieces and not pieces[-1].text.strip():
            pieces.pop()
        return [Block("table", None, True, pieces, marker=_marker(cells))] if pieces else []

    def _row_pieces(self) -> list[Piece]:
        """Return the pieces of all rows that are not empty, with tabs between cells and line breaks between rows."""
        pieces: list[Piece] = []
        for row in self.rows:
            # Empty rows are there for their height.
            if _is_empty(row):
                continue
            for number, cell in enumerate(row):
                if pieces:
                    # Tabs and line breaks have no bytes of their own; they stand where the cell before ends.
                    at = pieces[-1].end
                    pieces.append(Piece("\t" if number else "\n", at, at, EDIT))
                pieces += [piece for block in cell for piece in block.pieces]
        return pieces


def _marker(cells: list[list[Block]]) -> str | None:
    """Return what is shown before the first cell: a table may be what an item of a list begins with."""
    return next((block.marker for cell in cells for block in cell if block.marker), None)


def _is_empty(row: list[list[Block]]) -> bool:
    """Return whether no cell of a row has any text."""
    return not any(plain_text(block.pieces) for cell in row for block in cell)
