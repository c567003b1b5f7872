"""Misread letters: the shingles of two texts that would be the same but for what a scan misread.

One letter in a hundred misread in each of two scans leaves them a third of their shingles in common: a shingle has some
thirty letters. So the words of both are aligned, and those that stand in each other's place and differ in a letter or two
count as one: "tbe harbour" and "the harbonr", "in thepier" and "in the pier".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import LCSseq, Levenshtein

from parquetry.enrich.code_points import CodePoints
from parquetry.enrich.duplicates.shingles import compared_words, of_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parquetry.enrich.code_points import Hashes

LONGEST = 50_000
"""Most words of a text that is aligned: time grows with the square, and two of this length take a second (estimate)."""
_FEWEST_LETTERS = 2
"""Letters of a word from which on it may be misread: A and B are other letters, `of` and `ef` one word."""
_LETTERS_A_MISREADING = 4
"""A word may have one letter misread for so many, and a short one has one: more, and it may be another word."""
_LEAST_SHARE = 0.2
"""Share of the differences that must be misreadings: of 500 pairs with edited words none had more that look so."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text that count, with the hash of each."""

    words: tuple[str, ...]
    hashes: Hashes

    @classmethod
    def of(cls, text: str) -> Words:
        """Return the words of a text that is folded.

        >>> Words.of("the old, old pier").words
        ('the', 'old', 'old', 'pier')
        """
        points = CodePoints.of([text])
        found = compared_words(points)
        places = zip(found.start.tolist(), found.end.tolist(), strict=True)
        return cls(tuple(text[start:end] for start, end in places), points.hashes(found))


def may_be_misread(one: str, other: str, least: float) -> bool:
    """Tell whether two texts have a share of words in common, in their order, that makes it worth while to align them.

    >>> may_be_misread("the old pier", "tbe old pier", 0.5), may_be_misread("the old pier", "old the new", 0.5)
    (True, False)
    """
    # By white space, which is a hundred times faster than by all that parts words.
    words, others = one.split(), other.split()
    # Both texts end to end: what they have in common is in it twice.
    count = len(words) + len(others)
    if count > 2 * LONGEST:
        return False
    common = LCSseq.similarity(words, others)
    return bool(common >= least * (count - common))


def is_misreading(one: str, other: str) -> bool:
    """Tell whether two different words, or two or three, may be the same misread: alike in letters, and not in a figure.

    >>> is_misreading("harbour", "harbonr"), is_misreading("the pier", "thepier"), is_misreading("modernise", "modemise")
    (True, True, True)
    >>> is_misreading("1907", "1901"), is_misreading("pier7", "pier8"), is_misreading("a", "b"), is_misreading("sea", "oar")
    (False, False, False, False)
    """
    # "of" and "ef" may be one word, "a" and "b" never are.
    shorter, longer = sorted((len(one), len(other)))
    most = max(1, longer // _LETTERS_A_MISREADING)
    if shorter < _FEWEST_LETTERS or Levenshtein.distance(one, other, score_cutoff=most) > most:
        return False
    # Another figure is another number: invoice 1001 is not invoice 1007, however alike the letters around them are.
    return _figures(one) == _figures(other) or not (_figures(one) and _figures(other))


def _figures(word: str) -> str:
    return "".join(char for char in word if char.isdigit())


def as_read(one: Words, other: Words) -> Hashes:
    """Return the shingles of `other`, with what is a misreading of `one` at its place taken for that, in order.

    Nothing is where few of the differences are misreadings: whoever edits a text puts `on` for `of` now and then.
    """
    differing = list(_differing(one, other))
    misread = [place for place in differing if _is_misread(one, other, place)]
    # The words of `other` with those of `one` in the places that were misread, piece by piece.
    pieces, done = [], 0
    for low, high, start, end in misread if len(misread) > _LEAST_SHARE * len(differing) else ():
        pieces += [other.hashes[done:start], one.hashes[low:high]]
        done = end
    return shingles_of(np.concatenate([*pieces, other.hashes[done:]]))


def shingles_of(words: Hashes) -> Hashes:
    """Return the shingles of a text in their order, given by the hashes of its words."""
    return of_words(words, np.array([len(words)])).hashes


def _is_misread(one: Words, other: Words, place: tuple[int, int, int, int]) -> bool:
    low, high, start, end = place
    return is_misreading(" ".join(one.words[low:high]), " ".join(other.words[start:end]))


def _differing(one: Words, other: Words) -> Iterator[tuple[int, int, int, int]]:
    """Yield the stretches of words that differ, as (start, end) in `one` and in `other`.

    Where they have as many words they are word by word, else whole: a space that was misread has made two words one.
    """
    low = start = 0
    for block in Levenshtein.editops(one.words, other.words).as_matching_blocks():
        # "tbe old" for "the old" is one word of one; "thepier" for "the pier" is one of two.
        if block.a - low == block.b - start:
            yield from ((low + k, low + k + 1, start + k, start + k + 1) for k in range(block.a - low))
        else:
            yield low, block.a, start, block.b
        low, start = block.a + block.size, block.b + block.size
