"""Lines: what stands on one baseline of one column, in the order it is read."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.baseline_rows import baseline_rows, left_edge, line_of
from parquetry.read.formats.pdf.boxes import without_boxes
from parquetry.read.formats.pdf.columns import regions
from parquetry.read.formats.pdf.content import RIGHT
from parquetry.read.formats.pdf.drop_caps import at_left_edge, drop_caps, left_edges, put_before
from parquetry.read.formats.pdf.index_columns import index_columns
from parquetry.read.formats.pdf.margins import parted
from parquetry.read.formats.pdf.mirrored_tables import with_mirrored_tables
from parquetry.read.formats.pdf.notes_below import with_notes
from parquetry.read.formats.pdf.page_line import ENTRY, NOTE, NUMBER
from parquetry.read.formats.pdf.reading_order import Leftwards, in_reading_order
from parquetry.read.formats.pdf.right_to_left import in_page_order, line_directions, visits
from parquetry.read.formats.pdf.shown_apart import is_of_list
from parquetry.read.formats.pdf.stretches import segments
from parquetry.read.formats.pdf.tables import with_tables
from parquetry.read.formats.pdf.tagged_tables import table_lines, tagged_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.read.formats.pdf.content import Box
    from parquetry.read.formats.pdf.fonts import PageFont
    from parquetry.read.formats.pdf.page_line import PageLine
    from parquetry.read.formats.pdf.stretch import Stretch
    from parquetry.read.formats.pdf.stretches import Segment


def page_lines(
    page: int, stretches: Sequence[Stretch], fonts: Sequence[PageFont], first_region: int, rules: Sequence[Box] = ()
) -> list[PageLine]:
    """Return the lines of a page in reading order, those that run to the right first; a row of a table is one line.

    `first_region` is the number of the page's first column, `rules` are those of the page.
    """
    out: list[PageLine] = []
    # Lines that run in other directions are kept behind the others: tables turned by a quarter, marks in margins.
    for direction in sorted({stretch.direction for stretch in stretches}):
        turned = [stretch for stretch in stretches if stretch.direction == direction]
        last = out[-1].region + 1 if out else first_region
        # Rules lie on the page as it is.
        out += _lines_of_direction((page, last), turned, fonts, rules if direction == RIGHT else ())
    return out


def _lines_of_direction(
    place: tuple[int, int], turned: Sequence[Stretch], fonts: Sequence[PageFont], rules: Sequence[Box]
) -> list[PageLine]:
    """Return the lines of a page that run in one direction; `place` is the page and the number of its first column."""
    page, number = place
    leftwards = Leftwards.of(turned)
    shown = None
    if leftwards is not None:
        shown, turned = visits(turned), in_page_order(turned)
    tables = tagged_tables(turned) if leftwards is None else []
    turned = _without(turned, [stretch for table in tables for stretch in table.stretches])
    caps = drop_caps(turned)
    found_segments = segments(_without(turned, [cap.letter for cap in caps]), shown)
    put_before(found_segments, caps)
    at_letters = left_edges(caps)
    columns = list(_columns([*found_segments, *tables], rules, from_right=leftwards is not None and leftwards.mostly))
    farthest = max((min(map(left_edge, region)) for region, _ in columns), default=0)
    out: list[PageLine] = []
    for at, (region, margin) in enumerate(columns):
        lines = _region_lines((page, number + at), region, fonts, leftwards)
        lines = [at_left_edge(line, at_letters) for line in lines] if caps else lines
        bounded = max(segment.x1 for segment in region) <= farthest
        # Cells of right-to-left rows are in the order of reading already.
        lines = _placed(lines, margin, bounded=bounded)
        if margin:
            out += lines
        elif leftwards is None:
            out += with_notes(_with_tables(lines, rules), rules)
        else:
            out += with_mirrored_tables(lines, rules) if leftwards.mostly else lines
    return out


def _without(stretches: Sequence[Stretch], others: Sequence[Stretch]) -> Sequence[Stretch]:
    """Return stretches but for some of them."""
    numbers = set(map(id, others))
    return [stretch for stretch in stretches if id(stretch) not in numbers] if numbers else stretches


def _with_tables(lines: Sequence[PageLine], rules: Sequence[Box]) -> list[PageLine]:
    """Return the lines of a column with those of tables as rows; those of tagged tables are rows already."""
    out: list[PageLine] = []
    for tagged, group in groupby(lines, key=lambda line: line.table < 0):
        rows = list(group)
        out += rows if tagged else with_tables(rows, rules)
    return out


def _placed(lines: list[PageLine], margin: str, *, bounded: bool) -> list[PageLine]:
    """Return lines of a margin, or of a column with another to the right, as such."""
    return [replace(line, margin=margin, bounded=bounded) for line in lines] if margin or bounded else lines


def _columns(found: Sequence[Segment], rules: Sequence[Box], *, from_right: bool) -> Iterator[tuple[Sequence[Segment], str]]:
    """Yield the segments of each column in the order of reading, each with the kind of margin it stands in, if any."""
    if (index := None if from_right else index_columns(found)) is not None:
        titles, entries = index
        yield from [(titles, "")] if titles else []
        yield from ((column, ENTRY) for column in entries if column)
        return
    margins = parted(found)
    columns = regions(margins.text, from_right=from_right, rules=rules)
    for region in columns:
        bands, boxes = without_boxes(region)
        margin = ENTRY if is_of_list(region, columns) else ""
        yield from ((band, margin) for band in bands)
        yield from ((box, NOTE) for box in boxes)
    # What stands in the margins is read after the text, whose paragraphs it would break.
    for group in margins.notes:
        yield group, NOTE
    if margins.numbers:
        yield margins.numbers, NUMBER


def _region_lines(
    place: tuple[int, int], region: Sequence[Segment], fonts: Sequence[PageFont], leftwards: Leftwards | None
) -> list[PageLine]:
    """Return the lines of a column from top to bottom; `place` is its page and its number."""
    edges = min(segment.x0 for segment in region), max(segment.x1 for segment in region)
    rows = baseline_rows(region)
    if leftwards is None:
        return [line for row in rows for line in _row_lines(place, row, fonts, edges)]
    texts = [[stretch for segment in row for stretch in segment.stretches] for row in rows]
    directions = line_directions([[stretch.text for stretch in row] for row in texts])
    return [
        in_reading_order(line_of(place, row, fonts, edges), leftwards, right_to_left=right_to_left)
        for row, right_to_left in zip(texts, directions, strict=True)
    ]


def _row_lines(
    place: tuple[int, int], row: Sequence[Segment], fonts: Sequence[PageFont], edges: tuple[int, int]
) -> list[PageLine]:
    """Return the line of a row, or those of a table."""
    if row[0].table >= 0:
        return table_lines(place, row[0], fonts, edges)
    return [line_of(place, [stretch for segment in row for stretch in segment.stretches], fonts, edges)]
