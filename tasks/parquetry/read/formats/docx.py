"""Word documents: body, notes, headers and footers; comments, deletions and field codes are left out, on record.

Source: ECMA-376 part 1, 11 (parts of a document).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from parquetry.read.formats.docx_body import Body
from parquetry.read.formats.docx_chunks import read_chunk
from parquetry.read.formats.docx_numbering import Numbering, numbering_of
from parquetry.read.formats.docx_styles import Style, styles_of
from parquetry.read.formats.packages import joined
from parquetry.read.formats.pieces import Omission, PlacedPart
from parquetry.read.formats.xml_events import element_texts, elements, parse_xml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parquetry.read.formats.packages import Package
    from parquetry.read.formats.pieces import Block

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# Parts beside the body, by the type of their relationship, and the kind of their blocks.
_PARTS = (("footnotes", "footnote"), ("endnotes", "footnote"), ("header", "page_artifact"), ("footer", "page_artifact"))


def read_docx(package: Package) -> list[PlacedPart]:
    """Return the parts of a document as text, in the order of its source bytes; notes stand after what cites them.

    Raises:
        DocumentError: a part is missing or damaged.
    """
    # The relationships say where the main part lies; it is not always "word/document.xml".
    main = _main_part(package)
    # By type to find the parts of the document, by id to name what is embedded in it.
    relationships = _relationships(package, main)
    related = _by_type(relationships)
    styles: dict[str, Style] = {}
    for name in related.get("styles", []):
        styles = styles_of(package.read(name))
    numbering = Numbering()
    for name in related.get("numbering", []):
        numbering = numbering_of(package.read(name))
    document = package.take(main, f"{MAIN}.document.main+xml")
    notes: dict[str, list[Block]] = {}
    beside: list[PlacedPart] = []
    # Notes are read before the body, which takes each of them as it is cited.
    for type_, kind in _PARTS:
        for name in related.get(type_, []):
            data = package.take(name, f"{MAIN}.{type_}+xml")
            part = Body(styles, numbering, kind)
            # Blocks of a note move into the body and still know the part that their bytes are in.
            part.part_id = len(package.parts) - 1
            parse_xml(data, part, Body.ELEMENTS)
            notes |= part.by_note
            beside.append(PlacedPart(data, part.blocks, part.omissions))
    # A chunk stands where the body takes it in; one in a format that is not read is named there.
    for one in relationships:
        if one.type == "aFChunk" and (chunk := read_chunk(package, one.target)):
            notes[f"altChunk{one.id}"] = chunk.blocks
            beside.append(replace(chunk, blocks=[]))
    body = Body(styles, numbering, notes=notes, embedded={one.id: one.target for one in relationships})
    parse_xml(document, body, Body.ELEMENTS)
    # Notes that nothing cites are text too, and stand at the end.
    body.blocks += body.uncited()
    comments = [_comments(package, name, styles) for name in related.get("comments", [])]
    return [PlacedPart(document, body.blocks, body.omissions), *beside, *comments]


def _comments(package: Package, name: str, styles: Mapping[str, Style]) -> PlacedPart:
    """Return the comments of reviewers: all of them are left out."""
    data = package.take(name, f"{MAIN}.comments+xml")
    comments = Body(styles, Numbering())
    parse_xml(data, comments, Body.ELEMENTS)
    pieces = [piece for block in comments.blocks for piece in block.pieces]
    # Each piece is a row of its own, because the markup between them is no comment.
    left = [Omission(piece.start, piece.end, "comment", piece.text) for piece in pieces]
    return PlacedPart(data, [], [*comments.omissions, *left])


def _main_part(package: Package) -> str:
    if "_rels/.rels" in package:
        # The type is a long URL whose last step alone is the same in all versions of the standard.
        for _, attributes in elements(package.read("_rels/.rels")):
            if attributes.get("Type", "").endswith("/officeDocument"):
                return joined("", attributes.get("Target", ""))
    return "word/document.xml"


class _Relationship(NamedTuple):
    """One part that another refers to: the last word of the type, and the name of the part."""

    id: str
    type: str
    target: str


def _relationships(package: Package, main: str) -> list[_Relationship]:
    """Return the parts that the main part refers to, in order."""
    folder, _, name = main.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels".lstrip("/")
    found: list[_Relationship] = []
    if rels in package:
        for _, attributes in elements(package.read(rels)):
            target = joined(main, attributes.get("Target", ""))
            # An external target is a link to the web.
            if attributes.get("TargetMode") != "External" and target in package:
                type_ = attributes.get("Type", "").rpartition("/")[2]
                found.append(_Relationship(attributes.get("Id", ""), type_, target))
    return found


def _by_type(relationships: list[_Relationship]) -> dict[str, list[str]]:
    """Return the names of parts by their type, each once and in order."""
    found: dict[str, dict[str, None]] = {}
    for one in relationships:
        found.setdefault(one.type, {})[one.target] = None
    return {type_: list(names) for type_, names in found.items()}


def properties(package: Package) -> list[tuple[str, str]]:
    """Return name and value of the document's core properties."""
    return element_texts(package.read("docProps/core.xml")) if "docProps/core.xml" in package else []
