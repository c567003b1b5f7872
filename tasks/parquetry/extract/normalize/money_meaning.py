"""Meaning of an amount of money: whether money is meant where a form allows it.

`720p` is no money, `5 kr 50` no five crowns, and a dollar sign on the next line is the prompt of a shell.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from parquetry.extract.normalize.amount_cents import is_hundredths
from parquetry.extract.normalize.amount_lookalikes import is_named
from parquetry.extract.normalize.amount_names import is_mistyped_number, is_numbered_name
from parquetry.extract.normalize.amount_signs import has_trailing_minus

if TYPE_CHECKING:
    from parquetry.extract.normalize.amount_reading import Reading
    from parquetry.extract.normalize.tokens import Token

# All of them are heights of common video formats.
_SCREEN_LINES = frozenset(map(Decimal, (144, 240, 360, 480, 576, 720, 1080, 1440, 2160, 4320)))
"""Lines of video: `720p` is no seven pounds twenty."""


def is_money_meant(reading: Reading, unit: str) -> bool:
    """Tell whether an amount is one of money: `720p` is a picture, `50p` may be pence."""
    # A sign or word before the figure must have a currency's code.
    if not unit and reading.first("head") is not None:
        return False
    tail = reading.first("tail")
    if _is_between_figures(reading) or _has_bare_cents(reading, tail, unit) or has_trailing_minus(reading):
        return False
    if tail is not None and _is_other_tail(reading, tail):
        return False
    # `£3 10s. 6d.`: pounds with shillings, of which the pounds are a part.
    if _SHILLINGS.match(reading.tokens.text, reading.span[1]):
        return False
    is_name = is_numbered_name(reading) or is_named(reading, tail)
    return not (is_name or is_mistyped_number(reading)) and (tail is None or tail.key != "p" or _is_pence(reading, tail))


def _is_prompt(text: str, tail: Token) -> bool:
    # A dollar sign on the next line is the prompt of a shell.
    return "SIGN" in tail.meanings and text[tail.start - 1] == "\n"


def _begins_word(text: str, tail: Token) -> bool:
    # `Mai 2011 Euro-Krise`: the currency begins a word; `100-Euro-Schein` is one, and `1 250 Ft-ra` has an ending.
    return text[tail.start - 1].isspace() and _JOINED_WORD.match(text, tail.end) is not None


_JOINED_WORD = re.compile(r"-(?![a-zß-ÿ])[^\W\d_]{2}")

_SHILLINGS = re.compile(r"[\s.]{1,2}\d{1,2}\s?(?:s|sh|shillings?)\b")


def _is_between_figures(reading: Reading) -> bool:
    """Tell whether a sign stands between euros and cents, `1 € 50` and `1€50`, so that neither figure is the sum."""
    sign = next((token for token in reading.group("head", "head_", "tail") if "SIGN" in token.meanings), None)
    if sign is None:
        return False
    text = reading.tokens.text
    before, after = _DIGIT_BEFORE.search(text, max(0, sign.start - 2), sign.start), _CENTS_AFTER.match(text, sign.end)
    return before is not None and after is not None and before[1] == after[1]


def _has_bare_cents(reading: Reading, tail: Token | None, unit: str) -> bool:
    """Tell whether figures or words behind a word for money may be its hundredths: `5 kr 50`, `zwei Euro fünfzig`."""
    # The form that has them is right where they are hundredths for sure.
    if reading.rule == "sum_and_rest":
        return not is_hundredths(reading, unit)
    is_money = tail is not None and "CURRENCY" in tail.meanings
    if is_money and reading.rule in {"unit_last", "words"} and _is_before_number(reading):
        return True
    is_whole = is_money and reading.rule == "unit_last" and not reading.has("s")
    text, end = reading.tokens.text, reading.span[1]
    cents = (_BARE_CENTS.match(text, end) or _AND_CENTS.match(text, end)) if is_whole else None
    # `300 Euro 14 Tage nach dem Kauf`: what is counted is said, and no money.
    return cents is not None and not any(
        _COUNTED & set(token.meanings) for token in reading.tokens.starting_in(cents.end(), cents.end() + 2)
    )


def _is_before_number(reading: Reading) -> bool:
    """Tell whether a number in words follows right behind, with the end of a clause behind that."""
    following, text = reading.tokens.after(reading.match), reading.tokens.text
    if following is None or "NUMERAL" not in following.meanings or text[reading.span[1] : following.start] != " ":
        return False
    return _CLAUSE_ENDS.match(text, following.end) is not None


_CLAUSE_ENDS = re.compile(r"\s?[.,;:!?)]|\s?\n|\Z")

_BARE_CENTS = re.compile(
    r"""
    \.?\s\d\d
    (?! \w | [.,:]\d | \s?[%‰]
      | \s(?:minute|hour|day|week|month|year)s?\b )        # English has no table of `20 years ago`
    """,
    re.VERBOSE,
)

_AND_CENTS = re.compile(
    r"""
    \.?\s (?:and|und|et|e|y|con|i|a|og|och|en|și|ve|и|і|και) \s\d\d
    (?= \s?[.;:!?)](?!\d) | \Z )                         # `3 euro e 20.`, but `5 euros and 12 men`
    """,
    re.VERBOSE,
)

_COUNTED = frozenset({"TIME_UNIT", "YEAR_WORD", "MONTH", "MONTH_WORD", "DAY_WORD", "UNIT", "PERCENT", "CURRENCY"})
"""What a figure may count that stands before it."""

_DIGIT_BEFORE = re.compile(r"\d(\s?)\Z")

_CENTS_AFTER = re.compile(r"(\s?)\d\d(?!\d|[.,]\d)")


def _is_pence(reading: Reading, tail: Token) -> bool:
    """Tell whether a `p` right at a figure is pence, and not lines of video."""
    figure = reading.first("n")
    # `50p` is pence, `50 p` may be pages, `version 2.2p` is neither, `9p:` heads what is said of it.
    if figure is None or figure.end != tail.start or reading.tokens.is_labelled(reading.match):
        return False
    if reading.tokens.text[tail.end : tail.end + 1] == ":":
        return False
    # Sections of a manual, `float.h (0p)`, `MIMETYPE 1p`, where no other money is.
    if not reading.context.pounds and _SECTION.fullmatch(reading.tokens.text, figure.start, figure.end):
        return False
    written = reading.tokens.text[figure.start : figure.end]
    return Decimal(re.sub(r"\D", "", written) or 0) not in _SCREEN_LINES


def _is_other_tail(reading: Reading, tail: Token) -> bool:
    """Tell whether what stands behind a figure is a prompt, the beginning of a word, or a French gauge: `a 14 Fr catheter`.

    Francs are written so where they are paid.
    """
    text = reading.tokens.text
    is_gauge = text[tail.start : tail.end] == "Fr" and reading.context.language not in _OF_FRANCS
    return is_gauge or _is_prompt(text, tail) or _begins_word(text, tail)


_SECTION = re.compile("[0-3]")


_OF_FRANCS = frozenset({"de", "fr", "it"})
