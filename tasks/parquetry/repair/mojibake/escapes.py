r"""Escapes of a transport that were never undone: quoted-printable ("=C3=A9"), JSON's escapes in plain text ("\u00e9").

Undone where the whole text shows it: each `=` is one of quoted-printable, each backslash one of JSON's escapes inside
words. In anything else, an `=` or a backslash is the author's.

Source: RFC 2045, section 6.7; RFC 8259, section 7.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.text import Edit, EditReason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parquetry.text import AlignedText

LEAST_BYTES = 3
"""Least bytes beyond ASCII that are written as "=C3": one may be part of a formula."""
LEAST_ESCAPES = 2
"""Least escapes inside words: one may be an example."""
CONFIDENCE = 0.97
_QUOTED = re.compile(r"(?:=[0-9A-F]{2})+|=[ \t]*\n")
"""Bytes in quoted-printable, and a soft line break."""
_HIGH = re.compile(r"=[89A-F][0-9A-F]")
_UNICODE = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_IN_WORD = re.compile(
    r"""
      [A-Za-z]\\u00[c-fC-F][0-9a-fA-F]  # "caf\u00e9"
    | \\u00[c-fC-F][0-9a-fA-F][a-z]     # "\u00e9t"
    """,
    re.VERBOSE,
)


def undo(text: AlignedText) -> AlignedText:
    """Return the text with the escapes undone that all of it is written in."""
    if "=" in text.text and len(_HIGH.findall(text.text)) >= LEAST_BYTES:
        edits = list(_quoted_printable(text.text))
        # All of them: one "=" that is none of quoted-printable, or bytes that are no text, and it is something else.
        if text.text.count("=") == sum(text.text.count("=", edit.start, edit.end) for edit in edits):
            text = text.replace(edits)
    if "\\u" in text.text and len(_IN_WORD.findall(text.text)) >= LEAST_ESCAPES:
        edits = list(_json_escapes(text.text))
        # The same for backslashes: a path such as "C:\new" shows that they are the author's.
        if text.text.count("\\") == sum(text.text.count("\\", edit.start, edit.end) for edit in edits):
            text = text.replace(edits)
    return text


def _quoted_printable(text: str) -> Iterator[Edit]:
    """Yield what each run of quoted-printable stands for, where its bytes are UTF-8 or windows-1252."""
    reason = EditReason("encoding", "quoted_printable", CONFIDENCE)
    for match in _QUOTED.finditer(text):
        # A soft line break: the line was too long for mail and goes on.
        if match[0].endswith("\n"):
            yield Edit(match.start(), match.end(), "", reason)
            continue
        data = bytes.fromhex(match[0].replace("=", ""))
        # UTF-8 first, since windows-1252 would read nearly any bytes.
        for encoding in ("utf-8", "cp1252"):
            try:
                characters = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            yield Edit(match.start(), match.end(), characters, reason)
            break


def _json_escapes(text: str) -> Iterator[Edit]:
    """Yield what each run of escapes stands for; the halves of a character beyond U+FFFF are one."""
    for match in _UNICODE.finditer(text):
        units = bytes.fromhex(match[0].replace("\\u", ""))
        try:
            # Each escape is one unit of UTF-16, so that an emoji is written as two.
            characters = units.decode("utf-16-be")
        except UnicodeDecodeError:
            continue
        yield Edit(match.start(), match.end(), characters, EditReason("encoding", "json_escape", CONFIDENCE))
