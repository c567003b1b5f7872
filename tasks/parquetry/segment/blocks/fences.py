"""Fences: the lines of signs between which writers of Markdown put code.

A row of "~" or "`" below a title is none: it underlines. Nor is a row of "~" that parts two scenes.

Source: CommonMark 0.31, section 4.5 (fenced code blocks).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.blocks.stretches import BEGINS, CODE, JOINED
from parquetry.segment.blocks.underlines import TITLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.lines import Line

# "```python" opens a block of code and "```" closes it.
_FENCE = re.compile(r"(?P<signs>```+|~~~+)\s*(?P<language>[\w+-]*)\s*$")


def is_fence(text: str) -> bool:
    """Tell whether a line may open or close a block of code.

    >>> is_fence("```python"), is_fence("~~~~"), is_fence("``x`` is a name")
    (True, True, False)
    """
    return _FENCE.match(text) is not None


def fenced(lines: Sequence[Line], labels: list[str]) -> list[str]:
    """Return the labels with all lines from a fence to the one that closes it as code.

    A fence that is never closed fences nothing.
    """
    opened: tuple[int, str] | None = None
    for k, line in enumerate(lines):
        fence = _FENCE.match(line.text)
        if fence is None:
            continue
        is_underline = labels[k] == TITLE
        if opened is None:
            is_none = is_underline or _is_as_wide_as_title(lines, k) or _parts_scenes(lines, labels, k)
            opened = None if is_none else (k, fence["signs"])
        elif not fence["language"] and _closes(fence["signs"], opened[1], is_underline=is_underline):
            labels[opened[0] : k + 1] = [CODE] * (k + 1 - opened[0])
            opened = None
    return labels


def _is_as_wide_as_title(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a row has the very width of the line directly above it, which it underlines: "update" and "~~~~~~"."""
    return k > 0 and not lines[k].blanks and lines[k].width == lines[k - 1].width and lines[k].text[0] == "~"


def _parts_scenes(lines: Sequence[Line], labels: Sequence[str], k: int) -> bool:
    """Tell whether a row of "~" has blank lines above and below and prose behind them: nobody begins code so."""
    is_apart = 0 < k < len(lines) - 1 and lines[k].blanks > 0 and lines[k + 1].blanks > 0
    return is_apart and not lines[k].text.strip("~") and labels[k + 1] in (BEGINS, JOINED)


def _closes(signs: str, opening: str, *, is_underline: bool) -> bool:
    """Tell whether bare signs close a fence: they are as many of the same, or more where nothing is underlined."""
    # A fence as long as its opening closes it, be the last line of the code as short as a title.
    return signs == opening or (signs.startswith(opening) and not is_underline)
