"""Codes of tokens: one character for each combination of kinds, and forms compiled to expressions over them."""

from __future__ import annotations

import re
from functools import lru_cache

BREAK = "\x00"
"""The character of a gap that no form reaches across: a word of no table, the end of a paragraph, a gap between columns."""
_KIND = re.compile(r"\b[A-Z][A-Z_]+\b")
# Codes start at U+E000, the private use area: no text of a gap can be taken for a token.
_CODES: dict[frozenset[str], str] = {}
"""Each combination of kinds that a lexicon has, with its code, a character of the private use area."""


def code_of(kinds: frozenset[str]) -> str:
    """Return the code of a token of these kinds."""
    if kinds not in _CODES:
        _CODES[kinds] = chr(0xE000 + len(_CODES))
    return _CODES[kinds]


@lru_cache(maxsize=4096)
def compiled(form: str, known: int) -> re.Pattern[str]:
    """Return a form compiled; `known` is how many combinations of kinds have a code.

    It is compiled again when a lexicon with others was loaded.
    """
    del known  # a part of the cache key alone

    def characters(match: re.Match[str]) -> str:
        codes = "".join(code for kinds, code in _CODES.items() if match[0] in kinds)
        # A kind that no lexicon loaded so far has matches nothing: `(?!)` always fails, an empty class would be an error.
        return f"[{codes}]" if codes else "(?!)"

    return re.compile(_KIND.sub(characters, form), re.VERBOSE)


def known_codes() -> int:
    """Return how many combinations of kinds have a code."""
    return len(_CODES)
