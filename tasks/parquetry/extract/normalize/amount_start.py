"""Start of an amount: whether the words right before it belong to its number, `mille | cent euros`, and make it a part."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.extract.normalize.amount_reading import Reading
    from parquetry.extract.normalize.tokens import Token

_NEAR = 60
"""Code points before an amount in which the token right before it begins."""


def is_end_of_number(reading: Reading) -> bool:
    """Tell whether words right before make another number of it: `mille | cent euros`, `a quarter of | a million`."""
    # A head, `yüzde` or `%`, begins an amount, whatever stands before it.
    if reading.first("head", "head_") is not None:
        return False
    start, _ = reading.span
    before = list(reading.tokens.starting_in(max(0, start - _NEAR), start))
    in_words = reading.has("w")
    if in_words and _SUSPENDED.search(reading.tokens.text, max(0, start - _NEAR), start):
        return True
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
    """Tell whether a scale word that stands for one of it is counted: `einige tausend Euro`, `25 tisíc korun`."""
    if "BARE_SCALE" not in reading.group("w")[0].meanings or not before or not _is_close(reading, before[-1], start):
        return False
    return not _COUNTS.isdisjoint(before[-1].meanings)


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
