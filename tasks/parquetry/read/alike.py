"""Rejects of records that all fail alike: one row and a count, instead of a million equal rows.

A CSV whose text column has another name fails in every record for one reason, and one row says it better.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parquetry.model.dataset import Reject

LEAST = 2
"""Records that must fail alike: one broken record is a row of its own."""


class AlikeRejects:
    """Holds back the rejects of a file as long as every record failed for the same reason, with the same words.

    The records are numbered from 0 without a gap, so that a count is enough to make the rows after all.
    """

    __slots__ = ("_count", "_differ", "_first")

    def __init__(self) -> None:
        self._first: Reject | None = None
        self._count = 0
        self._differ = False

    def add(self, reject: Reject) -> Iterator[Reject]:
        """Take a reject; yield what can be held back no longer."""
        if self._differ or reject.source_sha256 is not None:  # a record that was read has a digest of its own
            yield from self.differing()
            yield reject
        # The first failure sets what all others are compared with.
        elif self._first is None:
            self._first, self._count = reject, 1
        elif (reject.reason, reject.detail) == (self._first.reason, self._first.detail):
            self._count += 1
        else:
            yield from self.differing()
            yield reject

    def differing(self) -> Iterator[Reject]:
        """Yield the rejects held back, one by one: something in the file is unlike them."""
        # From here on nothing is held back any more.
        self._differ = True
        if self._first is not None:
            first, self._first = self._first, None
            # The rows are made again from the first one and a count: memory stays the same for a million.
            start = first.source_record or 0
            for number in range(self._count):
                yield replace(first, source_record=start + number)

    def finish(self) -> Iterator[Reject]:
        """Yield what is held back when the file ends: one row for the file if all of it failed alike."""
        if self._first is None:
            return
        if self._count < LEAST:
            yield from self.differing()
            return
        detail = f"all {self._count} records: {self._first.detail}"
        yield replace(self._first, source_record=None, detail=detail)
        self._first = None
