"""Depth: lines whose indentation says something, and would lose it in paragraphs: outlines, code, songs below chords."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.blocks import stretches
from parquetry.segment.blocks.definitions import terms
from parquetry.segment.blocks.line_groups import groups
from parquetry.segment.blocks.underlines import TITLE
from parquetry.segment.lines import BULLET, WIDER_THAN_VERSE, ended

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.lines import Line

_FLOW = (stretches.BEGINS, stretches.JOINED)
_ENCLOSES = (('"""', '"""'), ("'''", "'''"), ("/**", "*/"), ("/* ", "*/"), ("<!--", "-->"), ("{-", "-}"), ("(*", "*)"))
"""What opens and closes a string or a comment of several lines in Python, C, HTML, Haskell and Pascal."""
_OPENING = ("/*", '"""', "'''")
"""Those of them that hardly any line of prose begins with: where one is closed, it was code, whatever stands in it."""
_HEADED = 2
"""Lines of a heading and one line below it: "NAME" and "    tide - read the gauge"."""
_LETTERED = re.compile(r"[^\W\d_]\.\s")


def set_in(lines: Sequence[Line], labels: list[str]) -> list[str]:
    """Return the labels with narrow lines of several depths, of which none is joined, as lines of their own.

    A family tree or an index reads like short paragraphs, and would lose what its indentation says.
    """
    out = list(labels)
    named = terms(lines)
    for group in groups(lines):
        # A term and its definition are told apart by the term's colons.
        if group.start not in named and _is_outline(lines, out, group):
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


def one_stretch(lines: Sequence[Line], labels: list[str]) -> list[str]:
    """Return the labels with one kind for each group of which lines of two kinds are set in, and none is joined.

    One line alone would lose its depth: "  then ;" below lines of code, the line of a song below its chords.
    """
    out = list(labels)
    for group in groups(lines):
        # Prose that is joined has no depth to lose, and pages keep theirs in any case.
        kinds = set(out[group.start : group.stop])
        if len(kinds) == 1 or kinds & {stretches.JOINED, stretches.PLAIN} or not any(lines[k].indent for k in group):
            continue
        if stretches.CODE in kinds:
            begin, end = _span_of_code(lines, out, group)
            out[begin:end] = [stretches.CODE] * (end - begin)
        # Chords stand in columns above the words of a song, line by line.
        elif kinds == {stretches.TABLE, stretches.VERSE}:
            out[group.start : group.stop] = [stretches.VERSE] * len(group)
        elif stretches.TABLE in kinds:
            _keep_cells(lines, out, group)
    return out


def _keep_cells(lines: Sequence[Line], labels: list[str], group: range) -> None:
    """Make a line between two rows a row if it is set in, in place: "            (rain date 11 May)"."""
    for k in group[1:-1]:
        # At the margin it would be a row of one cell, or a heading.
        if lines[k].indent and labels[k - 1] == stretches.TABLE == labels[k + 1]:
            labels[k] = stretches.TABLE


def _span_of_code(lines: Sequence[Line], labels: Sequence[str], group: range) -> tuple[int, int]:
    """Return the lines of a group from the first of code to the last, with those set in around them, half-open.

    Above what is set in stands what it belongs to, unless that is a sentence: "To see them all:", "Run it."
    """
    # Between two lines of code all is code: a comment, or a word alone.
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
    return is_narrow and has_depths(lines, group) and not is_list([lines[k] for k in group])


def has_depths(lines: Sequence[Line], group: range) -> bool:
    """Tell whether lines below the first are set in deeper than one above them."""
    return any(lines[k].indent > lines[k - 1].indent for k in group[1:])


def is_list(lines: Sequence[Line]) -> bool:
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


def enclosed(lines: Sequence[Line], labels: list[str]) -> list[str]:
    """Return the labels with what code encloses as code: comments and strings of several lines, a lone line set in."""
    out = list(labels)
    opened, closing = -1, ""
    for k, line in enumerate(lines):
        after_code = k > 0 and out[k - 1] == stretches.CODE and not line.blanks
        if _is_lone_in_code(lines, labels, k, after_code=after_code):
            # "    return left" reads like prose, and would lose its indentation.
            out[k] = stretches.CODE
        # Between the two marks anything may stand, blank lines and whole paragraphs among it.
        if not closing:
            closing = _opens(line.text) if after_code or _may_open(line, labels[k]) else ""
            opened = k
        elif closing in line.text:
            out[opened : k + 1] = [stretches.CODE] * (k + 1 - opened)
            closing = ""
    return out


def _is_lone_in_code(lines: Sequence[Line], labels: Sequence[str], k: int, *, after_code: bool) -> bool:
    """Tell whether a line is set in and a paragraph by itself, directly below or above code."""
    # A blank line parts a sentence from the code it announces.
    above_code = k + 1 < len(lines) and labels[k + 1] == stretches.CODE and not lines[k + 1].blanks
    return (after_code or above_code) and lines[k].indent > 0 and _is_lone(labels, k)


def _may_open(line: Line, label: str) -> bool:
    """Tell whether a line is code, or begins with what opens a comment or a string in code."""
    return label == stretches.CODE or (label != TITLE and line.text.startswith(_OPENING))


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
