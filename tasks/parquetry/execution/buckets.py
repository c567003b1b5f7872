"""Buckets: documents grouped by the first bits of their id, split where there is too much, by sizes alone.

Extendible hashing: a bucket is a prefix of bits; one that holds more than the limit becomes two, with one bit more. Equal
documents give equal buckets, whatever the order and the number of workers, and a document that changes touches one bucket.
Leaves (units of output) and batches (units of work within a leaf) are both such buckets, with different limits.

Source: Fagin, Nievergelt, Pippenger, Strong: Extendible hashing, ACM TODS 4 (1979).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_BITS = 64
"""Bits of a doc_id that buckets may use: 2**64 documents."""
_HEX_DIGITS = MAX_BITS // 4


class DocumentKey(NamedTuple):
    """What planning knows of a document: its id, the digest of all that was read of it, its size in bytes of source."""

    doc_id: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """The documents whose id begins with `bits`, sorted by id; `bits` is a string of 0 and 1, empty for all of them."""

    bits: str
    documents: tuple[DocumentKey, ...]

    @property
    def size(self) -> int:
        """Return the bytes of source in it."""
        return sum(document.size for document in self.documents)


def split(documents: Sequence[DocumentKey], limit: int, bits: str = "") -> list[Bucket]:
    """Return the buckets of documents (sorted by id, all beginning with `bits`) of at most `limit` bytes each, in order.

    A bucket of one document may be larger. Empty buckets are left out.

    >>> ids = [DocumentKey(f"{first}{'0' * 31}", "", 10) for first in "08c"]
    >>> [(bucket.bits, bucket.size) for bucket in split(ids, 20)]
    [('0', 10), ('1', 20)]
    """
    # Running totals: the size of any range of documents is one subtraction.
    sums = [0, *accumulate(document.size for document in documents)]
    ids = [document.doc_id for document in documents]
    buckets: list[Bucket] = []
    waiting = [(bits, 0, len(documents))]
    # A stack, the half with 0 on top: so the buckets come out in order of id. Halves of a bucket depend on its
    # documents alone: a new document changes its own bucket and no other, unless that one must be split.
    while waiting:
        prefix, low, high = waiting.pop()
        if high - low > 1 and sums[high] - sums[low] > limit and len(prefix) < MAX_BITS:
            middle = bisect_left(ids, bounds(prefix + "1")[0], low, high)
            waiting += [(prefix + "1", middle, high), (prefix + "0", low, middle)]
        elif high > low:
            buckets.append(Bucket(prefix, tuple(documents[low:high])))
    return buckets


def bounds(bits: str) -> tuple[str, str]:
    """Return the half-open range of the ids in a bucket, as strings that compare like ids.

    >>> bounds("1")[0][:2], bounds("")[1][:2], bounds("01")
    ('80', 'g', ('4000000000000000', '8000000000000000'))
    """
    width = MAX_BITS - len(bits)
    # "01" and 62 zeros is the least id of the bucket.
    low = int(bits or "0", 2) << width
    high = low + (1 << width)
    # The bucket of the highest ids has no id above it; "g" sorts after every hex digit.
    return f"{low:0{_HEX_DIGITS}x}", "g" if high >> MAX_BITS else f"{high:0{_HEX_DIGITS}x}"


def label(bits: str) -> str:
    """Return the name of a bucket in file names; names sort as the ids do.

    >>> label(""), label("0110")
    ('b', 'b0110')
    """
    return f"b{bits}"
