"""Lines of a text, and what can be said of one by itself: how it ends, whether it has columns, what marks an item."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

# One tab, or three spaces: two spaces also stand between sentences of typewriters.
_COLUMNS = re.compile(r"\S(?:\t+| {3,})\S")
# Only newline and form feed end a line here, and nothing else that `splitlines` splits at.
_LINE = re.compile(r"[^\n\f]*")
NARROW = 0.62
"""A column narrower than this share of the width is another: notes have their own."""
WRAPS_FEW = range(50, 101)
"""Widths at which a text of few lines is taken to be wrapped: verse is narrower."""
WIDER_THAN_VERSE = 60
"""Width of a text, in code points, that verse seldom reaches: the alexandrine has about 50."""
BULLET = re.compile(
    r"""
    (?: [-*+•◦▪●‣·–]                                        # "- wax", "• wax"
      | \(? (?: \d{1,3} | [a-zA-Z] | [ivx]{1,5} ) [.)]      # "3. wax", "(b) wax", "iv) wax"
    ) \s+ (?=\S)
    """,
    re.VERBOSE,
)
"""What an item of a list begins with: a dash, a dot, "3.", "(b)", "iv)"."""
TERMINAL = re.compile(r"[.!?:…。！？؟۔।॥။។։።»”\"'’)\]]\W*[\d¹²³⁰⁴-⁹]*\W*$")
# Code points at the end of a text among which its last stop is looked for.
_TAIL = 40
# Unicode blocks Thai and Lao, Burmese, Khmer.
_UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))


def ended(text: str) -> bool:
    """Tell whether a text ends as a sentence does: with a stop, and at most quotes, brackets and a note behind it."""
    # The tail alone is looked up: lines that end alike share one entry of the cache.
    return _ended(text[-_TAIL:])


@lru_cache(1 << 14)
def _ended(tail: str) -> bool:
    """Return what is asked of the end of each line again and again."""
    return TERMINAL.search(tail) is not None


def is_unspaced(character: str) -> bool:
    """Tell whether a character is of a script that writes without spaces and stops: Thai, Lao, Burmese, Khmer."""
    return any(low <= ord(character) <= high for low, high in _UNSPACED)


@cache
def has_no_case(letter: str) -> bool:
    """Tell whether a letter is of a script without capitals that has spaces: Arabic, Hindi, Georgian; not Thai."""
    is_wide = unicodedata.east_asian_width(letter) in "WF"
    # Georgian letters have great forms, in which a word is written as a whole and none begins.
    is_georgian = "\N{GEORGIAN LETTER AN}" <= letter <= "\N{GEORGIAN LETTER LABIAL SIGN}"
    return (is_georgian or unicodedata.category(letter) == "Lo") and not (is_wide or is_unspaced(letter))


def tabular(text: str) -> bool:
    """Tell whether a line has columns: text on both sides of a tab or of three spaces."""
    return ("\t" in text or "   " in text) and _COLUMNS.search(text) is not None


class Line(NamedTuple):
    """One line that is not blank; a named tuple, as documents have many.

    `start`, `end`: its content without outer space, code points into the text.
    """

    number: int
    """Number among the lines that are not blank, 0-based."""
    start: int
    end: int
    indent: int
    blanks: int
    """Blank lines before it."""
    page: int
    """1-based; every form feed begins a page."""
    breaks: bool
    """Whether it is the first of its page."""
    text: str
    trails: bool = False
    """Whether white space follows it before the break, as some programs leave it where they wrap."""

    @property
    def width(self) -> int:
        """Return the length of its content, in code points."""
        return self.end - self.start


def split(text: str) -> list[Line]:
    """Return the lines of a text that are not blank. Breaks are newlines; form feeds begin a page."""
    out: list[Line] = []
    page, blanks, breaks, at = 1, 0, False, 0
    while at <= len(text):
        # Matching from place to place keeps the offsets.
        match = _LINE.match(text, at)
        line = match[0] if match else ""
        end = at + len(line)
        content = line.strip()
        if content:
            lead = line.index(content[0])
            # Tabs stop at every eighth column, as terminals show them.
            indent = len(line[:lead].expandtabs(8)) if lead else 0
            first = at + lead
            trails = first + len(content) < end
            out.append(Line(len(out), first, first + len(content), indent, blanks, page, breaks, content, trails))
            # Both describe the way to this line and start afresh for the next.
            blanks, breaks = 0, False
        elif end < len(text) and text[end] == "\n":
            blanks += 1
        if end < len(text) and text[end] == "\f":
            page, breaks = page + 1, True
        at = end + 1
    return _soft_pages(out)


def _soft_pages(lines: list[Line]) -> list[Line]:
    """Mark page breaks in text whose form feeds became a space: a lone space before a line now and then.

    Only where no other indentation is used, so that an indented first line is not taken for one.
    """
    spaced = [k for k, line in enumerate(lines) if line.indent]
    # Real form feeds make guessing needless. More than one line in eight is indentation and not pages.
    if any(line.page > 1 for line in lines) or not 1 < len(spaced) <= len(lines) // 8:
        return lines
    # Any other indent shows that spaces mean something in this text.
    if any(lines[k].indent != 1 for k in spaced):
        return lines
    marked = set(spaced)
    out: list[Line] = []
    page = 1
    for k, line in enumerate(lines):
        breaks = k in marked and k > 0
        page += breaks
        out.append(line._replace(indent=0, page=page, breaks=breaks))
    return out
