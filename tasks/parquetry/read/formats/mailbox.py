"""Mailboxes: the messages of an MBOX file, one at a time.

A message begins at a line `From ` that follows an empty line or begins the file. `>From ` within a message stays as it is
written: which programs put the mark there cannot be known.

Source: RFC 4155.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

# The line that begins a message: sender, then a date, whose year programs write as four digits.
_FROM = re.compile(rb"From .*\d{4}")


@dataclass(frozen=True, slots=True)
class Message:
    """One message: `data` with its `From ` line, which ends at `start`; `offset` is where it begins in the file.

    `too_large` says that it is longer than the limit; its `data` are then none.
    """

    data: bytes
    start: int
    offset: int
    too_large: bool = False


def messages(stream: io.BufferedReader, limit: int) -> Iterator[Message]:
    """Yield the messages of a mailbox, none larger than `limit` bytes."""
    lines: list[bytes] = []
    size = start = offset = at = 0
    blank = True
    while line := stream.readline(limit + 1):
        # A line of text that begins with "From " follows other text, and mostly names no year.
        if blank and _FROM.match(line):
            if size:
                yield _message(lines, size, start, offset, limit)
            lines, size, start, offset = [], 0, len(line), at
        # A message over the limit is still counted, so that the next one's place is right.
        if size <= limit:
            lines.append(line)
        size += len(line)
        at += len(line)
        # Remembered for the next line: a message begins only after an empty line.
        blank = not line.strip(b"\r\n")
    if size:
        yield _message(lines, size, start, offset, limit)


def _message(lines: list[bytes], size: int, start: int, offset: int, limit: int) -> Message:
    return Message(b"", start, offset, too_large=True) if size > limit else Message(b"".join(lines), start, offset)
