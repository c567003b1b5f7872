"""Shingles: the sets of five words in a row that documents are compared by, as hashes of 64 bits.

Source: Broder 1997, On the resemblance and containment of documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parquetry.enrich.code_points import CodePoints, Hashes, Integers, mixed, running_count, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.enrich.code_points import Spans

WORDS = 5
"""Words of a shingle; a shorter document has one, of all its words. In scripts without spaces: characters."""
_STEP = np.uint64(0xE7037ED1A0B428DB)


@dataclass(frozen=True, slots=True)
class Shingles:
    """Hashes of the shingles of texts, one text after another; `bounds`: where each begins, with one more for the end."""

    hashes: Hashes
    bounds: Integers

    def of(self, number: int) -> Hashes:
        """Return the shingles of a text as a set: sorted, each once."""
        return np.unique(self.hashes[self.bounds[number] : self.bounds[number + 1]])


def folded(text: str) -> str:
    """Return a text as it is compared: case makes no difference."""
    return text.casefold()


def compared_words(points: CodePoints) -> Spans:
    """Return the words that count, of texts that are folded: punctuation and white space make no difference."""
    found = words(points)
    solid = running_count(~points.symbols())
    return found.where(solid[found.end] > solid[found.start])


def shingles(texts: Sequence[str]) -> Shingles:
    """Return the shingles of texts. Case, punctuation and white space make no difference."""
    points = CodePoints.of(list(map(folded, texts)))
    found = compared_words(points)
    return of_words(points.hashes(found), np.bincount(found.document, minlength=points.texts))


def of_words(hashes: Hashes, count: Integers) -> Shingles:
    """Return the shingles of texts whose words lie one text after another, given by their hashes; `count`: words of each."""
    first = np.concatenate(([0], np.cumsum(count)))
    # Every word begins a shingle but the last four; the first word of a short text does, whatever follows.
    number = np.where(count > 0, np.maximum(count - WORDS + 1, 1), 0)
    bounds = np.concatenate(([0], np.cumsum(number)))
    starts = np.arange(bounds[-1]) + np.repeat(first[:-1] - bounds[:-1], number)
    ends = np.repeat(first[1:], number)
    out = np.zeros(len(starts), np.uint64)
    for offset in range(WORDS):
        at = starts + offset
        inside = at < ends
        out[inside] = out[inside] * _STEP + hashes[at[inside]]
    return Shingles(mixed(out), bounds)


def jaccard(one: Hashes, other: Hashes) -> float:
    """Return the share of two sets (sorted, each element once) that they have in common, 0 to 1; 0 for two empty ones.

    >>> jaccard(np.array([1, 2, 3], np.uint64), np.array([2, 3, 4], np.uint64))
    0.5
    """
    if not len(one) or not len(other):
        return 0.0
    places = np.minimum(np.searchsorted(other, one), len(other) - 1)
    common = int(np.count_nonzero(other[places] == one))
    return common / (len(one) + len(other) - common)
