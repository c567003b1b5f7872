"""Wrapping: how each line break fits a text that a program wrapped, for the features of the line model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

MILLE = 1000.0
"""What "all" and "yes" are as features."""


def group_starts(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the index of the first line of each group; the numbers of groups rise by one."""
    out: NDArray[np.int64] = np.flatnonzero(np.diff(group, prepend=-1))
    return out


def before_each(values: Numbers) -> Numbers:
    """Return the values of the line before each line; zeros before the first."""
    out = np.zeros_like(values)
    out[1:] = values[:-1]
    return out


def _widest_around(total: Numbers, group: NDArray[np.int64], reach: int) -> Numbers:
    """Return the greatest width among the lines of the same group at most `reach` lines away."""
    # The reach is small and fixed, so this stays linear in the number of lines.
    widest = total.copy()
    for step in range(1, reach + 1):
        if step >= len(total):
            break
        # A line of another paragraph or page says nothing about the width of this one.
        same = group[step:] == group[:-step]
        widest[step:] = np.where(same, np.maximum(widest[step:], total[:-step]), widest[step:])
        widest[:-step] = np.where(same, np.maximum(widest[:-step], total[step:]), widest[:-step])
    return widest


def _filled(
    running: NDArray[np.bool_], before: Numbers, needed: Numbers, group: NDArray[np.int64]
) -> tuple[Numbers, Numbers, Numbers]:
    """Return for each line what the lines of its group tell that surely go on into the next.

    The widest of them; the share of them that had room for the next word at that width, per mille; and how many they are,
    each 100, at most ten. Lines that a program filled have no such room: the width is then the one they were wrapped at.
    """
    starts = group_starts(group)
    widest = np.maximum.reduceat(np.where(running, before, 0), starts)[group]
    runs = np.add.reduceat(running.astype(np.float64), starts)[group]
    loose = np.add.reduceat((running & (needed <= widest)).astype(np.float64), starts)[group]
    return widest, np.floor(MILLE * loose / np.maximum(runs, 1)), np.minimum(MILLE, 100 * runs)


def wrapping(column: dict[str, Numbers], group: NDArray[np.int64], own: dict[str, Numbers]) -> dict[str, Numbers]:
    """Return how each line break fits a text that was wrapped: would the next word have had room on the line before?

    `room_1` to `room_3` are the room left after that word, at the width of the lines nearby, of the group and of the
    text: no program that wraps leaves any. `running` tells that a sentence surely goes on over the break, `broken_run`
    that it goes on although there was room.
    """
    total = column["indent"] + column["width"]
    starts = group_starts(group)
    nearby = _widest_around(total, group, 4)
    in_group = np.maximum.reduceat(total, starts)[group]
    usual = np.full(len(total), np.quantile(total, 0.9, method="lower"))
    widest = np.full(len(total), np.quantile(total, 0.98, method="lower"))
    before, same = before_each(total), np.append(False, group[1:] == group[:-1])
    needed = before + 1 + column["first_width"]

    def room(width: Numbers) -> Numbers:
        value = np.floor(MILLE * (width - needed) / np.maximum(width, 1))
        return np.where(same, np.clip(value, -500, 1000), -500)

    lower = own["start_lower"] > 0
    unended = before_each(own["ended"]) == 0
    running = same & lower & unended
    by_text = _filled(running, before, needed, np.zeros(len(total), dtype=np.int64))
    by_group = _filled(running, before, needed, group)
    return {
        "room_1": room(nearby),
        "room_2": room(in_group),
        "room_3": room(usual),
        "room_4": room(widest),
        "running": MILLE * running,
        "broken_run": MILLE * (running & (needed <= nearby)),
        "fullness": np.floor(MILLE * np.minimum(total / np.maximum(usual, 1), 1.5)),
        "before_fullness": np.floor(MILLE * np.minimum(before / np.maximum(usual, 1), 1.5)),
        "fits_1": MILLE * (same & (needed <= nearby)),
        "fits_2": MILLE * (same & (needed <= in_group)),
        "fits_3": MILLE * (same & (needed <= widest)),
        "fits_filled": MILLE * (same & (needed <= by_text[0])),
        "fits_filled_group": MILLE * (same & (needed <= by_group[0])),
        "short_of_filled": np.clip(np.where(same & (by_text[0] > 0), 50 * (by_text[0] - needed), -1000), -1000, 1000),
        "text_loose": by_text[1],
        "group_loose": by_group[1],
        "text_runs": by_text[2],
        "group_runs": by_group[2],
        **_place(column, group, same, usual),
    }


def _place(
    column: dict[str, Numbers], group: NDArray[np.int64], same: NDArray[np.bool_], usual: Numbers
) -> dict[str, Numbers]:
    """Return where each line stands in its group, and how large the group and the text are."""
    starts = group_starts(group)
    count = len(group)
    return {
        "deeper": np.clip(50 * (column["indent"] - before_each(column["indent"])), -1000, 1000),
        "usual": 5 * np.minimum(usual, 200),
        "first_in_group": MILLE * ~same,
        "size": np.minimum(MILLE, 100 * np.diff(starts, append=count)[group]),
        "place": np.minimum(MILLE, 100 * (np.arange(count) - starts[group])),
        # The logarithm: ten lines and twenty differ more than a thousand and a thousand and ten.
        "lines": np.full(count, 100.0 * count.bit_length()),
    }
