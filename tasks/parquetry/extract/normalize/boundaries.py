"""Boundaries: whether a value stands alone, or a word, a figure or a piece of code goes on before or after it.

A number begins where its figure begins and ends where it ends: in `x3%`, `1.2.3` and `$5-7-9` there is no amount.
"""

from __future__ import annotations

import re

# Two code points before are enough: the nearest sign, and what stands before that. They end in `\Z`, for `$` stands before a
# line break too, and a word at the end of a line goes on into nothing.
_WORD_OR_SIGN_BEFORE = re.compile(
    r"""
    (?: [^\W_]                    # x3%
      | [^\W_][.,:/'’_+-]         # 1.23, A-5, 10:30, U+24
      | [.][.,]?                  # ...5
      | [-–—],                    # -,99 €
      | [\d)][-–—−]               # 5-7-9, (3)-5, 10−6
      | [#@\\_=^~]                # #5, x_5, n=5
      | %-?                       # %5g, %-7l: a format of a program
      | [$€£¥₹₺₽₴]\ ?             # of £3.50p not the pence
    )\Z
    """,
    re.VERBOSE,
)
"""What goes on into an amount from before, by the last two code points."""
_WORD_OR_SIGN_AFTER = re.compile(
    r"""
    [^\W_]                        # 5kmx
    | [.,:/'’]\d                  # 5.5.5
    | [.][^\W\d_]                 # 5 m.p.
    | [-–—−]\d                    # 5-7-9
    | [-/][^\W\d_]{0,2}\d         # 5/x7
    | [_=%]                       # 5_, 100%%, 2$%s
    | \$\w                        # %2$s
    | ['’]t\b                     # 4.6 won't
    """,
    re.VERBOSE,
)
"""What goes on from an amount after it."""
_SPACED_DOTS = re.compile(r"\d\s?(?:[.]\s){2,4}\Z")
_SPACED_DOTS_REACH = 10
_BEFORE_DATE = re.compile(
    r"""
    (?: [^\W_]                    # v2011
      | \w[.,:/_+\-–—]            # 1.2011, 5/2011, x-2011
      | \d[*×]                    # 1024*1024
      | [#@\\_=+~/§$€£]           # §2011, $2011
    )\Z
    """,
    re.VERBOSE,
)
"""What goes on into a date from before, by the last two code points."""
_AFTER_DATE = re.compile(
    r"""
    [^\W_]                        # 2011a
    | [.,:/_\-–—]\d               # 2011-5, 2011:5
    | \./\d                       # 1946./47
    | [%‰_=@]                     # 2011%
    | [*×]\d                      # 1024*1024
    | \)?[-–—]?\d                 # (2011)5
    | ['’]s\b                     # 2011's
    | \?\?                         # May 19??: a year without its last figures
    | --(?=[\s.,;)]|\Z)           # May 18--
    """,
    re.VERBOSE,
)
"""What goes on from a date after it."""
_TIME = re.compile(r"(?:T|[ :,]\s?)\d\d:\d\d")
"""A time of day, which may stand right after a date: `2011-05-13T10:22:33Z`, `13/May/2011:10:22:33`."""
_PREFIX = re.compile("[\u05d0-\u05ea][-\u05be]$")
"""A Hebrew preposition, which a hyphen joins to a figure."""
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of scripts that need no space: a word may begin right after a figure or a unit."""


def amount_stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether nothing of the same word or figure goes on before or after an amount.

    >>> [amount_stands_alone(t, 2, 4) for t in ("a 3% b", "ax3% b", "a 3%5b", "約 3%増")]
    [True, False, False, True]
    """
    # A Hebrew preposition or a Chinese letter right before a figure is a word of its own.
    before = text[max(0, start - 2) : start]
    if _WORD_OR_SIGN_BEFORE.search(before) and not _joins(before):
        return False
    # `3 . . . 5 km` is a range, of which no form has the first end.
    if _SPACED_DOTS.search(text, max(0, start - _SPACED_DOTS_REACH), start):
        return False
    # `3%増` ends at the sign, since Japanese writes no space there.
    return not _WORD_OR_SIGN_AFTER.match(text, end) or _WIDE.match(text, end) is not None


def date_stands_alone(text: str, start: int, end: int, *, vague: bool = False) -> bool:
    """Tell whether no word or figure goes on before or after a date; a time of day may stand after it.

    `vague` tells that the word before is one like `mid`, which a hyphen joins to it.
    """
    before = text[max(0, start - 2) : start]
    # `mid-2011` has a hyphen and still is the year.
    if not vague and _BEFORE_DATE.search(before) and not _joins(before):
        return False
    # A time is the one thing that may follow without a space.
    return not _AFTER_DATE.match(text, end) or _WIDE.match(text, end) is not None or _TIME.match(text, end) is not None


def is_wide(letter: str) -> bool:
    """Tell whether a letter is of a script without spaces between words: Chinese, Japanese, Korean."""
    return _WIDE.match(letter) is not None


def _joins(before: str) -> bool:
    """Tell whether what stands right before is written without a space there: `約5`, `ב-5`."""
    return _WIDE.match(before[-1:]) is not None or _PREFIX.search(before) is not None
