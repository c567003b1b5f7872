"""Delimited: code between two rows of one sign, as writers of AsciiDoc type it, blank lines and all.

    To search:

    ----
    $ git grep quay

    (edit a file)
    ----

Source: AsciiDoc Language, "Delimited Blocks".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.blocks.definitions import GOES_ON
from parquetry.segment.blocks.filling import TOLD_BY_TEXT
from parquetry.segment.blocks.line_model import LABELS, NEVER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line

_JOIN, _CODE, _TABLE = map(LABELS.index, "CKT")
# Rows of hyphens fence code, rows of stops what a program prints.
_ROW = re.compile(r"-{4,}|\.{4,}")
# "[source,sh]", ".Title of the code", "+": what may stand directly above a row.
_LEADS_IN = re.compile(r"\[.*\]|\.\w.*|\+")


def add_evidence_of_delimited(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add that the lines between two rows are code, in place, if some are by themselves and none is of a table or goes on.

    Where the author sets code so again and again, what a program prints may be prose, and other lines are hardly code.
    """
    pairs = [pair for pair in _pairs(lines) if not _is_of_fields(lines, pair)]
    kept = [pair for pair in pairs if not _kinds(scores, pair) & {_JOIN, _TABLE}]
    code = [pair for pair in kept if _CODE in _kinds(scores, pair)]
    # One pair may be a box.
    if len(code) > 1:
        # The message of a commit reads like a paragraph, and is shown as it stands.
        kept = pairs
        inside = {k for pair in pairs for k in pair}
        for k, line in enumerate(lines):
            if not line.indent and k not in inside:
                scores[k, _CODE] -= 2 * TOLD_BY_TEXT
    for pair in kept if code else ():
        scores[pair.start : pair.stop] = NEVER
        scores[pair.start : pair.stop, _CODE] = 0


def _pairs(lines: Sequence[Line]) -> Iterator[range]:
    """Yield the lines from a row to the next like it, both directly at what they fence and apart from what is around."""
    opened: int | None = None
    for k, line in enumerate(lines):
        # Most lines begin with a letter.
        if line.text[0] not in "-." or not _ROW.fullmatch(line.text):
            continue
        # A shorter or longer row is part of what is fenced.
        if opened is not None and line.text == lines[opened].text and _closes(lines, k):
            yield range(opened, k + 1)
            opened = None
        elif _opens(lines, k):
            opened = k


def _opens(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a row stands directly above a line, and apart from what is above it or led in to by that."""
    if k + 1 == len(lines) or lines[k + 1].blanks or lines[k + 1].breaks:
        return False
    return not k or bool(lines[k].blanks) or _LEADS_IN.fullmatch(lines[k - 1].text) is not None


def _closes(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a row stands directly below a line, and apart from what is below it."""
    # Below a blank line a row opens what comes next, or parts two sections.
    if lines[k].blanks or lines[k].breaks:
        return False
    return k + 1 == len(lines) or bool(lines[k + 1].blanks) or lines[k + 1].text == GOES_ON


def _is_of_fields(lines: Sequence[Line], pair: range) -> bool:
    """Tell whether all lines between two rows are a label and what it says, as the head of a mail that is sent on."""
    return all(_FIELD.match(line.text) for line in lines[pair.start + 1 : pair.stop - 1])


# "From: Kari Lund"; "port: 8080" is code.
_FIELD = re.compile(r"[A-ZÀ-ÖØ-ÞА-ЯЁ][^\W\d_]*(?:[ -]\w+)?\s?: ")


def _kinds(scores: Numbers, pair: range) -> set[int]:
    """Return what the lines between two rows are, each by itself."""
    return set(scores[pair.start + 1 : pair.stop - 1].argmax(axis=1).tolist())


def is_row(text: str) -> bool:
    """Tell whether a line may open or close code.

    >>> is_row("----"), is_row("......"), is_row("-- a remark")
    (True, True, False)
    """
    return _ROW.fullmatch(text) is not None
