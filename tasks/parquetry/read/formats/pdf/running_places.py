"""Places of running lines: heights at which pages have them and no text, and documents whose pages are all alike."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from parquetry.read.formats.pdf.page_line import PageLine

Edges = tuple[list["PageLine"], list["PageLine"]]
"""The outermost lines of a page, from the top and from the bottom, outermost first."""
NEAR = 400
"""Furniture stands at the same height on each page, within four points."""
APART = 160
"""Hundredths of an em from a head to the text, at least."""
# Pages that have text of their own where others have a line that comes again: the first lines of a page, or the heading
# of a slide, which may be "Example" on several. So many of them, and one in so many that have a line there.
_LEAST_TEXT, _SHARE_OF_TEXT = 2, 4
# Cells inside pages that stand in the same place on others, hundredths of all: a form that is filled in on each page.
_SHARE_OF_FORM = 30
# Such cells at least: a page of a few lines may have two by chance.
_LEAST_CELLS = 4


def heights_of_text(edges: Sequence[Edges], running: Collection[int], large: int) -> set[int]:
    """Return the heights, in units of `NEAR`, at which lines come again on some pages and others have text.

    `running` has the `id` of lines that come again, `large` is the size from which a line is a heading.
    """
    again: Counter[int] = Counter()
    text: Counter[int] = Counter()
    for edge in chain(*edges):
        for line, inner in _with_inner(edge):
            height = line.baseline // NEAR
            if id(line) in running:
                again[height] += 1
            elif line.size >= large or (inner is not None and _is_near(line, inner)):
                text[height] += 1
    return {height for height in again if _is_of_text(again[height], text, height)}


def _is_of_text(again: int, text: Counter[int], height: int) -> bool:
    # A line may lie on the boundary of two bands.
    own = text[height] + max(text[height - 1], text[height + 1])
    return own >= _LEAST_TEXT and own * _SHARE_OF_TEXT >= own + again


def _with_inner(edge: Sequence[PageLine]) -> Iterator[tuple[PageLine, PageLine | None]]:
    """Yield the lines of an edge with the next one inwards."""
    for at, line in enumerate(edge):
        yield line, edge[at + 1] if at + 1 < len(edge) else None


def _is_near(line: PageLine, inner: PageLine) -> bool:
    return abs(inner.baseline - line.baseline) * PERCENT <= APART * line.size


def is_form(pages: Sequence[Mapping[tuple[str, int, int], int]]) -> bool:
    """Return whether the same form stands on most pages: then what comes again is no furniture for that.

    `pages` counts the cells inside each page: their text, size and height.
    """
    counted = Counter(key for page in pages for key in page)
    everything = sum(len(page) for page in pages)
    again = sum(number for number in counted.values() if number * 2 > len(pages) and number > 1)
    return again >= _LEAST_CELLS * len(pages) and again * PERCENT >= _SHARE_OF_FORM * everything
