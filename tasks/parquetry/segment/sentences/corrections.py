"""Boundary corrections: what the splitters miss is added, what they get wrong is taken back or moved.

A splitter proposes where sentences begin; `split_rules` adds some (a new speaker's dash), `merge_rules` takes some back
(after a title, before a small letter), and here some are moved: an opening quote belongs to what follows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.sentences.labels import labels
from parquetry.segment.sentences.merge_rules import EMOTICON, OPENERS, merge_reason
from parquetry.segment.sentences.split_rules import missed_starts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.sentences.boundary import Reading

_OPENING = frozenset(OPENERS)
# 'He said: "| Come in."': the quote before the boundary opens the next sentence.
_OPENER = re.compile(rf"(?<=\s)[{re.escape(OPENERS)}]\s?$")
# '"Come in.| " She left': the quote after the boundary closes the sentence before.
_CLOSERS = re.compile(r"[”“\"»’)\]]+\s+")


def refine(text: str, starts: list[int], reading: Reading) -> list[int]:
    """Return where sentences begin (code points into `text`), sorted, from where a splitter says they do.

    `trained` splitters are believed before a small letter, rules are not. Some rules are about texts of law alone, others
    about all but those.
    """
    kept: list[int] = []
    numbers = list(labels(text, reading.language)) if reading.legal else []
    # A label stands for itself: nothing begins inside it, and something does behind it.
    inside = {at for begin, end in numbers for at in range(begin + 1, end)}
    sure = _sure_starts(text, numbers)
    proposed = {*starts, *missed_starts(text, reading, {*starts}), *(begin for begin, _ in numbers if text[begin] == "(")}
    # Sorted, because each decision needs to know where the sentence before begins.
    for start in sorted((proposed - inside) | sure):
        # The first sentence begins at 0 by itself.
        if start <= 0 or start >= len(text):
            continue
        # The sentence before begins at the last boundary that was kept, not at the last one proposed.
        if start in sure or not merge_reason(text, kept[-1] if kept else 0, start, reading):
            kept.append(_moved(text, start))
    # Moving past closing quotes may reach the end of the text, where nothing begins.
    return [start for start in kept if start < len(text)]


def _sure_starts(text: str, numbers: Sequence[tuple[int, int]]) -> set[int]:
    """Return where something begins whatever the splitters say: behind each number, and at one that is announced."""
    return {end for _, end in numbers} | {begin for begin, _ in numbers if _is_announced(text, begin)}


def _is_announced(text: str, begin: int) -> bool:
    """Tell whether a colon announces the number at `begin` on its line: "in diritto: 1. Il ricorso"."""
    return text[begin - 2 : begin] == ": " and text[begin].isalnum()


def _moved(text: str, start: int) -> int:
    """Return where the sentence really begins: with its opening quote, after what closes the one before."""
    # Only three characters are searched: the opener, perhaps a space, and the space before.
    opener = _OPENER.search(text, max(0, start - 3), start) if not _OPENING.isdisjoint(text[start - 2 : start]) else None
    if opener:
        return opener.start()
    # Nearly all boundaries end here: a letter or digit begins the sentence.
    if text[start].isalnum():
        return start
    # One quote closes, the other opens: 'He left.""She stayed.'.
    if text.startswith('""', start) and text[start + 2 : start + 3].isalnum():
        return start + 1
    # Without a space before it a quote closes; after a space only an emoticon can belong to the sentence before.
    closers = _CLOSERS.match(text, start) if not text[start - 1].isspace() else EMOTICON.match(text, start)
    return closers.end() if closers else start
