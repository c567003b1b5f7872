"""White space at the edges of blocks, and between ideographs.

Source: CSS Text 3, 4.1.3 (segment breaks).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.read.formats.pieces import Piece
from parquetry.text import COPY

if TYPE_CHECKING:
    from collections.abc import Iterator

SPACE = re.compile("[ \t\n\r\f]+")
EVEN = re.compile("[^ \t\n\r\f]++(?: [^ \t\n\r\f]++)*+")
"""Words with a single space between each two: white space that stands as it is."""
# Radicals, kana, bopomofo, Han, compatibility and full-width forms: a line break between two of these is no space.
_CJK = re.compile("[\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\uff00-\uffef]")


def trim(pieces: list[Piece]) -> None:
    """Take empty lines from the beginning, and any white space from the end."""
    # Leading spaces stay, as they may be the indentation of preformatted text.
    while pieces and not pieces[0].text.strip("\n"):
        pieces.pop(0)
    while pieces and not pieces[-1].text.strip():
        pieces.pop()


def parts_ideographs(space: str, before: str, following: str) -> bool:
    """Tell whether white space is a line break between two ideographs: "東京<line end>都" is one word."""
    return "\n" in space and _CJK.match(following) is not None and _CJK.match(before[-1:]) is not None


def lines_of(piece: Piece) -> Iterator[Piece]:
    """Yield the lines of a piece, and each line break by itself."""
    # What is no copy is one character or a line break, and cannot be cut.
    if piece.kind != COPY or "\n" not in piece.text:
        yield piece
        return
    at = piece.start
    for part in re.split("(\n)", piece.text):
        if part:
            yield Piece(part, at, at + len(part), COPY)
            at += len(part)
