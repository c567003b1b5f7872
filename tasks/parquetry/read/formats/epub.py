"""Books: the documents of an EPUB's spine, in reading order, each read as a page.

All of the spine is text, a table of contents in it too; only what the package calls its navigation document is marked
as page furniture.

Source: EPUB 3.3 (package document, spine), OCF 3.3 (container, encryption).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.errors import DocumentError
from parquetry.read.formats.byte_offsets import ByteOffsets
from parquetry.read.formats.charset import charset, decoded
from parquetry.read.formats.html_pages import read_page
from parquetry.read.formats.packages import joined
from parquetry.read.formats.pieces import PartText, TextAssembler, in_other_encoding, positions_of
from parquetry.read.formats.xml_events import element_texts, elements

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from parquetry.read.formats.packages import Package

# The last is that of books from before EPUB.
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document")
# A page may be one drawing with its text in it, as in books whose pages have a fixed layout.
_DRAWING = "image/svg+xml"
# What is a page by its name: some programs call all of a book "text/xml" or "application/octet-stream".
_PAGE_NAMES = (".xhtml", ".html", ".htm")
# Steps to what a reader shows in place of a picture; a damaged book may lead in a circle.
_MOST_FALLBACKS = 10


def read_epub(package: Package, detect: Callable[[bytes], str] | None) -> TextAssembler:
    """Return the text of a book.

    Raises:
        DocumentError: a part is missing, damaged or encrypted.
    """
    opf = _package_document(package)
    items, spine = _manifest(package, opf)
    encrypted = _encrypted(package)
    assembler = TextAssembler()
    # The spine is the reading order; images and styles are in the manifest only.
    for id_ in spine:
        item = _page_of(items, id_)
        # Links are relative to the package document, which often lies in a folder "OEBPS".
        name = joined(opf, item.get("href", ""))
        if not _is_read(item):
            continue
        if name in encrypted:
            detail = f"{name} is encrypted"
            raise DocumentError("encrypted", detail)
        try:
            _add_page(package, item, name, assembler, detect)
        except DocumentError as error:
            # A chapter that is not there, or damaged, costs itself: the book says so.
            if error.reason != "corrupt":
                raise
            package.lost.append(name)
    if package.lost and not package.parts:
        detail = f"none of its pages can be read: {package.lost[0]} is missing or damaged"
        raise DocumentError("corrupt", detail)
    return assembler


def _is_page(item: Mapping[str, str]) -> bool:
    """Return whether an item of a book is a page, by its media type or by its name."""
    media_type = item.get("media-type", "")
    return media_type in _PAGES or (
        not media_type.startswith(("image/", "audio/", "video/")) and item.get("href", "").lower().endswith(_PAGE_NAMES)
    )


def _is_read(item: Mapping[str, str]) -> bool:
    return _is_page(item) or item.get("media-type") == _DRAWING


def _page_of(items: Mapping[str, Mapping[str, str]], id_: str) -> Mapping[str, str]:
    """Return the item of the spine, or the page that it names to be shown in its place."""
    item = items.get(id_, {})
    for _ in range(_MOST_FALLBACKS):
        if _is_page(item) or "fallback" not in item:
            break
        item = items.get(item["fallback"], {})
    return item


def _add_page(
    package: Package, item: Mapping[str, str], name: str, assembler: TextAssembler, detect: Callable[[bytes], str] | None
) -> None:
    media_type = _DRAWING if item.get("media-type") == _DRAWING else "application/xhtml+xml"
    # The encoding must be known before the part is taken, because the part states it.
    found = charset(package.read(name), None, detect)
    start = package.size
    data = package.take(name, media_type, found.encoding)
    raw = decoded(data, found.encoding, found.skip)
    # `<a id="p7"/>`, `<title/>` and `<td/>` are whole in XHTML; to a parser of HTML all that follows would be in them.
    part, _ = read_page(raw, xml=True)
    if found.encoding != "utf-8":
        part = in_other_encoding(part, ascii_alike=not found.encoding.startswith("utf-16"))
    if "nav" in item.get("properties", "").split():
        for block in part.blocks:
            block.kind, block.level = "page_artifact", None
    offsets = ByteOffsets(raw, data, found.encoding, positions_of(part), found.skip)
    assembler.add(PartText(part.blocks, part.omissions), offsets, len(package.parts) - 1, start)


def _package_document(package: Package) -> str:
    for name, attributes in elements(package.read("META-INF/container.xml")):
        if name == "rootfile" and attributes.get("full-path"):
            return attributes["full-path"]
    detail = "its container names no package document"
    raise DocumentError("corrupt", detail)


def _manifest(package: Package, opf: str) -> tuple[dict[str, Mapping[str, str]], list[str]]:
    """Return the items of a book by their id, and the ids of its spine, each once."""
    items: dict[str, Mapping[str, str]] = {}
    spine: dict[str, None] = {}
    for name, attributes in elements(package.read(opf)):
        if name == "item":
            items[attributes.get("id", "")] = attributes
        elif name == "itemref":
            # A dict keeps the order and drops a chapter that is listed twice.
            spine[attributes.get("idref", "")] = None
    return items, list(spine)


def _encrypted(package: Package) -> set[str]:
    # Only what is listed there is encrypted; often these are fonts, and the text is readable.
    if "META-INF/encryption.xml" not in package:
        return set()
    found = elements(package.read("META-INF/encryption.xml"))
    return {joined("", attributes.get("URI", "")) for name, attributes in found if name == "CipherReference"}


def properties(package: Package) -> list[tuple[str, str]]:
    """Return name and value of what a book says of itself."""
    return element_texts(package.read(_package_document(package)))
