"""A small writer of PDF files for tests: objects as they are given, a table of them, and nothing else."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass, field

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from playa.fontmetrics import FONT_METRICS

HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
BOLD = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>"
COURIER = "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>"
FONTS = {"F1": HELVETICA, "F2": BOLD, "F3": COURIER}


@dataclass(slots=True)
class Pdf:
    """Objects by number; 1 is the catalog, 2 the tree of pages."""

    objects: dict[int, bytes] = field(default_factory=dict)
    pages: list[int] = field(default_factory=list)
    catalog: str = ""
    trailer: str = ""

    def add(self, value: str | bytes) -> int:
        """Add an object and return its number."""
        number = max(self.objects, default=2) + 1
        self.objects[number] = value.encode("latin-1") if isinstance(value, str) else value
        return number

    def stream(self, data: str | bytes, entries: str = "", *, packed: bool = False) -> int:
        """Add a stream and return its number."""
        raw = data.encode("cp1252") if isinstance(data, str) else data
        if packed:
            raw, entries = zlib.compress(raw), entries + " /Filter /FlateDecode"
        return self.add(f"<< /Length {len(raw)} {entries} >>\nstream\n".encode("latin-1") + raw + b"\nendstream")

    def page(self, content: str | bytes, resources: str = "", entries: str = "", *, packed: bool = False) -> int:
        """Add a page of 600 by 800 points and return the number of its content."""
        stream = self.stream(content, packed=packed)
        fonts = " ".join(f"/{name} {value}" for name, value in FONTS.items())
        resources = resources or f"<< /Font << {fonts} >> >>"
        box = "" if "MediaBox" in entries else "/MediaBox [0 0 600 800]"
        page = f"<< /Type /Page /Parent 2 0 R {box} /Resources {resources} /Contents {stream} 0 R {entries} >>"
        self.pages.append(self.add(page))
        return stream

    def data(self) -> bytes:
        """Return the file."""
        kids = " ".join(f"{number} 0 R" for number in self.pages)
        self.objects[1] = f"<< /Type /Catalog /Pages 2 0 R {self.catalog} >>".encode("latin-1")
        self.objects[2] = f"<< /Type /Pages /Count {len(self.pages)} /Kids [{kids}] >>".encode("latin-1")
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places = {}
        for number, value in sorted(self.objects.items()):
            places[number] = len(out)
            out += f"{number} 0 obj\n".encode() + value + b"\nendobj\n"
        start, size = len(out), max(places) + 1
        out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
        for number in range(1, size):
            out += f"{places.get(number, 0):010} 00000 {'n' if number in places else 'f'} \n".encode()
        out += f"trailer\n<< /Size {size} /Root 1 0 R {self.trailer} >>\nstartxref\n{start}\n%%EOF\n".encode("latin-1")
        return bytes(out)


def string(text: str) -> str:
    """Return text as a string of PDF."""
    return "(" + text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") + ")"


def lines(texts: list[str], x: int = 72, y: int = 700, size: int = 10, leading: int = 12, font: str = "F1") -> str:  # noqa: PLR0913
    """Return the operators that show lines one below another, the first at (x, y)."""
    shown = " ".join(f"{string(text)} Tj T*" for text in texts)
    return f"BT /{font} {size} Tf {leading} TL {x} {y} Td {shown} ET\n"


def wrapped(text: str, width: int = 360, size: int = 10) -> list[str]:
    """Return text in lines as wide as a column lets them be, in the widths of Helvetica."""
    widths = FONT_METRICS["Helvetica"][1]
    out = [""]
    for word in text.split():
        longer = f"{out[-1]} {word}".strip()
        if sum(widths.get(one, 556) for one in longer) * size > width * 1000:
            out.append(word)
        else:
            out[-1] = longer
    return out


def simple(*pages: str) -> bytes:
    """Return a file of pages with these operators."""
    pdf = Pdf()
    for page in pages:
        pdf.page(page)
    return pdf.data()


# Fonts of bars: each letter is a few rectangles, and a ligature is the letters it joins, set closer.
BARS = {
    "f": (300, [(100, 0, 180, 700), (40, 440, 260, 500), (100, 640, 300, 700)]),
    "t": (300, [(100, 0, 180, 620), (30, 440, 280, 500), (100, 0, 260, 60)]),
    "i": (240, [(80, 0, 160, 500), (80, 600, 160, 700)]),
    "ı": (240, [(80, 0, 160, 500)]),
    "ì": (240, [(80, 0, 160, 500), (20, 660, 110, 720), (70, 600, 160, 680)]),
    "l": (240, [(80, 0, 160, 720)]),
    "o": (520, [(60, 0, 140, 500), (380, 0, 460, 500), (60, 0, 460, 70), (60, 430, 460, 500)]),
    "e": (480, [(60, 0, 140, 500), (60, 0, 420, 70), (60, 220, 420, 290), (60, 430, 420, 500), (340, 220, 420, 500)]),
    "c": (460, [(60, 0, 140, 500), (60, 0, 400, 70), (60, 430, 400, 500)]),
    "n": (520, [(60, 0, 140, 500), (380, 0, 460, 500), (60, 430, 460, 500)]),
    "w": (700, [(60, 0, 140, 500), (310, 0, 390, 400), (560, 0, 640, 500), (60, 0, 640, 70)]),
    "O": (760, [(60, 0, 150, 700), (610, 0, 700, 700), (60, 0, 700, 80), (60, 620, 700, 700)]),
    "6": (520, [(60, 0, 140, 700), (60, 0, 460, 70), (60, 360, 460, 430), (380, 0, 460, 430), (60, 630, 460, 700)]),
    # Raised and lowered as OpenType's figures are; of old style, a figure that reaches below the line.
    "⁶": (320, [(40, 330, 90, 750), (40, 330, 280, 375), (40, 540, 280, 585), (230, 330, 280, 585), (40, 705, 280, 750)]),
    "₆": (320, [(40, -120, 90, 300), (40, -120, 280, -75), (40, 90, 280, 135), (230, -120, 280, 135), (40, 255, 280, 300)]),
    "𝟗": (520, [(60, 100, 140, 500), (60, 430, 460, 500), (60, 100, 460, 170), (380, -200, 460, 500)]),
    "[": (300, [(100, -100, 180, 740), (100, -100, 260, -40), (100, 680, 260, 740)]),
}
CLOSER = 12
"""Units by which letters of a ligature stand closer than they would alone."""


def bars(text: str) -> tuple[int, list[tuple[int, int, int, int]]]:
    """Return the width and the rectangles of letters side by side, as a ligature joins them."""
    at, out = 0, []
    for letter in text:
        width, boxes = BARS[letter]
        out += [(x0 + at, y0, x1 + at, y1) for x0, y0, x1, y1 in boxes]
        at += width - CLOSER * (len(text) > 1)
    return at, out


def bar_font(glyphs: list[str], kind: str = "truetype") -> bytes:
    """Return a font program whose glyph of number k + 1 draws the k-th text; its names say nothing."""
    names = [".notdef", *(f"g{k}" for k in range(len(glyphs)))]
    builder = FontBuilder(1000, isTTF=kind == "truetype")
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({})
    drawn = {name: bars(text) for name, text in zip(names[1:], glyphs, strict=True)}
    drawn[".notdef"] = (500, [])
    shapes = {name: _outline(boxes, width, kind) for name, (width, boxes) in drawn.items()}
    if kind == "truetype":
        builder.setupGlyf(shapes)
    else:
        builder.setupCFF("Bars", {}, shapes, {})
    builder.setupHorizontalMetrics({name: (width, 0) for name, (width, _) in drawn.items()})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupOS2()
    builder.setupPost(keepGlyphNames=False)
    out = io.BytesIO()
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.save(out)
    return out.getvalue()


def _outline(boxes: list[tuple[int, int, int, int]], width: int, kind: str) -> object:
    pen = TTGlyphPen(None) if kind == "truetype" else T2CharStringPen(width, None)
    for x0, y0, x1, y1 in boxes:
        pen.moveTo((x0, y0))
        for point in ((x0, y1), (x1, y1), (x1, y0)):
            pen.lineTo(point)
        pen.closePath()
    return pen.glyph() if kind == "truetype" else pen.getCharString()


def with_bars(words: list[list[str]], claims: dict[str, str], kind: str = "truetype") -> bytes:
    """Return a file whose page shows words, each a list of glyphs, in a composite font of bars.

    `claims` has what the font's ToUnicode says of glyphs; those that are not in it say their own letters, and those with
    an empty claim nothing.
    """
    glyphs = sorted({glyph for word in words for glyph in word} | set("ftilo"))
    codes = {glyph: number for number, glyph in enumerate(glyphs, 1)}
    texts = {codes[glyph]: claims.get(glyph, glyph) for glyph in glyphs}
    pairs = "\n".join(f"<{code:04x}> <{text.encode('utf-16-be').hex()}>" for code, text in texts.items() if text)
    pdf = Pdf()
    program = pdf.stream(bar_font(glyphs, kind), "" if kind == "truetype" else "/Subtype /OpenType", packed=True)
    key = "FontFile2" if kind == "truetype" else "FontFile3"
    descriptor = pdf.add(f"<< /Type /FontDescriptor /FontName /Bars /Flags 4 /{key} {program} 0 R >>")
    widths = " ".join(str(bars(glyph)[0]) for glyph in glyphs)
    subtype = "CIDFontType2" if kind == "truetype" else "CIDFontType0"
    child = pdf.add(
        f"<< /Type /Font /Subtype /{subtype} /BaseFont /Bars /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        f"/Supplement 0 >> /FontDescriptor {descriptor} 0 R /W [1 [{widths}]] >>"
    )
    tounicode = pdf.stream(f"{len(texts)} beginbfchar\n{pairs}\nendbfchar", packed=True)
    font = pdf.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Bars /Encoding /Identity-H /DescendantFonts [{child} 0 R] "
        f"/ToUnicode {tounicode} 0 R >>"
    )
    shown = " -400 ".join(f"<{''.join(f'{codes[glyph]:04x}' for glyph in word)}>" for word in words)
    pdf.page(f"BT /F1 10 Tf 72 700 Td [{shown}] TJ ET", f"<< /Font << /F1 {font} 0 R >> >>")
    return pdf.data()
