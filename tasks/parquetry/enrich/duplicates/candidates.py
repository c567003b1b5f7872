"""Candidates: pairs of documents whose signatures agree in a band, and are alike enough as a whole to be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parquetry.enrich.duplicates.signatures import BANDS, ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from parquetry.enrich.code_points import Integers

    Matrix = npt.NDArray[np.uint32]

ALL_PAIRS = 64
"""Documents that agree in a band up to which each is compared with each; of more, each is compared with those before it
that no other is like, so that a million copies of a form letter do not cost a million times a million comparisons."""
# How far below the threshold an estimate by signatures may be: five standard deviations of one by 125 numbers.
_SLACK = 0.2
_STEP = np.uint64(0x9FB21C651E98DF25)


def pairs(matrix: Matrix, chosen: Integers, threshold: float) -> Integers:
    """Return the candidates among the chosen documents, by their numbers: pairs, sorted, the smaller first in each.

    `matrix` has a row of BANDS * ROWS numbers a document; `chosen` is sorted. It is never copied: of a million documents it
    has half a gigabyte.
    """
    least = int((threshold - _SLACK) * BANDS * ROWS)
    count = len(matrix)
    found = [_within(matrix, members, least) for band in range(BANDS) for members in _agreeing(matrix, chosen, band)]
    if not found:
        return np.zeros((0, 2), np.int64)
    # Many pairs agree in several bands.
    packed = np.unique(np.concatenate([group[:, 0] * count + group[:, 1] for group in found]))
    return np.stack((packed // count, packed % count), axis=1)


def _agreeing(matrix: Matrix, chosen: Integers, band: int) -> Iterator[Integers]:
    """Yield the documents, two or more, that agree in a band."""
    keys = np.zeros(len(chosen), np.uint64)
    for column in range(band * ROWS, (band + 1) * ROWS):
        keys *= _STEP
        keys += matrix[chosen, column]
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    cuts = np.append(np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1]))[: len(order)]), len(order))
    # Nearly all documents are alone: only the others become Python's numbers.
    several = np.flatnonzero(np.diff(cuts) > 1)
    for first, end in zip(cuts[several].tolist(), cuts[several + 1].tolist(), strict=True):
        yield chosen[order[first:end]]


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
