"""Drawn: lines that writers of plain text draw: rules, underlines, rows between bars, comments with a sign on each line.

None of them goes on in the next line or is gone on with by it, whatever stands in it: "| 7 | the north" is a row, and
"-----" no word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.blocks.filling import DECISIVE, ROOMY, needed
from parquetry.segment.blocks.line_groups import groups
from parquetry.segment.blocks.line_model import LABELS, NEVER
from parquetry.segment.lines import BULLET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line
    from parquetry.segment.shape import Shape

_JOIN, _TABLE, _CODE = map(LABELS.index, "CTK")
# "; value", "// why", "# count", ".. note", "-- drop": the signs that comments of one line begin with.
_COMMENT = re.compile(r"(?:;+|//+|\#+|%+|\.\.|--)(?=[ ])")
_COMMAND = re.compile(
    r"""
    (?:\./)? [a-z][a-z0-9_+.-]* [ ] (?:.*[ ])?             # "tar ", "./configure "
    (?: --?[A-Za-z] | \$[A-Za-z_{] | \|[ ] | [<>]{1,2}[ ]? [A-Za-z/.~]
      | && | '\{ | ~?/\w | \w+=\S )                      # "-n 3", "$HOME", "> out", but not "-5" or "$40"
    """,
    re.VERBOSE,
)
"""A command of a shell with its options, files and redirections."""
_QUOTING = frozenset(">:\"'«»„“”")
"""What stands before each line that is quoted, in mail, "> so it was", or in old books, "« so it was"."""
_QUOTES_MAIL = frozenset("|:}")
"""What quotes mail beside ">", in answers below each line; no list has these for its bullets."""
_ENCODED = re.compile(r"[A-Za-z0-9+/=_-]+")
"""A line of base64. An address of the web has stops, which base64 has not."""
_FEWEST_BARS = 3
"""Bars of the shortest row, which has two cells: "| a | b |". Between two bars stands a name, as in "|x|"."""
_LONGEST_WORD = 45
"""Longest word that dictionaries have, in code points: "pneumonoultramicroscopicsilicovolcanoconiosis"."""


def add_evidence_of_drawn(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add what is drawn to the scores of each line: a row is a table, and no rule or comment is joined to another line."""
    for k, line in enumerate(lines):
        if is_row(line.text):
            scores[k, :] = NEVER
            scores[k, _TABLE] = 0
        if has_no_word(line.text):
            scores[k : k + 2, _JOIN] = NEVER
        if not k:
            continue
        if _are_apart(lines[k - 1].text, line.text, line.indent - lines[k - 1].indent):
            scores[k, _JOIN] = NEVER
        elif _are_encoded(lines[k - 1], line):
            # Blank lines between them would be as wrong as none.
            scores[k - 1 : k + 1, : _JOIN + 1] = NEVER


def add_evidence_of_commands(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add that groups of lines which are all commands of a shell are code: "tar xzf x.tar.gz" above "cd x && make"."""
    for group in groups(lines):
        if len(group) > 1 and all(_is_command(lines[k].text) for k in group):
            scores[group.start : group.stop, : _JOIN + 1] = NEVER
            scores[group.start : group.stop, _CODE] += DECISIVE


def _is_command(text: str) -> bool:
    """Tell whether a line is a command: a name in small letters, an option or what else shells read, and no stop."""
    return text[-1] not in ".!?:;," and _COMMAND.match(text) is not None


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


def has_no_word(text: str) -> bool:
    """Tell whether a line is of signs alone: a rule, or the dot that is a blank line in packages of Debian.

    >>> has_no_word("-----"), has_no_word("."), has_no_word("*a*")
    (True, True, False)
    """
    # Most lines begin with a letter, and need no look at the rest.
    return not text[0].isalnum() and not any(map(str.isalnum, text))


def _are_apart(before: str, line: str, deeper: int) -> bool:
    """Tell whether two lines are apart by the sign they begin with: comments, and lines with the same mark.

    `deeper` is by how many columns the second is set in further.
    """
    # Most lines begin with a letter, and no expression is asked.
    if line[0].isalnum() and before[0].isalnum():
        return False
    if line[0] != before[0]:
        # ":   A definition" goes on in "    a line set in".
        return deeper <= 0 and (_is_quoted_by_sign(before) or _is_quoted_by_sign(line))
    return _is_comment_on(before, line) or _have_mark(before, line)


def _is_quoted_by_sign(text: str) -> bool:
    """Tell whether a line begins with a sign that mail quotes with beside ">": "| or is the short one enough"."""
    return text[0] in _QUOTES_MAIL and text[1:2] == " " and not is_row(text)


def _have_mark(before: str, line: str) -> bool:
    """Tell whether both lines begin with the same signs and a space: "---> one", "---> two". What is quoted goes on."""
    mark = line.partition(" ")[0]
    if len(mark) == len(line) or mark[0] in _QUOTING or any(map(str.isalnum, mark)):
        return False
    return before.startswith(f"{mark} ")


def _are_encoded(before: Line, line: Line) -> bool:
    """Tell whether two lines are one word each, longer than any: base64, as in keys and certificates."""
    if before.width <= _LONGEST_WORD or line.blanks:
        return False
    return _ENCODED.fullmatch(before.text) is not None and _ENCODED.fullmatch(line.text) is not None


def _is_comment_on(before: str, line: str) -> bool:
    """Tell whether two lines begin with the sign of a comment: "# a note", "## another"."""
    return _COMMENT.match(before) is not None and _COMMENT.match(line) is not None
