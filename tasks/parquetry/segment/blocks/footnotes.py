"""Notes: footnotes and endnotes, found by their markers, their column and their place on the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.lines import NARROW, ended

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.lines import Line, Shape

SUPERSCRIPTS = str.maketrans(
    "\N{SUPERSCRIPT ZERO}\N{SUPERSCRIPT ONE}\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT THREE}\N{SUPERSCRIPT FOUR}"
    "\N{SUPERSCRIPT FIVE}\N{SUPERSCRIPT SIX}\N{SUPERSCRIPT SEVEN}\N{SUPERSCRIPT EIGHT}\N{SUPERSCRIPT NINE}",
    "0123456789",
)
_RAISED = re.compile(r"[¹²³⁰⁴-⁹]+")
_CITED = re.compile(
    r"[¹²³⁰⁴-⁹\[\d](?:(?<=[¹²³⁰⁴-⁹])[¹²³⁰⁴-⁹]{0,2}|(?<=\[)\d{1,3}\]|(?<=[^\W\d][.,;:!?)”\"’]\d)\d{0,2}(?=\s|$))"
)
_NOTE = re.compile(r"(?:(?P<raised>[¹²³⁰⁴-⁹]{1,3})\s?|\[(?P<bracketed>\d{1,3})\]\s+|(?P<plain>\d{1,3})[.)]?\s+)(?=\S)")
_LAST = 6
_SOON = 20
"""How many lines on a note may be cited that a page's edge put before its citation."""


def cited(text: str) -> set[int]:
    """Return the numbers of the notes a text cites: raised, bracketed, or glued to the end of a word.

    >>> sorted(cited("in the region,\\u00b9 and beyond.\\u00b9\\u2070 See [4]."))
    [1, 4, 10]
    """
    return {int(match[0].strip("[]").translate(SUPERSCRIPTS)) for match in _CITED.finditer(text)}


def number(line: str) -> int | None:
    """Return the number a line that may begin a note begins with."""
    match = _NOTE.match(line)
    if match is None:
        return None
    return int((match["raised"] or match["bracketed"] or match["plain"]).translate(SUPERSCRIPTS))


def find(lines: Sequence[Line], shape: Shape) -> list[int]:
    """Return for each line the number of the note it belongs to, counted from 1 in order of place, or 0.

    A note begins at a line whose number the text before cites and no earlier note has, after a blank line, a page's
    last text or another note; or at a page's edge, if it is the next one and is cited a little later. It ends at the next
    note, a blank line, a page, or where the column widens to the body's.
    """
    owner = [0] * len(lines)
    pending: set[int] = set()
    count = last = 0
    k = 0
    while k < len(lines):
        marker = number(lines[k].text)
        if marker is not None and marker == last + 1 > 1 and _at_edge(lines, k) and marker in _cited_soon(lines, k):
            pending.add(marker)
        if marker is not None and marker in pending and _begins(lines, k):
            while marker is not None and marker in pending:
                pending.discard(marker)
                last = marker
                count += 1
                end = _note_end(lines, k, shape, {*pending, marker + 1})
                owner[k:end] = [count] * (end - k)
                k = end
                marker = number(lines[k].text) if k < len(lines) else None
            continue
        end = _column_end(lines, k, shape)
        if end > k:
            for j in range(k, end):
                count += j == k or lines[j].breaks or lines[j].blanks > 0
                owner[j] = count
            k = end
            continue
        pending |= cited(lines[k].text)
        k += 1
    return owner


def _cited_soon(lines: Sequence[Line], k: int) -> set[int]:
    """Return the notes that the text cites a little after line `k`."""
    return {marker for line in lines[k + 1 : k + _SOON] for marker in cited(line.text)}


def _at_edge(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a line stands at the top of a page, or among the last few of one."""
    return lines[k].breaks or any(line.breaks for line in lines[k + 1 : k + _LAST])


def _begins(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a numbered line stands where notes do: apart from the text, or raised."""
    return bool(lines[k].blanks or lines[k].breaks or _RAISED.match(lines[k].text) or (k and lines[k - 1].blanks))


def _note_end(lines: Sequence[Line], k: int, shape: Shape, following: set[int]) -> int:
    """Return the index after the last line of the note that begins at `k`; `following` are the notes it may end at."""
    column = lines[k].width
    end = k + 1
    while end < len(lines):
        line, before = lines[end], lines[end - 1]
        if line.blanks or line.breaks or number(line.text) in following:
            break
        if shape.width and column <= NARROW * shape.width < line.width:
            break
        if ended(before.text) and (before.width < 0.8 * column or line.text[:1].islower()):
            break
        column = max(column, line.width)
        end += 1
    return end


def _column_end(lines: Sequence[Line], k: int, shape: Shape) -> int:
    """Return the index after a run of narrow lines that begins with a page, as notes do whose numbers were lost.

    `k` if there is none: at least three lines, none as wide as the body, directly below text that had ended.
    """
    if not (shape.width and shape.paged and k and lines[k].breaks and not lines[k].blanks):
        return k
    end = k
    while end < len(lines) and not lines[end].blanks and lines[end].width <= NARROW * shape.width:
        end += 1
    narrow_paragraph = end < len(lines) and not lines[end].breaks
    return end if end - k >= 3 and not narrow_paragraph else k  # noqa: PLR2004 (a short last line is no column)
