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
# Bytes of such a mark that are not yet one.
_LONGEST_MARK = 3
_PADDING = re.compile(rb"\0+")
# Compressed bytes of a member that are kept to be searched after damage: those of some hundred pages.
_MOST_SEEN = 1 << 22
# How often all bytes of a file may be decompressed again after damage. Real damage costs its own member a second time.
_TIMES_AGAIN = 8
# What one more try costs at least: some 50 microseconds, in which so many bytes are decompressed.
_LEAST_AGAIN = 1 << 12
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

    All that comes before damage is read before it raises, and `resume` goes on after it, in time linear in the file.
    """

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        # Bytes of the file: those of the member in hand from `_begin`, of which those up to `_at` were decompressed, and
        # those up to `_tried` perhaps. They are kept because a damaged member may have taken in the members after it.
        self._held = bytearray()
        self._begin = self._at = self._tried = 0
        self._member: zlib._Decompress | None = None
        # Bytes that may yet be decompressed again, so that a file made of false beginnings ends in time.
        self._again = _MOST_SEEN
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
                self._member, self.gave, self._begin = zlib.decompressobj(16 + zlib.MAX_WBITS), False, self._at
            member = self._member
            # As much as the member had so far, up to a chunk: what is not consumed is copied, and of what raises nobody
            # knows how much was consumed.
            size = min(max(self._at - self._begin, _LEAST_AGAIN), _GZIP_CHUNK)
            chunk = bytes(self._held[self._at : self._at + size])
            self._tried = self._at + len(chunk)
            data = member.decompress(chunk, len(view))
            # Of what stands after a member nothing was consumed.
            self._at += len(chunk) - len(member.unused_data if member.eof else member.unconsumed_tail)
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
            if self._member is None and (padding := _PADDING.match(self._held, self._at)):
                self._at = padding.end()
            if self._at < len(self._held):
                return True
            if not self._read():
                break
        if self._member is not None:
            raise EOFError
        return False

    def _read(self) -> bool:
        """Hold a chunk more of the file, and no more than is needed before it; false at the end."""
        kept = max(self._at - _MOST_SEEN, self._at if self._member is None else self._begin)
        del self._held[:kept]
        self._at, self._begin, self._tried = self._at - kept, max(0, self._begin - kept), max(0, self._tried - kept)
        more = self._file.read(_GZIP_CHUNK)
        self._held += more
        self._again += _TIMES_AGAIN * len(more)
        return bool(more)

    def resume(self) -> bool:
        """Go on where the next member begins; false where there is none."""
        # Not where the damaged member itself begins; and after all that it took in, if too much was read again already.
        at = self._begin + 1 if self._again > 0 else self._tried
        self._member = None
        while not (match := _GZIP_MEMBER.search(self._held, at)):
            # The mark may lie across two chunks.
            self._at = max(at, len(self._held) - _LONGEST_MARK)
            if not self._read():
                return False
            at = self._at
        self._again -= max(self._tried - match.start(), _LEAST_AGAIN)
        self._at = match.start()
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
