"""What is encoded in the text of XML: pictures of a book or of a flat office document, in base64.

Source: FictionBook 2.0 (`binary`), ODF 1.3 part 3, 10.4.5 (`office:binary-data`), ECMA-376 (`pkg:binaryData`),
WordprocessingML 2003 (`w:binData`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from parquetry.read.formats.pieces import Piece
    from parquetry.read.formats.xml_events import DocumentHandler

_BINARY = frozenset({"binary-data", "binaryData", "binData"})


def _is_binary(name: str, attributes: Mapping[str, str]) -> bool:
    """Return whether an element holds bytes; a `binary` without a type may hold the name of a program."""
    return name in _BINARY or (name == "binary" and "content-type" in attributes)


class WithoutBinary:
    """Passes the events of a document on, but for text that is encoded: `omit` takes where that stands."""

    def __init__(self, handler: DocumentHandler, omit: Callable[[int, int], None]) -> None:
        self._handler = handler
        self._omit = omit
        # Elements that are open, from the outermost one that holds bytes.
        self._inside = 0
        self._places: list[int] = []

    def start(self, name: str, attributes: Mapping[str, str], start: int, end: int) -> None:
        """Open an element."""
        # <binary id="cover.jpg">iVBORw0K...</binary>: the tag stays, as those of all elements do.
        self._inside += self._inside > 0 or _is_binary(name, attributes)
        self._handler.start(name, attributes, start, end)

    def end(self, name: str) -> None:
        """Close an element; of what was encoded in it one place is left."""
        # Base64 is broken into lines, each of which came as a text of its own.
        if self._inside == 1 and self._places:
            self._omit(self._places[0], self._places[-1])
            self._places = []
        self._inside = max(0, self._inside - 1)
        self._handler.end(name)

    def text(self, piece: Piece) -> None:
        """Take characters."""
        if not self._inside:
            self._handler.text(piece)
        elif piece.text.strip():
            self._places += (piece.start, piece.end)

    def comment(self, text: str, start: int, end: int) -> None:
        """Take a comment."""
        self._handler.comment(text, start, end)
