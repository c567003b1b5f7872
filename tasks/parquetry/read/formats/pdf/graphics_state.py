"""Graphics state: what operators set for those after them, as far as it places text or says whether text is seen.

Source: ISO 32000-1, 8.4 (graphics state), 9.3 (text state), 8.6 (colour).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from parquetry.read.formats.pdf.content import PERCENT, Matrix, multiplied
from parquetry.read.formats.pdf.painting import is_white, is_white_gray
from parquetry.read.formats.pdf.values import matrix_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from parquetry.read.formats.pdf.fonts import PageFont

# Colour spaces in which three ones are white, or four zeros: with inks of other names they are not (8.6.6).
_LIGHT = ("DeviceRGB", "DeviceCMYK", "CalRGB", "ICCBased")

_INVISIBLE = (3, 7)
"""Text rendering modes that paint nothing (table 106)."""


@dataclass(frozen=True, slots=True)
class GraphicsState:
    """The state at one operator. Lengths are those of text space, angles and clips are not kept."""

    ctm: Matrix
    font: PageFont | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0
    white: bool = False
    """Whether what is filled is white."""
    light: bool = False
    """Whether its colour space is one of light, or of the usual four inks."""

    @property
    def paints_text(self) -> bool:
        """Return whether the rendering mode paints glyphs at all."""
        return self.mode not in _INVISIBLE

    def in_color_space(self, family: str) -> GraphicsState:
        """Return the state after a colour space was set: its first colour is not white."""
        return replace(self, white=False, light=family in _LIGHT)


def _filled(state: GraphicsState, *, white: bool) -> GraphicsState:
    """Return the state with another fill colour; the same object if nothing changes, for pages set a colour at each word."""
    return state if white == state.white else replace(state, white=white)


def _in_space(state: GraphicsState, operands: list[Any]) -> GraphicsState:
    return _filled(state, white=state.light and is_white(operands))


def _of_device(state: GraphicsState, operands: list[Any]) -> GraphicsState:
    return _filled(state, white=is_white(operands))


SETTERS: dict[bytes, Callable[[GraphicsState, list[Any]], GraphicsState]] = {
    b"cm": lambda state, operands: replace(state, ctm=multiplied(matrix_of(operands), state.ctm)),
    # Colours to fill with: text is filled, and its outlines (`G`, `RG`, `K`) are rarely drawn.
    b"g": lambda state, operands: _filled(state, white=is_white_gray(operands)),
    b"rg": _of_device,
    b"k": _of_device,
    b"sc": _in_space,
    b"scn": _in_space,
    # Text state (table 105). It outlives the text object it is set in: a font set once may hold for the whole page.
    b"Tc": lambda state, operands: replace(state, spacing=float(operands[-1])),
    b"Tw": lambda state, operands: replace(state, word_spacing=float(operands[-1])),
    # In percent of the width that the glyphs have: 50 sets them half as wide.
    b"Tz": lambda state, operands: replace(state, scale=float(operands[-1]) / PERCENT),
    b"TL": lambda state, operands: replace(state, leading=float(operands[-1])),
    b"Ts": lambda state, operands: replace(state, rise=float(operands[-1])),
    b"Tr": lambda state, operands: replace(state, mode=int(operands[-1])),
}
"""Operators that change the state by their operands alone."""
