"""Found values: a value with its kind and parts, where it stands, and which of several that overlap is kept."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Value:
    """A normalised value, what kind it is, and its parts as JSON; all null where nothing can be said for sure."""

    value: str | None = None
    type: str | None = None
    data: str | None = None

    def also(self, key: str, part: object) -> Value:
        """Return the same with one more of its parts."""
        return replace(self, data=as_json({**json.loads(self.data or "{}"), key: part}))

    def says_any(self, keys: Iterable[str]) -> bool:
        """Return whether it has a part by one of some names."""
        return not json.loads(self.data or "{}").keys().isdisjoint(keys)


NONE = Value()


def of_relative_date(edtf: str | None) -> Value:
    """Return the value of a date that leans on the declared one; with no date that it can be seen but not said.

    >>> of_relative_date("2011-05-03").data, of_relative_date(None).value
    ('{"relative": true}', None)
    """
    return Value(edtf, "edtf", as_json({"relative": True}))


@dataclass(frozen=True, slots=True)
class Found:
    """`text[start:end]` (code points) is a value of this label, by the form `rule`."""

    start: int
    end: int
    label: str
    rule: str
    value: Value

    def moved(self, by: int) -> Found:
        """Return the same with offsets so many code points further on."""
        return replace(self, start=self.start + by, end=self.end + by)


def overlapping(values: Sequence[Found], start: int, end: int) -> Iterator[Found]:
    """Yield those of `longest` that share a character with a part of the text."""
    # By bisection, since a block may have thousands of them, and as many mentions to ask for.
    low = bisect_right(values, start, key=lambda f: f.end)
    return takewhile(lambda f: f.start < end, islice(values, low, None))


def longest(values: Sequence[Found]) -> list[Found]:
    """Return what no longer one overlaps, in text order; of two as long the one with a value, then the first."""
    out: list[Found] = []
    taken: set[int] = set()
    # Longest first, then whichever does not overlap what is taken already. `sorted` is stable: ties keep the forms' order.
    for value in sorted(values, key=lambda f: (f.start - f.end, f.value.value is None)):
        if taken.isdisjoint(range(value.start, value.end)):
            out.append(value)
            taken.update(range(value.start, value.end))
    return sorted(out, key=lambda f: f.start)


def as_json(data: dict[str, object]) -> str | None:
    """Return the parts of a value as JSON, null for none."""
    return json.dumps(data, sort_keys=True) if data else None
