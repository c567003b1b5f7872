"""Verify the alignment of a document: every character of the text against the source bytes it is said to come from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from parquetry.model.dataset import Finding
from parquetry.tabulate.markup import first_unexplained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.model.documents import Extracted, Source
    from parquetry.text import AlignedText, AlignmentSegment


def verify_alignment(document: Extracted, data: bytes) -> list[Finding]:
    """Return what is wrong in the alignment of a document, checked against its source bytes; nothing if all is right.

    Every copy segment must decode to the very characters it stands for, and every byte must be in some segment, be left out
    on record, or be markup of the format.
    """
    text, doc_id = document.segmented.text, document.segmented.source.doc_id
    segments = text.alignment()
    findings = [
        _finding("copy_decodes", f"segment {segment.start}-{segment.end} differs from its bytes", doc_id, segment.start)
        for segment in segments
        if _is_false_copy(segment, text, data)
    ]
    reached = [(segment.source_start, segment.source_end) for segment in segments]
    # What is left out on record is accounted for as well; without a range it covers nothing.
    reached += [(item.source_start or 0, item.source_end or 0) for item in document.segmented.source.left_out]
    at = _first_lost(document.segmented.source, text.encoding, data, reached)
    if at is not None:
        findings.append(_finding("covers", f"byte {at} of {len(data)} is in no segment", doc_id, 0))
    return findings


def _first_lost(source: Source, encoding: str, data: bytes, reached: Sequence[tuple[int, int]]) -> int | None:
    """Return the first source byte that is accounted for nowhere, each part being read in the encoding that it has."""
    encodings = {part.encoding or encoding for part in source.parts}
    if encodings <= {encoding}:
        return first_unexplained(data, reached, source.format, encoding)
    # In a book a chapter may be in another encoding than the rest: a space there is a letter here.
    for part in source.parts:
        low, high = part.source_start, part.source_end
        inside = [(max(start, low) - low, min(end, high) - low) for start, end in reached if start < high and end > low]
        at = first_unexplained(data[low:high], inside, source.format, part.encoding or encoding)
        if at is not None:
            return low + at
    return None


def _is_false_copy(segment: AlignmentSegment, text: AlignedText, data: bytes) -> bool:
    # Replaced and inserted segments differ from their bytes on purpose; the table `repairs` says why.
    if segment.kind != "copy":
        return False
    copied = _decoded(data[segment.source_start : segment.source_end], text.encoding)
    return copied != text.text[segment.start : segment.end]


def _finding(check: str, detail: str, doc_id: str, start: int) -> Finding:
    return Finding("alignment", check, detail, 1, (json.dumps([doc_id, start]),))


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    # Such a segment cuts a character in two: it differs from any text.
    except UnicodeDecodeError:
        return None
