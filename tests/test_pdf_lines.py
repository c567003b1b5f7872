"""Lines and columns of a page: where segments stand, and what many of them cost."""

from __future__ import annotations

from cost import assert_linear_lines

from parquetry.read.formats.pdf.baseline_rows import baseline_rows
from parquetry.read.formats.pdf.columns import regions
from parquetry.read.formats.pdf.right_to_left import visits
from parquetry.read.formats.pdf.stretch import Stretch
from parquetry.read.formats.pdf.stretches import Segment, segments


def segment(x0: int, baseline: int, width: int = 2_000, size: int = 100) -> Segment:
    return Segment([], x0, x0 + width, baseline, size)


def test_columns_of_a_crowded_page_cost_by_its_segments() -> None:
    # Four thousand places at which a column may begin, each with a gutter before it.
    def work(number: int) -> None:
        regions([segment(k % 2 * 30_000 + k // 2 % 4_000, k * 7) for k in range(number)])

    assert_linear_lines(work, 500)


def test_a_gutter_is_wider_than_the_spaces_of_words() -> None:
    """Words of justified lines may stand one below another, half of a letter's size apart: seven points are a gutter."""

    def columns(gap: int) -> int:
        sides = [segment(x0, 1_200 * k, width=20_000) for k in range(12) for x0 in (0, 20_000 + gap)]
        return len(regions(sides))

    assert (columns(650), columns(750)) == (1, 2)


def test_columns_that_are_read_from_the_right_are_found_by_their_right_edge() -> None:
    """Lines of Hebrew begin there, and end anywhere at the left."""
    right, left = (
        [segment(edge - 20_000 + 70 * row, 1_200 * row, 20_000 - 70 * row, 1_000) for row in range(8)]
        for edge in (41_000, 20_000)
    )
    assert regions([*left, *right], from_right=True) == [right, left]
    assert len(regions([*left, *right])) == 1


def test_what_is_shown_with_other_lines_is_of_no_segment_beside_it() -> None:
    """The gutter between two columns of Hebrew, whose glyphs are sorted, may be as wide as a space that is stretched."""

    def glyph(x0: int, baseline: int = 0) -> Stretch:
        return Stretch("א", 0, 1000, "tounicode", 0, x0, x0 + 500, baseline, 1, 0, 1, -1, False, x0 + 500)

    first, second, below = glyph(1_500), glyph(0), glyph(1_500, 1_200)
    assert len(segments([second, first], visits([first, second, below]))) == 1
    assert len(segments([second, first], visits([first, below, second]))) == 2
    assert len(segments([second, first])) == 1


def test_rows_of_a_crowded_page_cost_by_their_segments() -> None:
    assert_linear_lines(lambda number: baseline_rows([segment(3_000 * k, 0) for k in range(number)]), 500)
    # Heights in an order that is none: multiples of a number without a divisor in common with their range.
    assert_linear_lines(lambda number: baseline_rows([segment(k, 7_919 * k % 60_000, 50) for k in range(number)]), 500)


def test_segments_of_a_row_are_in_order_and_those_one_above_the_other_apart() -> None:
    rows = baseline_rows([segment(5_000, 1_000), segment(0, 1_010), segment(0, 1_030), segment(9_000, 1_030, size=110)])
    assert [[(one.x0, one.baseline) for one in row] for row in rows] == [
        [(0, 1_010), (5_000, 1_000)],
        [(0, 1_030), (9_000, 1_030)],
    ]
