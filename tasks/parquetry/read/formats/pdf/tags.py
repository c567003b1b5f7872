"""Tags: what the structure of a tagged PDF says of the lines of its pages, as far as it can be believed.

Many programs tag each line as a paragraph, or a page as one. So tags are heeded only where they have nearly all of the text,
and where they part and join as the places of lines do, in those pairs of lines in which the places leave no doubt.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import PERCENT
from parquetry.read.formats.pdf.kinds import FULL_STOP
from parquetry.read.formats.pdf.line_pairs import is_apart, is_full, is_other_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.read.formats.pdf.draft import PageBlock
    from parquetry.read.formats.pdf.measures import Measures
    from parquetry.read.formats.pdf.page_line import PageLine
    from parquetry.read.formats.pdf.structure import Element, Structure

# Letters that are in elements, hundredths of all.
_COVERED = 90
# Pairs of lines in which tags agree with places, hundredths, and how many pairs tell.
_AGREEING, _FEWEST = 85, 4
# Lines of one element further apart than so many hundredths of an em are not joined.
_FARTHEST = 250
# Characters of a heading at most.
_LONGEST_HEADING = 240


@dataclass(frozen=True, slots=True)
class Tags:
    """The elements of a document's structure; none where it has none, or one that is not believed."""

    elements: Sequence[Element] = ()

    def part(self, before: PageLine, line: PageLine) -> bool:
        """Return whether two lines are of different elements."""
        return self._are_known(before, line) and before.element != line.element

    def join(self, before: PageLine, line: PageLine) -> bool:
        """Return whether two lines are of one element that is no table, one below the other."""
        if not self._are_known(before, line) or before.element != line.element or before.region != line.region:
            return False
        pitch = line.baseline - before.baseline
        return 0 < pitch * PERCENT <= _FARTHEST * line.size and self.elements[line.element].kind != "table"

    def go_on(self, before: PageLine, line: PageLine) -> bool:
        """Return whether a column or page goes on with the element at the end of another.

        If not, it may do so all the same: some programs begin another element where a page begins.
        """
        same = self._are_known(before, line) and before.element == line.element and before.region != line.region
        return same and self.elements[line.element].kind != "table"

    def _are_known(self, before: PageLine, line: PageLine) -> bool:
        # Lines of code are told by their font: programs tag all of them as one paragraph, or each as one.
        return bool(self.elements) and min(before.element, line.element) >= 0 and not (before.fixed and line.fixed)

    def with_kind(self, block: PageBlock) -> PageBlock:
        """Return a block as what its element is; as it is where that says nothing, or less than how it is set."""
        first = block.lines[0].element
        if not self.elements or first < 0 or any(line.element != first for line in block.lines):
            return block
        element = self.elements[first]
        if block.verbatim or not element.kind or element.kind in {"code", "table"}:
            return block
        if element.kind == "heading" and len(block.text) > _LONGEST_HEADING:
            return block
        return replace(block, kind=element.kind, level=element.level, evidence="tag")


def believed(
    structure: Structure | None, pages: Sequence[Sequence[PageLine]], outside: set[int], measures: Measures
) -> Tags:
    """Return the tags of a document if they can be believed, none otherwise."""
    if structure is None:
        return Tags()
    lines = [[line for line in page if id(line) not in outside and not line.artifact] for page in pages]
    letters = Counter[bool]()
    for line in (line for page in lines for line in page):
        letters[line.element >= 0] += len(line.text)
    if letters[True] * PERCENT < _COVERED * letters.total():
        return Tags()
    judged = [agrees for page in lines for agrees in _agreements(page, measures)]
    if len(judged) >= _FEWEST and sum(judged) * PERCENT < _AGREEING * len(judged):
        return Tags()
    return Tags(structure.elements)


def _agreements(lines: Sequence[PageLine], measures: Measures) -> Iterator[bool]:
    """Yield whether tags join or part two lines as their places do, for each pair whose places leave no doubt."""
    for before, line in pairwise(lines):
        if before.region != line.region or before.table or line.table or (before.fixed and line.fixed):
            continue
        if is_other_size(before.size, line.size) and before.bold != line.bold:
            yield before.element != line.element
        elif _is_one_sentence(before, line, measures):
            yield before.element == line.element


def _is_one_sentence(before: PageLine, line: PageLine, measures: Measures) -> bool:
    """Return whether a line goes on with a sentence that had no room on the line before."""
    if is_apart(before, line, measures) or FULL_STOP.search(before.text) or not is_full(before, line, measures):
        return False
    return line.text.lstrip()[:1].islower()
