"""Words that are written with a hyphen: how often, and which parts of words are joined by one.

wordfreq knows no hyphenated words; these were counted by `training/hyphens.py`, which says in what. A language without a
file has none: nothing is borrowed from another.

Source: `data/hyphenated/<language>.tsv`, with its own header.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDER = files("parquetry.languages") / "data" / "hyphenated"


@dataclass(frozen=True, slots=True)
class HyphenatedWords:
    """What is known of a language's hyphens; keys are casefolded."""

    per_million: Mapping[str, float] = field(default_factory=dict)
    """Occurrences of a word with its hyphens, "long-term", in a million words of text."""
    first_part: Mapping[str, float] = field(default_factory=dict)
    """Natural log of the odds that a compound with this first part, "self", has a hyphen there."""
    last_part: Mapping[str, float] = field(default_factory=dict)
    """The same of its last part: "based"."""


@lru_cache(maxsize=4)
def hyphenated_words(language: str) -> HyphenatedWords:
    """Return the hyphenated words of a language (ISO 639-1 code); empty where none were counted.

    >>> hyphenated_words("en").per_million["long-term"] > 1
    True
    >>> hyphenated_words("en").first_part["self"] > 0 > hyphenated_words("en").first_part["under"]
    True
    """
    path = _FOLDER / f"{language}.tsv"
    if not path.is_file():
        return HyphenatedWords()
    tables: tuple[dict[str, float], ...] = ({}, {}, {})
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            word, _, value = line.partition("\t")
            # "self-" is a first part, "-based" a last part, "long-term" a whole word.
            tables[1 if word.endswith("-") else 2 if word.startswith("-") else 0][word.strip("-")] = float(value)
    return HyphenatedWords(*tables)
