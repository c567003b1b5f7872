"""Assemble: from blocks to the final text, one rearrangement of the repaired one.

Every line is followed by the white space that followed it, rewritten as what now separates it from the next: so the
parts tile the text, and no byte is left out of the alignment.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from parquetry.segment import dehyphenate
from parquetry.text import AlignedText, Edit

if TYPE_CHECKING:
    from parquetry.segment.blocks.draft import Draft
    from parquetry.segment.lines import Line

BETWEEN_BLOCKS = "\n\n"
_SPACES = re.compile(r"[ \t\u00a0]{2,}|\t")


def assemble(
    text: AlignedText, drafts: list[Draft], language: str, *, reflow: bool
) -> tuple[AlignedText, list[tuple[Draft, int, int]]]:
    """Return the final text and each block with its start and end in it (code points)."""
    if not drafts:
        return text.replace([Edit(0, len(text), "")]), []
    order = [line for draft in drafts for line in draft.lines]
    physical = sorted(order, key=lambda line: line.start)
    follows = {line.start: after.start for line, after in pairwise(physical)}
    judge = dehyphenate.Judge(text.text, language)
    parts: list[Edit] = [Edit(0, physical[0].start, "")]
    places: list[tuple[Draft, int, int]] = []
    at = 0
    for number, draft in enumerate(drafts):
        start = at
        for k, line in enumerate(draft.lines):
            gap_end = follows.get(line.start, len(text))
            after = draft.lines[k + 1] if k + 1 < len(draft.lines) else None
            last = number == len(drafts) - 1
            made = _line(line, after, gap_end, judge, draft, reflow=reflow, glue="" if last else BETWEEN_BLOCKS)
            parts += made
            at += sum(len(part.after) if part.after is not None else part.end - part.start for part in made)
        places.append((draft, start, at if number == len(drafts) - 1 else at - len(BETWEEN_BLOCKS)))
    return text.rearrange(parts), places


def _line(  # noqa: PLR0913 (a line and all that decides what follows it)
    line: Line, after: Line | None, gap_end: int, judge: dehyphenate.Judge, draft: Draft, *, reflow: bool, glue: str
) -> list[Edit]:
    """Return the parts of one line and of the gap behind it."""
    keep_lines = draft.verbatim or not reflow
    if after is None or keep_lines:
        return [*_content(line, line.end, collapse=not keep_lines), Edit(line.end, gap_end, "\n" if after else glue)]
    decision = judge.decide(line.text, after.text)
    if decision is None:
        return [*_content(line, line.end, collapse=True), Edit(line.end, gap_end, " ")]
    cut = line.end - decision.drop
    return [*_content(line, cut, collapse=True), Edit(cut, gap_end, decision.glue, decision.cause)]


def _content(line: Line, end: int, *, collapse: bool) -> list[Edit]:
    """Return a line up to `end`, with runs of spaces as one unless they may be columns."""
    parts: list[Edit] = []
    at = line.start
    if collapse and ("  " in line.text or "\t" in line.text):
        for match in _SPACES.finditer(line.text, 0, end - line.start):
            parts += [Edit(at, line.start + match.start()), Edit(line.start + match.start(), line.start + match.end(), " ")]
            at = line.start + match.end()
    parts.append(Edit(at, end))
    return parts
