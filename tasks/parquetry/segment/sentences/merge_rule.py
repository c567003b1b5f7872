"""What a merge rule is, and what rules of more than one kind ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from parquetry.segment.sentences.boundary import is_starter

if TYPE_CHECKING:
    from collections.abc import Callable

    from parquetry.segment.sentences.boundary import Boundary


class MergeRule(NamedTuple):
    """A reason why no sentence begins at a boundary."""

    name: str
    before: str
    """Signs before the boundary it is about: "." or "!" (any other end), or both."""
    after: str
    """Kinds of what follows: "a" a small letter, "A" a capital, "x" a letter without case, "1" a digit, "-" any other."""
    holds: Callable[[Boundary], bool]
    examples: tuple[str, str]
    language: str = "en"
    """Of the examples."""
    legal: bool | None = None
    """Whether it is about texts of law, or about all others; null for all."""


def goes_on(at: Boundary) -> bool:
    """Tell whether what follows has a capital of its own, and not because a sentence begins."""
    return not is_starter(at.next_word, at.language)
