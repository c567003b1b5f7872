"""Equivalents: one sum in two currencies, `£5 million (€6 million)`."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.extract.normalize.found_values import Value

_IN_BRACKETS = re.compile(
    r"""
    \s?\(                                                                # £5 million (
    (?: (?:about|around|some|or|approximately|approx\.|ca\.|c\.)\        # (about €6 million
      | [=≈~]\ ? )?                                                       # (= €6 million, (~€6 million
    """,
    re.VERBOSE,
)


def equivalents(text: str, spans: Sequence[tuple[int, int]], values: Sequence[Value]) -> list[Value]:
    """Return the values of the mentions at `spans`, an amount in brackets after another as what that one comes to.

    `£5 million (€6 million)` is one sum in two currencies: the first has the second as its `equivalent`, the second the
    first as what it is `equivalent_of`.
    """
    out = list(values)
    for k, (first, second) in enumerate(pairwise(values)):
        # Everything between the two must be the opening bracket: `£5 million in 2011 (€6 million)` is not sure enough.
        bracket = _IN_BRACKETS.fullmatch(text, spans[k][1], spans[k + 1][0]) and text.startswith(")", spans[k + 1][1])
        # The same currency twice is a correction or a range, and no conversion.
        if bracket and first.type == second.type == "money" and _currency(first) != _currency(second):
            out[k] = out[k].also("equivalent", second.value)
            out[k + 1] = out[k + 1].also("equivalent_of", first.value)
    return out


def _currency(value: Value) -> str:
    return (value.value or "").split(" ")[-1]
