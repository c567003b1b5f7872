"""Opening a PDF: its pages in order, whatever is damaged about it, and what its password keeps from us."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playa.document import Document
from playa.exceptions import PDFEncryptionError
from playa.pdftypes import resolve1

from parquetry.errors import DocumentError
from parquetry.read.formats.pdf.content import Box, PageContent, placed_box
from parquetry.read.formats.pdf.limits import check_object_streams
from parquetry.read.formats.pdf.structure import read_structure
from parquetry.read.formats.pdf.values import array, dictionary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playa.page import Page

    from parquetry.read.formats.pdf.limits import Budget
    from parquetry.read.formats.pdf.structure import Structure

MOST_PAGES = 50_000
"""Pages that are read: the page tree of a small file can name more than there are atoms."""
# The library warns of every oddity on a logger of its own; what matters of them ends in our tables.
logging.getLogger("playa").addHandler(logging.NullHandler())
logging.getLogger("playa").propagate = False
logging.getLogger("fontTools").addHandler(logging.NullHandler())
logging.getLogger("fontTools").propagate = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A document with its pages, and the objects of optional content that is not shown."""

    document: Document
    pages: tuple[Page, ...]
    encrypted: bool
    off: frozenset[int]
    structure: Structure | None = None
    """What its tags say, None where it has none."""


class _Acyclic(Document):
    """A document whose objects do not ask for themselves while they are read, as a stream whose length is that stream.

    The library reads such an object again and again, at each level once more than at the one above. A reference to what
    is being read is one to nothing (7.3.10).
    """

    def __init__(self, data: bytes) -> None:
        self._being_read: set[int] = set()
        super().__init__(data)

    def __getitem__(self, objid: int) -> Any:  # noqa: ANN401 (an object of playa)
        if objid in self._being_read:
            raise KeyError(objid)
        self._being_read.add(objid)
        try:
            return super().__getitem__(objid)
        finally:
            self._being_read.remove(objid)


def open_document(data: bytes, budget: Budget) -> Opened:
    """Return the document that the bytes of a file are.

    Raises:
        DocumentError: it is damaged beyond use, encrypted with a password, or inflates to more than is allowed.
    """
    check_object_streams(data, budget)
    try:
        document = _Acyclic(data)
    except PDFEncryptionError as error:
        detail = "a PDF that opens with a password"
        raise DocumentError("encrypted", detail) from error
    except MemoryError:
        raise
    # The library raises anything on damaged files: errors of its own, KeyError, RecursionError. The file is rejected.
    except Exception as error:
        detail = f"a damaged PDF: {type(error).__name__}"
        raise DocumentError("corrupt", detail) from error
    try:
        pages = []
        for page in document.pages:
            pages.append(page)
            if len(pages) >= MOST_PAGES:
                break
        off = _off(document.catalog)
    except (DocumentError, MemoryError):
        raise
    # As above: the page tree is read only now, and any of its nodes may be damaged.
    except Exception as error:
        detail = f"a damaged PDF: its pages cannot be found ({type(error).__name__})"
        raise DocumentError("corrupt", detail) from error
    if not pages:
        detail = "a PDF without pages, or whose page tree is damaged"
        raise DocumentError("corrupt", detail)
    return Opened(document, tuple(pages), "Encrypt" in document.trailer, off, _structure(document, pages))


def _structure(document: Document, pages: Sequence[Page]) -> Structure | None:
    """Return what the tags of a document say; a damaged tree says nothing."""
    try:
        return read_structure(document, pages)
    except (DocumentError, MemoryError):
        raise
    # The library raises anything on damaged objects; the text of the document is read without its tags.
    except Exception:  # noqa: BLE001
        return None


def empty_page(page: Page) -> PageContent:
    """Return the content of a page before it is interpreted: its size alone."""
    box = placed_box(page.ctm, *page.mediabox)
    return PageContent(box.x1 - box.x0, box.y1 - box.y0)


def crop_box(page: Page) -> Box:
    """Return the part of a page that is shown."""
    return placed_box(page.ctm, *page.cropbox)


def content_streams(page: Page) -> list[object]:
    """Return the streams of a page, one after another."""
    contents = resolve1(page.attrs.get("Contents"))
    return contents if isinstance(contents, list) else [contents]


def information(document: Document) -> dict[str, Any]:
    """Return the document's information dictionary: title, author, dates."""
    return dictionary(document.trailer.get("Info"))


def _off(catalog: dict[str, Any]) -> frozenset[int]:
    """Return the objects of groups of optional content that are off when the document is opened (8.11.4.3)."""
    properties = dictionary(catalog.get("OCProperties"))
    default = dictionary(properties.get("D"))
    groups = array(default.get("OFF"))
    if getattr(default.get("BaseState"), "name", "") == "OFF":
        on = {getattr(group, "objid", None) for group in array(default.get("ON"))}
        groups = [group for group in array(properties.get("OCGs")) if getattr(group, "objid", None) not in on]
    return frozenset(group.objid for group in groups if hasattr(group, "objid"))
