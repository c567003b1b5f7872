"""HTTP messages as web archives keep them: the payload, decoded of its transfer and content encodings within limits.

Archives differ in what they keep: some store the bytes as they were sent, others decode them and leave the header as it
was. So an encoding that the header names is undone only where the bytes are in it.

Source: RFC 9112, 7.1 (chunked), RFC 9110, 8.4 (content codings).
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING

import pyarrow as pa

from parquetry.errors import DocumentError

if TYPE_CHECKING:
    from email.message import Message

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})[^\r\n]*\r?\n")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
# "1a3;name=value", then the line break.
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_TOO_MUCH = "decompresses to more than [input] max_bytes"


@dataclass(frozen=True, slots=True)
class HttpMessage:
    """A response: its status, its header, and the byte of the block at which the body begins."""

    status: int
    headers: Message
    body_start: int


def http_message(block: bytes) -> HttpMessage | None:
    """Return the response that a record's block is; None where it is none."""
    status = _STATUS.match(block)
    if status is None:
        return None
    # A response without fields has its blank line directly after the status.
    blank = _BLANK_LINE.search(block, status.end() - 2)
    end = blank.end() if blank else len(block)
    return HttpMessage(int(status[1]), BytesHeaderParser().parsebytes(block[status.end() : end]), end)


def decoded_body(body: bytes, headers: Message, limit: int) -> tuple[bytes, str]:
    """Return the payload, and how it was stored by the contract's names.

    Raises:
        DocumentError: it is damaged, or larger than `limit` bytes when it is decoded.
    """
    stored = "plain"
    if "chunked" in str(headers.get("Transfer-Encoding", "")).lower():
        joined = _dechunked(body)
        if joined is not None:
            body, stored = joined, "chunked"
    # Encodings are undone from the last to the first.
    for name in reversed(str(headers.get("Content-Encoding", "")).lower().replace(" ", "").split(",")):
        decoded = _decompressed(body, name, limit)
        if decoded is not None:
            body, stored = decoded, {"x-gzip": "gzip", "br": "brotli"}.get(name, name) if stored == "plain" else stored
    return body, stored


def _dechunked(body: bytes) -> bytes | None:
    """Return the chunks of a body one after another; None where it is not chunked throughout."""
    out: list[bytes] = []
    at = 0
    while match := _CHUNK_SIZE.match(body, at):
        size = int(match[1], 16)
        at = match.end()
        # The last chunk is empty; trailing fields may follow it.
        if size == 0:
            return b"".join(out)
        if at + size > len(body):
            return None
        out.append(body[at : at + size])
        at += size
        at += 2 if body.startswith(b"\r\n", at) else 1 if body.startswith(b"\n", at) else 0
    return None


def _has_zlib_header(body: bytes) -> bool:
    """Return whether bytes begin as RFC 1950, 2.2 says: method 8 in the low bits, both bytes together divisible by 31."""
    return body[:1] != b"" and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0  # noqa: PLR2004 (as above)


def _decompressed(body: bytes, name: str, limit: int) -> bytes | None:
    """Return a body without one content coding; None where it is not in it."""
    if name in ("gzip", "x-gzip"):
        return _inflated(body, 16 + zlib.MAX_WBITS, limit) if body.startswith(b"\x1f\x8b") else None
    if name == "deflate":
        # By the standard with the header of zlib; many servers send it without.
        if _has_zlib_header(body):
            return _inflated(body, zlib.MAX_WBITS, limit)
        return None if body.lstrip().startswith(b"<") else _inflated(body, -zlib.MAX_WBITS, limit)
    return _by_arrow(body, {"br": "brotli", "zstd": "zstd"}[name], limit) if name in ("br", "zstd") else None


def _inflated(body: bytes, window: int, limit: int) -> bytes:
    out: list[bytes] = []
    size = 0
    # Several streams may stand one after another, as in a file of gzip.
    while body:
        stream = zlib.decompressobj(window)
        try:
            out.append(stream.decompress(body, limit + 1 - size))
        except zlib.error as error:
            detail = "a damaged body: its content encoding"
            raise DocumentError("corrupt", detail) from error
        size += len(out[-1])
        if size > limit:
            raise DocumentError("too_large", _TOO_MUCH)
        if not stream.eof:
            detail = "a damaged body: cut short"
            raise DocumentError("corrupt", detail)
        body = stream.unused_data if window > zlib.MAX_WBITS else b""
    return b"".join(out)


def _by_arrow(body: bytes, codec: str, limit: int) -> bytes | None:
    try:
        with pa.CompressedInputStream(pa.BufferReader(body), codec) as stream:
            data: bytes = stream.read(limit + 1)
    # Brotli has no mark by which a body that was decoded already could be told.
    except OSError:
        return None
    if len(data) > limit:
        raise DocumentError("too_large", _TOO_MUCH)
    return data
