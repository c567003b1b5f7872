"""Values: what a date or an amount says, with the precision that stands there and never more.

Source: EDTF (ISO 8601-2) for dates, ISO 4217 for currencies.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal

from parquetry.extract.lexicon import (
    ASSUMED,
    CURRENCY_SIGNS,
    CURRENCY_WORDS,
    MONTHS,
    NUMBER_WORDS,
    SCALES,
    SIGN_PREFIXES,
)

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_YEAR = re.compile(r"(?<!\d)(1[0-9]\d{2}|20\d{2})(?!\d|s\b)")
_DECADE = re.compile(r"(?<!\d)(1[0-9]|20)(\d)0['’]?s\b")
_CENTURY = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)[\s-]century", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.)?(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_RANGE = re.compile(r"\s*[-–—/]\s*|\s+(?:to|and|until|till|through)\s+", re.IGNORECASE)
_FIGURE = re.compile(r"\d[\d,   ]*(?:\.\d+)?|\d+,\d+")
_VAGUE = re.compile(r"\b(?:early|mid|late|around|about|circa|c\.|beginning|end|middle)\b|(?:early|mid|late)-", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Value:
    """A normalised value, what kind it is, and its parts as JSON; all null where nothing can be said for sure."""

    value: str | None = None
    type: str | None = None
    data: str | None = None


NONE = Value()


def read(text: str, label: str, declared: str | None = None) -> Value:  # noqa: ARG001 (relative dates will need it)
    """Return the value of a mention of this label; nothing where its words do not give one.

    >>> read("6 January 2021", "DATE").value, read("the 1960s", "DATE").value
    ('2021-01-06', '196X')
    >>> read("$9.7 million", "MONEY").value
    '9700000 USD'
    """
    if label == "DATE":
        return _date(text)
    if label == "MONEY":
        return _money(text)
    if label == "PERCENT":
        return _percent(text)
    return NONE


def _date(text: str) -> Value:
    sides = [_single(side) for side in _RANGE.split(text)] if _RANGE.search(text) and not _ISO.search(text) else []
    if len(sides) == 2 and sides[1]:  # noqa: PLR2004 (from and to)
        first = sides[0] or ""
        whole = f"{first}/{sides[1]}" if first and first < sides[1] else ""
    else:
        whole = _single(text) or ""
    if not whole:
        return Value(None, "edtf", json.dumps({"relative": True})) if _WORD.search(text) else NONE
    if _VAGUE.search(text):
        return Value(whole, "edtf", json.dumps({"vague": True}))
    return Value(whole, "edtf")


def _single(text: str) -> str | None:  # noqa: PLR0911 (one form of date after another)
    """Return one date as EDTF: year, month and day as far as they stand there."""
    if match := _ISO.search(text):
        return "-".join(match.groups())
    if match := _DECADE.search(text):
        return f"{match[1]}{match[2]}X"
    if match := _CENTURY.search(text):
        return f"{int(match[1]) - 1:02d}XX"
    years = _YEAR.findall(text)
    if len(set(years)) != 1:
        return None
    month = next((MONTHS[word.lower()] for word in _WORD.findall(text) if word.lower() in MONTHS), None)
    if month is None:
        return years[0] if re.fullmatch(r"\W*(?:the\s+)?(?:year\s+)?(?:\w+\s+)?\d{4}\W*", text.strip()) else None
    days = [int(day) for day in _DAY.findall(text.replace(years[0], " ")) if 1 <= int(day) <= 31]  # noqa: PLR2004
    if len(days) > 1:
        return None
    return f"{years[0]}-{month:02d}-{days[0]:02d}" if days else f"{years[0]}-{month:02d}"


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


def _percent(text: str) -> Value:
    figures = _FIGURE.findall(text)
    if len(figures) != 1:
        return NONE
    return Value(str(_decimal(figures[0].strip())), "percent")
