"""Furniture: running heads and page numbers, known by being repeated at the edge of pages, and by nothing else.

What stands near an edge once is text: taking it for furniture lost one word in fifteen of real documents.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parquetry.read.formats.pdf.lines import PageLine

_EDGE = 3
"""Lines at the top and at the bottom of a page that may be furniture."""
_LEAST = 2
"""Pages that must share a line; more where there are many, see `_often`."""
_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxlcdm]+", re.IGNORECASE)
_NUMBER = re.compile(r"[-–—\s\[(|]*(?:\d{1,4}|[ivxlcdm]{1,7})[-–—\s\])|]*", re.IGNORECASE)
"""A page number alone: "12", "- 12 -", "[xiv]"."""
_NEAR = 400
"""Furniture stands at the same height on each page, within four points."""
_LONGEST = 200
"""Characters; what is longer is a paragraph that is repeated."""


def furniture(pages: Sequence[Sequence[PageLine]]) -> set[int]:
    """Return the `id` of each line that is a running head, a running foot or a page number."""
    edges = [_edges(lines) for lines in pages]
    repeated = _repeated(edges, len(pages))
    out: set[int] = set()
    for top, bottom in edges:
        for edge in (top, bottom):
            # Only an unbroken run from the edge inwards: what stands inside text is no furniture.
            for line in edge:
                if _key(line) not in repeated and id(line) not in out:
                    break
                out.add(id(line))
    return out | _numbers(edges, out)


def _edges(lines: Sequence[PageLine]) -> tuple[list[PageLine], list[PageLine]]:
    """Return the outermost lines of a page, from the top and from the bottom, outermost first."""
    ordered = sorted(lines, key=lambda line: (line.direction, line.baseline, line.x0))
    upright = [line for line in ordered if line.direction == ordered[0].direction]
    return upright[:_EDGE], upright[: -_EDGE - 1 : -1]


def _key(line: PageLine) -> tuple[str, int, int]:
    """Return what running lines of several pages have in common: their words but for numbers, their size and height."""
    words = _DIGITS.sub("#", line.text.casefold().strip())
    return words, line.size, line.baseline // _NEAR


def _repeated(edges: Iterable[tuple[list[PageLine], list[PageLine]]], pages: int) -> set[tuple[str, int, int]]:
    counted: Counter[tuple[str, int, int]] = Counter()
    heights: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
    for top, bottom in edges:
        for key in {_key(line) for line in (*top, *bottom) if len(line.text) <= _LONGEST and _has_words(line.text)}:
            heights[key[:2]][key[2]] += 1
    for (words, size), bands in heights.items():
        for band, number in bands.items():
            # A line may lie on the boundary of two bands.
            counted[words, size, band] = number + max(bands[band - 1], bands[band + 1])
    return {key for key, number in counted.items() if number >= _often(pages)}


def _has_words(text: str) -> bool:
    """Return whether a line says more than a number, which must rise with the pages to be furniture."""
    return _NUMBER.fullmatch(text.strip()) is None


def _often(pages: int) -> int:
    """Return on how many pages a line must be: heads change with chapters and with the side of the book."""
    return max(_LEAST, min(5, pages // 8))


def _numbers(edges: Sequence[tuple[list[PageLine], list[PageLine]]], found: set[int]) -> set[int]:
    """Return the lines that are a number which rises by one from page to page, outermost but for other furniture."""
    candidates: list[tuple[int, int, int]] = []
    for page, (top, bottom) in enumerate(edges):
        for edge in (top, bottom):
            line = next((line for line in edge if id(line) not in found), None)
            number = _value(line.text) if line is not None else None
            if line is not None and number is not None:
                candidates.append((number - page, id(line), page))
    offsets = Counter(offset for offset, _, _ in candidates)
    return {line for offset, line, _ in candidates if offsets[offset] >= _LEAST}


def _value(text: str) -> int | None:
    """Return the value of a page number that stands alone."""
    if _NUMBER.fullmatch(text.strip()) is None:
        return None
    if digits := _DIGITS.search(text):
        return int(digits[0])
    match = _ROMAN.search(text)
    return _roman(match[0].lower()) if match else None


def _roman(text: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}[one] for one in text]
    return sum(-value if value < max(values[k:]) else value for k, value in enumerate(values))
