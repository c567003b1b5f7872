"""Members of a web archive: the payloads of its records, with what the archive and HTTP say of them.

Requests, metadata, the archive's own description and visits that found nothing new (`revisit`) hold no document, and are
passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.errors import DocumentError
from parquetry.read.compression import Limited
from parquetry.read.containers import Member, Place
from parquetry.read.formats.http_payload import HttpMessage, decoded_body, http_message
from parquetry.read.formats.warc import WarcRecord, warc_records
from parquetry.read.records.values import printable

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from parquetry.config import Input

# Types of records that hold a document; one whose header is damaged has none.
_DOCUMENTS = frozenset({"response", "resource", "conversion", ""})
_PASSED_OVER = frozenset({"text/dns", "application/warc-fields"})
FORMAT_NAMES = {
    "text/html": "page.html",
    "application/xhtml+xml": "page.xhtml",
    "text/plain": "text.txt",
    "text/markdown": "text.md",
    "text/csv": "table.csv",
    "application/json": "data.json",
    "application/xml": "data.xml",
    "text/xml": "data.xml",
    "message/rfc822": "mail.eml",
}
"""Names by which a format is told for media types that say it; others leave it to the content and the URI."""
# Media types that look like text and are none.
_NO_PROSE = {
    "text/css": "a style sheet",
    "text/javascript": "a program (JavaScript)",
    "application/javascript": "a program (JavaScript)",
    "application/x-javascript": "a program (JavaScript)",
}


def warc_members(stream: io.BufferedReader, config: Input) -> Iterator[Member]:
    """Yield the records of a web archive that hold a document, or that are damaged."""
    below = stream.raw if isinstance(stream.raw, Limited) else None
    for record in warc_records(stream, config.max_bytes, below):
        kind = record.fields.get("warc-type", "").lower()
        # A continuation holds a part of a document whose beginning stands elsewhere.
        if kind == "continuation" or record.fields.get("warc-segment-number", "1") != "1":
            yield _refused(record, "record", "a part of a record that was cut in segments")
        elif kind in _DOCUMENTS and _media_type(record.fields.get("content-type", "")) not in _PASSED_OVER:
            yield _member(record, config.max_bytes)


def _member(record: WarcRecord, limit: int) -> Member:
    if record.problem:
        detail = f"larger than [input] max_bytes = {limit}" if record.problem == "too_large" else _damage(record)
        return _refused(record, record.problem, detail)
    message = http_message(record.block)
    declared = str(message.headers.get("Content-Type", "")) if message else record.fields.get("content-type", "")
    media_type = _media_type(declared)
    if media_type in _NO_PROSE:
        return _refused(record, "format", f"{_NO_PROSE[media_type]}; extract its text first")
    start = message.body_start if message else 0
    body = record.block[start:]
    place = Place(record.offset + start, record.offset + len(record.block))

    def payload() -> tuple[bytes, str]:
        return decoded_body(body, message.headers, limit) if message else (body, "plain")

    return Member(
        _name(record),
        lambda: payload()[0],
        lambda: place._replace(stored=payload()[1]),
        FORMAT_NAMES.get(media_type, ""),
        _parameter(declared, "charset"),
        record.fields.get("warc-record-id"),
        tuple(_meta(record, message)),
        ("repaired_container",) if record.repaired else (),
    )


def _damage(record: WarcRecord) -> str:
    declared = record.fields.get("content-length")
    if declared is None:
        return f"no record can be read at byte {record.offset}"
    if declared == str(len(record.block)):
        return "damaged compressed data: its checksum is another"
    return f"cut short: {declared} bytes declared, {len(record.block)} are there"


def _refused(record: WarcRecord, reason: str, detail: str) -> Member:
    def read() -> bytes:
        raise DocumentError(reason, detail)

    return Member(_name(record), read)


def _name(record: WarcRecord) -> bytes:
    """Return the URI of a record, else its id, else where it begins."""
    name = record.fields.get("warc-target-uri", "").strip("<>") or record.fields.get("warc-record-id", "").strip("<>")
    return (name or f"byte {record.offset}").encode("utf-8", "surrogateescape")


def _meta(record: WarcRecord, message: HttpMessage | None) -> Iterator[tuple[str, str]]:
    for name in ("warc-target-uri", "warc-date", "warc-type"):
        if name in record.fields:
            yield name, printable(record.fields[name])
    if message:
        yield "http-status", str(message.status)
        for name in ("Content-Type", "Content-Language", "Last-Modified"):
            if message.headers.get(name):
                yield f"http-{name.lower()}", printable(" ".join(str(message.headers[name]).split()))


def _media_type(value: str) -> str:
    return value.partition(";")[0].strip().lower()


def _parameter(value: str, name: str) -> str | None:
    """Return a parameter of a media type: `charset` of "text/html; charset=utf-8"."""
    for parameter in value.split(";")[1:]:
        key, _, given = parameter.partition("=")
        if key.strip().lower() == name:
            return given.strip().strip("\"'") or None
    return None
