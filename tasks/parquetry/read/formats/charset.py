"""Which encoding a page is in: by its mark, the config, what it declares, UTF-8, and detection, in this order.

A declaration is believed only if every byte fits, and not against UTF-8: pages that were converted keep their old
`<meta charset>`. Labels mean what browsers take them for: `latin-1` is Windows-1252.

Source: WHATWG Encoding (labels), WHATWG HTML 13.2.3.2 (prescan), XML 1.0 appendix F.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# As browsers look; a declaration further on is not seen.
# Bytes in which a page must declare its encoding (WHATWG).
_PRESCAN = 1024
# Both `<meta charset="utf-8">` and `<meta ... content="text/html; charset=utf-8">`.
_META = re.compile(
    rb"""
    <meta [^>]{0,500}? charset \s* = \s* ["']? \s*
    ([A-Za-z0-9_.:-]{2,40})                       # <meta charset="utf-8">
    """,
    re.IGNORECASE | re.VERBOSE,
)
_XML = re.compile(
    rb"""
    <\?xml [^>]{0,200}? encoding \s* = \s* ["']
    ([A-Za-z0-9_.:-]{2,40})                       # <?xml version="1.0" encoding="iso-8859-1"?>
    """,
    re.VERBOSE,
)
# Labels whose encoding by WHATWG is not the one Python gives them.
_LABELS = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
    "x-mac-cyrillic": "mac-cyrillic",
    "macintosh": "mac-roman",
    "unicode": "utf-16-le",
}
_FALLBACK = "cp1252"


class Charset(NamedTuple):
    """A Python codec name, how it was found (a method of the contract), and the length of the byte order mark."""

    encoding: str
    method: str
    skip: int = 0


def charset(data: bytes, declared: str | None, detect: Callable[[bytes], str] | None) -> Charset:
    """Return the encoding of a page. `declared` is that of the config or of a mail's header."""
    # A byte order mark outranks all declarations.
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Charset(encoding, "bom", len(mark))
    given = codec(declared) if declared else None
    if given and fits(data, given):
        return Charset(given, "declared")
    # Text in another encoding that is valid UTF-8 by chance is very rare, beyond plain ASCII.
    if fits(data, "utf-8") and not _wide(data):
        return Charset("utf-8", "utf-8")
    # A page that declares UTF-16 in ASCII letters is not in UTF-16.
    named = codec(declared_encoding(data))
    if named and not named.startswith("utf-16") and fits(data, named):
        return Charset(named, "declared")
    return Charset(detect(data) if detect else _FALLBACK, "detected")


def codec(label: str | None) -> str | None:
    """Return the Python codec of a label, as browsers understand it; None if there is none.

    >>> codec("ISO-8859-1"), codec("x-unknown")
    ('cp1252', None)
    """
    name = (label or "").strip().strip("\"'").lower()
    try:
        found = codecs.lookup(_LABELS.get(name, name)).name
        # Codecs that are no text encodings, such as "base64" and "rot13", raise here.
        "".encode(found)
    except (LookupError, ValueError):
        return None
    return _LABELS.get(found, found)


def fits(data: bytes, encoding: str) -> bool:
    """Return whether every byte fits an encoding."""
    try:
        data.decode(encoding)
    except (UnicodeError, ValueError):
        return False
    return True


def decoded(data: bytes, encoding: str, skip: int = 0) -> str:
    """Return the characters; bytes that fit no character stand as surrogates where the encoding allows it (PEP 383)."""
    wide = encoding.startswith(("utf-16", "utf-32"))
    return data[skip:].decode(encoding, "surrogatepass" if wide and len(data[skip:]) % 2 == 0 else _errors(encoding))


def _errors(encoding: str) -> str:
    """Return how to read bytes that do not fit: as surrogates where a character has bytes of its own, else as U+FFFD."""
    stateful = encoding.startswith(("utf-16", "utf-32", "iso2022", "hz", "utf-7"))
    return "replace" if stateful else "surrogateescape"


def declared_encoding(data: bytes) -> str:
    """Return the label that a page or XML declares near its beginning; empty where it declares none.

    >>> declared_encoding(b"<?xml version='1.0' encoding='koi8-r'?>")
    'koi8-r'
    """
    head = data[:_PRESCAN]
    match = _XML.match(head.lstrip()) or _META.search(head)
    return match[1].decode("ascii") if match else ""


def _wide(data: bytes) -> bool:
    """Return whether a page without a mark is UTF-16: its tags are ASCII, so every other byte of them is NUL."""
    # More than a quarter NUL bytes: plain text has none at all.
    return data[:_PRESCAN].count(0) * 4 > len(data[:_PRESCAN])
