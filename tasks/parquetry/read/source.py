"""Sources: what every reader makes of a file, a record, a message or a member."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parquetry.model.documents import Source
from parquetry.model.parts import Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from parquetry.config import Input
    from parquetry.model.documents import FileEntry
    from parquetry.read.containers import Budget
    from parquetry.read.known_formats import Format
    from parquetry.read.own_formats import Reader

    Detect = Callable[[bytes], str]
    """Returns the encoding, a Python codec name, of bytes that are no UTF-8."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a stream, and the containers it is in: `depth` of them, with what is left of their `budget`.

    `format_name` is the name by which the format is told where that of the file says nothing.
    `readers` are those of the user's own, which are asked before ours.
    """

    config: Input
    detect: Detect | None = None
    depth: int = 0
    budget: Budget | None = None
    format_name: str = ""
    readers: tuple[Reader, ...] = ()


@dataclass(slots=True)
class Facts:
    """What is learnt of a file as it is read; complete only when reading ends."""

    size: int | None = None
    sha256: str | None = None
    media_type: str | None = None
    records: int = 0


def doc_id(path_bytes: bytes, key: str) -> str:
    """Return 32 hex of SHA-256 over the file's name and the record's key (empty for a whole file)."""
    # A NUL cannot stand in a file name, so no two pairs of name and key run together into one.
    return hashlib.sha256(path_bytes + b"\0" + key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def whole(found: FileEntry, data: bytes, form: Format, encoding: str | None) -> Source:
    """Return the source of a file that is one document, its bytes as they are."""
    return Source(
        doc_id=doc_id(found.path_bytes, ""),
        source_path=found.source_path,
        source_record=None,
        source_id=None,
        source_sha256=hashlib.sha256(data).hexdigest(),
        source_bytes=len(data),
        media_type=form.media_type,
        data=data,
        declared_encoding=encoding,
        format=form.name,
    )


def placed(source: Source) -> Source:
    """Return a document of a file that is not compressed: a part that is all of the file lies at its first byte.

    Records and members of archives come back as they are: where their bytes lie, only their reader knows.
    """
    if source.source_record is not None:
        return source
    size = source.source_bytes
    parts = source.parts or (Part(source.source_path, source.media_type, "", source.source_sha256, 0, size),)
    if len(parts) > 1 or parts[0].stored != "plain" or parts[0].file_start is not None:
        return source
    return replace(source, parts=(replace(parts[0], file_start=0, file_end=size),))


def unplaced(source: Source) -> Source:
    """Return a document of a compressed file: its parts have no place in the file as it is stored."""
    return replace(source, parts=tuple(replace(part, file_start=None, file_end=None) for part in source.parts))
