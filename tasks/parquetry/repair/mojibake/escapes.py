r"""Escapes of a transport that were never undone: quoted-printable, those of JSON, and bytes as logs show them.

Quoted-printable writes "=C3=A9", JSON "\u00e9", a log may show the bytes "\xc3\xa9".

Undone where the whole text shows it: each `=` is one of quoted-printable, each backslash one of these escapes, some of them
inside words. In anything else, an `=` or a backslash is the author's.

Source: RFC 2045, section 6.7; RFC 8259, section 7.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from parquetry.text import Edit, EditReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
_BYTES = re.compile(r"(?:\\x[89a-fA-F][0-9a-fA-F])+")
"""Bytes beyond ASCII, as Python, C and many logs show them."""
_BYTES_IN_WORD = re.compile(
    r"""
      [A-Za-z]\\x[c-fC-F][0-9a-fA-F]\\x  # "caf\xc3\xa9"
    | \\x[89abAB][0-9a-fA-F][a-z]        # "\xc3\xa9t"
    """,
    re.VERBOSE,
)
_ABOUT = re.compile(
    r"""\bb["'] | =\s?["'] | \b(?: utf-?8 | unicode | bytes? | escap\w* | encod\w* | python )\b""",
    re.VERBOSE | re.IGNORECASE,
)
"""What a text about such escapes has: b"caf\xc3\xa9", name = "caf\xc3\xa9", "in UTF-8 it is caf\xc3\xa9"."""
_TYPED = re.compile(
    r"""
      [(\[{,]\s?["'] | \$'                                # print("caf\xc3\xa9"), $'caf\xc3\xa9'
    | ^\s* [$%>\#]\s                                     # $ cat caf\xc3\xa9.txt
    | ^\s* [a-z][\w.-]* \s (?: [^"']* \s )? -{1,2}[A-Za-z]  # grep -P "caf\xc3\xa9" menu.txt
    | ^\s* (?: echo | grep | printf | sed ) \s ["']        # printf "caf\xc3\xa9"
    """,
    re.VERBOSE,
)
"""What stands before such an escape in a line that was typed into a program or a shell, where it has to be written so."""


class _Escapes(NamedTuple):
    """A way of escaping: the mark that each escape has, whether a text seems to use it, and what it stands for."""

    mark: str
    is_used: Callable[[str], bool]
    edits: Callable[[str], Iterator[Edit]]


def undo(text: AlignedText) -> AlignedText:
    """Return the text with the escapes undone that all of it is written in."""
    for escapes in _ESCAPES:
        if escapes.mark in text.text and escapes.is_used(text.text):
            edits = list(escapes.edits(text.text))
            # All marks: one "=" that is none of quoted-printable, bytes that are no text, or a path such as "C:\new"
            # show that they are the author's.
            if text.text.count(escapes.mark) == sum(text.text.count(escapes.mark, edit.start, edit.end) for edit in edits):
                text = text.replace(edits)
    return text


def _is_quoted_printable(text: str) -> bool:
    return len(_HIGH.findall(text)) >= LEAST_BYTES


def _is_json(text: str) -> bool:
    return len(_IN_WORD.findall(text)) >= LEAST_ESCAPES


def _is_bytes(text: str) -> bool:
    """Tell whether words hold escaped bytes, and the text writes nothing beyond ASCII in another way."""
    if not text.isascii() or len(_BYTES_IN_WORD.findall(text)) < LEAST_ESCAPES:
        return False
    return not (_ABOUT.search(text) or any(map(_is_statement, text.split("\n"))))


def _is_statement(line: str) -> bool:
    """Tell whether a line holds an escaped byte behind what shows that it was typed into a program or a shell."""
    # Cut at the last one, so that a long line is read once: nothing behind it tells.
    before, escape, _ = line.rpartition(r"\x")
    return bool(escape) and _TYPED.search(before) is not None


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


def _bytes(text: str) -> Iterator[Edit]:
    """Yield what each run of escaped bytes stands for, where they are well-formed UTF-8."""
    for match in _BYTES.finditer(text):
        try:
            characters = bytes.fromhex(match[0].replace("\\x", "")).decode("utf-8")
        except UnicodeDecodeError:
            continue
        yield Edit(match.start(), match.end(), characters, EditReason("encoding", "escaped_bytes", CONFIDENCE))


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


_ESCAPES = (
    _Escapes("=", _is_quoted_printable, _quoted_printable),
    _Escapes("\\", _is_json, _json_escapes),
    _Escapes("\\", _is_bytes, _bytes),
)
