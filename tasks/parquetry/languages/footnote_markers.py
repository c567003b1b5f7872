"""Note markers in running text: raised, bracketed, or glued to the end of a sentence.

Masking is one for one, so that offsets into the masked text are offsets into the text.
"""

from __future__ import annotations

import re

RAISED = "\N{SUPERSCRIPT ONE}\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT THREE}\N{SUPERSCRIPT ZERO}\u2074-\u2079"
"""Raised digits, for a character class: 1 to 3 are Latin-1's, the others follow each other from U+2074."""

MARKER = re.compile(
    rf"""
    [{RAISED}\[\d](?:                                 # the first character: a raised digit, a bracket, a digit
        (?<=\S[{RAISED}])[{RAISED}]*                  # raised, after a word or stop: "1955.\u00b9\u00b3"
      | (?:(?<=\S\[)|(?<=[.!?”"»)][ ]\[))             # in brackets, after a word, or after a stop and a space:
        \d{{1,3}}(?:[,–-]\s?\d{{1,3}})*\]              # "word[12]", "end. [3, 5-7]"
      | (?: (?<=[^\W\d][.!?”"’)]\d)                   # glued to a stop after a word: "end.12"
          | (?<=[)”“"'»’\]%][.!?]\d)                  # to a stop after a bracket, quotation mark or %: "(so).4"
          | (?<=\d[)”]\d)                             # to a bracket or quotation mark after a figure: "(1955)4"
          | (?<=[ \u00a0\u202f][!?]\d)                # to a stop that French sets apart: "quoi ?4"
          | (?<=\b1\d\d\d[.]\d)                       # to a year with a stop: "in 1955.4"
          | (?<=\b20\d\d[.]\d)                        # the same of this century: "in 2011.4"
        )\d{{0,2}}
        (?=\s+[«“"„‘'(\[¿¡–—-]{{0,2}}\s?[^\Wa-z\d_]|\s*$)  # and a new sentence, or the end, follows: " The"
      | (?<=[^\W\d_]{{4}}[.!?]\d)\d{{0,2}}(?=\s+\d)    # or a figure follows, after a word of four letters: "ended.4 12"
    )
    """,
    re.VERBOSE,
)
"""A marker. Its first character comes first, what must stand before it is looked for behind it: so `re` skips all others."""


def mask(text: str) -> str:
    """Return the text with every marker replaced by as many spaces.

    >>> mask("in 1955.\\u00b9\\u00b3 Following")
    'in 1955.   Following'
    """
    return MARKER.sub(lambda match: " " * len(match[0]), text)
