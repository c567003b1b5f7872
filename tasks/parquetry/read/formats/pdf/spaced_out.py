"""Spaced out: letters of a word set apart by the places a program gives them, which are no words of one letter each.

The operators have a number for this, but many programs place each letter instead: "F E R R Y" is a word where spaces are
glyphs of their own.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT, RIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pdf.content import Glyph, GlyphRun
    from parquetry.read.formats.pdf.letter import Letter

# Letters of one operator that show how they are set.
_FEWEST = 3
# Hundredths of an em between letters that are spaced out: more parts words, or cells.
_NARROWEST, _WIDEST = 9, 50
# Hundredths of an em by which a gap is wider than the usual one at most: letters are kerned, words would be wider apart.
_KERN = 10
# Spaces among the glyphs of a page whose words have them between them, hundredths.
_SPACES = 6


def is_spaced_out(run: GlyphRun) -> bool:
    """Return whether all glyphs of an operator stand apart, and as far."""
    glyphs = run.glyphs
    if len(glyphs) < _FEWEST or run.direction != RIGHT:
        return False
    low, high = _NARROWEST * run.size, _WIDEST * run.size
    # Nearly all operators are out at their first two glyphs.
    if not all(low < (after.x0 - glyph.x1) * PERCENT < high for glyph, after in pairwise(glyphs)):
        return False
    gaps = sorted(after.x0 - glyph.x1 for glyph, after in pairwise(glyphs))
    return (gaps[-1] - gaps[len(gaps) // 2]) * PERCENT <= _KERN * run.size


def has_spaces(letters: Sequence[Sequence[Letter]]) -> bool:
    """Return whether a page has glyphs for the spaces between its words, by the letters of each of its operators."""
    spaces = sum(letter.text.isspace() for run in letters for letter in run)
    return spaces * PERCENT >= _SPACES * sum(map(len, letters))


def closed_up(run: GlyphRun) -> list[Glyph]:
    """Return the glyphs of an operator, as wide as they are set apart."""
    gaps = sorted(after.x0 - glyph.x1 for glyph, after in pairwise(run.glyphs))
    usual = gaps[len(gaps) // 2]
    return [glyph._replace(x1=glyph.x1 + usual) for glyph in run.glyphs]
