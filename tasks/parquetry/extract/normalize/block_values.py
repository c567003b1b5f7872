"""Values of the blocks of one document, each block read once, in its language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parquetry.extract.normalize import values
from parquetry.extract.normalize.date_forms import READ_ONLY
from parquetry.extract.normalize.found_values import overlapping
from parquetry.extract.spans import Span
from parquetry.languages.footnote_markers import RAISED, mask

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.extract.normalize.found_values import Found, Value
    from parquetry.model.documents import Block

_FIGURES = re.compile(r"[\d\s.,:/()+–—-]+")
"""A date of figures alone, as a model may take a telephone number or a postal code for one."""


@dataclass(slots=True)
class BlockValues:
    """The values of a document's blocks. `read` keeps what was found in each block, by its start."""

    text: str
    reader: values.Reader
    read: dict[int, list[Found]] = field(default_factory=dict)

    def of(self, block: Block) -> list[Found]:
        """Return the dates and amounts of a block, offsets into the document's text; note markers are no part of figures."""
        # Layers ask for one block many times, span by span.
        if block.start not in self.read:
            # `in 1955¹` must not be read as 19551; masking keeps all offsets.
            part = _masked(self.text[block.start : block.end])
            self.read[block.start] = [value.moved(block.start) for value in self.reader.scan(part, block.language)]
        return self.read[block.start]

    def spans(self, block: Block) -> Iterator[Span]:
        """Yield the mentions that rules find in a block."""
        for value in self.of(block):
            if value.rule not in READ_ONLY:
                yield Span(value.start, value.end, value.label, "rules", value.rule)

    def may_be_date(self, span: Span, block: Block) -> bool:
        """Tell whether a model's date is one: figures alone are, if the block's own reading has a date there."""
        # With a word in it (`3 May`, `last week`) the model is believed.
        if not _FIGURES.fullmatch(self.text, span.start, span.end):
            return True
        # An overlap is enough: the model may take a comma or the weekday with it.
        near = overlapping(self.of(block), span.start, span.end)
        return any(candidate.label == "DATE" and candidate.value.type for candidate in near)

    def value(self, span: Span, block: Block) -> Value:
        """Return the value of a mention, read where it stands: what its neighbours label or count is no date."""
        return self.reader.read_at(self.text, (span.start, span.end), span.label, block.language, self.of(block))


def block_values(text: str, blocks: Sequence[Block], declared: str | None) -> BlockValues:
    """Return the values of a document: how its figures are read follows from all of its blocks."""
    parts = [(text[block.start : block.end], block.language) for block in blocks]
    return BlockValues(text, values.reader(parts, declared))


def _masked(part: str) -> str:
    """Return a text with its note markers as spaces, but for the powers of units and figures: `300 m²`, `10⁶kg`."""
    hidden = mask(part)
    # Most blocks have no markers.
    if hidden == part:
        return part
    masked = list(hidden)
    # Put back what was masked too much: `m²` would become metres, `10⁶kg` 10 kg.
    for match in (*_UNIT_POWER.finditer(part), *_FIGURE_POWER.finditer(part)):
        start, end = match.span(match.lastindex or 0)
        masked[start:end] = part[start:end]
    return "".join(masked)


_UNIT_POWER = re.compile(
    r"""
    (?: (?<=\b[kcdm]m)                      # km², cm³
      | (?<=\b(?:mi|ft|yd|in|км|см))        # ft², км²
      | (?<=\b[mм])                         # m², in Latin and Cyrillic letters
      | (?<=/s) | (?<=/h) | (?<=/с) )       # m/s²
    [²³]
    """,
    re.VERBOSE,
)
"""A raised figure that belongs to a unit and marks no note."""
_FIGURE_POWER = re.compile(
    rf"""
    (?<=\d) [{RAISED}]+ (?=[^\W_]|[€$£¥%°])                # 10⁶kg, 5¹⁰€: a power
    | [$€£¥] [ \u00a0]? \d[\d.,]* ([{RAISED}]{{2}}) (?![{RAISED}])   # £5⁹⁹: pence
    """,
    re.VERBOSE,
)
"""Raised figures at a figure that belong to it: which figure it is then, no form reads."""
