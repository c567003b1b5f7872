"""Spans: what finds names proposes, and the shape of a backend that proposes them.

A backend is two attributes and one method; write your own and name it in the config by its path.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Span:
    """A proposal: `text[start:end]` (code points, half-open) has this label, by this extractor and its rule."""

    start: int
    end: int
    label: str
    extractor: str
    rule: str | None = None


class Backend(Protocol):
    """Finds names in texts."""

    @property
    def name(self) -> str:
        """Return what its mentions have as their `extractor`."""
        ...

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256, hex, of all that decides what it finds."""
        ...

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return for each text its spans; what is found in one must not depend on the others."""
        ...


def chunks(text: str, most: int) -> list[tuple[int, int]]:
    """Return the extents of pieces of at most so many code points, cut after a sentence if there is one, else after a word.

    No piece but the last is shorter than half of that.

    >>> chunks("One two. Three four.", 12)
    [(0, 8), (8, 20)]
    """
    out: list[tuple[int, int]] = []
    start = 0
    while len(text) - start > most:
        window = text[start : start + most]
        # Not before the middle of the window: a cut at its very start would make tiny pieces.
        after_sentence = max(window.rfind(". ", most // 2), window.rfind("\n", most // 2)) + 1
        # Without a sentence a space, without a space the full length: text without spaces is cut anywhere.
        cut = after_sentence or window.rfind(" ", most // 2) + 1 or most
        out.append((start, start + cut))
        start += cut
    # An empty text has one empty piece.
    return [*out, (start, len(text))]
