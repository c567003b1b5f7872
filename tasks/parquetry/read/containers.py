"""Containers: the members of ZIP and tar archives, one at a time, within limits, none of them written anywhere.

A member's name is bytes and may be anything, `../../etc/passwd` too: it is only ever a name. One that is damaged,
encrypted or too large costs itself. What archivers and systems add on their own (`__MACOSX`, `.DS_Store`) is passed over.

Source: APPNOTE.TXT 6.3 (ZIP), POSIX.1-2001 pax and GNU tar.
"""

from __future__ import annotations

import tarfile
import tempfile
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from parquetry.errors import DocumentError
from parquetry.read.litter import is_litter

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterator

    from parquetry.config import Input

MOST_MEMBERS = 100_000
"""Members an archive may have; source trees and mail archives have tens of thousands."""
MOST_DEPTH = 3
"""Archives within archives that are opened: bombs nest deeper, people do not."""
IN_MEMORY = 1 << 26
"""Bytes of an archive that are kept in memory; a larger one is copied to the disk, because ZIP is read from its end."""
# Bytes a member may always take: a tiny member of blanks may shrink a thousandfold.
_FREE = 1 << 20
_CHUNK = 1 << 20
# Bytes of a member's local header before its name (APPNOTE 4.3.7).
_LOCAL_HEADER = 30
STORED = {zipfile.ZIP_STORED: "plain", zipfile.ZIP_DEFLATED: "deflate", zipfile.ZIP_BZIP2: "bzip2", zipfile.ZIP_LZMA: "xz"}
"""Compression methods of ZIP, by the contract's names."""
# Reads at the end of a tar archive; a sound one without its last blocks takes two.
_MOST_ENDS = 8
# Bits of a member's flags: encrypted, and name in UTF-8 (APPNOTE 4.4.4).
_ENCRYPTED = 0x1
_UTF8 = 0x800
# What the libraries raise for damaged data; `RuntimeError` is what `zipfile` raises for a missing password.
_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


class Place(NamedTuple):
    """Where a member lies in its container: bytes, half-open, and how it is `stored` there, by the contract's names."""

    start: int
    end: int
    stored: str = "plain"


class Member(NamedTuple):
    """One member: its name as bytes, what reads its bytes or raises why they cannot be had, and what is known of it.

    `format_name` is a name by which its format is told where its own says nothing: `page.html` for what HTTP calls
    text/html. `charset` is a label that the container declares; `meta` are fields for `source_meta`.
    """

    name: bytes
    read: Callable[[], bytes]
    place: Callable[[], Place | None] = lambda: None
    format_name: str = ""
    charset: str | None = None
    source_id: str | None = None
    meta: tuple[tuple[str, str], ...] = ()
    flags: tuple[str, ...] = ()
    passing: tuple[str, ...] = ()
    """Reasons for which it may be passed over: it is on record elsewhere, as an attachment is in its mail."""
    cost: int = 0
    """Bytes that are decompressed at most before it turns out to be damaged: they count as if it were sound."""


class Budget:
    """Bytes that all members of an archive, and of archives in it, may take together."""

    __slots__ = ("left", "members")

    def __init__(self, config: Input, size: int, members: int = MOST_MEMBERS) -> None:
        # Small archives get room in any case: text of blanks shrinks more than the ratio allows.
        self.left = max(size * config.max_ratio, _FREE * 64)
        self.members = members

    def take(self, size: int) -> None:
        """Count the bytes of a member.

        Raises:
            DocumentError: they are more than are left.
        """
        self.left -= size
        if self.left < 0:
            detail = "its members decompress to more than [input] max_ratio times its size"
            raise DocumentError("ratio", detail)

    def count(self) -> None:
        """Count a member."""
        self.members -= 1
        if self.members < 0:
            detail = f"more than {MOST_MEMBERS} members"
            raise DocumentError("members", detail)


def spooled(stream: io.BufferedReader) -> BinaryIO:
    """Return the bytes of a stream where they can be read in any order; the caller closes it."""
    spool = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the caller closes it)
    # In pieces, so that a large archive is never in memory as a whole.
    while chunk := stream.read(_CHUNK):
        spool.write(chunk)
    spool.seek(0)
    return cast("BinaryIO", spool)


def zip_members(archive: zipfile.ZipFile, config: Input) -> Iterator[Member]:
    """Yield the files of a ZIP archive, in the order of its directory."""
    for info in archive.infolist():
        name = _zip_name(info)
        if not info.is_dir() and not _is_litter(name):
            # Bound as a default, or every member would read the last one. Nothing is read before it is asked for.
            yield Member(
                name,
                lambda info=info: _read_zip(archive, info, config),  # type: ignore[misc]
                lambda info=info: place_in_zip(archive, info),  # type: ignore[misc]
                cost=min(info.file_size, config.max_bytes),
            )


def _zip_name(info: zipfile.ZipInfo) -> bytes:
    """Return a name as the bytes that stand in the archive."""
    # The name before Python cleans it; cp437 gives each byte back as it stood.
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437", "surrogateescape")


def place_in_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Place | None:
    """Return where the stored bytes of a member lie; None where its local header is damaged."""
    stored = STORED.get(info.compress_type)
    if archive.fp is None or stored is None:
        return None
    archive.fp.seek(info.header_offset)
    header = archive.fp.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER:
        return None
    # Bytes 26 to 29 of the local header: length of the name and of the extra field, which stand before the data.
    lengths = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    start = info.header_offset + _LOCAL_HEADER + lengths
    return Place(start, start + info.compress_size, stored)


def _read_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, config: Input) -> bytes:
    if info.flag_bits & _ENCRYPTED:
        detail = "encrypted; its password is not known"
        raise DocumentError("encrypted", detail)
    # No more is read than a member declares, so one that declares a bomb need not be unfolded to be known as one: an
    # archive may name the same 30 kB of it two thousand times.
    _check(info.file_size, info.compress_size, config)
    try:
        with archive.open(info) as file:
            data = file.read(config.max_bytes + 1)
    except _DAMAGE as error:
        raise _damaged(error) from error
    # All the same the read itself is bounded and looked at again.
    _check(len(data), info.compress_size, config)
    return data


def _check(size: int, stored: int, config: Input) -> None:
    # A bomb is named as one, even where it is too large as well.
    if size > max(stored * config.max_ratio, _FREE):
        detail = "decompresses to more than [input] max_ratio times its size"
        raise DocumentError("ratio", detail)
    if size > config.max_bytes:
        detail = f"more than [input] max_bytes = {config.max_bytes} bytes"
        raise DocumentError("too_large", detail)


def _damaged(error: Exception) -> DocumentError:
    return DocumentError("corrupt", f"damaged: {type(error).__name__}")


def tar_members(stream: io.BufferedReader, config: Input) -> Iterator[Member]:
    """Yield the files of a tar archive as they come; links and devices in it lead nowhere.

    Raises:
        DocumentError: it is damaged; what came before is good.
    """
    try:
        # "r|" reads a stream forwards only: members come as they lie, and none is sought.
        ending = cast("BinaryIO", _Ending(stream))
        with tarfile.open(fileobj=ending, mode="r|", errors="surrogateescape") as archive:
            for info in archive:
                name = info.name.encode("utf-8", "surrogateescape")
                if info.isdir() or _is_litter(name):
                    continue
                # A sparse file does not lie in the archive as it is.
                place = None if info.issparse() else Place(info.offset_data, info.offset_data + info.size)
                yield Member(
                    name,
                    lambda info=info: _read_tar(archive, info, config),  # type: ignore[misc]
                    lambda place=place: place,  # type: ignore[misc]
                )
    except _DAMAGE as error:
        raise _damaged(error) from error


class _Ending:
    """A stream that ends for good: whoever goes on reading after its end is stopped.

    A member may declare a size of 2**80 bytes, which `tarfile` passes over by reads of 10 kB, also where nothing is left.
    """

    __slots__ = ("_empty", "_stream")

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._empty = 0

    def read(self, size: int) -> bytes:
        """Return bytes, none at the end.

        Raises:
            tarfile.ReadError: the end was read more than a few times.
        """
        data = self._stream.read(size)
        self._empty += not data
        if self._empty > _MOST_ENDS:
            message = "unexpected end of data"
            raise tarfile.ReadError(message)
        return data


def _read_tar(archive: tarfile.TarFile, info: tarfile.TarInfo, config: Input) -> bytes:
    if not info.isreg():
        # A link in an archive names another file; following it could leave the archive.
        reason = "link" if info.islnk() or info.issym() else "special"
        detail = "no regular file"
        raise DocumentError(reason, detail)
    # Tar does not compress, so the ratio is one and only the size counts.
    _check(info.size, info.size, config)
    try:
        file = archive.extractfile(info)
        data = file.read() if file else b""
    except _DAMAGE as error:
        raise _damaged(error) from error
    # A truncated archive gives what it has and raises nothing.
    if len(data) < info.size:
        detail = "damaged: it is cut short"
        raise DocumentError("corrupt", detail)
    return data


def _is_litter(name: bytes) -> bool:
    # "__MACOSX/._letter.txt" is litter by its folder and by its name.
    *folders, last = [part for part in name.split(b"/") if part] or [b""]
    return is_litter(last, folder=False) or any(is_litter(folder, folder=True) for folder in folders)
