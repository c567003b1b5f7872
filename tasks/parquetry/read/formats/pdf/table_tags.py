"""Tags of tables: the rows and columns of the cells that a structure names.

Source: ISO 32000-1, 14.8.4.3.4 (table elements), 14.8.5.7 (their attributes).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from playa.pdftypes import resolve1

from parquetry.read.formats.pdf.values import array, dictionary

if TYPE_CHECKING:
    from collections.abc import Mapping

# Columns and rows that a cell spans at most: a damaged file says billions.
_MOST_SPANNED = 1_000


class Cell(NamedTuple):
    """A cell by the number of its table's element, and of its row and column, 0-based; `columns` are how many it spans."""

    table: int
    row: int
    column: int
    columns: int = 1


@dataclass(slots=True)
class TableTags:
    """Counts the rows and cells of a table as they are met; `table` is the number of its element."""

    table: int
    row: int = -1
    column: int = 0
    taken: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """The first row in which a column is free of cells that span several rows."""

    def next_row(self) -> None:
        """Begin another row."""
        self.row, self.column = self.row + 1, 0

    def next_cell(self, entries: Mapping[str, Any]) -> Cell:
        """Return the place of the next cell of the row, whose element has these entries."""
        # Columns that a cell above reaches into: <td rowspan=2> takes its place in two rows.
        while self.taken[self.column] > self.row:
            self.column += 1
        columns, rows = _span(entries, "ColSpan"), _span(entries, "RowSpan")
        cell = Cell(self.table, self.row, self.column, columns)
        for column in range(self.column, self.column + columns):
            self.taken[column] = self.row + rows
        self.column += columns
        return cell


def _span(entries: Mapping[str, Any], name: str) -> int:
    """Return how many columns or rows a cell spans by its attributes, of which there may be several sets."""
    # One dictionary, or an array of them, each of another owner: /O /Table, /O /Layout.
    attributes = resolve1(entries.get("A"))
    for one in array(attributes) or [attributes]:
        value = resolve1(dictionary(one).get(name))
        if isinstance(value, int):
            return min(max(value, 1), _MOST_SPANNED)
    return 1
