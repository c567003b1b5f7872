"""Font programs: the glyph that a code names, its name, what the program's own table says of it, and its outline.

TrueType, CFF in an OpenType file, bare CFF, Type 1. Source: ISO 32000-1, 9.6 and 9.7; OpenType 1.9; Adobe Technical Notes
5176 (CFF) and 5040 (Type 1).
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fontTools.agl import toUnicode
from fontTools.cffLib import CFFFontSet
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.t1Lib import T1Font
from fontTools.ttLib import TTFont

from parquetry.read.formats.pdf.outlines import Polygon, flattened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# What ends the encrypted part of a Type 1 program; PDF files may leave it out.
_ZEROS = b"0" * 512 + b"\ncleartomark\n"
# Where the table of a symbolic TrueType font has its codes.
_SYMBOLS = 0xF000
# Points of one outline that are looked at.
_MOST_POINTS = 4_000


@dataclass(slots=True)
class Program:
    """An embedded font program. `em` is its units an em; `glyphs` its glyphs by name."""

    glyphs: Any
    em: int
    by_code: Callable[[int], str | None]
    characters: Mapping[str, str] = field(default_factory=dict)
    """The character that the program's own table maps to a glyph."""
    named: bool = True
    """Whether its names of glyphs mean anything."""

    def glyph(self, code: int) -> str | None:
        """Return the name of the glyph that a code shows; None where there is none."""
        name = self.by_code(code)
        return name if name is not None and name in self.glyphs else None

    def polygons(self, name: str) -> list[Polygon]:
        """Return the outline of a glyph as polygons, in units of the font; none if it is damaged."""
        pen = DecomposingRecordingPen(self.glyphs, skipMissingComponents=True)
        try:
            self.glyphs[name].draw(pen)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 (damaged charstrings raise anything)
            return []
        return flattened(pen.value) if len(pen.value) <= _MOST_POINTS else []

    def advance(self, name: str) -> float:
        """Return how far a glyph moves the pen, in units of the font."""
        return float(getattr(self.glyphs[name], "width", 0) or 0)

    def text(self, name: str) -> str:
        """Return the text that the name of a glyph stands for; empty if it says nothing, as `g25`."""
        return name_text(name) if self.named else ""


def name_text(name: str, *, dingbats: bool = False) -> str:
    """Return the text that the name of a glyph stands for by the Adobe Glyph List; empty if it says nothing.

    >>> name_text("f_i"), name_text("uni00e9"), name_text("a.sc"), name_text("g25")
    ('fi', 'é', 'a', '')
    """
    base = name.split(".", maxsplit=1)[0]
    text = str(toUnicode(base, isZapfDingbats=dingbats))
    # The list wants digits in upper case; not all programs heed it.
    return text or (str(toUnicode("uni" + base[3:].upper())) if base.startswith("uni") else "")


def read_program(data: bytes, kind: str, font: Any) -> Program | None:  # noqa: ANN401 (a font of playa)
    """Return the program of a font. `kind` is the entry it was found under; None where it cannot be read."""
    try:
        if kind == "FontFile":
            return _type1(data, font)
        if data[:4] in (b"\0\1\0\0", b"true", b"OTTO", b"ttcf"):
            return _sfnt(data, font)
        return _cff(data, font)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 (the library raises anything on damaged programs)
        return None


def _type1(data: bytes, font: Any) -> Program:  # noqa: ANN401
    program = T1Font.__new__(T1Font)
    program.encoding = "ascii"
    program.data = data if data.rstrip().endswith(b"cleartomark") else data + _ZEROS
    glyphs = program.getGlyphSet()
    matrix = program["FontMatrix"]
    return Program(glyphs, round(1 / matrix[0]) if matrix[0] else 1000, font.encoding.get)


def _cff(data: bytes, font: Any) -> Program:  # noqa: ANN401
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(data), None)
    top = fonts[fonts.fontNames[0]]
    matrix = getattr(top, "FontMatrix", (0.001,))
    by_code, named = _of_cff(top, font)
    return Program(_CffGlyphs(top.CharStrings), round(1 / matrix[0]) if matrix[0] else 1000, by_code, named=named)


def _of_cff(top: Any, font: Any) -> tuple[Callable[[int], str | None], bool]:  # noqa: ANN401
    order = top.getGlyphOrder() if hasattr(top, "getGlyphOrder") else top.charset
    if not font.multibyte and hasattr(font, "encoding"):
        return font.encoding.get, True
    if hasattr(top, "ROS"):
        return (lambda cid: f"cid{cid:05d}"), False
    return (lambda cid: order[cid] if cid < len(order) else None), True


class _CffGlyphs(dict[str, Any]):
    """Charstrings by name, with the width that drawing one finds."""

    def __init__(self, charstrings: Any) -> None:  # noqa: ANN401
        super().__init__({name: charstrings[name] for name in charstrings.keys()})  # noqa: SIM118 (no mapping)


def _sfnt(data: bytes, font: Any) -> Program:  # noqa: ANN401
    file = TTFont(io.BytesIO(data), lazy=True, fontNumber=0)
    order = file.getGlyphOrder()
    tables = file["cmap"].tables if "cmap" in file else []
    unicode_: Mapping[int, str] = next(
        (table.cmap for table in tables if table.isUnicode() and (table.platformID, table.platEncID) != (3, 0)), {}
    )
    post = file["post"].formatType if "post" in file else 3.0
    characters = {name: chr(code) for code, name in sorted(unicode_.items(), reverse=True)}
    by_code = _composite(order, font) if hasattr(font, "cid2gid") else _simple(tables, unicode_, order, font)
    named = post == 2.0 or ("CFF " in file and "ROS" not in dir(file["CFF "].cff.topDictIndex[0]))  # noqa: PLR2004
    return Program(file.getGlyphSet(), file["head"].unitsPerEm, by_code, characters, named=named)


def _composite(order: list[str], font: Any) -> Callable[[int], str | None]:  # noqa: ANN401
    glyph_of = font.cid2gid or {}

    def glyph(cid: int) -> str | None:
        try:
            number = glyph_of[cid]
        except (KeyError, IndexError):
            number = cid
        return order[number] if number < len(order) else None

    return glyph


def _simple(tables: list[Any], unicode_: Mapping[int, str], order: list[str], font: Any) -> Callable[[int], str | None]:  # noqa: ANN401
    symbols: Mapping[int, str] = next((table.cmap for table in tables if (table.platformID, table.platEncID) == (3, 0)), {})
    roman: Mapping[int, str] = next((table.cmap for table in tables if (table.platformID, table.platEncID) == (1, 0)), {})
    names = set(order)

    def glyph(code: int) -> str | None:
        # The font of a damaged dictionary has no encoding.
        name = getattr(font, "encoding", {}).get(code)
        if name is not None:
            text = name_text(name)
            character = unicode_.get(ord(text)) if len(text) == 1 else None
            if character or name in names:
                return character or name
        return symbols.get(_SYMBOLS + code) or symbols.get(code) or roman.get(code)

    return glyph
