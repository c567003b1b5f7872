"""Text that the reader of a format decoded: what is left for repair are bytes that fitted no character."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.repair.encoding.decode import Decoded
from parquetry.text import AlignedText, Edit, EditReason

if TYPE_CHECKING:
    from parquetry.text import AlignmentSegment, Repair

_FALLBACK = "cp1252"
"""What single bytes in a page of another encoding most often are."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONFIDENCE = {"bom": 1.0, "utf-8": 1.0, "declared": 0.99}
_DETECTED = 0.8


def decode_extracted(
    text: str, segments: tuple[AlignmentSegment, ...], encoding: str, method: str, repairs: tuple[Repair, ...] = ()
) -> Decoded:
    """Return the text with its alignment; a byte that did not decode is read as Windows-1252, or stands as U+FFFD.

    `repairs` are those of the reader.
    """
    aligned = AlignedText(text, segments, encoding, repairs)
    # Readers decode with `surrogateescape`, so that each bad byte is one surrogate.
    bad = list(_SURROGATE.finditer(text))
    if not bad:
        return Decoded(aligned, encoding, method, _CONFIDENCE.get(method, _DETECTED))
    edits = [_edit(match) for match in bad]
    aligned = aligned.replace(edits)
    # Written as an escape, because a surrogate cannot be stored.
    shown = tuple(replace(repair, before=ascii(repair.before)[1:-1]) for repair in aligned.repairs)
    lost = any(edit.after == "\N{REPLACEMENT CHARACTER}" for edit in edits)
    flags = ("mixed_encoding", "undecodable_bytes") if lost else ("mixed_encoding",)
    return Decoded(replace(aligned, repairs=shown), encoding, method, 1 - len(bad) / len(text), flags)


def _edit(match: re.Match[str]) -> Edit:
    code = ord(match[0]) - 0xDC00
    byte = bytes([code]) if 0x80 <= code <= 0xFF else b""  # noqa: PLR2004 (what PEP 383 maps)
    # Empty for the five bytes that windows-1252 leaves undefined, and for surrogates that were no bytes.
    character = byte.decode(_FALLBACK, "ignore")
    if character:
        return Edit(match.start(), match.end(), character, EditReason("encoding", _FALLBACK, 0.9))
    reason = EditReason("encoding", "undecodable", 0.0, "unresolved")
    return Edit(match.start(), match.end(), "\N{REPLACEMENT CHARACTER}", reason)
