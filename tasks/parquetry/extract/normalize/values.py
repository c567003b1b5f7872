"""Values: what a date or an amount says, with the precision that stands there and never more.

Source: EDTF (ISO 8601-2) for dates, ISO 4217 for currencies.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parquetry.extract.normalize import amounts, countries, dates

if TYPE_CHECKING:
    from collections.abc import Sequence

_IN_BRACKETS = re.compile(r"\s?\((?:about |around |some |or |approximately |approx\. |ca\. |c\. |= ?|≈ ?|~ ?)?")


@dataclass(frozen=True, slots=True)
class Value:
    """A normalised value, what kind it is, and its parts as JSON; all null where nothing can be said for sure."""

    value: str | None = None
    type: str | None = None
    data: str | None = None


NONE = Value()


def read(text: str, label: str, declared: str | None = None) -> Value:
    """Return the value of a mention of this label; nothing where its words do not give one.

    >>> read("6 January 2021", "DATE").value, read("the 1960s", "DATE").value
    ('2021-01-06', '196X')
    >>> read("$9.7 million", "MONEY").value
    '9700000 USD'
    """
    if label == "DATE":
        return _date(text, declared)
    if label in {"GPE", "NORP"}:
        found = countries.code(text) if label == "GPE" else countries.of_people(text)
        return Value(found, "iso3166") if found else NONE
    if label == "PERCENT":
        return Value(share, "percent") if (share := amounts.percent(text)) else NONE
    if label in {"MONEY", "QUANTITY"}:
        read_ = amounts.money(text) if label == "MONEY" else amounts.quantity(text)
        return Value(read_[0], label.lower(), read_[1]) if read_ else NONE
    return NONE


def _date(text: str, declared: str | None) -> Value:
    found, data = dates.read(text, declared)
    return Value(found, "edtf", json.dumps(data, sort_keys=True) if data else None)


def equivalents(text: str, spans: Sequence[tuple[int, int]], found: Sequence[Value]) -> list[Value]:
    """Return the values of the mentions at `spans`, an amount in brackets behind another as what that one comes to.

    `£5 million (€6 million)` is one sum in two currencies: the first has the second as its `equivalent`, the second the
    first as what it is `equivalent_of`.
    """
    out = list(found)
    for k in range(len(out) - 1):
        one, two = out[k], out[k + 1]
        between = text[spans[k][1] : spans[k + 1][0]]
        if (
            one.type == two.type == "money"
            and _IN_BRACKETS.fullmatch(between)
            and text.startswith(")", spans[k + 1][1])
            and (one.value or "").split()[-1] != (two.value or "").split()[-1]
        ):
            out[k] = _also(one, "equivalent", two.value)
            out[k + 1] = _also(two, "equivalent_of", one.value)
    return out


def _also(value: Value, key: str, what: str | None) -> Value:
    return replace(value, data=json.dumps({**json.loads(value.data or "{}"), key: what}, sort_keys=True))
