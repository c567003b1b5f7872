"""Trace: from characters of a published text back to the bytes they came from, and where these lie in the source file.

Without the source files the bytes of copied characters are still known, because those decode to the very text; with
them every byte is read again, and compared with the digest that was published.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from parquetry import read
from parquetry.dataset.reader import open_table
from parquetry.errors import ConfigError, StorageError, UnknownNameError
from parquetry.execution import plugins
from parquetry.model.documents import FileEntry, Source
from parquetry.publish import manifest
from parquetry.repair.encoding.decode import detect_encoding
from parquetry.text import COPY, AlignmentSegment
from parquetry.text.spans import SpanMapper

if TYPE_CHECKING:
    from pathlib import Path

    from parquetry.config import Input

FROM_FILE, FROM_EXTRACT, FROM_TEXT, UNKNOWN = "file", "extract", "text", "unknown"
"""Where the bytes of a traced stretch were taken from: the source file, the extract that was published of it, or the text
that a copy decodes to."""
LEAST_PREFIX = 6
"""Hex digits by which a doc_id may be named: enough for datasets of a million documents to be mostly unambiguous."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Where on a page a traced stretch stands, and which bytes of which object show it.

    Lengths are points from the upper left of the page; `at_start`, `at_end` bytes, half-open, into the decoded stream of
    `object`. The box is that of all that was shown together there, of which the stretch may be a part.
    """

    page: int
    box: tuple[float, float, float, float]
    font: str
    size: float
    object: int
    at_start: int
    at_end: int
    how: str


@dataclass(frozen=True, slots=True)
class Traced:
    """One stretch of the text and its bytes.

    `start`, `end` are code points, half-open, into `documents.text`; `source_start`, `source_end` bytes, half-open, into
    the source bytes; `part_start`, `part_end` bytes into the part, decoded of transport and compression. `file_start`,
    `file_end` say where the bytes lie in the file, or, for a part that is `stored` otherwise, where the whole part does.
    """

    start: int
    end: int
    text: str
    kind: str
    source_start: int
    source_end: int
    part: str
    media_type: str
    encoding: str
    stored: str
    part_start: int
    part_end: int
    file_start: int | None
    file_end: int | None
    data: bytes | None
    data_from: str
    shown: tuple[Shown, ...] = ()
    """Where it stands on its pages, in formats that have pages."""


@dataclass(frozen=True, slots=True)
class Trace:
    """The document that was asked for, and the stretches of its text in order."""

    doc_id: str
    source_path: str
    source_record: int | None
    container: str | None
    format: str
    stretches: tuple[Traced, ...]


def trace(version: Path, document: str, start: int, length: int = 1, config: Input | None = None) -> Trace:
    """Return where `length` code points from `start` of a document's text came from.

    `document` is a doc_id, the beginning of one, or a source_path (`box.zip!/a.html`, `posts.jsonl#3` for a record).
    With `config`, the input that the dataset was made of, the bytes are read from the source file.

    Raises:
        UnknownNameError: there is no such document.
        ConfigError: the name fits several documents, or the text has no such characters.
        StorageError: the source file is not what it was.
        DamageError: a part file of the version is missing or of another size.
    """
    manifest.refuse_incomplete(version)
    row = _document(version, document)
    text: str = row["text"]
    end = start + length
    if not 0 <= start < end <= len(text):
        message = f"{row['source_path']} has {len(text)} characters; {start} to {end} is not within them"
        raise ConfigError(message)
    # The bytes of an extract are published; those of a file must be read from it.
    extracts = _rows(version, "extracts", row["doc_id"])
    data: bytes | None = extracts[0]["extract"] if extracts else None
    if data is None and config is not None:
        data = _source_bytes(version, row, config)
    mapper = SpanMapper(text, _segments(version, row["doc_id"]), row["encoding"], (start, end))
    parts = sorted(_rows(version, "parts", row["doc_id"]), key=lambda part: int(part["part_id"]))
    stretches = tuple(_traced(row, segment, parts, data) for segment in mapper.segments_between(start, end))
    if extracts:
        stretches = _on_pages(version, row["doc_id"], stretches)
    return Trace(row["doc_id"], row["source_path"], row["source_record"], row["container"], row["format"], stretches)


def _segments(version: Path, doc_id: str) -> list[AlignmentSegment]:
    names = ("start", "end", "source_start", "source_end", "kind")
    return sorted(AlignmentSegment(*(row[name] for name in names)) for row in _rows(version, "alignment", doc_id))


def _on_pages(version: Path, doc_id: str, stretches: tuple[Traced, ...]) -> tuple[Traced, ...]:
    """Return the stretches of an extract with the places on its pages where they are shown."""
    origins = _rows(version, "origins", doc_id)
    fonts = {font["font_id"]: font["name"] for font in _rows(version, "fonts", doc_id)}
    return tuple(replace(stretch, data_from=FROM_EXTRACT, shown=_shown(stretch, origins, fonts)) for stretch in stretches)


def _shown(stretch: Traced, origins: list[dict[str, Any]], fonts: dict[int, str]) -> tuple[Shown, ...]:
    """Return where the bytes of a stretch stand on their pages; none for a space that stands for a gap."""
    return tuple(
        Shown(
            page=row["page"],
            box=(round(row["x0"], 2), round(row["y0"], 2), round(row["x1"], 2), round(row["y1"], 2)),
            font=fonts.get(row["font_id"], ""),
            size=round(row["size"], 2),
            object=row["object"],
            at_start=row["at_start"],
            at_end=row["at_end"],
            how=row["how"],
        )
        for row in sorted(origins, key=lambda row: int(row["source_start"]))
        if row["source_start"] < stretch.source_end and stretch.source_start < row["source_end"]
    )


def _rows(version: Path, table: str, doc_id: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = open_table(version, table).to_table(filter=pc.field("doc_id") == doc_id).to_pylist()
    return rows


_COLUMNS = ["doc_id", "source_path", "source_record", "source_sha256", "container", "format", "encoding", "text"]


def _is_named(name: str) -> pc.Expression:
    """Return the condition that a document is meant by a name."""
    path, mark, record = name.rpartition("#")
    wanted = pc.field("source_path") == name
    # "posts.jsonl#3"; a file may also be called "a#3", and then its own name fits above.
    if mark and record.isdigit():
        wanted |= (pc.field("source_path") == path) & (pc.field("source_record") == int(record))
    # Fewer digits than that could be a file name such as "bad" or "cafe" as well.
    if len(name) >= LEAST_PREFIX and set(name) <= set("0123456789abcdef"):
        wanted |= pc.starts_with(pc.field("doc_id"), name)
    return wanted


def _document(version: Path, name: str) -> dict[str, Any]:
    """Return the row of the document named by doc_id, by the beginning of it, or by path and record."""
    rows: list[dict[str, Any]] = open_table(version, "documents").to_table(_COLUMNS, filter=_is_named(name)).to_pylist()
    if not rows:
        known = open_table(version, "documents").head(20, columns=["source_path"]).to_pylist()
        kind = "document"
        raise UnknownNameError(kind, name, sorted({row["source_path"] for row in known}))
    if len(rows) > 1:
        some = ", ".join(sorted(f"{row['doc_id']} (record {row['source_record']})" for row in rows)[:5])
        message = f"{name!r} names {len(rows)} documents: {some}; name one by its doc_id or as PATH#RECORD"
        raise ConfigError(message)
    return rows[0]


def _source_bytes(version: Path, row: dict[str, Any], config: Input) -> bytes:
    """Return the source bytes of a document, read again from its file.

    Raises:
        StorageError: the file is gone, holds the document no longer, or other bytes than were published.
    """
    entry = _entry(version, row["source_path"], config)
    for item in read.read(entry, config, detect_encoding, plugins.file_readers(config)):
        if isinstance(item, Source) and item.doc_id == row["doc_id"]:
            if item.source_sha256 != row["source_sha256"]:
                message = f"{row['source_path']} has changed since this version was published; run again"
                raise StorageError(message)
            return item.data
    message = f"{row['source_path']} is not in {config.url or config.path} any more, or not read from it as it was"
    raise StorageError(message)


def _entry(version: Path, source_path: str, config: Input) -> FileEntry:
    """Return the file that a document is in, by the table that has its name as bytes."""
    # In names of files "!/" is escaped, so that the first one parts the file from its members.
    path = source_path.partition("!/")[0]
    columns = ["source_path", "path_bytes"]
    rows = open_table(version, "sources").to_table(columns, filter=pc.field("source_path") == path).to_pylist()
    name: bytes = rows[0]["path_bytes"] if rows else os.fsencode(path)
    if config.url:
        return FileEntry(path, name, 0)
    root = os.path.realpath(os.fsencode(config.path))
    # A link is opened by the name of what it leads to, as the finder has it.
    real = os.path.relpath(os.path.realpath(os.path.join(root, name)), root)  # noqa: PTH118 (its name is bytes)
    return FileEntry(path, name, 0, target=real if real != name and not real.startswith(b"..") else b"")


def _traced(row: dict[str, Any], segment: AlignmentSegment, parts: list[dict[str, Any]], data: bytes | None) -> Traced:
    text: str = row["text"][segment.start : segment.end]
    # Nothing but an empty segment ends where a part begins; the last part that begins before it holds it.
    part = next(part for part in reversed(parts) if part["source_start"] <= segment.source_start)
    start, end = segment.source_start - part["source_start"], segment.source_end - part["source_start"]
    low, high = part["file_start"], part["file_end"]
    # As stored, the bytes of a plain part stand where the part does; in compressed ones only the whole has a place.
    if part["stored"] == "plain" and low is not None:
        low, high = low + start, low + end
    if data is not None:
        found, data_from = data[segment.source_start : segment.source_end], FROM_FILE
    elif segment.kind == COPY:
        found, data_from = _encoded(text, row["encoding"]), FROM_TEXT
    else:
        found, data_from = None, UNKNOWN
    return Traced(
        start=segment.start,
        end=segment.end,
        text=text,
        kind=segment.kind,
        source_start=segment.source_start,
        source_end=segment.source_end,
        part=part["path"],
        media_type=part["media_type"],
        encoding=part["encoding"] or row["encoding"],
        stored=part["stored"],
        part_start=start,
        part_end=end,
        file_start=low,
        file_end=high,
        data=found,
        data_from=data_from,
    )


def _encoded(text: str, encoding: str) -> bytes:
    wide = encoding.startswith(("utf-16", "utf-32", "utf_16", "utf_32"))
    return text.encode(encoding, "surrogatepass" if wide else "surrogateescape")
