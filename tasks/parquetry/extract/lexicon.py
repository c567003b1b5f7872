"""Words with a value: months, number words, scales, currencies. Data, read from `lexicon.toml`."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_DATA = tomllib.loads((files("parquetry.extract") / "lexicon.toml").read_text(encoding="utf-8"))

MONTHS: dict[str, int] = {name: number for number, names in enumerate(_DATA["months"], 1) for name in names}
"""Month names and abbreviations, in lower case, to 1-12."""
WEEKDAYS: tuple[str, ...] = tuple(_DATA["weekdays"])
TITLES: tuple[str, ...] = tuple(_DATA["titles"])
"""What stands before a person's name and is no part of it, in lower case."""
SEASONS: dict[str, int] = _DATA["seasons"]
"""Seasons, in lower case, to the number EDTF has for them."""
ORDINALS: dict[str, int] = {name: number for number, name in enumerate(_DATA["ordinals"], 1)}
DECADES: dict[str, int] = {name: number for number, name in enumerate(_DATA["decades"], 1)}
"""Names of decades to the third digit of their years."""
NUMBER_WORDS: dict[str, int] = _DATA["numbers"]
SCALES: dict[str, int] = {name: 10**power for name, power in _DATA["scales"].items()}
CURRENCY_SIGNS: dict[str, str] = _DATA["signs"]
"""Currency signs to ISO 4217."""
SIGN_PREFIXES: dict[str, str] = _DATA["prefixes"]
"""What stands before a dollar sign, to ISO 4217."""
CURRENCY_WORDS: dict[str, str] = _DATA["currencies"]
"""Currency words and codes, in lower case, to ISO 4217."""
ASSUMED: frozenset[str] = frozenset(_DATA["assumed"])
"""Words and signs that several currencies share: the value says that it was assumed."""


def alternatives(words: Iterable[str]) -> str:
    """Return an expression of any of the words, the longest first, in no group of its own to number.

    >>> alternatives(["sept", "september"])
    '(?:september|sept)'
    """
    return "(?:" + "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))) + ")"
