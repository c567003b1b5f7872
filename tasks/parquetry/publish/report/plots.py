"""Plots: small SVG pictures of numbers, coloured by the page's style so that they follow light and dark.

Each has a title that says in words what it shows; the numbers themselves are in a table beside it or in its own labels.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from parquetry.publish.report.visible_text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

# Lengths in the user units of SVG, which are pixels where a plot is not shrunk.
_WIDTH = 560
# Bars: the height of a row, and the room for names on the left.
_ROW, _LEFT = 22, 150
# Room for the count to the right of the longest bar, and what is free between them.
_COUNT, _COUNT_GAP = 70, 6
# Within a row: where its bar and the baseline of its letters are, and what is left free beside them.
_BAR_TOP, _BASELINE, _PADDING = 4, 15, 8
# Columns: where they stand, and where the first begins.
_HEIGHT, _FLOOR, _FIRST = 150, 118, 48
# What is left free above the highest column, and beside the last label.
_CEILING, _EDGE = 6, 16
# Share of its step that a column fills.
_COLUMN_SHARE = 0.85
# Where in its step a column has its label.
_COLUMN_MIDDLE = 0.4
_THINNEST = 0.8
_LABEL_BELOW = 18
# Matrix: side of a cell, and the room for names on both sides.
_CELL, _NAMES, _NAMES_RIGHT = 24, 190, 170
# Opacity of a pair in a single sentence, which is still told from none.
_FAINTEST = 0.2
# Characters of a name that there is room for; a longer one is cut.
_LONGEST_NAME = {"bar": 22, "column": 40, "below": 8, "matrix": 26}
# Bars that a screen reader is told.
_MOST_READ = 8
_CELL_SVG = Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}" fill-opacity="{:.2f}"><title>{}</title></rect>')
_COLUMN_SVG = Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{}: {:,}</title></rect>')


def _svg(width: float, height: float, title: str, body: Markup) -> Markup:
    # A viewBox instead of a size: the plot shrinks with a narrow window and is never wider than drawn.
    head = Markup('<svg viewBox="0 0 {:g} {:g}" role="img" aria-label="{}" style="max-width:{:g}px">').format(
        width, height, title, width
    )
    return head + Markup("<title>{}</title>").format(title) + body + Markup("</svg>")


def bars(title: str, values: Sequence[tuple[str, int]]) -> Markup:
    """Return horizontal bars, one a (name, count), each labelled with both."""
    # `or 1`: a plot of zeros has bars of no length, and no division by zero.
    most = max((count for _, count in values), default=0) or 1
    room = _WIDTH - _LEFT - _COUNT
    rows = [
        Markup(
            '<text x="{}" y="{}" text-anchor="end">{}</text><rect x="{}" y="{}" width="{:.1f}" height="14" rx="2"/>'
            '<text x="{:.1f}" y="{}" class="count">{:,}</text>'
        ).format(
            _LEFT - _PADDING,
            k * _ROW + _BASELINE,
            _short(name, _LONGEST_NAME["bar"]),
            _LEFT,
            k * _ROW + _BAR_TOP,
            # At least a pixel: one among a million must be seen.
            max(1.0, room * count / most),
            _LEFT + _COUNT_GAP + max(1.0, room * count / most),
            k * _ROW + _BASELINE,
            count,
        )
        for k, (name, count) in enumerate(values)
    ]
    # For screen readers, which see the title and not the bars.
    description = ", ".join(f"{visible(name)} {count:,}" for name, count in values[:_MOST_READ])
    return _svg(_WIDTH, max(1, len(values)) * _ROW + _BAR_TOP, f"{title}: {description}", Markup("").join(rows))


def columns(title: str, values: Sequence[tuple[str, int]], *, labels: int = 8) -> Markup:
    """Return upright columns, one a (name, count), with some of the names below and the largest count beside."""
    most = max((count for _, count in values), default=0) or 1
    step = (_WIDTH - _FIRST - 2) / max(1, len(values))
    # With 40 columns every fifth has its name below, else the names would overlap.
    every = max(1, math.ceil(len(values) / labels))
    parts = [
        Markup(
            '<text x="40" y="14" text-anchor="end" class="count">{:,}</text><line x1="46" x2="{}" y1="{}" y2="{}"/>'
        ).format(most, _WIDTH, _FLOOR, _FLOOR)
    ]
    for k, (name, count) in enumerate(values):
        tall = (_FLOOR - _CEILING) * count / most
        wide = max(_THINNEST, step * _COLUMN_SHARE)
        shown = _short(name, _LONGEST_NAME["column"])
        parts.append(_COLUMN_SVG.format(_FIRST + k * step, _FLOOR - tall, wide, tall, shown, count))
        if k % every == 0:
            # "1890 and 9 after" is labelled 1890.
            label = _short(name.split(" and ")[0], _LONGEST_NAME["below"])
            parts.append(
                Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(
                    # The last name must not run out of the picture.
                    min(_FIRST + (k + _COLUMN_MIDDLE) * step, _WIDTH - _EDGE),
                    _FLOOR + _LABEL_BELOW,
                    label,
                )
            )
    return _svg(_WIDTH, _HEIGHT, f"{title}; the most is {most:,}", Markup("").join(parts))


def matrix(title: str, names: Sequence[str], counts: dict[tuple[int, int], int]) -> Markup:
    """Return a square of cells, darker where two names stand together more often; `counts` by positions in `names`."""
    # The darkest cell is the most frequent pair of this page: shades compare within it, not between versions.
    most = max(counts.values(), default=1)
    parts = []
    for row, name in enumerate(names):
        y = row * _CELL
        parts.append(_label(_NAMES - _PADDING, y + _EDGE, "end", name))
        # Below the diagonal alone: the same pair is not drawn twice.
        for column in range(row):
            count = counts.get((column, row), 0)
            description = f"{visible(name)}, {visible(names[column])}: {count:,}"
            parts.append(
                _CELL_SVG.format(
                    _NAMES + column * _CELL,
                    y,
                    _CELL - 2,
                    _CELL - 2,
                    "" if count else "none",
                    _FAINTEST + (1 - _FAINTEST) * count / most if count else 1,
                    description,
                )
            )
        parts.append(_label(_NAMES + row * _CELL + _BAR_TOP, y + _EDGE, "start", name))
    return _svg(_NAMES + len(names) * _CELL + _NAMES_RIGHT, len(names) * _CELL, title, Markup("").join(parts))


def _label(x: float, y: float, anchor: str, name: str) -> Markup:
    return Markup('<text x="{:g}" y="{:g}" text-anchor="{}">{}</text>').format(
        x, y, anchor, _short(name, _LONGEST_NAME["matrix"])
    )


def _short(text: str, length: int) -> str:
    # First made visible, then cut, then escaped: cut after escaping, "&amp;" could lose its end.
    shown = visible(text)
    return escape(shown if len(shown) <= length else shown[: length - 1] + "…")
