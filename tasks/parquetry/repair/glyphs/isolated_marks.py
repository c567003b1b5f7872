"""IsolatedMarks: marks with spaces on both sides, which are letters that are words, or quotation marks.

French sets guillemets apart by spaces, so that a mark may be "à" or either of them. What is quoted is quoted on both sides.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from parquetry.repair.glyphs.glyph_data import BEFORE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

QUOTED = 0.97
"""How often two marks of which one stands before a word and the other before a stop are quotation marks, as measured."""
_STOP = re.compile(r"[.!?](?=\s)|\n\s*\n")
_CLOSED = re.compile(r"\s?[.,;:!?)]")
# How far around a mark its sentence is looked at, in code points.
_REACH = 600


class IsolatedMarks:
    """The marks of a text that stand between spaces."""

    __slots__ = ("_alone", "_text", "_words")

    def __init__(self, text: str, mark: re.Pattern[str], language: str) -> None:
        self._text = text
        self._alone = re.compile(rf"(?<!\S){mark.pattern}(?=[\s.,;:!?)])")
        self._words = BEFORE_WORDS.get(language)

    def quotes(self) -> Iterator[tuple[int, str]]:
        """Yield the marks of a sentence that are its two quotation marks: before a word, and before a stop.

        No letter stands alone before a stop, and what is closed was opened.
        """
        if self._words is None:
            return
        # Sentence by sentence: a quotation that runs over several is left alone, as its ends cannot be paired safely.
        for begin, end in pairwise([0, *(match.end() for match in _STOP.finditer(self._text)), len(self._text)]):
            marks = list(self._alone.finditer(self._text, begin, end))
            # With three marks it is not clear which two are the pair.
            if len(marks) == 2:  # noqa: PLR2004
                opening, closing = (match.start() for match in marks)
                # French sets a space inside each guillemet: « mot ».
                if _CLOSED.match(self._text, closing + 1) and self._text[opening + 1].isspace():
                    yield opening, "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
                    yield closing, "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"

    def may_quote(self, at: int) -> bool:
        """Tell whether a mark that stands alone may be a quotation mark, which another in its sentence must match."""
        return self._words is not None and self._words.match(self._text, at + 1) is None and not self._single(at)

    def between_words(self, at: int) -> bool:
        """Tell whether a mark with no letters beside it stands between words as a one-letter word does."""
        # Two characters each way: the space, and whether a word is beyond it.
        before, after = self._text[max(0, at - 2) : at], self._text[at + 1 : at + 3]
        if not (before[-1:].isspace() and before[:1].isalpha() and after[:1].isspace()):
            return False
        # "va \ufffd Paris" with a capital after it may be a quotation; then only "before a known word, and alone"
        # will do.
        return after[1:].islower() or (self._words is not None and after[1:].isalnum() and self._single(at))

    def _single(self, at: int) -> bool:
        """Tell whether no other mark stands alone in the same sentence."""
        low = max((match.end() for match in _STOP.finditer(self._text, max(0, at - _REACH), at)), default=0)
        stop = _STOP.search(self._text, at, at + _REACH)
        return len(self._alone.findall(self._text, low, stop.end() if stop else at + _REACH)) == 1
