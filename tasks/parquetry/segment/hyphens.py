"""Hyphens at line ends: joined only if the joined word is likelier than the hyphenated one.

Evidence is, in order, the document's own words and the frequencies of the language's. Each decision is on record.

Source: word frequencies of wordfreq (Robyn Speer), from Wikipedia, subtitles, news, books and web text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from parquetry.text import Cause
from parquetry.words import frequencies

_TAIL = re.compile(r"([^\W\d_]+(?:['’-][^\W\d_]+)*)([-‐]|\u00ad)$")
_HEAD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_COMMON = 3.0
"""Occurrences in a million words that make both halves words of their own."""
_COMPOUNDING = ("de", "nl", "sv", "da", "no", "fi", "hu")
"""Languages that write compounds as one word: two words are no evidence for a hyphen."""
_DASH = re.compile(r"\s[-‐]$")


@dataclass(frozen=True, slots=True)
class Decision:
    """How a line is joined to the next: `drop` code points of its end go, and `cause` is the record."""

    drop: int
    cause: Cause


class Judge:
    """Decides line-end hyphens of one document; counts its words on the first question."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._language = language

    @cached_property
    def _words(self) -> Counter[str]:
        return Counter(word.casefold() for word in _WORD.findall(self._text))

    def decide(self, line: str, after: str) -> Decision | None:
        """Return how to join two lines, or `None` if the first does not end in a hyphen.

        A soft hyphen always goes. A hyphen after a space is a dash; one after a digit belongs to a range.
        """
        tail, head = _TAIL.search(line), _HEAD.match(after)
        if tail is None or head is None or _DASH.search(line):
            return None
        if tail[2] == "\u00ad":
            return Decision(1, Cause("hyphen", "soft_hyphen", 1.0))
        joined, kept, confidence = self._weigh(tail[1], head[0])
        if joined > kept:
            return Decision(1, Cause("hyphen", "joined", confidence))
        return Decision(0, Cause("hyphen", "kept", confidence))

    def _weigh(self, left: str, right: str) -> tuple[float, float, float]:
        """Return weights of joining and keeping, and the confidence in the greater."""
        whole, compound = (left + right).casefold(), f"{left}-{right}".casefold()
        joined = self._words[whole] + _frequency(whole, self._language)
        kept = self._words[compound] + _frequency(compound, self._language)
        if right[:1].isupper() and not right.isupper():
            kept += 1.0
        halves = (left.rsplit("-", maxsplit=1)[-1].casefold(), right.casefold())
        both = min(_frequency(half, self._language) for half in halves)
        if joined == kept == 0:
            two_words = both > _COMMON and self._language not in _COMPOUNDING
            joined, kept = (0.2, 0.8) if two_words or "-" in left else (0.7, 0.3)
        elif joined and not self._words[compound]:
            joined += 0.1
        share = max(joined, kept) / (joined + kept)
        return joined, kept, round(min(0.99, share), 4)


def _frequency(word: str, language: str) -> float:
    """Return how often a word occurs in a million words of its language; 0 where there is no list."""
    return 1e6 * frequencies(language).get(word, 0.0)
