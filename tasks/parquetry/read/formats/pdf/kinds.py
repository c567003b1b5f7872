"""Kinds: what a block is, by how it is set and what it begins with."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.page_line import NOTE

if TYPE_CHECKING:
    from collections.abc import Callable

    from parquetry.read.formats.pdf.draft import PageBlock
    from parquetry.read.formats.pdf.measures import Measures
    from parquetry.read.formats.pdf.page_line import PageLine

# Hundredths of the body's size from which a block is set larger than it.
_LARGE = 108
SMALL = 95
"""Hundredths of the body's size below which a block is set smaller than it."""
# Characters.
_LONGEST_HEADING = 240
# Lines of a heading or caption.
_MOST_LINES = 4
# Hundredths of an em that a letter of a fixed font is wide, in nearly all of them.
_FIXED_ADVANCE = 60
FULL_STOP = re.compile(r"[.!?;:,。]\W*$")
BULLET = re.compile(r"[•◦▪●‣·∙○■□➢✓*–-]\s+\S|[•◦▪●‣∙○■➢]\S")
"""What an item of a list begins with: "• wax", "– wax"."""
NUMBERED = re.compile(r"(?:\(?\d{1,3}[.)]|\(?[a-z][.)]|\(?[ivx]{1,5}[.)])\s+\S", re.IGNORECASE)
"""What a numbered item begins with: "3. wax", "(b) wax", "iv) wax"."""
# A number that stands off its text, as that of an item or row: "3   wax".
_COUNTED = re.compile(r"(\d{1,3})\s{3}\s*[^\W\d_]")
# What a note begins with: "3 See", "* The".
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡§¶])(?=\s?[^\W\d_]|\s?[\"“„«(])")
LEADERS = re.compile(r"(?:\.\s?){4,}\s*\S{0,6}\s*$|(?:\s\.){3,}")
"""Dots from a title to its page in a table of contents."""
# Entries that make a page one of a table of contents.
_ENTRIES = 3
_PAGE = re.compile(r"\s\d{1,4}$")
# The label of a chapter: "Chapter 5", "Appendix A", "5.".
_LABEL = re.compile(
    r"""
      [^\W\d_]{3,12} \s+ (?: \d{1,3} | [A-Z] | [IVXL]{1,6} ) [.:]?      # "Chapter 5", "Appendix A", "Part IV:"
    | \d{1,3} \.?                                                       # "5."
    """,
    re.VERBOSE,
)
CAPTION = re.compile(
    r"""
    (?: fig(?:ure|ura|\.)?  | abb(?:ildung|\.)? | obr(?:ázek|\.)? | рис(?:унок|\.)? | 図 | 图   # "Figure 3", "Abb. 2"
      | tab(?:le|elle|leau|la|\.)? | таблица | 表 )                                            # "Table 1", "Tab. 1"
    \s* \d+
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""How captions begin: "Figure 3", "Tab. 1"."""


def with_kind(block: PageBlock, measures: Measures) -> PageBlock:
    """Return a block with its kind; one that has a kind already as it is."""
    if block.kind:
        return block
    kind = next((kind for kind, holds in _RULES if holds(block, measures)), "paragraph")
    if kind == "code":
        return replace(block, kind=kind, verbatim=True)
    return replace(block, kind=kind, verbatim=kind == "table")


def _is_code(block: PageBlock, _: Measures) -> bool:
    return all(line.fixed for line in block.lines)


def indented(blocks: list[PageBlock]) -> list[PageBlock]:
    """Return the blocks with how many letters each line of code is set in by.

    An empty line parts a listing into blocks, whose lines are set in from the left edge of all of it.
    """
    out: list[PageBlock] = []
    for (kind, _), group in groupby(blocks, key=lambda block: (block.kind, block.lines[0].region)):
        listing = list(group)
        if kind == "code":
            left = min(line.x0 for block in listing for line in block.lines)
            listing = [replace(block, indents=_indents(block, left)) for block in listing]
        out += listing
    return out


def _indents(block: PageBlock, left: int) -> tuple[int, ...]:
    return tuple(round((line.x0 - left) * PERCENT / (_FIXED_ADVANCE * line.size)) for line in block.lines)


def has_cells(line: PageLine) -> bool:
    """Return whether a line has cells; the number or bullet of an item is none, however far before its text it stands."""
    text = line.text.lstrip()
    return line.cells > 1 + any(pattern.match(text) is not None for pattern in (BULLET, NUMBERED, _COUNTED))


def _is_table(block: PageBlock, _: Measures) -> bool:
    return len(block.lines) > 1 and 2 * sum(has_cells(line) for line in block.lines) > len(block.lines)


def _is_entry(block: PageBlock, _: Measures) -> bool:
    """Return whether a block is an entry of a table of contents."""
    return LEADERS.search(block.text) is not None


def _is_heading(block: PageBlock, measures: Measures) -> bool:
    text = block.text
    if len(text) > _LONGEST_HEADING or len(block.lines) > _MOST_LINES or not any(character.isalpha() for character in text):
        return False
    smallest = min(line.size for line in block.lines)
    if smallest * PERCENT >= _LARGE * measures.body:
        return True
    bold = all(line.bold for line in block.lines)
    return bold and smallest * PERCENT >= SMALL * measures.body and not FULL_STOP.search(text)


def _is_item(block: PageBlock, _: Measures) -> bool:
    first = block.lines[0].text.lstrip()
    return bool(BULLET.match(first) or NUMBERED.match(first))


def _is_note(block: PageBlock, measures: Measures) -> bool:
    first = block.lines[0]
    small = first.size * PERCENT < SMALL * measures.body
    return small and (first.pieces[0].raised or _NOTE.match(block.text) is not None)


def _is_caption(block: PageBlock, _: Measures) -> bool:
    return CAPTION.match(block.text) is not None and len(block.lines) <= _MOST_LINES


# The first rule that holds names the kind.
_RULES: tuple[tuple[str, Callable[[PageBlock, Measures], bool]], ...] = (
    ("footnote", lambda block, _: block.lines[0].margin == NOTE),
    ("code", _is_code),
    ("table", _is_table),
    ("list_item", _is_entry),
    ("heading", _is_heading),
    ("list_item", _is_item),
    ("footnote", _is_note),
    ("caption", _is_caption),
)


def labelled(blocks: list[PageBlock]) -> list[PageBlock]:
    """Return the blocks with labels of chapters joined to their headings, and lines of a table of contents as entries.

    "Chapter 5" stands on a line of its own, set otherwise than the title below it; "Leadership   2" is no heading, though
    it is bold, where most lines of its page are entries.
    """
    entries = Counter(block.lines[0].page for block in blocks if LEADERS.search(block.text))
    out: list[PageBlock] = []
    for block in blocks:
        first = block.lines[0]
        if block.kind == "heading" and entries[first.page] >= _ENTRIES and _PAGE.search(block.text):
            out.append(replace(block, kind="list_item"))
        elif out and block.kind == "heading" and _is_label(out[-1]) and out[-1].lines[-1].page == first.page:
            out[-1] = replace(block, lines=[*out[-1].lines, *block.lines])
        else:
            out.append(block)
    return out


def _is_label(block: PageBlock) -> bool:
    return block.kind == "heading" and len(block.lines) == 1 and _LABEL.fullmatch(block.text) is not None


def counted(blocks: list[PageBlock]) -> list[PageBlock]:
    """Return the blocks with those as items whose numbers, without a stop behind them, follow one another."""
    numbers = [_count(block) for block in blocks]
    around = zip(blocks, [None, *numbers], numbers, [*numbers[1:], None], strict=False)
    return [
        replace(block, kind="list_item") if number is not None and (before == number - 1 or after == number + 1) else block
        for block, before, number, after in around
    ]


def _count(block: PageBlock) -> int | None:
    match = _COUNTED.match(block.text.lstrip()) if block.kind == "paragraph" else None
    return int(match[1]) if match else None


def leveled(blocks: list[PageBlock]) -> list[PageBlock]:
    """Return the blocks with the levels of headings: larger before smaller, bold before light of one size."""
    ranks = sorted({_rank(block) for block in blocks if _lacks_level(block)}, reverse=True)
    levels = {rank: min(9, number) for number, rank in enumerate(ranks, 1)}
    return [replace(block, level=levels[_rank(block)]) if _lacks_level(block) else block for block in blocks]


def _lacks_level(block: PageBlock) -> bool:
    # Tags may have given it one.
    return block.kind == "heading" and block.level is None


def _rank(block: PageBlock) -> tuple[int, bool]:
    # Half points: sizes that differ by less are the same to a reader.
    return round(max(line.size for line in block.lines) / 50), block.bold
