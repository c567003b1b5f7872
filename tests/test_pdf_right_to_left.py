"""Right-to-left text in a PDF: read in the order it is read, however its glyphs are ordered in the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfs import Pdf
from placed import line

from parquetry.config import Input, Segment
from parquetry.config import Repair as Repairs
from parquetry.read.files import from_bytes
from parquetry.read.formats.pdf.arabic_forms import without_forms
from parquetry.read.formats.pdf.document import pdf_document
from parquetry.read.formats.pdf.logical_order import levels, order
from parquetry.read.formats.pdf.reading_order import Leftwards, in_reading_order
from parquetry.read.formats.pdf.right_to_left import line_directions
from parquetry.repair import repair
from parquetry.segment import segment

if TYPE_CHECKING:
    from parquetry.model.documents import Source

CASES = json.loads((Path(__file__).parent / "golden" / "logical_order.json").read_text(encoding="utf-8"))
WIDTH = 500
"""Thousandths of an em that each glyph of the test font takes."""
ALPHABET = "אבגדהוזחטיכלמנסעפצקרשתםןףץאبتحدرسعفقكلمنهويABCDEGPQRSWabcdefghilmnoprstuvw0123456789.,:-%/()[] ﻣﺮﺣﺒﺎ"
LETTERS = sorted(set(ALPHABET))
SIGN = "\N{HEBREW POINT QAMATS}"


def hexadecimal(text: str) -> str:
    """Return text as a string of codes of the test font."""
    return "<" + "".join(f"{LETTERS.index(one) + 1:04x}" for one in text) + ">"


def font(pdf: Pdf) -> int:
    """Add a font of the letters above, and of a sign without width under the last code, and return its number."""
    texts = [*LETTERS, SIGN]
    pairs = "\n".join(f"<{code:04x}> <{text.encode('utf-16-be').hex()}>" for code, text in enumerate(texts, 1))
    tounicode = pdf.stream(f"{len(texts)} beginbfchar\n{pairs}\nendbfchar", packed=True)
    child = pdf.add(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Two /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        f"/Supplement 0 >> /DW {WIDTH} /W [{len(texts)} [0]] >>"
    )
    return pdf.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Two /Encoding /Identity-H /DescendantFonts [{child} 0 R] "
        f"/ToUnicode {tounicode} 0 R >>"
    )


def document(*operators: str) -> Source:
    pdf = Pdf()
    number = font(pdf)
    for operator in operators:
        pdf.page(operator, f"<< /Font << /F1 {number} 0 R >> >>")
    return pdf_document(from_bytes(pdf.data(), "a.pdf"), Input())


def shown(*lines: str, right: int = 400) -> str:
    """Return the operators that show lines, given as they are seen, with their ends one below another."""
    return "".join(
        f"BT /F1 10 Tf {right - 5 * len(line)} {700 - 12 * number} Td {hexadecimal(line)} Tj ET\n"
        for number, line in enumerate(lines)
    )


@pytest.mark.parametrize("case", CASES, ids=[case["reason"] for case in CASES])
def test_a_line_is_read_in_the_order_of_its_text(case: dict[str, str]) -> None:
    found = levels(list(case["page"]), right_to_left=bool(case["right_to_left"]))
    assert "".join(case["page"][at] for at in order(found)) == case["text"]


@given(st.lists(st.text(min_size=1, max_size=3), max_size=40), st.booleans())
def test_every_part_is_read_once(texts: list[str], right_to_left: bool) -> None:  # noqa: FBT001
    assert sorted(order(levels(texts, right_to_left=right_to_left))) == list(range(len(texts)))


def test_lines_of_hebrew_are_one_paragraph_in_logical_order() -> None:
    source = document(shown("תילפאה הכורא הרוש איה וז", "ןויסינה ףוס .דוע הפ שיו"))
    assert source.text == "זו היא שורה ארוכה האפלית\nויש פה עוד. סוף הניסיון\n\f"
    done = segment(repair(source, Repairs()), Segment())
    assert [block.kind for block in done.blocks] == ["paragraph"]


def test_glyphs_shown_in_the_order_of_reading_are_read_alike() -> None:
    # Each letter is moved to on its own, from right to left, as some programs write.
    text = "שלום לכם"
    moves = "".join(f"1 0 0 1 {400 - 5 * k} 700 Tm {hexadecimal(one)} Tj " for k, one in enumerate(text, 1))
    assert document(f"BT /F1 10 Tf {moves} ET").text == f"{text}\n\f"


@pytest.mark.parametrize("brackets", ["()", ")("])
def test_brackets_open_before_they_close(brackets: str) -> None:
    opening, closing = brackets
    # The left bracket on the page closes: programs say either what is seen there or what it is.
    assert document(shown(f"דוע {opening}םולש{closing} הז")).text == "זה (שלום) עוד\n\f"
    # A number in them tells as well as a word.
    assert document(shown(f"דוע {opening}2.1{closing} הז")).text == "זה (2.1) עוד\n\f"


def test_figures_and_latin_words_keep_their_order_and_their_places() -> None:
    source = document(shown("ןאכ PQ 2.1 הנכות"))
    assert source.text == "תוכנה PQ 2.1 כאן\n\f"
    texts = [source.text.encode()[origin.source_start : origin.source_end].decode() for origin in source.origins]
    assert texts == ["תוכנה", "PQ 2.1", "כאן"]
    # The first word read is the last on the page.
    assert [(origin.x0, origin.x1) for origin in source.origins] == [(375.0, 400.0), (340.0, 370.0), (320.0, 335.0)]


def test_an_english_line_with_a_hebrew_word_stays_one() -> None:
    source = document(shown("Pass the word םולש on"))
    assert source.text == "Pass the word שלום on\n\f"
    assert len(source.origins) == 3


@pytest.mark.parametrize("right_to_left", [True, False])
def test_only_a_line_to_the_left_is_measured_as_in_a_mirror(right_to_left: bool) -> None:  # noqa: FBT001
    shown = line("םולש", 10_000, x0=2_000, x1=30_000)
    read = in_reading_order(shown, Leftwards(mostly=True, brackets_as_read=False), right_to_left=right_to_left)
    assert (read.x0, read.x1) == ((0, 28_000) if right_to_left else (2_000, 30_000))


@pytest.mark.parametrize("first", [True, False])
def test_a_vowel_sign_goes_with_its_letter(*, first: bool) -> None:
    sign = f"<{len(LETTERS) + 1:04x}>"
    # Seen from left to right the letters are mem, lamed; the sign is that of the lamed, and is shown before it or, where
    # the stream goes from right to left, behind it.
    if first:
        stream = f"{hexadecimal('ם')} Tj {sign} Tj {hexadecimal('ל')} Tj"
    else:
        stream = (
            f"1 0 0 1 77 700 Tm {hexadecimal('ל')} Tj 1 0 0 1 78 702 Tm {sign} Tj 1 0 0 1 72 700 Tm {hexadecimal('ם')} Tj"
        )
    assert document(f"BT /F1 10 Tf 72 700 Td {stream} ET").text == f"ל{SIGN}ם\n\f"


def test_the_right_column_is_read_first() -> None:
    left = shown(*["תילאמש הרוש איה וז רשא המכו המכ"] * 6, right=250)
    right = shown(*["תינמי הרוש איה וז רשא המכו המכ"] * 6, right=450)
    text = document(left + right).text
    assert text.index("ימנית") < text.index("שמאלית")


def test_the_first_cell_of_a_row_is_the_right_one() -> None:
    names, texts, prices = ["דחא", "םינש", "השלש"], ["המכו המכ תאז הרוש", "הזה רפסה", "רחא רפס"], ["12", "7.50", "1200"]
    page = shown(*names, right=450) + shown(*texts, right=380) + shown(*prices, right=220)
    assert document(page).text == "אחד\tשורה זאת כמה וכמה\t12\nשנים\tהספר הזה\t7.50\nשלשה\tספר אחר\t1200\n\f"


def test_the_lines_of_a_wrapped_cell_are_its_row_in_hebrew() -> None:
    """Nothing stands beside what goes on with a cell that is full, and the cells are closer than those of most tables."""
    names, texts = ["דחא", "", "םינש", "השלש"], ["המכו המכ תאז הרוש", "הרוש דוע", "הזה רפסה", "רחא רפס"]
    prices = ["12", "", "7.50", "1200"]
    page = shown(*names, right=450) + shown(*texts, right=420) + shown(*prices, right=326)
    assert document(page).text.startswith("אחד\tשורה זאת כמה וכמה עוד שורה\t12\nשנים\tהספר הזה\t7.50\n")


def test_a_mixed_line_runs_as_those_beside_it() -> None:
    assert line_directions([["שלום לכם"], ["a long name, ", "שם"], ["עוד שורה אחת"]]) == [True, True, True]
    assert line_directions([["A line of words"], ["with שלום לכולכם"], ["and another"]]) == [False, False, False]
    assert line_directions([["שלום לכם"], ["12"], ["word"]]) == [True, True, False]


def test_forms_of_arabic_letters_are_letters() -> None:
    assert document(shown("ﺎﺒﺣﺮﻣ")).text == "مرحبا\n\f"
    # A sign that stands alone on a space, and what is no Arabic, stays as it is.
    assert without_forms("\N{ARABIC FATHATAN ISOLATED FORM} ﬁ é") == "\N{ARABIC FATHATAN ISOLATED FORM} ﬁ é"
