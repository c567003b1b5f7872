"""A small writer of PDF files for tests: objects as they are given, a table of them, and nothing else."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

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
