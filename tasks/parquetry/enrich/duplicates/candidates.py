"""Candidates: pairs of documents whose signatures agree in a band, and are alike enough as a whole to be compared.

Two scans of one print with a letter in a hundred misread have a third of their shingles in common, and one in eleven such
pairs agrees in a band of five numbers. So the same numbers are also taken in bands of two, in which nearly all do; there
many others agree by chance or by a notice that all have, so that only small groups and the closest of each document count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parquetry.enrich.duplicates.signatures import BANDS, ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy.typing as npt

    from parquetry.enrich.code_points import Integers

    Matrix = npt.NDArray[np.uint32]

ALL_PAIRS = 64
"""Documents that agree in a band up to which each is compared with each; of more, each is compared with those before it
that no other is like, so that a million copies of a form letter do not cost a million times a million comparisons."""
NARROW = 2
"""Numbers of a narrow band: two with a fifth of their shingles in common agree in one with a probability of .92."""
FEW = 16
"""Documents that agree in a narrow band up to which they are compared: more agree by what is no sign of a copy."""
CLOSEST = 8
"""Candidates of a document by narrow bands, those whose signatures agree most: reprints are rarely more."""
MISREAD = 0.1
"""Least estimate of a candidate by narrow bands: of two scans with one letter in fifty misread it is about .15."""
SLACK = 0.2
"""How far below the threshold an estimate by signatures may be: five standard deviations of one by 125 numbers."""
_STEP = np.uint64(0x9FB21C651E98DF25)
# Pairs whose signatures are compared at once: 16 MB of them.
_BATCH = 16_384


def pairs(matrix: Matrix, chosen: Integers, threshold: float) -> Integers:
    """Return the candidates among the chosen documents, by their numbers: pairs, sorted, the smaller first in each.

    `matrix` has a row of BANDS * ROWS numbers a document; `chosen` is sorted. It is never copied: of a million documents it
    has half a gigabyte.
    """
    count = len(matrix)
    least = int((threshold - SLACK) * BANDS * ROWS)
    # Wide bands, as a candidate of which nothing was misread agrees in one.
    wide = (members for band in range(BANDS) for members in _agreeing(matrix, chosen, _columns(band, ROWS)))
    found = [_packed(_within(matrix, members, least), count) for members in wide]
    # Many pairs agree in several bands.
    packed = np.unique(np.concatenate([*found, _packed(_closest(matrix, chosen), count)]))
    return np.stack((packed // count, packed % count), axis=1)


def _packed(found: Integers, count: int) -> Integers:
    """Return pairs as one number each, in their order."""
    return found[:, 0] * count + found[:, 1]


def _columns(band: int, rows: int) -> range:
    return range(band * rows, (band + 1) * rows)


def _closest(matrix: Matrix, chosen: Integers) -> Integers:
    """Return the candidates by narrow bands: of each document those that agree with it in most numbers."""
    pairs = np.zeros((0, 2), np.int64)
    for band in range(BANDS * ROWS // NARROW):
        # After each band, so that no more than the closest are held.
        pairs = _of_closest(matrix, np.unique(np.concatenate([pairs, _of_few(matrix, chosen, band)]), axis=0))
    return pairs


def _of_few(matrix: Matrix, chosen: Integers, band: int) -> Integers:
    """Return all pairs within the groups, of FEW at most, that agree in a narrow band."""
    ordered, cuts = _groups(matrix, chosen, _columns(band, NARROW))
    # Most documents are a group of their own: nothing but the sizes is looked at for them.
    sizes = np.diff(cuts)
    # How many documents stand behind each in its group; one of a large group has none.
    behind = np.repeat(cuts[1:] * (sizes <= FEW), sizes) - np.arange(len(ordered)) - 1
    at = np.flatnonzero(behind > 0)
    found = []
    # Each with the next of its group, then with the one after that: for [2, 5, 9] the pairs (2, 5), (5, 9), then (2, 9).
    for step in range(1, FEW):
        at = at[behind[at] >= step]
        found.append(np.stack((ordered[at], ordered[at + step]), axis=1))
    return np.concatenate(found)


def _of_closest(matrix: Matrix, pairs: Integers) -> Integers:
    """Return the pairs that agree in MISREAD of all numbers and of which one is among the CLOSEST of the other, in order."""
    agree = np.concatenate([np.count_nonzero(matrix[some[:, 0]] == matrix[some[:, 1]], axis=1) for some in _batches(pairs)])
    enough = agree >= int(MISREAD * BANDS * ROWS)
    pairs, agree = pairs[enough], agree[enough]
    # Each pair from both its sides: it stays if it is close for one of them.
    own, other = np.concatenate([pairs, pairs[:, ::-1]]).T
    # By document, the closest first, and of those that are equally close the smallest.
    order = np.lexsort((other, -np.tile(agree, 2), own))
    first = np.searchsorted(own[order], own[order])
    # The place of each among those of its document is how far it stands behind their first.
    kept = order[np.arange(len(order)) - first < CLOSEST] % len(pairs)
    chosen: Integers = pairs[np.unique(kept)]
    return chosen


def _batches(pairs: Integers) -> Iterator[Integers]:
    """Yield some pairs at a time: their signatures are copied to be compared."""
    yield from np.array_split(pairs, len(pairs) // _BATCH + 1)


def _agreeing(matrix: Matrix, chosen: Integers, columns: Iterable[int]) -> Iterator[Integers]:
    """Yield the documents, two or more, that agree in the columns of a band."""
    ordered, cuts = _groups(matrix, chosen, columns)
    # Nearly all documents are alone: only the others become Python's numbers.
    several = np.flatnonzero(np.diff(cuts) > 1)
    for first, end in zip(cuts[several].tolist(), cuts[several + 1].tolist(), strict=True):
        yield ordered[first:end]


def _groups(matrix: Matrix, chosen: Integers, columns: Iterable[int]) -> tuple[Integers, Integers]:
    """Return the documents with those together that agree in the columns, in order, and where each group begins; the end."""
    keys = np.zeros(len(chosen), np.uint64)
    for column in columns:
        keys *= _STEP
        keys += matrix[chosen, column]
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    cuts = np.append(np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1]))[: len(order)]), len(order))
    return chosen[order], cuts


def _within(matrix: Matrix, members: Integers, least: int) -> Integers:
    """Return the pairs among documents that agree in a band whose signatures agree in at least `least` numbers."""
    if len(members) > ALL_PAIRS:
        return _with_leaders(matrix, members, least)
    rows = matrix[members]
    out = []
    for number in range(1, len(members)):
        agree = np.count_nonzero(rows[:number] == rows[number], axis=1) >= least
        before = members[:number][agree]
        out.append(np.stack((before, np.full(len(before), members[number])), axis=1))
    return np.concatenate(out)


def _with_leaders(matrix: Matrix, members: Integers, least: int) -> Integers:
    """Return pairs that connect each document with those leaders that it is like; one that is like none leads."""
    leaders = [int(members[0])]
    out: list[tuple[int, int]] = []
    for member in members[1:].tolist():
        agree = np.count_nonzero(matrix[leaders] == matrix[member], axis=1) >= least
        alike = [leader for leader, is_alike in zip(leaders, agree.tolist(), strict=True) if is_alike]
        out += [(leader, member) for leader in alike]
        if not alike:
            leaders.append(member)
    return np.array(out, np.int64).reshape(-1, 2)
