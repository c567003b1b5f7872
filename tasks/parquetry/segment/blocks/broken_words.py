"""Broken words: what a hyphen at a line's end tells of the lines around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.segment.blocks.filling import TOLD_BY_TEXT, is_broken, needed
from parquetry.segment.blocks.line_model import LABELS, NEVER
from parquetry.segment.lines import ended

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line

_TYPESET = frozenset("\u2010\u00ad")
"""Hyphens that programs set at a line's end and nobody types: groff and word processors."""
_REACH = 8
"""Lines over which one word may run, and below it those that show how wide the column is. An estimate."""
_BEGIN, _JOIN, _CODE = map(LABELS.index, "BCK")
_KEPT = [LABELS.index(label) for label in "VTPL"]


def add_evidence_of_hyphen(scores: Numbers, lines: Sequence[Line], k: int) -> None:
    """Add that a word broken over two lines goes on: verse, tables and addresses break none."""
    before, line = lines[k - 1], lines[k]
    if _is_in_list(lines, k):
        scores[k, _JOIN] = NEVER
    # "anti- / co- / are common": the last of a list of parts does not go on in the sentence below it.
    elif _is_in_list(lines, k - 1):
        scores[k - 1 : k + 1, _KEPT] = NEVER
        scores[k, _JOIN] = NEVER
    elif is_broken(before) and line.text[0].isalnum():
        # Code is not among these kinds: only verse, tables, preformatted lines and lines of their own are ruled out.
        scores[k - 1 : k + 1, _KEPT] = NEVER
        scores[k, _JOIN] += 2 * TOLD_BY_TEXT
        # "Die Hafen- / verwaltung": no block begins with the rest of a word, however short the line before it is.
        if line.text[0].islower():
            scores[k, _BEGIN] = NEVER


def _is_part_of_word(line: Line) -> bool:
    """Tell whether a line is one part of a word and nothing else; two such lines list parts: "anti-", "co-", "counter-"."""
    return is_broken(line) and " " not in line.text


def _is_in_list(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a line is a part of a word, and so is the one directly above it, unless one word runs over both."""
    if not k or lines[k].blanks or not (_is_part_of_word(lines[k - 1]) and _is_part_of_word(lines[k])):
        return False
    return not _is_in_long_word(lines, k)


def _is_in_long_word(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a word of a sentence fills line after line of a narrow column: "Donau- / dampfschiff- / fahrts-".

    Its parts had no room beside each other; those of a list had: "anti- / co-".
    """
    first = next((j for j in range(k - 1, max(0, k - _REACH), -1) if not _is_part_of_word(lines[j - 1])), 0)
    if not first or lines[first].blanks or ended(lines[first - 1].text):
        return False
    column = lines[max(0, first - _REACH) : k + _REACH]
    # Another word of the column is broken too, at the end of a line of several words.
    if not any(is_broken(line) and " " in line.text for line in column):
        return False
    reach = max(line.width for line in column)
    is_begun = is_broken(lines[first - 1]) or needed(lines[first - 1], lines[first]) > reach
    # Whoever fills a column sets "Verkehrswege-" on one line where there is room.
    return is_begun and all(lines[j - 1].width - 1 + lines[j].width > reach for j in range(first + 1, k + 1))


def add_evidence_of_typesetting(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add that a paragraph in which a typesetter's hyphen breaks a word is no code; its lines are set in alike."""
    start = 0
    for k in range(1, len(lines) + 1):
        if k == len(lines) or lines[k].blanks or lines[k].breaks or lines[k].indent != lines[k - 1].indent:
            if any(line.text[-1] in _TYPESET and is_broken(line) for line in lines[start : min(k, len(lines) - 1)]):
                scores[start:k, _CODE] = NEVER
            start = k
