"""Verify the alignment of a document: every character of the text against the source bytes it is said to come from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from parquetry.model.dataset import Finding
from parquetry.tabulate.markup import first_unexplained

if TYPE_CHECKING:
    from parquetry.model.documents import Extracted
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
    at = first_unexplained(data, reached, document.segmented.source.format, text.encoding)
    if at is not None:
        findings.append(_finding("covers", f"byte {at} of {len(data)} is in no segment", doc_id, 0))
    return findings


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
