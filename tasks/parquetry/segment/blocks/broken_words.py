"""Broken words: what a hyphen at a line's end tells of the lines around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.segment.blocks.filling import TOLD_BY_TEXT, is_broken
from parquetry.segment.blocks.line_model import LABELS, NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line

_TYPESET = frozenset("\u2010\u00ad")
"""Hyphens that programs set at a line's end and nobody types: groff and word processors."""
_BEGIN, _JOIN, _CODE = map(LABELS.index, "BCK")
_KEPT = [LABELS.index(label) for label in "VTPL"]


def add_evidence_of_hyphen(scores: Numbers, lines: Sequence[Line], k: int) -> None:
    """Add that a word broken over two lines goes on: verse, tables and addresses break none."""
    before, line = lines[k - 1], lines[k]
    if _is_part_of_word(before) and _is_part_of_word(line):
        scores[k, _JOIN] = NEVER
    # "anti- / co- / are common": the last of a list of parts does not go on in the sentence below it.
    elif _ends_list(lines, k - 1):
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


def _ends_list(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a line is a part of a word, and so is the one directly above it."""
    return k > 0 and not lines[k].blanks and _is_part_of_word(lines[k - 1]) and _is_part_of_word(lines[k])


def add_evidence_of_typesetting(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add that a paragraph in which a typesetter's hyphen breaks a word is no code; its lines are set in alike."""
    start = 0
    for k in range(1, len(lines) + 1):
        if k == len(lines) or lines[k].blanks or lines[k].breaks or lines[k].indent != lines[k - 1].indent:
            if any(line.text[-1] in _TYPESET and is_broken(line) for line in lines[start : min(k, len(lines) - 1)]):
                scores[start:k, _CODE] = NEVER
            start = k
