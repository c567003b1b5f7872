"""Documents in formats with markup: from their bytes to a `Source` that has text, alignment, parts and hints."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.model.language_codes import language_code
from parquetry.read.dates import iso_date
from parquetry.read.formats.decoded_text import decoded_text, with_text
from parquetry.read.formats.html_pages import read_page
from parquetry.read.formats.pieces import Omission, PartText, plain_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from parquetry.model.documents import Source
    from parquetry.read.formats.html_metadata import Metadata

    Detect = Callable[[bytes], str]


def html_document(source: Source, detect: Detect | None, *, main: bool = False) -> Source:
    """Return a page that was read whole as text with its alignment; `source.data` are its bytes.

    With `main` menus, footers and all beside the main content are left out, where there is other text.

    Raises:
        DocumentError: it holds no text, or is too large.
    """
    text = decoded_text(source.data, source.declared_encoding, detect)
    part, metadata = read_page(text.raw)
    if main:
        part = _without_furniture(part)
    return with_text(replace(with_metadata(source, metadata), format="html"), text, part, "a page without text")


def _without_furniture(part: PartText) -> PartText:
    """Return a page with its furniture left out, on record; the page as it is where nothing else is in it."""
    kept = tuple(block for block in part.blocks if block.kind != "page_artifact")
    if not kept:
        return part
    left = tuple(
        Omission(block.pieces[0].start, block.pieces[-1].end, "boilerplate", plain_text(block.pieces).strip())
        for block in part.blocks
        if block.kind == "page_artifact" and block.pieces
    )
    return PartText(kept, (*part.omissions, *left))


def with_metadata(source: Source, metadata: Metadata) -> Source:
    """Return the source with title, date and language where it declares them; all else goes into `source_meta` as JSON."""
    other = dict(metadata.other)
    date = iso_date(metadata.date) if metadata.date else None
    language = language_code(metadata.language) if metadata.language else None
    # What is no date of the calendar ("last spring") is kept as it stands.
    if metadata.date and date is None:
        other.setdefault("date", metadata.date)
    # "en-US" says more than "en", and stays on record beside it.
    if metadata.language and metadata.language.casefold() != language:
        other.setdefault("lang", metadata.language)
    return replace(
        source,
        # What the source itself declares, such as a field of a record, goes before the page.
        title=source.title or metadata.title,
        date=source.date or date,
        declared_language=source.declared_language or language,
        source_meta=json.dumps(other, sort_keys=True) if other else source.source_meta,
    )
