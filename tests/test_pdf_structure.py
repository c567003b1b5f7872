"""The structure of a tagged PDF: heeded for blocks, kinds and levels where it has the text and agrees with the page."""

from __future__ import annotations

import pytest
from pdfs import Pdf, lines, string, wrapped
from test_pdf import document

from parquetry.config import Repair, Segment
from parquetry.repair import repair
from parquetry.segment import segment

KILN = (
    "The kiln was fired in the week before Easter, with pear wood below and beech above. Whoever had pots in it slept "
    "beside it, and nobody spoke of cracks until it had been opened."
)
GLAZE = (
    "The glaze is ash and sand, as it was in the time of the monks, and the blue comes from a sack that a salesman left "
    "behind. There is enough of it for nine years if nobody asks for plates."
)
Tagged = tuple[str, list[str]]


def tagged(*pages: list[Tagged], entries: str = "", line_tags: str = "") -> bytes:
    """Return a file whose pages have elements of these types, each with its lines; `line_tags` tags each line instead."""
    pdf = Pdf()
    elements: list[str] = []
    for number, page in enumerate(pages):
        content, y, mcid = "", 700, 0
        marks: list[tuple[str, str]] = []
        for type_, texts in page:
            numbers = []
            for text in texts:
                content += f"/Span << /MCID {mcid} >> BDC BT /F1 10 Tf 72 {y} Td {string(text)} Tj ET EMC\n"
                numbers.append(str(mcid))
                mcid, y = mcid + 1, y - 12
            marks += [(line_tags, one) for one in numbers] if line_tags else [(type_, " ".join(numbers))]
        pdf.page(content)
        # Each page is added behind its content, so that its elements can name it.
        page_object = pdf.pages[number]
        elements += [f"<< /Type /StructElem /S /{type_} /Pg {page_object} 0 R /K [{kids}] >>" for type_, kids in marks]
    root = pdf.add(f"<< /Type /StructTreeRoot {entries} /K << /S /Document /K [{' '.join(elements)}] >> >>")
    pdf.catalog = f"/StructTreeRoot {root} 0 R /MarkInfo << /Marked true >>"
    return pdf.data()


def blocks(data: bytes) -> list[tuple[str, int | None, str]]:
    done = segment(repair(document(data), Repair()), Segment())
    return [(block.kind, block.level, done.text.text[block.start : block.end]) for block in done.blocks]


def test_tags_say_what_is_one_block_and_of_which_kind() -> None:
    """All lines are set alike and close: their places say nothing."""
    page = [
        ("H2", ["On kilns"]),
        ("P", wrapped(KILN)),
        ("H3", ["Of glazes"]),
        ("P", wrapped(GLAZE)),
        ("LI", ["ash from pear wood"]),
        ("LI", ["sand from the brook"]),
        ("Note", ["It was sold for ink."]),
    ]
    assert blocks(tagged(page)) == [
        ("heading", 2, "On kilns"),
        ("paragraph", None, KILN),
        ("heading", 3, "Of glazes"),
        ("paragraph", None, GLAZE),
        ("list_item", None, "ash from pear wood"),
        ("list_item", None, "sand from the brook"),
        ("footnote", None, "It was sold for ink."),
    ]


def test_types_with_names_of_their_own_are_what_the_file_says() -> None:
    data = tagged([("Rubric", ["On kilns"]), ("Text", wrapped(KILN))], entries="/RoleMap << /Rubric /H1 /Text /P >>")
    assert blocks(data) == [("heading", 1, "On kilns"), ("paragraph", None, KILN)]


@pytest.mark.parametrize("damage", [{"line_tags": "P"}, {"entries": "/RoleMap << /P /H3 /H3 /P >>"}])
def test_tags_that_tear_sentences_apart_are_not_heeded(damage: dict[str, str]) -> None:
    """Some programs tag each line as a paragraph; names of types may be mapped in circles."""
    found = blocks(tagged([("P", wrapped(KILN)), ("P", wrapped(GLAZE))], **damage))
    assert found == [("paragraph", None, KILN), ("paragraph", None, GLAZE)]


def test_tags_of_a_part_of_the_text_are_not_heeded() -> None:
    pdf = Pdf()
    content = lines(wrapped(GLAZE), y=600)
    pdf.page("/H1 << /MCID 0 >> BDC BT /F1 10 Tf 72 700 Td (and of their kilns) Tj ET EMC\n" + content)
    kid = f"<< /S /H1 /Pg {pdf.pages[0]} 0 R /K 0 >>"
    pdf.catalog = f"/StructTreeRoot {pdf.add(f'<< /K {kid} >>')} 0 R"
    assert [kind for kind, _, _ in blocks(pdf.data())] == ["paragraph", "paragraph"]


def test_a_tree_that_names_itself_ends() -> None:
    pdf = Pdf()
    pdf.page(f"/P << /MCID 0 >> BDC BT /F1 10 Tf 72 700 Td {string(wrapped(KILN)[0])} Tj ET EMC")
    root = max(pdf.objects) + 1
    pdf.add(f"<< /S /Sect /K [{root} 0 R {root} 0 R << /S /P /Pg {pdf.pages[0]} 0 R /K 0 >>] >>")
    pdf.catalog = f"/StructTreeRoot {root} 0 R"
    assert [text for _, _, text in blocks(pdf.data())] == [wrapped(KILN)[0]]


def test_an_element_that_is_named_very_often_is_looked_at_once() -> None:
    """What is named 20,000 times at each of 64 depths would fill the memory, and crowd out what follows."""
    pdf = Pdf()
    pdf.page(f"/P << /MCID 0 >> BDC BT /F1 10 Tf 72 700 Td {string(wrapped(KILN)[0])} Tj ET EMC")
    root = max(pdf.objects) + 1
    pdf.add(f"<< /S /Sect /K [{f'{root} 0 R ' * 20_000} << /S /H2 /Pg {pdf.pages[0]} 0 R /K 0 >>] >>")
    pdf.catalog = f"/StructTreeRoot {root} 0 R"
    assert blocks(pdf.data()) == [("heading", 2, wrapped(KILN)[0])]


def test_numbers_of_a_forms_content_are_not_those_of_its_page() -> None:
    pdf = Pdf()
    form = pdf.stream(
        "/Span << /MCID 0 >> BDC BT /F1 10 Tf 72 600 Td (kiln) Tj ET EMC",
        "/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 "
        "/BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >>",
    )
    resources = (
        f"<< /XObject << /X {form} 0 R >> /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
        "/Encoding /WinAnsiEncoding >> >> >>"
    )
    line = "/H1 << /MCID 0 >> BDC BT /F1 10 Tf 72 700 Td (On kilns and on what else there may be to say) Tj ET EMC /X Do"
    pdf.page(line, resources)
    pdf.catalog = f"/StructTreeRoot {pdf.add(f'<< /K << /S /H1 /Pg {pdf.pages[0]} 0 R /K 0 >> >>')} 0 R"
    assert [(kind, text) for kind, _, text in blocks(pdf.data())][1:] == [("paragraph", "kiln")]


@pytest.mark.parametrize(
    "place",
    [
        "/Pg PAGE",
        "/Pg PAGE /K []",
        "/K << /Type /MCR /Pg PAGE /MCID 1 >>",
        "/K [<< /Type /OBJR /Pg PAGE >>]",
        "/K << /S /Span /K [<< /S /Span /Pg PAGE /K 1 >>] >>",
    ],
)
def test_what_is_said_of_a_picture_is_on_record(place: str) -> None:
    pdf = Pdf()
    pdf.page(f"/P << /MCID 0 >> BDC BT /F1 10 Tf 72 700 Td {string(wrapped(KILN)[0])} Tj ET EMC")
    page = pdf.pages[0]
    picture = f"<< /S /Bild {place.replace('PAGE', f'{page} 0 R')} /Alt (A kiln at night) >>"
    kids = f"<< /S /P /Pg {page} 0 R /K 0 >> {picture} << /S /Link /Alt (a page) >>"
    pdf.catalog = f"/StructTreeRoot {pdf.add(f'<< /RoleMap << /Bild /Figure >> /K [{kids}] >>')} 0 R"
    rows = [(row.reason, row.text, row.page) for row in document(pdf.data()).left_out]
    assert rows == [("image", "A kiln at night", 1)]
