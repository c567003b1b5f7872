"""Encoded words: how headers of mail write characters beyond ASCII, damaged ones as far as they can be read.

Source: RFC 2047; RFC 2231, 5 (a language after the charset).
"""

from __future__ import annotations

import binascii
import re

from parquetry.read.formats.charset import codec

# "=?utf-8?q?caf=C3=A9?=", also "=?utf-8*en?q?...?="; careless programs leave spaces in.
_WORD = re.compile(
    r"""
    =\? ([^?*\s]{1,40}) (?: \* [^?\s]{0,40} )?    # =?utf-8 or =?utf-8*en
    \? ([bBqQ]) \? ([^?\r\n]*) \?=               # ?q?caf=C3=A9?=
    """,
    re.VERBOSE,
)
# Characters of base64 that make up three bytes together.
_GROUP = 4


def decode_words(text: str) -> str:
    """Return a text with its encoded words decoded; one that cannot be stays as it is.

    White space between two of them is none, and a character may be parted over two: their bytes are read together.

    >>> decode_words("=?utf-8?q?caf=C3?= =?utf-8?b?qQ==?= news")
    'café news'
    """
    found: list[str] = []
    # Words that follow one another in one charset, as they stand and as bytes.
    raw, charset, data = "", "", b""
    at = 0
    for match in _WORD.finditer(text):
        encoding, value = codec(match[1]), _bytes(match[3], match[2].lower())
        between = text[at : match.start()]
        # Words in one charset may part a character; those in two cannot.
        joins = bool(raw) and not between.strip() and encoding == charset
        if not joins:
            found.append(_decoded(raw, charset, data))
            # Between an encoded word and a plain one white space is text.
            found.append("" if raw and not between.strip() else between)
            raw, charset, data = "", encoding or "", b""
        raw += match[0]
        data = b"" if value is None or not encoding else data + value
        if value is None or not encoding:
            found.append(raw)
            raw = ""
        at = match.end()
    return "".join([*found, _decoded(raw, charset, data), text[at:]])


def _decoded(raw: str, charset: str, data: bytes) -> str:
    if not raw:
        return ""
    try:
        return data.decode(charset)
    except (UnicodeError, LookupError):
        # A character that is cut at the end of a subject costs itself.
        return data.decode(charset, "replace") if charset.startswith("utf-8") else raw


def _bytes(value: str, encoding: str) -> bytes | None:
    """Return the bytes of an encoded word; None where it is damaged."""
    # Raw bytes within an encoded word: whoever wrote it encoded nothing.
    if not value.isascii():
        return None
    if encoding == "q":
        return binascii.a2b_qp(value, header=True)
    try:
        # Its padding may be missing.
        return binascii.a2b_base64(value + "=" * (-len(value) % _GROUP))
    except binascii.Error:
        return None
