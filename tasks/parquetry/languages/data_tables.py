"""Data tables: what the stages know of languages, in files of TOML in `data/`, each of which names its sources.

Words that a rule looks for stand in such a table, by language, and not in the rule: who adds a language need read no code.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


@cache
def table(name: str) -> dict[str, Any]:
    """Return the table `data/{name}.toml`. It is the same object each time, so nobody may change it.

    >>> table("titles")["section"]["en"][:2]
    ['abstract', 'introduction']
    """
    return tomllib.loads((files("parquetry.languages") / "data" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def words(name: str, key: str) -> tuple[str, ...]:
    """Return the words of all languages that a table has under a key, each once, sorted.

    >>> words("caption_words", "sides")
    ('center', 'centre', 'droite', 'gauche', 'left', 'links', 'rechts', 'right')
    """
    return tuple(sorted({word for listed in table(name)[key].values() for word in listed}))


def alternatives(listed: Iterable[str]) -> str:
    """Return an expression of any of the words, the longest first, in no group of its own to number.

    >>> alternatives(["sept", "september"])
    '(?:september|sept)'
    """
    # `re` takes the first alternative that matches, so a longer word must come before one that begins it.
    return "(?:" + "|".join(sorted(map(re.escape, listed), key=lambda word: (-len(word), word))) + ")"
