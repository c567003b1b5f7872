"""Layout: from lines to blocks in reading order.

Two questions, asked of evidence measured in the document itself: does a block begin at this line, and what kind is it?
Where the evidence is thin the author's lines stay apart.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from parquetry.segment import lines as measured
from parquetry.segment import notes
from parquetry.segment.kinds import BULLET, classify, is_heading, levels
from parquetry.segment.lines import TABULAR, TERMINAL, Line, Shape

_PAGE_NUMBER = re.compile(
    r"(?:page\s+|p\.\s*|[-–—]\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*[-–—]|\s*(?:/|of)\s*\d{1,4})?", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_QUOTED = re.compile(r">+ ?")
_FENCE = re.compile(r"```|~~~")
_NUMBERED = re.compile(r"(\d{1,4})[.)]\s")
_LIST_LINES = 100
"""How many lines above an item of a list may stand."""
_EDGE = 2
"""Lines at the top and at the bottom of a page among which running headers and footers are looked for."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A block before it has a place in the final text. `parent` is an index into the list of drafts."""

    kind: str
    lines: tuple[Line, ...]
    level: int | None = None
    parent: int | None = None
    page: int | None = None

    @property
    def verbatim(self) -> bool:
        """Tell whether its line breaks are part of it."""
        return self.kind in ("preformatted", "table")


def layout(text: str) -> list[Draft]:
    """Return the blocks of a text in reading order; every line that is not blank is in exactly one."""
    lines = measured.split(text)
    shape = measured.measure(lines)
    artifacts = _artifacts(lines)
    owner = notes.find(lines, shape)
    body = [line for k, line in enumerate(lines) if not owner[k] and k not in artifacts]
    drafts = _grouped(body, shape)
    drafts = classify(drafts, shape)
    drafts = _with_notes(drafts, lines, owner)
    for k in sorted(artifacts):
        at = next((j for j, draft in enumerate(drafts) if draft.lines[0].start > lines[k].start), len(drafts))
        drafts.insert(at, Draft("page_artifact", (lines[k],), page=lines[k].page))
    return levels([replace(draft, page=draft.lines[0].page if shape.paged else None) for draft in drafts])


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
        if fenced or (k and not fence and not _begins(lines, k, shape)):
            groups[-1].append(line)
        else:
            groups.append([line])
            if fence:
                fences.add(len(groups) - 1)
        fenced ^= fence
    return [Draft("preformatted" if k in fences else "paragraph", tuple(group)) for k, group in enumerate(groups)]


def _begins(lines: list[Line], k: int, shape: Shape) -> bool:  # noqa: PLR0911 (one question after another, as one reads)
    """Tell whether a block begins at line `k`."""
    before, line = lines[k - 1], lines[k]
    goes_on = _goes_on(before, line)
    if line.page != before.page or line.breaks or line.number > before.number + 1:  # a page, or notes, between them
        return not (goes_on or _runs_over(before, shape))
    if line.blanks:
        return not (goes_on and line.blanks == 1 and _short_gap(lines, k, shape))
    if bool(_QUOTED.match(line.text)) != bool(_QUOTED.match(before.text)):
        return True
    if TABULAR.search(line.text) and TABULAR.search(before.text):
        return False
    if TABULAR.search(line.text) != TABULAR.search(before.text) and (TABULAR.search(before.text) or not goes_on):
        return bool(TABULAR.search(before.text)) or bool(TABULAR.search(line.text) and TERMINAL.search(before.text))
    if not shape.width:
        return True
    if BULLET.match(line.text) and not goes_on and not _mid_sentence(lines, k):
        return True
    if is_heading(before, None if k < 2 else lines[k - 2], line, shape):  # noqa: PLR2004 (the line before the last)
        return True
    if line.indent >= before.indent + 2 and TERMINAL.search(before.text) and not BULLET.match(before.text):
        return True
    return _ended_early(before, line, shape)


def _goes_on(before: Line, line: Line) -> bool:
    """Tell whether a sentence runs from one line into the next: it has not ended and goes on in lower case."""
    if before.text.endswith(("-", "\N{SOFT HYPHEN}")) and line.text[:1].isalpha():
        return True
    return not TERMINAL.search(before.text) and (line.text[:1].islower() or before.text.endswith((",", ";")))


def _mid_sentence(lines: list[Line], k: int) -> bool:
    """Tell whether a line begins with a number that is no item's: no sentence ended before it, no item has the one before.

    So an ordinal ("am / 3. Mai") that wrapping put at the beginning of a line makes no list.
    """
    number = _NUMBERED.match(lines[k].text)
    if number is None or int(number[1]) < 2 or TERMINAL.search(lines[k - 1].text):  # noqa: PLR2004 (a list begins with 0 or 1)
        return False
    wanted = int(number[1]) - 1
    earlier = (_NUMBERED.match(line.text) for line in lines[max(0, k - _LIST_LINES) : k])
    return not any(one and int(one[1]) == wanted for one in earlier)


def _runs_over(before: Line, shape: Shape) -> bool:
    """Tell whether the last line of a page breaks off in mid-sentence: full, and not ended."""
    return before.width >= 0.8 * shape.width > 0 and not TERMINAL.search(before.text)


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
    if TERMINAL.search(before.text):
        return room <= 0.87 * shape.width and not line.text[:1].islower()
    return room <= 0.6 * shape.width and not line.text[:1].islower() and not before.text.endswith((",", "-"))


def _with_notes(drafts: list[Draft], lines: list[Line], owner: list[int]) -> list[Draft]:
    """Put each note behind the block that cites it; a note no block cites, behind the block it interrupted."""
    groups: dict[int, list[Line]] = {}
    for k, note in enumerate(owner):
        if note:
            groups.setdefault(note, []).append(lines[k])
    behind: dict[int, list[Draft]] = {}
    cited = [notes.cited(" ".join(line.text for line in draft.lines)) for draft in drafts]
    for group in groups.values():
        marker = notes.number(group[0].text)
        earlier = [k for k, draft in enumerate(drafts) if draft.lines[0].start < group[0].start]
        citing = [k for k in earlier if marker in cited[k]]
        at = citing[-1] if citing else earlier[-1] if earlier else -1
        behind.setdefault(at, []).append(Draft("footnote", tuple(group)))
    out = behind.get(-1, [])
    for k, draft in enumerate(drafts):
        out += [draft, *behind.get(k, [])]
    return out
