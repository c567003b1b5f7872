"""Plain text of mail whose lines flow: the soft breaks that the sender's program added are joined again.

A line that ends with a space goes on in the next one, if that is quoted as deep; with DelSp that space was added too.

Source: RFC 3676.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from parquetry.read.formats.pieces import Piece
from parquetry.text import COPY, EDIT

if TYPE_CHECKING:
    from collections.abc import Iterator

# Quote marks, a space that was stuffed before the text, the text, the line break.
_LINE = re.compile(r"(>*)( ?)([^\r\n]*)(\r\n|\n|\r|\Z)")
# The line before a signature: it ends with a space and does not flow.
_SIGNATURE = "-- "


class _Line(NamedTuple):
    """A line: its quote depth, and in characters of the part where it, its text and the line break begin, and its end."""

    depth: int
    start: int
    text_start: int
    text_end: int
    end: int
    flows: bool


def flowed_pieces(text: str, *, delete_space: bool) -> list[Piece]:
    r"""Return the pieces of a text with its flowing lines joined.

    >>> "".join(piece.text for piece in flowed_pieces("One \ntwo.\nThree.", delete_space=False))
    'One two.\nThree.'
    """
    pieces: list[Piece] = []
    lines = list(_lines(text))
    joined = False
    for number, line in enumerate(lines):
        if not joined:
            # Quote marks stand as they are; a space that was stuffed before unquoted text is not of the text.
            start = line.start if line.depth else line.text_start
            pieces.append(Piece(text[start : line.text_start], start, line.text_start, COPY))
        following = lines[number + 1] if number + 1 < len(lines) else None
        joined = line.flows and following is not None and following.depth == line.depth and not _signature(following, text)
        if not joined or following is None:
            pieces.append(Piece(text[line.text_start : line.end], line.text_start, line.end, COPY))
            continue
        # The space, the line break, and the quote marks of the next line are what stands between the two.
        pieces.append(Piece(text[line.text_start : line.text_end - 1], line.text_start, line.text_end - 1, COPY))
        pieces.append(Piece("" if delete_space else " ", line.text_end - 1, following.text_start, EDIT))
    return [piece for piece in pieces if piece.start < piece.end]


def _lines(text: str) -> Iterator[_Line]:
    at = 0
    while at < len(text):
        match = _LINE.match(text, at)
        if match is None:  # every text matches; this is for the type checker
            return
        content = match[3]
        flows = content.endswith(" ") and content != _SIGNATURE and bool(match[4])
        yield _Line(len(match[1]), match.start(), match.start(3), match.end(3), match.end(), flows)
        at = match.end()


def _signature(line: _Line, text: str) -> bool:
    return text[line.text_start : line.text_end] == _SIGNATURE
