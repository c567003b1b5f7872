"""Flat OpenDocument texts (.fodt): one XML file with all that a package has in several.

Source: ODF 1.3 part 3, 3.1.2 (`office:document`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.read.formats.decoded_text import decoded_text, with_text
from parquetry.read.formats.documents import with_metadata
from parquetry.read.formats.odt import MEDIA_TYPE, Body
from parquetry.read.formats.odt_lists import ListStyles
from parquetry.read.formats.office import metadata_of
from parquetry.read.formats.pieces import Omission, PartText
from parquetry.read.formats.xml_binary import WithoutBinary
from parquetry.read.formats.xml_events import parse_xml_document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parquetry.model.documents import Source
    from parquetry.read.formats.pieces import Piece
    from parquetry.read.source import Detect

# The root says what the file holds; namespaces, of which programs declare forty, may stand before it.
_ROOT = re.compile(
    rf"""
    <[\w.-]*:?document\s [^>]*? \b mimetype \s*=\s* ["']     # <office:document xmlns:office="..." office:mimetype="
    {re.escape(MEDIA_TYPE)} (?: -template )? ["']            # application/vnd.oasis.opendocument.text"
    """.encode(),
    re.VERBOSE,
)
_FARTHEST = 16_384


def is_flat_odt(data: bytes) -> bool:
    """Return whether XML is a flat OpenDocument text."""
    return _ROOT.search(data, 0, _FARTHEST) is not None


class _Flat:
    """Hands what is in the text to its reader, headers and footers to theirs, and all styles to both."""

    def __init__(self) -> None:
        self.lists = ListStyles()
        self.text_body, self.furniture = Body(self.lists, furniture=False), Body(self.lists, furniture=True)
        self.properties: list[tuple[str, str]] = []
        self.omissions: list[Omission] = []
        # The sections of the file that are open: what stands in the last of them goes to its reader.
        self._section = ""
        self._depth = 0
        self._aside: list[Piece] = []

    def _reader(self) -> Body | None:
        return {"body": self.text_body, "master-styles": self.furniture}.get(self._section)

    def start(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        """Open an element."""
        self._depth += 1
        if self._depth == 2:  # noqa: PLR2004 (below the root)
            self._section = name
        # Styles stand before what they style, so one pass is enough.
        reader = self._reader()
        if reader is not None:
            reader.start(name, attributes, start, end)
        else:
            self.lists.take(name, attributes)
        if self._section == "meta":
            self.properties.append((name, ""))

    def end(self, name: str) -> None:
        """Close an element."""
        # The section itself is of its reader, which counts what it opens.
        reader = self._reader()
        if reader is not None:
            reader.end(name)
        self._depth -= 1
        if self._depth == 1:
            self._omit_section()
            self._section = ""

    def text(self, piece: Piece) -> None:
        """Take characters; of what stands before the text those that say something of it."""
        reader = self._reader()
        if reader is not None:
            reader.text(piece)
        elif piece.text.strip():
            self._aside.append(piece)
        # <dc:title> may come in several events: references, line ends.
        if self._section == "meta":
            name, value = self.properties[-1]
            self.properties[-1] = name, (value + piece.text).strip()

    def _omit_section(self) -> None:
        """Put on record what a section says that is no text: of the document, or how it is set."""
        # One row a section: settings alone have hundreds of values.
        if self._aside:
            text = "\n".join(value for _, value in self.properties if value) if self._section == "meta" else None
            self.omissions.append(Omission(self._aside[0].start, self._aside[-1].end, "metadata", text))
        self._aside = []

    def comment(self, text: str, start: int, end: int) -> None:
        """Put a comment on record."""
        if text.strip():
            self.omissions.append(Omission(start, end, "comment", text.strip()))

    def omit_image(self, start: int, end: int) -> None:
        """Put a picture on record that is encoded in the text."""
        self.omissions.append(Omission(start, end, "image", None))

    def finish(self) -> PartText:
        """Return what the document gave, headers and footers after the text."""
        # Headers and footers stand before the text in the file.
        parts = [reader.finish(b"", 0) for reader in (self.text_body, self.furniture)]
        omissions = [one for part in parts for one in part.omissions]
        return PartText(tuple(block for part in parts for block in part.blocks), (*omissions, *self.omissions))


def flat_odt_document(source: Source, detect: Detect | None) -> Source:
    """Return a flat OpenDocument text that was read whole as text with its alignment; `source.data` are its bytes.

    Raises:
        DocumentError: it is no well-formed XML, or holds no text.
    """
    # Unlike the parts of a package it may be in any encoding.
    text = decoded_text(source.data, source.declared_encoding, detect)
    flat = _Flat()
    parse_xml_document(text.raw, WithoutBinary(flat, flat.omit_image))
    properties = metadata_of([(name, value) for name, value in flat.properties if value])
    typed = replace(source, format="odt", media_type=f"{MEDIA_TYPE}-flat-xml")
    return with_text(with_metadata(typed, properties), text, flat.finish(), "a document without text")
