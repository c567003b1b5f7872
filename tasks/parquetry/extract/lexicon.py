"""Words with a value: months, number words, scales, currencies. Data, read from `lexicon.toml`."""

from __future__ import annotations

import tomllib
from importlib.resources import files

_DATA = tomllib.loads((files("parquetry.extract") / "lexicon.toml").read_text(encoding="utf-8"))

MONTHS: dict[str, int] = {name: number for number, names in enumerate(_DATA["months"], 1) for name in names}
"""Month names and abbreviations, in lower case, to 1-12."""
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
