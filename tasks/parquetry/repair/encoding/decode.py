"""Decode: from bytes to characters, saying by which encoding, how it was found and how sure that is.

Nothing is ever replaced without a trace: a byte that fits no encoding stands as U+FFFD with an unresolved repair, and the
alignment knows the byte.

Source: WHATWG Encoding Standard for the order of mark, declaration and detection.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.errors import DocumentError
from parquetry.repair.encoding import legacy_encodings, rank_encodings, unicode_encodings
from parquetry.repair.encoding.decoded import Decoded
from parquetry.repair.encoding.unicode_encodings import SAMPLE

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Decoded", "decode", "detect_encoding"]

_CONTROLS = bytes({*range(8), *range(14, 27), 28, 29, 30, 31, 127})
"""Control bytes that no text has: all but backspace, tab, line ends, escape."""
BINARY = 0.1
"""Share of control bytes from which a file is no text. Text with a font's lost ligatures has up to 4 in 100."""
SUSPECT = 0.05
"""Share of control bytes from which what happens to be well-formed UTF-8 may be UTF-16 of Chinese or Japanese."""
FEWEST_NOISE = 10
"""Characters of no text from which a file may be none: a name of four letters may hold one that fits no encoding."""
# Control characters, bytes that fit nothing, private use: in compressed or encrypted data read as Chinese, one in ten.
_NOISE = re.compile("[\0-\x07\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd\ue000-\uf8ff]")

WIDE_CONTROLS = 0.25
"""Share of control bytes from which a file is no UTF-16: of Chinese one byte in twenty looks like one."""


def decode(data: bytes, declared: str | None = None, *, record: bool = False) -> Decoded:
    """Return the characters of `data` by the first probe that knows them.

    `declared` is tried before detection and only believed if every byte fits. `record` says that the bytes are the
    UTF-8 of a record's field, which then is no finding of ours.

    Raises:
        DocumentError: the bytes are not text.
    """
    method = "record" if record else "utf-8"
    # The order is that of certainty. A mark and NULs leave no doubt. A declaration comes before UTF-8, as some text
    # in other encodings is well-formed UTF-8 by chance. Binary data is refused only after UTF-16, which looks binary.
    probes: tuple[Callable[[bytes], Decoded | None], ...] = (
        unicode_encodings.with_mark,
        unicode_encodings.without_mark,
        lambda data: legacy_encodings.declared(data, declared) if declared else None,
        lambda data: _clean_utf8(data, method),
        _wide_without_nuls,
        _refused_binary,
        lambda data: _utf8(data, method),
    )
    for probe in probes:
        decoded = probe(data)
        if decoded is not None:
            return decoded
    return _without_noise(legacy_encodings.detected(data))


def detect_encoding(sample: bytes) -> str:
    """Return the encoding that reads the sample best, a Python codec name: one for all fields of a file of records."""
    try:
        return decode(sample).encoding
    except DocumentError:
        return "cp1252"  # not text: whatever reads every byte, so that each record is judged by itself


def _clean_utf8(data: bytes, method: str) -> Decoded | None:
    """Return well-formed UTF-8 with no more control bytes than text has, and no escapes of ISO-2022."""
    sample = data[:SAMPLE]
    # ISO-2022 and some UTF-16 are ASCII bytes throughout, and so well-formed UTF-8; they are left to the probes that
    # follow.
    if legacy_encodings.has_escapes(sample) or _controls(sample) > SUSPECT * len(sample):
        return None
    return unicode_encodings.decode_utf8(data, method) if unicode_encodings.is_utf8(data) else None


def _wide_without_nuls(data: bytes) -> Decoded | None:
    """Return UTF-16 of Chinese, Japanese or Korean, which has few NULs to show it."""
    sample = data[:SAMPLE]
    if legacy_encodings.has_escapes(sample) or _controls(sample) > WIDE_CONTROLS * len(sample):
        return None
    # European UTF-16 was recognised by its NULs before.
    encoding = rank_encodings.wide(data)
    return unicode_encodings.decode_wide(data, encoding, 0) if encoding else None


def _refused_binary(data: bytes) -> None:
    """Refuse what has too many control bytes.

    Raises:
        DocumentError: it has.
    """
    sample = data[:SAMPLE]
    controls = _controls(sample)
    if controls > BINARY * len(sample):
        detail = f"{controls} of the first {len(sample)} bytes are control bytes"
        raise DocumentError("binary", detail)


def _without_noise(decoded: Decoded) -> Decoded:
    """Return what was detected, if it is text.

    Raises:
        DocumentError: it is noise even by the likeliest encoding.
    """
    sample = decoded.text.text[:SAMPLE]
    noise = len(_NOISE.findall(sample))
    if noise >= FEWEST_NOISE and noise > BINARY * len(sample):
        detail = f"{noise} of the first {len(sample)} characters, read as {decoded.encoding}, are of no text"
        raise DocumentError("binary", detail)
    return decoded


def _utf8(data: bytes, method: str) -> Decoded | None:
    """Return UTF-8 with control bytes or with stretches of something else; ISO-2022 is none, though all its bytes fit."""
    if unicode_encodings.is_utf8(data):
        # Unlike `_clean_utf8`, with control bytes: a font's lost ligatures are such.
        return None if legacy_encodings.has_escapes(data[:SAMPLE]) else unicode_encodings.decode_utf8(data, method)
    return unicode_encodings.decode_utf8(data, "utf-8") if unicode_encodings.mostly_utf8(data) else None


def _controls(sample: bytes) -> int:
    return len(sample) - len(sample.translate(None, _CONTROLS))
