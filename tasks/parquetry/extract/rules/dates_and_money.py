"""Rules: dates and amounts of money by their form, in any text, with or without a model.

What counts as a month or a currency is data at the top; the expressions only say how the pieces are put together.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from parquetry.extract.spans import Span
from parquetry.extract.value_words import CURRENCY_SIGNS, CURRENCY_WORDS, MONTHS, NUMBER_WORDS, SCALES, alternatives
from parquetry.languages.footnote_markers import mask
from parquetry.model.vocabulary import LABELS

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator


_MONTH = rf"{alternatives(MONTHS)}\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?"
_YEAR = r"(?:1[0-9]|20)\d{2}"
NUMBER = (
    r"(?:\d{1,3}(?:[,\u00a0\u202f ]\d{3}){1,8}(?:\.\d{1,9})?|\d{1,24}(?:[.,]\d{1,9})?"
    rf"|{alternatives(NUMBER_WORDS)}\b)"
)
"""Bounded: a number that goes on for pages is none, and would be begun anew at each of its digits."""
_SCALE = rf"(?:\s?{alternatives(SCALES)}\b)"
_SIGN = rf"(?:US|A|C|NZ|HK)?[{''.join(CURRENCY_SIGNS)}]"
_CURRENCY = alternatives(CURRENCY_WORDS)


class Rule(NamedTuple):
    """A form by which something is found. Of `needs`, in lower case, one is in every text that has such a form."""

    label: str
    name: str
    needs: tuple[str, ...]
    expression: re.Pattern[str]


_MONTHS = tuple(MONTHS)
_SUM = rf"{_SIGN}\s?{NUMBER}{_SCALE}?"
_COUNT = rf"{NUMBER}{_SCALE}?"
_TO = r"(?:\s?[–-]\s?|\s(?:to|or)\s)"
_NO_STEP = r"(?<!from )"
"""What goes from one amount to another names two, and no range."""
_SIGNS = tuple(CURRENCY_SIGNS)
RULES = (
    Rule("DATE", "day_month_year", _MONTHS, re.compile(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}\b", re.IGNORECASE)),
    Rule("DATE", "month_day_year", _MONTHS, re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}\b", re.IGNORECASE)),
    Rule("DATE", "iso", ("-",), re.compile(rf"\b{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b")),
    Rule("DATE", "month_year", _MONTHS, re.compile(rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}\b", re.IGNORECASE)),
    Rule(
        "MONEY",
        "sign_range",
        _SIGNS,
        re.compile(rf"(?<!\w){_NO_STEP}{_SUM}{_TO}{_SIGN}?\s?{_COUNT}|(?<=between ){_SUM}\sand\s{_SUM}", re.IGNORECASE),
    ),
    Rule(
        "MONEY",
        "word_range",
        tuple(CURRENCY_WORDS),
        re.compile(
            rf"(?<!\w){_NO_STEP}{_COUNT}{_TO}{_COUNT}\s+{_CURRENCY}\b|(?<=between ){_COUNT}\sand\s{_COUNT}\s+{_CURRENCY}\b",
            re.IGNORECASE,
        ),
    ),
    Rule("MONEY", "sign_first", _SIGNS, re.compile(rf"(?<!\w){_SIGN}\s?{NUMBER}{_SCALE}?", re.IGNORECASE)),
    Rule(
        "MONEY", "sign_last", _SIGNS, re.compile(rf"\b{NUMBER}{_SCALE}?\s?[{''.join(CURRENCY_SIGNS)}](?!\w)", re.IGNORECASE)
    ),
    Rule(
        "PERCENT",
        "percent",
        ("%", "percent", "per cent"),
        re.compile(rf"(?<![\w.,])(?:{NUMBER}\s?[–-]\s?)?{NUMBER}\s?(?:%|percent\b|per cent\b)", re.IGNORECASE),
    ),
    Rule("MONEY", "word_last", tuple(CURRENCY_WORDS), re.compile(rf"\b{NUMBER}{_SCALE}?\s+{_CURRENCY}\b", re.IGNORECASE)),
)
"""In order of precedence."""
_HINT = re.compile(r"\d|\b(?:dollars?|euros?|pounds?)\b", re.IGNORECASE)


def matches(text: str, rules: Iterable[Rule]) -> Iterator[tuple[Rule, re.Match[str]]]:
    """Yield what each rule finds; what a rule needs is looked for first, as that is quicker by far."""
    lowered = text.lower()
    for rule in rules:
        if any(map(lowered.__contains__, rule.needs)):
            for match in rule.expression.finditer(text):
                yield rule, match


def find(text: str, offset: int = 0, labels: Container[str] = LABELS) -> Iterator[Span]:
    """Yield what the rules of these labels find in `text`, `offset` added to the offsets; proposals may overlap."""
    if not _HINT.search(text):
        return
    for rule, match in matches(mask(text), (rule for rule in RULES if rule.label in labels)):
        yield Span(offset + match.start(), offset + match.end(), rule.label, "rules", rule.name)
