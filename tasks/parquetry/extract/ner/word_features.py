"""Word features: what the names model sees of a word, each as rows of a table of vectors.

All of them are functions of the word alone, so that a word is looked at once, wherever it stands.
Source of the hashing: Svenstrup et al. (2017), "Hash Embeddings for Efficient Word Representations".
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from parquetry.extract.ner.gazetteer import fold
from parquetry.extract.ner.latin_letters import latin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from parquetry.extract.ner.gazetteer import Gazetteer

FEATURES = ("word", "stem", "prefix", "suffix3", "suffix5", "shape", "kind", "common")
"""Features, in the order of their codes."""
ROWS = (36_000, 18_000, 8_000, 8_000, 14_000, 2_000, 1_000, 1_000)
"""Rows of the table of each feature; values share rows, which the model is trained to bear."""
LEXICAL = ("word", "stem", "prefix", "suffix5")
"""Features of which a word may have a value that training hardly showed; all such values share the vector of `RARE`."""
RARE = np.uint64(0)
"""The code of a value that was seen too seldom to have learnt anything of its own, as most words of a new text are."""
_MULTIPLIERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
"""Odd numbers that spread a code over rows, one for each row of the sum that is a value's vector (primes of xxHash)."""
_HIGH = np.uint64(32)
_STEM = 6
_PREFIX = 4
_LONGEST_RUN = 4
"""Letters of one kind after which a shape says no more: `Xxxxx`."""


def codes(word: str, gazetteer: Gazetteer) -> tuple[int, ...]:
    """Return a checksum of each feature's value of a word, as written; in the order of `FEATURES`."""
    lower = fold(word)
    digits = "".join("0" if character.isdigit() else character for character in lower)
    plain = latin(digits)
    values = (
        digits,
        plain[:_STEM],
        word[:_PREFIX],
        plain[-3:],
        plain[-5:],
        shape(word),
        gazetteer.kind(word),
        f"{gazetteer.common(word)} {gazetteer.spread(word)} {word[:1].isupper()}",
    )
    # Seeded by the place of the feature, so that equal values of two features have nothing in common.
    return tuple(zlib.crc32(value.encode(), place) for place, value in enumerate(values))


def with_rare(coded: NDArray[np.uint64], known: Mapping[str, NDArray[np.uint32]]) -> NDArray[np.uint64]:
    """Return codes (words, features), those of lexical features that are not `known` as `RARE`; `known` are sorted codes.

    >>> known = dict.fromkeys(LEXICAL, np.array([7], np.uint32))
    >>> with_rare(np.array([[7, 8, 7, 4, 5, 6, 2, 3]], np.uint64), known).tolist()
    [[7, 0, 7, 4, 0, 6, 2, 3]]
    """
    out = coded.copy()
    for feature in LEXICAL:
        column, codes_ = out[:, FEATURES.index(feature)], known[feature]
        at = np.minimum(np.searchsorted(codes_, column.astype(np.uint32)), len(codes_) - 1)
        column[codes_[at] != column] = RARE
    return out


def rows(coded: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return the rows of codes (words, features): (words, features, rows a value), each within its feature's table."""
    mixed = (coded[:, :, None] + np.uint64(1)) * _MULTIPLIERS  # modulo 2**64
    sizes = np.array(ROWS, np.uint64)[None, :, None]
    return ((mixed >> _HIGH) % sizes).astype(np.int64)


@lru_cache(maxsize=4096)
def shape(word: str) -> str:
    """Return the shape of a word: X for a capital, x for a small letter, a for one without case, d for a digit.

    >>> shape("Ankara"), shape("F16"), shape("NATO"), shape("...")
    ('Xxxxx', 'Xdd', 'XXXX', '...')
    """
    out: list[str] = []
    for character in word:
        sign = _sign(character)
        if out[-_LONGEST_RUN:] != [sign] * _LONGEST_RUN:
            out.append(sign)
    return "".join(out)


def _sign(character: str) -> str:
    if character.isdigit():
        return "d"
    if not character.isalpha():
        return character
    if character.isupper():
        return "X"
    return "x" if character.islower() else "a"
