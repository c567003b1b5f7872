"""Brackets: expressions of Lisp, whose brackets stay open from line to line and nest.

    (defun highest (values)
      "Return the highest of VALUES."
      (reduce #'max values))

Their indentation says which bracket a line is in.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

from parquetry.segment.blocks.line_groups import groups
from parquetry.segment.blocks.line_model import LABELS, NEVER
from parquetry.segment.lines import BULLET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line

_CODE = LABELS.index("K")
_OPENS = ("(", "[", "'(", "`(", "#(")
_STRING = re.compile(r'"[^"]*"')
_SENTENCE = re.compile(r"\W[A-ZÀ-ÖØ-Þ]")
_PUNCTUATION = re.compile(r"\w[,.][ \n)]")
_DEPTH = {"(": 1, "[": 1, ")": -1, "]": -1}


def add_evidence_of_brackets(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add that a group of lines that is one nested expression is code, in place."""
    for group in groups(lines):
        # The first form of a file stands at its margin, as "(ns tide.core".
        if lines[group.start].text[0] in "([" and _is_expression([lines[k] for k in group]):
            scores[group.start : group.stop] = NEVER
            scores[group.start : group.stop, _CODE] = 0


def _is_expression(lines: Sequence[Line]) -> bool:
    """Tell whether brackets stay open up to the last line, and others open at the beginning of a line set in.

    A remark in brackets, "(This goes on / for two lines.)", has no other that begins a line. "(Enter the keeper / (slowly)
    with a lamp, and / the nets.)" begins as a sentence does, and has commas or a stop: names of Lisp are small.
    """
    outside = _STRING.sub("", "\n".join(line.text for line in lines))
    if _SENTENCE.match(outside) or _PUNCTUATION.search(outside):
        return False
    if not any(line.indent > lines[0].indent and _opens(line.text) for line in lines[1:]):
        return False
    # At each line's end; the last bracket closes the first.
    depths = list(accumulate(sum(_DEPTH.get(sign, 0) for sign in line.text) for line in lines))
    return min(depths[:-1]) > 0 == depths[-1]


def _opens(text: str) -> bool:
    """Tell whether a line begins an expression: "(when values", not "(a) gulls"."""
    return text.startswith(_OPENS) and not BULLET.match(text)
