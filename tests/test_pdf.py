"""PDF: what a page says, in the order it is read, each stretch with its place; what it does not show, on record."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from cost import assert_at_most, assert_linear_lines
from pdfs import COURIER, Pdf, lines, simple, string, with_bars, wrapped
from small_version import publish

from parquetry.config import Extract, Input, Repair, Segment
from parquetry.dataset.trace import trace
from parquetry.errors import DocumentError
from parquetry.extract import extract
from parquetry.read.files import from_bytes
from parquetry.read.formats.pdf.contents import _ENTRY
from parquetry.read.formats.pdf.document import pdf_document
from parquetry.read.formats.pdf.pages import _printed_once
from parquetry.read.formats.pdf.stretch import Stretch
from parquetry.repair import repair
from parquetry.segment import segment
from parquetry.tabulate.rows import tabulate
from parquetry.tabulate.verify_alignment import verify_alignment

if TYPE_CHECKING:
    from pathlib import Path

    from parquetry.model.documents import Source

HARBOUR = wrapped(
    "The ferry left the harbour at nine, and nobody on the quay had seen the captain since Tuesday. The mate took the "
    "wheel, the cook took the place of the mate at the ropes, and the passengers cooked for themselves. They sang."
)
MARKET = wrapped(
    "On the market square the stalls of the potters stood next to those of the weavers. A man from the hills sold honey in "
    "jars of brown clay that he had brought down on two mules, which were tied to the well and ate the flowers of the mayor."
)
SCHOOL = wrapped("The school had one room and one stove, and whoever came late sat furthest from it until the spring.")
MILL = wrapped("Two mills stood on the brook, and each ground only when the other let it have the water for a day.")


def document(data: bytes, **settings: int) -> Source:
    return pdf_document(from_bytes(data, "a.pdf"), Input(**settings))


def _stretch(text: str, x0: int, baseline: int) -> Stretch:
    return Stretch(text, 0, 100, "tounicode", 0, x0, x0 + 50, baseline, 1, 0, 1, -1, False, x0 + 50)


def blocks(source: Source) -> list[tuple[str, str]]:
    segmented = segment(repair(source, Repair()), Segment())
    return [(block.kind, segmented.text.text[block.start : block.end]) for block in segmented.blocks]


def check(source: Source) -> None:
    """The extract is accounted for, and every stretch of it has a place."""
    done = extract(segment(repair(source, Repair()), Segment()), Extract(model="none"))
    assert verify_alignment(done, source.data) == []
    tabulate([done])
    covered = 0
    for origin in source.origins:
        assert not source.data[covered : origin.source_start].strip()
        assert source.data[origin.source_start : origin.source_end].strip()
        covered = origin.source_end
    assert not source.data[covered:].strip()


def test_a_line_of_the_page_is_a_line_of_the_extract_and_a_paragraph_is_joined() -> None:
    source = document(simple(lines(HARBOUR) + lines(MARKET, y=600)))
    assert source.data.decode() == "\n".join([*HARBOUR, *MARKET]) + "\n\f"
    assert blocks(source) == [("paragraph", " ".join(HARBOUR)), ("paragraph", " ".join(MARKET))]
    assert (source.format, source.pages, source.parts[0].stored) == ("pdf", 1, "extract")
    check(source)


def test_an_origin_names_the_page_the_box_the_font_and_the_bytes() -> None:
    pdf = Pdf()
    pdf.page("BT /F1 10 Tf 72 700 Td (First) Tj ET")
    content = "BT /F1 20 Tf 100 600 Td [(Se) -20 (cond)] TJ ET"
    stream = pdf.page(content)
    source = document(pdf.data())
    origin = source.origins[1]
    assert source.data[origin.source_start : origin.source_end] == b"Second"
    assert (origin.page, origin.x0, origin.y0, origin.y1, origin.size) == (2, 100.0, 185.0, 204.4, 20.0)
    assert 160 < origin.x1 < 175
    assert (origin.object, content[origin.at_start : origin.at_end]) == (stream, "[(Se) -20 (cond)] TJ")
    assert (source.fonts[origin.font_id].name, origin.how) == ("Helvetica", "encoding")


@pytest.mark.parametrize(
    ("gap", "text"),
    [
        (-130, "twowords"),
        (-150, "two words"),
        (-900, "two words"),
    ],
)
def test_a_gap_is_a_space_from_fourteen_hundredths_of_an_em(gap: int, text: str) -> None:
    source = document(simple(f"BT /F1 10 Tf 72 700 Td [(two) {gap} (words)] TJ ET"))
    assert source.data.decode().strip() == text


@pytest.mark.parametrize("spacing", ["3 Tc", "-0.5 Tc", "3 Tc 50 Tz"])
def test_letters_that_are_spaced_out_are_words(spacing: str) -> None:
    source = document(simple(f"BT /F1 10 Tf {spacing} 72 700 Td (spaced out letters) Tj ( and more) Tj ET"))
    assert source.data.decode().strip() == "spaced out letters and more"


def test_two_columns_are_read_one_after_the_other_below_what_spans_both() -> None:
    left = wrapped(" ".join(HARBOUR), 200)
    right = wrapped(" ".join(MARKET), 200)[: len(left)]
    left = left[: len(right)]
    head = lines(["A heading over both of the columns that stand below it"], y=740, size=16)
    # In the order of rows, as some programs write a page.
    rows = "".join(
        lines([one], y=700 - 12 * k) + lines([two], x=310, y=700 - 12 * k)
        for k, (one, two) in enumerate(zip(left, right, strict=True))
    )
    text = document(simple(head + rows)).data.decode()
    assert text.splitlines()[1:-1] == [*left, *right]


def test_cells_of_a_table_are_read_row_by_row() -> None:
    cells = [("Wax", "3"), ("Rope", "14"), ("Salt", "150"), ("Tar", "9"), ("Oil", "27"), ("Tea", "81")]
    rows = "".join(lines([one], y=700 - 12 * k) + lines([two], x=310, y=700 - 12 * k) for k, (one, two) in enumerate(cells))
    source = document(simple(rows))
    assert blocks(source) == [("table", "\n".join(f"{one}\t{two}" for one, two in cells))]


def test_a_paragraph_is_whole_over_the_end_of_a_page_and_its_furniture() -> None:
    head = lambda page: lines([f"The Ferry {page}"], y=770, size=8)  # noqa: E731
    first = head(1) + lines(MARKET, y=740) + lines(HARBOUR[:2], y=100)
    second = head(2) + lines(HARBOUR[2:], y=740) + lines(SCHOOL, y=690)
    third = head(3) + lines(SCHOOL[1:], y=740)
    found = blocks(document(simple(first, second, third)))
    assert [text for kind, text in found if kind == "page_artifact"] == ["The Ferry 1", "The Ferry 2", "The Ferry 3"]
    assert [text for kind, text in found if kind == "paragraph"].count(" ".join(HARBOUR)) == 1


def test_what_stands_once_at_an_edge_is_text() -> None:
    source = document(simple(lines(["A dedication at the very top"], y=780) + lines(HARBOUR), lines(MARKET)))
    assert [kind for kind, _ in blocks(source)].count("page_artifact") == 0


def test_headings_have_levels_by_their_size_and_weight() -> None:
    page = lines(["The Ferry"], y=760, size=20) + lines(["How it left"], y=730, size=10, font="F2") + lines(HARBOUR)
    segmented = segment(repair(document(simple(page)), Repair()), Segment())
    assert [(block.kind, block.level, block.page) for block in segmented.blocks] == [
        ("heading", 1, 1),
        ("heading", 2, 1),
        ("paragraph", None, 1),
    ]
    assert {block.evidence for block in segmented.blocks} == {"geometry"}


def test_code_keeps_its_lines_and_is_set_in_as_it_was() -> None:
    code = lines(["for ship in fleet:"], font="F3") + lines(["ship.sail()"], x=96, y=688, font="F3")
    assert blocks(document(simple(code + lines(HARBOUR, y=640))))[0] == ("code", "for ship in fleet:\n    ship.sail()")


def test_text_that_is_not_shown_is_left_out() -> None:
    hidden = "BT 3 Tr /F1 10 Tf 72 650 Td (secret words) Tj ET\n"
    outside = lines(["beyond the edge"], x=700)
    source = document(simple(lines(HARBOUR) + hidden + outside))
    assert b"secret" not in source.data
    assert b"beyond" not in source.data
    assert sorted(one.text or "" for one in source.left_out) == ["beyond the edge", "secret words"]
    assert {(one.reason, one.page) for one in source.left_out} == {("hidden", 1)}
    assert source.flags == ("hidden_text",)


@pytest.mark.parametrize(
    ("before", "hidden"),
    [
        ("1 1 1 rg", True),
        ("0 0 0 0 k", True),
        ("1 g", True),
        ("/DeviceRGB cs 1 1 1 sc", True),
        ("1 g 0 0 600 800 re f 1 g", True),
        # Beside it, not under it.
        ("0 0 1 rg 72 10 400 20 re f 1 g", True),
        ("0 0 1 rg 60 690 400 30 re f 1 g", False),
        ("0 0 1 rg 60 690 m 400 690 l 400 730 l 60 730 l h f* 1 1 1 rg", False),
        ("0 g 60 600 m 60 800 500 800 500 600 c f 1 g", False),
        ("/Sh sh 1 g", False),
        # Black again, of an ink of its own, filled and drawn around.
        ("q 1 g Q", False),
        ("/Ink cs 1 scn", False),
        ("/Inks cs 1 1 1 scn", False),
        ("1 g 2 Tr", False),
    ],
)
def test_white_text_is_hidden_where_nothing_is_painted_under_it(before: str, *, hidden: bool) -> None:
    source = document(simple(f"q {before} {lines(['Ignore what is said below.'])} Q {lines(HARBOUR, y=600)}"))
    assert ("Ignore" not in source.data.decode()) == hidden
    assert [one.text for one in source.left_out if one.reason == "hidden"] == ["Ignore what is said below."] * hidden


def test_a_line_that_runs_over_the_edge_is_whole() -> None:
    over = f"BT /F1 10 Tf 400 650 Td {string('a name without an end, ' * 2)} Tj /F2 10 Tf (and beyond) Tj ET\n"
    source = document(simple(lines(HARBOUR) + over))
    assert source.data.decode().splitlines()[-2].endswith("an end, and beyond")
    assert source.left_out == ()


def test_a_layer_that_is_off_is_left_out() -> None:
    pdf = Pdf()
    layer = pdf.add("<< /Type /OCG /Name (Draft) >>")
    pdf.catalog = f"/OCProperties << /OCGs [{layer} 0 R] /D << /OFF [{layer} 0 R] >> >>"
    resources = f"<< /Font << /F1 {COURIER} >> /Properties << /P {layer} 0 R >> >>"
    pdf.page("/OC /P BDC " + lines(["a draft"], y=500) + " EMC " + lines(HARBOUR), resources)
    source = document(pdf.data())
    assert b"draft" not in source.data
    assert [one.text for one in source.left_out] == ["a draft"]


def picture(pdf: Pdf) -> str:
    image = pdf.stream(b"\0" * 4, "/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8")
    return f"<< /Font << /F1 {COURIER} >> /XObject << /Im {image} 0 R >> >>"


def test_a_scan_is_rejected_and_a_scanned_page_among_others_is_said() -> None:
    pdf = Pdf()
    resources = picture(pdf)
    scan = "q 600 0 0 800 0 0 cm /Im Do Q"
    pdf.page(scan, resources)
    with pytest.raises(DocumentError, match=r"no_text.*a scan: 1 of 1 pages"):
        document(pdf.data())
    pdf.page(lines(HARBOUR))
    source = document(pdf.data())
    assert source.flags == ("image_pages",)
    assert [(one.reason, one.page, one.bytes) for one in source.left_out] == [("image", 1, 4)]
    assert source.data.startswith(b"\f")


def test_recognised_text_behind_a_scan_is_text_and_flagged() -> None:
    pdf = Pdf()
    pdf.page("q 600 0 0 800 0 0 cm /Im Do Q BT 3 Tr /F1 10 Tf 72 650 Td (as recognised) Tj ET", picture(pdf))
    source = document(pdf.data())
    assert source.data == b"as recognised\n\f"
    assert (source.flags, source.origins[0].how) == (("ocr_layer",), "ocr_layer")


def test_notes_fields_and_files_are_left_out_by_what_they_say() -> None:
    pdf = Pdf()
    attached = pdf.add(f"<< /F (wax.csv) /EF << /F {pdf.stream('a,b')} 0 R >> >>")
    pdf.catalog = f"/Names << /EmbeddedFiles << /Names [(wax.csv) {attached} 0 R] >> >>"
    note = "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (Ask the mate) >>"
    widget = "<< /Type /Annot /Subtype /Widget /Rect [0 0 9 9] /T (port) /V (Bergen) >>"
    link = "<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] >>"
    pdf.page(lines(HARBOUR), entries=f"/Annots [{note} {widget} {link}]")
    found = {(one.reason, one.text) for one in document(pdf.data()).left_out}
    assert found == {("comment", "Ask the mate"), ("form", "port: Bergen"), ("attachment", "wax.csv")}


def test_text_printed_twice_to_look_bold_is_text_once() -> None:
    source = document(simple(lines(HARBOUR) + "q 1 0 0 1 0.3 0 cm " + lines(HARBOUR) + "Q"))
    assert source.data.decode().splitlines()[:-1] == HARBOUR


def test_turned_text_is_kept_behind_the_rest() -> None:
    turned = "BT /F1 10 Tf 0 1 -1 0 50 300 Tm (up the margin) Tj ET\n"
    source = document(simple(turned + lines(HARBOUR)))
    assert source.data.decode().splitlines()[-2] == "up the margin"
    box = next(one for one in source.origins if source.data[one.source_start :].startswith(b"up the"))
    assert (box.x0, box.x1, box.y1) == (42.5, 52.2, 500.0)


def test_a_text_given_in_place_of_glyphs_is_the_text() -> None:
    source = document(simple("/Span << /ActualText (office) >> BDC BT /F1 10 Tf 72 700 Td (o#ce) Tj ET EMC"))
    assert source.data == b"office\n\f"
    assert source.origins[0].how == "actual_text"


def test_a_form_is_read_where_it_is_drawn_and_one_that_draws_itself_once() -> None:
    pdf = Pdf()
    number = max(pdf.objects, default=2) + 1
    resources = f"<< /Font << /F1 {COURIER} >> /XObject << /Fm {number} 0 R >> >>"
    entries = f"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources {resources}"
    assert pdf.stream("BT /F1 10 Tf 72 600 Td (in a form) Tj ET /Fm Do", entries) == number
    pdf.page(lines(["above it"]) + "/Fm Do", resources)
    assert document(pdf.data()).data == b"above it\nin a form\n\f"


def test_metadata_is_the_documents_title_date_and_language() -> None:
    pdf = Pdf()
    info = pdf.add("<< /Title (The Ferry) /Author (A. Mate) /CreationDate (D:20230515120102+02'00') >>")
    pdf.trailer, pdf.catalog = f"/Info {info} 0 R", "/Lang (en-GB)"
    pdf.page(lines(HARBOUR))
    source = document(pdf.data())
    assert (source.title, source.date, source.declared_language) == ("The Ferry", "2023-05-15T12:01:02", "en")
    assert source.source_meta is not None
    assert "A. Mate" in source.source_meta


def test_bombs_are_rejected_before_they_are_inflated() -> None:
    pdf = Pdf()
    pdf.page(b"0 0 m " * 2_000_000, packed=True)
    with pytest.raises(DocumentError, match=r"ratio.*inflates to more than"):
        document(pdf.data())


@pytest.mark.parametrize(
    ("entries", "detail"),
    [
        ("/Length 1 0 R", "a length that is no number"),
        ("/Length 3 0 R", "a length that is the stream itself"),
        ("/Length 60 /Filter 3 0 R", "a filter that is the stream itself"),
        ("/Length 60 /Filter [/ASCIIHexDecode /ASCIIHexDecode]", "digits that are none"),
        ("/Length 99999999999999999999", "a length beyond the file"),
    ],
)
def test_a_stream_whose_dictionary_is_absurd_costs_that_stream_alone(entries: str, detail: str) -> None:
    pdf = Pdf()
    shown = lines(["The tide is out."])
    assert pdf.add(f"<< {entries} >>\nstream\n{shown}\nendstream") == 3
    pdf.page(lines(["The boats lie in the mud."], y=600))
    pdf.objects[pdf.pages[0]] = pdf.objects[pdf.pages[0]].replace(b"/Contents 4 0 R", b"/Contents [3 0 R 4 0 R]")
    assert "The boats lie in the mud." in document(pdf.data()).data.decode(), detail


@pytest.mark.parametrize("number", ["9" * 400, "1e308", "-99999999999999999999", "0", ".0000001"])
def test_absurd_numbers_move_text_and_nothing_else(number: str) -> None:
    operators = f"{number} 0 0 {number} 0 0 cm BT /F1 {number} Tf {number} Tc {number} Tz {number} {number} Td (mud) Tj ET"
    source = document(simple(f"q {operators} Q {lines(['The boats lie.'])}"))
    assert "The boats lie." in source.data.decode()


@pytest.mark.parametrize("kids", ["2 0 R 4 0 R", "4 0 R " * 1000, "4 0 R 99 0 R"])
def test_a_tree_of_pages_that_names_itself_a_page_often_or_none_ends(kids: str) -> None:
    pdf = Pdf()
    pdf.page(lines(["The boats lie in the mud."]))
    data = pdf.data().replace(b"/Kids [4 0 R]", f"/Kids [{kids}]".encode()).replace(b"/Count 1 ", b"/Count 999999999 ")
    assert document(data).data.decode().count("mud") == 1


def test_text_of_one_size_all_over_a_page_costs_by_its_stretches() -> None:
    def work(number: int) -> None:
        _printed_once([_stretch("a", 37 * k % 60_000, 91 * k % 80_000) for k in range(number)])

    assert_linear_lines(work, 200)


def test_forms_within_forms_are_counted() -> None:
    pdf = Pdf()
    inner = pdf.stream("BT ET", "/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    for _ in range(9):
        resources = f"<< /XObject << /Fm {inner} 0 R >> >>"
        entries = f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources {resources}"
        inner = pdf.stream("/Fm Do " * 9, entries)
    pdf.page(lines(HARBOUR) + "/Fm Do", f"<< /Font << /F1 {COURIER} >> /XObject << /Fm {inner} 0 R >> >>")
    with pytest.raises(DocumentError, match=r"ratio.*forms within forms"):
        document(pdf.data())


def test_a_damaged_file_is_rejected_by_its_damage() -> None:
    with pytest.raises(DocumentError, match="corrupt"):
        document(b"%PDF-1.7\n" + bytes(range(256)) * 20)
    with pytest.raises(DocumentError, match=r"corrupt.*without pages"):
        document(Pdf().data())


def test_operators_with_wrong_operands_do_nothing() -> None:
    source = document(simple("Tj (x) Td /F1 Tf [] 0 d 1 2 cm q q Q Q Q BT /F9 3 Tf (no such font) Tj ET " + lines(HARBOUR)))
    assert " ".join(HARBOUR) in " ".join(source.data.decode().split("\n"))


def test_reading_twice_gives_the_same_values() -> None:
    data = simple(lines(HARBOUR), lines(MARKET))
    assert document(data) == document(data)


def test_strings_with_brackets_are_read() -> None:
    shown = string("(a) or \\b")
    assert document(simple(f"BT /F1 10 Tf 72 700 Td {shown} Tj ET")).data == b"(a) or \\b\n\f"


def test_heads_that_name_the_section_of_their_page_are_furniture() -> None:
    sections = ["Wax", "Rope", "Salt"]
    pages = [
        lines([f"THE FERRY   {name}"], y=770, size=8) + lines(text, y=700)
        for name, text in zip(sections, (HARBOUR, MARKET, SCHOOL), strict=True)
    ]
    found = blocks(document(simple(*pages)))
    assert [text for kind, text in found if kind == "page_artifact"] == [f"THE FERRY {name}" for name in sections]


def test_headings_of_chapters_at_one_height_are_no_furniture() -> None:
    pages = [
        lines([f"Chapter {number}"], y=740, size=14) + lines([title], y=715, size=18) + lines(text, y=680)
        for number, (title, text) in enumerate((("Wax", HARBOUR), ("Rope", MARKET), ("Salt", SCHOOL)), 1)
    ]
    found = blocks(document(simple(*pages)))
    assert [text for kind, text in found if kind == "heading"] == ["Chapter 1 Wax", "Chapter 2 Rope", "Chapter 3 Salt"]


def test_a_line_that_runs_over_its_measure_does_not_part_the_others() -> None:
    over = lines(["An address that no program breaks: " + "harbour" * 12], y=500)
    assert ("paragraph", " ".join(HARBOUR)) in blocks(document(simple(lines(HARBOUR) + lines(MARKET, y=600) + over)))


def test_entries_of_a_table_of_contents_are_items_and_no_headings() -> None:
    entries = [f"{number}.1 A part of it . . . . . . . . . . . . {number}2" for number in range(1, 5)]
    page = lines(["Contents"], y=740, size=16) + lines(["2 Leadership"], font="F2") + lines(["12"], x=400, font="F2")
    found = blocks(document(simple(page + lines(entries, y=688), lines(HARBOUR) + lines(MARKET, y=600))))
    assert [kind for kind, _ in found[:6]] == ["heading", *["list_item"] * 5]


def test_leaders_without_a_page_are_no_entry_and_cost_no_more_than_one() -> None:
    leaders = "Three schools that burned down in one winter" + " ." * 1_000
    entry = f"{leaders} 17"
    assert _ENTRY.fullmatch(leaders) is None
    assert _ENTRY.fullmatch(entry)["title"] == "Three schools that burned down in one winter"
    assert_at_most(20, lambda: _ENTRY.fullmatch(leaders), lambda: _ENTRY.fullmatch(entry))


def test_entries_that_repeat_titles_with_their_pages_are_furniture() -> None:
    titles = ["1 The harbour and its ferries", "2 The market", "3 Three schools that burned down in one winter", "4 Mills"]
    # A title that runs over a line, and one that no page has.
    entries = [
        f"{titles[0]} . . . . . . . 3",
        f"{titles[1]} . . . . . . . . . . . . 4",
        "3 Three schools that burned down",
        "in one winter . . . . . . . . . . 5",
        f"{titles[3]} . . . . . . . . . . . . . . 6",
        "5 The smithy . . . . . . . . . . . 7",
    ]
    pages = [lines(["Contents"], size=16) + lines(entries, y=640)]
    for number, title in enumerate(titles):
        pages.append(lines([title], size=14) + lines((HARBOUR, MARKET, SCHOOL, MILL)[number], y=660))
    kinds = {text: kind for kind, text in blocks(document(simple(*pages)))}
    assert kinds["5 The smithy . . . . . . . . . . . 7"] == "list_item"
    assert kinds["Contents"] == kinds[titles[0]] == "heading"
    assert [kind for text, kind in kinds.items() if ". ." in text] == ["page_artifact"] * 4 + ["list_item"]
    assert kinds["3 Three schools that burned down"] == "page_artifact"


def test_rows_of_a_table_whose_numbers_are_no_pages_are_a_table() -> None:
    # "Wheat 12": the title is a line of another page, but not of page 12, nor are the others as far off.
    names = ["Wheat", "Barley", "Honey", "Wax"]
    rows = lines([f"{name} {number}" for name, number in zip(names, (12, 95, 310, 47), strict=True)], y=640)
    texts = (HARBOUR, MARKET, SCHOOL, MILL)
    pages = [rows, *(lines([name], size=14) + lines(text, y=660) for name, text in zip(names, texts, strict=True))]
    assert all(kind != "page_artifact" for kind, _ in blocks(document(simple(*pages))))


def test_the_number_of_a_note_stands_off_its_text() -> None:
    note = "BT /F1 5 Tf 72 103 Td (1) Tj /F1 8 Tf 0 -3 Td 2.8 0 Td (Lehmus sailed in spring.) Tj ET\n"
    found = blocks(document(simple(lines(HARBOUR) + lines(MARKET, y=600) + note)))
    assert found[-1] == ("footnote", "1 Lehmus sailed in spring.")


def test_an_address_that_fills_a_line_of_a_paragraph_is_no_code() -> None:
    first, *rest = HARBOUR
    address = lines(["ftp://harbour.example.org/ferries/at/nine/of/the/clock/day"], y=688, font="F3")
    found = blocks(document(simple(lines([first]) + address + lines(rest, y=676) + lines(MARKET, y=600))))
    assert [kind for kind, _ in found] == ["paragraph", "paragraph"]


def test_mutations_of_good_files_end_as_documents_or_as_rejects_with_a_reason() -> None:
    good = simple(lines(HARBOUR) + lines(MARKET, y=600), lines(SCHOOL)), with_bars([["o", "ffi", "c", "e"]], {"ffi": ""})
    outcomes = set()
    for seed in range(90):
        chance = random.Random(seed)  # noqa: S311 (the same mutations each time)
        data = bytearray(good[seed % 2])
        at, other = chance.randrange(len(data)), chance.randrange(len(data))
        if seed % 3 == 0:
            del data[at : at + chance.randrange(1, 900)]
        elif seed % 3 == 1:
            data[at : at + 200] = data[other : other + 200]
        else:
            for _ in range(40):
                data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            check(document(bytes(data)))
            outcomes.add("read")
        except DocumentError as error:
            outcomes.add(error.reason)
    assert outcomes == {"read", "corrupt", "no_text"}


def test_a_trace_leads_to_the_page_and_the_operators(tmp_path: Path) -> None:
    source = document(simple("BT /F1 10 Tf 72 700 Td (The ferry left.) Tj ET"))
    done = extract(segment(repair(source, Repair()), Segment()), Extract(model="none"))
    tables = tabulate([done], {source.doc_id: source.data})
    version = publish(tmp_path / "a", {name: table.to_pylist() for name, table in tables.items()})
    (stretch,) = trace(version, source.doc_id, 4, 5).stretches
    assert (stretch.text, stretch.data) == ("ferry", b"ferry")
    (shown,) = stretch.shown
    assert (shown.page, shown.font, shown.size, shown.object) == (1, "Helvetica", 10.0, 3)
    assert (shown.at_start, shown.at_end, shown.how) == (23, 43, "encoding")
