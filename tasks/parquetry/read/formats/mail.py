"""Mail: the text a reader sees, of the parts that are shown; what is not shown is left out, on record.

`text/plain` wins over its alternatives; an HTML part is read as a page. The source bytes of the document are its text
parts, decoded of base64 and quoted-printable, one after another; the ones that are not shown are among them, left out.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.errors import DocumentError
from parquetry.model.parts import LeftOut, Part
from parquetry.read.formats.byte_offsets import ByteOffsets
from parquetry.read.formats.charset import charset, codec, decoded, fits
from parquetry.read.formats.documents import with_metadata
from parquetry.read.formats.html_pages import read_page
from parquetry.read.formats.mail_choice import ChosenPart, chosen_parts
from parquetry.read.formats.mail_flowed import flowed_pieces
from parquetry.read.formats.mail_headers import header_text, metadata_of_mail
from parquetry.read.formats.mail_structure import Entity, after_base64, parse_mail, transfer_decoded
from parquetry.read.formats.pieces import (
    Block,
    Omission,
    PartText,
    Piece,
    TextAssembler,
    in_other_encoding,
    positions_of,
)
from parquetry.text import COPY

if TYPE_CHECKING:
    from collections.abc import Callable

    from parquetry.model.documents import Source

    Detect = Callable[[bytes], str]

_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9_.+-]+")
# A file in the text of a mail: "begin 644 plan.txt", lines that tell their length by their first letter, "end".
_UUENCODED = re.compile(
    r"""
    ^begin [ ] [0-7]{3,4} [ ] ( [^\r\n]{1,255} ) \r?\n    # begin 644 plan.txt
    (?: [!-M] [ -`]{2,84} \r?\n )*+                        # M2&5L;&\...
    [` ]? [ \t]* \r?\n? end [ \t]* (?: \r?\n | \Z )       # ` and end
    """,
    re.VERBOSE | re.MULTILINE,
)
_SIGNED = {
    "application/pgp-signature": "pgp",
    "application/pkcs7-signature": "smime",
    "application/x-pkcs7-signature": "smime",
}
# Declared by default by old programs, whatever the text was written in.
_ASCII = ("us-ascii", "ascii")
# Encodings that say other characters in bytes of ASCII: "Gr+APwA3w-e"; and those in which every line has a null byte.
_IN_ASCII, _WIDE = ("iso2022", "hz", "utf-7"), ("utf-16", "utf-32")


def mail_document(source: Source, detect: Detect | None, start: int = 0, message: Entity | None = None) -> Source:
    """Return a mail that was read whole as text with its alignment; `source.data` is the message, from byte `start`.

    `message` is its structure, where that is known already.

    Raises:
        DocumentError: it holds no text, only encrypted parts, or too many parts.
    """
    # First the structure, then the choice of alternatives, then the text of what was chosen.
    message = message or parse_mail(source.data, start, detect)
    builder = _MailBuilder(source.data, detect)
    for leaf in chosen_parts(message, source.data):
        builder.add(leaf)
    entities = _entities(message)
    for entity in entities:
        builder.add_asides(entity)
    # A mail with an encrypted part may still have text, and then says so by a flag.
    encrypted = any(entity.media_type in _ENCRYPTED for entity in entities)
    # "empty" and "encrypted" are different losses: the second can be repaired by its owner.
    if not builder.assembler.text.strip():
        reason, detail = ("encrypted", "an encrypted mail") if encrypted else ("empty", "a mail without text")
        raise DocumentError(reason, detail)
    # The source bytes are the decoded parts, because base64 itself says nothing to a reader.
    data = b"".join(builder.data)
    metadata = metadata_of_mail(message.headers)
    signed = sorted({_SIGNED[entity.media_type] for entity in entities if entity.media_type in _SIGNED})
    if signed:
        # Said, not checked: whether a signature holds depends on keys and on the day.
        metadata.other["signed"] = ", ".join(signed)
    return replace(
        with_metadata(source, metadata),
        format="mail",
        media_type="message/rfc822",
        source_sha256=hashlib.sha256(data).hexdigest(),
        source_bytes=len(data),
        data=data,
        parts=tuple(builder.parts),
        left_out=tuple(builder.assembler.left_out),
        # Plain parts have no markup, and their lines are for the layout stage to judge.
        hints=tuple(builder.assembler.hints) if builder.pages else (),
        text=builder.assembler.text,
        segments=tuple(builder.assembler.segments),
        encoding=builder.encoding,
        encoding_method=builder.method,
        flags=(*source.flags, "encrypted") if encrypted else source.flags,
    )


def _entities(message: Entity) -> list[Entity]:
    found = [message]
    for entity in found:  # grows as it is walked
        found.extend(entity.children)
    return found


class _MailBuilder:
    """Puts the parts of a mail one after another."""

    __slots__ = ("_detect", "_raw", "assembler", "data", "encoding", "method", "pages", "parts", "size")

    def __init__(self, raw: bytes, detect: Detect | None) -> None:
        self._raw = raw
        self._detect = detect
        self.assembler = TextAssembler()
        self.parts: list[Part] = []
        self.data: list[bytes] = []
        self.size = 0
        self.encoding = ""
        self.method = "utf-8"
        self.pages = False

    def add(self, leaf: ChosenPart) -> None:
        """Add a part: its text, or the row that says what was left out."""
        entity = leaf.entity
        # Decoded of base64 or quoted-printable; `stored` says which, so that bytes can be traced back.
        data, stored = transfer_decoded(entity, self._raw)
        is_text = entity.main_type in ("text", "multipart", "message")
        # An attachment is a document of its own and none of this one. What holds NULs is binary, whatever it is called.
        kept = data if is_text and leaf.left_out != "attachment" and not (leaf.left_out and b"\0" in data) else b""
        encoding, text, skip = self._text(entity, kept)
        part_id = len(self.parts)
        self._append_part(entity, data, kept, encoding, stored)
        # The part has its row either way, so that nothing goes missing without a reason.
        if leaf.left_out or not kept:
            self._leave_out(part_id, entity, data, kept, text, leaf.left_out or "attachment")
            return
        # The first part that is shown gives the document its encoding.
        if not self.encoding:
            self.encoding = encoding
        if entity.media_type == "text/html":
            self.pages = True
            part, _ = read_page(text)
        else:
            part = _plain(text, entity)
        # One document has one encoding; parts in another one are decoded character by character.
        if encoding != self.encoding:
            part = in_other_encoding(part, ascii_alike=not {encoding[:6], self.encoding[:6]} & {"utf-16", "utf-32"})
        offsets = ByteOffsets(text, kept, encoding, positions_of(part), skip)
        self.assembler.add(part, offsets, part_id, self.size - len(kept))

    def add_asides(self, entity: Entity) -> None:
        """Add what stands before the first and after the last boundary, and the header of a mail within, as left out."""
        path = entity.path or "1"
        for start, end in entity.asides:
            name = "epilogue" if start > entity.start else "preamble"
            self._add_aside(f"{path}.{name}", "text/plain", start, end, "alternative")
        if not entity.children:
            self._add_aside(f"{path}.epilogue", "text/plain", after_base64(entity, self._raw), entity.end, "alternative")
        # What a forwarded mail says of itself is in no column: those are of the mail around it.
        if entity.media_type == "message/rfc822" and entity.children:
            self._add_aside(f"{path}.header", "text/rfc822-headers", entity.start, entity.children[0].start, "metadata")

    def _add_aside(self, path: str, media_type: str, start: int, end: int, reason: str) -> None:
        data = self._raw[start:end]
        if not data.strip():
            return
        encoding = "utf-8" if fits(data, "utf-8") else "cp1252"
        at = self.size
        self.data.append(data)
        self.size += len(data)
        digest = hashlib.sha256(data).hexdigest()
        self.parts.append(Part(path, media_type, encoding, digest, at, self.size, start, end))
        text = data.decode(encoding, "replace").strip()
        self.assembler.left_out.append(LeftOut(len(self.parts) - 1, at, self.size, reason, text, len(data)))

    def _text(self, entity: Entity, data: bytes) -> tuple[str, str, int]:
        """Return the encoding of a text part, its characters, and the length of its byte order mark."""
        encoding, method, skip = self._encoding(entity.media_type, data, _declared(entity, data))
        # The first part that is shown stands for the whole mail.
        if not self.encoding:
            self.method = method
        return encoding, decoded(data, encoding, skip), skip

    def _encoding(self, media_type: str, data: bytes, declared: str | None) -> tuple[str, str, int]:
        """Return the encoding of a text part, how it was found, and the length of its byte order mark."""
        # A page may declare its encoding itself, and a byte order mark outranks the header.
        if media_type == "text/html" or data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
            found = charset(data, declared, self._detect)
            return found.encoding, found.method, found.skip
        if declared and fits(data, declared):
            return _same_or_utf8(data, declared), "declared", 0
        # Valid UTF-8 with bytes above 127 is hardly ever anything else.
        if fits(data, "utf-8"):
            return "utf-8", "utf-8", 0
        # Without a detector Windows-1252, as browsers do.
        return self._detect(data) if self._detect else "cp1252", "detected", 0

    def _append_part(self, entity: Entity, data: bytes, kept: bytes, encoding: str, stored: str) -> None:
        digest = hashlib.sha256(data).hexdigest()
        at = self.size
        # A mail without parts is its own part 1, as in IMAP.
        path = entity.path or "1"
        self.data.append(kept)
        self.size += len(kept)
        self.parts.append(Part(path, _media_type(entity), encoding, digest, at, self.size, entity.start, entity.end, stored))

    def _leave_out(self, part_id: int, entity: Entity, data: bytes, kept: bytes, text: str, reason: str) -> None:  # noqa: PLR0913
        name = header_text(entity.headers.get_filename() or "")
        # Text that is not shown stays among the source bytes; an attachment's bytes do not.
        if kept:
            low = self.size - len(kept)
            self.assembler.left_out.append(LeftOut(part_id, low, self.size, reason, text.strip() or None, len(data)))
        elif data:
            self.assembler.left_out.append(LeftOut(part_id, None, None, reason, name or None, len(data)))


def _declared(entity: Entity, data: bytes) -> str | None:
    """Return the codec that a part declares, unless its bytes disprove it."""
    # RFC 2231 gives a triple (charset, language, value), plain parameters a string.
    label = entity.headers.get_param("charset")
    label = str(label[2] if isinstance(label, tuple) else label) if label else None
    # "us-ascii" with bytes above 127 is a false declaration, not an encoding.
    if (label or "").strip().lower() in _ASCII and not data.isascii():
        return None
    return codec(label)


def _media_type(entity: Entity) -> str:
    """Return the part's type if the contract can hold it."""
    name = entity.media_type.lower()
    return name if _MEDIA_TYPE.fullmatch(name) else "application/octet-stream"


def _plain(text: str, entity: Entity) -> PartText:
    """Return a plain part as one block of what it says; how its lines hang together is asked later.

    Files that are written into it, as mail did before MIME, are left out by their names.
    """
    # Only where the sender's program said so, a line's last space means that it goes on.
    if str(entity.headers.get_param("format", "")).lower() == "flowed":
        delete_space = str(entity.headers.get_param("delsp", "")).lower() == "yes"
        return _one_block(flowed_pieces(text, delete_space=delete_space), [])
    pieces: list[Piece] = []
    files: list[Omission] = []
    at = 0
    for match in _UUENCODED.finditer(text):
        pieces.append(Piece(text[at : match.start()], at, match.start(), COPY))
        files.append(Omission(match.start(), match.end(), "attachment", match[1].strip()))
        at = match.end()
    pieces.append(Piece(text[at:], at, len(text), COPY))
    return _one_block([piece for piece in pieces if piece.text], files)


def _one_block(pieces: list[Piece], omissions: list[Omission]) -> PartText:
    blocks = (Block("paragraph", None, True, pieces),) if any(piece.text.strip() for piece in pieces) else ()
    return PartText(blocks, tuple(omissions))


def _same_or_utf8(data: bytes, declared: str) -> str:
    """Return the declared encoding, or UTF-8 for ASCII: it has the same bytes, and spares the document another encoding."""
    # Of any other encoding, as EBCDIC, a text in bytes of ASCII alone is one that was converted on its way.
    if data.isascii() and not (declared.startswith(_IN_ASCII) or (declared.startswith(_WIDE) and b"\0" in data)):
        return "utf-8"
    return "utf-8" if data.isascii() and data.decode(declared) == data.decode("ascii") else declared
