"""Maps spans of a text to segments and to source bytes.

The byte at which each asked position begins is measured once, in one pass from the first to the last, whatever the
order they are asked in; in ASCII text, where a character is a byte, not at all.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from parquetry.text.alignment import COPY, AlignmentSegment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# In these encodings ASCII characters take two or four bytes; in all others one.
_WIDE = ("utf-16", "utf-32", "utf_16", "utf_32")


def byte_length(text: str, encoding: str) -> int:
    """Return how many bytes the text had in its source."""
    if encoding.startswith(_WIDE):
        return len(text.encode(encoding, "surrogatepass"))
    # Bytes that did not decode stand in the text as surrogates (PEP 383), one byte each.
    return len(text) if text.isascii() else len(text.encode(encoding, "surrogateescape"))


class SpanMapper:
    """Segments and source bytes of spans; `positions` are all the ends of spans that will be asked for, in any order."""

    __slots__ = ("_bytes", "_length", "segments", "starts")

    def __init__(self, text: str, segments: Sequence[AlignmentSegment], encoding: str, positions: Iterable[int]) -> None:
        self.segments = segments
        self.starts = [segment.start for segment in segments]
        self._length = len(text)
        one_byte_each = text.isascii() and not encoding.startswith(_WIDE)
        self._bytes = None if one_byte_each else _byte_offsets(text, segments, encoding, sorted(set(positions)))

    def segments_between(self, start: int, end: int) -> list[AlignmentSegment]:
        """Return the segments from `start` to `end`, the outer ones cut to them.

        The trap: deletions at the end belong to what follows, except at the end of the text, where nothing does.
        """
        # An empty span inside the text has no segment: bytes deleted there belong to what follows.
        if start == end < self._length:
            return []
        # The first segment that begins at `start` or later; the one before it may reach across.
        first = bisect_left(self.starts, start)
        head: list[AlignmentSegment] = []
        if first and (segment := self.segments[first - 1]).end > start:
            head = [self._cut(segment, start, min(end, segment.end))]
            # The span lies within a single segment.
            if end < segment.end:
                return head
        # At the end of the text the empty segments there are included, or the bytes deleted last would be lost.
        last = len(self.segments) if end == self._length else bisect_left(self.starts, end, first)
        rest = list(self.segments[first:last])
        if rest and rest[-1].end > end:
            rest[-1] = self._cut(rest[-1], rest[-1].start, end)
        return head + rest

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the bounding range of the span's source bytes, without those of characters deleted at its edges."""
        at = bisect_right(self.starts, start) - 1
        # The usual case by far: the whole span is in one segment.
        if at >= 0 and start < end <= self.segments[at].end:
            return self._bytes_of(self.segments[at], start, end)
        inside = [
            segment
            for segment in self.segments_between(start, end)
            # Deletions at the edges are no part of the span, those within it are: "na\u00adive" from n to e.
            if segment.start < segment.end or start < segment.start < end
        ]
        return self.bounding_span(inside or self._deleted(start, end), start)

    def _deleted(self, start: int, end: int) -> list[AlignmentSegment]:
        """Return what was deleted at an empty span, or at the edges of one: an empty span is what was deleted there."""
        around = self.segments[bisect_left(self.starts, start) : bisect_right(self.starts, end)]
        return [segment for segment in around if segment.start == segment.end]

    def bounding_span(self, segments: Sequence[AlignmentSegment], position: int) -> tuple[int, int]:
        """Return the least and the greatest source byte of the segments; the point at `position` where there are none."""
        if segments:
            return min(segment.source_start for segment in segments), max(segment.source_end for segment in segments)
        at = bisect_left(self.starts, position)
        # Inside a segment: the byte at which the character at `position` begins.
        if at and self.segments[at - 1].end > position:
            point, _ = self._bytes_of(self.segments[at - 1], position, position)
        elif at < len(self.segments):
            point = self.segments[at].source_start
        else:
            point = self.segments[-1].source_end if self.segments else 0
        return point, point

    def _cut(self, segment: AlignmentSegment, start: int, end: int) -> AlignmentSegment:
        low, high = self._bytes_of(segment, start, end)
        return AlignmentSegment(start, end, low, high, segment.kind)

    def _bytes_of(self, segment: AlignmentSegment, start: int, end: int) -> tuple[int, int]:
        """Return the source bytes of a segment from `start` to `end`; a part of an edit keeps all its bytes."""
        first, last, low, high, kind = segment
        if kind != COPY:
            return low, high
        if self._bytes is None:
            # ASCII: a character is a byte.
            return low + start - first, low + end - first
        # The ends of a segment are known; only positions inside it were measured.
        return low if start == first else self._bytes[start], high if end == last else self._bytes[end]


def _byte_offsets(
    text: str, segments: Iterable[AlignmentSegment], encoding: str, positions: Sequence[int]
) -> dict[int, int]:
    """Return for each of the sorted positions within a copy segment the byte at which its character begins."""
    offsets: dict[int, int] = {}
    k = 0
    for segment in segments:
        if segment.kind != COPY:
            continue
        at, byte = segment.start, segment.source_start
        # From `k` on, since positions and segments are both in order: one pass for all.
        k = bisect_left(positions, at, k)
        while k < len(positions) and positions[k] < segment.end:
            # Only the characters since the last position are encoded, so that each is encoded once.
            byte += byte_length(text[at : positions[k]], encoding)
            at = positions[k]
            offsets[at] = byte
            k += 1
    return offsets
