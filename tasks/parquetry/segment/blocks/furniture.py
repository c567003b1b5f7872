"""Page furniture: running heads, feet and page numbers, which belong to the page and not to the text.

A line is furniture only by place, repetition and content together. Where pages are marked (form feeds), it stands at the
edge of its page and its number rises with the pages, or it is repeated on most of them and is no field, no greeting, no
sentence. Where they are not, a series of such lines must rise by one and break a sentence in two at least once: chapters
rise too, but no chapter begins in mid-sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.segment.blocks.furniture_in_series import in_series
from parquetry.segment.blocks.furniture_on_pages import on_pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.lines import Line


def find(lines: Sequence[Line]) -> set[int]:
    """Return the indexes of the lines that are page furniture."""
    if not lines:
        return set()
    # One form feed is enough: its text says where pages begin, and their edges are known.
    return on_pages(lines) if lines[-1].page > 1 else in_series(lines)
