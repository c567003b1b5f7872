"""Names in ZIP archives that say they are UTF-8 and are not: such a name costs itself, where it would cost the archive.

Source: APPNOTE.TXT of PKWARE, 4.3.12 (central directory), 4.3.16 (its end), 4.4.4 (bit 11 of the flags).
"""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

_END = b"PK\x05\x06"
# The end of the directory is 22 bytes and a comment of at most 65,535.
_LEAST_END = 22
_MOST_END = _LEAST_END + 0xFFFF
_EXTENT = 12
"""Where in the end the length of the directory stands, and then its place."""
_TWO = struct.Struct("<H")
_ENTRY = b"PK\x01\x02"
_HEADER = 46
"""Bytes of an entry of the directory before its name."""
_FLAGS = 8
"""Where in an entry its flags stand."""
_PLACE = 42
"""Where in an entry the place of the member's own header stands, and where in that its flags."""
_LOCAL_FLAGS = 6
_UTF8 = 0x800


def opened_zip(spool: BinaryIO) -> zipfile.ZipFile:
    """Return an archive whose bytes may be changed; names that are not in the encoding they claim are as their bytes stand.

    Raises:
        zipfile.BadZipFile, ValueError, NotImplementedError, OSError: it cannot be read.
    """
    try:
        return zipfile.ZipFile(spool)
    except UnicodeDecodeError:
        # Without the flag a name is in code page 437, which has a character for each byte.
        for at in list(_wrong_flags(spool)):
            spool.seek(at)
            flags = spool.read(_TWO.size)
            # Of a damaged archive a place may be beyond its end.
            if len(flags) == _TWO.size:
                spool.seek(at)
                spool.write(_TWO.pack(_TWO.unpack(flags)[0] & ~_UTF8))
        spool.seek(0)
        return zipfile.ZipFile(spool)


def _wrong_flags(spool: BinaryIO) -> Iterator[int]:
    """Yield where the flags of each member stand whose name is said to be UTF-8 and is not: in the directory, before it."""
    size = spool.seek(0, io.SEEK_END)
    tail_at = spool.seek(max(0, size - _MOST_END))
    tail = spool.read()
    end = tail.rfind(_END)
    if not 0 <= end <= len(tail) - _LEAST_END:
        return
    # The directory stands right before its end, whatever was put before the archive and moved all of it.
    length, claimed = struct.unpack_from("<II", tail, end + _EXTENT)
    start = spool.seek(max(0, tail_at + end - length))
    directory = spool.read(length)
    at = 0
    while directory.startswith(_ENTRY, at) and at + _HEADER <= len(directory):
        flags, *lengths = struct.unpack_from("<H18xHHH", directory, at + _FLAGS)
        (header,) = struct.unpack_from("<I", directory, at + _PLACE)
        name = directory[at + _HEADER : at + _HEADER + lengths[0]]
        if flags & _UTF8 and not _is_utf8(name):
            yield start + at + _FLAGS
            yield start - claimed + header + _LOCAL_FLAGS
        at += _HEADER + sum(lengths)


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
