"""Amounts: how much of what, as decimals: money, quantities, shares, and the ranges between two of them.

Source: ISO 4217 for currencies; a range is written as ISO 8601-2 writes an interval, `low/high`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal

from parquetry.extract.value_words import ASSUMED, CURRENCY_SIGNS, CURRENCY_WORDS, NUMBER_WORDS, SCALES, SIGN_PREFIXES, UNITS

_WORD = re.compile(r"[^\W\d_]+")
_FIGURE = re.compile(r"\d[\d,\u00a0\u202f ]*(?:\.\d+)?|\d+,\d+")
_RANGE = re.compile(r"\s*[-–—]\s*|\s+(?:to|and|or)\s+")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or from `low` to `high` where they differ."""

    low: Decimal
    high: Decimal

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low}/{self.high}"

    def parts(self) -> dict[str, object]:
        """Return the amount as members of a value's data."""
        return {"amount": str(self.low)} if self.low == self.high else {"low": str(self.low), "high": str(self.high)}


def money(text: str) -> tuple[str, str] | None:
    """Return an amount and its currency, and the same as JSON; nothing where either is vague, or two amounts are no range.

    >>> money("$5 to $10 million")[0], money("hundreds of dollars")
    ('5000000/10000000 USD', None)
    """
    lowered = text.lower()
    signs = {character for character in text if character in CURRENCY_SIGNS}
    if len(signs) > 1:
        return None
    amount, sign = _read(lowered), next(iter(signs), None)
    word = next(
        (name for name in sorted(CURRENCY_WORDS, key=len, reverse=True) if re.search(rf"\b{re.escape(name)}\b", lowered)),
        None,
    )
    if amount is None or (sign is None and word is None):
        return None
    prefix = re.search(r"(us|a|c|nz|hk)\$", lowered)
    currency = SIGN_PREFIXES[prefix[1]] if prefix else CURRENCY_SIGNS[sign] if sign else CURRENCY_WORDS[word or ""]
    data = {**amount.parts(), "currency": currency}
    if not prefix and (sign or word) in ASSUMED:
        data["assumed"] = True
    return f"{amount} {currency}", json.dumps(data, sort_keys=True)


def quantity(text: str) -> tuple[str, str] | None:
    """Return an amount and its unit, and the same as JSON.

    >>> quantity("3 to 5 miles")[0]
    '3/5 mi'
    """
    unit = next((name for name in sorted(UNITS, key=len, reverse=True) if text.endswith(name)), None)
    if unit is None or (amount := _read(text[: -len(unit)].lower())) is None:
        return None
    return f"{amount} {UNITS[unit]}", json.dumps({**amount.parts(), "unit": UNITS[unit]}, sort_keys=True)


def percent(text: str) -> str | None:
    """Return how many in a hundred.

    >>> percent("3.5 per cent"), percent("10-15%")
    ('3.5', '10/15')
    """
    amount = _read(re.sub(r"%|per\s?cent.*", " ", text.lower()))
    return str(amount) if amount else None


def _read(text: str) -> Amount | None:
    """Return the amount a text in lower case says, or a range of two.

    A scale word behind the second figure counts for the first too, unless that has one, or is the greater.
    """
    text = re.sub(r"^(?:between|from)\s+", "", text.strip())
    whole = _single(text)
    if whole is not None:
        return Amount(whole, whole)
    for cut in _RANGE.finditer(text):
        left, right = text[: cut.start()], text[cut.end() :]
        low, high = _single(left), _single(right)
        if low is None or high is None:
            continue
        if _scale(left) == 1 and low < high / _scale(right):
            low *= _scale(right)
        if low < high:
            return Amount(_plain(low), high)
    return None


def _single(text: str) -> Decimal | None:
    """Return the number a text says, with its scale word; nothing for several or none."""
    figures = _FIGURE.findall(text)
    words = [word for word in _WORD.findall(text) if word in NUMBER_WORDS]
    if len(figures) + len(words) != 1:
        return None
    number = _decimal(figures[0].strip()) if figures else Decimal(NUMBER_WORDS[words[0]])
    return _plain(number * _scale(text))


def _scale(text: str) -> int:
    scale = 1
    for word in _WORD.findall(text):
        scale *= SCALES.get(word, 1)
    return scale


def _plain(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _decimal(figure: str) -> Decimal:
    """Return a figure as a number; a comma before one or two last digits is a decimal comma."""
    if re.fullmatch(r"\d+,\d{1,2}", figure):
        return Decimal(figure.replace(",", "."))
    return Decimal(re.sub(r"[,\s]", "", figure))
