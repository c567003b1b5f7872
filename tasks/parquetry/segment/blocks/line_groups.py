"""Groups of lines: what stands between two blank lines or page breaks, and whether any sentence in it ends."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.segment.lines import Line

# At the end of a line, or inside it before another word: "boil.", "to take my friend. a bar would"
_STOP = re.compile(
    r"""
    [.!?:;\u2026\u3002\u0964\u0965\u061f\u06d4]   # the last five: of Chinese, Hindi, Arabic and Urdu
    ["'\u201d\u00bb)\]]*                         # "so it was.)"
    (?:$|\s+[^\W\d_])
    """,
    re.VERBOSE,
)
# A sentence ends inside the line and another begins: "It rained. They stayed".
INNER_END = re.compile(r"[.!?]\s+[^\Wa-z\d_]")


def groups(lines: Sequence[Line]) -> Iterator[range]:
    """Yield the groups of lines, as ranges of their indexes: no blank line and no page break stands inside one."""
    # The first line opens a group whatever stands before it.
    starts = [k for k, line in enumerate(lines) if not k or line.blanks or line.breaks]
    for start, end in pairwise([*starts, len(lines)]):
        yield range(start, end)


def has_stop(line: Line) -> bool:
    """Tell whether a line holds a stop, colon or semicolon that ends something: at its end, or before another word."""
    return _STOP.search(line.text) is not None
