"""Compressed files, known by their first bytes and not by their name, read within limits."""

from __future__ import annotations

import bz2
import hashlib
import io
import lzma
import re
import zlib
from typing import TYPE_CHECKING, BinaryIO, cast

import pyarrow as pa

from parquetry.errors import DocumentError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAGIC = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zstd"}
_DAMAGE = (EOFError, zlib.error, lzma.LZMAError, OSError, ValueError)
_CHUNK = 1 << 20
_GZIP_CHUNK = 1 << 16
# How a member of a gzip file begins: the mark, the method, flags of which the upper three are never set. RFC 1952, 2.3.
_GZIP_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]")
# Compressed bytes of a member that are kept to be searched after damage: those of some hundred pages.
_MOST_SEEN = 1 << 22
# Decompressed bytes that are always allowed: a tiny file of blanks may shrink a thousandfold.
_FREE = 1 << 20


class Hashed(io.RawIOBase):
    """A file that is hashed as it is read, so that what was hashed is what was read."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self.file = file
        self.digest = hashlib.sha256()
        self.bytes = 0

    def readable(self) -> bool:
        """Return true."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer from the file and hash what was read."""
        # The caller owns the buffer; it is filled in place.
        view = memoryview(buffer)
        data = self.file.read(len(view))
        view[: len(data)] = data
        self.digest.update(data)
        self.bytes += len(data)
        return len(data)

    def finish(self) -> str:
        """Read what is left, and return the SHA-256 of the whole file, hex."""
        # Decompression may stop before the end of the file, and the hash must cover all of it.
        while data := self.read(_CHUNK):
            del data
        return self.digest.hexdigest()


class Limited(io.RawIOBase):
    """A decompressed stream that stops at `max_ratio` times what was read of the file."""

    def __init__(self, stream: BinaryIO, hashed: Hashed, max_ratio: int) -> None:
        super().__init__()
        self.stream = stream
        self.hashed = hashed
        self.max_ratio = max_ratio
        self.out = 0

    def readable(self) -> bool:
        """Return true."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer with decompressed bytes.

        Raises:
            DocumentError: the stream is damaged, or decompresses to more than the ratio allows.
        """
        view = memoryview(buffer)
        try:
            # At most a megabyte at a time, so that the ratio is checked before a bomb unfolds.
            data = self.stream.read(min(len(view), _CHUNK))
        except _DAMAGE as error:
            detail = f"damaged compressed data after {self.out} bytes: {type(error).__name__}"
            raise DocumentError("corrupt", detail) from error
        view[: len(data)] = data
        self.out += len(data)
        if self.out > max(self.hashed.bytes * self.max_ratio, _FREE):
            detail = f"{self.hashed.bytes} bytes decompress to more than {self.out}; the limit is [input] max_ratio"
            raise DocumentError("ratio", detail)
        return len(data)

    def resume(self) -> bool:
        """Go on after damage, where the next member of a gzip file begins; false where there is none."""
        return isinstance(self.stream, GzipMembers) and self.stream.resume()

    def gave_damaged(self) -> bool:
        """Tell whether the last bytes before damage are of the damaged member, of which nothing can be trusted."""
        return not isinstance(self.stream, GzipMembers) or self.stream.gave


class GzipMembers(io.RawIOBase):
    """The decompressed bytes of a gzip file, which may have several members; zeros after one are padding.

    All that comes before damage is read before it raises, and `resume` goes on after it.
    """

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self._held = b""
        # What was consumed of the member in hand: a damaged one may have taken in the members after it.
        self._seen = bytearray()
        self._member: zlib._Decompress | None = None
        self.gave = False
        """Whether the member in hand gave out data."""

    def readable(self) -> bool:
        """Return true."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer with decompressed bytes.

        Raises:
            zlib.error: the data is damaged.
            EOFError: it ends within a member.
        """
        view = memoryview(buffer)
        while self._fill():
            if self._member is None:
                self._member, self.gave = zlib.decompressobj(16 + zlib.MAX_WBITS), False
                self._seen.clear()
            member = self._member
            data = member.decompress(self._held, len(view))
            # Of what stands after a member nothing was consumed.
            rest = member.unused_data if member.eof else member.unconsumed_tail
            self._seen += self._held[: len(self._held) - len(rest)]
            del self._seen[:-_MOST_SEEN]
            self._held = rest
            if member.eof:
                self._member = None
            if data:
                self.gave = True
                view[: len(data)] = data
                return len(data)
        return 0

    def _fill(self) -> bool:
        """Hold compressed bytes that are to be decompressed next; false at the end."""
        while True:
            if self._member is None:
                self._held = self._held.lstrip(b"\0")
            if self._held:
                return True
            self._held = self._file.read(_GZIP_CHUNK)
            if not self._held:
                break
        if self._member is not None:
            raise EOFError
        return False

    def resume(self) -> bool:
        """Go on where the next member begins; false where there is none."""
        # Not at 0, where the damaged member itself begins.
        self._held, at = bytes(self._seen) + self._held, 1
        self._seen.clear()
        self._member = None
        while not (match := _GZIP_MEMBER.search(self._held, at)):
            more = self._file.read(_GZIP_CHUNK)
            if not more:
                return False
            # The mark may lie across two chunks.
            self._held, at = self._held[-3:] + more, 0
        self._held = self._held[match.start() :]
        return True


def opened(hashed: Hashed, max_ratio: int) -> tuple[io.BufferedReader, str]:
    """Return a buffered reader of the decompressed bytes, and the compression's name (empty if there is none)."""
    raw: io.BufferedReader = io.BufferedReader(hashed, _CHUNK)
    # The longest magic number has six bytes.
    head = raw.peek(8)[:8]
    name = next((name for magic, name in MAGIC.items() if head.startswith(magic)), "")
    if not name:
        return raw, ""
    return io.BufferedReader(Limited(_decompressor(raw, name), hashed, max_ratio), _CHUNK), name


def _decompressor(raw: io.BufferedReader, name: str) -> BinaryIO:
    if name == "gzip":
        return cast("BinaryIO", GzipMembers(raw))
    if name == "bzip2":
        return cast("BinaryIO", bz2.BZ2File(raw))
    if name == "xz":
        return cast("BinaryIO", lzma.LZMAFile(raw))
    return cast("BinaryIO", pa.CompressedInputStream(pa.PythonFile(raw, mode="r"), "zstd"))
