"""Furniture of pages that are marked: it stands at their edges, and its numbers rise with them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from parquetry.segment.blocks.filling import needed
from parquetry.segment.blocks.page_numbers import DIGITS, EDGE, PAGE_WORD, Candidate, is_label, may_be, numbers
from parquetry.segment.lines import BULLET, NARROW, WRAPS_FEW, ended

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parquetry.segment.lines import Line

# "- 47 -", "— xii —"; but "— II —" in capitals numbers a chapter, which may begin a page too.
_DRAWN = re.compile(r"[-–—] ?(?:\d{1,4}|[ivxl]{1,7}) ?[-–—]")
_PAGES = 3
"""Pages that a head without a number is repeated on at least: two pages may well begin alike."""


def on_pages(lines: Sequence[Line]) -> set[int]:
    """Return the indexes of the lines that are furniture, in a text whose pages are marked."""
    # Numbers first: they prove the furniture that lines without a number are then compared with.
    pages: dict[int, list[int]] = defaultdict(list)
    for k, line in enumerate(lines):
        pages[line.page].append(k)
    edges = {k for page in pages.values() for k in (*page[:EDGE], *page[-EDGE:])}
    candidates = [
        Candidate(k, lines[k].page, number, rest, PAGE_WORD.search(lines[k].text) is not None)
        for k in sorted(edges)
        if may_be(lines[k])
        # "12 Chapter 3" yields both 12 and 3: only the one that rises with the pages survives.
        for number, rest in numbers(lines[k].text)
        if not is_label(rest)
    ]
    # From here on each step uses what the one before has proved, so their order matters.
    out = _numbered(candidates) | {each.k for each in candidates if _is_drawn_number(lines, each)}
    offset = _offset(candidates, out)
    if offset is not None:
        out |= _with_expected_number(lines, pages, out, offset)
    out |= _beside_numbers(lines, pages, out)
    out |= _repeated(lines, pages, out)
    return out | _cutting_heads(lines, pages, out)


def _numbered(candidates: Iterable[Candidate]) -> set[int]:
    """Return the lines whose number rises with the pages, and that share the rest of their words with another."""
    # Printed number minus page stays the same in a book: page 1 prints 17, page 2 prints 18, so the offset is 16.
    by_offset: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_offset[candidate.number - candidate.page].append(candidate)
    out: set[int] = set()
    for group in by_offset.values():
        pages = len({candidate.page for candidate in group})
        rests = Counter(candidate.rest for candidate in group)
        if pages < 2:  # noqa: PLR2004 (one number rises with nothing)
            continue
        # Chance numbers share an offset now and then. Furniture shares its other words too, or has none besides the
        # number.
        shared = [each for each in group if rests[each.rest] > 1 or each.worded or not each.rest]
        if len({candidate.page for candidate in shared}) < 2:  # noqa: PLR2004
            continue
        out |= {candidate.k for candidate in (group if pages > 2 else shared)}  # noqa: PLR2004 (heads alternate: a third may say another thing)
    return out


def _is_drawn_number(lines: Sequence[Line], candidate: Candidate) -> bool:
    """Tell whether a line is a number between dashes at the very edge of its page: "- 47 -" needs no second one."""
    # A number that has words beside it is looked at with the others.
    if candidate.rest or _DRAWN.fullmatch(lines[candidate.k].text) is None:
        return False
    below = lines[candidate.k + 1 : candidate.k + 2]
    return lines[candidate.k].breaks or any(line.breaks for line in below)


def _offset(candidates: Iterable[Candidate], furniture: set[int]) -> int | None:
    """Return by how much the printed numbers exceed the pages, by most of the furniture found."""
    offsets = Counter(candidate.number - candidate.page for candidate in candidates if candidate.k in furniture)
    return offsets.most_common(1)[0][0] if offsets else None


def _with_expected_number(lines: Sequence[Line], pages: dict[int, list[int]], furniture: set[int], offset: int) -> set[int]:
    """Return the outermost lines that hold their page's number among others: "J. Salt Hist. 12 (1998) 45-67" on page 45."""
    out = set()
    for page, members in pages.items():
        if any(k in furniture for k in members):
            continue
        # A first page often holds volume, year and pages in one line, of which one number fits.
        wanted = str(page + offset)
        out |= {k for k in (members[0], members[-1]) if may_be(lines[k]) and wanted in DIGITS.findall(lines[k].text)}
    return out


def _beside_numbers(lines: Sequence[Line], pages: dict[int, list[int]], furniture: set[int]) -> set[int]:
    """Return the lines next to a bare page number at an edge that another page has there too: heads that alternate."""
    beside = []
    for members in pages.values():
        # Top of the page: the number and the line below it. Bottom: the number and the line above it.
        for at, step in ((0, 1), (-1, -1)):
            if len(members) > 2 and members[at] in furniture:  # noqa: PLR2004
                beside.append(members[at + step])
            elif len(members) > 2 and members[at + step] in furniture:  # noqa: PLR2004
                beside.append(members[at])
    # Below a number text goes on from the page before: "commune. La bibliothèque du quartier".
    counts = Counter(lines[k].text for k in beside if may_be(lines[k]) and not _completes(lines, k))
    return {k for k in beside if counts[lines[k].text] > 1}


def _repeated(lines: Sequence[Line], pages: dict[int, list[int]], furniture: set[int]) -> set[int]:
    """Return the lines that most pages have at the same edge, word for word.

    Where more lines than an edge holds are repeated, the pages are one form filled in again and again, and all is text.
    """
    out: set[int] = set()
    for tail in (False, True):
        edges = [list(reversed(members))[: EDGE + 1] if tail else members[: EDGE + 1] for members in pages.values()]
        counts = Counter(text for edge in edges for text in {lines[k].text for k in edge})
        # Left and right pages have different heads, and chapters change them: a third of the pages must share one.
        often = max(_PAGES, len(pages) / 3)
        for edge in edges:
            out |= _repeated_run(lines, edge, {k for k in edge if k in furniture or counts[lines[k].text] >= often})
    # Letters and cards, one a page, end alike, and none goes on over the end of its page.
    return out if furniture or _is_one_text(lines, pages, out) else set()


def _cutting_heads(lines: Sequence[Line], pages: dict[int, list[int]], furniture: set[int]) -> set[int]:
    """Return the short lines at the top of a page that cut a sentence in two: "had / THE OWLS / inherited".

    The lines of the sentence are as wide as prose is wrapped, and the second half had room on the short line.
    """
    return {page[0] for before, page in pairwise(_texts(pages, furniture)) if _cuts(lines, before[-1], page[:2])}


def _texts(pages: dict[int, list[int]], furniture: set[int]) -> list[list[int]]:
    """Return the lines of each page that are no furniture, of the pages that have any."""
    texts = [[k for k in members if k not in furniture] for members in pages.values()]
    return [members for members in texts if members]


def _cuts(lines: Sequence[Line], above: int, top: Sequence[int]) -> bool:
    """Tell whether the first line at the `top` of a page cuts the sentence from the line `above` to the second."""
    if len(top) < EDGE or not may_be(lines[top[0]]) or lines[top[0]].text[0].islower():
        return False
    # "had" on the page before, "THE OWLS" at the top, "inherited" below it.
    before, head, after = lines[above], lines[top[0]], lines[top[1]]
    # Items need no stop, and a heading may part two lists: "2. Tar in barrels", "Annex B", "a) oak for the gates".
    if BULLET.match(before.text) or BULLET.match(after.text):
        return False
    wide, narrow = max(before.width, after.width), min(before.width, after.width)
    return _goes_on(before, after) and narrow >= WRAPS_FEW.start and needed(head, after) <= NARROW * wide


def _repeated_run(lines: Sequence[Line], edge: Sequence[int], common: set[int]) -> set[int]:
    """Return the lines of an edge, from the page's end inwards, that are `common` to many pages and may be furniture."""
    # Only an unbroken run from the edge inwards counts: text stands between furniture and anything further in.
    run = list(takewhile(common.__contains__, edge))
    # A longer run is a form: "Name:", "Date:", "Ward:" at the top of every page.
    return {k for k in run if may_be(lines[k]) and not _completes(lines, k)} if len(run) <= EDGE else set()


def _is_one_text(lines: Sequence[Line], pages: dict[int, list[int]], furniture: set[int]) -> bool:
    """Tell whether a sentence runs over the end of some page."""
    return any(_goes_on(lines[before[-1]], lines[after[0]]) for before, after in pairwise(_texts(pages, furniture)))


def _goes_on(before: Line, after: Line) -> bool:
    """Tell whether a sentence has not ended with a line and goes on in the other."""
    first = after.text[0]
    return not ended(before.text) and before.text[-1] != ":" and first.isalpha() and not first.isupper()


def _completes(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a line goes on with the sentence of the line before it."""
    return k > 0 and lines[k].text[0].islower() and not ended(lines[k - 1].text)
