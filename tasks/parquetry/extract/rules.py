"""Rules: dates and amounts of money by their form, in any text, with or without a model.

What counts as a month or a currency is data at the top; the expressions only say how the pieces are put together.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.extract.backends import Span
from parquetry.extract.lexicon import CURRENCY_SIGNS, CURRENCY_WORDS, MONTHS, NUMBER_WORDS, SCALES
from parquetry.markers import mask

if TYPE_CHECKING:
    from collections.abc import Iterator


def _any(words: object) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # type: ignore[call-overload]


_MONTH = rf"(?:{_any(MONTHS)})\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?"
_YEAR = r"(?:1[0-9]|20)\d{2}"
_NUMBER = rf"(?:\d{{1,3}}(?:[,  ]\d{{3}})+(?:\.\d+)?|\d+(?:[.,]\d+)?|(?:{_any(NUMBER_WORDS)})\b)"
_SCALE = rf"(?:\s?(?:{_any(SCALES)})\b)"
_SIGN = rf"(?:US|A|C|NZ|HK)?[{''.join(CURRENCY_SIGNS)}]"
_CURRENCY = rf"(?:{_any(CURRENCY_WORDS)})"

RULES: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("DATE", "day_month_year", re.compile(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}\b", re.IGNORECASE)),
    ("DATE", "month_day_year", re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}\b", re.IGNORECASE)),
    ("DATE", "iso", re.compile(rf"\b{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b")),
    ("DATE", "month_year", re.compile(rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}\b", re.IGNORECASE)),
    ("MONEY", "sign_first", re.compile(rf"(?<!\w){_SIGN}\s?{_NUMBER}{_SCALE}?", re.IGNORECASE)),
    ("MONEY", "sign_last", re.compile(rf"\b{_NUMBER}{_SCALE}?\s?[{''.join(CURRENCY_SIGNS)}](?!\w)", re.IGNORECASE)),
    ("PERCENT", "percent", re.compile(rf"(?<![\w.,])(?:{_NUMBER}\s?[–-]\s?)?{_NUMBER}\s?(?:%|percent\b|per cent\b)",
                                      re.IGNORECASE)),
    ("MONEY", "word_last", re.compile(rf"\b{_NUMBER}{_SCALE}?\s+{_CURRENCY}\b", re.IGNORECASE)),
)  # fmt: skip
"""Label, rule and expression, in order of precedence."""
_HINT = re.compile(r"\d|\b(?:dollars?|euros?|pounds?)\b", re.IGNORECASE)


def find(text: str, offset: int = 0) -> Iterator[Span]:
    """Yield what the rules find in `text`, with `offset` added to the offsets; proposals may overlap."""
    if not _HINT.search(text):
        return
    masked = mask(text)
    for label, rule, expression in RULES:
        for match in expression.finditer(masked):
            yield Span(offset + match.start(), offset + match.end(), label, "rules", rule)
