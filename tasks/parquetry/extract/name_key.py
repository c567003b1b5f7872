"""Spelling: what two ways of writing one name share."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_POSSESSIVE = re.compile(r"['’]s?$")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\N{HYPHEN}\N{NON-BREAKING HYPHEN}](?=\d)|(?<=\d)[-\N{HYPHEN}](?=[^\W\d_])")
_SPACE = re.compile(r"\s+")


@lru_cache(maxsize=65_536)
def normalised(name: str) -> str:
    """Return what two forms of one name share: no case, diacritics, article, possessive, surplus space, hyphen at a figure.

    >>> normalised("The Balkan Entente\\u2019s"), normalised("Kär TB-2") == normalised("KAR TB2")
    ('balkan entente', True)
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    text = _SPACE.sub(" ", unicodedata.normalize("NFKC", plain)).strip(" \"“”'‘.,;:()[]")
    text = _POSSESSIVE.sub("", _ARTICLE.sub("", text)).casefold().replace("ı", "i").replace("’", "'").strip()
    return _HYPHEN.sub("", text)
