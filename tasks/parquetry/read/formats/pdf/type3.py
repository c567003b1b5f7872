"""Type 3 fonts: letters of codes, and the size of an em, which fonts of bitmaps do not say as others do.

TeX before 2000 set its fonts as bitmaps: their glyphs are called by numbers, no table says what those are, and where
Ghostscript has made the file, their units are pixels.

Source: ISO 32000-1, 9.6.5; D. Knuth, Computer Modern Typefaces (the codes of ligatures); TeX Users Group, Cork encoding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fontTools.agl import UV2AGL

from parquetry.read.formats.pdf.program import name_text

if TYPE_CHECKING:
    from collections.abc import Mapping

# Heights of a font's box, in ems, that are those of a font whose size is what the page says.
_LOWEST, _HIGHEST = 0.4, 2.5
# Letters that are narrow in any font, of middle width, and wide; and how many of them tell that codes are those of ASCII.
_NARROW, _MIDDLE, _WIDE = "ijl", "aceonsu", "mw"
_FEWEST_NARROW, _FEWEST_MIDDLE, _FEWEST_WIDE = 2, 5, 1
# Signs whose codes TeX's encodings share with ASCII.
_SHARED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,;:!?()[]'-/=+"
# Ligatures in TeX's first encoding and in its second (Cork), by their codes; and how far a width may differ from that of
# the letters, hundredths.
_LIGATURES = {11: "ff", 12: "fi", 13: "fl", 14: "ffi", 15: "ffl", 27: "ff", 28: "fi", 29: "fl", 30: "ffi", 31: "ffl"}
_WIDTH = 15


def em_of(font: Any) -> float:  # noqa: ANN401 (a font of playa)
    """Return the size of an em of a Type 3 font as a multiple of the size that it is set in."""
    scale = abs(float(font.matrix[3])) or abs(float(font.matrix[2]))
    height = abs(float(font.bbox[3]) - float(font.bbox[1])) * scale
    return height if height > 0 and not _LOWEST <= height <= _HIGHEST else 1.0


def names_by_code(names: Mapping[int, str], widths: Mapping[int, float]) -> Mapping[int, str]:
    """Return the names of a Type 3 font's codes, by the codes themselves where the font's own names say nothing.

    Letters of ASCII are told by their widths: no other order of codes has i, j and l narrower than all vowels, and those
    narrower than m and w.
    """
    if 2 * sum(bool(name_text(name)) for name in names.values()) >= len(names):
        return names
    if not _are_letters({chr(code): widths.get(code, 0) for code in names}):
        return names
    shared = {ord(sign): UV2AGL[ord(sign)] for sign in _SHARED if ord(sign) in names}
    ligatures = {code: "_".join(text) for code, text in _LIGATURES.items() if _is_as_wide(code, text, widths)}
    return {**names, **shared, **ligatures}


def _are_letters(widths: Mapping[str, float]) -> bool:
    narrow, middle, wide = (
        [widths[letter] for letter in letters if widths.get(letter)] for letters in (_NARROW, _MIDDLE, _WIDE)
    )
    if len(narrow) < _FEWEST_NARROW or len(middle) < _FEWEST_MIDDLE or len(wide) < _FEWEST_WIDE:
        return False
    return max(narrow) < min(middle) and max(middle) < min(wide)


def _is_as_wide(code: int, text: str, widths: Mapping[int, float]) -> bool:
    """Return whether a code is as wide as the letters of a ligature, all of which the font has."""
    letters = [widths.get(ord(letter), 0) for letter in text]
    return all(letters) and abs(widths.get(code, 0) - sum(letters)) * 100 <= _WIDTH * sum(letters)
