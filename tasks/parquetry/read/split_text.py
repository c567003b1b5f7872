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
    from collections.abc import Iterator

    from parquetry.model.documents import FileEntry, Source
    from parquetry.read.known_formats import Format
    from parquetry.read.source import Facts, Reading

_CHUNK = 1 << 20
# Where a piece may end, the best first: after a blank line, a line, a word.
_ENDS = ((b"\n\n", b"\n\r\n", b"\r\r"), (b"\n", b"\r"), (b" ",))
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
# The first byte of a character in UTF-8 is none of these.
_CONTINUATION = range(0x80, 0xC0)


class _Piece(NamedTuple):
    start: int
    data: bytes


def is_split(form: Format, reading: Reading, head: bytes) -> bool:
    """Return whether a file is plain text that is cut where it is large; with NULs it is none, or UTF-16."""
    return bool(reading.config.split_bytes) and form in (TEXT, MARKDOWN) and not head.startswith(_WIDE) and b"\0" not in head


def split_documents(
    found: FileEntry, form: Format, reading: Reading, facts: Facts, stream: io.BufferedReader
) -> Iterator[Source]:
    """Yield the pieces of a text as documents, numbered through, all in one encoding; one that is not large is one document.

    Raises:
        DocumentError: it holds nothing.
    """
    pieces = _pieces(stream, reading.config.split_bytes or 1)
    first, second = next(pieces, None), next(pieces, None)
    if first is None:
        detail = "no text"
        raise DocumentError("empty", detail)
    encoding = reading.config.encoding
    # The same document as without the option, under the same id.
    if second is None:
        facts.records = 1
        yield whole(found, first.data, form, encoding)
        return
    for number, piece in enumerate(chain((first, second), pieces)):
        size = len(piece.data)
        # The first piece beyond UTF-8 decides: a corpus is in one encoding, and detection differs from page to page.
        if encoding is None and reading.detect and not fits(piece.data, "utf-8"):
            encoding = reading.detect(piece.data[:_CHUNK])
        source = whole(found, piece.data, form, encoding)
        part = Part(found.source_path, form.media_type, "", source.source_sha256, 0, size, piece.start, piece.start + size)
        facts.records = number + 1
        yield replace(source, doc_id=doc_id(found.path_bytes, f"split:{number}"), source_record=number, parts=(part,))


def _pieces(stream: io.BufferedReader, size: int) -> Iterator[_Piece]:
    """Yield stretches of at most `size` bytes, all but those of white space; together they are the stream."""
    at, held = 0, b""
    while True:
        # One byte more than a piece may have shows whether there is more.
        while len(held) <= size and (more := stream.read(min(_CHUNK, size + 1 - len(held)))):
            held += more
        cut = len(held) if len(held) <= size else _cut(held, size)
        # White space between two documents is none.
        if held[:cut].strip():
            yield _Piece(at, held[:cut])
        at, held, ended = at + cut, held[cut:], len(held) <= size
        if ended:
            return


def _cut(data: bytes, size: int) -> int:
    """Return where a piece ends: at the last blank line, else the last line or word, else between characters of UTF-8."""
    for marks in _ENDS:
        ends = [place + len(mark) for mark in marks if (place := data.rfind(mark, 0, size)) >= 0]
        if ends:
            return max(ends)
    end = size
    while end > 1 and data[end] in _CONTINUATION:
        end -= 1
    return end
