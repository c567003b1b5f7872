"""Grouping: lines with their labels to blocks, prose joined and everything else as it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.blocks import stretches
from parquetry.segment.blocks.draft import Draft
from parquetry.segment.blocks.filling import is_broken
from parquetry.segment.blocks.justified import justified
from parquetry.segment.blocks.line_groups import groups
from parquetry.segment.blocks.sessions import add_sessions
from parquetry.segment.lines import BULLET, WIDER_THAN_VERSE, ended, tabular

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.lines import Line, Shape

KIND_OF_LABEL = {
    stretches.BEGINS: "paragraph",
    stretches.JOINED: "paragraph",
    stretches.OWN: "paragraph",
    stretches.VERSE: "verse",
    stretches.CODE: "code",
    stretches.TABLE: "table",
    stretches.PLAIN: "preformatted",
}
_FLOW = (stretches.BEGINS, stretches.JOINED)
# "```python" opens a block of Markdown code and "```" closes it.
_FENCE = re.compile(r"(```+|~~~+)\s*[\w+-]*\s*$")
_ENCLOSES = (('"""', '"""'), ("'''", "'''"), ("/**", "*/"), ("/* ", "*/"), ("<!--", "-->"), ("{-", "-}"), ("(*", "*)"))
"""What opens and closes a string or a comment of several lines in Python, C, HTML, Haskell and Pascal."""
_QUOTE_MARKS = re.compile(r"(?:>[ ]?)*")
_LONE_BULLETS = frozenset("•◦▪●‣·*-–")
"""Bullets that stand alone on a line where a format put them apart from their items."""
_HEADED = 2
"""Lines of a heading and one line below it: "NAME" and "    tide - read the gauge"."""
_LETTERED = re.compile(r"[^\W\d_]\.\s")
_MOST_BLANKS = 2
"""Blank lines that may stand inside one block of code: style guides allow two between functions (PEP 8)."""


def grouped(lines: Sequence[Line], shape: Shape) -> list[Draft]:
    """Return the lines of the body grouped into blocks, in their order."""
    # Fences go last, because what the author fenced is code whatever its lines look like.
    set_in = _set_in(lines, _attached(lines, stretches.label(lines, shape)))
    labels = _fenced(lines, add_sessions(lines, _enclosed(lines, _one_stretch(lines, set_in))))
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


def _set_in(lines: Sequence[Line], labels: list[str]) -> list[str]:
    """Return the labels with narrow lines of several depths, of which none is joined, as lines of their own.

    A family tree or an index reads like short paragraphs, and would lose what its indentation says.
    """
    out = list(labels)
    for group in groups(lines):
        if _is_outline(lines, out, group):
            out[group.start : group.stop] = [stretches.OWN] * len(group)
        for k in group[1:]:
            # A rule above a total belongs to its table.
            if lines[k].indent and out[k - 1] in (stretches.TABLE, stretches.PLAIN) and _is_rule(lines[k].text):
                out[k] = out[k - 1]
        if _is_above_code(lines, out, group.start):
            out[group.start] = out[group.start + 1]
        elif _is_above_deep(lines, out, group.start):
            # Preformatted: a single line of verse would be a paragraph.
            out[group.start] = stretches.PLAIN
    return out


def _one_stretch(lines: Sequence[Line], labels: list[str]) -> list[str]:
    """Return the labels with one kind for each group of which lines of two kinds are set in, and none is joined.

    One line alone would lose its depth: "  then ;" below lines of code, the line of a song below its chords.
    """
    out = list(labels)
    for group in groups(lines):
        kinds = set(out[group.start : group.stop])
        if len(kinds) == 1 or kinds & {stretches.JOINED, stretches.PLAIN} or not any(lines[k].indent for k in group):
            continue
        if stretches.CODE in kinds:
            begin, end = _span_of_code(lines, out, group)
            out[begin:end] = [stretches.CODE] * (end - begin)
        elif kinds == {stretches.TABLE, stretches.VERSE}:
            out[group.start : group.stop] = [stretches.VERSE] * len(group)
    return out


def _span_of_code(lines: Sequence[Line], labels: Sequence[str], group: range) -> tuple[int, int]:
    """Return the lines of a group from the first of code to the last, with those set in around them, half-open.

    Above what is set in stands what it belongs to, unless that is a sentence: "To see them all:", "Run it."
    """
    code = [k for k in group if labels[k] == stretches.CODE]
    begin, end = code[0], code[-1] + 1
    while begin > group.start and lines[begin].indent and lines[begin - 1].text[-1] not in ".!?:":
        begin -= 1
    while end < group.stop and lines[end].indent:
        end += 1
    return begin, end


def _is_outline(lines: Sequence[Line], labels: Sequence[str], group: range) -> bool:
    """Tell whether a group is of narrow lines of several depths, of which none is joined."""
    kinds = {labels[k] for k in group}
    # Of an outline some lines look like verse; verse alone stays what it is, and so does one line below its heading.
    mixed = kinds <= {stretches.BEGINS, stretches.OWN, stretches.VERSE} and kinds != {stretches.VERSE}
    if not mixed or (stretches.VERSE in kinds and len(group) <= _HEADED):
        return False
    is_narrow = all(lines[k].width < WIDER_THAN_VERSE for k in group)
    # Items with marks are items at any depth; one "m. Kari Lund" is none.
    return is_narrow and _has_depths(lines, group) and not _is_list([lines[k] for k in group])


def _has_depths(lines: Sequence[Line], group: range) -> bool:
    """Tell whether lines below the first are set in deeper than one above them."""
    return any(lines[k].indent > lines[k - 1].indent for k in group[1:])


def _is_list(lines: Sequence[Line]) -> bool:
    """Tell whether lines are items: one has a dash or dot for its mark, or most have a mark of some kind."""
    # "m. Kari Lund" and "K. Lund, chair" are no items: letters that number count on, from "a".
    letters = {line.text[0].casefold() for line in lines if _LETTERED.match(line.text)}
    counted = {"a", "b"} <= letters
    marked = [line.text for line in lines if BULLET.match(line.text) and (counted or not _LETTERED.match(line.text))]
    # Of the two signs together trees are drawn: "+ a branch", "- a leaf".
    if {text[0] for text in marked} == {"+", "-"}:
        return False
    return 2 * len(marked) > len(lines) or any(not text.lstrip("(")[0].isalnum() for text in marked)


def _is_rule(text: str) -> bool:
    return not any(map(str.isalnum, text))


def _fenced(lines: Sequence[Line], labels: list[str]) -> list[str]:
    """Return the labels with all lines from a fence to the next as code; a fence that is never closed fences nothing."""
    opened: int | None = None
    for k, line in enumerate(lines):
        if not _FENCE.match(line.text):
            continue
        # The first fence opens, the second closes, the third opens again.
        if opened is None:
            opened = k
        else:
            labels[opened : k + 1] = [stretches.CODE] * (k + 1 - opened)
            opened = None
    return labels


def _enclosed(lines: Sequence[Line], labels: list[str]) -> list[str]:
    """Return the labels with what code encloses as code: comments and strings of several lines, a lone line set in."""
    out = list(labels)
    opened, closing = -1, ""
    for k, line in enumerate(lines):
        after_code = k > 0 and out[k - 1] == stretches.CODE and not line.blanks
        above_code = k + 1 < len(lines) and labels[k + 1] == stretches.CODE and not lines[k + 1].blanks
        if (after_code or above_code) and line.indent and _is_lone(labels, k):
            # "    return left" reads like prose, and would lose its indentation.
            out[k] = stretches.CODE
        if not closing:
            closing = _opens(line.text) if labels[k] == stretches.CODE or after_code else ""
            opened = k
        elif closing in line.text:
            out[opened : k + 1] = [stretches.CODE] * (k + 1 - opened)
            closing = ""
    return out


def _is_above_deep(lines: Sequence[Line], labels: Sequence[str], k: int) -> bool:
    """Tell whether verbatim lines of the same depth follow, below lines less deep: the subject of a message set in."""
    if not k or k + 1 == len(lines) or not _is_lone(labels, k) or labels[k + 1] in (*_FLOW, stretches.OWN):
        return False
    return lines[k + 1].indent == lines[k].indent > lines[k - 1].indent and labels[k - 1] not in _FLOW


def _is_above_code(lines: Sequence[Line], labels: Sequence[str], k: int) -> bool:
    """Tell whether a lone line without a stop stands above code, as far in as it: the first of some commands."""
    if k + 1 == len(lines) or not _is_lone(labels, k) or labels[k + 1] not in (stretches.CODE, stretches.PLAIN):
        return False
    return lines[k + 1].indent == lines[k].indent > 0 and not lines[k + 1].blanks and not ended(lines[k].text)


def _is_lone(labels: Sequence[str], k: int) -> bool:
    """Tell whether line `k` is a paragraph by itself: it begins one, and the next line does not go on with it."""
    return labels[k] == stretches.BEGINS and (k + 1 == len(labels) or labels[k + 1] != stretches.JOINED)


def _opens(text: str) -> str:
    """Return what closes the comment or string that a line of code leaves open; empty where it leaves none open."""
    for opening, closing in _ENCLOSES:
        if opening in text and (text.count(opening) % 2 if opening == closing else closing not in text):
            return closing
    return ""


def _begins(lines: Sequence[Line], labels: Sequence[str], k: int, shape: Shape) -> bool:
    """Tell whether another block begins at line `k`, which is not the first."""
    label, before = labels[k], labels[k - 1]
    line, previous = lines[k], lines[k - 1]
    # A change of depth parts even joined lines: "> I agree" and the answer below it have two authors.
    if label == stretches.JOINED:
        return quote_depth(line) != quote_depth(previous) and bool(line.text.strip("> "))
    # Both are prose. They are one paragraph only where a page's end or a note parted them.
    if label in _FLOW and before in _FLOW:
        return quote_depth(line) != quote_depth(previous) or not _runs_over(previous, line, shape)
    # A gap in the numbers means that furniture or a note stood between the lines.
    if label != before or line.number > previous.number + 1 or line.breaks:
        return True
    # Code keeps its blank lines. After a closing fence a blank line ends the block.
    if label == stretches.CODE:
        return line.blanks > _MOST_BLANKS or (_FENCE.match(previous.text) is not None and line.blanks > 0)
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
    is_flat = _is_list(lines) or not _has_depths(lines, range(len(lines)))
    if label == stretches.OWN and is_flat and (apart or any(BULLET.match(line.text) for line in lines)):
        return [Draft(kind, (line,)) for line in lines]
    return [Draft(kind, tuple(lines), verbatim=True)]


def _runs_over(before: Line, line: Line, shape: Shape) -> bool:
    """Tell whether a paragraph goes on over a page's end, a note, furniture or the blank line that one of them left."""
    goes_on = _goes_on(before, line)
    if line.page != before.page or line.breaks or line.number > before.number + 1:
        # Over a page's end a full line goes on unless its sentence has ended, even before a capital: "the river /
        # Glomma".
        full = before.width >= 0.8 * shape.width > 0
        return goes_on or (full and (before.trails if shape.trailing else not ended(before.text)))
    # Furniture that was taken out leaves one blank line; two are the author's, and so is what is set in.
    left = line.blanks == 1 and shape.width > 0 and before.width >= 0.8 * shape.width and line.indent == before.indent
    return goes_on and left and before.text[-1] not in ":;"


def _goes_on(before: Line, line: Line) -> bool:
    """Tell whether a sentence runs from one line into the next: it has not ended and goes on in lower case."""
    # A word broken at the line's end goes on, whatever its other half begins with.
    if is_broken(before) and line.text[:1].isalpha():
        return True
    return not ended(before.text) and (line.text[:1].islower() or before.text.endswith((",", ";")))
