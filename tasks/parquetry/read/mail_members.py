"""Attachments of a mail as members of it, each to be read by what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.errors import DocumentError
from parquetry.read.containers import Member, Place
from parquetry.read.formats.mail_choice import attachments
from parquetry.read.formats.mail_headers import header_text
from parquetry.read.formats.mail_structure import Entity, transfer_decoded
from parquetry.read.warc_members import FORMAT_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

_NO_DOCUMENTS = ("image/", "audio/", "video/", "font/")
# Types of parts that are signatures, keys, encrypted, or of one program: on record in the mail, and no documents.
_NO_DOCUMENT = frozenset(
    """
    application/pkcs7-signature application/x-pkcs7-signature application/pgp-signature application/pgp-encrypted
    application/pgp-keys application/ms-tnef application/pkcs7-mime application/x-pkcs7-mime
    """.split()  # noqa: SIM905 (a table to read)
)
_PASSING = ("format", "empty")


def mail_members(message: Entity, raw: bytes, offset: int = 0) -> Iterator[Member]:
    """Yield the attachments of a message whose bytes are `raw` and begin at byte `offset` of the file.

    One that is of a format that is not read is passed over: the mail has it on record.
    """
    for entity in attachments(message, raw):
        yield Member(
            _name(entity).encode("utf-8", "surrogateescape"),
            lambda entity=entity: _read(entity, raw),  # type: ignore[misc]
            lambda entity=entity: _place(entity, raw, offset),  # type: ignore[misc]
            format_name=_format_name(entity),
            charset=_charset(entity),
            passing=_PASSING,
        )


def _read(entity: Entity, raw: bytes) -> bytes:
    media_type = entity.media_type
    if media_type.startswith(_NO_DOCUMENTS) or media_type in _NO_DOCUMENT:
        raise DocumentError("format", media_type)
    return transfer_decoded(entity, raw)[0]


def _place(entity: Entity, raw: bytes, offset: int) -> Place:
    return Place(entity.start + offset, entity.end + offset, transfer_decoded(entity, raw)[1])


def _name(entity: Entity) -> str:
    """Return the name of an attachment, else its place in the mail."""
    return header_text(entity.headers.get_filename() or "") or f"part {entity.path or 1}"


def _format_name(entity: Entity) -> str:
    # A name with a suffix says more than the type: many programs call everything application/octet-stream.
    name = header_text(entity.headers.get_filename() or "")
    return "" if "." in name else FORMAT_NAMES.get(entity.media_type, "")


def _charset(entity: Entity) -> str | None:
    # RFC 2231 gives a triple (charset, language, value), plain parameters a string.
    value = entity.headers.get_param("charset")
    return str(value[2] if isinstance(value, tuple) else value) if value else None
