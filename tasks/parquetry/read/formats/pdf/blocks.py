"""Blocks: which lines belong together, by where and how they are set."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.contents import contents
from parquetry.read.formats.pdf.draft import PageBlock
from parquetry.read.formats.pdf.furniture import furniture
from parquetry.read.formats.pdf.hand_set import set_by_hand
from parquetry.read.formats.pdf.kinds import (
    BULLET,
    CAPTION,
    FULL_STOP,
    LEADERS,
    NUMBERED,
    SMALL,
    counted,
    has_cells,
    indented,
    labelled,
    leveled,
    with_kind,
)
from parquetry.read.formats.pdf.line_pairs import SLACK, is_apart, is_full, is_other_size
from parquetry.read.formats.pdf.measures import measured
from parquetry.read.formats.pdf.notes_by_marker import with_noted
from parquetry.read.formats.pdf.page_line import NUMBER
from parquetry.read.formats.pdf.tags import Tags, believed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pdf.measures import Measures
    from parquetry.read.formats.pdf.page_line import PageLine
    from parquetry.read.formats.pdf.structure import Structure

# Hundredths of an em that a first line is indented by, or a following one hangs by.
_INDENT = 60
# Hundredths of an em that may be left on the last line of a column whose paragraph goes on in the next.
_ROOM = 300
# Hundredths of the width of a column that one has at least whose paragraph goes on in it: a side bar is narrower.
_AS_WIDE = 50
_STOP = re.compile(r"[.!?:;…。！？」”\"'’)\]]\W*$")
_ITEM_NUMBER = re.compile(r"\(?(\d{1,3})(?:[.)]\s|\s{3})")
_SENTENCE_END = re.compile(r"[.!?。]\W*$")
_BROKEN = ("-", "\N{SOFT HYPHEN}", "\N{HYPHEN}")


def page_blocks(pages: Sequence[Sequence[PageLine]], structure: Structure | None = None) -> list[PageBlock]:
    """Return the blocks of a document in the order of its lines, each line in exactly one; `structure` has its tags."""
    outside = furniture(pages) | {id(line) for lines in pages for line in lines if line.margin == NUMBER}
    outside |= contents([[line for line in lines if id(line) not in outside] for lines in pages])
    measures = measured([[line for line in lines if id(line) not in outside and not line.table] for lines in pages])
    tags = believed(structure, pages, outside, measures)
    by_hand = set_by_hand(pages, outside, measures, tags)
    found = chain(*(_of_page(lines, outside, by_hand, tags, measures) for lines in pages))
    kinds = indented(counted([tags.with_kind(with_kind(block, measures)) for block in found]))
    return leveled(_continued(with_noted(labelled(kinds), measures), tags, measures))


def _of_page(
    lines: Sequence[PageLine], outside: set[int], by_hand: dict[int, int], tags: Tags, measures: Measures
) -> list[PageBlock]:
    out: list[PageBlock] = []
    for line in lines:
        if id(line) in outside:
            out.append(PageBlock("page_artifact", [line]))
        elif line.table or id(line) in by_hand:
            if not out or not _is_kept_with(out[-1], line, by_hand):
                evidence = "tag" if line.table < 0 else "geometry"
                out.append(PageBlock("table" if line.table else "preformatted", [], verbatim=True, evidence=evidence))
            out[-1].lines.append(line)
        elif out and not out[-1].kind and not _begins(out[-1], line, tags, measures):
            out[-1].lines.append(line)
        else:
            out.append(PageBlock("", [line]))
    return out


def _is_kept_with(block: PageBlock, line: PageLine, by_hand: dict[int, int]) -> bool:
    """Return whether a line is of the same table as a block before it, or of the same group of lines ended by hand."""
    before = block.lines[-1]
    if line.table:
        return (before.region, before.table) == (line.region, line.table)
    return by_hand.get(id(before)) == by_hand[id(line)]


def _begins(block: PageBlock, line: PageLine, tags: Tags, measures: Measures) -> bool:
    """Return whether a block begins with a line, by its tags or by how it stands to the block before it."""
    before = block.lines[-1]
    if tags.part(before, line):
        return True
    return not tags.join(before, line) and _is_begun(block, line, measures)


def _is_begun(block: PageBlock, line: PageLine, measures: Measures) -> bool:
    before = block.lines[-1]
    if is_apart(before, line, measures) or _ends_caption(block, line, measures) or _is_next_item(block.lines[0], line):
        return True
    # Lines of code and rows of a table stand together whatever they say: only a gap parts them.
    if (line.fixed and before.fixed) or (has_cells(before) and has_cells(line)):
        return False
    if LEADERS.search(line.text) or LEADERS.search(before.text):
        return True
    return _is_opened(line, measures) or not is_full(before, line, measures) or _is_indented(block, line)


def _is_next_item(first: PageLine, line: PageLine) -> bool:
    """Return whether a line has the number after that of a block's first line, at the same place: "1. Wax", "2. Wick".

    Items of one length look as if each of them filled its line.
    """
    numbers = [_ITEM_NUMBER.match(one.text.lstrip()) for one in (first, line)]
    if None in numbers or abs(first.x0 - line.x0) * PERCENT > SLACK * line.size:
        return False
    before, after = (int(match[1]) for match in numbers if match is not None)
    return after == before + 1


def _ends_caption(block: PageBlock, line: PageLine, measures: Measures) -> bool:
    """Return whether a block is a caption, set in the middle of its column, and a line behind it begins at the edge."""
    if not CAPTION.match(block.lines[0].text.lstrip()):
        return False
    return _is_centred(block.lines[-1], measures) and not _is_centred(line, measures)


def _is_centred(line: PageLine, measures: Measures) -> bool:
    """Return whether a line is set in by the same on both sides of its column."""
    # The measure of the column, not its farthest edge: the number of a page may stand further right.
    before, behind = line.x0 - line.left, measures.regions.get(line.region, line.right) - line.x1
    return before * PERCENT > _INDENT * line.size and abs(before - behind) * PERCENT <= _INDENT * line.size


def _is_opened(line: PageLine, measures: Measures) -> bool:
    """Return whether a line begins with the bullet of an item or the raised number of a note."""
    note = line.size * PERCENT < SMALL * measures.body and line.pieces[0].raised and len(line.pieces) > 1
    return note or BULLET.match(line.text.lstrip()) is not None


def _is_indented(block: PageBlock, line: PageLine) -> bool:
    """Return whether a line is set in as the first of a paragraph, or set out again after an item."""
    before = block.lines[-1]
    shift = line.x0 - before.x0
    if abs(shift) * PERCENT <= _INDENT * line.size:
        return False
    if len(block.lines) > 1:
        return True
    # The second line of a block: the first was set in, or this one hangs, as under a bullet.
    if shift < 0:
        return False
    return bool(_STOP.search(before.text)) and not BULLET.match(before.text) and not NUMBERED.match(before.text)


def _continued(blocks: list[PageBlock], tags: Tags, measures: Measures) -> list[PageBlock]:
    """Return the blocks, with those marked that go on with a paragraph from the column or page before."""
    last: PageBlock | None = None
    for block in blocks:
        # What may stand between two halves of a paragraph, where a page ends.
        if block.kind in ("page_artifact", "footnote", "caption", "table"):
            continue
        block.continues = last is not None and (
            tags.go_on(last.lines[-1], block.lines[0]) or _goes_on(last, block, measures)
        )
        last = block
    return blocks


def _goes_on(before: PageBlock, block: PageBlock, measures: Measures) -> bool:
    if before.kind not in ("paragraph", "list_item") or block.kind != "paragraph" or LEADERS.search(before.text):
        return False
    last, first = before.lines[-1], block.lines[0]
    if last.region == first.region or is_other_size(last.size, first.size):
        return False
    # Set in as the first line of a paragraph is.
    if len(block.lines) > 1 and (first.x0 - block.lines[1].x0) * PERCENT > _INDENT * first.size:
        return False
    has_room = (measures.right(last) - last.x1) * PERCENT > _ROOM * last.size
    if first.text.strip()[:1].islower():
        # What goes on may be further up, before notes at the end of its column; "et al." may end a line that is filled.
        return not (has_room and _SENTENCE_END.search(last.text))
    if last.text.rstrip().endswith(_BROKEN):
        return not FULL_STOP.search(last.text)
    # A capital begins a sentence more often than it stands in one: columns of one text are of about one width.
    return not _STOP.search(last.text) and not has_room and _is_as_wide(last, first)


def _is_as_wide(last: PageLine, first: PageLine) -> bool:
    """Return whether the column of a last line is not much narrower than that of the line that may go on with it."""
    # The other way round says nothing: the last column of a text may have a word or two.
    return (last.right - last.left) * PERCENT >= _AS_WIDE * (first.right - first.left)
