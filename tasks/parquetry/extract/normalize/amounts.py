"""Amounts: money, quantities and shares in running text, and what they come to.

An amount is a number with a sign, a code or a word before or after it that says of what. It begins where its figure begins
and ends where it ends: where a digit, a letter or a sign goes on, there is none.

Source: ISO 4217 for currencies; a range is written as ISO 8601-2 writes an interval, `low/high`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parquetry.extract.normalize import numbers
from parquetry.extract.normalize.amount_cents import may_be_hundredths, may_be_two_sums
from parquetry.extract.normalize.amount_compounds import Sides, dimensions, sides_before
from parquetry.extract.normalize.amount_forms import FORMS_OF_AMOUNTS
from parquetry.extract.normalize.amount_meaning import fits
from parquetry.extract.normalize.amount_numbers import numbers_of
from parquetry.extract.normalize.amount_reading import (
    Context,
    Reading,
    code_behind,
    context,
    is_one_alone,
    may_be_hundred_thousands,
    named_currency,
    of_what,
    pounds_are,
    whole_unit,
)
from parquetry.extract.normalize.amount_signs import is_minus_of_words
from parquetry.extract.normalize.amount_start import is_end_of_number
from parquetry.extract.normalize.boundaries import amount_stands_alone
from parquetry.extract.normalize.figures import figures
from parquetry.extract.normalize.forms import FormTable
from parquetry.extract.normalize.tokens import Tokens
from parquetry.languages.folding import fold
from parquetry.languages.lexicon import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from parquetry.extract.normalize.tokens import Token

__all__ = ["Amount", "Context", "FoundAmount", "context", "find"]

_FORMS = FormTable(FORMS_OF_AMOUNTS)
_SIGIL = re.compile(
    r"""
    \$ (?: [A-Za-z_{\\]                    # $HOME, ${x}, $\alpha
        | \( (?!\d)                        # $(pwd), but not $(12.7)
        | \d+\$ )                          # $5$
    | \\[a-z]+\{                           # \frac{
    | \d\$ (?=[\s.,;)]) .* \$              # x > 1$ and $y
    | \$\d [^$\n]{0,20} [=<>^]            # $2x = 3
    | \$0\ \$1 | \$1\ \$2\ \$3             # $0 $1
    | ["'`“„«»‘’] \$\d ["'`”“»«’‘]            # "$1"
    """,
    re.VERBOSE,
)
"""A dollar sign of a program or a formula: `$HOME`, `${x}`, `$x > 1$`."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or from `low` to `high` where they differ."""

    low: Decimal
    high: Decimal

    def __str__(self) -> str:
        low, high = numbers.written(self.low), numbers.written(self.high)
        return low if self.low == self.high else f"{low}/{high}"

    def parts(self) -> dict[str, object]:
        """Return the amount as members of a value's data."""
        low, high = numbers.written(self.low), numbers.written(self.high)
        return {"amount": low} if self.low == self.high else {"low": low, "high": high}


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """`text[start:end]` is an amount of this label. `amount` is null where its figure has no reading, or several."""

    start: int
    end: int
    label: str
    rule: str
    amount: Amount | None
    unit: str
    data: dict[str, object] = field(default_factory=dict)

    @property
    def value(self) -> str | None:
        """Return the value as the contract has it: `1200000 USD`, `3/5`, `12 km`."""
        if self.amount is None:
            return None
        return str(self.amount) if self.label == "PERCENT" else f"{self.amount} {self.unit}"

    @property
    def value_data(self) -> str | None:
        """Return the parts of the value, as JSON; for an ambiguous one, that it is."""
        if self.amount is None:
            return json.dumps(self.data, sort_keys=True) if self.data else None
        # The label says the unit of a share, so its data has no unit.
        if self.label == "PERCENT":
            return json.dumps(self.data, sort_keys=True) if self.data else None
        kind = "currency" if self.label == "MONEY" else "unit"
        return json.dumps({**self.amount.parts(), kind: self.unit, **self.data}, sort_keys=True)


def find(of_text: Tokens, context_: Context) -> Iterator[FoundAmount]:
    """Yield the amounts of a text by its tokens (see `tokens.tokens`); proposals may overlap."""
    text = of_text.text
    # Amounts see `1 234,50` as one token, dates see its digits one by one: hence a second string of codes.
    merged = Tokens(text, figures(of_text.tokens, text)) if "DIGITS" in of_text.kinds else of_text
    # Decided once for the block: in a script no `$` is money, not even the `$5` that looks like it.
    sigils = "$" in text and _SIGIL.search(text) is not None
    for form, match in merged.matches(_FORMS):
        amount = _read(Reading(merged, match, context_, form.name))
        if amount and not (sigils and _money_by_dollar_sign_alone(text, amount)):
            yield amount


def _money_by_dollar_sign_alone(text: str, amount: FoundAmount) -> bool:
    """Tell whether only a dollar sign makes money of a figure: in a program or a formula that is no reason."""
    # `$5` goes, `US$5` and `5 dollars` stay: they say what they are without the sign alone.
    return text[amount.start] == "$" or text[amount.end - 1] == "$"


def _read(reading: Reading) -> FoundAmount | None:
    """Return the amount of a match; nothing where it is part of something else, or is no amount."""
    # The cheap tests come first: most matches of a form end here.
    counted = reading.first("head", "head_", "tail")
    start, end = reading.span
    if counted is None or is_one_alone(reading) or not amount_stands_alone(reading.tokens.text, start, end):
        return None
    # `cent euros` of `mille cent euros`: a part of a sum would be wrong.
    if is_end_of_number(reading):
        return None
    label, unit = of_what(reading, counted)
    if label is None or not fits(reading, label, unit):
        return None
    unit = whole_unit(reading, unit) if label == "QUANTITY" else named_currency(reading, unit)
    pounds = pounds_are(reading, counted)
    if pounds == "weight":
        label, unit = "QUANTITY", "lb"
    # `five pounds` with nothing to tell money from weight keeps its place and gets no value.
    if pounds == "unknown" or _is_open(reading, counted, unit):
        return FoundAmount(start, end, "MONEY", reading.rule, None, "", {"ambiguous": True})
    return _with_value(reading, counted, label, unit)


def _is_open(reading: Reading, counted: Token, unit: str) -> bool:
    """Tell whether nothing decides what is counted, so that there is a place and no value."""
    return (
        _is_contradicted(reading, unit)
        or is_minus_of_words(reading)
        or _is_of_another_country(reading, counted)
        or _whose_crowns(reading, counted)
        or may_be_two_sums(reading)
        or may_be_hundredths(reading)
        or (may_be_hundred_thousands(reading, counted) and _is_below(reading, _MILLION_IN_TONS))
    )


_MILLION_IN_TONS = 10
"""Dutch tons from which a sum would be called a million."""


def _is_below(reading: Reading, least: int) -> bool:
    _, high, _ = numbers_of(reading)
    return high is not None and high < least


def _with_value(reading: Reading, counted: Token, label: str, unit: str) -> FoundAmount | None:
    """Return the amount of a match whose label and unit are known; nothing where its figures make none."""
    start, end = reading.span
    low, high, data = numbers_of(reading)
    sides = sides_before(reading, unit, high)
    if sides is not None and high is not None:
        return _with_sides(reading, sides, high, unit)
    if _is_dash_of_list(reading, unit) and low is not None and high is not None:
        start, low, high = start + 1, abs(low), abs(high)
    if high is None and (low is not None or not data):
        return None  # `from 10 to 5` is two amounts and no range; `1.2.3` is no figure
    if label == "MONEY" and _is_assumed(reading, counted, unit):
        data["assumed"] = True
    # A share needs no unit, all other amounts do.
    is_known = bool(unit) or label == "PERCENT"
    amount = Amount(low, high) if is_known and low is not None and high is not None else None
    return FoundAmount(start, end, label, reading.rule, amount, unit, data)


def _with_sides(reading: Reading, sides: Sides, last: Decimal, unit: str) -> FoundAmount:
    """Return what several sides measure: no range and no product, so that they are in its data alone."""
    both = dimensions(reading, sides, last)
    data: dict[str, object] = {"dimensions": both, "unit": unit} if both else {"ambiguous": True}
    return FoundAmount(sides.start, reading.span[1], "QUANTITY", "dimensions", None, unit, data)


def _is_dash_of_list(reading: Reading, unit: str) -> bool:
    return reading.tokens.text[reading.span[0]] in _DASHES and unit in _NEVER_NEGATIVE


_NEVER_NEGATIVE = frozenset({"g", "kg", "mg", "µg", "t", "lb", "oz", "L", "mL", "cL", "dL", "hL", "m2", "km2", "ha", "m3"})
"""Units of weights, volumes and areas: a dash before these is that of a list, `-250 ml water`, and no minus."""
_DASHES = "-–‐\u2011"


def _whose_crowns(reading: Reading, counted: Token) -> bool:
    """Tell whether nothing says if crowns are Danish or Norwegian: `Det koster 5 kr` is both languages."""
    return counted.key in _CROWNS and not reading.context.crowns


_CROWNS = frozenset({"kr", "krone", "kroner", "øre"})


def _is_contradicted(reading: Reading, currency: str) -> bool:
    """Tell whether a word after a sum says another currency than the sign before it: `$1.250.000 pesos`."""
    # Indian sums are often in crores and lakhs cut short, of which no letter is one: `INR 12.5 cr`.
    if currency == "INR" and _CRORES.match(reading.tokens.text, reading.span[1]):
        return True
    # Only a sign before the figure leaves room for a second currency after it; a dollar sign may have its code there.
    is_open = reading.first("head", "head_") is not None or reading.tokens.text[reading.span[1] - 1] in FORMS["shared"]
    following = reading.tokens.after(reading.match) if is_open else None
    if following is None:
        return False
    return {following.meanings.get("CURRENCY", currency), code_behind(reading) or currency} != {currency}


def _is_of_another_country(reading: Reading, counted: Token) -> bool:
    """Tell whether the word behind a sum says whose dollars they are, and no table has them: `5 $ canadiens`."""
    text, (_, end) = reading.tokens.text, reading.span
    return _is_shared(text, counted) and _COUNTRY.match(text, end) is not None


_CRORES = re.compile(r"\s?(?:[Cc]rs?|CR|L|[Ll]acs?|lks?)\b")
_COUNTRY = re.compile(rf"\s(?:{'|'.join(FORMS['assumed']['countries'])})", re.IGNORECASE)


def _is_shared(text: str, counted: Token) -> bool:
    """Tell whether several currencies share the sign or word."""
    written = text[counted.start : counted.end]
    # The table has the singular; `dollars` is looked up as `dollar`.
    return written in FORMS["assumed"]["signs"] or fold(written).removesuffix("s") in FORMS["assumed"]["words"]


def _is_assumed(reading: Reading, counted: Token, unit: str) -> bool:
    """Tell whether a value says which of several currencies it is, with nothing beside the sign to say so."""
    # `$5` may be Canadian: the value says USD, and says that this is assumed. `$5 AUD` is Australian.
    return unit == _alone(counted) and _is_shared(reading.tokens.text, counted)


def _alone(counted: Token) -> object:
    """Return the currency that a sign or word has by itself."""
    return next(
        (counted.meanings[kind] for kind in ("SIGN", "BEFORE", "CURRENCY", "SUBUNIT") if kind in counted.meanings), None
    )
