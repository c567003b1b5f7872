"""Limits that hold before a library inflates a stream: a few bytes of a PDF can ask for gigabytes."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playa.ascii85 import ascii85decode, asciihexdecode

from parquetry.errors import DocumentError

if TYPE_CHECKING:
    from playa.pdftypes import ContentStream

    from parquetry.config import Input

SMALL = 1024 * 1024
"""Bytes that a stream may always inflate to, whatever its ratio: a page of rules compresses a thousandfold."""
_FILTERS_OF_FLATE = ("FlateDecode", "Fl")
_ASCII = ("ASCII85Decode", "A85", "ASCIIHexDecode", "AHx")
# The dictionary of a stream that the library inflates by itself: tables of objects and objects in streams.
_OBJECT_STREAM = re.compile(rb"/Type\s*/(?:ObjStm|XRef)\b")
_STREAM = re.compile(rb"stream\r?\n")
# Bytes after `/Type /ObjStm` within which its data begin.
_DICTIONARY_BYTES = 2048
_CHUNK = 1024 * 1024


@dataclass(slots=True)
class Budget:
    """What a document may still inflate, draw and interpret; what is over it rejects the document."""

    ratio: int
    size: int
    forms: int = 20_000
    """Forms drawn: 4 kB can draw one 2^19 times."""
    operators: int = 5_000_000
    """Operators of all pages together: a page of dense text has a few thousand."""

    @classmethod
    def of(cls, config: Input) -> Budget:
        """Return the budget that `[input]` allows."""
        return cls(config.max_ratio, config.max_bytes)

    def take_form(self) -> None:
        """Count one form drawn.

        Raises:
            DocumentError: there are too many.
        """
        self.forms -= 1
        if self.forms < 0:
            detail = "its pages draw forms within forms more often than any real document"
            raise DocumentError("ratio", detail)

    def take_operators(self, number: int) -> None:
        """Count operators interpreted.

        Raises:
            DocumentError: there are too many.
        """
        self.operators -= number
        if self.operators < 0:
            detail = "its pages have more operators than are interpreted"
            raise DocumentError("ratio", detail)

    def data(self, stream: ContentStream | None) -> bytes:
        """Return the decoded bytes of a stream; empty where its filters are none that text or fonts are stored by.

        Raises:
            DocumentError: it inflates to more than is allowed.
        """
        return (self._decoded(stream) or b"") if stream is not None else b""

    def decodes(self, stream: ContentStream) -> bool:
        """Return whether a stream can be decoded.

        Raises:
            DocumentError: it inflates to more than is allowed.
        """
        return self._decoded(stream) is not None

    def _decoded(self, stream: ContentStream) -> bytes | None:
        if stream._data is None:  # noqa: SLF001 (what is decoded already is not measured again)
            self._measure(stream)
        try:
            return bytes(stream.buffer)
        except MemoryError:  # the worker ends, and the document is tried alone
            raise
        except Exception:  # noqa: BLE001 (the library raises anything on damaged data, and on filters of pictures)
            return None

    def _measure(self, stream: ContentStream) -> None:
        raw = bytes(stream.rawdata)
        allowed = max(SMALL, self.ratio * len(raw))
        if stream.decipher is not None and stream.objid is not None and stream.genno is not None:
            raw = stream.decipher(stream.objid, stream.genno, raw, stream.attrs)
        size = _inflated([filter_.name for filter_ in stream.filters], raw, min(allowed, self.size))
        self.size -= size
        if size > allowed or self.size < 0:
            detail = f"a stream of {len(raw)} bytes inflates to more than {min(size, allowed)}"
            raise DocumentError("ratio", detail)


def _inflated(filters: list[str], data: bytes, allowed: int) -> int:
    """Return to how many bytes filters inflate data; more than `allowed` as soon as they exceed it."""
    for name in filters:
        if name in _FILTERS_OF_FLATE:
            data = inflate(data, allowed + 1)
        # As PostScript drivers write: [/ASCII85Decode /FlateDecode].
        elif name in _ASCII:
            data = _from_ascii(name, data)
        # LZW and run lengths grow by bounded factors, and no program puts another filter behind them.
        elif name != filters[-1]:
            return allowed + 1
        if len(data) > allowed:
            break
    return len(data)


def _from_ascii(name: str, data: bytes) -> bytes:
    """Return data decoded of the digits or signs it was written in; none where there are others among them."""
    try:
        return bytes(ascii85decode(data) if name in _ASCII[:2] else asciihexdecode(data))
    except ValueError:
        return b""


def inflate(data: bytes, most: int) -> bytes:
    """Return zlib data inflated, at most `most` bytes of it; what a damaged stream gives before its damage."""
    decoder = zlib.decompressobj()
    try:
        return decoder.decompress(data, most)
    except zlib.error:
        return _salvaged(data, most)


def _salvaged(data: bytes, most: int) -> bytes:
    decoder = zlib.decompressobj()
    out = bytearray()
    try:
        for at in range(0, len(data), 64):
            out += decoder.decompress(data[at : at + 64], most - len(out))
            if len(out) >= most:
                break
    except zlib.error:
        pass
    return bytes(out)


def check_object_streams(data: bytes, budget: Budget) -> None:
    """Measure the streams of objects in a file, which the library inflates as soon as it looks for an object.

    Raises:
        DocumentError: one of them inflates to more than is allowed.
    """
    for match in _OBJECT_STREAM.finditer(data):
        begin = _STREAM.search(data, match.end(), match.end() + _DICTIONARY_BYTES)
        if begin is None:
            continue
        end = data.find(b"endstream", begin.end())
        raw = data[begin.end() : end if end >= 0 else len(data)]
        allowed = max(SMALL, budget.ratio * len(raw))
        inflated = inflate(raw, allowed + 1)
        # Two filters one after another: the first gives what looks like zlib again.
        while len(inflated) <= allowed and inflated[:1] == b"\x78" and len(inflated) > _CHUNK // 1024:
            following = inflate(inflated, allowed + 1)
            if not following:
                break
            inflated = following
        budget.size -= len(inflated)
        if len(inflated) > allowed or budget.size < 0:
            detail = f"a stream of objects of {len(raw)} bytes inflates to more than {allowed}"
            raise DocumentError("ratio", detail)
