"""Lossy mojibake: UTF-8 read as a windows code page, after the bytes that it does not define were lost to U+FFFD.

Of a character's two to four bytes the others are still there, so that few characters can have been meant:
`disambiguate` tells which. This must come before anything that takes the mark for a character of its own.

Source: WHATWG Encoding (the bytes that each code page leaves undefined), RFC 3629 (UTF-8).
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product

from parquetry.languages.identify import guess
from parquetry.repair.mojibake.disambiguate import disambiguate
from parquetry.text import AlignedText, Candidate, Edit, EditReason

MARK = "\N{REPLACEMENT CHARACTER}"
CODE_PAGES = ("cp1252", "cp1250", "cp1254", "cp1251", "cp1253", "cp1257")
"""By which UTF-8 is read by mistake and that leave bytes undefined, the likeliest first."""
# No rule is surer than this: a line may be meant as it stands.
_MOST_SURE = 0.99
_LIKELIER = 0.5
"""Least probability of a character that is written; below it the mark stays, for the whole character."""
_MOST_LOST = 2
"""Most bytes of one character that may be lost."""
_LEADS = ((range(0x80), 1), (range(0xC2, 0xE0), 2), (range(0xE0, 0xF0), 3), (range(0xF0, 0xF5), 4))
"""First bytes of the characters of UTF-8, and how many bytes those have."""
_HINT = re.compile(f"[^\x00-\x7f]{MARK}|{MARK}[^\x00-\x7f]")
_LINE = re.compile(r"[^\n]+")

Piece = tuple[int, int, tuple[str, ...]]
"""Where a character is in its line, and what it can be."""


def restore(text: AlignedText) -> AlignedText:
    """Return the text with lossy mojibake undone, line by line, where a line is nothing but well-formed UTF-8."""
    if MARK not in text.text:
        return text
    edits: list[Edit] = []
    for match in _LINE.finditer(text.text):
        # A mark beside another character beyond ASCII, as bytes of one character are; one beside ASCII alone is a
        # lost letter.
        if MARK in match[0] and _HINT.search(match[0]):
            edits += _line(match[0], match.start())
    return text.replace(edits)


def _line(line: str, offset: int) -> list[Edit]:
    """Return the edits of one line; none if by no code page all of it is UTF-8 read wrongly."""
    # Lazily: the first code page by which all of the line is UTF-8 ends the search.
    read = ((page, pieces(line, page)) for page in CODE_PAGES)
    page, found = next(((page, found) for page, found in read if found), ("", []))
    # With nothing left open it is mojibake without loss, which is ftfy's business.
    if not any(len(options) > 1 for _, _, options in found):
        return []
    # The characters that are certain tell the language, and the language tells the others.
    language = guess("".join(options[0] for _, _, options in found if len(options) == 1)).code
    edits = []
    for (start, end, options), (character, share) in zip(
        found, disambiguate([piece[2] for piece in found], language), strict=True
    ):
        # ASCII, which all code pages share.
        if character == line[start:end]:
            continue
        readings = (Candidate(character, round(share, 4)),) if len(options) > 1 else ()
        reason = _reason(page, share, readings)
        edits.append(Edit(offset + start, offset + end, character if reason.status == "applied" else MARK, reason))
    return edits


def _reason(page: str, share: float, readings: tuple[Candidate, ...]) -> EditReason:
    """Return why a character is written, or left open where its share of the probability is too small."""
    rule = f"lossy-{page.replace('cp', 'windows-')}"
    status = "applied" if share >= _LIKELIER else "unresolved"
    return EditReason("mojibake", rule, round(min(share, _MOST_SURE), 4), status, readings)


def pieces(line: str, page: str) -> list[Piece] | None:
    """Return the characters a line stands for, read by a code page; null if it is not UTF-8 at all."""
    out: list[Piece] = []
    at = 0
    while at < len(line):
        length = _utf8_length(_byte(line[at], page))
        # Three lost bytes of four leave thousands of characters open.
        if not length or line.count(MARK, at, at + length) > _MOST_LOST:
            return None
        options = _characters(line[at : at + length], length, page)
        if not options:
            return None
        out.append((at, at + length, options))
        at += length
    return out


def _utf8_length(lead: int | None) -> int:
    """Return how many bytes a character has that begins with this one, 0 if none does. Source: RFC 3629, section 4."""
    return next((length for leads, length in _LEADS if lead is not None and lead in leads), 0)


def _characters(sequence: str, length: int, page: str) -> tuple[str, ...]:
    """Return the characters whose bytes a code page shows so; a mark may be any byte that the page leaves undefined."""
    possible: list[tuple[int, ...]] = []
    for shown in sequence:
        byte = _byte(shown, page)
        # windows-1252 leaves five bytes undefined: 81, 8D, 8F, 90, 9D. Only these can have been lost.
        possible.append(_undefined(page) if shown == MARK else () if byte is None else (byte,))
    return tuple(filter(None, (_decoded(each) for each in product(*possible) if len(each) == length)))


def _decoded(sequence: tuple[int, ...]) -> str:
    """Return the character of these bytes; nothing where they are none of UTF-8."""
    try:
        return bytes(sequence).decode("utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def _undefined(page: str) -> tuple[int, ...]:
    return tuple(byte for byte in range(0x80, 0x100) if not bytes([byte]).decode(page, "ignore"))


def _byte(character: str, page: str) -> int | None:
    """Return the byte a character is in a code page; a control character stands for an undefined one that was kept."""
    if character == MARK:
        return None
    try:
        return character.encode(page)[0]
    except UnicodeEncodeError:
        return ord(character) if character < "\u00a0" else None
