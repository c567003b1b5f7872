"""Repetition: how much of a text says what it has said before, by lines, paragraphs and sequences of words.

Source: Rae et al. 2021 (Gopher), table A1, as FineWeb's datatrove reads it: the first occurrence is no duplicate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parquetry.enrich.code_points import Flags, Hashes, Integers, mixed

if TYPE_CHECKING:
    from parquetry.enrich.code_points import CodePoints, Spans

TOP = (2, 3, 4)
"""Lengths, in words, of the sequences of which the most frequent one counts."""
DUPLICATED = (5, 6, 7, 8, 9, 10)
"""Lengths, in words, of the sequences of which all repeated ones count."""
_BUCKETS = 4
"""Buckets for each hash, at least."""
_BITS = 64
"""Bits of a hash."""
_STEP = np.uint64(0xD6E8FEB86659FD93)
_SALT = np.uint64(0xA0761D6478BD642F)


@dataclass(frozen=True, slots=True)
class Repeated:
    """For each text: how many pieces it has, how many stood there before, and the code points of those."""

    pieces: Integers
    duplicates: Integers
    characters: Integers


def repeated(points: CodePoints, pieces: Spans) -> Repeated:
    """Return what of the pieces of each text (lines, paragraphs) stood in the same text before."""
    keys = _by_document(points.hashes(pieces), pieces.document)
    _, first = np.unique(keys, return_index=True)
    again = np.ones(len(keys), np.bool_)
    again[first] = False
    texts = points.texts
    duplicates = pieces.where(again)
    return Repeated(
        np.bincount(pieces.document, minlength=texts),
        np.bincount(duplicates.document, minlength=texts),
        sums(duplicates.document, duplicates.length, texts),
    )


@dataclass(frozen=True, slots=True)
class Sequences:
    """Code points for each text: in the most frequent sequence of n words, and in repeated ones, by n."""

    top: dict[int, Integers]
    duplicated: dict[int, Integers]


def sequences(points: CodePoints, words: Spans, hashes: Hashes) -> Sequences:
    """Return how many code points lie in repeated sequences of words; `hashes` are those of the words.

    A sequence of n words can be repeated only where both sequences of n - 1 words in it are: so the first step looks at all
    pairs, and each further one at what the one before left.
    """
    count = len(hashes)
    keys = _by_document(hashes, words.document)
    letters = np.concatenate(([0], np.cumsum(words.length)))
    top: dict[int, Integers] = {}
    duplicated: dict[int, Integers] = {}
    places: Integers = np.arange(count)
    for n in range(2, max(DUPLICATED) + 1):
        # Not over the end of a text.
        places = places[places + n <= count]
        places = places[words.document[places] == words.document[places + n - 1]]
        groups = _groups(keys, places, n)
        if n in TOP:
            top[n] = _top(groups, n, words, letters, points.texts)
        else:
            duplicated[n] = _duplicated(groups, n, words, letters, points.texts)
        # What may be the beginning of a repeated sequence of one word more.
        again = np.zeros(count + 1, np.bool_)
        again[groups.places] = True
        places = groups.places[again[groups.places + 1]]
    return Sequences(top, duplicated)


@dataclass(frozen=True, slots=True)
class _Groups:
    """Places at which equal sequences begin, those of a group together, in text order; where each group begins; its size."""

    places: Integers
    starts: Integers
    sizes: Integers


def _groups(keys: Hashes, places: Integers, n: int) -> _Groups:
    """Return the groups of two or more places at which the same n words begin."""
    hashes = np.zeros(len(places), np.uint64)
    for offset in range(n):
        hashes *= _STEP
        hashes += keys[places + offset]
    hashes, places = _doubtful(mixed(hashes), places)
    # The place in the low bits: one sort of numbers gives groups in text order.
    bits = np.uint64(max(1, len(keys).bit_length()))
    packed = np.sort((hashes >> bits << bits) | places.astype(np.uint64))
    group = packed >> bits
    cuts = np.flatnonzero(np.concatenate(([True], group[1:] != group[:-1]))) if len(packed) else np.zeros(0, np.int64)
    sizes = np.diff(np.append(cuts, len(packed)))
    kept = np.repeat(sizes > 1, sizes)
    sizes = sizes[sizes > 1]
    ordered = (packed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)[kept]
    return _Groups(ordered, np.concatenate(([0], np.cumsum(sizes)))[:-1].astype(np.int64), sizes)


def _doubtful(hashes: Hashes, places: Integers) -> tuple[Hashes, Integers]:
    """Return the hashes, with their places, that may be there twice: those that share a bucket with another.

    Most sequences of words stand once. To count buckets costs a tenth of sorting them all.
    """
    # As many buckets as leave few hashes together by chance: four times their number or more.
    bits = (_BUCKETS * len(hashes)).bit_length()
    bucket = (hashes >> np.uint64(_BITS - bits)).astype(np.int64)
    shared = np.bincount(bucket)[bucket] > 1 if len(hashes) else np.zeros(0, np.bool_)
    at = np.flatnonzero(shared)
    return hashes[at], places[at]


def _top(groups: _Groups, n: int, words: Spans, letters: Integers, texts: int) -> Integers:
    """Return the code points of the most frequent sequence of each text, spaces between its words counted, times its number.

    Of several the one that stands first counts. Where none is repeated that is the text's first, once.
    """
    first_word = np.searchsorted(words.document, np.arange(texts))
    last_word = np.searchsorted(words.document, np.arange(texts), side="right")
    begin, size = first_word.copy(), (last_word - first_word >= n).astype(np.int64)
    first = groups.places[groups.starts]
    # Largest size, then smallest place: one number that the larger of two decides.
    rank = np.zeros(texts, np.int64)
    np.maximum.at(rank, words.document[first], (groups.sizes << 32) | (0xFFFFFFFF - first))
    several = rank > 0
    begin[several] = 0xFFFFFFFF - (rank[several] & 0xFFFFFFFF)
    size[several] = rank[several] >> 32
    begin = np.minimum(begin, max(0, len(letters) - 1 - n))
    long_enough = size > 0
    out = np.zeros(texts, np.int64)
    at = begin[long_enough]
    out[long_enough] = (letters[at + n] - letters[at] + n - 1) * size[long_enough]
    return out


def _duplicated(groups: _Groups, n: int, words: Spans, letters: Integers, texts: int) -> Integers:
    """Return the code points of the words in repeated sequences of each text, none counted twice.

    From left to right: a sequence that was met before counts, and the next one looked at begins after it.
    """
    out = [0] * texts
    if not len(groups.places):
        return np.zeros(texts, np.int64)
    number = np.repeat(np.arange(len(groups.sizes)), groups.sizes)
    order = np.argsort(groups.places)
    places = groups.places[order]
    length = letters[places + n] - letters[places]
    met: set[int] = set()
    free = 0
    # Only where a sequence is repeated: whatever stands between changes nothing. Sequences of different texts are different.
    columns = (places, number[order], length, words.document[places])
    for place, group, characters, document in zip(*(column.tolist() for column in columns), strict=True):
        if place < free:
            continue
        if group in met:
            out[document] += characters
            free = place + n
        else:
            met.add(group)
    return np.array(out, np.int64)


def _by_document(hashes: Hashes, document: Integers) -> Hashes:
    """Return hashes that are equal only within a text."""
    return hashes ^ mixed(document.astype(np.uint64) * _SALT + _SALT)


def sums(document: Integers, values: Integers | Flags, texts: int) -> Integers:
    """Return for each text the sum of the values that belong to it."""
    # Weights are floats of 64 bits: exact far beyond the length of any batch.
    return np.bincount(document, weights=values, minlength=texts).astype(np.int64)
