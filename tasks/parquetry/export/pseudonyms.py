"""Pseudonyms: what stands for personal data in a copy without it; the same value always has the same one, under one key.

A pseudonym is as long as what it stands for, in code points: so every other offset of the dataset stays right.
"""

from __future__ import annotations

import hashlib

LEAST_KEY = 16
"""Bytes of the shortest key: one that is shorter can be found by trying all."""
# As DuckDB: a view makes the same ones in SQL, see `publish.views`.
_BETWEEN = "\n"


def pseudonym(key: str, label: str, value: str, length: int) -> str:
    """Return what stands for a value of a label, `length` code points long.

    The label stands in front where there is room for it and eight more. The trap: a value of few code points has few
    pseudonyms, and two of them may be the same.

    >>> pseudonym("0123456789abcdef", "EMAIL", "ada@example.org", 15)
    'EMAIL-cbf07ca52'
    """
    digest = _digest(key, label, value)
    named = f"{label}-" if length >= len(label) + 9 else ""
    # Longer than a digest, as some addresses of pages are: it is repeated.
    return (named + digest * (1 + length // len(digest)))[:length]


def keyed_hash(key: str, value: str) -> str:
    """Return 32 hex that stand for a hash of text, which whoever guesses the text could compute without the key."""
    return _digest(key, "hash", value)[:32]


def _digest(key: str, label: str, value: str) -> str:
    return hashlib.sha256(_BETWEEN.join((key, label, value, key)).encode("utf-8", "surrogatepass")).hexdigest()
