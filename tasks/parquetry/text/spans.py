"""Cuts: the runs of a text between two positions, the outer ones cut to them.

Where each position's bytes begin is measured once, from the first to the last, whatever the order it is asked in; in
ASCII text, where a character is a byte, not at all.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from parquetry.text.alignment import COPY, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# In these the bytes below 128 are ASCII, one byte a character: an ASCII slice needs no encoding to be measured.
_WIDE = ("utf-16", "utf-32", "utf_16", "utf_32")


def byte_length(text: str, encoding: str) -> int:
    """Return how many bytes the text had in its source."""
    if encoding.startswith(_WIDE):
        return len(text.encode(encoding, "surrogatepass"))
    return len(text) if text.isascii() else len(text.encode(encoding, "surrogateescape"))


class Cuts:
    """Runs that can be asked for by position; `positions` are all that will be asked for, in any order."""

    __slots__ = ("_bytes", "_length", "runs", "starts")

    def __init__(self, text: str, runs: Sequence[Run], encoding: str, positions: Iterable[int]) -> None:
        self.runs = runs
        self.starts = [run.start for run in runs]
        self._length = len(text)
        simple = text.isascii() and not encoding.startswith(_WIDE)
        self._bytes = None if simple else _offsets(text, runs, encoding, sorted(set(positions)))

    def within(self, start: int, end: int) -> list[Run]:
        """Return the runs from `start` to `end`; deletions at the end belong to what follows, but at the text's end."""
        if start == end < self._length:
            return []
        first = bisect_left(self.starts, start)
        head: list[Run] = []
        if first and (run := self.runs[first - 1]).end > start:
            head = [self._piece(run, start, min(end, run.end))]
            if end < run.end:
                return head
        last = len(self.runs) if end == self._length else bisect_left(self.starts, end, first)
        out = list(self.runs[first:last])
        if out and out[-1].end > end:
            out[-1] = self._piece(out[-1], out[-1].start, end)
        return head + out

    def cover(self, start: int, end: int) -> tuple[int, int]:
        """Return the cover of the source bytes of a stretch, without those of characters deleted at its edges."""
        at = bisect_right(self.starts, start) - 1
        if at >= 0 and start < end <= self.runs[at].end:
            return self._bytes_of(self.runs[at], start, end)
        inside = [run for run in self.within(start, end) if run.start < run.end or start < run.start < end]
        if not inside:
            around = self.runs[bisect_left(self.starts, start) : bisect_right(self.starts, end)]
            inside = [run for run in around if run.start == run.end]
        return self.hull(inside, start)

    def hull(self, inside: Sequence[Run], position: int) -> tuple[int, int]:
        """Return the least and greatest source byte of the runs; the point at `position` where there are none."""
        if inside:
            return min(run.source_start for run in inside), max(run.source_end for run in inside)
        at = bisect_left(self.starts, position)
        if at and self.runs[at - 1].end > position:
            point, _ = self._bytes_of(self.runs[at - 1], position, position)
        elif at < len(self.runs):
            point = self.runs[at].source_start
        else:
            point = self.runs[-1].source_end if self.runs else 0
        return point, point

    def _piece(self, run: Run, start: int, end: int) -> Run:
        low, high = self._bytes_of(run, start, end)
        return Run(start, end, low, high, run.kind)

    def _bytes_of(self, run: Run, start: int, end: int) -> tuple[int, int]:
        """Return the source bytes of a run from `start` to `end`; a part of an edit keeps its whole cover."""
        first, last, low, high, kind = run
        if kind != COPY:
            return low, high
        if self._bytes is None:
            return low + start - first, low + end - first
        return low if start == first else self._bytes[start], high if end == last else self._bytes[end]


def _offsets(text: str, runs: Iterable[Run], encoding: str, positions: Sequence[int]) -> dict[int, int]:
    """Return for each of the sorted positions within a copy run the byte at which its character begins."""
    out: dict[int, int] = {}
    k = 0
    for run in runs:
        if run.kind != COPY:
            continue
        at, byte = run.start, run.source_start
        k = bisect_left(positions, at, k)
        while k < len(positions) and positions[k] < run.end:
            byte += byte_length(text[at : positions[k]], encoding)
            at = positions[k]
            out[at] = byte
            k += 1
    return out
