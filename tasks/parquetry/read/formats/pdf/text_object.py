"""Text objects: where the strings that a page shows come to stand, glyph by glyph.

Source: ISO 32000-1, 9.4 (text objects).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from parquetry.read.formats.pdf.content import (
    HUNDREDTHS,
    IDENTITY,
    PERCENT,
    UPRIGHT_ABOVE,
    GlyphRun,
    Matrix,
    all_units,
    glyph_of,
    line_at,
    multiplied,
    placed_box,
    units,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pdf.content import Glyph, Line, PageContent
    from parquetry.read.formats.pdf.fonts import PageFont
    from parquetry.read.formats.pdf.graphics_state import GraphicsState
    from parquetry.read.formats.pdf.painting import Ground

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
        # `matrix` goes on with each glyph, `line` stays at the beginning of the line: `T*` and `Td` start from there.
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
        size = units((c * c + d * d) ** 0.5 * abs(state.size) * font.em) or 1
        line = line_at(matrix, state.scale, page, vertical=font.vertical)
        if font.vertical:
            # The pen is in the middle of the line: letters turned by a quarter have their baseline beside it.
            aside = size * (UPRIGHT_ABOVE - PERCENT // 2) / PERCENT
            line = line._replace(baseline=line.baseline + aside / HUNDREDTHS)
        glyphs, moved = _glyphs(strings, font, state, line)
        if glyphs:
            page.runs.append(GlyphRun(font.number, size, line.direction, *operator, glyphs))
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


def _glyphs(strings: list[Any], font: PageFont, state: GraphicsState, line: Line) -> tuple[list[Glyph], float]:
    """Return the glyphs that strings show on a line, and how far the pen moves along it."""
    codes, begins, ends = [], [], []
    moved, size, spacing = 0.0, state.size, state.spacing
    # Letters that are spaced out are no further apart for that: "C H A P T E R" is one word.
    spaced = 0.0 if font.vertical else max(0.0, spacing)
    for string in strings:
        if isinstance(string, (int, float)):
            moved -= string * size / _THOUSANDTHS
            continue
        for code, cid, em, is_space in font.steps(string):
            advance = em * size
            begins.append(moved)
            ends.append(moved + advance + spaced)
            codes.append((code, cid))
            moved += advance + spacing
            if is_space:
                moved += state.word_spacing
    # All of an operator's lengths are rounded in one go.
    lefts = all_units([line.start + begin * line.step for begin in begins])
    rights = all_units([line.start + end * line.step for end in ends])
    baselines = [units(line.baseline)] * len(codes)
    if line.slope:
        baselines = all_units([line.baseline + begin * line.slope for begin in begins])
    glyphs = [
        glyph_of((code, cid, x0, x1, baseline) if x0 <= x1 else (code, cid, x1, x0, baseline))
        for (code, cid), x0, x1, baseline in zip(codes, lefts, rights, baselines, strict=True)
    ]
    return glyphs, moved
