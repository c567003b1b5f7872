"""The header of a mail: its fields, and the characters that stand in them as raw bytes.

Fields are kept in a `Message` of the standard library, which reads parameters; it is not asked to take the header apart,
for it loses bytes beyond ASCII, and takes quadratic time for a field of a megabyte.

Source: RFC 5322, 2.2 (fields, folding); RFC 6532 (UTF-8 in headers).
"""

from __future__ import annotations

import re
from email.message import Message
from typing import TYPE_CHECKING

from parquetry.read.formats.charset import codec, fits

if TYPE_CHECKING:
    from collections.abc import Callable

    Detect = Callable[[bytes], str]

LONGEST = 20_000
"""Characters of a field that are kept: a letter to a thousand people has as many."""
_FIELD = re.compile(
    r"""
    (?: \A | (?<=[\r\n]) )
    ([!-9;-~]+) [ \t]* : [ \t]*                              # Subject:
    ( [^\r\n]* (?: (?: \r\n | \n | \r ) [ \t] [^\r\n]* )* )  # its value, and the lines it goes on in
    """,
    re.VERBOSE,
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)


def header_of(data: bytes, default: str, detect: Detect | None) -> Message:
    """Return the fields of a header; `default` is the type of what names none.

    >>> header_of("Subject: Grüße\\n".encode(), "text/plain", None)["Subject"]
    'Grüße'
    """
    headers = Message()
    headers.set_default_type(default)
    # Kept as they stand, folded: `Message` undoes nothing when it is asked for them.
    for name, value in _FIELD.findall(_readable(data, detect)):
        headers.set_raw(name, value[:LONGEST].rstrip("\r\n"))
    return headers


def _readable(data: bytes, detect: Detect | None) -> str:
    """Return a header as characters: of each line that is no UTF-8 by the charset that the mail declares, or detection."""
    if data.isascii():
        return data.decode("ascii")
    # Line by line: a server may have added a field in UTF-8 to a header in Latin-1.
    lines = data.split(b"\n")
    odd = b"\n".join(line for line in lines if not fits(line, "utf-8"))
    encoding = _encoding(data, odd, detect) if odd else "utf-8"
    return "\n".join(line.decode("utf-8" if fits(line, "utf-8") else encoding, "replace") for line in lines)


def _encoding(data: bytes, odd: bytes, detect: Detect | None) -> str:
    match = _CHARSET.search(data)
    declared = codec(match[1].decode("ascii")) if match else None
    # In UTF-16 a header would not be read as far as here.
    if declared and not declared.startswith(("utf-16", "utf-32", "utf-7")) and fits(odd, declared):
        return declared
    return detect(odd) if detect else "cp1252"
