"""Lines and paragraphs of texts, cut as each of the published rules cuts them: they do not agree what a line is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parquetry.enrich.code_points import LINE_END, SPACE, Flags, Integers, Spans, marked

if TYPE_CHECKING:
    from parquetry.enrich.code_points import CodePoints

_CR, _LF = ord("\r"), ord("\n")


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
    breaks = runs(points, points.values == _LF)
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
    solid = np.flatnonzero(points.classes != SPACE)
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
    dot = points.values == ord(".")
    third = np.zeros(len(dot), np.bool_)
    third[2:] = dot[2:] & dot[1:-1] & dot[:-2]
    dots = high - low >= len("...")
    dots[dots] = third[high[dots] - 1]
    return character, dots
