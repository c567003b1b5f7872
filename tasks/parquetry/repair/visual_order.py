"""Hebrew in visual order: each line written from left to right, as old terminals and PDFs have it, put in logical order.

Five letters of Hebrew have a form that stands at the end of a word alone. A text in which they begin words is reversed;
in logical order none does.

Source: Unicode 15.1, UAX #9 (numbers and Latin words keep their order; brackets are mirrored); RFC 1555 (visual order
of ISO-8859-8).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.text import Edit, EditReason

if TYPE_CHECKING:
    from parquetry.text import AlignedText

LEAST_REVERSED = 3
"""Least words that begin with a final form: fewer may be misprints or names of letters."""
MOST_RIGHT = 0.1
"""Most words that end with one, as a share of those that begin with one, for all of a text to be reversed."""
CONFIDENCE = 0.97
_FINAL_FIRST = re.compile("(?<![\u05d0-\u05ea])[ךםןףץ][\u05d0-\u05ea]")
_FINAL_LAST = re.compile("[\u05d0-\u05ea][ךםןףץ](?![\u05d0-\u05ea])")
_HEBREW = re.compile("[\u05d0-\u05ea]")
_LEFT_TO_RIGHT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.,:/_@%+-]*[A-Za-z0-9%])?")
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
REASON = EditReason("character", "visual_order", CONFIDENCE)


def in_logical_order(text: AlignedText) -> AlignedText:
    """Return the text with its Hebrew lines turned round, if all of it is reversed; else the text itself."""
    # Most texts have no Hebrew, and end after one search.
    reversed_words = len(_FINAL_FIRST.findall(text.text)) if _HEBREW.search(text.text) else 0
    if reversed_words < LEAST_REVERSED or len(_FINAL_LAST.findall(text.text)) > MOST_RIGHT * reversed_words:
        return text
    lines = (match for match in re.finditer(r"[^\n\f]+", text.text) if _HEBREW.search(match[0]))
    return text.replace([Edit(m.start(), m.end(), turned(m[0]), REASON) for m in lines])


def turned(line: str) -> str:
    """Return a line read from its other end; white space at its ends stays where it is.

    >>> turned("(12) םולש")
    'שלום (12)'
    """
    body = line.strip()
    at = line.index(body)
    # All is turned, brackets change sides, and then figures and Latin words are turned back.
    turned_body = body[::-1].translate(_MIRRORED)
    turned_body = _LEFT_TO_RIGHT.sub(lambda match: match[0][::-1], turned_body)
    return line[:at] + turned_body + line[at + len(body) :]
