"""Rules about what stands on the sides of a gutter of a page, each on both sides of what it takes."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest
from placed import EM, LEADING, column, line, segment, stretch

from parquetry.read.formats.pdf import apart, close_cells, drop_caps, flow, index_columns, measures, notes_below, spaced_out
from parquetry.read.formats.pdf.content import Box, Glyph, GlyphRun
from parquetry.read.formats.pdf.letter import Letter

if TYPE_CHECKING:
    from parquetry.read.formats.pdf.stretches import Segment

LEFT, GUTTER, RIGHT = (0, 20_000), 21_000, (22_000, 42_000)


def left(texts: list[str], first: int = 10_000, leading: int = LEADING) -> list[Segment]:
    return column(texts, *LEFT, first, leading)


def right(texts: list[str], first: int = 10_000, leading: int = LEADING) -> list[Segment]:
    return column(texts, *RIGHT, first, leading)


def test_two_lists_have_three_items_each() -> None:
    items = ["• apples", "• pears", "• plums"]
    assert apart.are_lists(left(items), right(items))
    assert not apart.are_lists(left(items), right([*items[:2], "plums"]))


def test_sides_are_apart_where_their_lines_are_on_none_of_the_other() -> None:
    def found(rows: int, off: int, lower: int = 300) -> bool:
        """Return whether two sides of as many lines are apart, of which some are lower on one side."""
        beside = [segment("Some.", *RIGHT, 10_000 + LEADING * k + lower * (0 < k <= off)) for k in range(rows)]
        return apart.are_apart(left(["Some."] * rows), beside)

    assert [found(20, 9), found(20, 8)] == [True, False]
    # A tenth of an em off, or in the middle between two lines, as a cell in the middle of its row.
    assert [found(20, 19, 101), found(20, 19, 100)] == [True, False]
    assert [found(20, 19, 500), found(20, 19, 499), found(20, 19, 700), found(20, 19, 701)] == [False, True, False, True]
    # Five lines beside the other side at least.
    assert [found(5, 4), found(4, 3)] == [True, False]


def test_a_side_with_few_lines_is_of_rows() -> None:
    def found(lines: int) -> bool:
        beside = [segment("Some.", *RIGHT, 10_300 + LEADING * (k * 18 // (lines - 1))) for k in range(lines)]
        return apart.are_apart(left(["Some."] * 20), beside)

    assert [found(11), found(10)] == [True, False]


def contradicts(lines: int, going_on: int, words: int = 10) -> bool:
    """Return whether a list is apart from a text of as many lines, of which some go on with a sentence."""
    items = ["An item."] * min(words, lines) + ["1990."] * (lines - words)
    text = ["It is said."] * (lines - going_on - 1) + ["It is"] + ["and so on"] * going_on
    return apart.are_apart(left(items), right(text))


def test_a_list_is_apart_from_a_text_that_goes_on_beside_it() -> None:
    assert [contradicts(10, 4), contradicts(10, 3)] == [True, False]
    assert [contradicts(6, 3), contradicts(5, 2)] == [True, False]
    # Dates are labels of what stands beside them.
    assert [contradicts(10, 8, 7), contradicts(10, 8, 6)] == [True, False]


def test_a_side_flows_where_lines_go_on_with_those_before() -> None:
    def found(going_on: int, rows: int) -> bool:
        return flow.flows(left(["It is said"] + ["and so on"] * going_on + ["It is said"] * (rows - going_on - 1)))

    assert [found(4, 10), found(3, 10)] == [True, False]
    # 22 hundredths of all.
    assert [found(11, 50), found(10, 50)] == [True, False]


def test_rows_are_read_from_the_top() -> None:
    assert [row.text for row in flow.rows_of(left(["first", "second", "third"])[::-1])] == ["first", "second", "third"]


def test_a_line_goes_on_if_its_first_word_had_no_room_before() -> None:
    def starts(end: int, leading: int = LEADING) -> bool:
        first, second = segment("It is said", 0, end, 10_000), segment("and so on", 0, 18_000, 10_000 + leading)
        rows = flow.rows_of([first, second, segment("It is said", 0, 20_000, second.baseline + LEADING)])
        rows += flow.rows_of(column(["and so on"] * 5, 0, 18_000, 40_000))
        return next(flow.pairs_of(rows))[2]

    # "and" is a third of the line's nine characters, 6,000 wide, with six tenths of an em.
    assert [starts(13_400), starts(13_401)] == [True, False]
    assert [starts(20_000, 1_560), starts(20_000, 1_561)] == [False, True]


def test_rows_have_something_beginning_beside_something_else() -> None:
    def found(lines: int, level: int, lower: int = 300) -> bool:
        beside = [segment("So.", *RIGHT, 10_000 + LEADING * k + lower * (k >= level)) for k in range(lines)]
        return flow.are_rows(left(["So."] * lines), beside)

    assert [found(10, 8), found(10, 7)] == [True, False]
    assert [found(10, 0, 200), found(10, 0, 201)] == [True, False]
    assert [found(4, 4), found(3, 3)] == [True, False]

    def of_other(lines: int) -> bool:
        return flow.are_rows(left(["So."] * lines), right(["So."] * 5))

    assert [of_other(10), of_other(11)] == [True, False]


def test_words_in_rows_have_others_beside_them_and_no_sentences() -> None:
    def found(level: int, lower: int = 300, text: str = "apples") -> bool:
        beside = [segment("pears", *RIGHT, 10_000 + LEADING * k + lower * (k >= level)) for k in range(20)]
        return flow.are_words(left([text] * 20), beside)

    assert [found(15), found(14)] == [True, False]
    assert [found(0, 200), found(0, 201)] == [True, False]
    assert not found(20, text="apples. And")


def test_titles_in_capitals_with_wrapped_lines_are_no_words() -> None:
    def found(capitals: int, going_on: int) -> bool:
        texts = ["Of apples"] * capitals + ["and of pears"] * going_on
        return flow.are_words(left(texts), right(texts))

    # A fifth of the lines begins with a capital, and four at least go on.
    assert [found(5, 20), found(4, 20)] == [False, True]
    assert [found(4, 4), found(4, 3)] == [False, True]


def banded(rows: int, lines: int, gap: int, lower: int = 0) -> bool:
    """Return whether rows of two cells, each of some lines, are known by the white between them."""
    tops = [10_000 + row * ((lines - 1) * LEADING + gap) for row in range(rows)]
    cells = [left(["A cell"] * lines, top) for top in tops]
    cells += [right(["Another"] * (lines - 1), top + lower) for top in tops]
    return flow.are_banded(list(chain(*cells)), GUTTER)


def test_rows_are_known_by_the_white_that_is_between_all_of_their_cells() -> None:
    assert [banded(3, 3, 2_400), banded(2, 3, 2_400)] == [True, False]
    # White of more than the leading less 88 hundredths of an em: 320 and the height of a line, an em.
    assert [banded(3, 3, 1_321), banded(3, 3, 1_320)] == [True, False]
    # Cells begin, end, or have their middle at one height.
    assert [banded(3, 3, 2_400, 200), banded(3, 3, 2_400, 201)] == [True, False]
    lowered = {lower: banded(3, 3, 2_400, lower) for lower in (399, 400, 800, 801, 999, 1_000)}
    assert lowered == {399: False, 400: True, 800: True, 801: False, 999: False, 1_000: True}


def table(rows: int, *, holes: int = 0, lowered: int = 0, below: int = 0, mirrored: bool = False) -> bool:
    """Return whether rows of cells are known by their white: of three lines, the middle one missing in some on one side.

    Some are lowered on that side, and below the rows there may be two columns of text.
    """
    sides = (RIGHT, LEFT) if mirrored else (LEFT, RIGHT)
    found = []
    for row in range(rows):
        top = 10_000 + row * 4_800
        lines = [0, 2] if row < holes else [0, 1, 2]
        found += [segment("A cell", *sides[0], top + LEADING * k + 300 * (row < lowered)) for k in lines]
        found += column(["A cell"] * 3, *sides[1], top)
    for side in sides:
        found += column(["A text"] * below, *side, 10_000 + rows * 4_800)
    return flow.are_banded(found[::-1], GUTTER)


@pytest.mark.parametrize("mirrored", [False, True])
def test_most_of_what_is_white_on_a_side_of_rows_is_on_both(mirrored: bool) -> None:  # noqa: FBT001
    assert [table(4, holes=holes, mirrored=mirrored) for holes in (1, 2)] == [True, False]
    assert [table(3, holes=holes, mirrored=mirrored) for holes in (0, 1)] == [True, False]
    assert [table(5, lowered=lowered, mirrored=mirrored) for lowered in (2, 3)] == [True, False]


def test_most_lines_of_a_page_with_rows_are_in_them() -> None:
    assert [table(3, below=16), table(3, below=17)] == [True, False]


def test_the_end_of_most_lines_is_the_measure() -> None:
    def end(*ends: int) -> int | None:
        lines = [line("words", 1_000 * k, x1=x1) for k, x1 in enumerate(ends)]
        return measures.measured([lines]).ends.get(0)

    assert [end(900, 900, 900, 900, 900), end(900, 900, 900, 900)] == [900, None]
    assert [len(measures.measured([[line("words", k) for k in range(rows)]]).regions) for rows in (5, 4)] == [1, 0]
    # One line runs over; two that end at one place are the measure.
    assert [end(9_000, 900, 900, 900, 900), end(9_000, 9_000, 900, 900, 900)] == [900, 9_000]
    assert [end(9_000, 8_801, 900, 900, 900), end(9_000, 8_800, 900, 900, 900)] == [9_000, 8_800]
    # Of sixteen lines two at one place are enough, of twenty-four three are needed.
    ragged = [300 * k for k in range(1, 23)]
    assert [end(9_000, 9_000, *ragged[:14]), end(9_000, 9_000, *ragged)] == [9_000, 6_600]


def test_the_usual_pitch_is_that_of_lines_that_follow_each_other() -> None:
    def pitch(gap: int) -> int | None:
        return measures.measured([[line("words", k * gap) for k in range(3)]]).pitches.get(EM)

    assert [pitch(2_199), pitch(2_200)] == [2_200, None]
    assert measures.measured([]).pitch(line("words", 0)) == LEADING


WORDS = ["apple", "ash", "bean", "birch", "cherry", "clover", "daisy", "date", "elder", "elm", "fig", "fir"]


def index(first: list[str], second: list[str], apart_by: int = 20_000) -> bool:
    entries = [*column(first, 0, 4_000), *column(second, apart_by, apart_by + 4_000)]
    return index_columns.index_columns(entries) is not None


def test_an_index_is_told_by_its_order_down_its_columns() -> None:
    assert index(WORDS[:6], WORDS[6:])
    assert not index(WORDS[:5], WORDS[6:])
    # Rows of a table follow the alphabet across.
    assert not index(WORDS[::2], WORDS[1::2])
    assert [index(WORDS[:6], WORDS[6:], 5_000), index(WORDS[:6], WORDS[6:], 4_900)] == [True, False]
    # Four letters at least.
    assert index(["apple", "ash", "bean", "birch", "bog", "bur"], ["clover", "daisy", "date", "day", "dew", "dill"])
    assert not index(["apple", "ash", "bean", "birch", "bog", "bur"], ["clover", "cod", "cog", "corn", "cow", "cub"])
    # Five lines show where a column begins.
    assert index(WORDS[:5], [*WORDS[5:11], "fir", "gorse"])
    assert not index(WORDS[:4], [*WORDS[5:11], "fir", "gorse"])


def test_prices_beside_names_are_no_entries() -> None:
    names, prices = WORDS, ["fig", "fir", "fog", "fur", "gorse", "gum", *"123456"]
    assert index(names, prices)
    assert not index(names, [*prices[1:], "7"])


@pytest.mark.parametrize(
    ("letter", "beside", "found"),
    [
        ({}, {}, True),
        ({"size": 1_800}, {}, True),
        ({"size": 1_799}, {}, False),
        ({"text": "a"}, {}, False),
        ({"text": "AB"}, {}, False),
        ({}, {"x0": 3_500}, True),
        ({}, {"x0": 3_501}, False),
        ({}, {"x0": 1_800}, True),
        ({}, {"x0": 1_799}, False),
        ({}, {"rows": 1}, False),
        ({}, {"first": 10_251}, True),
        ({}, {"first": 10_250}, False),
        ({}, {"first": 12_709}, True),
        ({}, {"first": 12_710}, False),
        ({}, {"blank": 1}, False),
        ({}, {"size": 1_667}, False),
    ],
)
def test_a_drop_cap_stands_before_two_lines(letter: dict[str, Any], beside: dict[str, int], found: bool) -> None:  # noqa: FBT001
    cap = replace(stretch("T", 0, 2_000, 12_500, 3_000), **letter)
    place = {"x0": 2_000, "rows": 2, "first": 11_300, "blank": 0, "size": EM} | beside
    texts = ["he bell", "" if place["blank"] else "of the town"][: place["rows"]]
    lines = [stretch(text, place["x0"], 30_000, place["first"] + LEADING * k, place["size"]) for k, text in enumerate(texts)]
    below = [stretch("of the town", 0, 30_000, 15_000 + LEADING * k) for k in range(5)]
    assert bool(drop_caps.drop_caps([cap, *lines, *below])) == found


def test_many_large_letters_are_no_beginnings() -> None:
    def found(letters: int) -> int:
        page = []
        for k in range(letters):
            page += [stretch("T", 0, 2_000, 12_500 + 9_000 * k, 3_000)]
            page += [stretch("he bell", 2_000, 30_000, 11_300 + 9_000 * k + LEADING * row) for row in range(5)]
        return len(drop_caps.drop_caps(page))

    assert [found(20), found(21)] == [20, 0]


def test_a_capital_before_text_is_a_drop_cap_if_it_is_larger_and_lower() -> None:
    text = stretch("he bell", 2_000, 30_000, 11_300)
    found = [
        drop_caps.is_drop_cap(stretch("T", 0, 2_000, baseline, size), text)
        for baseline, size in ((11_301, 1_800), (11_300, 1_800), (11_301, 1_799))
    ]
    assert found == [True, False, False]
    beside = line("he bell", 11_300, 2_000)
    assert drop_caps.at_left_edge(beside, {id(beside.pieces[0].stretch): 500}).x0 == 500
    assert drop_caps.at_left_edge(beside, {}).x0 == 2_000


def test_a_space_stands_behind_a_drop_cap_that_is_a_word() -> None:
    def text(indent: int) -> str:
        lines = [stretch("man", 2_000 + indent, 30_000, 11_300), stretch("of the", 2_000, 30_000, 12_500)]
        return drop_caps.DropCap(stretch("A", 0, 2_000, 12_500, 3_000), tuple(lines)).stretch.text

    assert [text(140), text(141)] == ["A", "A "]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ({}, 4),
        ({"x0": 600}, 4),
        ({"x0": 601}, 0),
        ({"x1": 2_400}, 4),
        ({"x1": 2_399}, 0),
        ({"x1": 18_000}, 4),
        ({"x1": 18_001}, 0),
        # So near below a line that it underlines its words.
        ({"y0": 14_800 + 451}, 4),
        ({"y0": 14_800 + 450}, 0),
    ],
)
def test_notes_stand_below_a_short_rule(rule: dict[str, int], found: int) -> None:
    place = {"x0": 0, "y0": 15_500, "x1": 6_000} | rule
    lines = [line("a text", 10_000 + LEADING * k) for k in range(5)]
    below = [line("1. See there", 16_500 + LEADING * k) for k in range(4)]
    box = Box(place["x0"], place["y0"], place["x1"], place["y0"] + 40)
    assert sum(one.margin == "note" for one in notes_below.with_notes(lines + below, [box])) == found


def test_notes_are_three_fifths_of_a_column_at_most() -> None:
    def found(notes: int) -> int:
        lines = [line("a text", 10_000 + LEADING * k) for k in range(4)]
        below = [line("1. See there", 16_500 + LEADING * k) for k in range(notes)]
        return sum(one.margin == "note" for one in notes_below.with_notes(lines + below, [Box(0, 15_500, 6_000, 15_540)]))

    assert [found(6), found(7)] == [6, 0]


def run(*gaps: int, size: int = EM, text: str = "FERRYMAN", baseline: int = 10_000, x0: int = 0) -> GlyphRun:
    """Return what an operator shows: letters of half an em with such gaps between them."""
    glyphs, at = [], x0
    for sign, gap in zip(text, (0, *gaps), strict=False):
        glyphs.append(Glyph(ord(sign), 0, at + gap, at + gap + 500, baseline))
        at += gap + 500
    return GlyphRun(0, size, 0, 0, 0, 0, -1, hidden=False, glyphs=glyphs)


@pytest.mark.parametrize(
    ("gaps", "spaced"),
    [
        ((91, 91), True),
        ((90, 91), False),
        ((499, 499), True),
        ((499, 500), False),
        ((200,), False),
        # Letters are kerned, words would be wider apart.
        ((200, 200, 300), True),
        ((200, 200, 301), False),
    ],
)
def test_letters_are_spaced_out_alike(gaps: tuple[int, ...], spaced: bool) -> None:  # noqa: FBT001
    assert spaced_out.is_spaced_out(run(*gaps)) == spaced


def test_a_page_that_has_spaces_has_them_between_its_words() -> None:
    def found(letters: int) -> bool:
        return spaced_out.has_spaces([[Letter(sign, "tounicode") for sign in "   " + "a" * letters]])

    assert [found(47), found(48)] == [True, False]


def cells(*texts: tuple[str, str], leading: int = LEADING, gap: int = 250, last: int = 0) -> set[int]:
    """Return the lines whose second word is found to begin a cell, which is shown before the first one.

    The first words are of different widths; the second one of the last line stands so much further right.
    """
    shown = []
    for row, (first, second) in enumerate(texts):
        begins = 10_000 + last * (row + 1 == len(texts))
        for text, x0 in ((second, begins), (first, begins - gap - 500 * len(first))):
            letters = [Letter(sign, "tounicode") for sign in text]
            shown.append((run(*[0] * len(text), text=text, baseline=row * leading, x0=x0), letters))
    return {number // 2 for number in close_cells.close_cells(shown)}


def test_cells_begin_at_one_place_behind_different_ones() -> None:
    rows = [("abc", "cat"), ("abcd", "dog"), ("abcde", "hen"), ("abcdef", "ox")]
    assert cells(*rows) == {0, 1, 2, 3}
    # Of three of them nothing is known, unless a wide gap stands before one.
    assert cells(*rows[:3]) == set()
    assert cells(*[("same", one) for _, one in rows]) == set()
    # Items that are numbered as wide have their words at one place.
    assert cells(("abcd", "cat"), ("bcde", "dog"), ("cdef", "hen"), ("defg", "ox")) == set()
    assert [cells(*rows, last=last) for last in (19, 20)] == [{0, 1, 2, 3}, set()]
    # Of twenty on either side the texts are compared.
    several = [(first, second) for first, second in rows for _ in range(1 + 17 * (first == "abcdef"))]
    assert len(several) - 1 in cells(*several, leading=100)
    assert len(several) + 2 not in cells(*several, *several[-3:], leading=100)
    # Seven lines up and down the page, ten ems.
    assert cells(*rows[:2], *rows[2:], leading=3_333) == {0, 1, 2, 3}
    assert cells(*rows, leading=3_334) == {1, 2}
    # A gap that is no space parts no words.
    assert [cells(*rows, gap=140), cells(*rows, gap=141)] == [set(), {0, 1, 2, 3}]
