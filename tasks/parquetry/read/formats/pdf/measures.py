"""Measures: what is usual in a document, by which its lines are judged."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parquetry.read.formats.pdf.lines import PageLine

_SAME_EDGE = 150
"""Lines whose left sides differ by less than a point and a half begin at one edge."""
_FEWEST = 3
"""Lines that show where those of one edge end."""
_LOOSEST = 220
"""Lines further apart than so many hundredths of an em do not follow each other in one paragraph."""
_USUAL_PITCH = 120
"""Hundredths of an em from baseline to baseline, where nothing is measured."""


@dataclass(frozen=True, slots=True)
class Measures:
    """The size of the body's letters, the usual pitch of lines by their size, and where the lines of each edge end."""

    body: int
    pitches: dict[int, int]
    ends: dict[tuple[int, int], int]

    def pitch(self, line: PageLine) -> int:
        """Return how far apart the baselines of lines of this size usually are."""
        return self.pitches.get(line.size, line.size * _USUAL_PITCH // 100)

    def right(self, line: PageLine) -> int:
        """Return where lines that begin where this one does end at most; the edge of the column if it is one of few."""
        return self.ends.get((line.region, line.x0 // _SAME_EDGE), line.right)


def measured(pages: Iterable[Sequence[PageLine]]) -> Measures:
    """Return the measures of a document."""
    sizes: Counter[int] = Counter()
    pitches: dict[int, Counter[int]] = defaultdict(Counter)
    ends: dict[tuple[int, int], list[int]] = defaultdict(list)
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
            ends[line.region, line.x0 // _SAME_EDGE].append(line.x1)
        for before, line in pairwise(lines):
            pitch = line.baseline - before.baseline
            if before.region == line.region and before.size == line.size and 0 < pitch * 100 < _LOOSEST * line.size:
                # Tenths of a point: TeX stretches lines by less.
                pitches[line.size][round(pitch / 10) * 10] += 1
    body = max(sizes.items(), key=lambda item: (item[1], item[0]))[0] if sizes else 0
    usual = {size: max(found.items(), key=lambda item: (item[1], -item[0]))[0] for size, found in pitches.items()}
    return Measures(body, usual, {key: max(found) for key, found in ends.items() if len(found) >= _FEWEST})
