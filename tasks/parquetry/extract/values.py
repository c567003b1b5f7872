"""Values: what a date or an amount says, with the precision that stands there and never more.

Source: EDTF (ISO 8601-2) for dates, ISO 4217 for currencies.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal

from parquetry.extract import countries, dates
from parquetry.extract.lexicon import (
    ASSUMED,
    CURRENCY_SIGNS,
    CURRENCY_WORDS,
    NUMBER_WORDS,
    SCALES,
    SIGN_PREFIXES,
    UNITS,
)

_WORD = re.compile(r"[^\W\d_]+")
_RANGE = re.compile(r"\s*[-–—/]\s*|\s+(?:to|and|until|till|through)\s+", re.IGNORECASE)
_FIGURE = re.compile(r"\d[\d,   ]*(?:\.\d+)?|\d+,\d+")


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
    by_label = {"MONEY": _money, "PERCENT": _percent, "QUANTITY": _quantity}
    return by_label[label](text) if label in by_label else NONE


def _date(text: str, declared: str | None) -> Value:
    found, data = dates.read(text, declared)
    return Value(found, "edtf", json.dumps(data, sort_keys=True) if data else None)


def _money(text: str) -> Value:
    lowered = text.lower()
    amount = _amount(lowered)
    sign = next((character for character in text if character in CURRENCY_SIGNS), None)
    word = next((name for name in sorted(CURRENCY_WORDS, key=len, reverse=True)
                 if re.search(rf"\b{re.escape(name)}\b", lowered)), None)  # fmt: skip
    if amount is None or (sign is None and word is None):
        return NONE
    prefix = re.search(r"(us|a|c|nz|hk)\$", lowered)
    currency = SIGN_PREFIXES[prefix[1]] if prefix else CURRENCY_SIGNS[sign] if sign else CURRENCY_WORDS[word or ""]
    data: dict[str, object] = {"amount": str(amount), "currency": currency}
    if not prefix and (sign or word) in ASSUMED:
        data["assumed"] = True
    return Value(f"{amount} {currency}", "money", json.dumps(data, sort_keys=True))


def _amount(text: str) -> Decimal | None:
    """Return the number an amount says, with its scale word; nothing for ranges and vague amounts."""
    figures = _FIGURE.findall(text)
    words = [word for word in _WORD.findall(text) if word in NUMBER_WORDS]
    if len(figures) + len(words) != 1:
        return None
    number = _decimal(figures[0].strip()) if figures else Decimal(NUMBER_WORDS[words[0]])
    for word in _WORD.findall(text):
        number *= SCALES.get(word, 1)
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _decimal(figure: str) -> Decimal:
    """Return a figure as a number; a comma before one or two last digits is a decimal comma."""
    if re.fullmatch(r"\d+,\d{1,2}", figure):
        return Decimal(figure.replace(",", "."))
    return Decimal(re.sub(r"[,\s]", "", figure))


def _quantity(text: str) -> Value:
    """Return an amount and its unit; nothing for ranges."""
    unit = next((name for name in sorted(UNITS, key=len, reverse=True) if text.endswith(name)), None)
    if unit is None or (amount := _amount(text[: -len(unit)].lower())) is None:
        return NONE
    data = {"amount": str(amount), "unit": UNITS[unit]}
    return Value(f"{amount} {UNITS[unit]}", "quantity", json.dumps(data, sort_keys=True))


def _percent(text: str) -> Value:
    figures = _FIGURE.findall(text)
    if len(figures) != 1:
        return NONE
    return Value(str(_decimal(figures[0].strip())), "percent")
