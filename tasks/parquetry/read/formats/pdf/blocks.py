"""Blocks: which lines belong together, by where and how they are set."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.contents import contents
from parquetry.read.formats.pdf.draft import PageBlock
from parquetry.read.formats.pdf.furniture import furniture
from parquetry.read.formats.pdf.kinds import (
    BULLET,
    CAPTION,
    FULL_STOP,
    LEADERS,
    NUMBERED,
    SMALL,
    labelled,
    leveled,
    with_kind,
)
from parquetry.read.formats.pdf.measures import measured
from parquetry.read.formats.pdf.stretches import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pdf.measures import Measures
    from parquetry.read.formats.pdf.page_line import PageLine

# Hundredths of the usual pitch from which a gap parts two paragraphs.
_WIDER_GAP = 118
# The same where a sign stands raised in the line, as that of a note: pages made of HTML give such a line more room.
_WIDER_GAP_RAISED = 140
# Hundredths of the usual pitch that lines of one paragraph are apart at least.
_LESS_THAN_LINE = 80
# Hundredths of an em from which a sign stands raised.
_RAISED = 15
# Hundredths of a size from which another is not the same: a line of small capitals or of mathematics differs by less.
_OTHER_SIZE = 106
# Hundredths of an em that a first line is indented by, or a following one hangs by.
_INDENT = 60
# Hundredths of an em that a line may fall short of its measure: TeX sets a word that nearly fits on the next line.
_SLACK = 30
# Hundredths of an em that may be left on the last line of a column whose paragraph goes on in the next.
_ROOM = 300
_STOP = re.compile(r"[.!?:;…。！？」”\"'’)\]]\W*$")
_ITEM_NUMBER = re.compile(r"\(?(\d{1,3})[.)]\s")
_SENTENCE_END = re.compile(r"[.!?。]\W*$")
_BROKEN = ("-", "\N{SOFT HYPHEN}", "\N{HYPHEN}")


def page_blocks(pages: Sequence[Sequence[PageLine]]) -> list[PageBlock]:
    """Return the blocks of a document in the order of its lines, each line in exactly one."""
    outside = furniture(pages)
    outside |= contents([[line for line in lines if id(line) not in outside] for lines in pages])
    measures = measured([[line for line in lines if id(line) not in outside] for lines in pages])
    found = [block for lines in pages for block in _of_page(lines, outside, measures)]
    return leveled(_continued(labelled([with_kind(block, measures) for block in found]), measures))


def _of_page(lines: Sequence[PageLine], outside: set[int], measures: Measures) -> list[PageBlock]:
    out: list[PageBlock] = []
    for line in lines:
        if id(line) in outside:
            out.append(PageBlock("page_artifact", [line]))
        elif out and not out[-1].kind and not _begins(out[-1], line, measures):
            out[-1].lines.append(line)
        else:
            out.append(PageBlock("", [line]))
    return out


def _begins(block: PageBlock, line: PageLine, measures: Measures) -> bool:
    """Return whether a block begins with a line, by how it stands to the block before it."""
    before = block.lines[-1]
    if _is_apart(before, line, measures) or _ends_caption(block, line, measures) or _is_next_item(block.lines[0], line):
        return True
    # Lines of code and rows of a table stand together whatever they say: only a gap parts them.
    if (line.fixed and before.fixed) or (before.cells > 1 and line.cells > 1):
        return False
    if LEADERS.search(line.text) or LEADERS.search(before.text):
        return True
    return _is_opened(line, measures) or not _is_full(before, line, measures) or _is_indented(block, line)


def _is_apart(before: PageLine, line: PageLine, measures: Measures) -> bool:
    """Return whether two lines are set too differently, or too far apart, to be of one block."""
    if line.region != before.region or line.direction != before.direction:
        return True
    if _is_other_size(before.size, line.size):
        return True
    # A paragraph may have a line that a long address or command fills; code begins where a line ends.
    if line.fixed != before.fixed and not _is_full(before, line, measures):
        return True
    pitch = line.baseline - before.baseline
    # Lower by less than a line, and beside it: a cell set in the middle of its row, next to one of two lines.
    if (line.x0 >= before.x1 or line.x1 <= before.x0) and pitch * PERCENT < _LESS_THAN_LINE * measures.pitch(line):
        return True
    widest = _WIDER_GAP_RAISED if _has_raised(line) else _WIDER_GAP
    return pitch <= 0 or pitch * PERCENT > widest * measures.pitch(line)


def _has_raised(line: PageLine) -> bool:
    """Return whether a sign of a line, not its first, stands raised."""
    return any((line.baseline - piece.stretch.baseline) * PERCENT > _RAISED * line.size for piece in line.pieces[1:])


def _is_next_item(first: PageLine, line: PageLine) -> bool:
    """Return whether a line has the number after that of a block's first line, at the same place: "1. Wax", "2. Wick".

    Items of one length look as if each of them filled its line.
    """
    numbers = [_ITEM_NUMBER.match(one.text.lstrip()) for one in (first, line)]
    if None in numbers or abs(first.x0 - line.x0) * PERCENT > _SLACK * line.size:
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


def _is_other_size(first: int, second: int) -> bool:
    return max(first, second) * PERCENT > _OTHER_SIZE * min(first, second)


def _is_opened(line: PageLine, measures: Measures) -> bool:
    """Return whether a line begins with the bullet of an item or the raised number of a note."""
    note = line.size * PERCENT < SMALL * measures.body and line.pieces[0].raised and len(line.pieces) > 1
    return note or BULLET.match(line.text.lstrip()) is not None


def _is_full(before: PageLine, line: PageLine, measures: Measures) -> bool:
    """Return whether the first word of a line would not have fitted on the line before it, which so did not end there."""
    text = line.text.strip()
    unspaced = is_unspaced(text[:1])
    word = 1 if unspaced else len(text.split(maxsplit=1)[0])
    width = (line.x1 - line.x0) * word // max(1, len(text))
    space = 0 if unspaced else before.size // 4
    room = max(measures.right(before), measures.right(line)) - before.x1
    return space + width + _SLACK * line.size // PERCENT > room


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


def _continued(blocks: list[PageBlock], measures: Measures) -> list[PageBlock]:
    """Return the blocks, with those marked that go on with a paragraph from the column or page before."""
    last: PageBlock | None = None
    for block in blocks:
        # What may stand between two halves of a paragraph, where a page ends.
        if block.kind in ("page_artifact", "footnote", "caption", "table"):
            continue
        block.continues = last is not None and _goes_on(last, block, measures)
        last = block
    return blocks


def _goes_on(before: PageBlock, block: PageBlock, measures: Measures) -> bool:
    if before.kind not in ("paragraph", "list_item") or block.kind != "paragraph" or LEADERS.search(before.text):
        return False
    last, first = before.lines[-1], block.lines[0]
    if last.region == first.region or _is_other_size(last.size, first.size):
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
    return not _STOP.search(last.text) and not has_room
