"""File names of exports: people find their document by them, and none leads out of the folder, whatever a dataset says.

A dataset may come from someone else: its ids, languages and source paths are text like any other.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parquetry.export.documents import Document

STEM_BYTES = 120
"""Longest part of a name that we take from a source, in bytes of UTF-8: file systems take 255 with all we add."""
ID_CHARACTERS = 8
"""Characters of the doc_id in a file's name; where two documents share them and the source's name, all 32 are taken."""
_UNSAFE = re.compile(r"[^\w.-]+")


def safe_name(text: str) -> str:
    r"""Return text as part of a file name: letters, figures, `.`, `_` and `-` of any script; no dot in front.

    >>> [safe_name(text) for text in ("../../etc/passwd", "Brief, Köln.txt", "en\n", "", "..")]
    ['etc_passwd', 'Brief_Köln.txt', 'en', 'unnamed', 'unnamed']
    """
    # NFC first: macOS writes `ö` as two code points, other systems as one.
    name = _UNSAFE.sub("_", unicodedata.normalize("NFC", text)).strip("._-")
    # Cutting bytes may split a character; `ignore` drops the half.
    return name.encode()[:STEM_BYTES].decode("utf-8", "ignore").rstrip("._-") or "unnamed"


class DocumentNames:
    """Gives each document a name of its own: its file's, the number of its record, the start of its doc_id."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def name(self, document: Document) -> str:
        """Return a name without a suffix that no document had before, on file systems that fold case either."""
        stem = safe_name(PurePosixPath(document.source_path).stem)
        record = "" if document.source_record is None else f"-{document.source_record}"
        # The short id, the whole one, then numbers: one more than the names given always has a free one.
        key = safe_name(document.doc_id)
        for tail in (key[:ID_CHARACTERS], key, *(f"{key}-{number}" for number in range(1, len(self._given) + 2))):
            name = f"{stem}{record}-{tail}"
            # `A.txt` and `a.txt` are one file on Windows and macOS.
            if name.casefold() not in self._given:
                break
        self._given.add(name.casefold())
        return name
