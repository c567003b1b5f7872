"""Office files and books are ZIP packages: their members, read within limits, with their place in the file.

Source: APPNOTE.TXT 6.3 (ZIP), ECMA-376 part 2 (Open Packaging), ODF 1.3 part 2, EPUB 3.3 OCF.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import zipfile
import zlib
from typing import TYPE_CHECKING
from urllib.parse import unquote

from parquetry.errors import DocumentError
from parquetry.model.parts import Part
from parquetry.read.containers import STORED, place_in_zip

if TYPE_CHECKING:
    from parquetry.config import Input

# Bytes a member may always take: a tiny member of blanks may shrink a thousandfold.
_FREE = 1 << 20
_ENCRYPTED = 0x1


class Package:
    """A ZIP package. `size` counts the bytes of the parts taken so far, which all together have the limit of a document."""

    def __init__(self, data: bytes, config: Input) -> None:
        self._config = config
        self.parts: list[Part] = []
        self.chunks: list[bytes] = []
        self.size = 0
        self.lost: list[str] = []
        """Names of pages that are missing or damaged."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            detail = f"a damaged archive: {error}"
            raise DocumentError("corrupt", detail) from error
        # Of two members with one name the last counts, as it does for other programs.
        self.names = {info.filename: info for info in self._zip.infolist()}

    def __contains__(self, name: str) -> bool:
        """Return whether there is such a member."""
        return name in self.names

    def read(self, name: str) -> bytes:
        """Return a member's bytes, decompressed.

        Raises:
            DocumentError: it is missing, damaged, encrypted, or larger than a document may be.
        """
        info = self.names.get(name)
        if info is None:
            detail = f"no {name} in it"
            raise DocumentError("corrupt", detail)
        if info.flag_bits & _ENCRYPTED:
            detail = f"{name} is encrypted"
            raise DocumentError("encrypted", detail)
        # The bound is on what is read, because the size that a member declares may be a lie.
        limit = self._config.max_bytes
        try:
            with self._zip.open(info) as member:
                data = member.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
            detail = f"{name} is damaged: {type(error).__name__}"
            raise DocumentError("corrupt", detail) from error
        # A small member of blanks may pass; a large one that shrinks a thousandfold may not. Beyond the limit nothing
        # was read, and only the declared size tells how far the member goes on.
        size = max(len(data), info.file_size) if len(data) > limit else len(data)
        if size > max(info.compress_size * self._config.max_ratio, _FREE):
            detail = f"{name} decompresses to more than [input] max_ratio times its size"
            raise DocumentError("ratio", detail)
        if len(data) > limit:
            detail = f"{name} has more than [input] max_bytes = {limit} bytes"
            raise DocumentError("too_large", detail)
        return data

    def take(self, name: str, media_type: str, encoding: str = "utf-8") -> bytes:
        """Return a member's bytes as the next part of the document."""
        data = self.read(name)
        start = self.size
        # Each part may be small enough and all together not.
        if start + len(data) > self._config.max_bytes:
            detail = f"its parts have more than [input] max_bytes = {self._config.max_bytes} bytes"
            raise DocumentError("too_large", detail)
        low, high, stored = self._place(name)
        self.size += len(data)
        self.chunks.append(data)
        self.parts.append(
            Part(name, media_type, encoding, hashlib.sha256(data).hexdigest(), start, self.size, low, high, stored)
        )
        return data

    def _place(self, name: str) -> tuple[int | None, int | None, str]:
        """Return where a member's stored bytes lie in the file, and how they are stored."""
        info = self.names[name]
        place = place_in_zip(self._zip, info)
        # A damaged directory points past the end of the file.
        return place or (None, None, STORED.get(info.compress_type, "deflate"))


def joined(base: str, target: str) -> str:
    """Return the name of the member that `target` means in the member `base`: relative, and percent-decoded.

    >>> joined("OEBPS/content.opf", "text/ch%201.xhtml#part"), joined("word/document.xml", "/word/notes.xml")
    ('OEBPS/text/ch 1.xhtml', 'word/notes.xml')
    """
    # "#part" is a place in the member; "%20" is a space in its name.
    path = unquote(target.partition("#")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), path)).lstrip("/")
