"""Documents that are ZIP packages: which format one is, and from its parts to a `Source`."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.errors import DocumentError
from parquetry.read.formats import docx, epub, odt
from parquetry.read.formats.documents import with_metadata
from parquetry.read.formats.html_metadata import Metadata
from parquetry.read.formats.packages import Package
from parquetry.read.formats.pieces import assemble_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parquetry.config import Input
    from parquetry.model.documents import Source

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EPUB = "application/epub+zip"
_MARKS = frozenset({"mimetype", "[Content_Types].xml", "META-INF/container.xml", "META-INF/MANIFEST.MF"})
"""Members that packages must have: ODF and EPUB, Office, EPUB, Java."""
_MEDIA_TYPES = {"docx": DOCX, "odt": odt.MEDIA_TYPE, "epub": EPUB}
_TITLE = ("title",)
_DATES = ("created", "creation-date", "date", "modified")
_LANGUAGE = ("language",)
_KEPT = frozenset(
    """
    creator initial-creator subject description keywords keyword publisher identifier category created creation-date
    modified date lastModifiedBy contributor rights
    """.split()  # noqa: SIM905 (a table to read)
)
"""Properties that are kept under their own name."""


def is_package(names: Sequence[str]) -> bool:
    """Return whether the members of a ZIP archive make it one document (or a program), and not a box of files."""
    return not _MARKS.isdisjoint(names)


def package_format(package: Package) -> str:
    """Return the format of a ZIP package by its members: docx, odt, epub; empty if it is none of them."""
    if "mimetype" in package:
        declared = package.read("mimetype").strip()
        if declared == EPUB.encode():
            return "epub"
        if declared.startswith(odt.MEDIA_TYPE.encode()):
            return "odt"
        return ""
    if "META-INF/container.xml" in package:
        return "epub"
    return "docx" if "[Content_Types].xml" in package and _is_word(package) else ""


def _is_word(package: Package) -> bool:
    types = package.read("[Content_Types].xml")
    return b"wordprocessingml.document" in types or b"wordprocessingml.template" in types or b"word.document" in types


def package_document(source: Source, config: Input, detect: Callable[[bytes], str] | None) -> Source:
    """Return a document that is a ZIP package as text with its alignment; `source.data` is the package.

    Raises:
        DocumentError: it is none of the formats that are read, damaged, encrypted, or holds no text.
    """
    package = Package(source.data, config)
    form = package_format(package)
    if not form:
        detail = "a package of a kind that is not read (a spreadsheet, slides, a program); extract its text first"
        raise DocumentError("format", detail)
    if form == "epub":
        assembler, properties = epub.read_epub(package, detect), epub.properties(package)
    elif form == "odt":
        assembler, properties = assemble_parts(odt.read_odt(package)), odt.properties(package)
    else:
        assembler, properties = assemble_parts(docx.read_docx(package)), docx.properties(package)
    if not assembler.text.strip():
        detail = "a document without text"
        raise DocumentError("empty", detail)
    data = b"".join(package.chunks)
    return replace(
        with_metadata(source, _metadata(properties)),
        format=form,
        media_type=_MEDIA_TYPES[form],
        source_sha256=hashlib.sha256(data).hexdigest(),
        source_bytes=len(data),
        data=data,
        parts=tuple(package.parts),
        left_out=tuple(assembler.left_out),
        hints=tuple(assembler.hints),
        text=assembler.text,
        segments=tuple(assembler.segments),
        encoding="utf-8",
        encoding_method="utf-8",
    )


def _metadata(properties: Sequence[tuple[str, str]]) -> Metadata:
    found = Metadata()
    for name, value in properties:
        if name in _TITLE:
            found.title = found.title or " ".join(value.split())
        elif name in _LANGUAGE:
            found.language = found.language or value
        elif name in _KEPT:
            found.other.setdefault(name, value)
    found.date = next((str(found.other[name]) for name in _DATES if name in found.other), None)
    return found
