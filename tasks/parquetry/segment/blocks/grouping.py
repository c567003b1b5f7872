"""Grouping: lines with their labels to blocks, prose joined and everything else as it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.blocks import stretches
from parquetry.segment.blocks.delimited import is_row
from parquetry.segment.blocks.depth import enclosed, has_depths, is_list, one_stretch, set_in
from parquetry.segment.blocks.draft import Draft
from parquetry.segment.blocks.fences import fenced, is_fence
from parquetry.segment.blocks.filling import is_broken
from parquetry.segment.blocks.justified import justified
from parquetry.segment.blocks.sessions import add_sessions
from parquetry.segment.blocks.underlines import TITLE, underlined
from parquetry.segment.lines import BULLET, NARROW, ended, tabular

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.lines import Line
    from parquetry.segment.shape import Shape

KIND_OF_LABEL = {
    stretches.BEGINS: "paragraph",
    stretches.JOINED: "paragraph",
    stretches.OWN: "paragraph",
    stretches.VERSE: "verse",
    stretches.CODE: "code",
    stretches.TABLE: "table",
    stretches.PLAIN: "preformatted",
    TITLE: "heading",
}
_FLOW = (stretches.BEGINS, stretches.JOINED)
_QUOTE_MARKS = re.compile(r"(?:>[ ]?)*")
_LONE_BULLETS = frozenset("•◦▪●‣·*-–")
"""Bullets that stand alone on a line where a format put them apart from their items."""
_MOST_BLANKS = 2
"""Blank lines that may stand inside one block of code: style guides allow two between functions (PEP 8)."""


def grouped(lines: Sequence[Line], shape: Shape) -> list[Draft]:
    """Return the lines of the body grouped into blocks, in their order."""
    deep = one_stretch(lines, set_in(lines, _attached(lines, stretches.label(lines, shape))))
    # Titles go first, since underlines look like what opens a string or a fence: a row of `"` or of `~`.
    titled = underlined(lines, deep)
    # Fences go last, because what the author fenced is code whatever its lines look like.
    labels = fenced(lines, add_sessions(lines, enclosed(lines, titled)))
    out: list[Draft] = []
    start = 0
    for k in range(1, len(lines) + 1):
        # A block is closed when the next one begins, and the last one at the end of the text.
        if k == len(lines) or _begins(lines, labels, k, shape):
            # "You need:" turns the lines below it into items. The second colon is the full-width one of Chinese and
            # Japanese.
            announced = bool(out) and out[-1].lines[-1].text[-1] in ":："
            out += _blocks(lines[start:k], labels[start], apart=announced or shape.tight)
            start = k
    return out


def quote_depth(line: Line) -> int:
    """Return how many marks of quoted mail a line begins with; an escaped ">From " of a mail archive is none."""
    return 0 if line.text.startswith(">From ") else len(_QUOTE_MARKS.match(line.text)[0].replace(" ", ""))  # type: ignore[index]


def _attached(lines: Sequence[Line], labels: list[str]) -> list[str]:
    """Return the labels with lines joined that are no lines of their own: a lone bullet, a drop cap, an empty quote line."""
    out = list(labels)
    spread = justified(lines)
    for k, line in enumerate(lines):
        following = lines[k + 1] if k + 1 < len(lines) and not lines[k + 1].blanks and not lines[k + 1].breaks else None
        if line.text[0] == ">" and quote_depth(line):
            out[k] = _label_in_quote(lines, out, k)
        elif k and out[k] == stretches.JOINED and _is_row(lines, k) and not any(spread[k - 1 : k + 1]):
            out[k - 1] = out[k] = stretches.TABLE  # two columns of text are never read across
        elif following is not None and (_is_lone_bullet(line, following) or _is_drop_cap(line, following)):
            out[k], out[k + 1] = stretches.BEGINS, stretches.JOINED
    return out


def _is_row(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a line and the one before it have columns."""
    return tabular(lines[k].text) and tabular(lines[k - 1].text)


def _label_in_quote(lines: Sequence[Line], labels: Sequence[str], k: int) -> str:
    """Return the label of a line of quoted mail, in which a line of marks alone is a blank line."""
    line, label = lines[k], labels[k]
    is_empty = not line.text.strip("> ")
    is_inside = k > 0 and not line.blanks and not line.breaks and quote_depth(lines[k - 1]) > 0
    # The empty line belongs to the paragraph above it, so that it makes no block of its own.
    if is_empty and is_inside and labels[k - 1] in _FLOW:
        return stretches.JOINED
    # What follows an empty line begins a paragraph, though the model may have read on over it.
    follows_empty = k > 0 and not lines[k - 1].text.strip("> ")
    if label == stretches.OWN or (follows_empty and label == stretches.JOINED):
        return stretches.BEGINS
    return label


def _is_lone_bullet(line: Line, following: Line) -> bool:
    """Tell whether a line is the bullet of the item below it; in a comment, " *" stands above " * Text"."""
    return line.text in _LONE_BULLETS and not following.text.startswith(f"{line.text} ") and following.indent >= line.indent


def _is_drop_cap(line: Line, following: Line) -> bool:
    """Tell whether a line is the large first letter of the word that the next begins with: "T", "HE merchants of the town".

    Not A, I or O, which are words of their own.
    """
    if len(line.text) != 1 or not line.text.isupper() or line.text in "AIO":
        return False
    head = following.text.split(maxsplit=1)
    return len(head) > 1 and head[0].isalpha() and head[0].isupper() and not head[1].isupper()


def _begins(lines: Sequence[Line], labels: Sequence[str], k: int, shape: Shape) -> bool:
    """Tell whether another block begins at line `k`, which is not the first."""
    label, before = labels[k], labels[k - 1]
    line, previous = lines[k], lines[k - 1]
    # A change of depth parts even joined lines: "> I agree" and the answer below it have two authors.
    if label == stretches.JOINED:
        return quote_depth(line) != quote_depth(previous) and bool(line.text.strip("> "))
    # Both are prose. They are one paragraph only where a page's end or a note parted them.
    if label in _FLOW and before in _FLOW:
        # What ends its own paragraph, and needs a stop to be the end of another.
        is_alone = k + 1 == len(lines) or labels[k + 1] != stretches.JOINED
        return quote_depth(line) != quote_depth(previous) or not _runs_over(previous, line, shape, is_alone=is_alone)
    # A gap in the numbers means that furniture or a note stood between the lines.
    if label != before or line.number > previous.number + 1 or line.breaks:
        return True
    # Code keeps its blank lines. After a closing fence a blank line ends the block.
    if label == stretches.CODE:
        # What stands below closed code is another thing, be it code itself.
        closes = is_fence(previous.text) or is_row(previous.text)
        return line.blanks > _MOST_BLANKS or (closes and line.blanks > 0)
    return line.blanks > 0


def _blocks(lines: Sequence[Line], label: str, *, apart: bool) -> list[Draft]:
    """Return the block of lines of one label, or one block a line where each is its own paragraph or item.

    A line alone has no verse or column to keep. Lines stand `apart` that a colon announces, being the items of a list, and
    those of a text that has no blank lines, where nothing tells an address from a list.
    """
    # Prose: the lines become one paragraph.
    kind = KIND_OF_LABEL[label]
    if label in _FLOW:
        return [Draft(kind, tuple(lines))]
    if len(lines) == 1 and label in (stretches.VERSE, stretches.OWN) and not tabular(lines[0].text):
        # One line has no second one to be aligned or to rhyme with.
        return [Draft("paragraph", tuple(lines))]
    apart = apart or lines[0].text[-1] in ":："
    # A shopping list is several items, an address is one block of several lines.
    is_flat = is_list(lines) or not has_depths(lines, range(len(lines)))
    if label == stretches.OWN and is_flat and (apart or any(BULLET.match(line.text) for line in lines)):
        return [Draft(kind, (line,)) for line in lines]
    return [Draft(kind, tuple(lines), verbatim=True)]


def _runs_over(before: Line, line: Line, shape: Shape, *, is_alone: bool) -> bool:
    """Tell whether a paragraph goes on over a page's end, a note, furniture or the blank line that one of them left.

    `is_alone` tells whether no other line goes on with `line`.
    """
    goes_on = _goes_on(before, line)
    if line.page != before.page or line.breaks or line.number > before.number + 1:
        # Over a page's end a full line goes on unless its sentence has ended, even before a capital: "the river /
        # Glomma".
        full = before.width >= 0.8 * shape.width > 0
        # A short line without a stop is no end of a paragraph: "The New Quay" is a heading, whatever stands above it.
        heads = is_alone and line.width < NARROW * shape.width and not ended(line.text)
        return goes_on or (full and not heads and (before.trails if shape.trailing else not ended(before.text)))
    # Furniture that was taken out leaves one blank line; two are the author's, and so is what is set in.
    left = line.blanks == 1 and shape.width > 0 and before.width >= 0.8 * shape.width and line.indent == before.indent
    return goes_on and left and before.text[-1] not in ":;"


def _goes_on(before: Line, line: Line) -> bool:
    """Tell whether a sentence runs from one line into the next: it has not ended and goes on in lower case."""
    # A word broken at the line's end goes on, whatever its other half begins with.
    if is_broken(before) and line.text[:1].isalpha():
        return True
    return not ended(before.text) and (line.text[:1].islower() or before.text.endswith((",", ";")))
