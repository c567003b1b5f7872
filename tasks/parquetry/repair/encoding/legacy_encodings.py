"""Code pages and multi-byte encodings from before Unicode: declared, or detected by what their text is worth."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from parquetry.repair.encoding.decoded import SURROGATES, Decoded, with_undecodable_marked
from parquetry.repair.encoding.rank_encodings import RankedEncoding, rank
from parquetry.text import COPY, EDIT, AlignedText, AlignmentSegment, Candidate, Edit, EditReason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STATEFUL = ("iso2022", "hz", "utf-7", "utf_7", "utf7")
"""Beginnings of the names of codecs whose characters have no bytes of their own: escapes switch between alphabets."""
SURE = 0.6
"""Confidence below which an encoding is doubtful: flagged, its rivals on record, and nothing repaired on top of it."""
DOUBTFUL = 0.5
"""The most that a reading is worth that speaks against another one as strongly as for itself."""
RIVAL = 0.02
"""Least share of the probability of an encoding that is named as a rival."""
MOST_RIVAL_ROWS = 200
"""Most places of a doubtful text that are on record with what the rivals read there."""
_FAULTY = re.compile(
    rb"""
    [\xc0\xc1][\x80-\xbf]                # ASCII in two bytes: C0 AF for "/"
    | \xe0[\x80-\x9f][\x80-\xbf]         # in three: E0 80 AF
    | \xf0[\x80-\x8f][\x80-\xbf]{2}      # in four
    | \xed[\xa0-\xbf][\x80-\xbf]         # half of a pair of UTF-16
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(rb"\x1b(\$[@AB]|\$\([A-Z]|\([BIJ]|\$\))")
"""The escape sequences of ISO-2022, all of whose bytes are ASCII. Source: RFC 1468, RFC 1557."""


def has_escapes(sample: bytes) -> bool:
    """Tell whether there are escape sequences of ISO-2022."""
    return _ESCAPE.search(sample) is not None


def declared(data: bytes, name: str) -> Decoded | None:
    """Return the text by the declared encoding if every byte fits it; null if not, or if nobody knows the encoding."""
    try:
        encoding = codecs.lookup(name).name
        # Strictly: a declaration that one byte contradicts is not believed at all.
        text = data.decode(encoding)
    except (LookupError, UnicodeError, ValueError):
        return None
    return Decoded(aligned(data, text, encoding), encoding, "declared", 0.99)


def detected(data: bytes) -> Decoded:
    """Decode by detection. A byte that does not fit the likeliest encoding stands as U+FFFD, unresolved.

    Where another encoding is nearly as likely, the text is flagged, and each place where the two differ is an unresolved
    repair with the readings of all rivals.
    """
    ranked = rank(data)
    best, text = next((one, text) for one in ranked if (text := _decoded(data, one.encoding)) is not None)
    flags = []
    # Even the best encoding may leave bytes that it does not define, such as 0x81 in windows-1252.
    if re.search(SURROGATES, text):
        flags.append("undecodable_bytes")
    result = with_undecodable_marked(aligned(data, text, best.encoding))
    # Never 1: detection is a guess, however good. What looks like UTF-8 of a faulty program is never sure.
    confidence = min(0.99 if not is_faulty_utf8(data) else DOUBTFUL, best.share)
    if confidence < SURE:
        flags.append("low_confidence_encoding")
        result = _with_rivals(result, data, [one for one in ranked if one.share >= RIVAL])
    return Decoded(result, best.encoding, "detected", confidence, tuple(flags))


def is_faulty_utf8(data: bytes) -> bool:
    """Tell whether all bytes beyond ASCII are UTF-8 but for overlong sequences and encoded surrogates.

    C0 80 for NUL, as Java writes it; C0 AF for a slash, as attackers do; ED A0 BD ED B8 80 for a sign beyond U+FFFF, as
    old databases have it. "LÀ…" in windows-1252 looks alike: so the reading is doubted, and not replaced.
    """
    text = data.decode("utf-8", "surrogateescape")
    faulty = sum(len(match[0]) for match in _FAULTY.finditer(data))
    # A surrogate stands for each byte that is no UTF-8: none must be left over.
    return faulty > 0 and faulty == len(re.findall(SURROGATES, text))


def _decoded(data: bytes, encoding: str) -> str | None:
    """Return the text with surrogates for bytes that do not fit; null where one is of ASCII, and so cannot be kept."""
    try:
        return data.decode(encoding, "surrogateescape")
    except (UnicodeError, ValueError):
        return None


def _with_rivals(text: AlignedText, data: bytes, ranked: Sequence[RankedEncoding]) -> AlignedText:
    """Return the text with the places on record where encodings of one byte a character read differently."""
    readings = [(one.share, data.decode(one.encoding, "replace")) for one in ranked]
    # Places compare only between encodings of one byte a character: other readings have other lengths.
    readings = [(share, reading) for share, reading in readings if len(reading) == len(text.text) == len(data)]
    if len(readings) < 2:  # noqa: PLR2004 (a rival that counts characters otherwise has no place to be shown at)
        return text
    edits = []
    for at, character in enumerate(text.text):
        # What all rivals read alike is in no doubt.
        if character <= "\x7f" or all(reading[at] == character for _, reading in readings):
            continue
        shares: dict[str, float] = {}
        for share, reading in readings:
            shares[reading[at]] = shares.get(reading[at], 0.0) + share
        candidates = tuple(Candidate(one, round(min(1.0, share), 4)) for one, share in shares.items())
        reason = EditReason("encoding", "doubtful_encoding", candidates[0].probability, "unresolved", candidates)
        edits.append(Edit(at, at + 1, None, reason))
        # Two hundred rows show the pattern; a novel in a doubtful encoding would have a hundred thousand.
        if len(edits) >= MOST_RIVAL_ROWS:
            break
    return text.replace(edits)


def aligned(data: bytes, text: str, encoding: str) -> AlignedText:
    """Return decoded text with its alignment; where characters have no byte length of their own, by stretches.

    Legacy multi-byte encodings have second spellings of a character, and escape-based ones none of fixed length: such
    stretches become edits, so that every copy segment can be cut anywhere.
    """
    # The usual case: encoding the text again gives the very same bytes, so that places follow from lengths.
    if not encoding.startswith(STATEFUL) and text.encode(encoding, "surrogateescape") == data:
        return AlignedText.decoded(text, encoding)
    segments = _segments(data, encoding)
    reason = EditReason("encoding", "no_fixed_length", 1.0)
    edits = [Edit(s.start, s.end, None, reason) for s in segments if s.kind == EDIT and s.end > s.start]
    return AlignedText(text, tuple(segments), encoding).replace(edits)


def _segments(data: bytes, encoding: str) -> list[AlignmentSegment]:
    """Return the decoded pieces of a text as segments, neighbours of one kind as one."""
    segments: list[AlignmentSegment] = []
    for characters, start, end in _decoded_pieces(data, encoding):
        at = segments[-1].end if segments else 0
        # The trap is a second spelling: windows-31J has two codes for some characters, and encoding gives back only
        # one.
        plain = len(characters) == 1 and characters.encode(encoding, "surrogateescape") == data[start:end]
        kind = COPY if plain else EDIT
        last = segments[-1] if segments else None
        if last and last.kind == kind:
            segments[-1] = AlignmentSegment(last.start, at + len(characters), last.source_start, end, kind)
        else:
            segments.append(AlignmentSegment(at, at + len(characters), start, end, kind))
    return segments


def _decoded_pieces(data: bytes, encoding: str) -> Iterator[tuple[str, int, int]]:
    """Yield what each stretch of bytes decodes to, with its start and end: a character, or none where bytes end early."""
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
    start = 0
    # Byte by byte: when the decoder yields something, the bytes since the last time are what it came from.
    for end in range(1, len(data) + 1):
        characters = decoder.decode(data[end - 1 : end], final=end == len(data))
        if characters:
            yield characters, start, end
            start = end
    if start < len(data):
        yield "", start, len(data)
