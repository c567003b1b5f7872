"""Definitions: terms of AsciiDoc, each on its line, and what is said of them, set in directly below.

    -q::
    --quiet::
            Print nothing but what went
            wrong.

And names in brackets, as the change logs of GNU have them:

    * gauge.c (read_gauge): Return -1 where there is no value.
    (open_gauge, close_gauge): New functions.

Source: AsciiDoc Language, "Description Lists"; GNU Coding Standards, "Style of Change Logs".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.blocks.line_groups import groups
from parquetry.segment.blocks.line_model import LABELS, NEVER
from parquetry.segment.lines import ended

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line

_JOIN = LABELS.index("C")
# "--quiet::", and ":::" or ";;" for a list in a list.
_TERM = re.compile(r".*[^\s:;](?::{2,4}|;;)")
# "untracked;; Only files that", "S::<tab>skip": the definition stands on the same line.
_DEFINED = re.compile(r"\S.{0,60}?[^\s:;](?::{2,4}|;;)\s")

# "(read_gauge): ", "(open_gauge, struct gauge) <serial>: "; "(in metres): " may be wrapped prose.
_NAMED = re.compile(r"\([^()\n]{1,200}\)(?: <[^<>]*>)?:(?:\s|$)")
GOES_ON = "+"
"""The line that binds what follows to the definition above it."""


def terms(lines: Sequence[Line]) -> frozenset[int]:
    """Return the lines that are terms: their definition stands directly below, set in, or other terms for it do."""
    out: set[int] = set()
    # From the end, since "-q::" above "--quiet::" is a term because that is one.
    for k in range(len(lines) - 2, -1, -1):
        line, below = lines[k], lines[k + 1]
        # "as follows::" announces code in reStructuredText, below a blank line.
        at_once = not (below.blanks or below.breaks)
        if line.text[-1] in ":;" and at_once and _TERM.fullmatch(line.text) and _is_above(line, below, k + 1 in out):
            out.add(k)
    return frozenset(out)


def _is_above(line: Line, below: Line, is_term: bool) -> bool:  # noqa: FBT001 (what the line below is)
    return below.indent > line.indent or (is_term and below.indent == line.indent)


def add_evidence_of_terms(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add that a term is joined to nothing, and that its definition is prose, in place."""
    named = terms(lines)
    for k in named:
        scores[k : k + 2, _JOIN] = NEVER
        # Code in a definition stands between rows of its own.
        for prose in (k, *_definition(lines, k)):
            scores[prose, _JOIN + 1 :] = NEVER
    defined = [k for k, line in enumerate(lines) if ("::" in line.text or ";;" in line.text) and _DEFINED.match(line.text)]
    # One alone may be a sentence about C++: "the operator / foo:: binds".
    if named or len(defined) > 1:
        scores[defined, _JOIN] = NEVER
    # In a patch a plus alone is a blank line of code.
    for k in range(1, len(lines) if named else 0):
        if lines[k].text == GOES_ON:
            scores[k, _JOIN + 1 :] = NEVER


def add_evidence_of_named(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add that a line which begins with names in brackets and a colon goes on with nothing, in place.

    Below another such name, or below a whole sentence: prose has an aside so, "the heights / (in metres): 3, 5".
    """
    for group in groups(lines):
        # "* gauge.c (read_gauge): ..." shows what the brackets below it are.
        is_named = False
        for k in group:
            text = lines[k].text
            if text[0] == "(" and _NAMED.match(text) and (is_named or (k > group.start and ended(lines[k - 1].text))):
                scores[k, _JOIN] = NEVER
            is_named = is_named or _NAMED.search(text) is not None


def _definition(lines: Sequence[Line], k: int) -> Iterator[int]:
    """Yield the lines of the definition of a term up to the next blank line, all of them set in."""
    for below in range(k + 1, len(lines)):
        # What follows a blank line may be code, set in as it is.
        line = lines[below]
        if line.blanks or line.breaks or line.indent <= lines[k].indent:
            return
        yield below
