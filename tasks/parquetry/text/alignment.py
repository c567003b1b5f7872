"""The values an `AlignedText` is made of: alignment segments, edits and repairs.

Frames: `start` and `end` are code points, half-open, into the text; `source_start` and `source_end` are bytes, half-open,
into the source bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

COPY: Literal["copy"] = "copy"
EDIT: Literal["edit"] = "edit"
MARKUP: Literal["markup"] = "markup"


class AlignmentSegment(NamedTuple):
    """A stretch of text and the bytes it came from.

    A `copy` segment decodes to the very same characters. An `edit` segment does not; its bytes are the bounding range of
    what it replaces. A `markup` segment decodes what the format writes otherwise, as `&amp;` and `<br>`; it behaves as an
    edit. A named tuple rather than a dataclass because a document has thousands, and it is built three times
    faster.
    """

    start: int
    end: int
    source_start: int
    source_end: int
    kind: str


segment_of: Callable[[tuple[int, int, int, int, str]], AlignmentSegment] = partial(tuple.__new__, AlignmentSegment)
"""Returns a segment of its values; twice as fast as its class, which counts where a page has a hundred thousand."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible original of a damaged place and its probability, 0 to 1."""

    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class EditReason:
    """Why a stretch is rewritten, or was found damaged and left: becomes a row of `repairs`.

    `status` is `applied`, or `unresolved` for damage that was seen and left as it is. `confidence` is 0 to 1.
    """

    kind: str
    rule: str
    confidence: float = 1.0
    status: str = "applied"
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair, applied or unresolved, where it stands in the text and in the source bytes.

    The trap: `start == end` where characters were deleted.
    """

    kind: str
    rule: str
    status: str
    start: int
    end: int
    source_start: int
    source_end: int
    before: str
    after: str
    confidence: float
    candidates: tuple[Candidate, ...] = ()


class Edit(NamedTuple):
    """A stretch of the old text, as it goes into the new one; a named tuple as `AlignmentSegment` is.

    `after` is what to write instead of `text[start:end]`, `None` to copy it. `reason` asks for a row in `repairs`; give
    it for every rewriting but those that only change white space.
    """

    start: int
    end: int
    after: str | None = None
    reason: EditReason | None = None


def repair_record(reason: EditReason, start: int, source_span: tuple[int, int], before: str, after: str) -> Repair:
    """Return the row of `repairs` for an edit whose new text begins at `start` and whose bytes are `source_span`."""
    low, high = source_span
    return Repair(
        kind=reason.kind,
        rule=reason.rule,
        status=reason.status,
        start=start,
        end=start + len(after),
        source_start=low,
        source_end=high,
        before=before,
        after=after,
        confidence=reason.confidence,
        candidates=reason.candidates,
    )


def append_segment(segments: list[AlignmentSegment], segment: AlignmentSegment) -> None:
    """Add a segment to the list; merge it into the last one where both are copies of adjoining bytes, or of one edit.

    The trap: a segment without characters and without bytes says nothing and is dropped.

    >>> segments = [AlignmentSegment(0, 2, 0, 2, COPY)]
    >>> append_segment(segments, AlignmentSegment(2, 5, 2, 5, COPY))
    >>> segments
    [AlignmentSegment(start=0, end=5, source_start=0, source_end=5, kind='copy')]
    """
    if segments and _continues(segments[-1], segment):
        last = segments[-1]
        segments[-1] = AlignmentSegment(last.start, segment.end, last.source_start, segment.source_end, segment.kind)
    # Neither characters nor bytes: nothing to keep.
    elif segment.start < segment.end or segment.source_start < segment.source_end:
        segments.append(segment)


def _continues(last: AlignmentSegment, segment: AlignmentSegment) -> bool:
    """Tell whether two segments can be one: of one kind, both with text, and of adjoining or the very same bytes."""
    # An empty segment is a deletion, which stays by itself so that its place is known.
    if last.kind != segment.kind or last.start == last.end or segment.start == segment.end:
        return False
    if segment.kind == COPY:
        # Two copies join where their bytes do, as both can still be cut at any character.
        return last.source_end == segment.source_start
    # Two edits join only if both stand for the very same bytes, as when an edit was cut in two before.
    return last[2:4] == segment[2:4]


def touches(left: AlignmentSegment, right: AlignmentSegment) -> bool:
    """Tell whether the bytes of the right segment begin where those of the left end."""
    return left.source_end == right.source_start
