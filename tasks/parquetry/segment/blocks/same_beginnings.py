"""Same beginnings: runs of lines that all begin with the same token, which the lines of wrapped prose hardly ever do.

The comments of a program (`dnl This file is free software`), verses of a litany, entries of a register: the token says
that a line is one of a series, whatever it means.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from parquetry.segment.blocks.line_groups import groups
from parquetry.segment.blocks.line_model import LABELS, NEVER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line

_JOIN = LABELS.index("C")
_FEWEST = 3
"""Lines of a run: two lines of wrapped prose may begin alike by chance. An estimate."""


def add_evidence_of_same_beginnings(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add that lines of such a run are joined to none before them, in place."""
    for group in groups(lines):
        for run in _runs(lines, group):
            if len(run) >= _FEWEST and not _says_nothing(lines, run):
                scores[run.start + 1 : run.stop, _JOIN] = NEVER


def _runs(lines: Sequence[Line], group: range) -> Iterator[range]:
    """Yield the runs of a group's lines that begin with the same token."""
    first = [lines[k].text.split(maxsplit=1)[0] for k in group]
    starts = [k for k in range(len(first)) if not k or first[k] != first[k - 1]]
    for start, end in pairwise([*starts, len(first)]):
        yield range(group.start + start, group.start + end)


def _says_nothing(lines: Sequence[Line], run: range) -> bool:
    """Tell whether the token of a run stands inside a line too, as "the" may begin three lines of prose, or is no word.

    The lines of a quotation are joined, be there a mark before each: "> we came home / > late", "« Le bac est parti".
    """
    token, *_ = lines[run.start].text.split(maxsplit=1)
    return not any(map(str.isalnum, token)) or any(token in lines[k].text.split()[1:] for k in run)
