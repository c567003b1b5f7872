"""Byte order marks: which encoding a text says it is in by its first bytes.

Source: Unicode 15.1, section 23.8.
"""

from __future__ import annotations

import codecs

MARKS = (
    # UTF-32 first: its little-endian mark, FF FE 00 00, begins with that of UTF-16, FF FE.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks, each with its encoding."""


def marked(head: bytes) -> tuple[str, int]:
    """Return the encoding that a text is marked with and the length of the mark in bytes; nothing where it has none.

    >>> marked(b"\\xff\\xfe\\0\\0A\\0\\0\\0"), marked(b"\\xff\\xfeA\\0"), marked(b"A")
    (('utf-32-le', 4), ('utf-16-le', 2), ('', 0))
    """
    return next(((encoding, len(mark)) for mark, encoding in MARKS if head.startswith(mark)), ("", 0))
