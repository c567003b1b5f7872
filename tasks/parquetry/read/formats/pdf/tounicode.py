"""ToUnicode: what a font claims its codes stand for, read from its CMap by rules of our own.

A range of a CMap can name four thousand million codes in twenty bytes: only so many are read.

Source: ISO 32000-1, 9.10.3; Adobe Technical Note 5411.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_CODES = 70_000
"""Codes of one font that are read; two bytes can tell 65,536 apart."""
_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|([\[\]])|/([^\s<>\[\]()/%]+)")
_COMMENT = re.compile(rb"%[^\r\n]*")


def read_tounicode(data: bytes) -> dict[int, str]:
    r"""Return the text that each code stands for by a ToUnicode CMap; a code that it does not name is not in it.

    >>> read_tounicode(b"2 beginbfchar <01> <0041> <02> <00660069> endbfchar 1 beginbfrange <10> <12> <0061> endbfrange")
    {1: 'A', 2: 'fi', 16: 'a', 17: 'b', 18: 'c'}
    """
    out: dict[int, str] = {}
    for match in _SECTION.finditer(_COMMENT.sub(b"", data)):
        tokens = _tokens(match[2])
        pairs = _ranges(tokens) if match[1] == b"bfrange" else _characters(tokens)
        for code, text in pairs:
            if len(out) >= MOST_CODES:
                return out
            out[code] = text
    return out


def _tokens(data: bytes) -> list[bytes]:
    """Return hexadecimal strings as bytes, and brackets; names, which stand for no text, as empty strings."""
    out = []
    for string, bracket, _ in (match.groups() for match in _TOKEN.finditer(data)):
        if bracket:
            out.append(b"[" if bracket == b"[" else b"]")
        else:
            out.append(b"=" + _bytes(string or b""))
    return out


def _bytes(hexadecimal: bytes) -> bytes:
    digits = b"".join(hexadecimal.split())
    # A digit that is missing at the end is 0 (7.3.4.3).
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _characters(tokens: list[bytes]) -> Iterator[tuple[int, str]]:
    for code, text in zip(tokens[::2], tokens[1::2], strict=False):
        if code[:1] == b"=" and text[:1] == b"=":
            yield int.from_bytes(code[1:], "big"), _text(text[1:])


def _ranges(tokens: list[bytes]) -> Iterator[tuple[int, str]]:
    at = 0
    while at + 2 < len(tokens):
        low, high = int.from_bytes(tokens[at][1:], "big"), int.from_bytes(tokens[at + 1][1:], "big")
        first = tokens[at + 2]
        at += 3
        if first == b"[":  # a text for each code
            end = tokens.index(b"]", at) if b"]" in tokens[at:] else len(tokens)
            yield from zip(range(low, high + 1), (_text(token[1:]) for token in tokens[at:end]), strict=False)
            at = end + 1
            continue
        for code in range(low, min(high, low + MOST_CODES) + 1):
            yield code, _text(_plus(first[1:], code - low))


def _plus(text: bytes, number: int) -> bytes:
    """Return the text of the code so many places on: its last character counts up."""
    return (int.from_bytes(text, "big") + number).to_bytes(len(text) + 1, "big")[-len(text) :] if text else b""


def _text(data: bytes) -> str:
    # One byte is Latin-1 in files that break the rule; UTF-16 otherwise. Halves of surrogate pairs are no text.
    if len(data) == 1:
        return chr(data[0])
    return data.decode("utf-16-be", "replace")
