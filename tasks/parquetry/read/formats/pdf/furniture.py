"""Furniture: running heads and page numbers, known by being repeated at the edge of pages, and by nothing else.

What stands near an edge once is text: taking it for furniture lost one word in fifteen of real documents.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from itertools import chain, takewhile
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.page_line import CELL, TAB
from parquetry.read.formats.pdf.running_places import APART, NEAR, Edges, heights_of_text, is_form

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from parquetry.read.formats.pdf.page_line import PageLine

Key = tuple[str, int, int]
"""What running lines of several pages have in common: their words, size and height."""
# Lines at the top and at the bottom of a page that may be furniture.
_EDGE = 3
# Pages that must share a line; more where there are many, see `_often`.
_LEAST = 2
_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxlcdm]+", re.IGNORECASE)
# A page number alone: "12", "- 12 -", "[xiv]".
_NUMBER = re.compile(r"[-–—\s\[(|]*(?:\d{1,4}|[ivxlcdm]{1,7})[-–—\s\])|]*", re.IGNORECASE)
# Hundredths of the body's size from which a line is a heading.
_LARGE = 115
# Hundredths of the body's size up to which a number at an edge is that of the page; those of chapters are larger.
_LARGEST_NUMBER = 150
# Pages on which a large line is the same, to the letter, if it is no heading.
_LEAST_SAME = 3
# Pages whose numbers must rise by one where other words stand beside them.
_LEAST_NUMBERS = 3
# Words that heads of many pages begin with.
_SAME_WORDS = 2
# At the end of a line: "it.", and no initial as in "Lind, A."
_SENTENCE_END = re.compile(r"\w{2}[.!?\u3002\u061f\u0964][\"'\u2019\u201d\u00bb)]*\s*$")
# Times as many characters as are said to be no content are said to be some, at least: a slide has little of either.
_MOST_ARTIFACTS = 2
# Characters; what is longer is a paragraph that is repeated.
_LONGEST = 200


def furniture(pages: Sequence[Sequence[PageLine]]) -> set[int]:
    """Return the `id` of each line that is a running head, a running foot or a page number."""
    body = _body_size(pages)
    tagged = _tags_are_right(pages)
    large = _large_running_lines(pages, body, tagged=tagged)
    edges = [_edges(lines, body, large) for lines in pages]
    repeated = _repeated(edges, len(pages))
    text = _text(pages, edges, repeated, body)
    lines = [line for both in edges for line in chain(*both)]
    known = {id(line) for line in lines if _is_running(line, repeated, text) or (tagged and line.artifact)}
    # Only an unbroken run from the edge inwards: what stands inside text is no furniture.
    out = {id(line) for both in edges for edge in both for line in takewhile(lambda line: id(line) in known, edge)}
    out |= _numbers(edges, out)
    return out | (_beginning_alike(edges, out, len(pages)) - text)


def _text(pages: Sequence[Sequence[PageLine]], edges: Sequence[Edges], repeated: set[Key], body: int) -> set[int]:
    """Return the lines at edges that are text though they are repeated: where other pages have text, and of a form."""
    lines = [line for both in edges for line in chain(*both)]
    running = {id(line) for line in lines if _is_repeated(line, repeated)}
    taken = heights_of_text([_outermost(page) for page in pages], running, _LARGE * body // PERCENT)
    # The name of a form and its number are set smaller than what it asks.
    least = body if is_form([_inner_cells(page) for page in pages]) else sys.maxsize
    return {id(line) for line in lines if line.baseline // NEAR in taken or line.size >= least}


def _inner_cells(lines: Sequence[PageLine]) -> Counter[Key]:
    """Return the cells of a page but those of the outermost line at its top and at its bottom."""
    return Counter(key for line in sorted(lines, key=lambda line: line.baseline)[1:-1] for key in _keys(line))


def _beginning_alike(edges: Sequence[Edges], furniture: set[int], pages: int) -> set[int]:
    """Return the outermost lines that stand apart from the text, and begin with the same words on many pages.

    Heads name the section of their page: "CHAPTER 2. BASICS   2.5. TOOLS", then "CHAPTER 2. BASICS   2.6. FILES".
    """
    places: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for top, bottom in edges:
        for edge in (top, bottom):
            left = [line for line in edge if id(line) not in furniture]
            # "We asked the keeper of the lock." above the answer is no head, though other pages begin so too.
            if (
                len(left) > 1
                and not _SENTENCE_END.search(left[0].text)
                and abs(left[1].baseline - left[0].baseline) * PERCENT > APART * left[0].size
            ):
                words, size, height = _key(left[0])
                places[" ".join(words.split()[:_SAME_WORDS]), size, height].append(id(left[0]))
    least = max(_LEAST_NUMBERS, pages // 10)
    return {line for lines in places.values() if len(lines) >= least for line in lines}


def _body_size(pages: Iterable[Sequence[PageLine]]) -> int:
    """Return the size that most letters have."""
    sizes: Counter[int] = Counter()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
    return max(sizes.items(), key=lambda item: (item[1], item[0]))[0] if sizes else 0


def _edges(lines: Sequence[PageLine], body: int, large: set[int]) -> Edges:
    """Return the outermost lines of a page, from the top and from the bottom, outermost first.

    A line set larger than the body is the heading of a chapter, which begins its page at the same height as others do;
    unless it is one of the running lines that are set `large`.
    """
    top, bottom = _outermost(lines)
    return _up_to_heading(top, body, large), _up_to_heading(bottom, body, large)


def _outermost(lines: Sequence[PageLine]) -> Edges:
    ordered = sorted(lines, key=lambda line: (line.direction, line.baseline, line.x0))
    upright = [line for line in ordered if line.direction == ordered[0].direction]
    return upright[:_EDGE], upright[: -_EDGE - 1 : -1]


def _up_to_heading(edge: Sequence[PageLine], body: int, large: set[int]) -> list[PageLine]:
    """Return the lines of an edge before the first heading."""
    headings = (k for k, line in enumerate(edge) if line.size * PERCENT > _LARGE * body and id(line) not in large)
    return list(edge[: next(headings, len(edge))])


def _large_running_lines(pages: Sequence[Sequence[PageLine]], body: int, *, tagged: bool) -> set[int]:
    """Return the lines at edges that are set larger than the body, but are no headings.

    They say the very same on several pages, which headings do not, or a number a little larger than the body, or the file
    says that they are no content.
    """
    outer = [line for lines in pages for edge in _outermost(lines) for line in edge if line.size * PERCENT > _LARGE * body]
    same = Counter(
        (line.text.strip(), line.size, line.baseline // NEAR) for line in {id(line): line for line in outer}.values()
    )
    return {
        id(line)
        for line in outer
        if same[line.text.strip(), line.size, line.baseline // NEAR] >= _LEAST_SAME
        or (tagged and line.artifact)
        or (line.size * PERCENT <= _LARGEST_NUMBER * body and _NUMBER.fullmatch(line.text.strip()))
    }


def _tags_are_right(pages: Iterable[Sequence[PageLine]]) -> bool:
    """Return whether the file's word on what is no content may be taken: some programs say it of most of a page."""
    # Characters, not lines: a running head is short.
    said = Counter[bool]()
    for lines in pages:
        for line in lines:
            said[line.artifact] += len(line.text)
    return said[True] * _MOST_ARTIFACTS <= said[False]


def _keys(line: PageLine) -> set[Key]:
    """Return what each cell of a running line has in common with others: a head may be one line here and two there."""
    # "Rivers   Notes" on one page, and "Rivers" over the left column of another.
    words, size, height = _key(line)
    return {(cell.strip(), size, height) for cell in words.split(CELL) if _has_words(cell)}


def _is_repeated(line: PageLine, repeated: Collection[Key]) -> bool:
    keys = _keys(line)
    return bool(keys) and all(key in repeated for key in keys)


def _is_running(line: PageLine, repeated: Collection[Key], text: Collection[int]) -> bool:
    return id(line) not in text and _is_repeated(line, repeated)


def _key(line: PageLine) -> Key:
    """Return what running lines of several pages have in common: their words but for numbers, their size and height."""
    words = _DIGITS.sub("#", line.text.casefold().strip().replace(TAB, CELL))
    return words, line.size, line.baseline // NEAR


def _repeated(edges: Iterable[Edges], pages: int) -> set[Key]:
    counted: Counter[Key] = Counter()
    heights: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
    for top, bottom in edges:
        for key in {key for line in (*top, *bottom) if len(line.text) <= _LONGEST for key in _keys(line)}:
            heights[key[:2]][key[2]] += 1
    for (words, size), bands in heights.items():
        for band, number in bands.items():
            # A line may lie on the boundary of two bands.
            counted[words, size, band] = number + max(bands[band - 1], bands[band + 1])
    return {key for key, number in counted.items() if number >= _often(pages)}


def _has_words(text: str) -> bool:
    """Return whether a cell says more than a number, which must rise with the pages to be furniture."""
    return _NUMBER.fullmatch(text.strip().replace("#", "1")) is None


def _often(pages: int) -> int:
    """Return on how many pages a line must be: heads change with chapters and with the side of the book."""
    return max(_LEAST, min(5, pages // 8))


def _numbers(edges: Sequence[Edges], furniture: set[int]) -> set[int]:
    """Return the lines with a number that rises by one from page to page, outermost but for other furniture.

    A number may stand alone, or at either end of a line whose words change: "94   Chapter 8", "6.8. Situations   79".
    """
    alone: list[tuple[int, int]] = []
    beside: list[tuple[int, int]] = []
    for page, (top, bottom) in enumerate(edges):
        for edge in (top, bottom):
            line = next((line for line in edge if id(line) not in furniture), None)
            if line is None:
                continue
            number = _value(line.text)
            if number is not None:
                alone.append((number - page, id(line)))
            else:
                beside += [(int(text) - page, id(line)) for text in _outer_numbers(line)]
    offsets = Counter(offset for offset, _ in alone)
    others = Counter(offset for offset, _ in beside)
    return {line for offset, line in alone if offsets[offset] >= _LEAST} | {
        line for offset, line in beside if others[offset] + offsets[offset] >= _LEAST_NUMBERS and others[offset] > 1
    }


def _outer_numbers(line: PageLine) -> list[str]:
    """Return the numbers at the ends of a line that stand apart from its words."""
    cells = [cell.strip() for cell in line.text.replace(TAB, CELL).split(CELL)]
    return [cell for cell in (cells[0], cells[-1]) if cell.isdecimal() and len(cell) <= 4] if len(cells) > 1 else []  # noqa: PLR2004 (no book has ten thousand pages)


def _value(text: str) -> int | None:
    """Return the value of a page number that stands alone."""
    if _NUMBER.fullmatch(text.strip()) is None:
        return None
    if digits := _DIGITS.search(text):
        return int(digits[0])
    match = _ROMAN.search(text)
    return _roman(match[0].lower()) if match else None


def _roman(text: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}[numeral] for numeral in text]
    return sum(-value if value < max(values[k:]) else value for k, value in enumerate(values))
