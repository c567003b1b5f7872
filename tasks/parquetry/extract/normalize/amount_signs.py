"""Signs of amounts: minus and plus at one end of a range or at both, minus behind a sum, and what both ends share.

`-5 to +3 °C` has its signs at both ends; of `minus 5 to 10 degrees` nobody knows whether the second is below zero.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from parquetry.extract.normalize.amount_reading import Reading

_HYPHENS = "-–—−‐\u2011~"
_TRAILING_MINUS = re.compile(r"\s?-/-|[-−](?=[\s.;,)]|\Z)")
"""A minus behind a sum, as ledgers have it: `€ 1.200 -/-`, `1.234,00 EUR-`."""
_THOUSAND = 1000


def is_signed_range(reading: Reading) -> bool:
    """Tell whether a range has a sign at either end: without one it is read by the form `range`."""
    return reading.has("sign") or reading.has("sign2")


def signed(reading: Reading, low: Decimal, high: Decimal) -> tuple[Decimal, Decimal] | None:
    """Return both ends with their signs, the lower first; null where the second may share the sign of the first."""
    if not is_signed_range(reading):
        return low, high
    if reading.has("sign") and not reading.has("sign2") and _may_be_shared(reading):
        return None
    ends = -low if reading.has("sign") else low, -high if _is_minus(reading, "sign2") else high
    # `from -5 to -10 °C` goes down; written as low/high it is the same range.
    return min(ends), max(ends)


def _may_be_shared(reading: Reading) -> bool:
    """Tell whether a sign may be meant for both ends: a word, `minus 5 to 10`, or one before a dash, `-5–10`."""
    # A second sign of money ends what the first minus is for: `-$5 to $10`.
    if reading.rule == "sign_range":
        return not reading.has("head2")
    if reading.group("sign"):
        return True
    # With a word between, `-5 to 10 °C`, who means two minuses writes two.
    first, second = reading.group("n")[-1], reading.group("n2")[0]
    return any(sign in reading.tokens.text[first.end : second.start] for sign in _HYPHENS)


def _is_minus(reading: Reading, group: str) -> bool:
    if not reading.has(group):
        return False
    # A sign is no token, a word for it is one.
    words = reading.group(group)
    return "MINUS" in words[0].meanings if words else reading.match[group].strip() == "-"


def is_minus_of_words(reading: Reading) -> bool:
    """Tell whether a word for minus stands before a range in words, whose ends may share it: `minus zwei bis drei Grad`."""
    before = reading.tokens.before(reading.match) if reading.rule == "words_range" else None
    return before is not None and "MINUS" in before.meanings


def has_trailing_minus(reading: Reading) -> bool:
    """Tell whether a minus stands right behind a sum: `€500-`, `€ 1.200 -/-`."""
    return _TRAILING_MINUS.match(reading.tokens.text, reading.span[1]) is not None


def may_be_thousands(reading: Reading, low: Decimal, high: Decimal) -> bool:
    """Tell whether the lower end may count the thousands of the upper: `20 à 30 000 euros`, but not `100 à 2 000 euros`."""
    # `$20 to $30,000` and `5 km to 10,000 km` say each end in full.
    if reading.has("tail1") or reading.has("head2") or reading.has("s") or reading.has("s2"):
        return False
    # A part of one is no count of thousands: `0.5 to 1,000 kg`.
    is_count = low % 1 == 0 and 0 < low < _THOUSAND
    return is_count and high % _THOUSAND == 0 and low * _THOUSAND < high
