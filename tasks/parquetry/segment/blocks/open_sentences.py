"""Open sentences: what it says of a break that no sentence ended before it."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from parquetry.segment.blocks.drawn import add_evidence_of_colon
from parquetry.segment.blocks.filling import DECISIVE, LONGEST_WRAPPED, ROOMY, TOLD_BY_TEXT, needed
from parquetry.segment.blocks.headings import FIELD
from parquetry.segment.blocks.line_groups import INNER_END
from parquetry.segment.blocks.line_model import LABELS
from parquetry.segment.lines import NARROW, WIDER_THAN_VERSE, WRAPS_FEW, ended, has_no_case, is_unspaced, tabular

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line
    from parquetry.segment.shape import Shape

_BEGIN, _JOIN = map(LABELS.index, "BC")
_USUAL_WRAPS = range(60, 81)
"""Widths of the lines that mail and editors wrap, in code points: at 72 to 80 (RFC 3676), a long word less."""
# A comment of one line: "; value", "// why", "# count". Markdown's headings are no text that goes on either.
_COMMENT = re.compile(r"(?:;|//|\#|%)+[ ]")
# The marks of a quoted line, and the words after them: "> > and so".
_QUOTE = re.compile(r"((?:>[ ]?)+)(.*)")
_ROOMY_UNSPACED = 0.75
"""Share of the usual width that a full line has in Thai, Lao, Burmese and Khmer: marks above and below take no width."""
_LONGEST_STANZA = 8
"""Lines of the longest stanza of Thai, Lao or Khmer that is looked for; most have four."""


def add_evidence_of_sentence(scores: Numbers, lines: Sequence[Line], k: int, shape: Shape, widest: int) -> None:
    """Add what the sentence says that ends or does not end at the break before line `k`.

    `widest` is where lines are wrapped, or the width of the widest line of the group where that is not known.
    """
    before, line = lines[k - 1], lines[k]
    add_evidence_of_colon(scores, lines, k, shape)
    if not ended(before.text):
        _add_evidence_of_open_sentence(scores, lines, k, shape, widest)
    # A short line that ends a sentence in a text that is not wrapped: no program broke it here.
    elif not shape.width and before.width < WRAPS_FEW.start and not line.text[0].islower():
        scores[k, _JOIN] -= DECISIVE


def _add_evidence_of_open_sentence(scores: Numbers, lines: Sequence[Line], k: int, shape: Shape, widest: int) -> None:
    """Add what it says that the line before `k` ends no sentence."""
    before, line = lines[k - 1], lines[k]
    # No program breaks a line where the next word had so much room: "1. Minutes of the last meeting / Approved."
    width = needed(before, line)
    if width <= NARROW * widest and not line.text.lstrip("> ")[:1].islower():
        # "2. Any other business / None.": two halves of a column are shorter than a half, but few of them end a sentence.
        scores[k, _JOIN] -= DECISIVE if 2 * width <= widest and ended(line.text) else 2 * TOLD_BY_TEXT
    # A comment of one line goes on in no line that does not begin as it does.
    if _COMMENT.match(before.text) and line.text[0] != before.text[0]:
        scores[k, _JOIN] -= DECISIVE
    scores[k, _JOIN] += _weight_of_full_line(before, line, shape, widest)
    if shape.open and before.text.rpartition(" ")[2] in shape.open:
        # "of the / Board": no title and no verse that stands by itself ends in a word that something always follows.
        scores[k, _BEGIN] -= TOLD_BY_TEXT
        scores[k, _JOIN] += 2 * TOLD_BY_TEXT * _is_as_wide_as_prose(before, line)
    if _goes_on_in_quote(before.text, line.text):
        scores[k, _JOIN] += 2 * TOLD_BY_TEXT
    if is_unspaced(line.text[0]):
        _add_evidence_of_unspaced(scores, lines, k, shape)


def add_evidence_of_no_case(scores: Numbers, lines: Sequence[Line], listed: AbstractSet[int]) -> None:
    """Add that no block begins in the middle of a sentence, where no word had room, in scripts without capitals.

    In others a capital would tell; here the model finds it as likely as not. Lines `listed` are items without any stop.
    """
    for k in range(1, len(lines)):
        before, line = lines[k - 1], lines[k]
        if has_no_case(line.text[0]) and k not in listed and not (_opens_group(line) or ended(before.text)):
            is_full = needed(before, line) > max(before.indent + before.width, line.indent + line.width)
            scores[k, _BEGIN] -= TOLD_BY_TEXT * is_full


def _add_evidence_of_unspaced(scores: Numbers, lines: Sequence[Line], k: int, shape: Shape) -> None:
    """Add what a line without a stop says in Thai, Lao, Burmese and Khmer, which have none: if it is full, it goes on."""
    before, line = lines[k - 1], lines[k]
    if min(before.width, line.width) > LONGEST_WRAPPED:
        # Both are paragraphs, each on its line.
        scores[k, _BEGIN] += DECISIVE
    elif before.width >= _ROOMY_UNSPACED * shape.width > 0:
        scores[k, _JOIN] += (-2 if _is_even(lines, k) else 2) * TOLD_BY_TEXT


def _is_as_wide_as_prose(before: Line, line: Line) -> bool:
    """Tell whether a line is wider than those of poets, who break lines behind an article too: "in the / Article"."""
    return before.indent + before.width >= WIDER_THAN_VERSE and before.indent == line.indent and not tabular(before.text)


def _is_even(lines: Sequence[Line], k: int) -> bool:
    """Tell whether the narrow lines around line `k` are as many as a stanza has, and the last as wide as the others.

    Of wrapped paragraphs three in four have a shorter last line; of stanzas none.
    """
    above = takewhile(lambda j: not _opens_group(lines[j]), range(k, max(0, k - _LONGEST_STANZA), -1))
    below = takewhile(lambda j: not _opens_group(lines[j]), range(k + 1, min(len(lines), k + _LONGEST_STANZA)))
    # The line before the highest that continues is the first of the stanza.
    stanza = lines[min(above, default=k) - 1 : max(below, default=k) + 1]
    widest = max(line.width for line in stanza)
    is_stanza = len(stanza) <= _LONGEST_STANZA and widest < WRAPS_FEW.start
    return is_stanza and stanza[-1].width >= _ROOMY_UNSPACED * widest


def _opens_group(line: Line) -> bool:
    return bool(line.blanks or line.breaks)


def _weight_of_full_line(before: Line, line: Line, shape: Shape, widest: int) -> float:
    """Return what it weighs for going on that the line before has no end and had no room for the next word."""
    width = needed(before, line)
    # A full line whose sentence goes on was wrapped, in a text that is, wider than verse. Hindi and Arabic have no capitals.
    goes_on = line.text[0].isalpha() and not line.text[0].isupper()
    if goes_on and shape.width >= WIDER_THAN_VERSE and width > ROOMY * shape.width:
        return TOLD_BY_TEXT * (2 if width > shape.width else 1)
    # Two sentences on one line, of which the second has no end, are no address and no verse: "Open daily. Ladies by / Day".
    if _is_unfinished(before, line) and width > max(widest, WIDER_THAN_VERSE):
        return 2 * TOLD_BY_TEXT
    return 0


def _goes_on_in_quote(before: str, line: str) -> bool:
    """Tell whether a sentence of quoted mail goes on at the same depth: "> at the" and "> end"."""
    if before[0] != ">" or line[0] != ">":
        return False
    marks, marks_before = _QUOTE.match(line), _QUOTE.match(before)
    if marks is None or marks_before is None or marks[1].count(">") != marks_before[1].count(">"):
        return False
    return bool(marks[2]) and marks[2][0].islower() and bool(marks_before[2])


def _is_unfinished(before: Line, line: Line) -> bool:
    """Tell whether a line as wide as wrapped ones ends in mid-sentence, after another sentence; nobody speaks below."""
    return (
        before.width in _USUAL_WRAPS
        and (before.text[-1].isalpha() or before.text[-1] == ",")
        and before.text[0].isalpha()
        and line.text[0].isalpha()
        and not line.indent
        and FIELD.match(line.text) is None
        and INNER_END.search(before.text) is not None
    )
