"""Letters that a font lost: read from the outlines of its glyphs, on record, and never where a font is right."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from pdfs import Pdf, bar_font, bars, with_bars

from parquetry.config import Input
from parquetry.read.files import from_bytes
from parquetry.read.formats.pdf.document import pdf_document
from parquetry.read.formats.pdf.ligatures import LIGATURES, Shapes
from parquetry.read.formats.pdf.outlines import Polygon, drawn, most_likeness, shifted
from parquetry.read.formats.pdf.program import Program, read_program
from parquetry.read.formats.pdf.recovery import Recovery
from parquetry.read.formats.pdf.tounicode import MOST_CODES, read_tounicode

if TYPE_CHECKING:
    from parquetry.model.documents import Source

WORDS = [["o", "ffi", "c", "e"], ["n", "o", "ti", "o", "n"], ["fi", "n", "e"], ["c", "O", "w"], ["l", "e", "tt", "i"]]
TEXT = "office notion fine cOw letti"
LOST = ("ffi", "ti", "fi", "tt")


def document(data: bytes) -> Source:
    return pdf_document(from_bytes(data, "a.pdf"), Input())


@pytest.mark.parametrize("kind", ["truetype", "opentype"])
@pytest.mark.parametrize(
    "claims",
    [
        dict.fromkeys(LOST, ""),
        dict.fromkeys(LOST, "\ufffd"),
        dict.fromkeys(LOST, "O"),
        dict(zip(LOST, "[\\%#", strict=True)),
        dict.fromkeys(LOST, "\ue001"),
    ],
    ids=["missing", "replacement", "one letter", "different signs", "private use"],
)
def test_lost_ligatures_are_read_from_their_outlines(claims: dict[str, str], kind: str) -> None:
    source = document(with_bars(WORDS, claims, kind))
    assert source.data.decode().strip() == TEXT
    assert [(one.kind, one.rule, one.after) for one in source.repairs] == [
        ("glyph", "outline", text) for text in ("ffi", "ti", "fi", "tt")
    ]
    assert {one.before for one in source.repairs} == set(claims.values())
    assert all(source.text[one.start : one.end] == one.after for one in source.repairs if source.text)
    assert source.flags == ("outline_glyphs",)
    assert {one.how for one in source.origins} == {"tounicode", "outline"}


def test_a_font_that_is_right_is_left_alone() -> None:
    source = document(with_bars(WORDS, {"ffi": "ﬃ", "fi": "ﬁ"}))
    assert source.data.decode().strip() == "oﬃce notion ﬁne cOw letti"
    assert (source.repairs, source.flags) == ((), ())


def test_of_two_glyphs_that_are_alike_one_has_the_letters_and_the_other_is_doubted() -> None:
    # The likest glyph takes the letters; the other is no percent sign either, and says so.
    source = document(with_bars([["n", "o", "ti", "o", "n"], ["c", "tı", "e"]], {"ti": "[", "tı": "%"}))
    assert source.data.decode().strip() == "notion c\ufffde"
    assert [(one.rule, one.before, one.after) for one in source.repairs] == [
        ("outline", "[", "ti"),
        ("doubted_code", "%", "\ufffd"),
    ]


def test_an_accent_that_no_letter_of_the_font_has_is_no_dot() -> None:
    # The font has an e with an accent, so its language has accents; an i with one it has in the ligature alone.
    source = document(with_bars([["n", "o", "tì"], ["w"]], {"tì": "%", "w": "é"}))
    assert source.data.decode().strip() == "no\ufffd é"
    assert [(one.rule, one.before) for one in source.repairs] == [("doubted_code", "%")]


def test_a_program_that_is_embedded_twice_is_looked_at_once() -> None:
    program = Program({"g": object()}, 1000, lambda _: None)
    recovery = Recovery()
    first = recovery.findings("digest", program, {1: "a"}, [2])
    assert recovery.findings("digest", program, {1: "a"}, [2]) is first
    assert recovery.findings("digest", program, {1: "b"}, [2]) is not first


def test_a_bracket_is_a_bracket_and_another_o_an_o() -> None:
    # A second code for O with its own outline, as a small capital has: two codes, one letter, no damage.
    source = document(with_bars([["[", "o", "w"], ["n", "c"]], {"n": "O", "o": "O"}))
    assert source.data.decode().strip() == "[Ow Oc"
    assert source.repairs == ()


@pytest.mark.parametrize("kind", ["truetype", "cff"])
def test_figures_that_a_font_draws_above_or_below_the_line_are_no_part_of_a_number(kind: str) -> None:
    words = [["w", "6", "⁶"], ["n", "6", "₆"], ["o", "6", "𝟗"]]
    source = document(with_bars(words, {"⁶": "6", "₆": "6", "𝟗": "9"}, kind))
    assert source.text == "w6⁶ n6₆ o69\n\f"
    assert [(repair.before, repair.after, repair.rule) for repair in source.repairs] == [
        ("6", "⁶", "outline"),
        ("6", "₆", "outline"),
    ]


def test_a_program_whose_font_has_no_encoding_names_no_glyph() -> None:
    """That of a damaged dictionary; its codes are read by the font's own table alone."""
    program = read_program(bar_font(["t", "i"]), "FontFile2", object())
    assert program is not None
    assert program.glyph(116) is None


def test_figures_of_a_font_without_letters_stand_as_it_says() -> None:
    # All of what it has may be drawn high.
    assert document(with_bars([["⁶", "⁶"]], {"⁶": "6", "t": "", "i": "", "l": "", "o": "", "f": ""})).text == "66\n\f"


def test_without_the_letters_that_tell_ligatures_apart_nothing_is_chosen() -> None:
    data = with_bars([["c", "ti", "e"]], {"ti": "", "f": "ж"})
    source = document(data)
    assert source.data.decode().strip() == "c\ufffde"
    assert source.fonts[0].codes[-1].how == "unknown"


def test_a_claim_is_not_doubted_without_the_letters_that_tell_ligatures_apart() -> None:
    # Two codes claim an O, and one looks like a ligature of a t and an i; but in this font nothing is called f.
    source = document(with_bars([["c", "ti", "e", "O"]], {"ti": "O", "f": "ж"}))
    assert source.data.decode().strip() == "cOeO"
    assert source.repairs == ()


def test_codes_without_a_table_are_named_by_the_table_of_the_program() -> None:
    pdf = Pdf()
    program = pdf.stream(bar_font(["o", "n"]), packed=True)
    descriptor = pdf.add(f"<< /Type /FontDescriptor /FontName /Bars /Flags 4 /FontFile2 {program} 0 R >>")
    encoding = "<< /Type /Encoding /Differences [1 /n /f_i /uni00e9 /g7] >>"
    font = pdf.add(
        f"<< /Type /Font /Subtype /TrueType /BaseFont /Bars /FirstChar 1 /Widths [500 500 500 500] /Encoding {encoding} "
        f"/FontDescriptor {descriptor} 0 R >>"
    )
    pdf.page("BT /F1 10 Tf 72 700 Td <01020304> Tj ET", f"<< /Font << /F1 {font} 0 R >> >>")
    source = document(pdf.data())
    assert source.data.decode().strip() == "nfié\ufffd"
    assert [(one.text, one.how) for one in source.fonts[0].codes] == [
        ("n", "encoding"),
        ("fi", "encoding"),
        ("é", "encoding"),
        ("\ufffd", "unknown"),
    ]


@pytest.mark.parametrize(
    ("cmap", "codes"),
    [
        (b"beginbfrange <0001> <0003> [<0066> <00660069> <D83DDE00>] endbfrange", {1: "f", 2: "fi", 3: "😀"}),
        (b"beginbfrange <20> <7E> <0020> endbfrange", {code: chr(code) for code in range(0x20, 0x7F)}),
        (b"% beginbfchar <01> <0041> endbfchar\n beginbfchar <02> <0042> endbfchar", {2: "B"}),
        (b"beginbfchar <01> endbfchar <zz> beginbfrange <01> endbfrange", {}),
    ],
)
def test_tounicode_is_read(cmap: bytes, codes: dict[int, str]) -> None:
    assert read_tounicode(cmap) == codes


def test_a_range_of_all_codes_ends() -> None:
    assert len(read_tounicode(b"beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange")) == MOST_CODES


def test_shapes_are_alike_as_far_as_they_share_pixels() -> None:
    width, boxes = bars("f")
    polygons = [[(x0, y0), (x0, y1), (x1, y1), (x1, y0)] for x0, y0, x1, y1 in boxes]
    shape = drawn(polygons, 1000, width)
    assert shape.likeness(shape.bits) == 1000
    assert 0 < shape.likeness(shifted(shape.bits, 4)) < 1000
    assert shape.likeness(shifted(shape.bits, 90)) == 0
    # Both windings are filled, and overlaps once.
    assert drawn([list(reversed(polygon)) for polygon in polygons], 1000, width) == shape


def test_ligatures_are_listed_once() -> None:
    assert len(set(LIGATURES)) == len(LIGATURES)


def test_the_most_that_shapes_can_be_alike_is_never_less_than_what_they_are() -> None:
    shapes = []
    for glyph in ("f", "i", "l", "o", "fi"):
        width, boxes = bars(glyph)
        polygons: list[Polygon] = [[(x0, y0), (x0, y1), (x1, y1), (x1, y0)] for x0, y0, x1, y1 in boxes]
        shapes.append(drawn(polygons, 1000, width))
    for one, first, second in product(shapes, repeat=3):
        most = most_likeness(one, [first, second])
        for place in (-6, 0, 20, 60):
            assert one.likeness(first.bits | shifted(second.bits, place)) <= most
    # An f is no o, whatever it is moved to: this much is seen without moving it.
    assert most_likeness(shapes[3], [shapes[0]]) < 720
    assert most_likeness(shapes[4], [shapes[0], shapes[1]]) > 900


def test_letters_without_widths_match_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stem: list[Polygon] = [((100, 0), (180, 0), (180, 700), (100, 700))]
    monkeypatch.setattr(Program, "polygons", lambda *_: stem)
    program = Program({"f": object(), "i": object(), "g": object()}, 1000, lambda _: None)
    # Of none of them, and of one alone: by the other the glyph would be as wide as both.
    for widths in ({}, {"f": 280, "g": 280}):
        monkeypatch.setattr(Program, "advance", lambda _, glyph, known=widths: known.get(glyph, 0))
        assert Shapes(program, {"f": "f", "i": "i"}).matches("g", ["fi"]) == []
