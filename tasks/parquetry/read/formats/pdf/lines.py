"""Lines: what stands on one baseline of one column, in the order it is read."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.boxes import without_boxes
from parquetry.read.formats.pdf.columns import regions
from parquetry.read.formats.pdf.content import PERCENT, RIGHT
from parquetry.read.formats.pdf.drop_caps import at_left_edge, drop_caps, is_drop_cap, left_edges, put_before
from parquetry.read.formats.pdf.index_columns import index_columns
from parquetry.read.formats.pdf.margins import parted
from parquetry.read.formats.pdf.mirrored_tables import with_mirrored_tables
from parquetry.read.formats.pdf.notes_below import with_notes
from parquetry.read.formats.pdf.page_line import CELL, ENTRY, NOTE, NUMBER, PageLine, Piece
from parquetry.read.formats.pdf.reading_order import Leftwards, in_reading_order
from parquetry.read.formats.pdf.right_to_left import in_page_order, line_directions, visits
from parquetry.read.formats.pdf.shown_apart import is_of_list
from parquetry.read.formats.pdf.stretches import Segment, is_gap, segments
from parquetry.read.formats.pdf.tables import with_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from parquetry.read.formats.pdf.content import Box
    from parquetry.read.formats.pdf.fonts import PageFont
    from parquetry.read.formats.pdf.stretch import Stretch

# Segments whose baselines differ by up to so many hundredths of an em are on one line: marks of notes are raised.
_SAME_LINE = 45
# A gap wider than so many hundredths of an em may part columns of a table.
_CELL_GAP = 150
# A smaller letter raised by so many hundredths of an em is a superscript, one lowered by so many a subscript; one of any
# size that is raised by so many stands far above the line.
_RAISED, _LOWERED, _FAR_ABOVE = 15, 5, 28
# It is smaller if it has fewer hundredths of the line's size: browsers set those of a page at 83.
_SMALL = 86


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
    caps = drop_caps(turned)
    letters = {id(cap.letter) for cap in caps}
    found_segments = segments([stretch for stretch in turned if id(stretch) not in letters], shown)
    put_before(found_segments, caps)
    at_letters = left_edges(caps)
    columns = list(_columns(found_segments, rules, from_right=leftwards is not None and leftwards.mostly))
    farthest = max((min(map(_left, region)) for region, _ in columns), default=0)
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
            out += with_notes(with_tables(lines, rules), rules)
        else:
            out += with_mirrored_tables(lines, rules) if leftwards.mostly else lines
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
    rows = [[stretch for segment in row for stretch in segment.stretches] for row in _rows(region)]
    if leftwards is None:
        return [_line(place, row, fonts, edges) for row in rows]
    directions = line_directions([[stretch.text for stretch in row] for row in rows])
    return [
        in_reading_order(_line(place, row, fonts, edges), leftwards, right_to_left=right_to_left)
        for row, right_to_left in zip(rows, directions, strict=True)
    ]


@dataclass(slots=True)
class _Row:
    """Segments of one line from left to right, and the largest of them, whose baseline is that of the line."""

    segments: list[Segment]
    largest: Segment

    def takes(self, segment: Segment) -> bool:
        """Return whether a segment is on this line."""
        largest = self.largest
        if abs(segment.baseline - largest.baseline) * PERCENT > _SAME_LINE * min(segment.size, largest.size):
            return False
        # Two segments one above the other are two lines, however close. Those of a line hardly overlap, so only those
        # next to the place can be in the way.
        at = bisect_right(self.segments, segment.x0, key=_left)
        near, slack = self.segments[max(0, at - 2) : at + 2], segment.size // 2
        return all(segment.x0 >= other.x1 - slack or segment.x1 <= other.x0 + slack for other in near)

    def add(self, segment: Segment) -> None:
        """Put a segment into its place."""
        insort(self.segments, segment, key=lambda other: (other.x0, other.x1))
        if segment.size > self.largest.size:
            self.largest = segment


def _left(segment: Segment) -> int:
    return segment.x0


def _rows(region: Iterable[Segment]) -> list[list[Segment]]:
    """Return the segments that share a baseline, rows from top to bottom, segments from left to right."""
    rows: list[_Row] = []
    for segment in sorted(region, key=lambda item: (item.baseline, item.x0)):
        row = next((row for row in reversed(rows[-3:]) if row.takes(segment)), None)
        if row is None:
            rows.append(_Row([segment], segment))
        else:
            row.add(segment)
    # Of equally large ones the lowest is the baseline: what is raised comes before it.
    rows.sort(key=lambda row: max((segment.size, segment.baseline) for segment in row.segments)[1])
    return [row.segments for row in rows]


def _line(
    place: tuple[int, int], stretches: Sequence[Stretch], fonts: Sequence[PageFont], edges: tuple[int, int]
) -> PageLine:
    """Return a line of stretches; `place` is its page and the number of its column, `edges` are those of the column."""
    weights = [_weight(stretch.text) for stretch in stretches]
    letters = Counter[int]()
    for stretch, weight in zip(stretches, weights, strict=True):
        letters[stretch.size] += weight
    size = max(letters.items(), key=lambda item: (item[1], item[0]))[0]
    baseline = next(stretch.baseline for stretch in stretches if stretch.size == size)
    pieces = _pieces(stretches, size, baseline)
    return PageLine(
        *place,
        direction=stretches[0].direction,
        pieces=pieces,
        text="".join(piece.glue + piece.stretch.text for piece in pieces),
        x0=min(stretch.x0 for stretch in stretches),
        x1=max(stretch.x1 for stretch in stretches),
        baseline=baseline,
        size=size,
        bold=_mostly(weights, [fonts[stretch.font].bold for stretch in stretches]),
        italic=_mostly(weights, [fonts[stretch.font].italic for stretch in stretches]),
        fixed=_mostly(weights, [fonts[stretch.font].fixed for stretch in stretches]),
        left=edges[0],
        right=edges[1],
        artifact=all(stretch.artifact for stretch in stretches),
        element=_element(weights, stretches),
    )


def _mostly(weights: Sequence[int], holds: Sequence[bool]) -> bool:
    """Return whether something holds for most letters of stretches."""
    return 2 * sum(weight for weight, held in zip(weights, holds, strict=True) if held) > sum(weights)


def _element(weights: Sequence[int], stretches: Sequence[Stretch]) -> int:
    """Return the element that most letters of stretches are in."""
    letters = Counter[int]()
    for weight, stretch in zip(weights, stretches, strict=True):
        letters[stretch.element] += weight
    return max(letters.items(), key=lambda item: (item[1], -item[0]))[0]


def _weight(text: str) -> int:
    """Return how many characters are no white space."""
    return len("".join(text.split()))


def _pieces(stretches: Sequence[Stretch], size: int, baseline: int) -> tuple[Piece, ...]:
    out: list[Piece] = []
    before: Stretch | None = None
    for stretch in stretches:
        small = stretch.size * PERCENT < _SMALL * size
        above = (baseline - stretch.baseline) * PERCENT
        raised = above > (_RAISED if small else _FAR_ABOVE) * size
        lowered = small and (stretch.baseline - baseline) * PERCENT > _LOWERED * size
        glue = ""
        if before is not None:
            gap = stretch.x0 - before.x1
            if is_drop_cap(before, stretch):
                # A drop cap has a space behind it, if any, in its text.
                glue = ""
            elif gap * PERCENT > _CELL_GAP * max(before.size, stretch.size):
                glue = CELL
            elif out and out[-1].raised and len(out) == 1 and not raised:
                # The number of a note stands off its text, however close it is set.
                glue = " "
            elif is_gap(gap, min(size, max(before.size, stretch.size)), before.text[-1:], stretch.text[:1]):
                glue = " "
        out.append(Piece(glue, stretch, raised, lowered))
        before = stretch
    return tuple(out)
