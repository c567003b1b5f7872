"""Vertical writing: by a font that is written downwards, or sign by sign with one that is not."""

from __future__ import annotations

from pdfs import COURIER, Pdf, string
from test_pdf import blocks, document

FIRST = "夜の間に川が増え、革屋の庭まで水が来た。染物屋は竿を貸した。"
SECOND = "市は二日遅れた。"
SIZE, TOP = 10, 700


def with_signs(*pages: str, vertical: bool = False) -> bytes:
    """Return a file of pages with a font of two-byte codes, which are those of Unicode, as F9."""
    pdf = Pdf()
    tounicode = pdf.stream("1 beginbfrange\n<0000> <ffff> <0000>\nendbfrange")
    child = pdf.add(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Signs /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    encoding = "Identity-V" if vertical else "Identity-H"
    font = pdf.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Signs /Encoding /{encoding} /DescendantFonts [{child} 0 R] "
        f"/ToUnicode {tounicode} 0 R >>"
    )
    for page in pages:
        pdf.page(page, f"<< /Font << /F1 {COURIER} /F9 {font} 0 R >> >>")
    return pdf.data()


def shown(text: str, x: float, y: float, turn: str = "1 0 0 1") -> str:
    """Return the operators that show text with the font of two-byte codes."""
    return f"BT /F9 {SIZE} Tf {turn} {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"


def western(text: str, x: float, y: float, turn: str = "1 0 0 1") -> str:
    """Return the operators that show text with Courier, whose letters are 6 points wide."""
    return f"BT /F1 {SIZE} Tf {turn} {x} {y} Tm {string(text)} Tj ET\n"


def downwards(text: str, x: float, y: float = TOP, pitch: float = SIZE) -> str:
    """Return the operators that show each sign of a text by itself, one below the other."""
    return "".join(shown(sign, x, y - pitch * at) for at, sign in enumerate(text))


def test_signs_placed_below_one_another_are_lines_from_right_to_left() -> None:
    page = downwards(FIRST[:20], 500) + downwards(FIRST[20:], 482) + downwards(SECOND, 440)
    source = document(with_signs(page))
    assert blocks(source) == [("paragraph", FIRST), ("paragraph", SECOND)]
    # A line is as wide as an em and as high as its signs.
    box = source.origins[0]
    assert (box.y0, box.y1) == (800 - TOP - 8.8, 800 - TOP - 8.8 + 200)
    assert 495 < box.x0 < 501
    assert 508 < box.x1 < 512


def test_a_stop_shown_after_the_rest_is_in_its_place() -> None:
    """Programs show first what one font has, then what another has."""
    signs = [shown(sign, 500, TOP - SIZE * at) for at, sign in enumerate(FIRST[:20])]
    at = FIRST.index("、")
    page = "".join([*signs[:at], *signs[at + 1 :], signs[at]]) + downwards(FIRST[20:], 482)
    assert blocks(document(with_signs(page))) == [("paragraph", FIRST)]


def test_a_word_turned_by_a_quarter_and_a_number_set_across_are_of_their_line() -> None:
    page = downwards("三月の", 500)
    page += western("1", 500.2, TOP - 30, "0.8 0 0 1") + western("2", 505, TOP - 30, "0.8 0 0 1")
    page += downwards("日に", 500, TOP - 40) + western("Oslo", 501, TOP - 51, "0 -1 1 0")
    page += downwards("から来た。", 500, TOP - 85)
    assert blocks(document(with_signs(page))) == [("paragraph", "三月の12日にOsloから来た。")]


def test_a_word_turned_by_a_quarter_is_of_its_line_whose_font_is_written_downwards() -> None:
    top = TOP + 8.8
    page = shown("三月に", 505, top) + western("Oslo", 501, top - 33, "0 -1 1 0") + shown("から船が来た。", 505, top - 60)
    assert blocks(document(with_signs(page, vertical=True))) == [("paragraph", "三月に Oslo から船が来た。")]


def test_cells_of_one_sign_below_one_another_are_rows() -> None:
    """Rows are further apart than the signs of a line, even where a table is shown column by column."""
    page = "".join(downwards(column, 100 + 60 * at, pitch=16) for at, column in enumerate(("男女男女", "一二三四")))
    assert blocks(document(with_signs(page))) == [("table", "男\t一\n女\t二\n男\t三\n女\t四")]


def test_lines_shown_sign_by_sign_are_read_to_the_right() -> None:
    page = "".join(shown(sign, 100 + SIZE * at, TOP - 14 * row) for row in range(2) for at, sign in enumerate(FIRST[:20]))
    assert blocks(document(with_signs(page)))[0][1] == FIRST[:20] * 2


def test_a_column_of_signs_beside_other_text_is_no_line() -> None:
    """Rows of a table may be as close as the signs of a vertical line."""
    ports = ["Oslo", "Kiel", "Riga", "Bergen"]
    rows = [(port, sign, TOP - 11 * at) for at, (port, sign) in enumerate(zip(ports, "有無有無", strict=True))]
    page = "".join(western(port, 72, y) + shown(sign, 200, y) for port, sign, y in rows)
    assert [text.split() for text in blocks(document(with_signs(page)))[0][1].split("\n")] == [
        [port, sign] for port, sign, _ in rows
    ]
