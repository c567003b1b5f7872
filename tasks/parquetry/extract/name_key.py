"""Name key: what two ways of writing one name share."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_POSSESSIVE = re.compile(r"['’]s?$")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_HYPHEN = re.compile(
    r"""
    (?<=[^\W\d_]) [-\N{HYPHEN}\N{NON-BREAKING HYPHEN}] (?=\d)     # `TB-2` is `TB2`
    | (?<=\d) [-\N{HYPHEN}] (?=[^\W\d_])                           # `2-TB` is `2TB`; `Jean-Paul` keeps its hyphen
    """,
    re.VERBOSE,
)
_SPACE = re.compile(r"\s+")


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """Return the key of a name: no case, diacritics, article, possessive, surplus space, and no hyphen at a figure.

    Two mentions with one key and one label are one entity. The trap: it is for comparing alone, never to be shown.

    >>> name_key("The Balkan Entente\\u2019s"), name_key("Kär TB-2") == name_key("KAR TB2")
    ('balkan entente', True)
    """
    # Decompose, drop the accents, compose again: `Ä` is `A`, Korean syllables stay whole.
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    text = _SPACE.sub(" ", unicodedata.normalize("NFKC", plain)).strip(" \"“”'‘.,;:()[]")
    # Turkish dotless ı is an i to most keyboards; `casefold` alone keeps the two apart.
    text = _POSSESSIVE.sub("", _ARTICLE.sub("", text)).casefold().replace("ı", "i").replace("’", "'").strip()
    return _HYPHEN.sub("", text)
