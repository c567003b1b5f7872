"""Notes by their markers: small numbered blocks at the end of a column whose numbers stand raised in the text of its page.

Without a rule above them they look as the items of a list that is set smaller; but nothing refers to those.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.kinds import SMALL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pdf.draft import PageBlock
    from parquetry.read.formats.pdf.measures import Measures

_MARKER = re.compile(r"[\[(]?(\d{1,3})[.)\]]{0,2}\s")
"""What a note begins with: "1. See", "3 See", "[2] The"."""


def with_noted(blocks: Sequence[PageBlock], measures: Measures) -> list[PageBlock]:
    """Return the blocks with those as notes that end their column, set smaller than the text that has their numbers."""
    raised = _raised(blocks, measures)
    out: list[PageBlock] = []
    for (page, _), group in groupby(blocks, key=lambda block: (block.lines[0].page, block.lines[0].region)):
        column = list(group)
        first = _first_note(column, raised[page], measures)
        out += column[:first] + [_noted(block) for block in column[first:]]
    return out


def _noted(block: PageBlock) -> PageBlock:
    return block if _is_of_page(block) else replace(block, kind="footnote")


def _is_of_page(block: PageBlock) -> bool:
    """Return whether a block is furniture, or the number of the page, which nothing repeats where there is one page."""
    return block.kind == "page_artifact" or block.text.strip().isdecimal()


def _raised(blocks: Sequence[PageBlock], measures: Measures) -> dict[int, set[str]]:
    """Return the numbers that stand raised in the text of each page."""
    out: dict[int, set[str]] = defaultdict(set)
    for line in (line for block in blocks for line in block.lines):
        # The number before a note is raised too, but not in text as large as the body.
        if line.size * PERCENT >= SMALL * measures.body:
            out[line.page].update(piece.stretch.text.strip() for piece in line.pieces[1:] if piece.raised)
    return out


def _first_note(column: Sequence[PageBlock], raised: set[str], measures: Measures) -> int:
    """Return the number of the first block that is a note: behind it all are; that of the last one and one more for none."""
    first = len(column)
    for at in range(len(column) - 1, -1, -1):
        block = column[at]
        if _is_of_page(block):
            continue
        match = _MARKER.match(block.text.lstrip())
        small = max(line.size for line in block.lines) * PERCENT < SMALL * measures.body
        if not small or match is None or match[1] not in raised:
            break
        first = at
    return first
