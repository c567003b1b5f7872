"""Pieces of text with their place in a part, and what blocks of them become: text, alignment and hints.

Frames: `start` and `end` of a piece are characters, half-open, into the decoded part; they become bytes at the end, in
one pass, because counting the bytes before each of them would cost quadratic time.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from parquetry.model.parts import BlockHint, LeftOut
from parquetry.text import COPY, EDIT, MARKUP, AlignmentSegment
from parquetry.text.alignment import append_segment
from parquetry.text.spans import byte_length

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

BETWEEN_BLOCKS = "\n\n"


class Piece(NamedTuple):
    """Text and the characters of the part it came from. `kind` is that of an alignment segment."""

    text: str
    start: int
    end: int
    kind: str


@dataclass(slots=True)
class Block:
    """One paragraph, heading, list item ... in the making."""

    kind: str = "paragraph"
    level: int | None = None
    verbatim: bool = False
    pieces: list[Piece] = field(default_factory=list)
    part_id: int = 0
    """The part its pieces are in, where blocks of several parts are put in one order, as notes are."""
    marker: str | None = None
    """The bullet or number that is shown before it and is no text of the source."""


class Omission(NamedTuple):
    """A stretch of the part that is no text of the document, in characters."""

    start: int
    end: int
    reason: str
    text: str | None


@dataclass(frozen=True, slots=True)
class PartText:
    """What one part gave: blocks in reading order, and what was left out."""

    blocks: tuple[Block, ...]
    omissions: tuple[Omission, ...]


class ByteOffsets:
    """The byte at which characters of a decoded part begin. `raw` is the part without a byte order mark of `skip` bytes."""

    __slots__ = ("_bytes", "_fixed", "exact")

    def __init__(self, raw: str, data: bytes, encoding: str, positions: Iterable[int], skip: int = 0) -> None:
        # In ASCII characters and bytes have the same places, and no table is needed.
        self._fixed: int | None = skip if raw.isascii() and len(raw) + skip == len(data) else None
        self._bytes: dict[int, int] = {}
        self.exact = True
        if self._fixed is not None:
            return
        ordered = sorted(set(positions))
        # Encoding the text again gives as many bytes: then lengths between places can simply be added.
        if byte_length(raw, encoding) + skip == len(data):
            at, byte = 0, skip
            for position in ordered:
                byte += byte_length(raw[at:position], encoding)
                self._bytes[position] = byte
                at = position
        else:  # second spellings of a character, or escapes: only the decoder knows
            self.exact = False
            self._bytes = _decoded_offsets(data, encoding, skip, len(raw))

    def spans(self, pieces: Iterable[Piece], shift: int) -> list[tuple[int, int]]:
        """Return the bytes of each piece, moved on by `shift`."""
        if self._fixed is not None:
            shift += self._fixed
            return [(piece.start + shift, piece.end + shift) for piece in pieces]
        return [(self._bytes[piece.start] + shift, self._bytes[piece.end] + shift) for piece in pieces]

    def __getitem__(self, position: int) -> int:
        """Return the byte (in the part) at which a character begins."""
        return position + self._fixed if self._fixed is not None else self._bytes[position]


def _decoded_offsets(data: bytes, encoding: str, skip: int, length: int) -> dict[int, int]:
    """Return the byte of each of `length` characters; where the decoder cannot say, all of them lie in all of the part."""
    offsets = {0: skip}
    at = 0
    # Byte by byte: slow, and right for escapes of ISO-2022 too.
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    try:
        for number in range(skip, len(data)):
            # A character is complete when the decoder gives it out; its end is the next one's beginning. What gives out
            # none is the first byte of the next one, or an escape before it.
            given = len(decoder.decode(data[number : number + 1], final=number == len(data) - 1))
            # A byte that ends no character may show that the one before it was damaged: then both are given out at once.
            for before in range(at + 1, at + given):
                offsets[before] = number
            at += given
            offsets.setdefault(at, number + 1)
    except UnicodeError:
        # "pending buffer overflow": a long escape that is none.
        at = -1
    # Damage may also read otherwise byte by byte than at once.
    if at != length:
        return {position: len(data) if position else skip for position in range(length + 1)}
    # What follows the last character, such as an escape back to ASCII, belongs to it.
    return offsets | {length: len(data)} if length else offsets


@dataclass(slots=True)
class TextAssembler:
    """Puts the blocks of parts one after another: the text of a document, its alignment, hints and omissions."""

    texts: list[str] = field(default_factory=list)
    segments: list[AlignmentSegment] = field(default_factory=list)
    hints: list[BlockHint] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    length: int = 0

    def add(self, part: PartText, offsets: ByteOffsets, part_id: int, source_start: int) -> None:
        """Add a part whose source bytes begin at `source_start` in the document's."""
        for block in part.blocks:
            # A block without pieces has no place in the source.
            if not block.pieces:
                continue
            first = source_start + offsets[block.pieces[0].start]
            # The blank line between blocks has no bytes of its own: it stands at the beginning of the next.
            if self.texts:
                self._append(BETWEEN_BLOCKS, first, first, EDIT)
            low, high = first, first
            # Pieces of one block may lie apart, where the parser moved text; the hint spans them all.
            for piece, (start, end) in zip(block.pieces, offsets.spans(block.pieces, source_start), strict=True):
                low, high = min(low, start), max(high, end)
                # A copy promises that its bytes decode to its text. Without exact offsets that cannot be promised.
                self._append(piece.text, start, end, piece.kind if offsets.exact or piece.kind != COPY else MARKUP)
            self.hints.append(BlockHint(low, high, block.kind, block.level, block.verbatim, marker=block.marker))
        for omission in part.omissions:
            low, high = source_start + offsets[omission.start], source_start + offsets[omission.end]
            self.left_out.append(LeftOut(part_id, low, high, omission.reason, omission.text, high - low))

    def _append(self, text: str, start: int, end: int, kind: str) -> None:
        append_segment(self.segments, AlignmentSegment(self.length, self.length + len(text), start, end, kind))
        self.texts.append(text)
        self.length += len(text)

    @property
    def text(self) -> str:
        """Return the blocks joined by blank lines."""
        return "".join(self.texts)


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """One part of a package: its bytes, the blocks that stand in its place (some of other parts), what it left out."""

    data: bytes
    blocks: list[Block]
    omissions: list[Omission]


def assemble_parts(parts: Sequence[PlacedPart]) -> TextAssembler:
    """Return the text of parts in UTF-8 whose blocks name the part their pieces are in."""
    places: list[list[int]] = [
        [at for omission in part.omissions for at in (omission.start, omission.end)] for part in parts
    ]
    for block in (block for part in parts for block in part.blocks):
        places[block.part_id] += [at for piece in block.pieces for at in (piece.start, piece.end)]
    offsets = [
        ByteOffsets(part.data.decode("utf-8", "surrogateescape"), part.data, "utf-8", positions)
        for part, positions in zip(parts, places, strict=True)
    ]
    starts = list(accumulate((len(part.data) for part in parts), initial=0))
    assembler = TextAssembler()
    for number, part in enumerate(parts):
        for block in part.blocks:
            assembler.add(PartText((block,), ()), offsets[block.part_id], block.part_id, starts[block.part_id])
        assembler.add(PartText((), tuple(part.omissions)), offsets[number], number, starts[number])
    return assembler


def positions_of(part: PartText) -> Iterator[int]:
    """Yield every place of a part that its pieces and omissions begin or end at: in ASCII nobody asks for them."""
    for block in part.blocks:
        for piece in block.pieces:
            yield piece.start
            yield piece.end
    for omission in part.omissions:
        yield omission.start
        yield omission.end


def in_other_encoding(part: PartText, *, ascii_alike: bool) -> PartText:
    """Return a part whose encoding is not the document's: what is not ASCII is markup, character by character.

    A copied segment decodes by the document's encoding, which reads these bytes otherwise. `ascii_alike` says whether
    ASCII has the same bytes in both.
    """
    blocks = tuple(
        replace(block, pieces=[inner for piece in block.pieces for inner in _split(piece, ascii_alike=ascii_alike)])
        for block in part.blocks
    )
    return PartText(blocks, part.omissions)


def _split(piece: Piece, *, ascii_alike: bool) -> list[Piece]:
    if piece.kind != COPY or (ascii_alike and piece.text.isascii()):
        return [piece]
    # In UTF-16 even ASCII has other bytes, so every character stands alone.
    runs = re.finditer("[\0-\x7f]+|[^\0-\x7f]" if ascii_alike else ".", piece.text, re.DOTALL)
    at = piece.start
    return [
        Piece(run[0], at + run.start(), at + run.end(), COPY if ascii_alike and run[0].isascii() else MARKUP) for run in runs
    ]


def plain_text(pieces: Sequence[Piece]) -> str:
    """Return the text of pieces."""
    return "".join(piece.text for piece in pieces)
