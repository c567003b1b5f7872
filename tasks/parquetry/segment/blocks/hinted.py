"""Blocks that a format's markup tells: no evidence has to be weighed where a tag says what a stretch is."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from parquetry.segment.blocks.draft import Draft
from parquetry.segment.lines import split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.model.parts import BlockHint
    from parquetry.segment.lines import Line
    from parquetry.text import AlignedText

_VERBATIM = ("preformatted", "table", "code", "verse")
"""Kinds whose line breaks are part of them in every format."""
_BESIDE = ("page_artifact", "footnote", "caption", "table")
"""Kinds that stand between two halves of a paragraph, where a page or column ends."""
_LEVEL = 1
"""Level of a heading whose markup gives none."""


def hinted_layout(text: AlignedText, hints: Sequence[BlockHint]) -> list[Draft]:
    """Return the blocks of a text in the order of its lines, each with the kind its markup gives.

    A line belongs to the hint that its first source byte lies in: so repairs may have changed the text as they like.
    """
    lines = split(text.text)
    # Of hints that begin at the same byte the longer, outer one goes first, so that bisection lands on the inner one.
    ordered = sorted(hints, key=lambda hint: (hint.source_start, -hint.source_end))
    spans = text.source_spans([(line.start, line.end) for line in lines])
    owners = _owners(ordered, [low for low, _ in spans])
    drafts: list[Draft] = []
    # Hints whose first lines were met: what a format shows before a block stands before these alone.
    marked: set[int] = set()
    # Lines in a row with one owner are one block: a paragraph with line breaks in it.
    for owner, group in groupby(zip(owners, lines, strict=True), key=lambda item: item[0]):
        # A line before the first hint, which a repair may have put there, goes to the first.
        hint = ordered[max(owner, 0)]
        draft = _draft(hint, [line for _, line in group])
        if owner not in marked:
            draft = replace(draft, marker=hint.marker)
            marked.add(owner)
        last = _last_running(drafts) if hint.continues else None
        if last is None:
            drafts.append(draft)
        else:
            drafts[last] = replace(drafts[last], lines=(*drafts[last].lines, *draft.lines))
    # Formats whose blocks are found by geometry have pages, which form feeds end.
    if any(hint.evidence == "geometry" for hint in hints):
        drafts = [replace(draft, page=draft.lines[0].page) for draft in drafts]
    return _with_parents(drafts)


def _owners(ordered: Sequence[BlockHint], places: Sequence[int]) -> list[int]:
    """Return the hint that each of some bytes lies in, the innermost of several; behind all, the last before it.

    A note may stand within a paragraph that goes on behind it.
    """
    # In the order of their bytes: each hint is begun and ended once, however deep they are nested.
    owners = [-1] * len(places)
    # Hints that have begun and not ended, and how many have begun.
    open_: list[int] = []
    begun = 0
    for number in sorted(range(len(places)), key=places.__getitem__):
        place = places[number]
        while begun < len(ordered) and ordered[begun].source_start <= place:
            open_.append(begun)
            begun += 1
        while open_ and ordered[open_[-1]].source_end <= place:
            open_.pop()
        owners[number] = open_[-1] if open_ else begun - 1
    return owners


def _last_running(drafts: Sequence[Draft]) -> int | None:
    """Return the last block that a paragraph can go on with: notes, captions, tables and furniture stand between."""
    return next((k for k in range(len(drafts) - 1, -1, -1) if drafts[k].kind not in _BESIDE), None)


def _draft(hint: BlockHint, lines: list[Line]) -> Draft:
    # A paragraph whose breaks are to stay, as after <br>, is an address or verse that no tag names.
    kind = "preformatted" if hint.verbatim and hint.kind == "paragraph" and len(lines) > 1 else hint.kind
    verbatim = hint.verbatim or kind in _VERBATIM
    return Draft(kind, tuple(lines), hint.level, verbatim=verbatim, evidence=hint.evidence)


def _with_parents(drafts: list[Draft]) -> list[Draft]:
    """Return the blocks with the heading that governs each."""
    out: list[Draft] = []
    open_: list[tuple[int, int]] = []
    for number, draft in enumerate(drafts):
        if draft.kind != "heading":
            out.append(replace(draft, parent=open_[-1][1]) if open_ else draft)
            continue
        level = draft.level or _LEVEL
        # An <h2> closes the <h2> and <h3> before it.
        while open_ and open_[-1][0] >= level:
            open_.pop()
        out.append(replace(draft, level=level, parent=open_[-1][1] if open_ else None))
        open_.append((level, number))
    return out
