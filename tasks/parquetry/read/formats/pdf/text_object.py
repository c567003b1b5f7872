"""Text objects: where the strings that a page shows come to stand, glyph by glyph.

Source: ISO 32000-1, 9.4 (text objects).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from parquetry.read.formats.pdf.content import IDENTITY, Glyph, Matrix, line_at, multiplied, placed_box, units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pdf.content import PageContent
    from parquetry.read.formats.pdf.fonts import PageFont
    from parquetry.read.formats.pdf.graphics_state import GraphicsState
    from parquetry.read.formats.pdf.painting import Ground

_SPACE = 32
_THOUSANDTHS = 1000
"""Numbers in an array of strings are thousandths of an em, against the direction of the line."""


class ShowOperator(NamedTuple):
    """What all glyphs of one operator share: its place, the number of the mark around it, and whether nobody sees them."""

    object: int
    start: int
    end: int
    note: int
    hidden: bool


class TextObject:
    """The text matrix and the matrix of its line, which last from `BT` on."""

    __slots__ = ("line", "matrix")

    def __init__(self, matrix: Matrix = IDENTITY) -> None:
        self.matrix = matrix
        self.line = matrix

    def next_line(self, x: float, y: float) -> None:
        """Begin another line, so far from the beginning of this one."""
        a, b, c, d, e, f = self.line
        self.matrix = self.line = (a, b, c, d, x * a + y * c + e, x * b + y * d + f)

    def copy(self) -> TextObject:
        """Return one in the same place, for a form to move."""
        copied = TextObject(self.matrix)
        copied.line = self.line
        return copied

    def _rendering_matrix(self, state: GraphicsState) -> Matrix:
        """Return the matrix from text space to the page, with the rise of the text (9.4.4)."""
        a, b, c, d, e, f = multiplied(self.matrix, state.ctm)
        return (a, b, c, d, e + c * state.rise, f + d * state.rise)

    def show(self, strings: list[Any], state: GraphicsState, page: PageContent, operator: ShowOperator) -> None:
        """Add the glyphs of strings to a page; numbers among them are moves, as in the array of `TJ`."""
        font = state.font
        if font is None:
            return
        matrix = self._rendering_matrix(state)
        _, _, c, d, _, _ = matrix
        # The height of an em on the page. The square root is rounded the same way on every machine (IEEE 754).
        size = units((c * c + d * d) ** 0.5 * abs(state.size)) or 1
        direction, start, step, base, slope = line_at(matrix, state.scale, page, vertical=font.vertical)
        add = page.glyphs.append
        moved, baseline = 0.0, units(base)
        for string in strings:
            if isinstance(string, (int, float)):
                moved -= string * state.size / _THOUSANDTHS
                continue
            steps, moved = _steps(string, font, state, moved)
            for code, cid, begin, end in steps:
                x0, x1 = units(start + begin * step), units(start + end * step)
                if slope:
                    baseline = units(base + begin * slope)
                if x1 < x0:
                    x0, x1 = x1, x0
                add(Glyph(font.number, code, cid, x0, x1, baseline, size, direction, *operator))
        self._advance(moved, state.scale, vertical=font.vertical)

    def is_white_on_white(self, strings: Sequence[Any], state: GraphicsState, ground: Ground) -> bool:
        """Return whether strings shown here are white, on a ground that nothing was painted on."""
        if not state.white or state.mode or state.font is None or state.font.type == "Type3":
            return False
        # Wider than it can be: what is painted beside it counts as painted under it.
        widest = state.size * sum(len(string) for string in strings if isinstance(string, bytes))
        return ground.is_bare(placed_box(self._rendering_matrix(state), 0, -state.size, widest, state.size))

    def _advance(self, moved: float, scale: float, *, vertical: bool) -> None:
        a, b, c, d, e, f = self.matrix
        if vertical:
            self.matrix = (a, b, c, d, moved * c + e, moved * d + f)
        else:
            moved *= scale
            self.matrix = (a, b, c, d, moved * a + e, moved * b + f)


def _steps(
    string: bytes, font: PageFont, state: GraphicsState, moved: float
) -> tuple[list[tuple[int, int, float, float]], float]:
    """Return each code of a string with its CID, where its glyph begins and ends on the line, and where the string ends."""
    steps = []
    for code, cid, length in font.codes(string):
        advance = font.advance(cid) * state.size
        steps.append((code, cid, moved, moved + advance))
        moved += advance + state.spacing
        # Word spacing goes with the code 32 of one byte, whatever it shows (9.3.3).
        if code == _SPACE and length == 1:
            moved += state.word_spacing
    return steps, moved
