"""Lines of a file of records, decoded by one encoding for the whole file, in one pass and bounded memory.

The encoding is that of the byte order mark, of the config, of UTF-16 without a mark, else UTF-8; where a line is no
UTF-8 and none before it held UTF-8 beyond ASCII, the lines that follow are looked at once and their encoding is that of
all. Lines of ASCII read the same in all of these, so that what was read before stays right.
"""

from __future__ import annotations

import codecs
import io
from collections import deque
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from parquetry.text.byte_order_marks import marked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOOK_AHEAD = 1 << 20
"""Bytes of lines that are looked at to find an encoding: a megabyte holds as many words as detection can use."""
_CHUNK = 1 << 20
# Least share of NUL bytes in UTF-16 whose structure is ASCII (braces, quotes, delimiters, digits, spaces).
_NUL_SHARE = 0.25


class Line(NamedTuple):
    """One line with its end. `cut` says that it went on for longer than the limit, and what followed was passed over."""

    text: str
    cut: bool = False


class TextLines:
    """The lines of a stream. `encoding` is that of the file as far as it is known; read it after the line.

    `carriage_returns` says whether a lone CR ends a line, as in CSV of old Macintosh programs; in JSON it does not.
    """

    __slots__ = ("_ascii_so_far", "_detect", "_limit", "_lines", "encoding")

    def __init__(
        self,
        stream: io.BufferedReader,
        declared: str | None,
        detect: Callable[[bytes], str] | None,
        limit: int,
        *,
        carriage_returns: bool = False,
    ) -> None:
        self.encoding = ""
        self._detect = detect
        self._limit = limit
        self._ascii_so_far = True
        # Looked at without taking, because the lines are read from the beginning.
        head = stream.peek(_CHUNK)[:_CHUNK]
        # The file itself goes before the config: a mark cannot be there by chance.
        encoding, mark = marked(head)
        wide = encoding or _wide_without_mark(head)
        if wide:
            # The mark is no character of the first line.
            stream.read(mark)
            self.encoding = wide
        elif declared:
            self.encoding = codecs.lookup(declared).name
        if self.encoding.startswith(("utf-16", "utf-32")):
            # In wide encodings a byte 0x0A is not always a line end, so decoding comes before splitting.
            text = io.TextIOWrapper(stream, self.encoding, "surrogatepass", newline="" if carriage_returns else "\n")
            self._lines = _wide_lines(text, limit)
        else:
            raw = _raw_lines(stream, limit, carriage_returns=carriage_returns)
            self._lines = self._decoded(raw)
        self.encoding = self.encoding or "utf-8"

    def __iter__(self) -> Iterator[Line]:
        """Yield the lines, each with its end."""
        return self._lines

    def _decoded(self, raw: Iterator[tuple[bytes, bool]]) -> Iterator[Line]:
        for line, cut in raw:
            lines = iter([(line, cut)])
            # The first line beyond ASCII decides, with those that follow it, for the whole file.
            if self._ascii_so_far and not line.isascii():
                self._ascii_so_far = False
                if self.encoding == "utf-8" and not _fits(line, "utf-8") and self._detect is not None:
                    ahead = self._look_ahead(line, cut, raw)
                    lines = chain(ahead)
            for one, one_cut in lines:
                yield Line(self._text(one), one_cut)

    def _look_ahead(self, line: bytes, cut: bool, raw: Iterator[tuple[bytes, bool]]) -> Iterator[tuple[bytes, bool]]:  # noqa: FBT001
        """Read on from the first line that is no UTF-8, set the file's encoding by it all, and give the lines back."""
        ahead = deque([(line, cut)])
        size = 0
        while size < LOOK_AHEAD and (following := next(raw, None)) is not None:
            ahead.append(following)
            size += len(following[0])
        # Lines of pure ASCII say nothing about the encoding.
        foreign = [one for one, _ in ahead if not one.isascii()]
        wrong = [line for line in foreign if not _fits(line, "utf-8")]
        if self._detect is not None and 2 * len(wrong) > len(foreign):  # else it is UTF-8 with some foreign lines
            self.encoding = self._detect(b"".join(wrong)[:LOOK_AHEAD])
        return iter(ahead)

    def _text(self, line: bytes) -> str:
        try:
            return line.decode(self.encoding)
        except UnicodeDecodeError:
            # Bytes that fit no character become surrogates, where the encoding has single bytes for ASCII.
            return line.decode(self.encoding if len(b"a".decode(self.encoding)) == 1 else "utf-8", "surrogateescape")


def _wide_without_mark(head: bytes) -> str:
    """Return the UTF-16 that the place of NUL bytes shows: structure is ASCII, so every other byte of it is NUL."""
    sample = head[: len(head) // 2 * 2]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    # ASCII characters have their NUL second in little-endian order and first in big-endian.
    if odd > _NUL_SHARE * half and odd > 8 * even:
        return "utf-16-le"
    return "utf-16-be" if even > _NUL_SHARE * half and even > 8 * odd else ""


def _raw_lines(stream: io.BufferedReader, limit: int, *, carriage_returns: bool) -> Iterator[tuple[bytes, bool]]:
    """Yield (line with its end, whether it was cut at `limit` bytes)."""
    return _universal_lines(stream, limit) if carriage_returns else _lines(stream, limit)


def _lines(stream: io.BufferedReader, limit: int) -> Iterator[tuple[bytes, bool]]:
    while line := stream.readline(limit):
        # A line over the limit is passed over to its end, and only its beginning is given out.
        cut = len(line) == limit and not line.endswith(b"\n")
        while cut and (rest := stream.readline(limit)) and not rest.endswith(b"\n"):
            pass
        yield line, cut


def _universal_lines(stream: io.BufferedReader, limit: int) -> Iterator[tuple[bytes, bool]]:
    """Yield lines of a file in which a carriage return alone ends one, as on old Macintoshes."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        lines = (rest + chunk).splitlines(keepends=True)
        # The last line may go on in the next chunk, and its CR may be half of a CR LF.
        rest = lines.pop()
        for line in lines:
            yield line[:limit], len(line) > limit
        # A file without line ends must not fill the memory.
        rest = rest[: limit + 1]
    for line in rest.splitlines(keepends=True):
        yield line[:limit], len(line) > limit


def _wide_lines(text: io.TextIOWrapper, limit: int) -> Iterator[Line]:
    """Yield the lines of a UTF-16 or UTF-32 stream; damage ends it where it stands."""
    try:
        while line := text.readline(limit):
            cut = len(line) == limit and not line.endswith(("\n", "\r"))
            while cut and (rest := text.readline(limit)) and not rest.endswith(("\n", "\r")):
                pass
            yield Line(line, cut)
    except UnicodeDecodeError:
        yield Line("\N{REPLACEMENT CHARACTER}")
    finally:
        text.detach()


def _fits(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
