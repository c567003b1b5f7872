"""Documents that are one text in some encoding: decoded once, and made of what the reader of their format gives.

So are pages, XML, flat OpenDocument texts, entries of feeds and formats of the user's own. Packages (DOCX, EPUB) have
several parts, all of them in UTF-8; `pieces.assemble_parts` puts those together.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from parquetry.errors import DocumentError
from parquetry.model.parts import Part
from parquetry.read.formats.byte_offsets import ByteOffsets
from parquetry.read.formats.charset import Charset, charset, decoded
from parquetry.read.formats.pieces import TextAssembler, positions_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parquetry.model.documents import Source
    from parquetry.read.formats.pieces import PartText
    from parquetry.read.source import Detect


class DecodedText(NamedTuple):
    """A text without its byte order mark, the bytes with it, and how the one is decoded from the other."""

    raw: str
    data: bytes
    charset: Charset

    def offsets(self, positions: Iterable[int]) -> ByteOffsets:
        """Return at which bytes characters begin; only these may be asked for."""
        return ByteOffsets(self.raw, self.data, self.charset.encoding, positions, self.charset.skip)

    def between(self, start: int, end: int, data: bytes) -> DecodedText:
        """Return the text between two characters of this one, whose bytes are `data`, without a mark before them."""
        return DecodedText(self.raw[start:end], data, self.charset._replace(skip=0))


def decoded_text(data: bytes, declared: str | None, detect: Detect | None) -> DecodedText:
    """Return bytes as text; `declared` is the encoding that the config or a header names.

    >>> decoded_text(b"\\xef\\xbb\\xbf<p>Day", None, None).raw
    '<p>Day'
    """
    found = charset(data, declared, detect)
    return DecodedText(decoded(data, found.encoding, found.skip), data, found)


def with_text(source: Source, text: DecodedText, part: PartText, missing: str) -> Source:
    """Return a source as one part with what its reader made of its text: blocks, alignment, and what was left out.

    Raises:
        DocumentError: there is no text in it; `missing` says of what kind of document.
    """
    found = text.charset
    assembler = TextAssembler()
    # One part, which begins at byte 0.
    assembler.add(part, text.offsets(positions_of(part)), 0, 0)
    if not assembler.text.strip():
        raise DocumentError("empty", missing)
    return replace(
        source,
        parts=(Part(source.source_path, source.media_type, "", source.source_sha256, 0, len(source.data)),),
        left_out=tuple(assembler.left_out),
        hints=tuple(assembler.hints),
        text=assembler.text,
        segments=tuple(assembler.segments),
        encoding=found.encoding,
        encoding_method=found.method,
    )
