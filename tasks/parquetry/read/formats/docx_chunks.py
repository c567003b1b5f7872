"""Chunks: pages and plain texts that a Word document takes into its text as they are, as programs do that write it.

Source: ECMA-376 part 1, 17.17.2 (anchors of imported external content), 11.3.1 (alternative format import part).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.errors import DocumentError
from parquetry.read.formats.charset import charset, decoded
from parquetry.read.formats.html_pages import read_page
from parquetry.read.formats.pieces import Block, PartText, Piece, PlacedPart, in_other_encoding
from parquetry.text import COPY

if TYPE_CHECKING:
    from parquetry.read.formats.packages import Package

# How a page begins; what begins otherwise and is no text is in a format that is not read here, as RTF is.
_PAGE = re.compile(
    rb"""
    \s* (?: <\?xml [^>]* > \s* )?
    < (?: !doctype \s html | html | head | body | p | div | h[1-6] | table | ul | ol ) \b      # <p class="x">
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TEXT = (".txt", ".text")
_LINE = re.compile(r"[^\r\n]+")


def read_chunk(package: Package, name: str) -> PlacedPart | None:
    """Return a chunk as the next part of a document; None where its format is not read, or it is damaged.

    Raises:
        DocumentError: it is encrypted or too large.
    """
    try:
        data = package.read(name)
    except DocumentError as error:
        # One that is damaged costs itself, and the document says so.
        if error.reason != "corrupt":
            raise
        package.lost.append(name)
        return None
    # By what it holds: programs call pages "chunk1.dat" as well.
    is_page = _PAGE.match(data.removeprefix(b"\xef\xbb\xbf")) is not None
    if not is_page and not name.lower().endswith(_TEXT):
        return None
    found = charset(data, None, None)
    # The encoding must be known before the part is taken, because the part states it.
    package.take(name, "text/html" if is_page else "text/plain", found.encoding)
    raw = decoded(data, found.encoding, found.skip)
    part = read_page(raw)[0] if is_page else PartText(tuple(_paragraphs(raw)), ())
    if found.encoding != "utf-8":
        part = in_other_encoding(part, ascii_alike=not found.encoding.startswith("utf-16"))
    # They move into the body, and still know the part that their bytes are in.
    number = len(package.parts) - 1
    blocks = [replace(block, part_id=number) for block in part.blocks]
    return PlacedPart(data, blocks, list(part.omissions), found.encoding, found.skip)


def _paragraphs(raw: str) -> list[Block]:
    """Return the lines of a plain text, each of which Word makes a paragraph."""
    # What is nothing but white space is none.
    lines = (match for match in _LINE.finditer(raw) if match[0].strip())
    return [Block(pieces=[Piece(line[0], line.start(), line.end(), COPY)]) for line in lines]
