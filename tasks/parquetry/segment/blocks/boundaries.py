"""Breaks: does a block begin at this line? One question after another, as one reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.blocks.classify import BULLET, is_heading
from parquetry.segment.lines import NARROW, ended, tabular

if TYPE_CHECKING:
    from parquetry.segment.lines import Line, Shape

_QUOTED = re.compile(r">+ ?")
_NUMBERED = re.compile(r"(\d{1,4})[.)]\s")
_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_QUESTION = re.compile(r"[^\W\d_a-zà-ÿ][^.!?\"“”«»]{10,}\?")
_LIST_LINES = 100
"""How many lines above an item of a list may stand."""


def begins(lines: list[Line], k: int, shape: Shape) -> bool:
    """Tell whether a block begins at line `k`, which is not the first."""
    before, line = lines[k - 1], lines[k]
    goes_on = _goes_on(before, line)
    if line.page != before.page or line.breaks or line.number > before.number + 1:  # a page, or notes, between them
        return not (goes_on or _runs_over(before, shape))
    if line.blanks:
        return not (goes_on and line.blanks == 1 and _short_gap(lines, k, shape))
    if bool(_QUOTED.match(line.text)) != bool(_QUOTED.match(before.text)):
        return True
    row, row_before = tabular(line.text), tabular(before.text)
    if row or row_before:
        return row != row_before and (row_before or not goes_on or bool(ended(before.text)))
    return not shape.width or _begins_in_wrapped(lines, k, shape, goes_on=goes_on)


def _begins_in_wrapped(lines: list[Line], k: int, shape: Shape, *, goes_on: bool) -> bool:
    """Tell whether a block begins at a line of wrapped text with nothing between it and the line before."""
    before, line = lines[k - 1], lines[k]
    if BULLET.match(line.text) and not goes_on and not _mid_sentence(lines, k):
        return True
    if is_heading(before, None if k < 2 else lines[k - 2], line, shape):  # noqa: PLR2004 (the line before the last)
        return True
    indented = line.indent >= before.indent + 2 and ended(before.text) and not BULLET.match(before.text)
    if indented or _anew(before, line, shape):
        return True
    if shape.trailing and not before.trails and before.width > NARROW * shape.width:
        return not goes_on
    if not (shape.spaced or shape.trailing) and (_announced(before, line) or _asks(lines, k) or _asks(lines, k - 1)):
        return True
    return _ended_early(before, line, shape)


def _goes_on(before: Line, line: Line) -> bool:
    """Tell whether a sentence runs from one line into the next: it has not ended and goes on in lower case."""
    if before.text.endswith(("-", "\N{SOFT HYPHEN}")) and line.text[:1].isalpha():
        return True
    return not ended(before.text) and (line.text[:1].islower() or before.text.endswith((",", ";")))


def _anew(before: Line, line: Line, shape: Shape) -> bool:
    """Tell whether a sentence begins though none has ended: with a word that this document capitalizes nowhere else."""
    first = _WORD.match(line.text)
    if first is None or not first[0].istitle() or first[0].lower() not in shape.small:
        return False
    last = _LAST_WORD.search(before.text)
    return last is not None and last[0] not in shape.small and last[0].islower()


def _announced(before: Line, line: Line) -> bool:
    """Tell whether a colon at the end of a line announces what begins with a capital on the next."""
    return before.text.endswith(":") and line.text.lstrip("\"“«„‘'(")[:1].isupper()


def _asks(lines: list[Line], k: int) -> bool:
    """Tell whether a line is one whole question between whole sentences, as an interviewer's."""
    around = not k or ended(lines[k - 1].text), k + 1 == len(lines) or not lines[k + 1].text[:1].islower()
    return all(around) and _QUESTION.fullmatch(lines[k].text) is not None


def _mid_sentence(lines: list[Line], k: int) -> bool:
    """Tell whether a line begins with a number that is no item's: no sentence ended before it, no item has the one before.

    So an ordinal ("am / 3. Mai") that wrapping put at the beginning of a line makes no list.
    """
    number = _NUMBERED.match(lines[k].text)
    if number is None or int(number[1]) < 2 or ended(lines[k - 1].text):  # noqa: PLR2004 (a list begins with 0 or 1)
        return False
    wanted = int(number[1]) - 1
    earlier = (_NUMBERED.match(line.text) for line in lines[max(0, k - _LIST_LINES) : k])
    return not any(one and int(one[1]) == wanted for one in earlier)


def _runs_over(before: Line, shape: Shape) -> bool:
    """Tell whether the last line of a page breaks off in mid-sentence: full, and not ended."""
    full = before.width >= 0.8 * shape.width > 0
    return full and (before.trails if shape.trailing else not ended(before.text))


def _short_gap(lines: list[Line], k: int, shape: Shape) -> bool:
    """Tell whether a blank line is likely the trace of a page or note, not of a paragraph: full line, wrapped text."""
    return bool(shape.width) and lines[k - 1].width >= 0.8 * shape.width and lines[k - 1].text[-1] not in ":;"


def _ended_early(before: Line, line: Line, shape: Shape) -> bool:
    """Tell whether the line before broke although the next word had room: no program that wraps does that.

    Proportional type leaves a margin: a line may fall short of the widest by an eighth and still be full.
    """
    first = line.text.split(maxsplit=1)[0]
    room = before.width + 1 + len(first) + before.indent
    if shape.longest and room <= shape.longest:
        return not line.text[:1].islower()
    if ended(before.text):
        return room <= 0.87 * shape.width and not line.text[:1].islower()
    return room <= 0.6 * shape.width and not line.text[:1].islower() and not before.text.endswith((",", "-"))
