"""Asides: what a PDF has beside the text of its pages, and where it says so: notes, form fields, files, pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parquetry.model.parts import LeftOut
from parquetry.read.formats.pdf.values import array, dictionary, name_of, stream_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playa.document import Document
    from playa.page import Page

# Annotations of a page, and files of a document, that are put on record.
_MOST = 10_000
# Nodes of the tree of attached files that are looked at: a damaged one may be a circle.
_MOST_NODES = 1_000
# Annotations that say nothing: a link's text is on the page, a pop-up shows the note it belongs to.
_SILENT = ("Link", "Popup")


def left_out(page: int | None, reason: str, text: str | None, size: int | None = None) -> LeftOut:
    """Return a row for what is in no part of the extract; its size is that of its text where it has no other."""
    return LeftOut(0, None, None, reason, text, len((text or "").encode()) if size is None else size, page)


def notes(number: int, page: Page) -> Iterator[LeftOut]:
    """Yield what the annotations and form fields of a page say."""
    for reference in array(page.attrs.get("Annots"))[:_MOST]:
        annotation = dictionary(reference)
        kind = name_of(annotation.get("Subtype"))
        if kind == "Widget":
            # A field's name and value: its value is what somebody filled in.
            value = _field_value(annotation)
            if value:
                yield left_out(number, "form", f"{_field_name(annotation)}: {value}")
        elif kind not in _SILENT:
            contents = text_of(annotation.get("Contents"))
            if contents.strip():
                yield left_out(number, "comment", contents)


def _field_value(field: dict[str, Any]) -> str:
    for node in _with_parents(field):
        if "V" in node:
            value = node["V"]
            return text_of(value) or name_of(value)
    return ""


def _field_name(field: dict[str, Any]) -> str:
    names = [text_of(node["T"]) for node in _with_parents(field) if "T" in node]
    return ".".join(reversed(names))


def _with_parents(field: dict[str, Any]) -> Iterator[dict[str, Any]]:
    # A field may be a kid of others; eight levels are more than any form has.
    for _ in range(8):
        yield field
        field = dictionary(field.get("Parent"))
        if not field:
            return


def attachments(document: Document) -> Iterator[LeftOut]:
    """Yield the files that are embedded in a document, by name; they are not read."""
    names = dictionary(dictionary(document.catalog.get("Names")).get("EmbeddedFiles"))
    waiting = [names]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        waiting += [dictionary(kid) for kid in array(node.get("Kids"))]
        pairs = array(node.get("Names"))
        for name, reference in zip(pairs[::2], pairs[1::2], strict=False):
            specification = dictionary(reference)
            stream = dictionary(specification.get("EF")).get("F")
            title = text_of(specification.get("UF")) or text_of(specification.get("F")) or text_of(name)
            yield left_out(None, "attachment", title, _stored_bytes(stream))


def _stored_bytes(reference: object) -> int:
    stream = stream_of(reference)
    return 0 if stream is None else len(stream.rawdata)
