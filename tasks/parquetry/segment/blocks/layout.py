"""Layout: from lines to blocks in reading order.

Two questions, asked of evidence measured in the document itself: does a block begin at this line, and what kind is it?
Where the evidence is thin the author's lines stay apart.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.segment import lines as measured
from parquetry.segment.blocks import footnotes
from parquetry.segment.blocks.boundaries import begins
from parquetry.segment.blocks.classify import classify, levels
from parquetry.segment.blocks.draft import Draft

if TYPE_CHECKING:
    from parquetry.segment.lines import Line, Shape

_PAGE_NUMBER = re.compile(
    r"(?:page\s+|p\.\s*|[-–—]\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*[-–—]|\s*(?:/|of)\s*\d{1,4})?", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_FENCE = re.compile(r"```|~~~")
_EDGE = 2
"""Lines at the top and at the bottom of a page among which running headers and footers are looked for."""


def layout(text: str) -> list[Draft]:
    """Return the blocks of a text in reading order; every line that is not blank is in exactly one."""
    lines = measured.split(text)
    shape = measured.measure(lines)
    artifacts = _artifacts(lines)
    owner = footnotes.find(lines, shape)
    body = [line for k, line in enumerate(lines) if not owner[k] and k not in artifacts]
    drafts = _grouped(body, shape)
    drafts = classify(drafts, shape)
    drafts = _with_notes(drafts, lines, owner)
    for k in sorted(artifacts):
        at = next((j for j, draft in enumerate(drafts) if draft.lines[0].start > lines[k].start), len(drafts))
        drafts.insert(at, Draft("page_artifact", (lines[k],), page=lines[k].page))
    if shape.paged:
        drafts = [replace(draft, page=draft.lines[0].page) for draft in drafts]
    return levels(drafts)


def _artifacts(lines: list[Line]) -> set[int]:
    """Return the lines that belong to the page and not to the text: its number, and lines repeated at its edges."""
    pages: dict[int, list[int]] = {}
    for k, line in enumerate(lines):
        pages.setdefault(line.page, []).append(k)
    if len(pages) < 2:  # noqa: PLR2004 (nothing to repeat)
        return set()
    edges = {k for page in pages.values() for k in (*page[:_EDGE], *page[-_EDGE:])}
    repeated = Counter(_DIGITS.sub("#", lines[k].text) for k in edges)
    often = max(3, len(pages) // 3)
    return {k for k in edges if _PAGE_NUMBER.fullmatch(lines[k].text) or repeated[_DIGITS.sub("#", lines[k].text)] >= often}


def _grouped(lines: list[Line], shape: Shape) -> list[Draft]:
    """Return the lines of the body grouped into blocks."""
    groups: list[list[Line]] = []
    fenced = False
    fences: set[int] = set()
    for k, line in enumerate(lines):
        fence = bool(_FENCE.match(line.text))
        if fenced or (k and not fence and not begins(lines, k, shape)):
            groups[-1].append(line)
        else:
            groups.append([line])
            if fence:
                fences.add(len(groups) - 1)
        fenced ^= fence
    return [Draft("preformatted" if k in fences else "paragraph", tuple(group)) for k, group in enumerate(groups)]


def _with_notes(drafts: list[Draft], lines: list[Line], owner: list[int]) -> list[Draft]:
    """Put each note behind the block that cites it; a note no block cites, behind the block it interrupted."""
    groups: dict[int, list[Line]] = {}
    for k, note in enumerate(owner):
        if note:
            groups.setdefault(note, []).append(lines[k])
    if not groups:
        return drafts
    behind: dict[int, list[Draft]] = {}
    cited = [footnotes.cited(" ".join(line.text for line in draft.lines)) for draft in drafts]
    for group in groups.values():
        marker = footnotes.number(group[0].text)
        earlier = [k for k, draft in enumerate(drafts) if draft.lines[0].start < group[0].start]
        citing = [k for k in earlier if marker in cited[k]]
        at = citing[-1] if citing else earlier[-1] if earlier else -1
        behind.setdefault(at, []).append(Draft("footnote", tuple(group)))
    out = behind.get(-1, [])
    for k, draft in enumerate(drafts):
        out += [draft, *behind.get(k, [])]
    return out
