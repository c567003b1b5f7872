"""The sample of a file by which encodings are ranked: the lines that tell them apart, then as many as show the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASCII = 128
LONG_LINE = 1_500
"""Bytes from which a line is taken in pieces; of one without spaces no more is looked at."""
PIECE = 150
"""Least bytes of such a piece: some words around each byte beyond ASCII."""
# Bytes whose lines are all looked at: most files have no more.
_HEAD = 1 << 18


def sampled(data: bytes, size: int) -> bytes:
    """Return lines of a text, about `size` bytes: first those with bytes beyond ASCII not met before, then all others.

    One "é" in a page of English is in it, with the line it stands in.
    """
    chosen: dict[int, bytes] = {}
    seen: set[int] = set()
    length = 0
    lines = list(_lines(data))
    # First pass: lines that bring a byte not seen before, because these tell encodings apart. Second pass: fill up
    # with the rest, which tells the language.
    for new_bytes_only in (True, False):
        for number, line in enumerate(lines):
            high = {byte for byte in line if byte >= _ASCII} if number not in chosen else set()
            if number in chosen or (new_bytes_only and high <= seen):
                continue
            seen |= high
            chosen[number] = line
            length += len(line)
            if length >= size:
                break
        if length >= size:
            break
    # In the order of the file, as neighbouring lines may be one sentence.
    return b"".join(chosen[number] for number in sorted(chosen))


def _lines(data: bytes) -> Iterator[bytes]:
    """Yield the lines of the first 256 KiB and of what follows as far as it is not ASCII, long ones in pieces."""
    for line in data[:_HEAD].splitlines(keepends=True):
        yield from _pieces(line)
    rest = data[_HEAD:]
    if rest and not rest.isascii():
        for line in rest.splitlines(keepends=True):
            if not line.isascii():
                yield from _pieces(line)


def _pieces(line: bytes) -> Iterator[bytes]:
    """Yield a line, if it is long in pieces that end at spaces; what has no spaces is cut short.

    Bytes up to the space are no part of a multi-byte character in any codec of the table: text is safely cut there.
    """
    start = 0
    while len(line) - start > LONG_LINE:
        # At least PIECE bytes, for a single word tells little.
        space = line.find(b" ", start + PIECE, start + LONG_LINE)
        if space < 0:
            break
        yield line[start : space + 1]
        start = space + 1
    yield line[start : start + LONG_LINE]
