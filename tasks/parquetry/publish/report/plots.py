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

_ROW, _LEFT, _WIDTH = 22, 150, 560
_HEIGHT, _FLOOR = 150, 118
_CELL, _NAMES = 24, 190
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
    # 70 for the count to the right of the longest bar.
    room = _WIDTH - _LEFT - 70
    rows = [
        Markup(
            '<text x="{}" y="{}" text-anchor="end">{}</text><rect x="{}" y="{}" width="{:.1f}" height="14" rx="2"/>'
            '<text x="{:.1f}" y="{}" class="count">{:,}</text>'
        ).format(
            _LEFT - 8,
            k * _ROW + 15,
            _short(name, 22),
            _LEFT,
            k * _ROW + 4,
            # At least a pixel: one among a million must be seen.
            max(1.0, room * count / most),
            _LEFT + 6 + max(1.0, room * count / most),
            k * _ROW + 15,
            count,
        )
        for k, (name, count) in enumerate(values)
    ]
    # For screen readers, which see the title and not the bars.
    description = ", ".join(f"{visible(name)} {count:,}" for name, count in values[:8])
    return _svg(_WIDTH, max(1, len(values)) * _ROW + 4, f"{title}: {description}", Markup("").join(rows))


def columns(title: str, values: Sequence[tuple[str, int]], *, labels: int = 8) -> Markup:
    """Return upright columns, one a (name, count), with some of the names below and the largest count beside."""
    most = max((count for _, count in values), default=0) or 1
    step = (_WIDTH - 50) / max(1, len(values))
    # With 40 columns every fifth has its name below, else the names would overlap.
    every = max(1, math.ceil(len(values) / labels))
    parts = [
        Markup(
            '<text x="40" y="14" text-anchor="end" class="count">{:,}</text><line x1="46" x2="{}" y1="{}" y2="{}"/>'
        ).format(most, _WIDTH, _FLOOR, _FLOOR)
    ]
    for k, (name, count) in enumerate(values):
        tall = (_FLOOR - 6) * count / most
        parts.append(_COLUMN_SVG.format(48 + k * step, _FLOOR - tall, max(0.8, step * 0.85), tall, _short(name, 40), count))
        if k % every == 0:
            # "1890 and 9 after" is labelled 1890.
            label = _short(name.split(" and ")[0], 8)
            parts.append(
                Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(
                    # The last name must not run out of the picture.
                    min(48 + (k + 0.4) * step, _WIDTH - 16),
                    _FLOOR + 18,
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
        parts.append(_label(_NAMES - 8, y + 16, "end", name))
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
                    # From 0.2, so that a single sentence is still told from none.
                    0.2 + 0.8 * count / most if count else 1,
                    description,
                )
            )
        parts.append(_label(_NAMES + row * _CELL + 4, y + 16, "start", name))
    return _svg(_NAMES + len(names) * _CELL + 170, len(names) * _CELL, title, Markup("").join(parts))


def _label(x: float, y: float, anchor: str, name: str) -> Markup:
    return Markup('<text x="{:g}" y="{:g}" text-anchor="{}">{}</text>').format(x, y, anchor, _short(name, 26))


def _short(text: str, length: int) -> str:
    # First made visible, then cut, then escaped: cut after escaping, "&amp;" could lose its end.
    shown = visible(text)
    return escape(shown if len(shown) <= length else shown[: length - 1] + "…")
