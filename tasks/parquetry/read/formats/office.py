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
# Members that packages must have: ODF and EPUB, Office, EPUB, Java.
_MARKS = frozenset({"mimetype", "[Content_Types].xml", "META-INF/container.xml", "META-INF/MANIFEST.MF"})
_MEDIA_TYPES = {"docx": DOCX, "odt": odt.MEDIA_TYPE, "epub": EPUB}
_TITLE = ("title",)
_DATES = ("created", "creation-date", "date", "modified")
_LANGUAGE = ("language",)
# Properties that are kept under their own name.
_KEPT = frozenset(
    """
    creator initial-creator subject description keywords keyword publisher identifier category created creation-date
    modified date lastModifiedBy contributor rights
    """.split()  # noqa: SIM905 (a table to read)
)


def is_package(names: Sequence[str]) -> bool:
    """Return whether the members of a ZIP archive make it one document (or a program), and not a box of files."""
    return not _MARKS.isdisjoint(names)


def package_format(package: Package) -> str:
    """Return the format of a ZIP package by its members: docx, odt, epub; empty if it is none of them."""
    # OpenDocument and EPUB name their type in a member of its own; a spreadsheet (.ods) is named there too.
    if "mimetype" in package:
        declared = package.read("mimetype").strip()
        if declared == EPUB.encode():
            return "epub"
        if declared.startswith(odt.MEDIA_TYPE.encode()):
            return "odt"
        return ""
    # Books whose "mimetype" was lost when they were zipped again.
    if "META-INF/container.xml" in package:
        return "epub"
    return "docx" if "[Content_Types].xml" in package and _is_word(package) else ""


def _is_word(package: Package) -> bool:
    types = package.read("[Content_Types].xml")
    # Documents, templates and documents with macros.
    return b"wordprocessingml.document" in types or b"wordprocessingml.template" in types or b"word.document" in types


def package_document(source: Source, config: Input, detect: Callable[[bytes], str] | None) -> Source:
    """Return a document that is a ZIP package as text with its alignment; `source.data` is the package.

    Raises:
        DocumentError: it is none of the formats that are read, damaged, encrypted, or holds no text.
    """
    package = Package(source.data, config)
    # A JAR or a spreadsheet is a package as well, and ends as a reject that says so.
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
    # The source bytes are the parts that were read, decompressed, in the order they were taken in.
    data = b"".join(package.chunks)
    metadata = metadata_of(properties)
    if package.lost:
        metadata.other["missing"] = ", ".join(package.lost)
    return replace(
        with_metadata(source, metadata),
        flags=(*source.flags, "repaired_container") if package.lost else source.flags,
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


def metadata_of(properties: Sequence[tuple[str, str]]) -> Metadata:
    """Return what properties of a document say of it."""
    # Names are local names of elements: Dublin Core and the office formats share most of them.
    found = Metadata()
    for name, value in properties:
        if name in _TITLE:
            # The first value wins; a title may be broken over lines.
            found.title = found.title or " ".join(value.split())
        elif name in _LANGUAGE:
            found.language = found.language or value
        elif name in _KEPT:
            found.other.setdefault(name, value)
    # In the order of `_DATES`: when it was written goes before when it was changed.
    found.date = next((str(found.other[name]) for name in _DATES if name in found.other), None)
    return found
