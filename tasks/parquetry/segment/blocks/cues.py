"""Cues: the lines of subtitles, which stand below the times at which they are shown, and are broken by their author.

Source: WebVTT (W3C); SubRip (.srt) and YouTube's .sbv write the times alike.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.blocks.filling import TOLD_BY_TEXT
from parquetry.segment.blocks.line_groups import groups
from parquetry.segment.blocks.line_model import LABELS, NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line

_BEGIN, _JOIN = map(LABELS.index, "BC")
_TIME = r"(?:\d+:)?\d\d:\d\d[.,]\d{3}"
# "00:01.000 --> 00:04.000 align:start", and "0:00:01.000,0:00:04.000".
_TIMES = re.compile(rf"{_TIME}(?: +--> +|,){_TIME}(?![\d:])")


def add_evidence_of_cues(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add that the lines below the times of a subtitle are kept, in place, up to the next blank line."""
    # Most texts have no subtitles, and cost one look at each line that begins with a figure.
    timed = {k for k, line in enumerate(lines) if line.text[0].isdigit() and _TIMES.match(line.text)}
    if not timed:
        return
    for group in groups(lines):
        first = next((k for k in group if k in timed), group.stop)
        scores[first + 1 : group.stop, _JOIN] = NEVER
        # Neither is each line a paragraph: "It came on Sunday / and nobody was on it".
        scores[first : group.stop, _BEGIN] -= 2 * TOLD_BY_TEXT
