"""Which parts of a mail are shown, and why the others are not: alternatives say the same, attachments are of their own.

Source: RFC 2046, 5.1.4 (alternatives); RFC 2183 (dispositions).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parquetry.read.formats.mail_structure import transfer_decoded

if TYPE_CHECKING:
    from parquetry.read.formats.mail_structure import Entity

# Types whose text mail programs show in the message; all others become attachments.
_SHOWN = ("text/plain", "text/html", "text/markdown", "text/rfc822-headers", "message/delivery-status", "text/enriched")
_LONGEST_STUB = 400
"""Bytes of a plain part that may stand for nothing but "your program shows no HTML"; real messages of that length have
HTML that says no more."""
_TIMES = 4
"""How much more the HTML beside such a stub says; signatures and quoted mails are in both."""
# What of a page is no text: programs, styles, comments and tags; good enough to count by.
_MARKUP = re.compile(
    rb"""
    <(script|style|head)\b .*? </\1\s*>    # <style>p {color: red}</style>
    | <!-- .*? --> | < [^>]* >             # <!-- a comment -->, <p class="a">
    | \s+ | &\w+;                          # white space, also as &nbsp;
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class ChosenPart:
    """One part with what becomes of it: shown, or left out for a reason."""

    entity: Entity
    left_out: str = ""


def chosen_parts(message: Entity, raw: bytes) -> list[ChosenPart]:
    """Return the parts of a mail, whose bytes are `raw`, in order, each shown or with the reason why it is not."""
    # A leaf of the MIME tree.
    if not message.children:
        return [ChosenPart(message, _why_not(message))]
    # "mixed" and "related" hold parts that are all shown, one after another.
    if message.media_type != "multipart/alternative":
        return [leaf for child in message.children for leaf in chosen_parts(child, raw)]
    options = [chosen_parts(child, raw) for child in message.children]
    best = _best(options, raw)
    return [leaf for number, option in enumerate(options) for leaf in (option if number == best else _left_out(option))]


def attachments(message: Entity, raw: bytes) -> list[Entity]:
    """Return the parts of a mail that are not shown in it and are no alternative of what is."""
    return [leaf.entity for leaf in chosen_parts(message, raw) if leaf.left_out == "attachment"]


def _left_out(option: list[ChosenPart]) -> list[ChosenPart]:
    """Return the parts of an alternative that is not read; what was already left out keeps its own reason."""
    return [replace(leaf, left_out=leaf.left_out or "alternative") for leaf in option]


def _best(options: list[list[ChosenPart]], raw: bytes) -> int:
    """Return which alternative is read: plain text, then the first with anything to show."""
    # An alternative may be a tree itself: HTML with its pictures.
    shown = [[leaf.entity for leaf in option if not leaf.left_out] for option in options]
    with_text = [number for number, entities in enumerate(shown) if entities]
    # Plain text is what the sender wrote, or the same words without markup.
    plain = [number for number in with_text if shown[number][0].media_type == "text/plain"]
    pages = [entity for number in with_text if number not in plain for entity in shown[number]]
    # A stub is read where nothing else is there.
    good = [number for number in plain if not _is_stub(shown[number], pages, raw)]
    others = [number for number in with_text if number not in plain]
    return next(iter([*good, *others, *plain]), -1)


def _is_stub(entities: list[Entity], pages: list[Entity], raw: bytes) -> bool:
    """Return whether a plain alternative is empty, or a line that says that the message is in HTML."""
    if not pages or sum(entity.end - entity.start for entity in entities) > _LONGEST_STUB:
        return False
    # White space counts on neither side: pages are indented.
    plain = sum(len(b"".join(transfer_decoded(entity, raw)[0].split())) for entity in entities)
    said = sum(len(_MARKUP.sub(b"", transfer_decoded(entity, raw)[0])) for entity in pages if entity.main_type == "text")
    return said > _TIMES * plain


def _why_not(entity: Entity) -> str:
    """Return why a part is not shown; empty if it is."""
    # A text file that was attached is an attachment, although it could be shown.
    disposition = str(entity.headers.get("Content-Disposition", "")).partition(";")[0].strip().lower()
    # The one part of a mail is its text, as a type that no program knows is plain (RFC 2046, 4.1.4): "text/asciidoc".
    is_whole = entity.main_type == "text" and not entity.path
    is_text = entity.media_type in _SHOWN or entity.main_type == "multipart" or is_whole
    return "" if is_text and disposition != "attachment" else "attachment"
