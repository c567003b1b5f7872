"""Items of lists on pages of a PDF: bullets of odd codes, and numbers that stand far before their text."""

from __future__ import annotations

import pytest
from pdfs import Pdf, lines, simple, wrapped
from test_pdf import blocks as blocks_of
from test_pdf import document

BEES = "The bees were moved to the heath in August, on the cart of the carrier, by night and with their doors shut."
WAX = "Whoever bought the wax had to take the combs as well."
HONEY = "The honey of the heath is dark, and too thick for the machine of the cooperative, which was made for clover."


def item(mark: str, text: str, y: int, x: int = 72) -> str:
    """Return an item whose text begins thirty points behind its mark, all of its lines at one place."""
    return lines([mark], x=x, y=y) + lines(wrapped(text, 330), x=x + 30, y=y)


@pytest.mark.parametrize("marks", ["---", "123", ("1.", "2.", "3."), ("(a)", "(b)", "(c)")])
def test_what_stands_far_before_an_item_is_no_cell(marks: str | tuple[str, ...]) -> None:
    texts = (BEES, WAX, HONEY)
    page = "".join(item(mark, text, 700 - 24 * at) for at, (mark, text) in enumerate(zip(marks, texts, strict=True)))
    found = blocks_of(document(simple(page)))
    assert [(kind, text.split(maxsplit=1)) for kind, text in found] == [
        ("list_item", [mark, text]) for mark, text in zip(marks, texts, strict=True)
    ]


def test_numbers_that_do_not_follow_one_another_number_no_items() -> None:
    found = blocks_of(document(simple(item("12", BEES, 700) + lines(wrapped(WAX), y=650) + item("31", HONEY, 600))))
    assert [kind for kind, _ in found] == ["paragraph"] * 3


def font(encoding: str) -> str:
    return f"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding {encoding} >> >> >>"


@pytest.mark.parametrize(
    ("encoding", "codes", "text"),
    [
        # Codes that Windows gives no character are bullets (ISO 32000-1, D.2); a soft hyphen is shown as a hyphen.
        ("/WinAnsiEncoding", r"\177 bees", "• bees"),
        ("<< /BaseEncoding /WinAnsiEncoding >>", r"\201 bees", "• bees"),
        ("/WinAnsiEncoding", r"bee\255hive", "bee-hive"),
        ("<< /BaseEncoding /WinAnsiEncoding /Differences [173 /germandbls] >>", r"Bie\255", "Bieß"),
        ("/MacRomanEncoding", r"\245 bees", "• bees"),
    ],
)
def test_codes_without_a_character_of_windows_are_bullets(encoding: str, codes: str, text: str) -> None:
    pdf = Pdf()
    pdf.page(f"BT /F1 10 Tf 72 700 Td ({codes}) Tj ET", font(encoding))
    assert document(pdf.data()).data.decode().strip() == text
