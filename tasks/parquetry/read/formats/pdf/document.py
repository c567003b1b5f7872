"""A PDF as a document: its extract is the source, and its fonts, origins and blocks say where that came from."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.errors import DocumentError
from parquetry.model.parts import Font, FontCode, Part
from parquetry.read.formats.documents import with_metadata
from parquetry.read.formats.html_metadata import Metadata
from parquetry.read.formats.pdf.asides import attachments
from parquetry.read.formats.pdf.blocks import page_blocks
from parquetry.read.formats.pdf.extract import Extract
from parquetry.read.formats.pdf.fonts import Fonts
from parquetry.read.formats.pdf.limits import Budget
from parquetry.read.formats.pdf.opening import information, open_document
from parquetry.read.formats.pdf.pages import read_page
from parquetry.read.formats.pdf.recovery import OUTLINE
from parquetry.read.formats.pdf.values import text_of
from parquetry.text import COPY, AlignmentSegment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playa.document import Document

    from parquetry.config import Input
    from parquetry.model.documents import Source
    from parquetry.model.parts import LeftOut
    from parquetry.read.formats.pdf.fonts import PageFont
    from parquetry.read.formats.pdf.pages import ReadPage
    from parquetry.read.formats.pdf.structure import Structure

MEDIA_TYPE = "application/pdf"
# Entries of the information dictionary that are kept, with their names in `source_meta`.
_KEPT = {"Author": "author", "Subject": "subject", "Keywords": "keywords", "Creator": "creator", "Producer": "producer"}


def pdf_document(source: Source, config: Input) -> Source:
    """Return a PDF as text with its alignment; `source.data` is the file.

    Raises:
        DocumentError: it is damaged, encrypted with a password, a scan without text, or over the limits of `[input]`.
    """
    budget = Budget.of(config)
    opened = open_document(source.data, budget)
    fonts = Fonts(budget)
    pages = [read_page(opened, number, fonts) for number in range(len(opened.pages))]
    if not any(page.lines for page in pages):
        raise DocumentError("no_text", _without_text(pages))
    extract = _extract(pages, fonts, opened.structure)
    data, text = extract.text.encode(), extract.text
    if len(data) > config.max_bytes:
        detail = f"an extract of more than {config.max_bytes} bytes; raise [input] max_bytes"
        raise DocumentError("too_large", detail)
    digest = hashlib.sha256(data).hexdigest()
    omitted = [item for page in pages for item in page.left_out] + list(attachments(opened.document))
    return replace(
        with_metadata(source, _metadata(opened.document)),
        format="pdf",
        media_type=MEDIA_TYPE,
        source_sha256=digest,
        source_bytes=len(data),
        data=data,
        parts=(Part(source.source_path, MEDIA_TYPE, "utf-8", digest, 0, len(data), stored="extract"),),
        left_out=tuple(omitted),
        hints=tuple(extract.hints),
        text=text,
        segments=(AlignmentSegment(0, len(text), 0, len(data), COPY),),
        encoding="utf-8",
        encoding_method="utf-8",
        repairs=tuple(extract.repairs),
        pages=len(pages),
        origins=tuple(extract.origins),
        fonts=tuple(_font(font) for font in fonts.fonts),
        flags=tuple(sorted({*source.flags, *_flags(pages, omitted, extract, encrypted=opened.encrypted)})),
    )


def _extract(pages: Sequence[ReadPage], fonts: Fonts, structure: Structure | None) -> Extract:
    """Return the text of all pages, written block by block in the order it is read."""
    extract = Extract(
        fonts.fonts,
        [(page.width, page.height) for page in pages],
        frozenset(number for number, page in enumerate(pages, 1) if page.layered),
    )
    for block in page_blocks([page.lines for page in pages], structure):
        extract.add(block)
    extract.finish()
    return extract


def _without_text(pages: Sequence[ReadPage]) -> str:
    scanned = sum(page.scanned for page in pages)
    if scanned:
        return f"a scan: {scanned} of {len(pages)} pages are pictures, and none has text; recognise it first (OCR)"
    return f"{len(pages)} pages without text"


def _flags(pages: Sequence[ReadPage], omitted: Sequence[LeftOut], extract: Extract, *, encrypted: bool) -> set[str]:
    flags = {
        "image_pages": any(page.scanned for page in pages),
        "ocr_layer": any(page.layered for page in pages),
        "hidden_text": any(item.reason == "hidden" for item in omitted),
        "outline_glyphs": any(repair.rule == OUTLINE for repair in extract.repairs),
        "encrypted": encrypted,
    }
    return {name for name, holds in flags.items() if holds}


def _font(font: PageFont) -> Font:
    codes = tuple(FontCode(code, letter.text, letter.how, letter.score) for code, letter in sorted(font.letters.items()))
    return Font(font.name, font.type, font.object, font.sha256, codes)


def _metadata(document: Document) -> Metadata:
    metadata = Metadata()
    values = information(document)
    metadata.title = " ".join(text_of(values.get("Title")).split()) or None
    metadata.date = _date(text_of(values.get("CreationDate"))) or None
    metadata.language = text_of(document.catalog.get("Lang")) or None
    for entry, name in _KEPT.items():
        if text := text_of(values.get(entry)).strip():
            metadata.other[name] = text
    return metadata


def _date(text: str) -> str:
    """Return a date as ISO 8601, to the second without its zone; what is no PDF date as it stands.

    >>> _date("D:20230515120102+02'00'"), _date("D:2023"), _date("last spring")
    ('2023-05-15T12:01:02', '2023', 'last spring')
    """
    digits = text.removeprefix("D:")[:14]
    number = next((k for k, character in enumerate(digits) if not character.isdecimal()), len(digits))
    if number < 4:  # noqa: PLR2004 (no year)
        return text
    parts = [digits[:4], *(digits[at : at + 2] for at in range(4, number - 1, 2))]
    if len(parts) < 4:  # noqa: PLR2004 (a day at most)
        return "-".join(parts)
    return "-".join(parts[:3]) + "T" + ":".join([*parts[3:], *["00"] * (6 - len(parts))])
