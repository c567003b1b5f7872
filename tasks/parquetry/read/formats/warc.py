"""Web archives: the records of a WARC file, one at a time, also where a record's length is wrong.

A record is a version, header fields, a blank line, a block of `Content-Length` bytes, and two line breaks. Where a block
does not end before the next record, its length is wrong: it then goes on to where the next record begins. Archives are
compressed record by record, so that damage in the compressed data costs the record it is in.

Source: ISO 28500:2017 (WARC 1.1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parquetry.errors import DocumentError

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator, Mapping

    from parquetry.read.compression import Limited

_CHUNK = 1 << 16
# Bytes of a record's header; crawlers write some 600.
_LONGEST_HEADER = 1 << 16
# Bytes of the two line breaks after a block.
_SEPARATOR = 4
_BEGIN = b"WARC/"
# The line that begins a record, and the name of a field after it.
_RECORD = re.compile(rb"(?:\A|\n)WARC/\d\.\d\r?\n(?=[A-Za-z-]{1,60}:)")
# The same anywhere: after damage a record need not begin on a line of its own.
_MARK = re.compile(rb"WARC/\d\.\d\r?\n(?=[A-Za-z-]{1,60}:)")
# Bytes that `_RECORD` may need: a mark that lies across two chunks is found with those of the one before.
_LONGEST_MARK = 128
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(
    rb"""
    ([!-9;-~]+) [ \t]* : [ \t]*                           # WARC-Type:
    ( [^\r\n]* (?: \r?\n [ \t]+ [^\r\n]+ )* )             # response, and lines that go on with white space
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One record: its header fields by lower-cased name, its block, and the byte at which the block begins in the file.

    `problem` says why a record that has one cannot be used: `too_large` (its block is then empty) or `corrupt`.
    `repaired` says that the declared length was wrong, and the block ends where the next record begins.
    """

    fields: Mapping[str, str]
    block: bytes
    offset: int
    problem: str = ""
    repaired: bool = False


@dataclass(slots=True)
class _Window:
    """The next bytes of a stream, of which as many are held as are asked for. `at` is the place of the first."""

    stream: io.BufferedReader
    below: Limited | None = None
    held: bytearray = field(default_factory=bytearray)
    at: int = 0
    ended: bool = False
    damage: DocumentError | None = None
    """What ended the stream before its end."""

    def fill(self, size: int) -> bool:
        """Hold `size` bytes; false where the stream ends before."""
        while len(self.held) < size and not self.ended:
            chunk = self._read(max(_CHUNK, size - len(self.held)))
            self.ended = not chunk
            self.held += chunk
        return len(self.held) >= size

    def _read(self, size: int) -> bytes:
        try:
            # One read of what is below: of several, those before the one that raises would be lost.
            return self.stream.read1(size)
        except DocumentError as error:
            if error.reason != "corrupt":
                raise
            self.damage = error
            return b""

    def is_damaged(self, size: int) -> bool:
        """Tell whether damage follows a block of this size, in the member that the block is in."""
        return (
            self.damage is not None
            and len(self.held) <= size + _SEPARATOR
            and (self.below is None or self.below.gave_damaged())
        )

    def take(self, size: int) -> bytes:
        """Return the next bytes, and go on after them."""
        data = bytes(self.held[:size])
        del self.held[:size]
        self.at += len(data)
        return data

    def pass_line_breaks(self) -> None:
        """Go on to the next byte that is no line break."""
        while self.fill(1) and self.held[0] in b"\r\n":
            count = len(self.held) - len(self.held.lstrip(b"\r\n"))
            self.take(count)

    def pass_to_record(self) -> None:
        """Go on to where the next record begins, or to the end; holds no more than a chunk."""
        while self.fill(1):
            self.fill(_CHUNK + _LONGEST_MARK)
            if match := _MARK.search(self.held):
                self.take(match.start())
                return
            # The mark may begin in the last bytes held.
            self.take(len(self.held) if self.ended else len(self.held) - _LONGEST_MARK)


def warc_records(stream: io.BufferedReader, limit: int, below: Limited | None = None) -> Iterator[WarcRecord]:
    """Yield the records of a web archive, none with a block of more than `limit` bytes in memory.

    `below` is what decompresses the stream, and can go on after damage.

    Raises:
        DocumentError: the stream is damaged, and does not go on.
    """
    window = _Window(stream, below)
    while True:
        whole = True
        for record in _records(window, limit):
            whole = record.problem != "corrupt" or not window.damage
            yield record
        if window.damage is None:
            return
        if below is None or not below.resume():
            raise window.damage
        # Nothing of the record was read that could name it.
        if whole:
            yield WarcRecord({}, b"", window.at, "corrupt")
        window = _Window(stream, below, at=window.at)


def _records(window: _Window, limit: int) -> Iterator[WarcRecord]:
    """Yield the records up to the end of a window, or to damage."""
    while True:
        window.pass_line_breaks()
        if not window.fill(1):
            return
        at = window.at
        fields = _header(window)
        if fields is None:
            # One byte at least, or a damaged header would be found again and again.
            window.take(1)
            window.pass_to_record()
            yield WarcRecord({}, b"", at, "corrupt")
        else:
            yield _record(window, fields, limit)


def _header(window: _Window) -> dict[str, str] | None:
    """Take the header of a record and return its fields; None, and nothing is taken, where none stands."""
    window.fill(_LONGEST_HEADER)
    match = _HEADER_END.search(window.held, 0, _LONGEST_HEADER)
    if match is None or not _RECORD.match(window.held):
        return None
    lines = window.take(match.end())
    # UTF-8 by the standard; what is not is kept as bytes are in names.
    return {
        match[1].decode("ascii").lower(): " ".join(match[2].decode("utf-8", "surrogateescape").split())
        for match in _FIELD.finditer(lines)
    }


def _record(window: _Window, fields: Mapping[str, str], limit: int) -> WarcRecord:
    length = fields.get("content-length", "")
    size = int(length) if length.isdecimal() and len(length) <= 18 else -1  # noqa: PLR2004 (digits of 64 bits)
    if 0 <= size <= limit:
        window.fill(size + _SEPARATOR + len(_BEGIN))
        if _ends_well(window, size):
            offset = window.at
            # A checksum comes last: all of a record may be there, and be wrong.
            problem = "corrupt" if window.is_damaged(size) else ""
            return WarcRecord(fields, window.take(size), offset, problem)
    return _record_of_wrong_length(window, fields, size, limit)


def _ends_well(window: _Window, size: int) -> bool:
    """Return whether a block of this size is followed by two line breaks, by another record, or by nothing."""
    if len(window.held) < size:
        return False
    following = bytes(window.held[size : size + _SEPARATOR + len(_BEGIN)])
    # Two line breaks where the length says so: what follows them may be damaged, and is none of this block.
    if following.startswith((b"\r\n\r\n", b"\n\n")):
        return True
    # Some programs write one line break, or none at the end of the file.
    following = following.lstrip(b"\r\n")
    return not following or following.startswith(_BEGIN[: len(following)])


def _record_of_wrong_length(window: _Window, fields: Mapping[str, str], size: int, limit: int) -> WarcRecord:
    """Return a record whose block is larger than the limit, or goes on to the next record whatever its length says."""
    offset = window.at
    window.fill(limit + _LONGEST_MARK)
    match = _RECORD.search(window.held)
    if match and match.start() <= limit:
        block = window.take(match.start() + 1)
        return WarcRecord(fields, block.rstrip(b"\r\n"), offset, repaired=True)
    if window.ended and len(window.held) <= limit:
        # The last record: what it lost is not known, so what is there is no whole document.
        whole = 0 <= size <= len(window.held) and not window.is_damaged(len(window.held))
        return WarcRecord(fields, window.take(len(window.held)), offset, "" if whole else "corrupt", repaired=True)
    # Passed over without being held. A mark of a record in it is taken for one: where the length is a lie, what follows
    # would else be lost; where it is an archive within the archive, its records are read as if they stood in this one.
    window.pass_to_record()
    return WarcRecord(fields, b"", offset, "too_large")
