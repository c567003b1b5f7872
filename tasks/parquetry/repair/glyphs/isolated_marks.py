"""IsolatedMarks: marks with spaces on both sides, which are letters that are words, or quotation marks.

French sets guillemets apart by spaces, so that a mark may be "à" or either of them. What is quoted is quoted on both
sides: in each sentence the marks are paired, and what is left over is a letter where nothing speaks against it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from parquetry.repair.glyphs.glyph_data import LONE_MARKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

QUOTED = 0.97
"""How often two marks of which one stands before a word and the other before a stop are quotation marks, as measured."""
_STOP = re.compile(r"[.!?](?=\s)|\n\s*\n")
_CLOSED = re.compile(r"\s?[.,;:!?)]")
# Code points before a mark that its word is looked for in.
_REACH = 12
_LETTER, _OPENS, _CLOSES, _MAY_CLOSE, _UNKNOWN = "letter", "opens", "closes", "may close", "unknown"


class Lone(NamedTuple):
    """A mark that stands alone: its place, and what the words beside it say that it is."""

    at: int
    role: str


class IsolatedMarks:
    """The marks of a text that stand between spaces."""

    __slots__ = ("_alone", "_doubtful", "_pairs", "_text", "_words")

    def __init__(self, text: str, mark: re.Pattern[str], language: str) -> None:
        self._text = text
        self._alone = re.compile(rf"(?<!\S){mark.pattern}(?=[\s.,;:!?)])")
        self._words = LONE_MARKS.get(language)
        self._pairs: dict[int, str] = {}
        self._doubtful: set[int] = set()
        if self._words is not None:
            self._pair()

    def quotes(self) -> Iterator[tuple[int, str]]:
        """Yield the marks that are the two quotation marks of a quotation within one sentence."""
        yield from self._pairs.items()

    def may_quote(self, at: int) -> bool:
        """Tell whether a mark that stands alone may be a quotation mark whose other one is not known."""
        return at in self._doubtful

    def between_words(self, at: int) -> bool:
        """Tell whether a mark with no letters beside it stands between words as a one-letter word does."""
        # Two characters each way: the space, and whether a word is beyond it.
        before, after = self._text[max(0, at - 2) : at], self._text[at + 1 : at + 3]
        follows_word = before[:1].isalpha() or at - 2 in self._pairs
        if not (before[-1:].isspace() and follows_word and after[:1].isspace()):
            return False
        # "va \ufffd Paris" has a capital behind it, as a quotation may have: `may_quote` tells them apart.
        return after[1:].islower() or (self._words is not None and (after[1:].isalnum() or at + 2 in self._pairs))

    def _pair(self) -> None:
        """Find the quotation marks of each sentence, and the marks that may be one of which the other is not known."""
        ends = [0, *(match.end() for match in _STOP.finditer(self._text)), len(self._text)]
        before: set[int] = set()
        # Sentence by sentence: a quotation that runs over several is left alone, as its ends cannot be paired safely.
        for begin, end in pairwise(ends):
            marks = [
                Lone(match.start(), self._role(match.start())) for match in self._alone.finditer(self._text, begin, end)
            ]
            if marks:
                pairs, doubtful = paired(marks)
                self._pairs |= {at: quote for pair in pairs for at, quote in zip(pair, "«»", strict=True)}
                # What closes without having been opened here was opened in the sentence before.
                opened = before if marks[0].role == _CLOSES and marks[0].at in doubtful else set()
                self._doubtful |= doubtful | opened | {mark.at for mark in marks if self._is_sign(mark)} | _adjacent(marks)
            before = {mark.at for mark in marks if mark.at not in self._pairs}

    def _is_sign(self, mark: Lone) -> bool:
        """Tell whether a mark may be the sign of a measure behind a figure: "18 ° d'alcool"."""
        return mark.role != _LETTER and self._text[max(0, mark.at - 2) : mark.at - 1].isdigit()

    def _role(self, at: int) -> str:
        """Return what the words beside a mark say that it is."""
        words = self._words
        # No letter stands alone before a stop.
        if words is None or _CLOSED.match(self._text, at + 1):
            return _CLOSES
        if words.opening.search(self._text[max(0, at - _REACH) : at]):
            return _OPENS
        if words.closing.match(self._text, at + 1):
            return _MAY_CLOSE
        return _LETTER if words.letter.match(self._text, at + 1) else _UNKNOWN


def _adjacent(marks: Sequence[Lone]) -> set[int]:
    """Return the marks side by side, of which one is a quotation mark and may be either: "invité à « goûter »"."""
    return {at for one, other in pairwise(marks) if other.at - one.at == len("? ") for at in (one.at, other.at)}


def paired(marks: Sequence[Lone]) -> tuple[list[tuple[int, int]], set[int]]:
    """Return the pairs of quotation marks among the lone marks of a sentence, and the marks that are doubtful.

    >>> un, mot, et = Lone(3, "opens"), Lone(9, "unknown"), Lone(20, "letter")
    >>> paired([un, mot, et])
    ([(3, 9)], set())
    """
    pairs: list[tuple[int, int]] = []
    doubtful: set[int] = set()
    waiting: list[Lone] = []
    for mark in marks:
        # "que" may also be the first word that is quoted, where nothing is open.
        if not (mark.role == _CLOSES or (mark.role == _MAY_CLOSE and waiting)):
            waiting.append(mark)
            continue
        opening = _likeliest(waiting)
        if opening is None:
            doubtful |= {mark.at, *(one.at for one in waiting)}
        else:
            pairs.append((opening.at, mark.at))
            # Of two marks that may be anything one was taken for the opening one: what is the other?
            doubtful |= {one.at for one in waiting if one.role != _LETTER and one is not opening}
        waiting = []
    return _with_open_end(pairs, doubtful, waiting, alone=len(marks) == 1)


def _with_open_end(
    pairs: list[tuple[int, int]], doubtful: set[int], waiting: list[Lone], *, alone: bool
) -> tuple[list[tuple[int, int]], set[int]]:
    """Return pairs and doubts with the marks behind the last that closes: one that opens has the next one for its end."""
    unsure = {mark.at for mark in waiting if mark.role != _LETTER}
    opens = [mark.at for mark in waiting if mark.role == _OPENS]
    if not opens:
        # One mark that nothing is known of has none that would close what it opens.
        return pairs, doubtful if alone or len(unsure) == 1 else doubtful | unsure
    behind = [at for at in unsure if at > opens[0]]
    # Of two that open neither has its end here.
    if len(opens) == len(behind) == 1:
        return [*pairs, (opens[0], behind[0])], doubtful
    return pairs, doubtful | {mark.at for mark in waiting}


def _likeliest(waiting: Sequence[Lone]) -> Lone | None:
    """Return the mark that opens what the next one closes, if it is clear which."""
    for roles in ((_OPENS,), (_UNKNOWN, _MAY_CLOSE), (_LETTER,)):
        fitting = [mark for mark in waiting if mark.role in roles]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None
