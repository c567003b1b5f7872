"""The shape of a document: what is typical of its lines, measured before anything is decided about them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from parquetry.languages.data_tables import table
from parquetry.segment.lines import NARROW, WRAPS_FEW, ended, has_no_case, tabular

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.lines import Line

# Widths at which people and programs wrap lines, in code points.
_WRAPS_AT = range(20, 161)
# Lines fewer than which tell nothing by how wide most are.
_FEW = 4
# Lines that follow another without a blank line, and the first: of one break chance alone makes every second filled, of
# two in a row one in four.
_FEW_BREAKS = range(3, 16)
_WORD = re.compile(r"[^\W\d_]+")
# A word with a stop after it: "sea" in "by the sea."
_STOPPED = re.compile(r"([^\W\d_]+)[.,;:!?]")
# A stop of Arabic, Hindi, Armenian, Amharic or any other script, inside a line.
_INNER_STOP = re.compile(r"[.!?؟۔।։።]\s+\w")
# Longest article or preposition looked for, in code points: "the", "der", "les", "при".
_LONGEST_OPEN = 3
_OFTEN = 5
# Blocks of wrapped prose that must stand between blank lines: one alone may be a whole text without any.
_FEWEST_BLOCKS = 2
# Running lines that tell how a document is filled.
_TELLING = 8


@dataclass(frozen=True, slots=True)
class Shape:
    """What is typical of the document's lines.

    `width` is where its lines are wrapped, 0 if they are not: then every line is a paragraph. `paged` tells whether
    page breaks are marked. `longest` is the width no line exceeds where every line is filled as far as words allow, as
    programs fill them; 0 where lines are filled by eye or in proportional type. `trailing` tells whether lines that are
    wrapped keep the space they were broken at, so that one without it ends its block; `spaced`, whether blank lines follow
    its short last lines; `gapped`, whether most of its blocks are set apart by blank lines. `small` are the words that
    stand in lower case but where a sentence begins; `open`, the short ones of these that stand before no stop, and
    those known to: "the", "of".
    """

    width: int
    paged: bool
    longest: int = 0
    trailing: bool = False
    spaced: bool = False
    gapped: bool = False
    small: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()
    tight: bool = False


def _goes_on(line: Line) -> bool:
    """Tell whether a line may go on with the sentence before it: it begins in a small letter, or its script has none."""
    return line.text[0].islower() or has_no_case(line.text[0])


def _filled(lines: Sequence[Line], width: int) -> int:
    """Return the width of the longest line if running lines are always filled up to it, else 0."""
    # A table's row or an address far wider than the wrap would hide the true longest line.
    body = [line.width + line.indent for line in lines if line.width <= 1.12 * width]
    longest = max(body, default=0)
    running = loose = 0
    for before, after in pairwise(lines):
        if max(before.width, after.width) < NARROW * width:  # another column: notes have their own
            continue
        # Only breaks in mid-sentence are surely a program's and not the author's.
        if after.blanks or ended(before.text) or not _goes_on(after):
            continue
        running += 1
        # Loose: the next word would have fitted on the line before.
        loose += before.indent + before.width + 1 + len(after.text.split(maxsplit=1)[0]) <= longest
    # Two in a hundred may be loose, such as a line that somebody edited later.
    return longest if running >= _TELLING and loose <= 0.02 * running else 0


def _trailing(lines: Sequence[Line], width: int) -> bool:
    """Tell whether lines that surely go on end in a space, while others do not."""
    goes_on = [
        before.trails
        for before, after in pairwise(lines)
        if not after.blanks and not after.breaks and before.width >= NARROW * width and after.text[0].islower()
    ]
    # All lines ending in a space would say nothing about any of them.
    return len(goes_on) >= _TELLING and sum(goes_on) >= 0.97 * len(goes_on) and not all(line.trails for line in lines)


def _spaced(lines: Sequence[Line], width: int) -> bool:
    """Tell whether most lines at which a paragraph surely ends are followed by a blank line."""
    ends = [
        after.blanks > 0
        for before, after in pairwise(lines)
        if before.width < NARROW * width and ended(before.text) and not after.breaks
    ]
    return sum(ends) > len(ends) / 2


def _gapped(lines: Sequence[Line], width: int) -> bool:
    """Tell whether most blocks of wrapped prose are set apart by blank lines: no paragraph ends inside them."""
    starts = [k for k, line in enumerate(lines) if line.blanks or not k]
    whole = parted = 0
    for start, end in pairwise([*starts, len(lines)]):
        body = lines[start:end]
        # A heading, an item or a line of an address was not wrapped, and shows nothing of how paragraphs are parted.
        if body[0].width < NARROW * width or len(body) == 1:
            continue
        is_parted = any(line.width < NARROW * width and ended(line.text) for line in body[:-1])
        parted += is_parted
        whole += not is_parted
    return whole >= _FEWEST_BLOCKS and whole > parted


@cache
def known_open() -> frozenset[str]:
    """Return the words that something always follows, of all languages: a text may be too short to show its own."""
    return frozenset(word for words in table("open_words").values() for word in words)


def _small(lines: Sequence[Line]) -> frozenset[str]:
    """Return the words that the document writes in lower case, often, and seldom with a capital."""
    counted = Counter(_WORD.findall("\n".join(line.text for line in lines)))
    return frozenset(
        word
        for word, times in counted.items()
        # Three times as often in small letters: "the" qualifies, "Rose" and "rose" in one novel do not.
        if times >= _OFTEN and word.islower() and times >= 3 * counted[word.capitalize()]
    )


def _open(lines: Sequence[Line], small: frozenset[str]) -> frozenset[str]:
    """Return the short words of those in lower case that something always follows: no stop stands after them."""
    stopped = {word for line in lines for word in _STOPPED.findall(line.text)}
    return frozenset(word for word in small if len(word) <= _LONGEST_OPEN and word not in stopped)


def measure(lines: Sequence[Line]) -> Shape:
    """Return where lines are wrapped: the width most full lines come near, if most lines do."""
    # At most one line in ten after a blank line: paragraphs are marked otherwise, or not at all.
    shape = _measured(lines)
    tight = len(lines) > _FEW and sum(line.blanks > 0 for line in lines) <= len(lines) / 10
    # Too few lines to tell how they are filled are taken for filled if every one of them is.
    is_short = not shape.longest and len(lines) - sum(line.blanks > 0 for line in lines) in _FEW_BREAKS
    longest = _wrapped(lines) if is_short else shape.longest
    return replace(shape, tight=tight, longest=longest, open=shape.open | known_open())


def _measured(lines: Sequence[Line]) -> Shape:
    """Return all but whether blank lines are used."""
    # Tables are left out of the widths, for their rows are as wide as their cells.
    paged = bool(lines) and lines[-1].page > 1
    widths = sorted(line.width for line in lines if not tabular(line.text))
    if len(widths) < _FEW:
        return Shape(_wrapped(lines), paged)
    # Nearly the widest line is the wrap, unless some lines are much longer; then a smaller quantile may fit.
    for quantile in (0.97, 0.9, 0.8):
        width = widths[min(len(widths) - 1, int(len(widths) * quantile))]
        # Narrower is a list of words, wider is a paragraph a line.
        if width not in _WRAPS_AT:
            continue
        # In wrapped text many lines are about equally full, and many of the full ones end in mid-sentence.
        near = sum(0.8 * width <= value <= 1.12 * width for value in widths)
        running = sum(
            before.width >= 0.8 * width and not after.blanks and not ended(before.text) for before, after in pairwise(lines)
        )
        if near >= 0.3 * len(widths) and running >= 0.15 * len(widths):
            small = _small(lines)
            return Shape(
                width,
                paged,
                _filled(lines, width),
                trailing=_trailing(lines, width),
                spaced=_spaced(lines, width),
                gapped=_gapped(lines, width),
                small=small,
                open=_open(lines, small),
            )
    return Shape(_wrapped(lines), paged)


def _wrapped(lines: Sequence[Line]) -> int:
    """Return where a text of few running lines was wrapped, if every break in it is one that a program makes, else 0.

    No line is wider than the widest that goes on, no word behind a break had room before it, and half the breaks or more
    stand in mid-sentence.
    """
    breaks = [(before, after) for before, after in pairwise(lines) if not after.blanks]
    # The last line of a paragraph has no break after it and cannot set the width.
    width = max((before.width for before, _ in breaks), default=0)
    if width not in WRAPS_FEW or max(line.width for line in lines) > width:
        return 0
    # Lines of verse often begin with capitals; wrapped prose mostly goes on in small letters.
    running = sum(not ended(before.text) and _goes_on(after) for before, after in breaks)
    # Where there are none, a sentence that ends inside a line tells prose: few lines of verse have one.
    if has_no_case(lines[0].text[0]) and not any(_INNER_STOP.search(line.text) for line in lines):
        return 0
    filled = all(before.width + 1 + len(after.text.split(maxsplit=1)[0]) > width for before, after in breaks)
    return width if filled and running >= len(breaks) / 2 else 0
