"""Tables of right-to-left pages, whose first column is the right one: found in a mirror, where they are as any others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.tables import with_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pdf.content import Box
    from parquetry.read.formats.pdf.page_line import PageLine, Piece
    from parquetry.read.formats.pdf.stretch import Stretch


def with_mirrored_tables(lines: Sequence[PageLine], rules: Sequence[Box]) -> list[PageLine]:
    """Return the lines of a column with those of tables as one line a row, their cells from the right to the left.

    Lines that run to the left are measured as in a mirror of their column already, but their pieces stand as on the page.
    """
    if not lines:
        return []
    across = lines[0].left + lines[0].right
    originals: dict[int, Stretch] = {}
    seen = [_mirrored(line, across, originals) for line in lines]
    found = with_tables(seen, [rule._replace(x0=across - rule.x1, x1=across - rule.x0) for rule in rules])
    return [_restored(line, originals) for line in found]


def _mirrored(line: PageLine, across: int, originals: dict[int, Stretch]) -> PageLine:
    """Return a line that runs to the left with its pieces in the mirror, any other as it is."""
    if line.x0 != across - max(piece.stretch.x1 for piece in line.pieces):
        return line
    pieces = []
    for piece in line.pieces:
        stretch = replace(piece.stretch, x0=across - piece.stretch.x1, x1=across - piece.stretch.x0)
        originals[id(stretch)] = piece.stretch
        pieces.append(replace(piece, stretch=stretch))
    return replace(line, pieces=tuple(pieces))


def _restored(line: PageLine, originals: dict[int, Stretch]) -> PageLine:
    def restored(piece: Piece) -> Piece:
        return replace(piece, stretch=originals.get(id(piece.stretch), piece.stretch))

    return replace(line, pieces=tuple(map(restored, line.pieces)))
