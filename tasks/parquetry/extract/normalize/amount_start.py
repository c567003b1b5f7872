"""Start of an amount: whether the words right before it belong to its number, `mille | cent euros`, and make it a part."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.languages.data_tables import alternatives, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.extract.normalize.amount_reading import Reading
    from parquetry.extract.normalize.tokens import Token

_NEAR = 60
"""Code points before an amount in which the token right before it begins."""


def is_end_of_number(reading: Reading) -> bool:
    """Tell whether what stands right before makes another number of it: `mille | cent euros`, `a quarter of | a million`."""
    head = reading.first("head", "head_")
    # A head, `yüzde` or `%`, begins an amount, whatever stands before it; but `5 kr 50` is one amount.
    if head is not None:
        start, _ = reading.span
        if "MINUS" in reading.tokens.all(reading.match)[0].meanings:
            return _is_cut_off(reading)
        return head.key.isalpha() and "BEFORE" in head.meanings and _ends_in_figure(reading.tokens.text, start)
    return _is_cut_off(reading) or _is_continued(reading)


def _ends_in_figure(text: str, end: int) -> bool:
    return text[max(0, end - 2) : end].rstrip(" ")[-1:].isdigit()


def _is_cut_off(reading: Reading) -> bool:
    """Tell whether the number lacks its beginning, or its minus is of another phrase: `au | moins cinq degrés`."""
    start, _ = reading.span
    text, near = reading.tokens.text, max(0, start - _NEAR)
    if "MINUS" in reading.tokens.all(reading.match)[0].meanings:
        return _ends_in_figure(text, start) or _BEFORE_MINUS.search(text, near, start) is not None
    return reading.has("w") and _SUSPENDED.search(text, near, start) is not None


_MORE, _OR, _AT = (alternatives(words("value_contexts", key)) for key in ("more", "or", "at"))
# `more or less`, `au moins`.
_BEFORE_MINUS = re.compile(rf"\b(?:{_MORE}(?:[ ]{_OR})?|{_AT})[ -]\Z", re.IGNORECASE)


def _is_continued(reading: Reading) -> bool:
    """Tell whether the words right before are of the same number."""
    start, _ = reading.span
    before = list(reading.tokens.starting_in(max(0, start - _NEAR), start))
    in_words = reading.has("w")
    if in_words and _is_scale_of_several(reading, before, start):
        return True
    if in_words and before and _is_link(before[-1]) and _is_close(reading, before[-1], start):
        # Of `két és fél millió` no table has the first word: a half after `and` is added to something.
        if "AND" in before[-1].meanings and "HALF" in reading.group("w")[0].meanings:
            return True
        start = before.pop().start
    # Words go on from any number, a figure only from a scale word: `5 тыс. 300 руб.`, and not `Chapter two 300 euros`.
    kinds = _NUMBERS if in_words else {"SCALE"}
    if not before or not kinds & set(before[-1].meanings) or not _is_close(reading, before[-1], start):
        return False
    # `in the last quarter, two million dollars`: a part of a number has no comma behind it.
    return "NUMBER_PART" not in before[-1].meanings or reading.tokens.text[before[-1].end] != ","


def _is_scale_of_several(reading: Reading, before: Sequence[Token], start: int) -> bool:
    """Tell whether a scale word or a half that stands for one of it is counted: `einige tausend Euro`, `3 buçuk lira`."""
    first = reading.group("w")[0].meanings
    if _OF_ONE.isdisjoint(first) or not before or not _is_close(reading, before[-1], start):
        return False
    # A half is counted by a figure right before it, and not by a year: `in 2019 half a million`.
    if "BARE_SCALE" not in first:
        return _ONE_COUNT.search(reading.tokens.text, max(0, start - _NEAR), start) is not None
    return not _COUNTS.isdisjoint(before[-1].meanings)


_ONE_COUNT = re.compile(r"(?<![\d.,])(?!\d{4} )\d(?:[\d.,]*\d)? \Z")
_OF_ONE = frozenset({"BARE_SCALE", "HALF", "AND_HALF"})
_SUSPENDED = re.compile(r"\w-\s\w+\s\Z")
"""A word that has the end of a later one: `zwei- bis | dreihundert Euro`, `thirty- to | forty-thousand dollars`."""
_COUNTS = frozenset({"SEVERAL", "DIGITS", "FIGURE", "FRACTION"})
_NUMBERS = frozenset({"NUMERAL", "SCALE", "HALF", "AND_HALF", "NUMBER_PART"})


def _is_link(token: Token) -> bool:
    return bool({"AND", "OF"} & set(token.meanings)) and _NUMBERS.isdisjoint(token.meanings)


def _is_close(reading: Reading, token: Token, start: int) -> bool:
    """Tell whether only a space or a sign parts a token from what begins at `start`."""
    return _CLOSE.fullmatch(reading.tokens.text, token.end, start) is not None


_CLOSE = re.compile(r"[\s.,'’-]{1,2}")
