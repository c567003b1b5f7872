"""A string that knows its source bytes.

[`AlignedText`][parquetry.text.AlignedText] is the value every stage hands on. It holds the text, the *segments* that map
it to bytes, and the record of what was repaired in it. All changes go through one operation, `rearrange`: the new text
is a list of stretches of the old one, in any order, some of them rewritten. Replacing, deleting, inserting, moving,
slicing and joining are all written in its terms, so an offset is computed once, when text is decoded, and never
recovered by searching.

Frames: `start` and `end` are code points, half-open, into `text`; `source_start` and `source_end` are bytes, half-open,
into the source bytes.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from parquetry.text.alignment import (
    COPY,
    EDIT,
    AlignmentSegment,
    Edit,
    Repair,
    append_segment,
    repair_record,
    touches,
)
from parquetry.text.spans import SpanMapper, byte_length

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class AlignedText:
    """A string that knows for every character which source bytes it came from.

    `segments` tile `text` in order. An edit segment may be empty where text was deleted (`start == end`); see
    [`alignment`][parquetry.text.AlignedText.alignment] for the segments as they are published, which never are.

    >>> from parquetry.text import Edit, EditReason
    >>> text = AlignedText.decoded("na\\u00efve\\u00ad art", "utf-8")
    >>> text = text.replace([Edit(5, 6, "", EditReason("character", "soft_hyphen"))])
    >>> text.text, text.source_spans([(6, 9)])
    ('na\\xefve art', [(9, 12)])
    """

    text: str
    segments: tuple[AlignmentSegment, ...] = ()
    encoding: str = "utf-8"
    repairs: tuple[Repair, ...] = field(default=())

    @classmethod
    def decoded(cls, text: str, encoding: str, source_start: int = 0) -> AlignedText:
        """Return `text` as one copy segment that begins at byte `source_start`.

        The trap: `encoding` must give each character the number of bytes it had in the source; a byte order mark is no
        part of the text, and `utf-16` without an endianness would count one.
        """
        end = source_start + byte_length(text, encoding)
        return cls(text, (AlignmentSegment(0, len(text), source_start, end, COPY),) if text else (), encoding)

    def __len__(self) -> int:
        """Return the length in code points."""
        return len(self.text)

    def __getitem__(self, span: slice) -> AlignedText:
        """Return a slice with its alignment; agrees with slicing the plain string. Steps are not supported."""
        start, end, _ = span.indices(len(self.text))
        return self.rearrange([Edit(start, max(start, end))])

    def __add__(self, other: AlignedText) -> AlignedText:
        """Return both, joined."""
        return AlignedText.join([self, other])

    @classmethod
    def join(cls, pieces: Sequence[AlignedText]) -> AlignedText:
        """Return the pieces one after another, aligned to the same source bytes.

        Raises:
            ValueError: the pieces were decoded by different encodings.
        """
        if not pieces:
            return cls("")
        # The length of a copied character in bytes depends on the encoding, of which a text has one.
        encodings = {piece.encoding for piece in pieces}
        if len(encodings) > 1:
            message = f"pieces of different encodings cannot be joined: {sorted(encodings)}"
            raise ValueError(message)
        segments: list[AlignmentSegment] = []
        repairs: list[Repair] = []
        at = 0
        for piece in pieces:
            for segment in piece.segments:
                # Appended with merging: two halves of one copy are one segment again.
                append_segment(segments, segment._replace(start=segment.start + at, end=segment.end + at))
            repairs += [replace(repair, start=repair.start + at, end=repair.end + at) for repair in piece.repairs]
            at += len(piece.text)
        return cls("".join(piece.text for piece in pieces), tuple(segments), pieces[0].encoding, tuple(repairs))

    def replace(self, edits: Iterable[Edit]) -> AlignedText:
        """Return the text with each edit applied where it stands; the rest is copied.

        Edits that change nothing and have no reason to record are dropped.

        Raises:
            ValueError: edits overlap or are out of order.
        """
        tiles: list[Edit] = []
        at = 0
        for edit in edits:
            if edit.start < at:
                message = f"edits overlap or are out of order at {edit.start}, expected {at} or later"
                raise ValueError(message)
            # With a reason the edit is kept even if the text stays: a doubt is put on record.
            if edit.reason is None and (edit.after is None or edit.after == self.text[edit.start : edit.end]):
                continue
            if at < edit.start:
                tiles.append(Edit(at, edit.start))
            tiles.append(edit)
            at = edit.end
        # The same value, not a copy: a step that finds nothing costs nothing.
        if not tiles:
            return self
        tiles.append(Edit(at, len(self.text)))
        return self.rearrange(tiles)

    def rearrange(self, edits: Sequence[Edit]) -> AlignedText:
        """Return the stretches one after another, in the order given. Cost is linear in segments and edits.

        Edits must not overlap. What no edit takes is dropped: a caller that must lose nothing gives edits that tile the
        text. Repairs on record move with the edit that holds their start.
        """
        # All places are measured in one pass, before the loop asks for them one by one.
        mapper = self._mapper(position for edit in edits for position in (edit.start, edit.end))
        recorded = _RecordedRepairs(self.repairs, len(self.text))
        segments: list[AlignmentSegment] = []
        texts: list[str] = []
        repairs: list[Repair] = []
        at = 0
        for edit in edits:
            old_segments = mapper.segments_between(edit.start, edit.end)
            before = self.text[edit.start : edit.end]
            after = before if edit.after is None else edit.after
            # Unchanged text keeps its segments, so that it stays a copy and can be cut at any character.
            if after == before:
                _append_moved(segments, old_segments, at - edit.start)
            else:
                source_span = mapper.bounding_span(old_segments, edit.start)
                append_segment(segments, AlignmentSegment(at, at + len(after), *source_span, EDIT))
            if self.repairs:
                repairs += recorded.moved(edit, at, len(after))
            if edit.reason is not None:
                source_span = mapper.bounding_span(old_segments, edit.start)
                repairs.append(repair_record(edit.reason, at, source_span, before, after))
            texts.append(after)
            at += len(after)
        # Moved stretches bring their repairs along out of order.
        repairs.sort(key=lambda repair: (repair.start, repair.end))
        text = "".join(texts)
        # A later repair may change what stands at the place of an earlier doubt.
        current = tuple(_with_current_text(repair, text) for repair in repairs)
        return AlignedText(text, tuple(segments), self.encoding, current)

    def source_spans(self, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return for each span (code points) the bounding range of its source bytes.

        Characters deleted at the edges of a span are outside that range; those deleted within it are inside.
        """
        mapper = self._mapper(position for span in spans for position in span)
        return [mapper.source_span(start, end) for start, end in spans]

    def _mapper(self, positions: Iterable[int]) -> SpanMapper:
        return SpanMapper(self.text, self.segments, self.encoding, positions)

    def alignment(self) -> tuple[AlignmentSegment, ...]:
        """Return the segments as published: none empty but in an empty text, `start` unique.

        Bytes whose characters were deleted are added to the neighbour they touch, the one that follows before the one
        that precedes; it then is an edit.
        """
        published: list[AlignmentSegment] = []
        deleted: list[AlignmentSegment] = []
        for segment in self.segments:
            if segment.start == segment.end:
                deleted.append(segment)
                continue
            if not deleted:
                append_segment(published, segment)
                continue
            # Only where the bytes touch what precedes and not what follows, as after a move, do they go to what
            # precedes.
            if published and not touches(deleted[-1], segment) and touches(published[-1], deleted[0]):
                self._extend_last(published, deleted)
                append_segment(published, segment)
            else:
                self._append_extended(published, segment, deleted)
            deleted = []
        # At the end of the text nothing follows: the last character takes the bytes.
        if deleted and published:
            self._extend_last(published, deleted)
        # All of the text was deleted: one empty segment keeps the bytes.
        elif deleted:
            published.append(AlignmentSegment(0, 0, *_bounds(deleted), EDIT))
        return tuple(published)

    def _append_extended(
        self, published: list[AlignmentSegment], segment: AlignmentSegment, deleted: Sequence[AlignmentSegment]
    ) -> None:
        """Add a segment whose first character also takes the bytes of the deletions before it."""
        # One character is enough to carry the deleted bytes; the rest of the segment stays a copy.
        first, rest = self._split(segment, segment.start + 1)
        append_segment(published, AlignmentSegment(first.start, first.end, *_bounds([first, *deleted]), EDIT))
        if rest is not None:
            append_segment(published, rest)

    def _extend_last(self, published: list[AlignmentSegment], deleted: Sequence[AlignmentSegment]) -> None:
        """Add the bytes of deletions to the last character before them."""
        last = published.pop()
        head, tail = self._split(last, last.end - 1)
        if tail is not None:
            published.append(head)
        character = tail or head
        published.append(AlignmentSegment(character.start, character.end, *_bounds([character, *deleted]), EDIT))

    def _split(self, segment: AlignmentSegment, at: int) -> tuple[AlignmentSegment, AlignmentSegment | None]:
        """Return a copy segment in two, cut at a position within it; an edit, or a single character, whole."""
        # An edit has no byte for each character, so that it cannot be cut.
        if segment.kind == EDIT or segment.end - segment.start == 1:
            return segment, None
        # Measured from the nearer end: the cut is after the first character or before the last.
        if at == segment.start + 1:
            middle = segment.source_start + byte_length(self.text[segment.start : at], self.encoding)
        else:
            middle = segment.source_end - byte_length(self.text[at : segment.end], self.encoding)
        return (
            AlignmentSegment(segment.start, at, segment.source_start, middle, COPY),
            AlignmentSegment(at, segment.end, middle, segment.source_end, COPY),
        )


def _append_moved(segments: list[AlignmentSegment], moved: Iterable[AlignmentSegment], shift: int) -> None:
    """Add segments whose text now stands `shift` code points further on."""
    for segment in moved:
        if shift:
            append_segment(segments, AlignmentSegment(segment.start + shift, segment.end + shift, *segment[2:]))
        else:
            append_segment(segments, segment)


def _bounds(segments: Sequence[AlignmentSegment]) -> tuple[int, int]:
    return min(segment.source_start for segment in segments), max(segment.source_end for segment in segments)


def _with_current_text(repair: Repair, text: str) -> Repair:
    """Return a repair; if it is unresolved, with what stands at its place now as its `after`."""
    if repair.status != "unresolved" or text[repair.start : repair.end] == repair.after:
        return repair
    return replace(repair, after=text[repair.start : repair.end])


class _RecordedRepairs:
    """Repairs already on record, found by the edit that holds their start."""

    __slots__ = ("end", "repairs", "starts")

    def __init__(self, repairs: tuple[Repair, ...], end: int) -> None:
        self.repairs = repairs
        self.starts = [repair.start for repair in repairs]
        self.end = end

    def moved(self, edit: Edit, at: int, length: int) -> list[Repair]:
        """Return the repairs whose start lies in `edit`, with their offsets in the new text.

        The new text of the edit begins at `at` and has `length` code points. A repair within a stretch that is
        rewritten now is said of all that replaced it.
        """
        # An insertion holds no old text, and so no repair of it.
        if edit.start == edit.end:
            return []
        first, last = bisect_left(self.starts, edit.start), bisect_left(self.starts, edit.end)
        # What was deleted at the very end of the text stands after its last character: the last edit holds it.
        if edit.end == self.end:
            last = len(self.starts)
        if edit.after is None:
            # Copied: the repairs move with the text, cut off at the end of the stretch.
            shift = at - edit.start
            return [
                replace(repair, start=repair.start + shift, end=min(repair.end + shift, at + length))
                for repair in self.repairs[first:last]
            ]
        return [replace(repair, start=at, end=at + length) for repair in self.repairs[first:last]]
