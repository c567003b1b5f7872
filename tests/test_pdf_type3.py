"""Type 3 fonts: bitmaps whose glyphs are called by numbers, and whose units may be pixels."""

from __future__ import annotations

import pytest
from pdfs import HELVETICA, Pdf, wrapped
from playa.fontmetrics import FONT_METRICS
from test_pdf import document

from parquetry.read.formats.pdf.type3 import names_by_code

WIDTHS = FONT_METRICS["Helvetica"][1]
BELLS = (
    "The bell of the lower church was cast from the bells of two others, and rings for all three. Whoever comes from the "
    "hills hears it before he sees the town, and knows whether he will miss the market."
)


def of_bitmaps(texts: list[str], pixels: int, *, equal: bool = False) -> bytes:
    """Return a file in a font of bitmaps, set at ten points, whose em has so many pixels; codes name its glyphs."""
    pdf = Pdf()
    codes = {sign: ord(sign) for text in texts for sign in text if sign != " "}
    units = {code: (500 if equal else WIDTHS[sign]) * pixels / 1000 for sign, code in codes.items()}
    glyph = pdf.stream(f"{pixels} 0 0 0 {pixels} {pixels} d1 0 0 {pixels} {pixels} re f")
    names = {code: f"a{code}" for code in units}
    widths = " ".join(f"{units.get(code, 0):.3f}" for code in range(33, 127))
    font = pdf.add(
        f"<< /Type /Font /Subtype /Type3 /FontBBox [0 {-pixels // 4} {pixels} {pixels * 3 // 4}] /FontMatrix [1 0 0 1 0 0] "
        f"/FirstChar 33 /LastChar 126 /Widths [{widths}] /Encoding << /Differences "
        f"[{' '.join(f'{code} /{name}' for code, name in names.items())}] >> /Resources << >> "
        f"/CharProcs << {' '.join(f'/{name} {glyph} 0 R' for name in names.values())} >> >>"
    )
    scale = 10 / pixels
    # Numbers in an array are thousandths of the size, which is one pixel.
    space = -278 * pixels
    shown = "".join(
        f"BT /F9 1 Tf {scale} 0 0 {scale} 72 {700 - 12 * row} Tm [({f') {space} ('.join(text.split())})] TJ ET\n"
        for row, text in enumerate(texts)
    )
    pdf.page(shown, f"<< /Font << /F9 {font} 0 R /F1 {HELVETICA} >> >>")
    return pdf.data()


def text_of(data: bytes) -> str:
    return " ".join(document(data).text.split())


@pytest.mark.parametrize("pixels", [1, 40, 300])
def test_bitmaps_are_read_by_codes_and_words_parted_by_the_size_of_an_em(pixels: int) -> None:
    assert text_of(of_bitmaps(wrapped(BELLS), pixels)) == BELLS


def test_names_that_are_letters_are_believed() -> None:
    assert names_by_code({97: "b", 98: "a"}, {97: 500, 98: 500}) == {97: "b", 98: "a"}


def test_codes_whose_widths_are_not_those_of_letters_are_not_read() -> None:
    """Another order of codes, or a fixed font: nothing tells which letters they are."""
    found = text_of(of_bitmaps(wrapped(BELLS), 40, equal=True))
    assert not any(letter.isalpha() for letter in found)
    assert found.count(" ") == BELLS.count(" ")


def test_a_code_as_wide_as_the_letters_of_a_ligature_is_that() -> None:
    letters = {ord(sign): float(WIDTHS[sign]) for sign in "abcdefghijklmnopqrstuvwxyz"}
    widths = letters | {12: 490.0, 13: 700.0}
    names = names_by_code({code: f"a{code}" for code in widths}, widths)
    assert (names[12], names[13], names[ord("q")]) == ("f_i", "a13", "q")
