"""Stretches of a text that may be one word which lost ligatures, and words that are none of its prose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.repair.glyphs.deletion_index import MOST_PIECES

if TYPE_CHECKING:
    from collections.abc import Iterator

_CODE_BEFORE = re.compile(
    r"""[\w/\\@=<>{}\[\]\#$%&*+~^|`]\Z  # part of a path, a variable, an address: "/uid", "$uid", "a_uid"
    | \w[.:]\Z                           # "os.uid", "a:uid"
    | (?<![^\W\d_])-\Z                   # an option: "-uid", "--uid"
    """,
    re.VERBOSE,
)
_CODE_AFTER = re.compile(
    r"""[\w/\\@=<>{}\[\]\#$%&*+~^|`(]  # "uid/", "uid=", "uid()"
    | [.:]\w                           # "uid.h", "uid:gid"
    """,
    re.VERBOSE,
)
# What a word is broken with at a line's end: the hyphens of keyboards and of typesetters.
_HYPHENS = "-\u2010\u2011\u00ad"
# The first half of a word broken at a line's end: "superu-/tilisateur".
_BROKEN_OFF = re.compile(rf"[{_HYPHENS}][ \t]*\n")


def is_prose(text: str, start: int, end: int) -> bool:
    """Tell whether a word is whole and part of a sentence: no half of one broken at a line's end, no identifier."""
    if _CODE_BEFORE.search(text, max(0, start - 4), start) or _CODE_AFTER.match(text, end):
        return False
    return not (_BROKEN_OFF.match(text, end) or _is_second_half(text, start))


def stretches(text: str, gap: str, words: list[re.Match[str]], k: int) -> Iterator[tuple[int, int, int]]:
    """Yield where a stretch that begins with word `k` starts and ends, and the number of its last word.

    `gap` is what a lost ligature left there: nothing, or a space.
    """
    if not gap:
        yield (*words[k].span(), k)
        return
    start = words[k].start()
    # A space before the word may be what a first ligature left, as in " rst" for "first"; then another space or a
    # line's beginning stands before it.
    before = start - (text[start - 1 : start] == " " and text[start - 2 : start - 1] in ("", " ", "\n"))
    last = k
    while last + 1 < len(words) and last - k < MOST_PIECES - 1 and text[words[last].end() : words[last + 1].start()] == " ":
        last += 1
    for j in range(last, k - 1, -1):
        end = words[j].end()
        behind = end + (text[end : end + 1] == " " and not text[end + 1 : end + 2].isalnum())
        # With and without the spaces at both ends. A single word with neither has no gap, and so no loss.
        for one in {before, start}:
            for other in {behind, end}:
                if j > k or (one, other) != (start, end):
                    yield one, other, j


def _is_second_half(text: str, start: int) -> bool:
    """Tell whether the word at `start` is the second half of one that a line's end broke, however far it is set in."""
    # The white space before the word, which for most words is one space.
    at = start
    while at and text[at - 1] in " \t\n\f":
        at -= 1
    return at > 0 and text[at - 1] in _HYPHENS and "\n" in text[at:start]
