"""Large plain text as several documents, cut at blank lines: novels in one file, dumps, concatenated corpora.

Source: Project Gutenberg and corpora of plain text, which part paragraphs by blank lines.
"""

from __future__ import annotations

import codecs
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from parquetry.errors import DocumentError
from parquetry.model.parts import Part
from parquetry.read.formats.charset import fits
from parquetry.read.known_formats import MARKDOWN, TEXT
from parquetry.read.source import doc_id, whole

if TYPE_CHECKING:
    import io
    from collections.abc import Iterable, Iterator

    from parquetry.model.documents import FileEntry, Source
    from parquetry.read.known_formats import Format
    from parquetry.read.source import Facts, Reading

_CHUNK = 1 << 20
# Where a piece may end, the best first: after a blank line, a line, a word.
_ENDS = ((b"\n\n", b"\n\r\n", b"\r\r"), (b"\n", b"\r"), (b" ",))
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


class _Piece(NamedTuple):
    start: int
    data: bytes
    last: bool
    """Whether the stream ends with it."""


def is_split(form: Format, reading: Reading, head: bytes) -> bool:
    """Return whether a file is plain text that is cut where it is large; with NULs it is none, or UTF-16."""
    return bool(reading.config.split_bytes) and form in (TEXT, MARKDOWN) and not head.startswith(_WIDE) and b"\0" not in head


def split_documents(
    found: FileEntry, form: Format, reading: Reading, facts: Facts, stream: io.BufferedReader
) -> Iterator[Source]:
    """Yield the pieces of a text as documents, numbered through; a text that is not large is one document.

    Pieces that are no UTF-8 are all read in the encoding of the first of them.

    Raises:
        DocumentError: it holds nothing.
    """
    config = reading.config
    # A document may have no more than `max_bytes`, however large the pieces are wanted.
    pieces = _pieces(stream, min(config.split_bytes or config.max_bytes, config.max_bytes), reading)
    first = next(pieces, None)
    if first is None:
        detail = "no text"
        raise DocumentError("empty", detail)
    # The same document as without the option, under the same id.
    if first.last and first.start == 0:
        facts.records = 1
        yield whole(found, first.data, form, config.encoding)
        return
    for number, (piece, encoding) in enumerate(_with_encodings(chain((first,), pieces), reading)):
        size = len(piece.data)
        source = whole(found, piece.data, form, encoding)
        part = Part(found.source_path, form.media_type, "", source.source_sha256, 0, size, piece.start, piece.start + size)
        facts.records = number + 1
        yield replace(source, doc_id=doc_id(found.path_bytes, f"split:{number}"), source_record=number, parts=(part,))


def _with_encodings(pieces: Iterable[_Piece], reading: Reading) -> Iterator[tuple[_Piece, str | None]]:
    """Yield each piece with its encoding; null where it is UTF-8, or not known yet.

    The first piece beyond UTF-8 decides for the others: a corpus is in one encoding, and detection differs from page to
    page.
    """
    known = reading.config.encoding
    for piece in pieces:
        fitting = fits(piece.data, "utf-8")
        if known is None and reading.detect and not fitting:
            known = reading.detect(piece.data)
        # Letters beyond ASCII that are UTF-8 are no chance, whatever one stray byte made of another piece.
        certain = fitting and not piece.data.isascii() and reading.config.encoding is None
        yield piece, None if certain else known


def _pieces(stream: io.BufferedReader, size: int, reading: Reading) -> Iterator[_Piece]:
    """Yield stretches of at most `size` bytes, all but those of white space; together they are the stream."""
    at, held = 0, bytearray()
    while True:
        # One byte more than a piece may have shows whether there is more.
        while len(held) <= size and (more := stream.read(min(_CHUNK, size + 1 - len(held)))):
            held += more
        ended = len(held) <= size
        data = bytes(held[: len(held) if ended else _cut(held, size, reading)])
        # White space between two documents is none.
        if data.strip():
            yield _Piece(at, data, ended)
        if ended:
            return
        at += len(data)
        del held[: len(data)]


def _cut(data: bytearray, size: int, reading: Reading) -> int:
    """Return where a piece ends: at the last blank line, else the last line or word, else between characters."""
    for marks in _ENDS:
        ends = [place + len(mark) for mark in marks if (place := data.rfind(mark, 0, size)) >= 0]
        if ends := [end for end in ends if not _is_within_line_end(data, end)]:
            return max(ends)
    return _between_characters(data, size, reading)


def _between_characters(data: bytearray, size: int, reading: Reading) -> int:
    """Return the last place up to `size` where no character goes on, in UTF-8 or in the encoding the bytes look like."""
    head = bytes(data[:size])
    encoding = reading.config.encoding or "utf-8"
    if not _goes_on(head, encoding) and reading.detect:
        encoding = reading.detect(head)
    try:
        # Bytes that end no character wait in the decoder: two of three of a Han character, the first of two in GBK.
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        decoder.decode(head)
        end = size - len(decoder.getstate()[0])
    except (LookupError, UnicodeError):
        end = size
    # A line end is one character too.
    return next((place for place in (end, end - 1) if place > 0 and not _is_within_line_end(data, place)), size)


def _goes_on(head: bytes, encoding: str) -> bool:
    """Return whether bytes are the beginning of a text in an encoding, which may end within a character."""
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(head)
    except (LookupError, UnicodeError):
        return False
    return True


def _is_within_line_end(data: bytearray, place: int) -> bool:
    return data[place - 1 : place + 1] == b"\r\n"
