"""What decoding gives, and how bytes that fit no encoding stand in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parquetry.text import Edit, EditReason

if TYPE_CHECKING:
    from parquetry.text import AlignedText

SURROGATES = "[\udc80-\udcff]"
"""Bytes that were not decoded, as Python's `surrogateescape` has them: U+DC80 is the byte 0x80."""
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
UNDECODABLE = EditReason("encoding", "undecodable", 0.0, "unresolved")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Characters with their alignment, the encoding (a Python codec name), how it was found, and how sure that is."""

    text: AlignedText
    encoding: str
    method: str
    confidence: float
    flags: tuple[str, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Tell whether the encoding is a guess, on which nothing else should be built."""
        return "low_confidence_encoding" in self.flags


def byte_of(surrogate: str) -> int:
    """Return the byte that a character of `surrogateescape` stands for."""
    return ord(surrogate) - 0xDC00


def with_undecodable_marked(text: AlignedText) -> AlignedText:
    """Return the text with U+FFFD for each byte that was not decoded, unresolved on record."""
    edits = [Edit(m.start(), m.end(), REPLACEMENT, UNDECODABLE) for m in re.finditer(SURROGATES, text.text)]
    return with_bytes_shown(text.replace(edits)) if edits else text


def with_bytes_shown(text: AlignedText) -> AlignedText:
    r"""Return the text with undecoded bytes in the record shown as `\x81`: surrogates cannot be stored."""
    # Parquet stores UTF-8, which has no surrogates.
    repairs = tuple(
        replace(repair, before=re.sub(SURROGATES, lambda m: f"\\x{byte_of(m[0]):02x}", repair.before))
        for repair in text.repairs
    )
    return replace(text, repairs=repairs)
