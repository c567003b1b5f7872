"""UTF-8, UTF-16 and UTF-32: with a byte order mark, by where their NULs are, or with stretches of something else.

Source: Unicode 15.1, section 23.8 (byte order mark); RFC 3629 (UTF-8).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from parquetry.repair.encoding import rank_encodings
from parquetry.repair.encoding.decoded import (
    REPLACEMENT,
    SURROGATES,
    UNDECODABLE,
    Decoded,
    byte_of,
    with_bytes_shown,
)
from parquetry.text import EDIT, AlignedText, AlignmentSegment, Edit, EditReason
from parquetry.text.byte_order_marks import marked

WIDE = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}
"""Encodings of two or four bytes a unit."""
MOSTLY = 0.5
"""Share of well-formed sequences among all beyond ASCII from which a file is UTF-8 with foreign stretches."""
MIXED, WHOLE_LINES = 0.25, 0.3
"""The same where this share of the lines beyond ASCII is UTF-8 as a whole: chance makes a well-formed sequence of two
bytes of a legacy encoding now and then, but hardly whole lines of them."""
FEW = 40
"""Bytes beyond ASCII below which detection of a foreign stretch is guesswork: Windows' most common code page it is."""
SAMPLE = 1 << 18
"""Bytes that tell an encoding's form."""
_CUT = re.compile(
    rb"""
    (?: [\xc2-\xdf]                  # the first byte of two: C3 of C3 A9
      | [\xe0-\xef][\x80-\xbf]?      # one or two bytes of three: E2 82 of E2 82 AC
      | [\xf0-\xf4][\x80-\xbf]{0,2}  # one to three bytes of four: F0 9F 98 of F0 9F 98 80
    )\Z
    """,
    re.VERBOSE,
)
"""A UTF-8 sequence without its end."""
_LONGEST_SEQUENCE = 4


class NulPattern(NamedTuple):
    """Which of each four bytes are NUL in a text of an encoding, and which hardly ever is.

    In UTF-16 of European text every other byte is NUL, in UTF-32 of any text every fourth and nearly every third.
    """

    encoding: str
    nul: tuple[int, ...]
    text: tuple[int, ...]


UTF_32 = (NulPattern("utf-32-be", (0, 1), (3,)), NulPattern("utf-32-le", (2, 3), (0,)))
UTF_16 = (NulPattern("utf-16-le", (1, 3), (0, 2)), NulPattern("utf-16-be", (0, 2), (1, 3)))
LEAST_NULS = 1 / 16
"""Share of NULs from which a file may be UTF-16 or UTF-32; other text has none."""
ALWAYS, HARDLY = 0.9, 0.02
"""Share of NULs at a place where UTF-32 has them always, and where any text has them by accident alone."""
TIMES_MORE = 8
"""How many times more NULs UTF-16 has at one place than at the other."""
TEXT_SHARE = 0.6
"""Least share of letters, digits and spaces in what UTF-16 decodes to: binary tables have NULs at every other byte too."""
FEWEST_OF_SCRIPT = 4
"""Characters that a text in one script has at least: "a" and an end of transmission (04) are no Cyrillic letter."""
SCRIPT_PAGES = bytes((0x03, 0x04, 0x05, 0x06, 0x0E))
"""High bytes of Greek, Cyrillic, Hebrew, Arabic and Thai in UTF-16: control bytes, at every other place."""


def with_mark(data: bytes) -> Decoded | None:
    """Return the text of bytes that begin with a byte order mark."""
    encoding, skip = marked(data)
    if not encoding:
        return None
    # A mark is the author's own word for the encoding; nothing more is asked.
    return decode_wide(data, encoding, skip) if encoding in WIDE else decode_utf8(data, "bom", skip)


def _is_utf_16(shares: list[float], pattern: NulPattern) -> bool:
    """Tell whether the bytes of one half of each unit are NUL far more often than those of the other."""
    nul = sum(shares[k] for k in pattern.nul) / 2
    text = sum(shares[k] for k in pattern.text) / 2
    # Not "always": in UTF-16 of mixed text a Chinese character has no NUL.
    return nul > TIMES_MORE * text and nul > HARDLY


def _is_utf_32(shares: list[float], pattern: NulPattern) -> bool:
    """Tell whether NULs stand where a unit of UTF-32 has them, and hardly any where its character is."""
    return all(shares[k] > ALWAYS for k in pattern.nul) and all(shares[k] < HARDLY for k in pattern.text)


def without_mark(data: bytes) -> Decoded | None:
    """Return the text of UTF-16 or UTF-32 whose NULs show it."""
    # A multiple of four, so that each place of the unit is counted as often.
    sample = data[: SAMPLE - SAMPLE % 4]
    if encoding := _of_one_script(sample):
        return decode_wide(data, encoding, 0)
    if sample.count(0) < LEAST_NULS * len(sample) or len(data) < WIDE["utf-32-le"]:
        return None
    # Share of NULs among each fourth byte, beginning with the first, second, third and fourth.
    shares = [sample[place::4].count(0) / max(1, len(sample[place::4])) for place in range(4)]
    # UTF-32 first: its many NULs would pass for those of UTF-16.
    for pattern in UTF_32:
        if _is_utf_32(shares, pattern):
            return decode_wide(data, pattern.encoding, 0)
    for pattern in UTF_16:
        if _is_utf_16(shares, pattern) and _is_text(sample, pattern.encoding):
            return decode_wide(data, pattern.encoding, 0)
    return None


def _of_one_script(sample: bytes) -> str:
    """Return the UTF-16 of a text in one script, however few spaces and so NULs it has; empty where it is none."""
    page = max(SCRIPT_PAGES, key=sample.count)
    for encoding, place in (("utf-16-le", 1), ("utf-16-be", 0)):
        high, low = sample[place::2], sample[1 - place :: 2]
        # Nearly every high byte is that of the script, or NUL for a space, a digit or a stop; no low byte is, as in tables.
        of_script = high.count(page)
        if len(high) < FEWEST_OF_SCRIPT or low.count(0) > HARDLY * len(low):
            continue
        if 2 * of_script > len(high) and of_script + high.count(0) >= ALWAYS * len(high) and _is_text(sample, encoding):
            return encoding
    return ""


def _is_text(sample: bytes, encoding: str) -> bool:
    """Tell whether bytes decode to letters, digits and spaces for the most part."""
    try:
        # Half a unit at the end would make the right encoding fail.
        text = sample[: len(sample) // 2 * 2].decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        return False
    return sum(character.isalnum() or character.isspace() for character in text) > TEXT_SHARE * len(text)


def is_utf8(data: bytes) -> bool:
    """Tell whether bytes are well-formed UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def mostly_utf8(data: bytes) -> bool:
    """Tell whether a file is UTF-8 with foreign stretches: most sequences well-formed, or many of its lines."""
    text = data.decode("utf-8", "surrogateescape")
    # `surrogateescape` leaves one surrogate for each byte that is no UTF-8.
    bad = len(re.findall(SURROGATES, text))
    good = sum(character > "\x7f" for character in text) - bad
    # All of it is another encoding; without this, zero of zero lines would pass.
    if not good:
        return False
    if good >= MOSTLY * (good + bad):
        return True
    lines = [line for line in data.splitlines() if not line.isascii()]
    return good >= MIXED * (good + bad) and sum(map(is_utf8, lines)) >= WHOLE_LINES * len(lines) > 0


def decode_utf8(data: bytes, method: str, skip: int = 0) -> Decoded:
    """Decode UTF-8; bytes that are none are read by the encoding that detection gives for their lines.

    `skip` is the length of the byte order mark. A sequence that the end of the file cuts short is what is left of a
    character, if nothing else is wrong.
    """
    text = data[skip:].decode("utf-8", "surrogateescape")
    aligned = _after_mark(AlignedText.decoded(text, "utf-8", skip), skip)
    bad = [match.start() for match in re.finditer(SURROGATES, text)]
    if not bad:
        return Decoded(aligned, "utf-8", method, 1.0)
    cut = _CUT.search(data, max(0, len(data) - _LONGEST_SEQUENCE))
    # The file was cut off inside a character: one U+FFFD for its bytes, and not a foreign stretch.
    if cut is not None and len(bad) == len(cut[0]):
        aligned = with_bytes_shown(aligned.replace([Edit(bad[0], len(text), REPLACEMENT, UNDECODABLE)]))
        return Decoded(aligned, "utf-8", method, 1.0, ("undecodable_bytes",))
    edits = _foreign_edits(text, bad, _foreign_encoding(data))
    lost = any(edit.after == REPLACEMENT for edit in edits)
    flags = ("mixed_encoding", "undecodable_bytes") if lost else ("mixed_encoding",)
    return Decoded(with_bytes_shown(aligned.replace(edits)), "utf-8", method, 1 - len(bad) / len(data), flags)


def _foreign_edits(text: str, bad: list[int], encoding: str) -> list[Edit]:
    """Return the edits that read each undecoded byte by a single-byte encoding."""
    edits = []
    for at in bad:
        character = bytes([byte_of(text[at])]).decode(encoding, "replace")
        reason = UNDECODABLE if character == REPLACEMENT else EditReason("encoding", encoding, 0.9)
        edits.append(Edit(at, at + 1, character, reason))
    return edits


def _foreign_encoding(data: bytes) -> str:
    """Return the single-byte encoding of the lines that are no UTF-8; of a few bytes, Windows' most common one."""
    lines = [line for line in data.splitlines() if not is_utf8(line)]
    # Detection needs letters to go by: of "caf\xe9" in a UTF-8 file any Western code page fits.
    if sum(byte > 127 for line in lines for byte in line) < FEW:  # noqa: PLR2004 (the last of ASCII)
        return "cp1252"
    return rank_encodings.single_byte(b"\n".join(lines))


def decode_wide(data: bytes, encoding: str, skip: int) -> Decoded:
    """Decode UTF-16 or UTF-32; half characters and a trailing odd byte stay as U+FFFD."""
    # Without the bytes at the end that are no whole unit; they get a U+FFFD of their own below.
    whole = len(data) - (len(data) - skip) % WIDE[encoding]
    text = data[skip:whole].decode(encoding, "surrogatepass" if encoding.startswith("utf-16") else "replace")
    aligned = _after_mark(AlignedText.decoded(text, encoding, skip), skip)
    halves = [Edit(m.start(), m.end(), REPLACEMENT, UNDECODABLE) for m in re.finditer("[\ud800-\udfff]", text)]
    aligned = aligned.replace(halves)
    aligned = replace(aligned, repairs=tuple(replace(r, before=ascii(r.before)[1:-1]) for r in aligned.repairs))
    if whole < len(data):
        aligned += _odd_bytes(data, whole, encoding)
    flags = ("undecodable_bytes",) if aligned.repairs else ()
    return Decoded(aligned, encoding, "bom" if skip else "detected", 1.0 if skip else 0.99, flags)


def _odd_bytes(data: bytes, start: int, encoding: str) -> AlignedText:
    """Return U+FFFD for the bytes after the last whole unit."""
    # A placeholder that is at once replaced, so that the alignment and the record come out as for every other edit.
    tail = AlignedText("?", (AlignmentSegment(0, 1, start, len(data), EDIT),), encoding)
    tail = tail.replace([Edit(0, 1, REPLACEMENT, UNDECODABLE)])
    shown = "".join(f"\\x{byte:02x}" for byte in data[start:])
    return replace(tail, repairs=tuple(replace(r, before=shown) for r in tail.repairs))


def _after_mark(aligned: AlignedText, skip: int) -> AlignedText:
    """Return the text with the byte order mark in front of it on the alignment and on record, as a deletion."""
    if not skip:
        return aligned
    # Decoded and deleted like any character, so that the bytes of the mark have a row and are not lost.
    mark = AlignedText.decoded("\N{ZERO WIDTH NO-BREAK SPACE}", aligned.encoding)
    return mark.replace([Edit(0, 1, "", EditReason("character", "byte_order_mark"))]) + aligned
