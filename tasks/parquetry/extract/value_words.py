"""Words with a value: months, number words, scales, currencies. Data, read from `lexicon.toml`."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_DATA = tomllib.loads((files("parquetry.languages") / "data" / "values.toml").read_text(encoding="utf-8"))

MONTHS: dict[str, int] = {name: number for number, names in enumerate(_DATA["months"], 1) for name in names}
"""Month names and abbreviations, in lower case, to 1-12."""
WEEKDAYS: tuple[str, ...] = tuple(_DATA["weekdays"])
TITLES: tuple[str, ...] = tuple(_DATA["titles"])
"""What stands before a person's name and is no part of it, in lower case."""
VERBS: tuple[str, ...] = tuple(_DATA["verbs"])
"""What a person does, in the past tense where it is no regular one, and ways to say that somebody is something."""
LEGAL_FORMS: tuple[str, ...] = tuple(_DATA["legal_forms"])
"""What stands behind the name of a firm and says what it is in law."""
SEASONS: dict[str, int] = _DATA["seasons"]
"""Seasons, in lower case, to the number EDTF has for them."""
NAMED_DAYS: dict[str, str] = _DATA["named_days"]
"""Names of days of history, in lower case, to their EDTF."""
ORDINALS: dict[str, int] = {name: number for number, name in enumerate(_DATA["ordinals"], 1)}
DECADES: dict[str, int] = {name: number for number, name in enumerate(_DATA["decades"], 1)}
"""Names of decades to the third digit of their years."""
LAWS: tuple[str, ...] = tuple(_DATA["laws"])
"""Last words of the names of laws and treaties."""
EVENTS: tuple[str, ...] = tuple(_DATA["events"])
"""Last words of the names of events."""
HEADS: dict[str, str] = {word: label for label, words in _DATA["heads"].items() for word in words}
"""Last words of names to the label they give the name."""
SAID: dict[str, str] = {word: label for label, words in _DATA["said"].items() for word in words}
"""What a name is said to be, in lower case, to its label."""
UNITS: dict[str, str] = _DATA["units"]
"""Unit words and signs to the sign of the unit."""
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
