"""Language of a document and of its blocks, BCP 47.

Source: ELD, the Efficient Language Detector (Nito T.M.), as `eldc`; 60 languages.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

UNDETERMINED = "und"
ASIDE = ("footnote", "bibliography", "page_artifact", "preformatted", "table")
"""Kinds of block that do not speak for the document's language."""
_ENOUGH = 20_000
"""Code points that tell a document's language as well as more would."""
_OWN = 200
"""Least length, in code points, of a block whose own language is looked for."""


@dataclass(frozen=True, slots=True)
class Language:
    """A BCP 47 code and how sure it is, 0 to 1."""

    code: str
    confidence: float


def known(code: str) -> Language:
    """Return a language the source or the config declares."""
    return Language(code, 1.0)


def guess(text: str) -> Language:
    """Return the language of a text by its beginning; `und` where there are no letters to tell by."""
    return detect([text])


def detect(texts: Sequence[str]) -> Language:
    """Return the language of most of the text."""
    sample: list[str] = []
    length = 0
    for text in texts:
        sample.append(text[: _ENOUGH - length])
        length += len(sample[-1])
        if length >= _ENOUGH:
            break
    joined = "\n".join(sample)
    if not any(character.isalpha() for character in joined):
        return Language(UNDETERMINED, 1.0)
    result = _detector()(joined)
    score = result.scores.get(result.language, 0.0) if result.scores else 0.0
    return Language(result.language, round(min(1.0, score), 4))


def of_block(text: str, document: Language) -> str:
    """Return the language to split a block by: its own where it is long enough to tell surely, else the document's."""
    if len(text) < _OWN:
        return document.code
    result = _detector()(text[:2000])
    return result.language if result.reliable and result.language != UNDETERMINED else document.code


def score(text: str, language: str) -> float:
    """Return how much a short text looks like one of the language, 0 to 1: scores of one text with another compare."""
    scores: dict[str, float] = _detector()(text).scores
    return scores.get(language, 0.0)


@cache
def _detector() -> Callable[[str], Any]:
    import eldc  # noqa: PLC0415 (its tables take a moment)

    eldc.init()
    return cast("Callable[[str], Any]", eldc.detect_details)
