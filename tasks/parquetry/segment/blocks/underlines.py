"""Underlines: titles that writers of plain text underline, or set between two lines, with a row of one sign.

    Changes        =======
    =======        Changes
                   =======

Source: reStructuredText, "Sections"; CommonMark 0.31, section 4.3 (setext headings).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from parquetry.segment.blocks.headings import heading_form
from parquetry.segment.blocks.stretches import BEGINS, CODE, JOINED
from parquetry.segment.lines import ended

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.lines import Line

TITLE = "U"
"""The label of a title with its underline, beside those of the line model."""
# "===" and "---" may be shorter than the title; rows of other signs are as short in lists and fences of code.
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})|([~*#^+\"'`:._])\1{3,}")

_SECTION = frozenset('~^"')
"""Signs that no table has below the names of its columns."""
# The name of a section, "[[update]]", or what it is, "[appendix]".
_NAME = re.compile(r"\[[^\[\]]+\]|\[\[[^\[\]]+\]\]")


def underlined(lines: Sequence[Line], labels: list[str]) -> list[str]:
    """Return the labels with `TITLE` for each title that is underlined, its underline and the line above it, if any."""
    for k in range(len(lines) - 1):
        if is_title(lines, labels, k):
            above = 1 if k and (lines[k - 1].text == lines[k + 1].text or _names(lines, k)) else 0
            labels[k - above : k + 2] = [TITLE] * (above + 2)
    return labels


def is_title(lines: Sequence[Line], labels: Sequence[str], k: int) -> bool:
    """Tell whether line `k` is a title with an underline below it."""
    line, below = lines[k], lines[k + 1]
    if below.blanks or below.breaks or below.indent != line.indent or not _UNDERLINE.fullmatch(below.text):
        return False
    # An anchor tells of a section, whatever code is around it.
    is_told = (k > 0 and _names(lines, k)) or not _is_in_code(labels, k)
    return _is_alone(lines, k) and is_told and _is_of_title(lines, labels, k)


def _is_alone(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a line has a letter, and nothing stands directly above it but a row of the signs below it."""
    line = lines[k]
    if not any(map(str.isalpha, line.text)):
        return False
    if k == 0 or line.blanks or line.breaks or _names(lines, k):
        return not (k and _announces(lines[k - 1], line))
    # Of AsciiDoc, "---- / $ git log / ----" is code between two rows.
    return lines[k - 1].text == lines[k + 1].text and heading_form(line.text)


def _names(lines: Sequence[Line], k: int) -> bool:
    """Tell whether the line directly above a title is the name that AsciiDoc has for it: "[[update]]", "[appendix]"."""
    return not lines[k].blanks and _NAME.fullmatch(lines[k - 1].text) is not None


def _announces(before: Line, line: Line) -> bool:
    """Tell whether a colon announces a line that is set in: an example of a title is none."""
    return before.text[-1] == ":" and line.indent > before.indent


def _is_in_code(labels: Sequence[str], k: int) -> bool:
    """Tell whether what is above and below a title is code, as about "Parameters / ----------" in a program's comment."""
    return 0 < k < len(labels) - 2 and labels[k - 1] == CODE == labels[k + 2]


def _is_of_title(lines: Sequence[Line], labels: Sequence[str], k: int) -> bool:
    """Tell whether signs are an underline, by their number and by what follows: the name above a column has one too."""
    title, row = lines[k].text, lines[k + 1]
    is_as_long = row.width >= _columns(title)
    after = lines[k + 2] if k + 2 < len(lines) else None
    if after is not None and not after.blanks and not after.breaks:
        return is_as_long and _heads(lines, labels, k, after)
    # Stars below a sentence part two scenes, as many as they may be.
    return heading_form(title) or (is_as_long and _may_be_title(title, row.text[0]))


def _heads(lines: Sequence[Line], labels: Sequence[str], k: int, after: Line) -> bool:
    """Tell whether a title stands above what follows its underline at once: a sentence, what "NAME" names, a term.

    Of a table, "Name / ---- / Alice", the rows do.
    """
    title, row = lines[k].text, lines[k + 1]
    is_drawn = row.width == _columns(title) and row.text[0] in _SECTION
    is_prose = labels[k + 2] in (BEGINS, JOINED) or ended(after.text) or title.isupper() or is_drawn
    is_section = (is_prose and after.width > lines[k].width) or after.text.endswith("::")
    return is_section and (heading_form(title) or (is_drawn and title[-1] not in ".。"))


def _may_be_title(text: str, sign: str) -> bool:
    """Tell whether a line without the form of a heading may be one for its underline: "uid / ~~~", not "ls / ---"."""
    # Rows of hyphens stand below much else, the last line of code in AsciiDoc.
    return text[-1] not in ".。" and not (text[0].islower() and sign == "-")


def _columns(text: str) -> int:
    """Return how wide a text is on a terminal: signs of East Asia take two columns."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
