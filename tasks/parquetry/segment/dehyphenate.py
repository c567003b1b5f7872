"""Hyphens at line ends: joined only if the joined word is likelier than the hyphenated one.

Evidence is, in order, the document's own words, the form of the two halves, and the frequencies of the language's words.
Each decision is on record.

Source: word frequencies of wordfreq (Robyn Speer), from Wikipedia, subtitles, news, books and web text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from parquetry.languages.word_frequencies import frequencies
from parquetry.text import EditReason

_TAIL = re.compile(r"([^\W\d_]+(?:['’-][^\W\d_]+)*)([-‐]|\u00ad)$")
_HYPHENS = ("-", "\N{HYPHEN}", "\N{SOFT HYPHEN}")
_HEAD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_FIGURE = re.compile(r"\d[-‐]$")
_LAST = re.compile(r"[^\W\d_]+$")
_COMMON = 1.5
"""Occurrences in a million words that make both halves words of their own."""
_RARE = 0.003
"""What share of the rarer half's occurrences a joined word has at most, where two words are likelier than it."""
_HYPHENATING = frozenset({"en", "fr", "pt", "ro"})
"""Languages that write compounds of two words with a hyphen. Others write them as one word, or seldom at all."""
_SUSPENDED = {
    "de": {"und", "oder", "bzw", "bis", "sowie"},
    "nl": {"en", "of"},
    "en": {"and", "or", "to"},
    "sv": {"och", "eller"},
    "da": {"og", "eller"},
    "no": {"og", "eller"},
    "fi": {"ja", "tai"},
    "hu": {"és", "vagy"},
}
"""Words before which a hyphen stands for the rest of a compound: "Vor- und Nachteile". It keeps its space."""
_DASH = re.compile(r"\s[-‐]$")
_SURE = EditReason("hyphen", "kept", 0.99)


@dataclass(frozen=True, slots=True)
class Decision:
    """How a line is joined to the next: `drop` code points of its end go, and `cause` is the record."""

    drop: int
    cause: EditReason


class Judge:
    """Decides line-end hyphens of one document; counts its words on the first question."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._language = language

    @cached_property
    def _words(self) -> Counter[str]:
        return Counter(word.casefold() for word in _WORD.findall(self._text))

    def decide(self, line: str, after: str) -> Decision | None:  # noqa: PLR0911 (one question after another)
        """Return how to join two lines, or `None` if the first does not end in a hyphen.

        A soft hyphen always goes. A hyphen after a space is a dash; one after a figure ("35-", "1848-") is its own.
        """
        if line[-1:] not in _HYPHENS:
            return None
        tail, head = _TAIL.search(line), _HEAD.match(after)
        if _DASH.search(line) or self._suspends(line, tail, head):
            return None
        if _FIGURE.search(line) and after[0].isalnum():
            return Decision(0, _SURE)
        if tail is None or head is None:
            return None
        if tail[2] == "\u00ad":
            return Decision(1, EditReason("hyphen", "soft_hyphen", 1.0))
        joined, kept, confidence = self._weigh(tail[1], head[0])
        if joined > kept:
            return Decision(1, EditReason("hyphen", "joined", confidence))
        return Decision(0, EditReason("hyphen", "kept", confidence))

    def _suspends(self, line: str, tail: re.Match[str] | None, head: re.Match[str] | None) -> bool:
        """Tell whether the hyphen stands for the end of a compound that comes later in the sentence."""
        if head is None or head[0] not in _SUSPENDED.get(self._language, ()):
            return False
        whole = f"{tail[1]}{head[0]}".casefold() if tail else ""
        return _FIGURE.search(line) is not None or (tail is not None and not self._known(whole))

    def _known(self, word: str) -> bool:
        return bool(self._words[word] or _frequency(word, self._language) > _RARE)

    def _weigh(self, left: str, right: str) -> tuple[float, float, float]:
        """Return weights of joining and keeping, and the confidence in the greater."""
        whole, compound = (left + right).casefold(), f"{left}-{right}".casefold()
        joined = self._words[whole] + _frequency(whole, self._language)
        kept = self._words[compound] + _frequency(compound, self._language)
        if self._words[whole] == 0 and self._words[compound] == 0 and self._two_words(left, right, joined):
            joined, kept = 0.2, 0.8
        elif joined == kept == 0 and "-" in left:
            return self._weigh_last(left, right)
        elif joined == kept == 0:
            joined, kept = 0.7, 0.3
        elif joined and not self._words[compound]:
            joined += 0.1
        share = max(joined, kept) / (joined + kept)
        return joined, kept, round(min(0.99, share), 4)

    def _weigh_last(self, left: str, right: str) -> tuple[float, float, float]:
        """Weigh the last part of a compound that none knows: joined where that makes a known word, else left as it is."""
        last = left.rpartition("-")[2]
        if self._known((last + right).casefold()) and not self._two_words(
            last, right, _frequency(last + right, self._language)
        ):
            return self._weigh(last, right)
        return 0.2, 0.8, 0.8

    def _two_words(self, left: str, right: str, joined: float) -> bool:
        """Tell whether the halves are words of their own: by a capital in the middle, or as the joined word is so rare."""
        if right[:1].isupper() and not right.isupper():
            return True
        if "-" in right and left[:1].isupper():  # a place: "Garges-lès-Gonesse"
            return True
        halves = _LAST.search(left.casefold()), _WORD.match(right.casefold().split("-")[0])
        both = min(_frequency(half[0], self._language) for half in halves if half)
        return self._language in _HYPHENATING and both > _COMMON and joined < _RARE * both


def _frequency(word: str, language: str) -> float:
    """Return how often a word occurs in a million words of its language; 0 where there is no list."""
    return 1e6 * frequencies(language).get(word, 0.0)
