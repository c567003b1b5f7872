"""Formats of the user's own: what a reader from outside gives of a file, held to the promises of our readers.

A reader claims files by their first bytes or their name, and says which characters of them are text. What it says is
checked here, because a wrong place would otherwise be found when the whole version is checked: a copy must be the very
characters it points at, and what is in no piece is put on record as left out, so that no reader can lose a byte.
"""

from __future__ import annotations

import codecs
import contextlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from parquetry.errors import DocumentError
from parquetry.model.failures import failure
from parquetry.model.parts import LeftOut, Part
from parquetry.model.vocabulary import KINDS_OF_BLOCK, LEFT_OUT
from parquetry.read.formats.charset import Charset, charset, decoded
from parquetry.read.formats.documents import with_metadata
from parquetry.read.formats.html_metadata import Metadata
from parquetry.read.formats.pieces import Block, ByteOffsets, Omission, PartText, Piece, TextAssembler, positions_of
from parquetry.read.known_formats import Format
from parquetry.text import COPY, EDIT, MARKUP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from parquetry.model.documents import Source

    Detect = Callable[[bytes], str]

__all__ = ["COPY", "EDIT", "MARKUP", "OWN", "Block", "Content", "Omission", "Piece", "Reader", "claimed", "copied"]

OWN = "plugin"
"""`documents.format` of what a reader of the user's own read; `media_type` says which format that is."""
REST = "markup"
"""Why the rest of a file is left out: its reader made no text of it."""
_LEVELS = range(1, 10)
"""Levels of headings and lists that the contract has."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader makes of a file: blocks in reading order, what it leaves out and why, what the file says of itself.

    Places of pieces and omissions are characters of the text that the reader was given. `date` is ISO 8601, `language` is
    BCP 47, `meta` is anything that JSON can hold. The rest of the file, such as tags, needs no omission.
    """

    blocks: Sequence[Block]
    left_out: Sequence[Omission] = ()
    title: str | None = None
    date: str | None = None
    language: str | None = None
    meta: Mapping[str, Any] | None = None


class Reader(Protocol):
    """A reader of the user's own. Whatever it raises costs the one file it raised on.

    `fingerprint` changes with whatever outside its module decides what it reads. `encoding` is that of the format, null to
    find it out; with "latin-1" every byte is a character, for formats that are not text.
    """

    media_type: str
    fingerprint: str
    encoding: str | None

    def claims(self, head: bytes, name: str) -> bool:
        """Tell whether a file is of this format, by its first 4096 bytes and its name, both without compression."""

    def read(self, text: str) -> Content:
        """Return what a file that was claimed holds; it may raise `DocumentError` with a reason of the contract."""


def copied(text: str, start: int, end: int) -> Piece:
    """Return the piece of text that is `text[start:end]` as it stands.

    >>> copied("@1 Ana sails", 3, 12)
    Piece(text='Ana sails', start=3, end=12, kind='copy')
    """
    return Piece(text[start:end], start, end, COPY)


def claimed(readers: Iterable[Reader], head: bytes, name: str) -> Reader | None:
    """Return the first reader that claims a file; null where none does.

    Raises:
        DocumentError: a reader raised.
    """
    # Two readers may claim one file: the config says which is asked first.
    with costs_one_document():
        return next((reader for reader in readers if reader.claims(head, name)), None)


@contextlib.contextmanager
def costs_one_document() -> Iterator[None]:
    """Turn whatever code of the user's raises into the reject of the document in hand: of a member, not of its archive.

    Raises:
        DocumentError: something was raised.
    """
    try:
        yield
    # Of the worker's memory and time its parent takes care.
    except (DocumentError, MemoryError):
        raise
    except Exception as error:
        raise DocumentError(*failure(error)) from error


def format_of(reader: Reader) -> Format:
    """Return the format that a reader reads."""
    return Format(OWN, reader.media_type)


def own_document(source: Source, reader: Reader, detect: Detect | None) -> Source:
    """Return a file that was read whole as its reader reads it, with its alignment.

    Raises:
        DocumentError: the reader raised, gave no text, or said what is not so.
    """
    # That of a format is taken at its word: to a browser Latin-1 is Windows-1252, to a format of bytes it is Latin-1.
    found = (
        charset(source.data, source.declared_encoding, detect)
        if reader.encoding is None
        else Charset(codecs.lookup(reader.encoding).name, "declared")
    )
    raw = decoded(source.data, found.encoding, found.skip)
    with costs_one_document():
        content = reader.read(raw)
        part = PartText(tuple(content.blocks), tuple(content.left_out))
        _refuse_unsound(part, raw)
        metadata = Metadata(content.title, content.date, content.language, _json(content.meta))
        part = PartText(part.blocks, (*part.omissions, *_rest(part, raw)))
        assembler = TextAssembler()
        assembler.add(part, ByteOffsets(raw, source.data, found.encoding, positions_of(part), found.skip), 0, 0)
    # The byte order mark is no character of the text that the reader was given.
    mark = (LeftOut(0, 0, found.skip, REST, None, found.skip),) if found.skip else ()
    if not assembler.text.strip():
        detail = "its reader found no text"
        raise DocumentError("empty", detail)
    return replace(
        with_metadata(source, metadata),
        parts=(Part(source.source_path, source.media_type, "", source.source_sha256, 0, len(source.data)),),
        left_out=(*mark, *assembler.left_out),
        hints=tuple(assembler.hints),
        text=assembler.text,
        segments=tuple(assembler.segments),
        encoding=found.encoding,
        encoding_method=found.method,
    )


def _json(meta: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what a reader says beside the text, once it is known that JSON can hold it."""
    # There and back: tuples become lists here, and not when the row is read again.
    value: dict[str, Any] = json.loads(json.dumps(dict(meta or {})))
    return value


def _refuse_unsound(part: PartText, raw: str) -> None:
    """Refuse places that are not in the text, copies that are none, and words that the contract does not have.

    Raises:
        ValueError: there is one of these. The message has no text of the document.
    """
    for block in part.blocks:
        if block.kind not in KINDS_OF_BLOCK or (block.level is not None and block.level not in _LEVELS):
            message = f"a block of kind {block.kind!r} and level {block.level!r}"
            raise ValueError(message)
        for piece in block.pieces:
            _refuse_piece(piece, raw)
    for omission in part.omissions:
        _refuse_place(omission.start, omission.end, raw)
        if omission.reason not in LEFT_OUT:
            message = f"left out for {omission.reason!r}"
            raise ValueError(message)


def _refuse_piece(piece: Piece, raw: str) -> None:
    _refuse_place(piece.start, piece.end, raw)
    if piece.kind not in (COPY, EDIT, MARKUP):
        message = f"a piece of kind {piece.kind!r}"
        raise ValueError(message)
    if piece.kind == COPY and raw[piece.start : piece.end] != piece.text:
        message = f"no copy of characters {piece.start} to {piece.end}"
        raise ValueError(message)


def _refuse_place(start: int, end: int, raw: str) -> None:
    if not 0 <= start <= end <= len(raw):
        message = f"characters {start} to {end} of {len(raw)}"
        raise ValueError(message)


def _rest(part: PartText, raw: str) -> Iterator[Omission]:
    """Yield the stretches that are in no piece and no omission, without their text where that is white space."""
    places = [(piece.start, piece.end) for block in part.blocks for piece in block.pieces]
    places += [(omission.start, omission.end) for omission in part.omissions]
    # Pieces may overlap, and stand in another order than in the file, as notes do.
    reached = 0
    for start, end in [*sorted(places), (len(raw), len(raw))]:
        if start > reached:
            stretch = raw[reached:start].strip()
            yield Omission(reached, start, REST, stretch or None)
        reached = max(reached, end)
