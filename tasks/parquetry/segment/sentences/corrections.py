"""Boundary corrections: what the splitters miss is added, what they get wrong is taken back or moved.

A splitter proposes where sentences begin; `split_rules` adds some (a new speaker's dash), `merge_rules` takes some back
(after a title, before a small letter), and here some are moved: an opening quote belongs to what follows.
"""

from __future__ import annotations

import re

from parquetry.segment.sentences.merge_rules import EMOTICON, OPENERS, merge_reason
from parquetry.segment.sentences.split_rules import missed_starts

_OPENING = frozenset(OPENERS)
_OPENER = re.compile(rf"(?<=\s)[{re.escape(OPENERS)}]\s?$")
_CLOSERS = re.compile(r"[”“\"»’)\]]+\s+")


def refine(text: str, starts: list[int], language: str, *, trained: bool) -> list[int]:
    """Return where sentences begin (code points into `text`), sorted, from where a splitter says they do.

    `trained` splitters are believed before a small letter, rules are not.
    """
    kept: list[int] = []
    for start in sorted({*starts, *missed_starts(text, language, {*starts} if trained else None)}):
        if start <= 0 or start >= len(text):
            continue
        if merge_reason(text, kept[-1] if kept else 0, start, language, trained=trained) is None:
            kept.append(_moved(text, start))
    return [start for start in kept if start < len(text)]


def _moved(text: str, start: int) -> int:
    """Return where the sentence really begins: with its opening quote, after what closes the one before."""
    opener = _OPENER.search(text, max(0, start - 3), start) if not _OPENING.isdisjoint(text[start - 2 : start]) else None
    if opener:
        return opener.start()
    if text[start].isalnum():
        return start
    if text.startswith('""', start) and text[start + 2 : start + 3].isalnum():
        return start + 1
    closers = _CLOSERS.match(text, start) if not text[start - 1].isspace() else EMOTICON.match(text, start)
    return closers.end() if closers else start
