"""Formats of the user's own: what a reader from outside gives of a file, held to the promises of our readers.

A reader claims files by their first bytes or their name, and says which characters of them are text; `own_documents` makes
documents of what it says.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from parquetry.errors import DocumentError
from parquetry.model.failures import failure
from parquetry.read.formats.pieces import Block, Omission, Piece
from parquetry.read.known_formats import Format
from parquetry.text import COPY, EDIT, MARKUP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Detect = Callable[[bytes], str]

__all__ = ["COPY", "EDIT", "MARKUP", "OWN", "Block", "Content", "Omission", "Piece", "Reader", "claimed", "copied"]

OWN = "plugin"
"""`documents.format` of what a reader of the user's own read; `media_type` says which format that is."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader makes of a file: blocks in reading order, what it leaves out and why, what the file says of itself.

    Places of pieces and omissions are characters of the text that the reader was given. `date` is ISO 8601, `language` is
    BCP 47, `meta` is anything that JSON can hold. The rest of the file, such as tags, needs no omission.

    In a file of several documents `end` is the character that a document ends before: it begins where the one before it
    ends. `id` is what the format knows it by.
    """

    blocks: Sequence[Block]
    left_out: Sequence[Omission] = ()
    title: str | None = None
    date: str | None = None
    language: str | None = None
    meta: Mapping[str, Any] | None = None
    end: int | None = None
    id: str | None = None


class Reader(Protocol):
    """A reader of the user's own. Whatever it raises costs the one file it raised on.

    `fingerprint` changes with whatever outside its module decides what it reads. `encoding` is that of the format, null to
    find it out; with "latin-1" every byte is a character, for formats that are not text.
    """

    media_type: str
    fingerprint: str
    encoding: str | None

    def claims(self, head: bytes, name: str) -> bool:
        """Tell whether a file is of this format, by its first 4096 bytes and its name, both without compression."""

    def read(self, text: str) -> Content | Iterable[Content]:
        """Return what a file that was claimed holds, or yield each of its documents.

        It may raise `DocumentError` with a reason of the contract.
        """


def copied(text: str, start: int, end: int) -> Piece:
    """Return the piece of text that is `text[start:end]` as it stands.

    >>> copied("@1 Ana sails", 3, 12)
    Piece(text='Ana sails', start=3, end=12, kind='copy')
    """
    return Piece(text[start:end], start, end, COPY)


def claimed(readers: Iterable[Reader], head: bytes, name: str) -> Reader | None:
    """Return the first reader that claims a file; null where none does.

    Raises:
        DocumentError: a reader raised.
    """
    # Two readers may claim one file: the config says which is asked first.
    with costs_one_document():
        return next((reader for reader in readers if reader.claims(head, name)), None)


@contextlib.contextmanager
def costs_one_document() -> Iterator[None]:
    """Turn whatever code of the user's raises into the reject of the document in hand: of a member, not of its archive.

    Raises:
        DocumentError: something was raised.
    """
    try:
        yield
    # Of the worker's memory and time its parent takes care.
    except (DocumentError, MemoryError):
        raise
    except Exception as error:
        raise DocumentError(*failure(error)) from error


def format_of(reader: Reader) -> Format:
    """Return the format that a reader reads."""
    return Format(OWN, reader.media_type)
