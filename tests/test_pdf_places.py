"""Rules about places on a page, each on both sides of what it takes: margins, pairs of lines, running lines, rows.

Whole pages are in the tests of each kind; here the lines stand where a rule just holds, and a hundredth of a point off.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from placed import EM, LEADING, column, line, segment, stretch

from parquetry.read.formats.pdf import furniture, line_pairs, margins, measures, running_places
from parquetry.read.formats.pdf.content import Box
from parquetry.read.formats.pdf.page_line import Piece
from parquetry.read.formats.pdf.walls import Walls

LEFT, RIGHT = 15_000, 40_000
TEXT = ["words of a text"] * 20


def note(rows: int = 2, first: int = 10_000 + LEADING, **place: int) -> list[margins.Segment]:
    """Return lines of a note at the right of the text, smaller than it unless another size is given."""
    at = {"x0": RIGHT + 500, "x1": 50_000, "leading": 900, "size": 800} | place
    return column(["a word"] * rows, at["x0"], at["x1"], first, at["leading"], at["size"])


def notes(side: list[margins.Segment], text: list[margins.Segment] | None = None) -> list[int]:
    """Return how many lines each note has that is found beside a text."""
    return [len(one) for one in margins.parted([*(text or column(TEXT, LEFT, RIGHT)), *side]).notes]


@pytest.mark.parametrize(
    ("side", "found"),
    [
        pytest.param(note(), [2], id="a note"),
        pytest.param(note(x0=RIGHT + 499), [], id="too near to the text"),
        pytest.param(column(["a", "b"], 5_000, LEFT - 500, 11_000, 900, 800), [2], id="left of the text"),
        pytest.param(column(["a", "b"], 5_000, LEFT - 499, 11_000, 900, 800), [], id="too near to its left"),
        pytest.param(note(leading=1280), [2], id="as far apart as lines of a note"),
        pytest.param(note(leading=1281), [1, 1], id="two notes"),
        pytest.param([*note(1), *note(1, 12_000, x0=50_000, x1=52_000)], [1, 1], id="one ends where the other begins"),
        pytest.param([*note(1), *note(1, 12_000, x0=49_999, x1=52_000)], [2], id="one begins below the other"),
        pytest.param(note(size=920, leading=1000), [2], id="smaller"),
        pytest.param(note(1, size=930), [], id="hardly smaller, and a line alone"),
        pytest.param(note(2, 11_321, leading=LEADING, size=EM), [2], id="off the lines of the text"),
        pytest.param(note(2, 11_320, leading=LEADING, size=EM), [], id="on lines of the text"),
        pytest.param(note(1, 11_800, size=EM), [], id="off them, and a line alone"),
        pytest.param(note(2, 11_321, leading=LEADING, size=EM + 1), [], id="larger than the text"),
        pytest.param(note(1, 10_000), [1], id="beside the first line"),
        pytest.param(note(1, 9_999), [], id="above it"),
        pytest.param(note(1, 10_000 + 19 * LEADING + 250), [1], id="beside the last line"),
        pytest.param(note(1, 10_000 + 19 * LEADING + 251), [], id="below it"),
        pytest.param(column(["12"], RIGHT + 500, 50_000, 12_000, size=800), [], id="no letter in it"),
    ],
)
def test_a_note_is_told_by_its_place(side: list[margins.Segment], found: list[int]) -> None:
    assert notes(side) == found
    backwards = margins.parted([*column(TEXT, LEFT, RIGHT), *side][::-1])
    assert [len(one) for one in backwards.notes] == found


def test_a_text_has_eight_long_lines_at_least() -> None:
    assert notes(note(1), column(TEXT[:8], LEFT, RIGHT)) == [1]
    assert notes(note(1), column(TEXT[:7], LEFT, RIGHT)) == []
    # As wide as two fifths of all that stands on the page, or a little less.
    assert notes(note(1), column(TEXT, LEFT, LEFT + 14_000)) == [1]
    assert notes(note(1), column(TEXT, LEFT, LEFT + 13_999)) == []


def test_a_note_is_shorter_than_a_column() -> None:
    longer = column(TEXT * 2, LEFT, RIGHT)
    assert notes(note(12), longer) == [12]
    assert notes(note(13), longer) == []
    # Seven lines are 35 hundredths of twenty.
    assert notes(note(7)) == [7]
    assert notes(note(8)) == []


def test_notes_are_most_of_what_stands_in_a_margin() -> None:
    text = column(TEXT * 4, LEFT, RIGHT)

    def found(labels: int) -> int:
        """Return the lines of notes found, thirteen at most, beside so many labels of lines."""
        beside = [segment("label", 41_000, 45_000, 10_000 + (20 + 3 * k) * LEADING) for k in range(labels)]
        return sum(notes([*note(6), *note(7, 20_000), *beside], text))

    assert [found(labels) for labels in (7, 8)] == [13, 0]


def numbers(shown: list[str], rows: list[int], size: int = 700) -> int:
    """Return how many of the numbers beside so many lines of a text are found to count its lines."""
    side = [segment(text, 12_000, 13_000, 10_000 + LEADING * row, size) for text, row in zip(shown, rows, strict=True)]
    return len(margins.parted([*column(TEXT, LEFT, RIGHT), *side]).numbers)


@pytest.mark.parametrize(
    ("shown", "rows", "size", "found"),
    [
        (["5", "10", "15"], [4, 9, 14], EM, 3),
        (["5", "10"], [4, 9], 700, 0),
        (["5", "10", "16"], [4, 9, 14], 700, 0),
        (["9", "6", "3"], [4, 9, 14], 700, 0),
        (["7", "7", "7"], [4, 9, 14], 700, 0),
        # Not as many lines as they say: numbers of lines only if they are smaller, as those of another edition.
        (["5", "10", "15"], [4, 9, 15], 700, 3),
        (["5", "10", "15"], [4, 9, 15], EM, 0),
        # Each line numbered: items and rows are, in letters as large as theirs.
        (["1", "2", "3"], [0, 1, 2], 700, 3),
        (["1", "2", "3"], [0, 1, 2], EM, 0),
    ],
)
def test_numbers_of_lines_count_them(shown: list[str], rows: list[int], size: int, found: int) -> None:
    assert numbers(shown, rows, size) == found


def test_numbers_stand_on_the_lines_that_they_count() -> None:
    text = column(TEXT, LEFT, RIGHT)

    def found(lower: int) -> int:
        side = [segment(str(n), 12_000, 13_000, 10_000 + LEADING * (n - 1) + lower) for n in (5, 10, 15)]
        return len(margins.parted([*text, *side]).numbers)

    assert [found(lower) for lower in (120, 121)] == [3, 0]


MEASURES = measures.Measures(EM, {EM: LEADING}, {}, {})


@pytest.mark.parametrize(
    ("changes", "parted"),
    [
        ({}, False),
        ({"region": 1}, True),
        ({"direction": 1}, True),
        ({"margin": "note"}, True),
        ({"size": 1060}, False),
        ({"size": 1061}, True),
        ({"baseline": 1416}, False),
        ({"baseline": 1417}, True),
        ({"baseline": 0}, True),
        ({"baseline": 1}, False),
        # Lower by less than a line, and beside it.
        ({"baseline": 959, "x0": 30_000, "x1": 40_000}, True),
        ({"baseline": 960, "x0": 30_000, "x1": 40_000}, False),
        ({"baseline": 959, "x0": 29_999, "x1": 40_000}, False),
        ({"baseline": 959, "x0": -9_000, "x1": 0}, True),
        ({"baseline": 959, "x0": -9_000, "x1": 1}, False),
    ],
)
def test_lines_of_one_block_are_set_alike_and_near(changes: dict[str, int], parted: bool) -> None:  # noqa: FBT001
    place = {"baseline": LEADING, "size": EM} | changes
    pitches = measures.Measures(EM, {EM: LEADING, place["size"]: LEADING}, {}, {})
    assert line_pairs.is_apart(line("one of two", 0), line("lines", **place), pitches) == parted


def test_a_raised_sign_makes_room_above_its_line() -> None:
    def parted(pitch: int, lift: int) -> bool:
        below = line("as said", pitch)
        sign = Piece("", stretch("2", 20_000, 20_500, pitch - lift, 600))
        return line_pairs.is_apart(line("one of two", 0), replace(below, pieces=(*below.pieces, sign)), MEASURES)

    assert [parted(1680, 151), parted(1681, 151), parted(1680, 150)] == [False, True, True]


@pytest.mark.parametrize(("end", "full"), [(26_751, True), (26_750, False)])
def test_a_line_is_full_where_the_next_word_had_no_room(end: int, full: bool) -> None:  # noqa: FBT001
    """A word of 2,700 hundredths, a space of a quarter of an em, and the slack of three tenths."""
    before = line("one of two", 0, x1=end)
    below = line("cat and dog", LEADING, x1=9_900)
    assert line_pairs.is_full(before, below, MEASURES) == full


def test_a_line_that_is_not_full_ends_before_code() -> None:
    full, short, code = line("a", 0), line("a", 0, x1=9_000), line("abc = 1", LEADING, fixed=True)
    assert not line_pairs.is_apart(full, code, MEASURES)
    assert line_pairs.is_apart(short, code, MEASURES)


def test_a_wall_stands_beside_its_line_and_is_as_high_as_a_letter() -> None:
    def parts(x: int, y0: int, y1: int) -> bool:
        return Walls.of([Box(x, y0, x + 10, y1)]).part(100, 200, 5_000)

    assert [parts(x, 4_000, 6_000) for x in (99, 100, 200, 201)] == [False, True, True, False]
    assert [parts(150, 4_400, y1) for y1 in (4_899, 4_900)] == [False, True]
    assert [parts(150, 4_000, y1) for y1 in (4_899, 4_900)] == [False, True]
    assert [parts(150, y0, 6_000) for y0 in (4_999, 5_000)] == [True, False]
    assert [parts(150, 4_500, y1) for y1 in (4_999, 5_000)] == [False, True]
    # Eight of them are looked at.
    near = [Box(100 + k, 0, 101 + k, 600) for k in range(8)]
    assert Walls.of([*near[:7], Box(110, 4_000, 120, 6_000)]).part(100, 200, 5_000)
    assert not Walls.of([*near, Box(110, 4_000, 120, 6_000)]).part(100, 200, 5_000)


def test_a_running_line_begins_as_others_do_and_stands_apart() -> None:
    """Heads name the section of their page behind the chapter's name."""

    def found(gap: int, pages: int = 3, end: str = "") -> int:
        book = [
            [line(f"Chapter two {word}{end}", 5_000), *(line(f"{word} {k}", 5_000 + gap + k * LEADING) for k in range(9))]
            for word in ("apples", "pears", "plums", "figs", "nuts")[:pages]
        ]
        known = furniture.furniture(book)
        return sum(id(page[0]) in known for page in book)

    assert [found(1601), found(1600)] == [3, 0]
    assert heads([[line(f"Chapter two {word}", 5_000)] for word in ("apples", "pears", "plums")]) == 0
    assert [found(1601, 2), found(1601, 3, ".")] == [0, 0]


def page(head: str, number: int, *, size: int = EM, text: str = "all of its own") -> list[furniture.PageLine]:
    # No row is that of another page, whatever numbers are taken for.
    rows = [line(f"{text} {'abcdefghi'[number]}{'abcdefghi'[k]}", 10_000 + LEADING * k) for k in range(9)]
    return [line(head, 5_000, size=size), *rows]


def heads(pages: list[list[furniture.PageLine]]) -> int:
    """Return how many pages have their first line found to be a running head."""
    known = furniture.furniture(pages)
    return sum(id(lines[0]) in known for lines in pages)


def test_three_lines_at_an_edge_may_run_on() -> None:
    tops = ["The hive", "A book of bees", "For everybody", "And for you"]
    pages = [[*(line(text, 3_000 + 1_200 * k) for k, text in enumerate(tops)), *page("", number)[1:]] for number in range(3)]
    known = furniture.furniture([lines[::-1] for lines in pages])
    assert [id(pages[0][k]) in known for k in range(4)] == [True, True, True, False]


def test_a_large_line_runs_on_if_three_pages_have_it() -> None:
    def found(size: int, pages: int) -> int:
        return heads([page("The hive", number, size=size) for number in range(pages)])

    # Two pages share a line of the body's size; a heading is one from 115 hundredths of it, and may be on two.
    assert [found(EM, 2), found(1150, 2), found(1151, 2), found(1151, 3)] == [2, 2, 0, 3]


def test_a_number_larger_than_the_text_is_that_of_the_page_up_to_its_half_more() -> None:
    def found(size: int) -> int:
        return heads([page(str(number + 7), number, size=size) for number in range(4)])

    assert [found(1500), found(1501)] == [4, 0]
    assert heads([page(text, number) for number, text in enumerate(("iii", "iv", "v", "vi"))]) == 4


def test_a_number_beside_words_rises_on_three_pages() -> None:
    def found(pages: int) -> int:
        words = ("of bees", "of wasps", "of ants", "of flies")
        return heads([page(f"{words[number]}   {number + 20}", number) for number in range(pages)])

    assert [found(2), found(3)] == [0, 3]
    assert heads([page(text, number) for number, text in enumerate(("20", "21", "of ants   22"))]) == 2

    def of_figures(first: int) -> int:
        return heads([page(f"{first + number}   {'abc'[number]}", number) for number in range(3)])

    assert [of_figures(9_990), of_figures(10_000)] == [3, 0]
    # Close above the text as well.
    assert heads([[line(str(number + 7), 8_800), *page("", number)[1:]] for number in range(4)]) == 4
    assert heads([page(f"{'abc'[number]}   {number * 3}", number) for number in range(3)]) == 0


def test_what_a_file_says_is_no_content_is_believed_where_it_is_little() -> None:
    def found(text: int) -> int:
        lines = [line("a" * 10, 5_000, artifact=True), line("b" * text, 20_000), line("c", 40_000), line("d", 60_000)]
        return heads([lines])

    assert [found(18), found(17)] == [1, 0]


def test_a_paragraph_that_comes_again_is_no_running_line() -> None:
    def found(characters: int) -> int:
        return heads([page("a" * (characters - 4) + " it.", number) for number in range(3)])

    assert [found(200), found(201)] == [3, 0]


def test_lines_at_one_height_run_on_and_four_points_off_they_do_not() -> None:
    def found(lower: int) -> int:
        return heads([[line("The hive", 4_000), *page("x", 1)[1:]], [line("The hive", 4_000 + lower), *page("x", 2)[1:]]])

    assert [found(799), found(800)] == [2, 0]


def test_a_line_is_text_where_others_have_text_at_its_height() -> None:
    """A slide may be headed "Example" on several pages, and otherwise on others."""

    def again(own: int, same: int) -> int:
        edges = [([line("Example", 5_000), line("a", 9_000)], []) for _ in range(same)]
        edges += [([line(f"Of {k}", 5_000), line("a", 6_600)], []) for k in range(own)]
        running = {id(top[0]) for top, _ in edges[:same]}
        return len(running_places.heights_of_text(edges, running, 1_150))

    assert [again(1, 3), again(2, 6), again(2, 7)] == [0, 1, 0]

    def near(gap: int, size: int) -> int:
        edges = [([line("Example", 5_000), line("a", 9_000)], []) for _ in range(3)]
        edges += [([line(f"Of {k}", 5_000, size=size), line("a", 5_000 + gap)], []) for k in range(2)]
        return len(running_places.heights_of_text(edges, {id(top[0]) for top, _ in edges[:3]}, 1_150))

    assert [near(1_600, EM), near(1_601, EM), near(3_000, 1_149), near(3_000, 1_150)] == [1, 0, 0, 1]


def test_pages_are_a_form_where_enough_cells_stand_on_most_of_them() -> None:
    def is_form(same: int, own: int, pages: int = 3) -> bool:
        cells = {(f"field {k}", EM, k): 1 for k in range(same)}
        return running_places.is_form([cells | {(f"{page} {k}", EM, k): 1 for k in range(own)} for page in range(pages)])

    assert [is_form(3, 1), is_form(4, 1)] == [False, True]
    # Thirty hundredths of all cells.
    assert [is_form(6, 14), is_form(6, 15)] == [True, False]
    assert [is_form(6, 0, 1), is_form(6, 0, 2)] == [False, True]
    # On more than half of the pages.
    same = {(f"field {k}", EM, k): 1 for k in range(20)}
    assert [running_places.is_form([same] * 2 + [{}] * others) for others in (1, 2)] == [True, False]
