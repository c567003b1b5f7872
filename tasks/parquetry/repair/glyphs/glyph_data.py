"""What is known of glyphs that get lost: ligatures and accents by language, the signs they leave, and what stands beside."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import NamedTuple

_DATA = tomllib.loads((files("parquetry.languages") / "data" / "glyphs.toml").read_text(encoding="utf-8"))
LIGATURES: tuple[str, ...] = tuple(_DATA["ligatures"])
ACCENTS: dict[str, str] = _DATA["accents"]
"""Letters beyond ASCII, by language, that are restored whether or not their loss left a mark."""
MARKED_ACCENTS: dict[str, str] = ACCENTS | _DATA["marked_accents"]
"""The same of more languages, for losses that left a mark each."""
# "\w" alone would have figures and the underscore.
LETTER = r"[^\W\d_]"
# "don't" is one word.
WORD = re.compile(f"{LETTER}+(?:['’]{LETTER}+)?")
BEFORE_WORDS: dict[str, re.Pattern[str]] = {
    language: re.compile(rf"\s(?:{'|'.join(map(re.escape, words.split()))})(?!{LETTER})")
    for language, words in _DATA["isolated"].items()
}
"""Words before which a mark that stands alone is a letter and no quotation mark, in languages that set both apart."""


class Neighbours(NamedTuple):
    """Endings of words or whole words, folded, and what stands before or after them and not those they are taken for."""

    endings: tuple[str, ...]
    before: frozenset[str]
    behind: frozenset[str]
    words: frozenset[str] = frozenset()


NEIGHBOURS: dict[str, tuple[Neighbours, ...]] = {
    language: tuple(
        Neighbours(
            tuple(one.get("endings", ())),
            *(frozenset(one.get(field, "").split()) for field in ("before", "behind", "words")),
        )
        for one in rows
    )
    for language, rows in _DATA["neighbours"].items()
}
NEVER_TYPED = "\N{REPLACEMENT CHARACTER}\0\x01-\x08\x0b\x0e-\x1f\x7f\ue000-\uf8ff"
"""What a lost glyph leaves behind and no one types, for a character class."""
ANY_GLYPH = "\N{REPLACEMENT CHARACTER}\0?"
"""Marks that stand for whatever was lost; any other symbol stands for one glyph throughout a document."""
_never = re.compile(f"[{NEVER_TYPED}]")


def never_typed(symbol: str) -> bool:
    """Tell whether a symbol can only be a mark; any other may also stand for itself."""
    return bool(_never.match(symbol))
