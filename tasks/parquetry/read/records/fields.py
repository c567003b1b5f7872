"""Fields by path: `title`, `content.body`, `pages[0].text`, `tags[*]`.

A name that a record has as it stands is that field, whatever is in it: `a.b` is first the field "a.b".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

Value: TypeAlias = "object"
"""What a field may hold: a JSON value, or what Parquet gives (bytes, dates, decimals)."""
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\*|\d+)\]")
Step: TypeAlias = "str | int | None"
"""A key, an index, or None for every item of a list."""


def steps(path: str) -> list[Step]:
    """Return the steps of a path.

    >>> steps("pages[0].tags[*]")
    ['pages', 0, 'tags', None]
    """
    return [key or (None if index == "*" else int(index)) for key, index in _STEP.findall(path)]


def value(fields: Mapping[str, Value], path: str) -> Value:
    """Return the field at a path; None where there is none. With `[*]` a list of all that are there.

    >>> value({"content": {"body": "One."}, "tags": ["a", "b"]}, "content.body")
    'One.'
    """
    # The exact name first: a column may really be called "a.b".
    name = _name(fields, path)
    if name is not None:
        return fields[name]
    return _at(fields, steps(path))


def _name(fields: Mapping[str, Value], path: str) -> str | None:
    """Return the record's own name for a field: exact, or the only one that differs in case or outer blanks."""
    if path in fields:
        return path
    # " Text " and "TEXT" both stand for "text", unless the record has both of them.
    alike = [name for name in fields if isinstance(name, str) and name.strip().casefold() == path.casefold()]
    return alike[0] if len(alike) == 1 else None


def _at(inside: Value, path: Sequence[Step]) -> Value:
    if not path:
        return inside
    # One step of the path; the rest is looked for in what it leads to.
    step, *rest = path
    if isinstance(inside, list):
        return _at_items(inside, step, rest)
    if isinstance(inside, Mapping) and isinstance(step, str):
        name = _name(inside, step)
        return None if name is None else _at(inside[name], rest)
    return None


def _at_items(inside: list[Value], step: Step, rest: Sequence[Step]) -> Value:
    """Return what a step into a list leads to: all of its items, or the one of a number."""
    if step is None:
        return [item for each in inside for item in _items(_at(each, rest), rest)]
    return _at(inside[step], rest) if isinstance(step, int) and step < len(inside) else None


def _items(found: Value, rest: Sequence[Step]) -> list[Value]:
    """Return what one item of a list gave; the lists of an inner `[*]` become one list."""
    # "pages[*].lines[*]" is one flat list of lines.
    return found if None in rest and isinstance(found, list) else [] if found is None else [found]


def without(fields: Mapping[str, Value], path: str) -> Mapping[str, Value]:
    """Return the fields but for the one at a path; what becomes empty by it goes too.

    >>> without({"content": {"body": "One.", "n": 1}, "id": 2}, "content.body")
    {'content': {'n': 1}, 'id': 2}
    """
    name = _name(fields, path)
    if name is not None:
        return {key: inner for key, inner in fields.items() if key != name}
    found = _without(fields, steps(path))
    return found if isinstance(found, Mapping) else {}


def _without(inside: Value, path: Sequence[Step]) -> Value:
    """Return the value without what the path names; None if nothing is left of it."""
    if not path:
        return None
    step, *rest = path
    if isinstance(inside, list) and not isinstance(step, str):
        return _without_items(inside, step, rest)
    if isinstance(inside, Mapping) and isinstance(step, str):
        return _without_key(inside, step, rest)
    return inside


def _without_items(inside: Sequence[Value], step: int | None, rest: Sequence[Step]) -> Value:
    # The other items keep their places, so that what is left can still be read by its index.
    kept = [_without(each, rest) if step in (None, number) else each for number, each in enumerate(inside)]
    return kept if any(each is not None for each in kept) else None


def _without_key(inside: Mapping[str, Value], step: str, rest: Sequence[Step]) -> Value:
    name = _name(inside, step)
    left = {key: _without(each, rest) if key == name else each for key, each in inside.items()}
    # A field that was null before stays; only what became empty by this goes.
    left = {key: each for key, each in left.items() if key != name or each is not None}
    return left or None
