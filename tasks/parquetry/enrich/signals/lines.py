"""Lines and paragraphs of texts, cut as each of the published rules cuts them: they do not agree what a line is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parquetry.enrich.code_points import LINE_END, Flags, Integers, Spans, marked

if TYPE_CHECKING:
    from parquetry.enrich.code_points import CodePoints

_CR, _LF = ord("\r"), ord("\n")


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of texts: `low`, `high` are where each begins and ends without white space, `last` its last character there.

    `last` is -1 of a blank line; `dots` tells whether it ends in three dots of its own.
    """

    spans: Spans
    low: Integers
    high: Integers
    last: Integers
    dots: Flags


def of(points: CodePoints) -> Lines:
    """Return the lines of each text as `str.splitlines` cuts them, and how each ends."""
    spans = split_lines(points)
    low, high = stripped(points, spans)
    return Lines(spans, low, high, *final(points, low, high))


def split_lines(points: CodePoints) -> Spans:
    r"""Return the lines of each text as `str.splitlines` cuts them: blank ones too, "\r\n" is one end."""
    values = points.values
    is_end = points.has(LINE_END)
    at = np.flatnonzero(is_end)
    begins = marked(np.concatenate((points.bounds[:-1], at + 1)), len(values) + 1)
    # A line that would begin between the two halves of "\r\n" begins after them, unless they are of two texts.
    halves = np.flatnonzero((values[1:] == _LF) & (values[:-1] == _CR)) + 1
    begins[halves[~marked(points.bounds, len(values) + 1)[halves]]] = False
    starts = np.flatnonzero(begins[:-1])
    document = points.document_of(starts)
    following = np.append(starts[1:], len(values))
    ends = np.minimum(following, points.bounds[document + 1])
    # Up to and without its own end, of one character or two.
    last = ends - 1
    ended = is_end[last]
    two = ended & (values[last] == _LF) & (last > starts) & (values[np.maximum(last - 1, 0)] == _CR)
    return Spans(starts, ends - ended - two, document)


def runs(points: CodePoints, inside: Flags) -> Spans:
    """Return the longest stretches of marked characters, none of which crosses from a text to the next."""
    size = len(inside)
    # Begins or ends where the mark changes, and also at the border of two texts.
    border = marked(points.bounds, size + 1)
    before, after = np.concatenate(([False], inside)), np.concatenate((inside, [False]))
    starts = np.flatnonzero(after & (~before | border))
    ends = np.flatnonzero(before & (~after | border))
    return Spans(starts, ends, points.document_of(starts))


def rows_of(points: CodePoints, character: str) -> Spans:
    """Return the longest rows of one character, none of which crosses from a text to the next: `runs` of few places."""
    at = np.flatnonzero(points.values == ord(character))
    document = points.document_of(at)
    begins = np.flatnonzero(np.concatenate(([True], (np.diff(at) > 1) | (np.diff(document) > 0)))[: len(at)])
    ends = np.append(begins[1:], len(at))[: len(begins)]
    return Spans(at[begins], at[ends - 1] + 1, document[begins])


def newline_runs(points: CodePoints) -> Spans:
    r"""Return what stands between newlines: `re.split("\n+", text)` but for what is empty at either end."""
    return runs(points, points.values != _LF)


def outer_empties(points: CodePoints) -> Integers:
    r"""Return for each text how many empty strings `re.split("\n+", text)` gives: at its beginning, at its end."""
    first, last = points.bounds[:-1], points.bounds[1:] - 1
    filled = points.lengths > 0
    out = np.zeros(points.texts, np.int64)
    out[filled] = (points.values[first[filled]] == _LF).astype(np.int64) + (points.values[last[filled]] == _LF)
    return out


def paragraphs(points: CodePoints) -> Spans:
    r"""Return the paragraphs of each text: `re.split("\n{2,}", text.strip())`; none of a blank text."""
    # A separator is a stretch of newlines, two or more, between the first and the last character that is no white space.
    breaks = rows_of(points, "\n")
    breaks = breaks.where(breaks.length > 1)
    low, high = _without_outer_space(points)
    inner = breaks.where((breaks.start >= low[breaks.document]) & (breaks.end <= high[breaks.document]))
    filled = high > low
    starts = np.sort(np.concatenate((low[filled], inner.end)))
    ends = np.sort(np.concatenate((high[filled], inner.start)))
    return Spans(starts, ends, points.document_of(starts))


def _without_outer_space(points: CodePoints) -> tuple[Integers, Integers]:
    """Return where each text begins and ends without the white space around it; equal for a blank one."""
    return stripped(points, Spans(points.bounds[:-1], points.bounds[1:], np.arange(points.texts)))


def stripped(points: CodePoints, spans: Spans) -> tuple[Integers, Integers]:
    """Return start and end of each span without the white space around it; equal where there is nothing else."""
    solid = points.solid
    first = np.searchsorted(solid, spans.start)
    last = np.searchsorted(solid, spans.end) - 1
    blank = first > last
    low, high = spans.start.copy(), spans.start.copy()
    low[~blank] = solid[first[~blank]]
    high[~blank] = solid[last[~blank]] + 1
    return low, high


def final(points: CodePoints, low: Integers, high: Integers) -> tuple[Integers, Flags]:
    """Return the last character of each stretch, -1 of an empty one, and whether it ends in three dots of its own."""
    filled = high > low
    character = np.full(len(low), -1, np.int64)
    character[filled] = points.values[high[filled] - 1]
    # Asked of the lines that end in a dot alone: they are few beside the characters.
    at = np.flatnonzero((character == ord(".")) & (high - low >= len("...")))
    end = high[at]
    dots = np.zeros(len(low), np.bool_)
    dots[at] = (points.values[end - 2] == ord(".")) & (points.values[end - 3] == ord("."))
    return character, dots
