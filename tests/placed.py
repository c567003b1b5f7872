"""What stands on the page of a PDF, for tests of rules about places: lengths are hundredths of a point, ten points an em."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from parquetry.read.formats.pdf.page_line import PageLine, Piece
from parquetry.read.formats.pdf.stretch import Stretch
from parquetry.read.formats.pdf.stretches import Segment

EM = 1000
LEADING = 1200


def stretch(text: str, x0: int, x1: int, baseline: int, size: int = EM, **others: Any) -> Stretch:
    """Return text of one font between two places of a baseline."""
    made = Stretch(text, 0, size, "tounicode", 0, x0, x1, baseline, 0, 0, 0, -1, hidden=False, reach=x1)
    return replace(made, **others)


def segment(text: str, x0: int, x1: int, baseline: int, size: int = EM) -> Segment:
    """Return a segment of one stretch."""
    return Segment([stretch(text, x0, x1, baseline, size)], x0, x1, baseline, size)


def column(texts: list[str], x0: int, x1: int, first: int = 10_000, leading: int = LEADING, size: int = EM) -> list[Segment]:  # noqa: PLR0913
    """Return lines one below another, each as wide as the column."""
    return [segment(text, x0, x1, first + leading * row, size) for row, text in enumerate(texts)]


def line(text: str, baseline: int, x0: int = 0, x1: int = 30_000, size: int = EM, **others: Any) -> PageLine:
    """Return a line in a column of 300 points."""
    pieces = (Piece("", stretch(text, x0, x1, baseline, size)),)
    made = PageLine(
        0, 0, 0, pieces, text, x0, x1, baseline, size, bold=False, italic=False, fixed=False, left=0, right=30_000
    )
    return replace(made, **others)
