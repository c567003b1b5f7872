"""Pieces of text with their place in a part, and what blocks of them become: text, alignment and hints.

Frames: `start` and `end` of a piece are characters, half-open, into the decoded part; they become bytes at the end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from parquetry.model.parts import BlockHint, LeftOut
from parquetry.read.formats.byte_offsets import ByteOffsets
from parquetry.read.formats.charset import decoded
from parquetry.text import COPY, EDIT, MARKUP, AlignmentSegment
from parquetry.text.alignment import append_segment, segment_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

BETWEEN_BLOCKS = "\n\n"


class Piece(NamedTuple):
    """Text and the characters of the part it came from. `kind` is that of an alignment segment."""

    text: str
    start: int
    end: int
    kind: str


piece_of: Callable[[tuple[str, int, int, str]], Piece] = partial(tuple.__new__, Piece)
"""Returns a piece of its values; twice as fast as its class, which counts where a page has a hundred thousand."""


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
            spans = offsets.spans(block.pieces, source_start)
            first = spans[0][0]
            # The blank line between blocks has no bytes of its own: it stands at the beginning of the next.
            if self.texts:
                self._append([Piece(BETWEEN_BLOCKS, 0, 0, EDIT)], [(first, first)])
            self._append(block.pieces if offsets.exact else _without_copies(block.pieces), spans)
            # Pieces of one block may lie apart, where the parser moved text; the hint spans them all.
            low, high = min(spans)[0], max(spans, key=itemgetter(1))[1]
            self.hints.append(BlockHint(low, high, block.kind, block.level, block.verbatim, marker=block.marker))
        for omission in part.omissions:
            low, high = source_start + offsets[omission.start], source_start + offsets[omission.end]
            self.left_out.append(LeftOut(part_id, low, high, omission.reason, omission.text, high - low))

    def _append(self, pieces: Sequence[Piece], spans: Sequence[tuple[int, int]]) -> None:
        """Add pieces whose bytes are known."""
        segments, texts, at = self.segments, self.texts, self.length
        kind_before, reached = (segments[-1].kind, segments[-1].source_end) if segments else ("", 0)
        for (text, _, _, kind), (start, end) in zip(pieces, spans, strict=True):
            segment = segment_of((at, at + len(text), start, end, kind))
            at += len(text)
            texts.append(text)
            # Nearly all segments stand by themselves: a word, the space that a line end was, the next word.
            # Only segments of one kind can be one, and of copies those that follow one another.
            if text and (kind != kind_before or (kind == COPY and start != reached)):
                segments.append(segment)
            else:
                append_segment(segments, segment)
            # One without characters and bytes was dropped.
            if text or start < end:
                kind_before, reached = kind, end
        self.length = at

    @property
    def text(self) -> str:
        """Return the blocks joined by blank lines."""
        return "".join(self.texts)


def _without_copies(pieces: Iterable[Piece]) -> list[Piece]:
    """Return pieces as markup: a copy promises that its bytes decode to its text, and without exact offsets none can."""
    return [piece._replace(kind=MARKUP) if piece.kind == COPY else piece for piece in pieces]


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """One part of a package: its bytes, the blocks that stand in its place (some of other parts), what it left out."""

    data: bytes
    blocks: list[Block]
    omissions: list[Omission]
    encoding: str = "utf-8"
    skip: int = 0
    """Bytes of its byte order mark."""


def assemble_parts(parts: Sequence[PlacedPart]) -> TextAssembler:
    """Return the text of parts whose blocks name the part their pieces are in."""
    places: list[list[int]] = [
        [at for omission in part.omissions for at in (omission.start, omission.end)] for part in parts
    ]
    for block in (block for part in parts for block in part.blocks):
        places[block.part_id] += [at for piece in block.pieces for at in (piece.start, piece.end)]
    offsets = [
        ByteOffsets(decoded(part.data, part.encoding, part.skip), part.data, part.encoding, positions, part.skip)
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
