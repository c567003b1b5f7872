"""What is known of glyphs that get lost: ligatures and accents by language, the signs they leave, and what stands beside."""

from __future__ import annotations

import re
from typing import NamedTuple

from parquetry.languages.data_tables import table

_DATA = table("glyphs")
LIGATURES: tuple[str, ...] = tuple(_DATA["ligatures"])
ACCENTS: dict[str, str] = _DATA["accents"]
"""Letters beyond ASCII, by language, that are restored whether or not their loss left a mark."""
MARKED_ACCENTS: dict[str, str] = ACCENTS | _DATA["marked_accents"]
"""The same of more languages, for losses that left a mark each."""
# "\w" alone would have figures and the underscore.
LETTER = r"[^\W\d_]"
# "don't" is one word.
WORD = re.compile(f"{LETTER}+(?:['’]{LETTER}+)?")


def _any_of(words: str) -> str:
    """Return a pattern for any of these words, whole; what ends in an apostrophe has the rest of its word behind it."""
    return "|".join(re.escape(word) + ("" if word[-1] in "'’" else rf"(?!{LETTER})") for word in words.split())


_LONGEST_INFINITIVE = 20
"""Letters before the end of an infinitive, at most: "internationaliser" has 15."""


class LoneMarks(NamedTuple):
    """What stands beside a mark between spaces, in a language that sets a letter and quotation marks so."""

    letter: re.Pattern[str]
    """The space and a word before which it is the letter: "à la", "à l'", "à noter"."""
    opening: re.Pattern[str]
    """A word and the space behind which it opens a quotation: "un « "."""
    closing: re.Pattern[str]
    """The space and a word before which it closes one: " » et"."""


def _lone_marks(language: str, words: str) -> LoneMarks:
    """Return the patterns of a language; `words` are those before which the letter stands."""
    infinitive = rf"\S{{2,{_LONGEST_INFINITIVE}}}?(?:{_any_of(_DATA['infinitives'][language])})"
    return LoneMarks(
        re.compile(rf"\s(?:{_any_of(words)}|{infinitive})"),
        re.compile(rf"(?<!{LETTER})(?:{_any_of(_DATA['opening'][language])})\s$"),
        re.compile(rf"\s(?:{_any_of(_DATA['closing'][language])})"),
    )


LONE_MARKS = {language: _lone_marks(language, words) for language, words in _DATA["isolated"].items()}
"""What stands beside lone marks, in languages that set both apart by spaces."""


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
