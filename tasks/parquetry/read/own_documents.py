"""Documents of a format of the user's own, made of what its reader says.

What it says is checked here, because a wrong place would otherwise be found when the whole version is checked: a copy must
be the very characters it points at, and what is in no piece is put on record as left out, so that no reader can lose a byte.
"""

from __future__ import annotations

import codecs
import json
from dataclasses import replace
from numbers import Integral
from typing import TYPE_CHECKING, Any

from parquetry.errors import DocumentError
from parquetry.model.dataset import Reject
from parquetry.model.failures import ERROR
from parquetry.model.parts import LeftOut
from parquetry.model.vocabulary import KINDS_OF_BLOCK, LEFT_OUT
from parquetry.read.formats.charset import Charset, decoded
from parquetry.read.formats.decoded_text import DecodedText, decoded_text, with_text
from parquetry.read.formats.documents import with_metadata
from parquetry.read.formats.html_metadata import Metadata
from parquetry.read.formats.pieces import Omission, PartText, Piece
from parquetry.read.own_formats import COPY, EDIT, MARKUP, Block, Content, costs_one_document, format_of
from parquetry.read.source import doc_id, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from types import UnionType

    from parquetry.model.documents import FileEntry, Source
    from parquetry.read.own_formats import Reader
    from parquetry.read.source import Detect, Facts

REST = "markup"
"""Why the rest of a file is left out: its reader made no text of it."""
_LEVELS = range(1, 10)
"""Levels of headings and lists that the contract has."""


def own_documents(
    found: FileEntry, source: Source, reader: Reader, detect: Detect | None, facts: Facts
) -> Iterator[Source | Reject]:
    """Yield the document of a file that was read whole, as its reader reads it, or one for each `Content` it gives.

    Raises:
        DocumentError: the reader raised, gave no text, or said what is not so.
    """
    text = _text(source, reader, detect)
    with costs_one_document():
        given = reader.read(text.raw)
    # The usual case: a file that is one document has its whole text, and needs no ends.
    if isinstance(given, Content):
        facts.records = 1
        yield _document(source, given, text)
        return
    contents, loss = _gathered(given)
    with costs_one_document():
        stretches = list(_stretches(text, contents, to_end=loss is None))
    seen: set[str] = set()
    for number, (content, (low, high, record)) in enumerate(zip(contents, stretches, strict=True)):
        # An id that another record has, or none: the number stands for it, as in files of records.
        key = f"id:{content.id}" if isinstance(content.id, str) and content.id not in seen else f"n:{number}"
        seen.add(key.removeprefix("id:"))
        facts.records = number + 1
        # As records of our formats are: bytes, digest and key of its own.
        own = whole(found, record.data, format_of(reader), source.declared_encoding)
        own = replace(own, doc_id=doc_id(found.path_bytes, key), source_record=number, source_id=content.id)
        try:
            document = _document(own, content, record, low)
            yield replace(document, parts=(replace(document.parts[0], file_start=high - len(record.data), file_end=high),))
        # Its bytes are known, so it is named by its digest too.
        except DocumentError as error:
            yield Reject(found.source_path, number, own.source_sha256, "read", error.reason, error.detail)
    if loss is not None:
        # What was given before the damage stands; the rest is one reject.
        facts.records = len(contents) + 1
        yield Reject(found.source_path, len(contents), None, "read", loss.reason, f"what follows: {loss.detail}")


def _text(source: Source, reader: Reader, detect: Detect | None) -> DecodedText:
    # What a format names is taken at its word: to a browser Latin-1 is Windows-1252, to a format of bytes it is Latin-1.
    if reader.encoding is None:
        return decoded_text(source.data, source.declared_encoding, detect)
    own = Charset(codecs.lookup(reader.encoding).name, "declared")
    return DecodedText(decoded(source.data, own.encoding, own.skip), source.data, own)


def _gathered(given: Iterable[Content]) -> tuple[list[Content], DocumentError | None]:
    """Return what a reader gives of a file of several documents, and what ended it early.

    Raises:
        DocumentError: there is nothing.
    """
    contents: list[Content] = []
    loss: DocumentError | None = None
    try:
        with costs_one_document():
            for content in given:
                # A text, too, can be gone through: that of a reader that forgot to make a `Content` of it.
                _refuse_other("document", content, Content)
                contents.append(content)
    except DocumentError as error:
        loss = error
    if not contents:
        raise loss or DocumentError("empty", "its reader found no document")
    return contents, loss


def _stretches(text: DecodedText, contents: Sequence[Content], *, to_end: bool) -> Iterator[tuple[int, int, DecodedText]]:
    """Yield for each document its first character, the byte after its last, and its text: each goes on from the one before.

    Raises:
        DocumentError: a document does not end, or ends before the one before it.
    """
    ends = [content.end for content in contents]
    if to_end:
        # What stands behind the last document is put on record with it, as what stands before the first with that.
        ends[-1] = len(text.raw)
    # So documents tile the file, whatever a reader thinks of the lines between them.
    starts = [0, *ends[:-1]]
    offsets = text.offsets([0, *(end or 0 for end in ends)])
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if start is None or end is None or not start < end <= len(text.raw) or not offsets.exact:
            message = f"its reader gives document {number} from {start} to {end} of {len(text.raw)} characters"
            raise _refused(message)
        # The byte order mark is the first document's.
        first = offsets[start] if number else 0
        skip = text.charset.skip if not number else 0
        last = len(text.data) if to_end and number == len(ends) - 1 else offsets[end]
        yield start, last, DecodedText(text.raw[start:end], text.data[first:last], text.charset._replace(skip=skip))


def _document(source: Source, content: Content, text: DecodedText, start: int = 0) -> Source:
    """Return a document with its alignment; `start` is the character of the file that its text begins with.

    Raises:
        DocumentError: what is said of it is not so, or it has no text.
    """
    with costs_one_document():
        part = PartText(tuple(content.blocks), tuple(content.left_out))
        _refuse_types(content, part)
        part = _moved(part, start)
        _refuse_unsound(part, text.raw)
        described = with_metadata(source, Metadata(content.title, content.date, content.language, _json(content.meta)))
        part = PartText(part.blocks, (*part.omissions, *_rest(part, text.raw)))
        document = with_text(described, text, part, "its reader found no text")
    return replace(document, left_out=(*_mark(text.charset.skip), *document.left_out))


def _mark(length: int) -> Iterator[LeftOut]:
    """Yield what is on record for a byte order mark: it is no character of the text that a reader is given."""
    if length:
        yield LeftOut(0, 0, length, REST, None, length)


def _moved(part: PartText, start: int) -> PartText:
    """Return places of a file as places of the document that begins at a character of it."""
    # The first document of a file, and a file that is one, count from where the file does.
    if not start:
        return part
    blocks = tuple(
        replace(
            block,
            pieces=[piece._replace(start=piece.start - start, end=piece.end - start) for piece in block.pieces],
        )
        for block in part.blocks
    )
    return PartText(blocks, tuple(one._replace(start=one.start - start, end=one.end - start) for one in part.omissions))


def _json(meta: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what a reader says beside the text, once it is known that JSON can hold it."""
    try:
        # There and back: tuples become lists here, and not when the row is read again. NaN is JSON to Python alone.
        value: dict[str, Any] = json.loads(json.dumps(dict(meta or {}), allow_nan=False))
    except (TypeError, ValueError) as error:
        message = "its reader gives a meta that is no dictionary of what JSON can hold"
        raise _refused(message) from error
    return value


def _refuse_types(content: Content, part: PartText) -> None:
    """Refuse values of types that no column could hold: found later, one of them would cost all documents of its batch.

    Raises:
        DocumentError: there is one.
    """
    for name in ("title", "date", "language", "id"):
        _refuse_other(name, getattr(content, name), str | None)
    for block in part.blocks:
        _refuse_other("block", block, Block)
        _refuse_other("marker", block.marker, str | None)
        for piece in block.pieces:
            _refuse_other("piece", piece, Piece)
            _refuse_other("text of a piece", piece.text, str)
    for omission in part.omissions:
        _refuse_other("omission", omission, Omission)
        _refuse_other("text of an omission", omission.text, str | None)


def _refuse_other(what: str, value: object, wanted: type | UnionType) -> None:
    if not isinstance(value, wanted):
        message = (
            f"its reader gives a {what} of type {type(value).__name__}, which is not {getattr(wanted, '__name__', wanted)}"
        )
        raise _refused(message)


def _refused(message: str) -> DocumentError:
    """Return the error of a document that a reader is wrong about, which counts for the exit code.

    No value is in a message: in the wrong place it may be text of the document.
    """
    return DocumentError(ERROR, message)


def _refuse_unsound(part: PartText, raw: str) -> None:
    """Refuse places that are not in the text, copies that are none, and words that the contract does not have.

    Raises:
        DocumentError: there is one of these.
    """
    for block in part.blocks:
        _refuse_block(block, raw)
    for omission in part.omissions:
        _refuse_place(omission.start, omission.end, raw)
        if omission.reason not in LEFT_OUT:
            message = f"its reader leaves out for a reason that is none; known: {', '.join(LEFT_OUT)}"
            raise _refused(message)


def _refuse_block(block: Block, raw: str) -> None:
    # True is a number to Python, and none to a column.
    sound = block.level is None or (type(block.level) is int and block.level in _LEVELS)
    if block.kind not in KINDS_OF_BLOCK or not sound:
        message = f"its reader gives a block of a kind or a level that is none; known: {', '.join(KINDS_OF_BLOCK)}"
        raise _refused(message)
    for piece in block.pieces:
        _refuse_piece(piece, raw)


def _refuse_piece(piece: Piece, raw: str) -> None:
    _refuse_place(piece.start, piece.end, raw)
    if piece.kind not in (COPY, EDIT, MARKUP):
        message = f"its reader gives a piece of a kind that is none; known: {COPY}, {EDIT}, {MARKUP}"
        raise _refused(message)
    if piece.kind == COPY and raw[piece.start : piece.end] != piece.text:
        message = f"its reader gives as a copy of characters {piece.start} to {piece.end} what is none"
        raise _refused(message)


def _refuse_place(start: int, end: int, raw: str) -> None:
    for place in (start, end):
        _refuse_other("place", place, Integral)
    if not 0 <= start <= end <= len(raw):
        message = f"its reader gives a place from {start} to {end} of {len(raw)} characters"
        raise _refused(message)


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
