"""Flat OpenDocument texts: one XML file, read as the package that has the same in several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_office import ODF, odt
from test_office import document as package_document

from parquetry.config import Extract, Input, Repair, Segment
from parquetry.errors import DocumentError
from parquetry.extract import extract
from parquetry.model.documents import FileEntry, Source
from parquetry.read import read
from parquetry.read.files import from_bytes
from parquetry.read.formats.flat_odt import flat_odt_document, is_flat_odt
from parquetry.repair import repair
from parquetry.repair.encoding.decode import detect_encoding
from parquetry.segment import segment
from parquetry.tabulate.verify_alignment import verify_alignment

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "application/vnd.oasis.opendocument.text"
BODY = (
    '<text:h text:outline-level="2">Part</text:h><text:p>One  two<text:s text:c="2"/>three &amp; four<text:note>'
    "<text:note-citation>1</text:note-citation><text:note-body><text:p>The note.</text:p></text:note-body></text:note>."
    '</text:p><text:list text:style-name="L"><text:list-item><text:p>Item</text:p></text:list-item></text:list>'
    '<text:p text:style-name="P1">Said</text:p><office:annotation><text:p>A remark</text:p></office:annotation>'
)
AUTOMATIC = (
    '<style:style style:name="P1" style:parent-style-name="Quotations"/><text:list-style style:name="L">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix=")"/></text:list-style>'
)
HEADER = "<style:header><text:p>Running head</text:p></style:header>"


def flat(body: str = BODY, type_: str = TEXT, encoding: str = "utf-8") -> bytes:
    """Return a file with the same that `odt` packs."""
    text = (
        f"<?xml version='1.0' encoding='{encoding}'?><office:document {ODF} office:mimetype='{type_}'>"
        "<office:meta><dc:title>A  title</dc:title><dc:language>de-DE</dc:language></office:meta>"
        f"<office:styles><style:style style:name='x'>no text</style:style></office:styles>"
        f"<office:automatic-styles>{AUTOMATIC}</office:automatic-styles><office:master-styles>{HEADER}</office:master-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    )
    return text.encode(encoding)


def document(data: bytes) -> Source:
    source = flat_odt_document(from_bytes(data, "a.fodt"), detect_encoding)
    done = extract(segment(repair(source, Repair()), Segment()), Extract(model="none"))
    assert verify_alignment(done, source.data) == []
    return source


def test_a_flat_text_is_read_as_its_package() -> None:
    source, packed = document(flat()), package_document(odt(BODY, HEADER, AUTOMATIC))
    assert source.text == packed.text == "Part\n\nOne two  three & four¹.\n\nThe note.\n\nItem\n\nSaid\n\nRunning head"
    for shown in (source, packed):
        kinds = ["heading", "paragraph", "footnote", "list_item", "quote", "page_artifact"]
        assert [hint.kind for hint in shown.hints] == kinds
        assert [hint.marker for hint in shown.hints if hint.marker] == ["1)"]
    assert (source.format, source.title, source.declared_language) == ("odt", "A title", "de")
    assert [(row.reason, row.text) for row in source.left_out] == [
        ("comment", "A remark"),
        ("metadata", "A  title\nde-DE"),
        ("metadata", None),
    ]


def test_a_picture_within_the_text_is_left_out() -> None:
    body = "<text:p>One<draw:image><office:binary-data>iVBORw0K\n  GgoAAAAN</office:binary-data></draw:image> two</text:p>"
    source = document(flat(f"{body}<!-- to be checked -->"))
    assert source.text == "One two\n\nRunning head"
    rows = [(row.reason, row.text) for row in source.left_out if row.reason != "metadata"]
    assert rows == [("image", None), ("comment", "to be checked")]


def test_other_encodings_are_read_as_declared() -> None:
    assert (document(flat("<text:p>Café — 5 €</text:p>", encoding="cp1252")).text or "").startswith("Café — 5 €\n\n")


@pytest.mark.parametrize(("type_", "is_text"), [(TEXT, True), (f"{TEXT}-template", True), (f"{TEXT}-master", False)])
def test_a_file_says_what_it_holds(type_: str, *, is_text: bool) -> None:
    assert is_flat_odt(flat(type_=type_)) is is_text


def test_without_text_it_is_empty() -> None:
    data = flat("<text:p> </text:p>").replace(b"Running head", b"")
    with pytest.raises(DocumentError, match="without text"):
        flat_odt_document(from_bytes(data, "a.fodt"), detect_encoding)


def test_it_is_found_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "letter.xml").write_bytes(flat())
    items = read(FileEntry("letter.xml", b"letter.xml", 0), Input(path=tmp_path), detect_encoding)
    source = next(item for item in items if isinstance(item, Source))
    assert (source.format, source.media_type) == ("odt", f"{TEXT}-flat-xml")
