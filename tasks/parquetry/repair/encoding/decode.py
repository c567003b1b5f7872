"""Decode: from bytes to characters, saying by which encoding, how it was found and how sure that is.

In order: byte order mark, UTF-16 and UTF-32 without one, the encoding the source declares, strict UTF-8, UTF-8 with
stretches of something else, detection. Nothing is ever replaced without a trace: a byte that fits no encoding stands as
U+FFFD with an unresolved repair, and the alignment knows the byte.

Source: WHATWG Encoding Standard for byte order marks; chardet for the candidates of detection.
"""

from __future__ import annotations

import codecs
import math
import re
from dataclasses import dataclass, replace

from parquetry.errors import DocumentError
from parquetry.repair.encoding import language_score
from parquetry.text import EDIT, AlignedText, AlignmentSegment, Edit, EditReason

BOMS = (  # the UTF-32 marks begin with those of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDE = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}
STATEFUL = ("iso2022", "hz", "utf-7", "utf_7", "utf7")
MOSTLY, MIXED = 0.5, 0.25
"""Least share of well-formed sequences among all non-ASCII ones for a file to be UTF-8 with foreign stretches: if its
lines say nothing, and if a good part of its lines is UTF-8 as a whole."""
FEW = 40
"""Non-ASCII bytes below which detection of a foreign stretch is guesswork."""
SURE = 0.6
"""Detection below this confidence is flagged."""
_CONTROLS = bytes({*range(9), *range(14, 27), 28, 29, 30, 31, 127})
_BINARY = 0.1
_SAMPLE = 1 << 18


@dataclass(frozen=True, slots=True)
class Decoded:
    """Characters with their alignment, the encoding (a Python codec name), how it was found, and how sure that is."""

    text: AlignedText
    encoding: str
    method: str
    confidence: float
    flags: tuple[str, ...] = ()


_CUT = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")
"""A UTF-8 sequence without its end."""


def decode(data: bytes, declared: str | None = None, *, record: bool = False) -> Decoded:  # noqa: PLR0911 (in order)
    """Return the characters of `data`.

    `declared` is tried before detection and only believed if every byte fits. `record` says that the bytes are the
    UTF-8 of a record's field, which then is no finding of ours.

    Raises:
        DocumentError: the bytes are not text.
    """
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _wide(data, encoding, len(mark)) if encoding in WIDE else _utf8(data, "bom", len(mark))
    encoding = _without_mark(data)
    if encoding:
        return _wide(data, encoding, 0)
    if declared and (found := _declared(data, declared)):
        return found
    fits = not _escapes(data) and not _bad(data)
    if fits and not _controls(data):
        return _utf8(data, "record" if record else "utf-8", 0)
    encoding = language_score.wide(data)
    if encoding:
        return _wide(data, encoding, 0)
    _refuse_binary(data)
    if fits:
        return _utf8(data, "record" if record else "utf-8", 0)
    if _mostly_utf8(data):
        return _utf8(data, "utf-8", 0)
    return _detected(data)


def detect_encoding(sample: bytes) -> str:
    """Return the encoding that reads the sample best, a Python codec name: one for all fields of a file of records."""
    try:
        return decode(sample).encoding
    except DocumentError:
        return "cp1252"  # not text: whatever reads every byte, so that each record is judged by itself


def _utf8(data: bytes, method: str, skip: int) -> Decoded:
    """Decode UTF-8; bytes that are none are read by the encoding that detection gives for their lines.

    A sequence that the end of the file cuts short is what is left of a character, if nothing else is wrong.
    """
    text = data[skip:].decode("utf-8", "surrogateescape")
    aligned = _after_mark(AlignedText.decoded(text, "utf-8", skip), skip)
    bad = [match.start() for match in re.finditer("[\udc80-\udcff]", text)]
    if not bad:
        return Decoded(aligned, "utf-8", method, 1.0)
    cut = _CUT.search(data, len(data) - 4 if len(data) > 4 else 0)  # noqa: PLR2004 (the longest sequence)
    if cut is not None and len(bad) == len(cut[0]):
        part = Edit(bad[0], len(text), "\N{REPLACEMENT CHARACTER}", EditReason("encoding", "undecodable", 0.0, "unresolved"))
        return Decoded(_readable(aligned.replace([part])), "utf-8", method, 1.0, ("undecodable_bytes",))
    foreign = _foreign(data)
    edits = []
    for at in bad:
        character = bytes([ord(text[at]) - 0xDC00]).decode(foreign, "replace")
        known = character != "\N{REPLACEMENT CHARACTER}"
        cause = EditReason("encoding", foreign, 0.9) if known else EditReason("encoding", "undecodable", 0.0, "unresolved")
        edits.append(Edit(at, at + 1, character, cause))
    lost = any(edit.after == "\N{REPLACEMENT CHARACTER}" for edit in edits)
    flags = ("mixed_encoding", "undecodable_bytes") if lost else ("mixed_encoding",)
    return Decoded(_readable(aligned.replace(edits)), "utf-8", method, 1 - len(bad) / len(data), flags)


def _readable(aligned: AlignedText) -> AlignedText:
    r"""Return the text with undecodable bytes in the record shown as `\x81`: surrogates cannot be stored."""
    repairs = tuple(
        replace(repair, before=re.sub("[\udc80-\udcff]", lambda m: f"\\x{ord(m[0]) - 0xDC00:02x}", repair.before))
        for repair in aligned.repairs
    )
    return replace(aligned, repairs=repairs)


def _wide(data: bytes, encoding: str, skip: int) -> Decoded:
    """Decode UTF-16 or UTF-32; half characters and a trailing odd byte stay as U+FFFD."""
    whole = len(data) - (len(data) - skip) % WIDE[encoding]
    text = data[skip:whole].decode(encoding, "surrogatepass" if encoding.startswith("utf-16") else "replace")
    aligned = _after_mark(AlignedText.decoded(text, encoding, skip), skip)
    causes = EditReason("encoding", "undecodable", 0.0, "unresolved")
    edits = [Edit(m.start(), m.end(), "\N{REPLACEMENT CHARACTER}", causes) for m in re.finditer("[\ud800-\udfff]", text)]
    aligned = aligned.replace(edits)
    aligned = replace(aligned, repairs=tuple(replace(r, before=ascii(r.before)[1:-1]) for r in aligned.repairs))
    if whole < len(data):
        tail = AlignedText("?", (AlignmentSegment(0, 1, whole, len(data), EDIT),), encoding)
        odd = Edit(0, 1, "\N{REPLACEMENT CHARACTER}", causes)
        tail = tail.replace([odd])
        shown = "".join(f"\\x{byte:02x}" for byte in data[whole:])
        aligned += replace(tail, repairs=tuple(replace(r, before=shown) for r in tail.repairs))
    flags = ("undecodable_bytes",) if aligned.repairs else ()
    return Decoded(aligned, encoding, "bom" if skip else "detected", 1.0 if skip else 0.99, flags)


def _after_mark(aligned: AlignedText, skip: int) -> AlignedText:
    """Return the text with the byte order mark in front of it on the alignment and on record, as a deletion."""
    if not skip:
        return aligned
    mark = AlignedText.decoded("\N{ZERO WIDTH NO-BREAK SPACE}", aligned.encoding)
    return mark.replace([Edit(0, 1, "", EditReason("character", "byte_order_mark"))]) + aligned


def _without_mark(data: bytes) -> str:
    """Return the wide encoding that the place of NUL bytes shows, or an empty string.

    In UTF-16 of European text every other byte is NUL, in UTF-32 of any text every fourth.
    """
    sample = data[: _SAMPLE - _SAMPLE % 4]
    if sample.count(0) * 16 < len(sample) or len(data) < 4:  # noqa: PLR2004 (one character of UTF-32)
        return ""
    quarters = [sample[k::4].count(0) / max(1, len(sample[k::4])) for k in range(4)]
    high, low = 0.9, 0.02
    if quarters[0] > high and quarters[1] > high and quarters[3] < low:
        return "utf-32-be"
    if quarters[3] > high and quarters[2] > high and quarters[0] < low:
        return "utf-32-le"
    even, odd = (quarters[0] + quarters[2]) / 2, (quarters[1] + quarters[3]) / 2
    for encoding, nul, other in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if nul > 8 * other and nul > low:
            try:
                text = sample[: len(sample) // 2 * 2].decode(encoding, "surrogatepass")
            except UnicodeDecodeError:
                continue
            if sum(c.isalnum() or c.isspace() for c in text) > 0.6 * len(text):
                return encoding
    return ""


def _refuse_binary(data: bytes) -> None:
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > _BINARY * len(sample):
        detail = f"{controls} of the first {len(sample)} bytes are control bytes"
        raise DocumentError("binary", detail)


def _escapes(data: bytes) -> bool:
    """Tell whether there are the escape sequences of ISO-2022, all of whose bytes are ASCII."""
    return re.search(rb"\x1b(\$[@AB]|\$\([A-Z]|\([BIJ]|\$\))", data[:_SAMPLE]) is not None


def _mostly_utf8(data: bytes) -> bool:
    """Tell whether a file is UTF-8 with foreign stretches: most sequences well-formed, or many of its lines.

    Chance makes a well-formed sequence of two bytes of a legacy encoding now and then, but hardly whole lines of them.
    """
    text = data.decode("utf-8", "surrogateescape")
    bad = len(re.findall("[\udc80-\udcff]", text))
    good = sum(character > "\x7f" for character in text) - bad
    if not good:
        return False
    if good >= MOSTLY * (good + bad):
        return True
    lines = [line for line in data.splitlines() if not line.isascii()]
    return good >= MIXED * (good + bad) and sum(not _bad(line) for line in lines) >= 0.3 * len(lines) > 0


def _controls(data: bytes) -> bool:
    """Tell whether there are more control bytes than text has: a twentieth."""
    sample = data[:_SAMPLE]
    return 20 * (len(sample) - len(sample.translate(None, _CONTROLS))) > len(sample)


def _declared(data: bytes, declared: str) -> Decoded | None:
    """Return the text by the declared encoding if every byte fits it."""
    try:
        encoding = codecs.lookup(declared).name
        text = data.decode(encoding)
    except (LookupError, UnicodeError, ValueError):
        return None
    return Decoded(_aligned(data, text, encoding), encoding, "declared", 0.99)


def _foreign(data: bytes) -> str:
    """Return the single-byte encoding of the lines that are no UTF-8; of a few bytes, Windows' most common one."""
    lines = [line for line in data.splitlines() if _bad(line)]
    if sum(byte > 127 for line in lines for byte in line) < FEW:  # noqa: PLR2004 (the last of ASCII)
        return "cp1252"
    for name, _ in language_score.candidates(b"\n".join(lines)):
        if len("é".encode(name, "replace")) == 1:
            return name
    return "cp1252"


def _bad(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _detected(data: bytes) -> Decoded:
    """Decode by detection: the best reading that every byte fits, else the likeliest encoding with bytes left over."""
    readings = language_score.ranked(data)
    if readings:
        best = readings[0]
        odds = sum(math.exp(other.score - best.score) for other in readings)
        confidence = round(min(0.99, 1 / odds), 4)
        flags = () if confidence >= SURE else ("low_confidence_encoding",)
        return Decoded(_aligned(data, best.text, best.encoding), best.encoding, "detected", confidence, flags)
    singles = (name for name, _ in language_score.candidates(data) if len("a".encode(name, "replace")) == 1)
    encoding = next(singles, "cp1252")
    text = data.decode(encoding, "surrogateescape")
    aligned = AlignedText.decoded(text, encoding)
    cause = EditReason("encoding", "undecodable", 0.0, "unresolved")
    bad = re.finditer("[\udc80-\udcff]", text)
    aligned = aligned.replace([Edit(m.start(), m.end(), "\N{REPLACEMENT CHARACTER}", cause) for m in bad])
    return Decoded(_readable(aligned), encoding, "detected", 0.3, ("low_confidence_encoding", "undecodable_bytes"))


def _aligned(data: bytes, text: str, encoding: str) -> AlignedText:
    """Return decoded text with its alignment; where characters have no byte length of their own, by stretches.

    Legacy multi-byte encodings have second spellings of a character, and escape-based ones none of fixed length: such
    stretches become edits, so that every copy run can be cut anywhere.
    """
    if not encoding.startswith(STATEFUL) and text.encode(encoding, "replace") == data:
        return AlignedText.decoded(text, encoding)
    decoder = codecs.getincrementaldecoder(encoding)()
    runs: list[AlignmentSegment] = []
    at = began = 0
    for k in range(len(data)):
        out = decoder.decode(data[k : k + 1], final=k == len(data) - 1)
        if not out:
            continue
        plain = len(out) == 1 and out.encode(encoding, "replace") == data[began : k + 1]
        kind = "copy" if plain else EDIT
        last = runs[-1] if runs else None
        if last and last.kind == kind and last.source_end == began:
            runs[-1] = AlignmentSegment(last.start, at + len(out), last.source_start, k + 1, kind)
        else:
            runs.append(AlignmentSegment(at, at + len(out), began, k + 1, kind))
        at, began = at + len(out), k + 1
    if began < len(data):
        runs.append(AlignmentSegment(at, at, began, len(data), EDIT))
    aligned = AlignedText(text, tuple(runs), encoding)
    cause = EditReason("encoding", "no_fixed_length", 1.0)
    return aligned.replace([Edit(r.start, r.end, None, cause) for r in runs if r.kind == EDIT and r.end > r.start])
