"""Kinds of the blocks of a page, each on both sides of what it takes, by lines that are given."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from placed import EM, LEADING, line, stretch

from parquetry.read.formats.pdf import hand_set, kinds, notes_by_marker
from parquetry.read.formats.pdf.draft import PageBlock
from parquetry.read.formats.pdf.measures import Measures
from parquetry.read.formats.pdf.page_line import PageLine, Piece

MEASURES = Measures(EM, {EM: LEADING}, {}, {})


def block(*texts: str, kind: str = "", **style: Any) -> PageBlock:
    return PageBlock(kind, [line(text, LEADING * row, **style) for row, text in enumerate(texts)])


def kind_of(*texts: str, **style: Any) -> str:
    return kinds.with_kind(block(*texts, **style), MEASURES).kind


@pytest.mark.parametrize(
    ("texts", "style", "kind"),
    [
        (["Of bees"], {"size": 1_080}, "heading"),
        (["Of bees"], {"size": 1_079}, "paragraph"),
        (["Of bees"], {"bold": True, "size": 950}, "heading"),
        (["Of bees"], {"bold": True, "size": 949}, "paragraph"),
        (["They hum."], {"bold": True}, "paragraph"),
        (["12"], {"size": 1_080}, "paragraph"),
        (["a" * 240], {"size": 1_080}, "heading"),
        (["a" * 241], {"size": 1_080}, "paragraph"),
        (["Of bees"] * 4, {"size": 1_080}, "heading"),
        (["Of bees"] * 5, {"size": 1_080}, "paragraph"),
        (["Figure 3: bees"] + ["of it"] * 3, {}, "caption"),
        (["Figure 3: bees"] + ["of it"] * 4, {}, "paragraph"),
        (["3 See there"], {"size": 949}, "footnote"),
        (["3 See there"], {"size": 950}, "paragraph"),
        (["See there"], {"margin": "note"}, "footnote"),
        (["• wax"], {}, "list_item"),
        (["Of bees ..... 3"], {}, "list_item"),
        (["Of bees ... 3"], {}, "paragraph"),
        (["x = 1"], {"fixed": True}, "code"),
    ],
)
def test_a_block_is_what_the_first_rule_says(texts: list[str], style: dict[str, Any], kind: str) -> None:
    assert kind_of(*texts, **style) == kind


def test_a_block_keeps_the_kind_it_has_and_code_its_lines() -> None:
    assert kinds.with_kind(block("• wax", kind="heading"), MEASURES).kind == "heading"
    assert [kinds.with_kind(block(text, fixed=fixed), MEASURES).verbatim for text, fixed in (("x", True), ("x", False))] == [
        True,
        False,
    ]


def cells(text: str, *others: str) -> PageLine:
    """Return a line with gaps between its cells."""
    pieces = [Piece("   " * bool(at), stretch(cell, 0, 1, 0)) for at, cell in enumerate((text, *others))]
    return replace(line("   ".join((text, *others)), 0), pieces=tuple(pieces))


def test_most_lines_of_a_table_have_cells() -> None:
    def kind(rows: int, texts: int) -> str:
        lines = [cells("a", "b")] * rows + [line("a text", 0)] * texts
        return kinds.with_kind(PageBlock("", lines), MEASURES).kind

    assert [kind(2, 1), kind(1, 1), kind(1, 0), kind(2, 2)] == ["table", "paragraph", "paragraph", "paragraph"]
    assert [kinds.has_cells(cells("a", "b")), kinds.has_cells(cells("•", "wax")), kinds.has_cells(cells("3", "wax"))] == [
        True,
        False,
        False,
    ]
    assert kinds.has_cells(cells("•", "wax", "honey"))


def test_code_is_set_in_by_letters_of_its_font() -> None:
    def indents(x0: int) -> list[int]:
        listing = [block("if x:", kind="code", fixed=True), block("y", kind="code", fixed=True, x0=x0)]
        return [indent for one in kinds.indented(listing) for indent in one.indents]

    assert [indents(2_400), indents(2_699), indents(2_701)] == [[0, 4], [0, 4], [0, 5]]


def test_a_page_of_contents_has_three_entries() -> None:
    def kind(entries: int) -> str:
        blocks = [block(f"Of bees {k} ..... {k}", kind="list_item") for k in range(entries)]
        return kinds.labelled([*blocks, block("Leadership 12", kind="heading")])[-1].kind

    assert [kind(2), kind(3)] == ["heading", "list_item"]


def test_the_label_of_a_chapter_is_of_its_title() -> None:
    def blocks(label: str, **style: Any) -> int:
        return len(kinds.labelled([block(label, kind="heading"), block("Of bees", kind="heading", **style)]))

    assert [blocks("Chapter 5"), blocks("Appendix A"), blocks("5."), blocks("Of wasps")] == [1, 1, 1, 2]
    assert blocks("5.", page=1) == 2


def test_numbers_that_follow_one_another_count_items() -> None:
    def found(*numbers: int) -> list[str]:
        return [one.kind for one in kinds.counted([block(f"{n}   wax", kind="paragraph") for n in numbers])]

    assert found(1, 2) == ["list_item"] * 2
    assert found(1, 3) == ["paragraph"] * 2
    assert found(2, 1) == ["paragraph"] * 2
    assert [one.kind for one in kinds.counted([block("3  wax", kind="paragraph"), block("4  wax", kind="paragraph")])] == [
        "paragraph"
    ] * 2


def test_headings_have_levels_by_half_points_and_weight() -> None:
    def levels(*sizes: tuple[int, bool]) -> list[int | None]:
        return [one.level for one in kinds.leveled([block("A", kind="heading", size=s, bold=b) for s, b in sizes])]

    assert levels((1_400, False), (1_200, False), (1_200, True)) == [1, 3, 2]
    assert levels((1_400, False), (1_376, False), (1_374, False)) == [1, 1, 2]
    assert levels(*((2_000 - 100 * k, False) for k in range(11))) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9]
    tagged = replace(block("A", kind="heading"), level=4)
    assert kinds.leveled([tagged])[0].level == 4


def test_notes_end_their_column_and_have_numbers_that_stand_raised_in_its_text() -> None:
    def found(*, size: int = 949, number: str = "1", text_size: int = EM, last: str = "") -> list[str]:
        text = line("a text", 0, size=text_size)
        raised = Piece("", stretch("1", 9_000, 9_100, 0, 600), raised=True)
        column = [PageBlock("paragraph", [replace(text, pieces=(*text.pieces, raised))])]
        column.append(block(f"{number} See there", kind="list_item", size=size))
        column += [block(last, kind="paragraph")] if last else []
        return [one.kind for one in notes_by_marker.with_noted(column, MEASURES)]

    assert [found()[1], found(size=950)[1], found(number="2")[1]] == ["footnote", "list_item", "list_item"]
    assert [found(text_size=950)[1], found(text_size=949)[1]] == ["footnote", "list_item"]
    # The number of the page stands below them; more text does not.
    assert [found(last="12"), found(last="More of it.")] == [
        ["paragraph", "footnote", "paragraph"],
        ["paragraph", "list_item", "paragraph"],
    ]


def by_hand(*ends: int, texts: list[str] | None = None, indent: int = 0, **style: Any) -> int:
    """Return how many lines are found to be ended by hand that end at these places of a column of 300 points."""
    shown = texts or ["and so it is"] * len(ends)
    lines = [
        line(text, LEADING * k, indent * (k % 2), x1, **style) for k, (text, x1) in enumerate(zip(shown, ends, strict=True))
    ]
    return len(hand_set.set_by_hand([lines], set(), MEASURES))


def test_lines_are_ended_by_hand_where_the_next_word_had_room() -> None:
    """A word of these lines is a quarter of their width."""
    short, full = (12_000, 12_500, 13_000, 13_500), (30_000,)
    assert by_hand(*short) == 4
    assert [by_hand(*short[:3]), by_hand(*short[:2])] == [3, 0]
    # Half of the pairs of these lines, where there are few in all of their column.
    assert [by_hand(12_000, 12_500, *full * 2, 13_000), by_hand(12_000, 12_500, *full * 3, 13_000)] == [5, 0]
    ragged = [29_800 - 150 * k for k in range(11)]
    assert by_hand(12_000, 12_500, *ragged[:3], 13_000) == 0
    assert by_hand(12_000, *ragged[:2]) == 0
    assert by_hand(*full * 4, margin="entry") == 4
    # A quarter of those of the column, three at least.
    assert [by_hand(*short[:3], *ragged[:10]), by_hand(*short[:3], *ragged)] == [13, 0]
    # Lines that end at one place are filled.
    assert [by_hand(12_000, 12_100, 12_200, 12_200), by_hand(12_000, 12_099, 12_200, 12_201)] == [0, 4]
    # Every other one may be set in by two ems.
    assert [by_hand(*short, indent=2_000), by_hand(*short, indent=2_001)] == [4, 0]
    assert by_hand(*short, texts=["and so it is."] * 4) == 0
    for style in ({"bold": True}, {"fixed": True}, {"table": 1}, {"margin": "note"}, {"size": EM + 1}):
        assert by_hand(*short, **style) == 0
