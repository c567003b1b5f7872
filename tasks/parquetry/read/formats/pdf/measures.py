"""Measures: what is usual in a document, by which its lines are judged."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parquetry.read.formats.pdf.page_line import PageLine

# Lines whose left sides differ by less than two points begin at one edge; ends are compared as closely.
_SAME_EDGE = 200
# Lines that show where those of one edge end.
_FEWEST = 5
# One line in so many ends at the measure, or more.
_SHARE = 8
# Lines further apart than so many hundredths of an em do not follow each other in one paragraph.
_LOOSEST = 220
# Hundredths of an em from baseline to baseline, where nothing is measured.
_USUAL_PITCH = 120


@dataclass(frozen=True, slots=True)
class Measures:
    """The size of the body's letters, the usual pitch of lines by their size, and where the lines of each edge end."""

    body: int
    pitches: dict[int, int]
    ends: dict[int, int]
    regions: dict[int, int]

    def pitch(self, line: PageLine) -> int:
        """Return how far apart the baselines of lines of this size usually are."""
        return self.pitches.get(line.size, line.size * _USUAL_PITCH // PERCENT)

    def right(self, line: PageLine) -> int:
        """Return where lines that begin where this one does end at most; the edge of the column if it is one of few."""
        of_region = self.regions.get(line.region, line.right)
        of_edge = self.ends.get(line.x0 // _SAME_EDGE, of_region)
        # Lines above two columns begin where those of the left one do, and end elsewhere.
        return min(of_edge, of_region) if line.bounded else of_edge


def measured(pages: Iterable[Sequence[PageLine]]) -> Measures:
    """Return the measures of a document."""
    sizes: Counter[int] = Counter()
    pitches: dict[int, Counter[int]] = defaultdict(Counter)
    ends: dict[int, list[int]] = defaultdict(list)
    regions: dict[int, list[int]] = defaultdict(list)
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
            # Two cells end where no text does: a date beside a place, the name below a letter.
            if line.cells == 1:
                ends[line.x0 // _SAME_EDGE].append(line.x1)
            regions[line.region].append(line.x1)
        for before, line in pairwise(lines):
            pitch = line.baseline - before.baseline
            if before.region == line.region and before.size == line.size and 0 < pitch * PERCENT < _LOOSEST * line.size:
                # Tenths of a point: TeX stretches lines by less.
                pitches[line.size][round(pitch / 10) * 10] += 1
    body = max(sizes.items(), key=lambda item: (item[1], item[0]))[0] if sizes else 0
    usual = {size: max(values.items(), key=lambda item: (item[1], -item[0]))[0] for size, values in pitches.items()}
    return Measures(
        body,
        usual,
        {key: _end(values) for key, values in ends.items() if len(values) >= _FEWEST},
        {key: _end(values) for key, values in regions.items() if len(values) >= _FEWEST},
    )


def _end(ends: list[int]) -> int:
    """Return the farthest place at which several lines end: a line or two may run over the edge of their column."""
    ordered = sorted(ends, reverse=True)
    least = max(2, len(ordered) // _SHARE)
    # Few run over: two short lines that end at one place, far behind longer ones, are no edge.
    over = max(1, len(ordered) // 10)
    for number, x in enumerate(ordered[: over + 1]):
        if ordered[number + least - 1] > x - _SAME_EDGE:
            return x
    # Ragged: no two lines end at one place, and the longest may be the one that runs over.
    return ordered[over]
