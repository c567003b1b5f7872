"""Where the characters of a decoded part lie among its bytes.

Asked at the end, when all places are known: counting the bytes before each of them would cost quadratic time.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from parquetry.text import COPY
from parquetry.text.spans import byte_length

if TYPE_CHECKING:
    from collections.abc import Iterable

    # Text, characters from where and to where, kind.
    _Piece = tuple[str, int, int, str]

_NOT_ASCII = re.compile("[^\0-\x7f]+")


class ByteOffsets:
    """The byte at which characters of a decoded part begin. `raw` is the part without a byte order mark of `skip` bytes."""

    __slots__ = ("_bytes", "_fixed", "_runs", "exact")

    def __init__(self, raw: str, data: bytes, encoding: str, positions: Iterable[int], skip: int = 0) -> None:
        # In ASCII characters and bytes have the same places, and no table is needed.
        self._fixed: int | None = skip if raw.isascii() and len(raw) + skip == len(data) else None
        self._bytes: dict[int, int] = {}
        self._runs: _Runs | None = None
        self.exact = True
        if self._fixed is not None:
            return
        # Encoding the text again gives as many bytes: then lengths between places can simply be added.
        if byte_length(raw, encoding) + skip != len(data):
            # Second spellings of a character, or escapes: only the decoder knows.
            self.exact = False
            self._bytes = _decoded_offsets(data, encoding, skip, len(raw))
        elif encoding == "utf-8":
            # Nearly all pages: in English ones one character of a thousand is not ASCII, in Japanese ones runs are long.
            self._runs = _Runs(raw, skip)
        else:
            at, byte = 0, skip
            for position in sorted(set(positions)):
                byte += byte_length(raw[at:position], encoding)
                self._bytes[position] = byte
                at = position

    def spans(self, pieces: Iterable[_Piece], shift: int) -> list[tuple[int, int]]:
        """Return the bytes of each piece, moved on by `shift`."""
        if self._fixed is not None:
            shift += self._fixed
            return [(start + shift, end + shift) for _, start, end, _ in pieces]
        if self._runs is not None:
            return self._runs.spans(pieces, shift)
        return [(self._bytes[start] + shift, self._bytes[end] + shift) for _, start, end, _ in pieces]

    def __getitem__(self, position: int) -> int:
        """Return the byte (in the part) at which a character begins."""
        if self._fixed is not None:
            return position + self._fixed
        return self._runs.byte(position) if self._runs is not None else self._bytes[position]


class _Runs:
    """Runs of characters that are not ASCII: between them characters and bytes go on alike, as most of a page does."""

    __slots__ = ("_ends", "_raw", "_shifts", "_starts")

    def __init__(self, raw: str, skip: int) -> None:
        self._raw = raw
        self._starts: list[int] = []
        self._ends = [0]
        # How many more bytes than characters there are up to the end of each run; the first is the mark before all.
        self._shifts = [skip]
        shift = skip
        for match in _NOT_ASCII.finditer(raw):
            low, high = match.span()
            shift += byte_length(match[0], "utf-8") - (high - low)
            self._starts.append(low)
            self._ends.append(high)
            self._shifts.append(shift)

    def byte(self, position: int) -> int:
        """Return the byte at which a character begins."""
        run = bisect_left(self._starts, position)
        # Behind the end of the run before it: "é" and 40 letters of ASCII after it are one shift further each.
        if position >= self._ends[run]:
            return position + self._shifts[run]
        # Within a run, as where a script cuts a word: only what stands before it there is counted.
        start = self._starts[run - 1]
        return start + self._shifts[run - 1] + byte_length(self._raw[start:position], "utf-8")

    def spans(self, pieces: Iterable[_Piece], shift: int) -> list[tuple[int, int]]:
        """Return the bytes of each piece, moved on by `shift`."""
        spans: list[tuple[int, int]] = []
        at, byte = -1, 0
        for text, start, end, kind in pieces:
            low = byte if start == at else self.byte(start)
            # Pieces follow one another, and most are copies of ASCII: neither end of such a one is looked up.
            byte = low + len(text) if kind == COPY and text.isascii() else self.byte(end)
            at = end
            spans.append((low + shift, byte + shift))
        return spans


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
