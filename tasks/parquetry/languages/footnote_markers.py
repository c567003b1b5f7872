"""Note markers in running text: raised, bracketed, or glued to the end of a sentence.

Masking is one for one, so that offsets into the masked text are offsets into the text.
"""

from __future__ import annotations

import re

RAISED = "\N{SUPERSCRIPT ONE}\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT THREE}\N{SUPERSCRIPT ZERO}\u2074-\u2079"
"""Raised digits, for a character class: 1 to 3 are Latin-1's, the others follow each other from U+2074."""

MARKER = re.compile(
    rf"[{RAISED}\[\d](?:(?<=\S[{RAISED}])[{RAISED}]*"
    r"|(?:(?<=\S\[)|(?<=[.!?”\"»)] \[))\d{1,3}(?:[,–-]\s?\d{1,3})*\]"
    r"|(?:(?<=[^\W\d][.!?”\"’)]\d)|(?<=[)”“\"'»’\]%][.!?]\d)|(?<=\d[)”]\d)|(?<=[ \u00a0\u202f][!?]\d)"
    r"|(?<=\b1\d\d\d[.]\d)|(?<=\b20\d\d[.]\d))\d{0,2}"
    r"(?=\s+[«“\"„‘'(\[¿¡–—-]{0,2}\s?[^\Wa-z\d_]|\s*$)"
    r"|(?<=[^\W\d_]{4}[.!?]\d)\d{0,2}(?=\s+\d))"
)
"""A marker. Its first character comes first, what must stand before it is looked for behind it: so `re` skips all others."""


def mask(text: str) -> str:
    """Return the text with every marker replaced by as many spaces.

    >>> mask("in 1955.\\u00b9\\u00b3 Following")
    'in 1955.   Following'
    """
    return MARKER.sub(lambda match: " " * len(match[0]), text)
