"""Raised glyphs: figures that a font draws as small ones above or below the line, as OpenType's superscripts are.

They stand on the baseline of the page and are as large as all others to it; the file calls them by their plain figures.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from parquetry.text.raised_figures import lowered, raised

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parquetry.read.formats.pdf.program import Program

# Ends of names of such glyphs, and whether those are raised: "six.superior", "six.sups".
_RAISED_NAMES = (".superior", ".sups", ".sup", ".numr", ".numerator")
_LOWERED_NAMES = (".inferior", ".sinf", ".subs", ".sub", ".dnom", ".denominator")
# Hundredths of an em: where a raised figure begins at least and how high it is at most; the lowest that figures of old
# style reach, and how high those of them are that reach there.
_RAISED_FROM, _SMALL = 24, 56
_LOWERED_TO = -6
# Letters that stand on the line, how many of them are looked at, and how far from it they may be: hundredths of an em.
_ON_LINE, _FEW, _NEAR = frozenset("acemnorsuvwxzABDEHIKLMNRTXZ"), 3, 4
_PERCENT = 100


def raised_figure(program: Program, glyph: str, text: str, letters: Iterable[tuple[str, str]]) -> str:
    """Return the figure that a glyph shows, as a raised or lowered one if it is drawn so; empty if it is an ordinary one.

    `letters` are others of the font, each with its glyph: figures of a font may all stand high, as its letters then do.
    """
    if glyph.endswith(_RAISED_NAMES):
        return raised(text)
    if glyph.endswith(_LOWERED_NAMES):
        return lowered(text, "0", "")
    # Few fonts in a file have names of glyphs left; their outlines stay.
    place = _place(program, glyph)
    if place is None or place[1] - place[0] > _SMALL:
        return ""
    shown = raised(text) if place[0] >= _RAISED_FROM else lowered(text, "0", "") if place[0] <= _LOWERED_TO else ""
    return shown if shown and _stand_on_line(program, letters) else ""


def _stand_on_line(program: Program, letters: Iterable[tuple[str, str]]) -> bool:
    """Return whether letters that stand on the line do so in this font, and there are some."""
    glyphs = islice((glyph for text, glyph in letters if text in _ON_LINE), _FEW)
    places = [place for glyph in glyphs if (place := _place(program, glyph)) is not None]
    # One letter may be an odd one.
    return len(places) > 1 and all(abs(low) <= _NEAR for low, _ in places)


def _place(program: Program, glyph: str) -> tuple[int, int] | None:
    """Return how far from the baseline a glyph begins and ends, in hundredths of an em; None for one without an outline."""
    heights = [y for polygon in program.polygons(glyph) for _, y in polygon]
    if not heights or not program.em:
        return None
    return round(min(heights) * _PERCENT / program.em), round(max(heights) * _PERCENT / program.em)
