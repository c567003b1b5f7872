"""How a page is set and what that says: drop caps, captions, running heads, and what a file says of them itself."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from cost import assert_linear_lines
from pdfs import lines, simple, string, wrapped

from parquetry.config import Input, Repair, Segment
from parquetry.read.files import from_bytes
from parquetry.read.formats.pdf.document import pdf_document
from parquetry.read.formats.pdf.line_pairs import is_other_size
from parquetry.read.formats.pdf.lines import page_lines
from parquetry.read.formats.pdf.stretch import Stretch
from parquetry.repair import repair
from parquetry.segment import segment

if TYPE_CHECKING:
    from parquetry.read.formats.pdf.fonts import PageFont

BRIDGE = (
    "The bridge was built by two brothers who had not spoken since the autumn, one from each bank. It met in the middle all "
    "the same, and nobody has seen either of them cross it. The toll is paid on the left bank in even years."
)
FERRY = (
    "Before the bridge there was a ferry, which was slower, but had a bench. The ferryman kept bees on the roof of his hut, "
    "and sold the honey at both ends. When the bridge came he sold the boat and kept the bees."
)


def blocks(*pages: str) -> list[tuple[str, str]]:
    done = segment(repair(pdf_document(from_bytes(simple(*pages), "a.pdf"), Input()), Repair()), Segment())
    return [(block.kind, done.text.text[block.start : block.end]) for block in done.blocks]


def beside(letter: str, text: str, *, space: int = 0) -> str:
    """Return the operators of a paragraph with a letter two lines high before it; the first line is set in by a space."""
    first, second, *rest = wrapped(text, 330)
    return (
        f"BT /F1 30 Tf 72 688 Td {string(letter)} Tj ET\n"
        + lines([first], x=96 + space, y=700)
        + lines([second], x=96, y=688)
        + lines(wrapped(" ".join(rest), 355), y=676)
    )


@pytest.mark.parametrize(("letter", "text", "space"), [("T", BRIDGE[1:], 0), ("A", f"{BRIDGE[4:]}", 3)])
def test_a_drop_cap_begins_its_paragraph(letter: str, text: str, space: int) -> None:
    assert blocks(beside(letter, text, space=space)) == [("paragraph", letter + " " * (space > 0) + text)]


def test_a_large_letter_beside_one_line_is_of_that_line() -> None:
    page = f"BT /F1 30 Tf 72 700 Td (B) Tj ET {lines(['is for bridge.'], x=100, y=700)}"
    assert "B is for bridge." in [text for _, text in blocks(page + lines(wrapped(FERRY), y=640))]


def test_letters_as_high_as_the_page_cost_by_its_lines() -> None:
    font = cast("PageFont", SimpleNamespace(bold=False, italic=False, fixed=False))

    def stretch(text: str, size: int, x0: int, baseline: int) -> Stretch:
        return Stretch(text, 0, size, "tounicode", 0, x0, x0 + 200, baseline, 1, 0, 1, -1, False, x0 + 200)

    def work(number: int) -> None:
        rows = [stretch(f"boat {k}", 1000, 800, 1200 * k) for k in range(number)]
        letters = [stretch("T", 2000 * number, 500 + k, 1200 * number - k) for k in range(4)]
        found = page_lines(0, [*letters, *rows], [font], 0)
        assert {line.x0 for line in found if "boat" in line.text} == {500}

    assert_linear_lines(work, 60)


def test_a_price_with_raised_cents_is_not_taken_for_a_drop_cap() -> None:
    page = f"BT /F1 30 Tf 72 688 Td (9) Tj ET {lines(['50 a crossing', 'and back'], x=96, y=700)}"
    assert not any(text.startswith("950") for _, text in blocks(page))


@pytest.mark.parametrize(("larger", "is_other"), [(1030, False), (1100, True)])
def test_letters_a_tenth_larger_are_of_another_size(larger: int, is_other: bool) -> None:  # noqa: FBT001
    """A few hundredths are what a program rounded; a reader sees a tenth."""
    assert (is_other_size(1000, larger), is_other_size(larger, 1000)) == (is_other, is_other)


def test_a_caption_ends_where_a_line_begins_at_the_edge() -> None:
    caption = "Figure 1: The bridge in the year of the flood, seen from the roof of the hut."
    page = lines(wrapped(BRIDGE, 380), y=700) + lines([caption], x=90, y=620) + lines(wrapped(FERRY, 380), y=608)
    assert blocks(page) == [("paragraph", BRIDGE), ("caption", caption), ("paragraph", FERRY)]


def test_a_paragraph_that_begins_like_a_caption_is_whole() -> None:
    text = f"Figure 1 shows what is left of it. {BRIDGE}"
    assert [text for _, text in blocks(lines(wrapped(text, 380)))] == [text]


def artifact(text: str, y: int, entries: str = "/Type /Pagination") -> str:
    return f"/Artifact << {entries} >> BDC {lines([text], y=y)} EMC\n"


def test_what_the_file_says_is_no_content_is_furniture_at_an_edge() -> None:
    # On one page nothing is repeated: only the file knows.
    body = lines(wrapped(BRIDGE), y=650)
    head = "A Chapter of Rivers"
    assert blocks(artifact(head, 760) + body) == [("page_artifact", head), ("paragraph", BRIDGE)]
    assert blocks(lines([head], y=760) + body)[0][0] != "page_artifact"


def test_what_the_file_says_is_doubted_where_it_is_most_of_the_text_or_inside_it() -> None:
    whole = "/Artifact BMC " + lines(wrapped(BRIDGE), y=650) + " EMC"
    assert blocks(whole) == [("paragraph", BRIDGE)]
    page = lines(wrapped(BRIDGE), y=700) + artifact("and a line of it", 600) + lines(wrapped(FERRY), y=560)
    assert ("page_artifact", "and a line of it") not in blocks(page)


def test_a_head_that_is_parted_by_columns_on_one_page_is_furniture_on_all() -> None:
    left, right = wrapped(f"{BRIDGE} {FERRY}", 200), wrapped(f"{FERRY} {BRIDGE}", 200)
    head = lines(["Rivers"], x=50, y=770) + lines(["Notes on Bridges"], x=430, y=770)
    columns = lines(left, x=50, y=740) + lines(right, x=320, y=740)
    found = blocks(head + columns, head + lines(wrapped(BRIDGE, 480), x=50, y=740))
    assert [text.split() for kind, text in found if kind == "page_artifact"] in (
        [["Rivers"], ["Notes", "on", "Bridges"], ["Rivers", "Notes", "on", "Bridges"]],
        [["Rivers", "Notes", "on", "Bridges"], ["Rivers", "Notes", "on", "Bridges"]],
    )


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("(About 10) Tj 4 Ts /F1 6 Tf (6) Tj 0 Ts /F1 10 Tf ( seeds) Tj", "About 10⁶ seeds"),
        ("(About 10) Tj 4 Ts /F1 6 Tf (-) Tj (9 ) Tj 0 Ts /F1 10 Tf (seeds) Tj", "About 10⁻⁹ seeds"),
        ("(In base 10) Tj -2 Ts /F1 6 Tf (2) Tj 0 Ts /F1 10 Tf (, H) Tj -2 Ts /F1 6 Tf (2) Tj", "In base 10₂, H2"),
        # As browsers and programs that print pages set them.
        ("(About 10) Tj 3.5 Ts /F1 8.33 Tf (6) Tj 0 Ts /F1 10 Tf ( seeds) Tj", "About 10⁶ seeds"),
        ("(About 10) Tj 4.5 Ts /F1 9.7 Tf (6) Tj 0 Ts /F1 10 Tf ( seeds) Tj", "About 10⁶ seeds"),
        ("(On the 1) Tj 4 Ts /F1 6 Tf (st) Tj 0 Ts /F1 10 Tf ( floor) Tj", "On the 1st floor"),
        ("(For 3) Tj 4 Ts /F1 6 Tf (1) Tj 0 Ts /F1 10 Tf (/) Tj -2 Ts /F1 6 Tf (2) Tj", "For 3¹/₂"),
        # As large as the line, or a cell that stands off what is beside it.
        ("(On floor 1) Tj 2 Ts (2) Tj 0 Ts ( of three) Tj", "On floor 12 of three"),
        ("(Some 10) Tj 2 Ts /F1 6 Tf 120 0 Td (6) Tj", "Some 10 6"),
    ],
)
def test_figures_that_stand_raised_or_lowered_are_no_part_of_a_number(shown: str, text: str) -> None:
    assert [block[1] for block in blocks(f"BT /F1 10 Tf 72 700 Td {shown} ET\n")] == [text]


def test_a_line_with_a_raised_sign_may_have_more_room() -> None:
    *first, last = wrapped(BRIDGE)
    # The number of the note pushes its line down by a third of the pitch, and the line is the last of its paragraph.
    y = 700 - 12 * len(first) - 4
    raised = f"BT /F1 10 Tf 72 {y} Td {string(last)} Tj 4 Ts /F1 7 Tf (1) Tj ET\n"
    assert blocks(lines(first, y=700) + raised) == [("paragraph", f"{BRIDGE}¹")]
    assert len(blocks(lines(first, y=700) + lines([last], y=y))) == 2


def test_a_head_that_is_set_large_is_one_if_it_is_the_same_on_several_pages() -> None:
    bodies = [lines(wrapped(text), y=700) for text in (BRIDGE, FERRY, " ".join(reversed(FERRY.split())))]
    pages = [lines(["River Letters"], y=770, size=12) + body for body in bodies]
    numbered = [page + lines([str(k)], x=300, y=40, size=12) for k, page in enumerate(pages, 4)]
    found = blocks(*numbered)
    assert [text for kind, text in found if kind == "page_artifact"] == [
        "River Letters",
        "4",
        "River Letters",
        "5",
        "River Letters",
        "6",
    ]
    # On two pages it may be a heading that comes twice, as "Exercises" does.
    assert [kind for kind, text in blocks(*pages[:2]) if text == "River Letters"] == ["heading", "heading"]


def test_headings_that_are_alike_stay_where_other_pages_have_theirs() -> None:
    heads = ["Agenda", "Example", "Example", "Example", "Thanks"]
    slides = [
        lines([head], y=740, size=20)
        + lines([f"about {text}"], y=690, size=14)
        + lines([f"Rivers 2003   {k}"], y=40, size=9)
        for k, (head, text) in enumerate(zip(heads, ("boats", "ice", "bees", "tolls", "you"), strict=True))
    ]
    found = blocks(*slides)
    assert [text for kind, text in found if kind == "heading"] == heads
    assert len([text for kind, text in found if kind == "page_artifact"]) == 5


def test_what_a_form_asks_on_each_page_is_text() -> None:
    asks = ["Name:", "Street:", "Town:", "Boat:", "Length:"]
    pages = []
    for number, name in enumerate(("Anna", "Per", "Ole"), 1):
        page = lines(["Application for a berth"], y=760, size=14, font="F2") + lines(asks, y=720, leading=20)
        page += lines([f"{name} {k}" for k in range(5)], x=160, y=720, leading=20)
        page += lines(["I shall pay for the whole year"], y=560) + lines(["Signature"], x=300, y=480)
        pages.append(page + lines([f"Form 12 {number}/3"], y=40, size=8))
    found = blocks(*pages)
    assert [text for kind, text in found if kind == "page_artifact"] == [f"Form 12 {number}/3" for number in (1, 2, 3)]
    assert [text for kind, text in found if kind == "heading"] == ["Application for a berth"] * 3


def test_a_column_goes_on_with_no_note_that_ends_a_sentence() -> None:
    left, right = wrapped(f"{BRIDGE} {BRIDGE} {FERRY}", 200), wrapped(f"{BRIDGE} {FERRY} {FERRY}", 200)
    cut = left[:12]
    columns = (
        lines(cut, x=50, y=740) + lines(["1. The toll is paid twice."], x=50, y=560) + lines(left[12:] + right, x=320, y=740)
    )
    items = [text for kind, text in blocks(columns) if text.startswith("1. The toll")]
    assert items == ["1. The toll is paid twice."]


def test_items_of_one_length_are_items_each() -> None:
    items = [f"{k}. The toll of the day was paid." for k in range(1, 5)]
    assert blocks(lines(items)) == [("list_item", item) for item in items]
    # A year or a figure that begins a line is not the next item.
    text = wrapped(f"1. {BRIDGE}", 200)
    assert len(blocks(lines([text[0], f"7. {text[1]}", *text[2:]]))) == 1


def test_a_cell_beside_another_is_not_read_into_it() -> None:
    cell = lines(["the toll of the day is paid by", "whoever crosses after dark"], x=300, y=650)
    found = blocks(lines(wrapped(BRIDGE), y=740) + cell + lines(["Toll"], x=72, y=644) + lines(wrapped(FERRY), y=600))
    assert ("paragraph", "Toll") in found
    assert [text for _, text in found if "Toll" in text] == ["Toll"]


def test_short_lines_that_end_at_one_place_are_no_edge_of_the_text() -> None:
    # Two of the lines of an address are of one length; the letter below it shows where lines end.
    address = ["The Keeper", "At the Old Weir 12", "At the Old Weir 21", "Lower Bank"]
    page = lines(address, y=740) + "".join(lines(wrapped(text), y=y) for text, y in ((BRIDGE, 660), (FERRY, 600)))
    assert [text for _, text in blocks(page)] == [*address, BRIDGE, FERRY]


def test_the_left_column_ends_before_the_right_one_whatever_stands_above() -> None:
    wide = lines(wrapped(f"{BRIDGE} {FERRY}", 440), y=740)
    left, right = f"Left of it. {FERRY} {BRIDGE}", f"Right of it. {FERRY} {BRIDGE}"
    page = wide + lines(wrapped(left, 190), y=640) + lines(wrapped(right, 190), x=310, y=640)
    assert [text for _, text in blocks(page)] == [f"{BRIDGE} {FERRY}", left, right]


@pytest.mark.parametrize(("stop", "kind"), [(".", "paragraph"), ("", "page_artifact")])
def test_sentences_that_begin_alike_on_many_pages_are_no_heads(stop: str, kind: str) -> None:
    heads = [f"We asked the keeper of the {place}{stop}" for place in ("lock", "mill", "weir", "gate")]
    answers = (BRIDGE, FERRY, " ".join(BRIDGE.split()[::-1]), " ".join(FERRY.split()[::-1]))
    pages = [lines([head], y=740) + lines(wrapped(answer), y=700) for head, answer in zip(heads, answers, strict=True)]
    assert [one for one in blocks(*pages) if one[1] in heads] == [(kind, head) for head in heads]


def placed(text: str, gap: int) -> str:
    """Return the operators of letters each of which is placed so many hundredths of an em behind the one before."""
    return f"BT /F1 10 Tf 72 760 Td [{f' -{gap * 10} '.join(string(letter) for letter in text)}] TJ ET\n"


@pytest.mark.parametrize(("gap", "found"), [(30, "OLD FERRY"), (60, "O L D F E R R Y")])
def test_letters_that_are_placed_apart_are_a_word(gap: int, found: str) -> None:
    """Spaces between words are glyphs here; further apart letters are cells."""
    text = blocks(placed("OLD FERRY", gap) + lines(wrapped(FERRY), y=700))[0][1]
    assert " ".join(text.split()) == found


def test_letters_as_far_apart_as_words_are_words_where_spaces_are_no_glyphs() -> None:
    """TeX shows no spaces: "A B C" may be three words, as any others of its page are parted by gaps alone."""
    body = "".join(
        f"BT /F1 10 Tf 72 {700 - 12 * row} Td [{' -300 '.join(map(string, line.split()))}] TJ ET\n"
        for row, line in enumerate(wrapped(FERRY))
    )
    assert blocks(placed("ABCD", 30) + body) == [("paragraph", "A B C D"), ("paragraph", FERRY)]


def test_a_line_below_the_baseline_of_a_drop_cap_may_be_beside_it() -> None:
    """A program that floats the letter sets in all lines that its box reaches down to."""
    first, second, third, *rest = wrapped(BRIDGE[1:], 330)
    page = f"BT /F1 30 Tf 72 680 Td (T) Tj ET\n{lines([first, second, third], x=96, y=700)}"
    assert blocks(page + lines(wrapped(" ".join(rest), 355), y=664)) == [("paragraph", BRIDGE)]
