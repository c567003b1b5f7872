"""How the cost of work grows with its input: by counting lines executed, or by CPU time where the work is done in C."""

from __future__ import annotations

import gc
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

LINEAR = 12
"""Most that work on 8 times the input may cost: linear work costs 8 times as much, n log n some 10, quadratic 64."""
LINEAR_TIME = 20
"""The same for times, which other work on the machine disturbs."""
LEAST_SECONDS = 0.01
"""Shorter times are taken for this: the clock of a process counts in such steps on some systems."""


def count_lines(work: Callable[[], object]) -> int:
    """Return how many lines of Python `work` executes: the same number on every machine, however busy it is.

    The trap: a loop inside one call of C (a regular expression, `in` on a list, `list.insert`) counts as one line.
    """
    count = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    previous = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(previous)
    return count


def assert_linear_lines(work: Callable[[int], object], size: int) -> None:
    """Assert that work of 8 times the size executes at most 12 times the lines."""
    small, large = (count_lines(lambda n=n: work(n)) for n in (size, 8 * size))
    assert large < LINEAR * small, f"{small} lines for a size of {size}, {large} for {8 * size}"


def assert_linear(work: Callable[[str], object], text: str) -> None:
    """Assert that a text costs at most 20 times the CPU time of its last eighth.

    Both are measured in turn, because other work on the machine comes in spells, and without the cycle collector, whose
    passes cost by the heap of the whole test run. Use `assert_linear_lines` where the loops are in Python.
    """
    part = text[-(len(text) // 8) :]
    work(part[:2000] + " warm")
    assert_at_most(LINEAR_TIME, lambda: work(text), lambda: work(part))


def assert_at_most(times: float, work: Callable[[], object], measure: Callable[[], object]) -> None:
    """Assert that `work` takes at most so many times the CPU time of `measure`, of each the best of up to three runs.

    A first run that is well within the bound is enough: other work on the machine makes times longer, hardly ever shorter.
    """
    costs = [float("inf")] * 2
    gc.disable()
    try:
        for _ in range(3):
            costs = [min(cost, _seconds(task)) for cost, task in zip(costs, (work, measure), strict=True)]
            if costs[0] < times / 2 * max(costs[1], LEAST_SECONDS):
                return
    finally:
        gc.enable()
    assert costs[0] < times * max(costs[1], LEAST_SECONDS), costs


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
