"""Super- and subscripts of a line: what stands raised or lowered beside a larger sign, with its figures as such."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from parquetry.text.raised_figures import lowered, raised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.read.formats.pdf.page_line import Piece


def shown_texts(pieces: Sequence[Piece]) -> list[str]:
    """Return the text of each piece of a line, with the figures of those that stand raised or lowered as such."""
    texts = [piece.stretch.text for piece in pieces]
    groups = groupby(range(len(pieces)), key=lambda at: (pieces[at].raised, pieces[at].lowered))
    for (up, down), numbers in groups:
        group = list(numbers)
        if (up or down) and _is_attached(pieces, group[0], group[-1]):
            _show(texts, group[0], group[-1] + 1, up=up)
    return texts


def _is_attached(pieces: Sequence[Piece], first: int, last: int) -> bool:
    """Return whether pieces stand close behind a sign or before one: the number before a note stands off, as a cell does."""
    behind = first > 0 and not pieces[first].glue and not pieces[first - 1].stretch.text.endswith(" ")
    before = last + 1 < len(pieces) and not pieces[last + 1].glue and not pieces[last].stretch.text.endswith(" ")
    return (behind or before) and not any("\t" in piece.glue for piece in pieces[first + 1 : last + 1])


def _show(texts: list[str], first: int, end: int, *, up: bool) -> None:
    """Change the texts from one on, which stand raised or else lowered."""
    text = "".join(texts[first:end])
    before, after = "".join(texts[:first])[-1:], "".join(texts[end:])[:1]
    shown = raised(text) if up else lowered(text, before, after)
    # Figures of one exponent may be of two fonts, as the minus sign of TeX is: each gets its share of the text.
    at = 0
    for number in range(first, end):
        size = len(texts[number])
        texts[number], at = shown[at : at + size], at + size
