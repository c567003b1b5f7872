"""Rules about the rows of a table of a PDF, each on both sides of what it takes: a grid is given, no page."""

from __future__ import annotations

import pytest
from placed import LEADING, line

from parquetry.read.formats.pdf.content import Box
from parquetry.read.formats.pdf.prose_rows import begun_in_prose, has_white_rows, leading_of
from parquetry.read.formats.pdf.table_grid import Grid, had_room, is_full_cell
from parquetry.read.formats.pdf.table_rows import grouped

COLUMNS = [(0, 10_000), (12_000, 22_000), (24_000, 34_000)]
"""Three columns of a hundred points."""


def grid(*rows: tuple[int, dict[int, str]], short: int = 0) -> Grid:
    """Return a table of lines: how far each is below the one before, and its cells, all filled but for `short`."""
    baseline, lines = 10_000, []
    for pitch, cells in rows:
        baseline += pitch
        lines.append(line("  ".join(cells.values()), baseline))
    places = [sorted(cells) for _, cells in rows]
    return Grid(
        lines,
        COLUMNS,
        places,
        [[cells[place] for place in sorted(cells)] for _, cells in rows],
        [[COLUMNS[place][1] - short for place in row] for row in places],
    )


def rows(table: Grid, *rules: Box) -> list[list[int]]:
    return grouped(table, rules)


FULL = {0: "a name", 1: "some words", 2: "more words"}


@pytest.mark.parametrize(
    ("short", "column", "had"),
    # A word of 4,000, a space of a quarter of an em, and three tenths of one that are kept free.
    [(4_550, 0, True), (4_549, 0, False)],
)
def test_a_word_has_room_in_the_line_above_it(short: int, column: int, had: bool) -> None:  # noqa: FBT001
    table = grid((0, {0: "it is"}), (LEADING, {0: "said"}), (LEADING, {0: "said to be"}))
    lines = Grid(table.lines, COLUMNS, table.places, table.texts, [[10_000 - short], [4_000], [10_000]])
    assert had_room(lines, 0, 1, column) == had


def test_a_full_cell_has_words_above_and_a_letter_in_it() -> None:
    def found(above: str, below: str) -> bool:
        return is_full_cell(grid((0, {0: above}), (LEADING, {0: below})), 0, 1, 0)

    assert found("it is", "said")
    assert [found("said", "said"), found("it is", "1,234")] == [False, False]
    assert not is_full_cell(grid((0, {1: "it is"}), (LEADING, {0: "said"})), 0, 1, 0)


def ruled(width: int, *, upright: int | None = None, bands: int = 3, above: int = 860) -> list[list[int]]:
    """Return the rows of a table with rules so wide above every second line, and perhaps one down a gutter so far."""
    table = grid(*[(LEADING * bool(k), {0: "a b", 1: "c d", 2: "e f"}) for k in range(2 * bands)], short=8_000)
    ends = [table.lines[2 * k].baseline - above for k in range(1, bands)]
    lines = [Box(0, end - 40, width, end) for end in ends]
    top, bottom = table.lines[0].baseline, table.lines[-1].baseline
    down = [Box(11_000, top, 11_040, top + (bottom - top) * upright // 100)] if upright is not None else []
    return rows(table, *lines, *down)


BANDS, SINGLE = [[0, 1], [2, 3], [4, 5]], [[0], [1], [2], [3], [4], [5]]


def test_rules_across_a_table_with_one_down_it_part_its_rows() -> None:
    assert [ruled(27_200, upright=100), ruled(27_199, upright=100)] == [BANDS, SINGLE]
    assert [ruled(34_000, upright=80), ruled(34_000, upright=79)] == [BANDS, SINGLE]
    # Two fifths of an em above the baseline it is above the letters; lower, it strikes them through.
    assert [ruled(34_000, upright=100, above=400), ruled(34_000, upright=100, above=399)] == [BANDS, SINGLE]
    assert [ruled(34_000, upright=100, bands=2), ruled(34_000)] == [[[0], [1], [2], [3]], SINGLE]


def test_rules_that_are_drawn_cell_by_cell_are_as_wide_as_all_of_them() -> None:
    table = grid(*[(LEADING * bool(k), {0: "a b", 1: "c d", 2: "e f"}) for k in range(6)], short=8_000)
    ends = [table.lines[2 * k].baseline - 860 for k in (1, 2)]
    down = Box(11_000, table.lines[0].baseline, 11_040, table.lines[-1].baseline)
    halves = [Box(x0, end - 40, x0 + 17_000, end) for end in ends for x0 in (17_000, 0)]
    assert rows(table, *halves, down) == BANDS
    # Twice where two cells meet.
    assert rows(table, *[Box(x0, end - 40, x0 + 17_000, end) for end in ends for x0 in (0, 0)], down) == SINGLE


def test_a_line_with_all_cells_and_those_wrapped_below_it_are_a_row_between_rules() -> None:
    def found(second: dict[int, str]) -> list[list[int]]:
        table = grid(*[(LEADING * bool(k), second if k % 2 else {0: "a b", 1: "c d"}) for k in range(6)], short=8_000)
        ends = [table.lines[2 * k].baseline - 860 for k in (1, 2)]
        return rows(table, *[Box(0, end - 40, 34_000, end) for end in ends])

    assert [found({1: "c d"}), found({0: "a b", 1: "c d"})] == [BANDS, SINGLE]


def test_lines_closer_than_those_of_rows_are_of_one() -> None:
    def found(inner: int, outer: int) -> list[list[int]]:
        first, second = {0: "a name", 1: "some", 2: "words"}, {1: "more"}
        table = grid((0, first), (inner, second), (outer, first), (inner, second), (outer, first), (outer, first))
        return rows(table)

    # Rows are further apart than lines of a cell by twelve hundredths.
    assert [found(1_200, 1_344), found(1_200, 1_343)] == [[[0, 1], [2, 3], [4], [5]], [[0], [1], [2], [3], [4], [5]]]


def test_lines_beside_one_another_are_of_one_row() -> None:
    def found(pitch: int) -> list[list[int]]:
        return rows(grid((0, {0: "a name", 1: "some"}), (pitch, {2: "words"}), (3_000, FULL), (3_000, FULL), (pitch, FULL)))

    assert [found(899), found(3_000)] == [[[0, 1], [2], [3, 4]], [[0], [1], [2], [3], [4]]]


def prose(white: int, *, stop: str = ".") -> Grid:
    """Return three rows of three lines of prose, with so much between them."""
    row = [
        {0: "It is said", 1: "Some of the"},
        {0: "and so on and", 1: "words of it"},
        {0: f"so forth it is{stop}", 1: f"that are here{stop}"},
    ]
    return grid(*[((LEADING if at % 3 else white) * bool(at), row[at % 3]) for at in range(9)])


def test_white_parts_rows_of_prose() -> None:
    assert leading_of(prose(2_000)) == LEADING
    assert [has_white_rows(prose(1_345)), has_white_rows(prose(1_344))] == [True, False]
    assert begun_in_prose(prose(1_345)) == {3, 6}
    # Without white their sentences tell.
    assert begun_in_prose(prose(LEADING)) == {3, 6}
    assert begun_in_prose(prose(LEADING, stop="")) is None
