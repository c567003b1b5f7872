"""Headers of a mail as text: encoded words decoded, dates as ISO 8601, raw bytes made readable.

Source: RFC 2047 (encoded words), RFC 5322 (dates).
"""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from parquetry.read.formats.encoded_words import decode_words
from parquetry.read.formats.html_metadata import Metadata
from parquetry.read.formats.mail_fields import LONGEST
from parquetry.read.records.values import printable

if TYPE_CHECKING:
    from email.message import Message

# Fields that say who wrote to whom, and in answer to what.
_KEPT = ("from", "sender", "to", "cc", "reply-to", "message-id", "in-reply-to", "references", "list-id", "newsgroups")


def header_text(value: object) -> str:
    """Return a header's value as one line of text; what cannot be decoded stays as it is.

    >>> header_text("=?iso-8859-1?q?Caf=E9?= news")
    'Café news'
    """
    # A folded line goes on after its break.
    text = decode_words(str(value)[:LONGEST])
    return " ".join(printable(text).split())


def _kept(headers: Message) -> dict[str, str]:
    """Return the fields that are kept as they are, without those that are empty."""
    fields: dict[str, str] = {}
    for name in _KEPT:
        # A field may stand several times, such as "To".
        values = [header_text(value) for value in headers.get_all(name, [])]
        if any(values):
            fields[name] = ", ".join(values)
    return fields


def metadata_of_mail(headers: Message) -> Metadata:
    """Return subject as title, date, and the fields that say who wrote to whom."""
    found = Metadata()
    subject, date = headers.get("Subject"), headers.get("Date")
    found.title = (header_text(subject) or None) if subject is not None else None
    if date is not None:
        # A date that cannot be read is kept as it stands.
        found.date = _iso(str(date)) or header_text(date)
    found.other |= _kept(headers)
    language = headers.get("Content-Language")
    found.language = header_text(language) if language else None
    return found


def _iso(value: str) -> str | None:
    try:
        return parsedate_to_datetime(value).isoformat()
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
