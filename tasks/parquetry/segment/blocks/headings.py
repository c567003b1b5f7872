"""Headings: what one line must be like to stand as a heading, and the level that it says itself."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from parquetry.segment.blocks.captions import is_credit
from parquetry.segment.lines import BULLET, tabular
from parquetry.segment.titles import is_section

if TYPE_CHECKING:
    from parquetry.segment.blocks.draft import Draft
    from parquetry.segment.lines import Line
    from parquetry.segment.shape import Shape

# Markdown counts the level of a heading in hashes: "## Usage" is of level 2.
HASHES = re.compile(r"(#{1,6})\s+\S")
_NUMBERED = re.compile(
    r"""
    (
      (?: \d{1,2} | [A-Z]\d{1,2} )               # "2", "A1"
      (?: \. (?: \d{1,2} | [a-z]\b ) ){0,4}      # ".1" in "2.1", ".a" in "A1.a"
    )
    \.? \s+ [^\W\d_]                            # "2. Gauges": a word must follow
    """,
    re.VERBOSE,
)
"""The number of a heading: "1 Introduction", "2.1 Gauges", "A1.a Board Direction"."""
# "IV. The Second Voyage"; a full stop is required, or "I went home" would be numbered.
_ROMAN_NUMBERED = re.compile(r"[IVX]{1,5}\.\s+[^\W\d_]")
NO_HEADING = re.compile(
    r"""
      (?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or|[Dd]i)\ (?:[A-Z]\w*\.?\ ?){1,4}$     # "By Jane Doe"
    | https?:// | www\. | @ | [\d.+() -]{8,}                             # an address, a telephone number
    | (?:[A-Z][a-z]+day,?\ )?(?:\d{1,2}(?:st|nd|rd|th)?[ -])?            # "Tuesday, 3rd ..."
      [A-Z][a-z]{2,8}\.?[ -](?:\d{1,2}(?:st|nd|rd|th)?,?\ )?\d{4}$       # "... May 2011", "May 3, 2011"
    | (?:Respectfully|Sincerely|Regards|Yours\b.*|Best),                 # a greeting
    | [“"„«]                                                             # a quotation
    """,
    re.VERBOSE,
)
"""Lines that stand alone and are no titles: who wrote it, where, when, how to reach them, a greeting, a quotation."""
_ENDS_SPEECH = re.compile(r"[.!?,][\"”»]$|: https?://")
# Letterheads and signatures: "Tel.: 22 85 50 50", "www.example.org".
CONTACT = re.compile(
    r"""
      \b (?: https?:// | www\. )                                            # "www.example.org"
    | \b (?: Phone | Fax | Tel | E-?mail | Telefon | Téléphone ) \b \.? :   # "Tel.: 22 85 50 50"
    """,
    re.IGNORECASE | re.VERBOSE,
)
FIELD = re.compile(r"[^\W\d_][^:]{0,24}:\s+\S")
_QUESTION_WORDS = 5
_LONGEST_HEADING = 100
_MOST_WORDS = 14
_WIDEST_HEADING = 0.75
"""What share of the wrap width a heading may be wide."""
_WIDEST_BETWEEN_BLANKS = 0.95
"""The same for a line that blank lines set apart on both sides."""
_WIDEST_ABOVE_TEXT = 0.6
"""The same for a line with text directly below it, which may simply go on there."""
_DEEPEST = 9
"""Deepest level that a block can have."""
_CHAPTER = re.compile(r"[A-ZÀ-ÞА-Я]{3,}\.? (?:[IVXLC]{1,7}|\d{1,3})\.")
"""A chapter's title with a stop: "CHAPTER IV.", "KAPITEL 3."."""


def is_heading(line: Line, before: Line | None, after: Line | None, shape: Shape) -> bool:
    """Tell whether a single line is a heading: short, unended, and set apart from what is around it."""
    text = line.text
    if not heading_form(text) or tabular(text):
        return False
    numbered = _is_numbered(text) and not text[0].islower()
    # In a text without blank lines only a number sets a heading apart.
    apart = line.blanks or line.breaks or before is None or (shape.tight and numbered)
    if not apart or not _is_narrow(line, after, shape) or _runs_on(line, after, shape):
        return False
    # Any further sign is enough: a blank line below, capitals, a number, or a text that is otherwise wrapped.
    loose = after is not None and after.blanks
    return bool(loose or text.isupper() or numbered or shape.width)


def _is_narrow(line: Line, after: Line | None, shape: Shape) -> bool:
    """Tell whether a line is clearly shorter than the lines of the text, if these are wrapped at a width at all."""
    between_blanks = (line.breaks or line.blanks) and after is not None and after.blanks
    widest = _WIDEST_BETWEEN_BLANKS if between_blanks else _WIDEST_HEADING
    return not shape.width or line.width <= widest * shape.width


def _runs_on(line: Line, after: Line | None, shape: Shape) -> bool:
    """Tell whether the next line goes on with the sentence: in a small letter, or directly below a rather full line."""
    if after is None:
        return False
    full = shape.width > 0 and line.width > _WIDEST_ABOVE_TEXT * shape.width
    return after.text[:1].islower() or (full and not after.blanks)


def _is_numbered(text: str) -> bool:
    """Tell whether a line begins with the number of a heading: "2.1 Gauges", "IV. The Second Voyage"."""
    return (_NUMBERED.match(text) or _ROMAN_NUMBERED.match(text)) is not None


def heading_form(text: str) -> bool:
    """Tell whether a text has the form of a heading: short, begun like one and not ended like a sentence."""
    return len(text) <= _LONGEST_HEADING and _is_short_heading(text)


@lru_cache(1 << 12)
def _is_short_heading(text: str) -> bool:
    """Return what is asked of a short line by itself, of its breaks and of its kind."""
    if is_section(text):
        return True
    numbered = _is_numbered(text)
    if text[-1] in ".,;:!\N{HORIZONTAL ELLIPSIS}-" and not (not numbered and _CHAPTER.fullmatch(text)):
        return False
    words = len(text.split())
    if words > (_QUESTION_WORDS if text[-1] == "?" else _MOST_WORDS) or (BULLET.match(text) and not numbered):
        return False
    first = next((character for character in text if character.isalpha()), "a")
    return not (first.islower() or _is_other_short_line(text))


def _is_other_short_line(text: str) -> bool:
    """Tell whether a line stands alone for another reason: an author, an address, a credit, speech, a field."""
    if NO_HEADING.match(text) or CONTACT.search(text) or is_credit(text) or _ENDS_SPEECH.search(text):
        return True
    # "Abstract: ..." has the form of a field and is the head of a section.
    return FIELD.match(text) is not None and not is_section(text.partition(":")[0])


def levels(drafts: list[Draft]) -> list[Draft]:
    """Return the blocks with the level of each heading and the heading that governs each block."""
    out: list[Draft] = []
    # Open headings from the outermost in, as (level, index): "1 Intro", then "1.1 Aim".
    open_: list[tuple[int, int]] = []
    underlines: dict[str, int] = {}
    for k, draft in enumerate(drafts):
        if draft.kind != "heading":
            out.append(replace(draft, parent=open_[-1][1]) if open_ else draft)
            continue
        level = _level(draft, underlines)
        # "2 Method" closes "1.1 Aim" and "1 Intro", for neither governs what follows it.
        while open_ and open_[-1][0] >= level:
            open_.pop()
        out.append(replace(draft, level=level, parent=open_[-1][1] if open_ else None))
        open_.append((level, k))
    return out


def _level(draft: Draft, underlines: dict[str, int]) -> int:
    """Return the level a heading says itself: its hashes, the depth of its number, its underline, or 1.

    `underlines` has the level of each kind of underline so far, and gets that of a new one: the first kind in a text is of
    level 1, the second of level 2, as reStructuredText has it.
    """
    title = draft.title
    signs = "".join(line.text[0] for line in draft.lines if line.text != title)
    by_underline = underlines.setdefault(signs, min(_DEEPEST, len(underlines) + 1)) if signs else 1
    # "### Options" says 3 outright.
    if match := HASHES.match(title):
        return len(match[1])
    if match := _NUMBERED.match(title):
        # "2.1 Gauges" has one dot and is of level 2.
        return min(_DEEPEST, match[1].count(".") + 1)
    return by_underline
