"""Layout: from lines to blocks in reading order.

    lines -> page furniture -> notes -> stretches (kind of text) -> blocks -> kinds -> notes and furniture in their places

What a line is decided to be first it stays: a line is furniture, or part of a note, or text. Every step is linear.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.segment.blocks import footnotes, furniture
from parquetry.segment.blocks.capitals import in_sentence_case
from parquetry.segment.blocks.classify import classify
from parquetry.segment.blocks.draft import Draft
from parquetry.segment.blocks.grouping import grouped
from parquetry.segment.blocks.headings import levels
from parquetry.segment.lines import split
from parquetry.segment.shape import known_open, measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.blocks.footnotes import Note
    from parquetry.segment.lines import Line


def layout(text: str) -> list[Draft]:
    """Return the blocks of a text in reading order; every line that is not blank is in exactly one."""
    given = split(text)
    lines = in_sentence_case(given, known_open())
    # Furniture goes first. A running head between two halves of a sentence would part them for every later step.
    outside = furniture.find(lines)
    inside = [line for k, line in enumerate(lines) if k not in outside]
    # Of short pages every tenth line is furniture, which is never as full as the text.
    shape = measure(inside)
    # Notes go next, so that the body above and below them can be joined over a page's end.
    notes = footnotes.find(inside, shape)
    noted = {k for note in notes for k in range(note.start, note.end)}
    blocks = grouped([line for k, line in enumerate(inside) if k not in noted], shape)
    # Kinds are told by the lines as they are: a heading may be one for its capitals.
    drafts = classify([replace(draft, lines=_as_given(draft.lines, given)) for draft in blocks], shape)
    # Back in place: nothing is lost, each line only moves to where a reader expects it.
    drafts = _with_notes(drafts, _as_given(inside, given), notes)
    drafts = _with_furniture(drafts, [given[k] for k in sorted(outside)])
    if shape.paged:
        drafts = [replace(draft, page=draft.lines[0].page) for draft in drafts]
    return levels(drafts)


def _as_given(lines: Sequence[Line], given: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines as they stand in the text, where grouping was given some in another case."""
    return tuple(given[line.number] for line in lines)


def _with_notes(drafts: list[Draft], lines: Sequence[Line], notes: Sequence[Note]) -> list[Draft]:
    """Put each note after the block that cites it; a note that stays in its place, after the block above it."""
    if not notes:
        return drafts
    # Lines are known by their number, because the lists of lines have become shorter on the way.
    block_of = {line.number: k for k, draft in enumerate(drafts) for line in draft.lines}
    above = -1
    nearest: list[int] = []
    for line in lines:  # the block of the line, or of the nearest line above it that is no note
        above = block_of.get(line.number, above)
        nearest.append(above)
    following: dict[int, list[Draft]] = {}
    for note in notes:
        place = note.start if note.citing is None else note.citing
        draft = Draft("footnote", tuple(lines[note.start : note.end]))
        following.setdefault(nearest[place], []).append(draft)
    # Notes above the first block stand at the very beginning.
    out = following.get(-1, [])
    for k, draft in enumerate(drafts):
        out += [draft, *following.get(k, [])]
    return out


def _with_furniture(drafts: list[Draft], lines: Sequence[Line]) -> list[Draft]:
    """Put each line of furniture before the first block that begins below it."""
    out: list[Draft] = []
    at = 0
    for draft in drafts:
        while at < len(lines) and lines[at].start < draft.lines[0].start:
            out.append(Draft("page_artifact", (lines[at],)))
            at += 1
        out.append(draft)
    return [*out, *(Draft("page_artifact", (line,)) for line in lines[at:])]
