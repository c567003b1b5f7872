"""Drawn: lines that writers of plain text draw: rules, underlines, rows between bars, comments with a sign on each line.

None of them goes on in the next line or is gone on with by it, whatever stands in it: "| 7 | the north" is a row, and
"-----" no word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.blocks.filling import DECISIVE, ROOMY, needed
from parquetry.segment.blocks.line_model import LABELS, NEVER
from parquetry.segment.lines import BULLET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line, Shape

_JOIN, _TABLE = map(LABELS.index, "CT")
_RULE = re.compile(r"([-=~^\"'*#+_])\1{2,}")
"""A line of nothing but one sign, three times or more: "-----" below a heading, "=====" between parts."""
# "; value", "// why", "# count", ".. note", "-- drop": the signs that comments of one line begin with.
_COMMENT = re.compile(r"(?:;+|//+|\#+|%+|\.\.|--)(?=[ ])")
_FEWEST_BARS = 3
"""Bars of the shortest row, which has two cells: "| a | b |". Between two bars stands a name, as in "|x|"."""
_RULE_SIGNS = frozenset("-=~^\"'*#+_")


def add_evidence_of_drawn(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add what is drawn to the scores of each line: a row is a table, and no rule or comment is joined to another line."""
    for k, line in enumerate(lines):
        if is_row(line.text):
            scores[k, :] = NEVER
            scores[k, _TABLE] = 0
        if is_rule(line.text):
            scores[k : k + 2, _JOIN] = NEVER
        if k and _is_comment_on(lines[k - 1].text, line.text):
            scores[k, _JOIN] = NEVER


def add_evidence_of_colon(scores: Numbers, lines: Sequence[Line], k: int, shape: Shape) -> None:
    """Add that a colon announces line `k` where its first word had room beside it: "To list them, type: / ls -l".

    So it does in a text that is not wrapped, whose lines end where the author ended them. A line that is set in, or not
    as the words of the item above it are, needs less room to be announced.
    """
    before, line = lines[k - 1], lines[k]
    if before.text[-1] != ":":
        return
    item = BULLET.match(before.text)
    apart = line.indent > before.indent if item is None else line.indent != before.indent + item.end()
    if not shape.width or needed(before, line) <= (1 if apart else ROOMY) * shape.width:
        scores[k, _JOIN] -= DECISIVE


def is_row(text: str) -> bool:
    """Tell whether a line is a row of cells between bars, as Markdown and terminals draw them.

    >>> is_row("| 7 | the north quay |"), is_row("+---+------+"), is_row("|x| is the value of x")
    (True, True, False)
    """
    if text[0] == "|" == text[-1]:
        return text.count("|") >= _FEWEST_BARS
    return text[0] == "+" == text[-1] and text.count("+") >= _FEWEST_BARS and not text.strip("+-=")


def is_rule(text: str) -> bool:
    """Tell whether a line is drawn of one sign.

    >>> is_rule("-----"), is_rule("--")
    (True, False)
    """
    return text[0] in _RULE_SIGNS and _RULE.fullmatch(text) is not None


def _is_comment_on(before: str, line: str) -> bool:
    """Tell whether two lines begin with the sign of a comment: "# a note", "## another"."""
    # Most lines begin with a letter, and the expression is not asked.
    if line[0].isalnum() or line[0] != before[0]:
        return False
    return _COMMENT.match(before) is not None and _COMMENT.match(line) is not None
