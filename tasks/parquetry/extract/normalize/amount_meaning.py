"""Meaning of an amount: whether what a form allows is meant where it stands.

`720p` is no money, `5m` before a noun may be five millions, `PHP 8` is a program, and `cent euros` may be the end of `mille
cent euros`.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from parquetry.extract.normalize.amount_compounds import is_before_half, is_part_of_area, is_second_of_two
from parquetry.extract.normalize.amount_lookalikes import (
    is_compound_unit,
    is_end_of_stones,
    is_parted,
    is_place_or_ordinal,
    is_tolerance,
    is_year,
)
from parquetry.extract.normalize.amount_reading import OF_TWO_UNITS, PAIRS_OF_UNITS, unit_of
from parquetry.extract.normalize.amount_signs import is_signed_range
from parquetry.extract.normalize.date_context import is_between
from parquetry.extract.normalize.money_meaning import is_money_meant
from parquetry.languages.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.extract.normalize.amount_reading import Reading
    from parquetry.extract.normalize.tokens import Token

_AREAS = frozenset({"m2", "ft2", "m3"})
"""Units that no number of a page, a room or an article has behind it."""
_ELIDING = frozenset({"fr", "it", "ca"})
"""Languages that join a word to the next by an apostrophe: `l'`, `m'`."""
_CYRILLIC_YEAR = "г"
"""The sign of a gram, which with a point is short for a year."""
_INITIAL = re.compile(r"\.\s[^\W\d_]+\s[^\W\d_]")
"""A point after a letter, and two words more, as a name has them behind an initial."""
_LONG_FIGURE = 5
"""Characters of a figure from which a letter right behind it is no unit: long figures stand apart or have groups."""
_RATE = re.compile(r"\.?\s?[/·⋅]\s?[^\W\d_] | [$€£¥]", re.VERBOSE)
"""What goes on from a unit to a rate or a product, `km/t`, `N·m`; or makes money of it, `5 t€`."""
_SCALE_LETTERS = frozenset("mkbt")
"""Letters of units that are short for millions, thousands, billions and trillions as well."""
_HUNDRED = 100


def fits(reading: Reading, label: str, unit: str) -> bool:
    """Tell whether what the form allows is meant: a letter of money only with money, `720p` no pence, `5m` no metres."""
    # Each test rules out one way to be wrong; the first that applies decides.
    if reading.rule in OF_TWO_UNITS:
        return _is_pair(reading)
    if not _is_range_meant(reading) or any(_ends_clause(reading, reading.group(name)) for name in ("w", "w2")):
        return False
    if (
        is_second_of_two(reading)
        or is_before_half(reading)
        or is_parted(reading)
        or is_tolerance(reading)
        or (reading.rule == "signed_range" and not is_signed_range(reading))
    ):
        return False
    if label == "MONEY":
        return is_money_meant(reading, unit)
    # `5m km`: a scale letter is read before money only, elsewhere it is a unit itself.
    if reading.has("l") or reading.has("l2"):
        return False
    return _is_share_meant(reading) if label == "PERCENT" else _is_quantity_meant(reading, unit)


def _is_share_meant(reading: Reading) -> bool:
    # `%20` is a space in an address, where the language writes no share so.
    if reading.rule == "percent_first" and _is_sign(reading) and not lexicon(reading.context.language).percent_first:
        return False
    # `5 %-Punkte`: points are counted, and no share.
    if _POINTS.match(reading.tokens.text, reading.span[1]):
        return False
    # `a percent` has no number word in it: it may go on as `a percent sign`.
    return not reading.has("w") or any({"NUMERAL", "HALF", "AND_HALF"} & set(token.meanings) for token in reading.group("w"))


_POINTS = re.compile(
    r"""
    -?\s?(?: points?\b|pp\b|pont|punkt|enhet            # 5 % points, 5 %-Punkte, 5 %-enheter
      | пункт | ポイント|포인트|个百分点|個百分點 )
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _is_quantity_meant(reading: Reading, unit: str) -> bool:
    # `Room 24 m` is a room, `Room 24 m²` is as large as that.
    # `5 km/orë`: a rate of which no table has the whole is no length.
    if _RATE.match(reading.tokens.text, reading.span[1]) or (unit == "°" and is_place_or_ordinal(reading)):
        return False
    if _is_other_unit(reading, unit):
        return False
    tail, labelled = reading.first("tail"), reading.tokens.is_labelled(reading.match) and unit not in _AREAS
    return not labelled and tail is not None and _is_unit(reading, tail)


def _is_other_unit(reading: Reading, unit: str) -> bool:
    # `3M/s` are megabytes, `3 m/s` metres.
    is_bytes = unit == "m/s" and _first_letter(reading) == "M"
    return is_bytes or is_end_of_stones(reading) or is_part_of_area(reading, unit) or is_compound_unit(reading, unit)


def _first_letter(reading: Reading) -> str:
    tail = reading.first("tail")
    return "" if tail is None else reading.tokens.text[tail.start]


def _is_sign(reading: Reading) -> bool:
    """Tell whether what stands before a figure is a sign and no word."""
    head = reading.first("head")
    return head is not None and not reading.tokens.text[head.start].isalnum()


def _is_pair(reading: Reading) -> bool:
    """Tell whether two quantities are one: `5 ft 6 in`, `2 kg 500 g`; metric ones with a comma are two of a list."""
    first, second = reading.first("tail1"), reading.first("n2")
    # `5 lb, 3 oz` is one weight, `2 kg, 500 g` may be flour and sugar.
    is_listed = first is not None and second is not None and "," in reading.tokens.text[first.end : second.start]
    return _units(reading) in PAIRS_OF_UNITS and not (is_listed and _units(reading)[1] in _METRIC)


_METRIC = frozenset({"g", "dag", "m", "cm"})


def _units(reading: Reading) -> tuple[str, str]:
    """Return the two units of one length or weight; empty for what is no unit."""
    first, second = reading.first("tail1"), reading.first("tail")
    return unit_of(first), unit_of(second)


def _is_range_meant(reading: Reading) -> bool:
    """Tell whether two figures are the ends of one range: with `and` only after `between`, and not after `from`."""
    if reading.rule == "words_range":
        # `half-a-million` is one number, and so is Danish `fem og tyve`, 25, if nothing says `between`.
        return not _is_joined_number(reading) and any("HALF" not in token.meanings for token in reading.group("w"))
    if reading.rule not in {"range", "sign_range", "signed_range"}:
        return True
    # `between 5 and 6 euros` is a range, `5 and 6 euros` are two sums.
    before = reading.tokens.before(reading.match)
    if _names_two(reading, before):
        return False
    # `in 2009 to 3000 euros`: a year, and what it came to.
    if before is not None and "IN" in before.meanings and is_year(reading):
        return False
    if _joined_by_and(reading):
        return is_between(reading.tokens, *reading.span, reading.context.language)
    return True


def _names_two(reading: Reading, before: Token | None) -> bool:
    """Tell whether both ends of what changed have their unit: `from $5 to $7`, `67%から83%に`."""
    if not (reading.rule == "sign_range" or reading.has("tail1")):
        return False
    # `$12.50 or $40` are two prices.
    kinds = set().union(*(token.meanings for token in reading.tokens.all(reading.match)))
    is_two = "OR" in kinds and (reading.has("head2") or reading.has("tail1"))
    return is_two or "JOINED_TO" in kinds or (before is not None and before.key == "from")


def _ends_clause(reading: Reading, words: Sequence[Token]) -> bool:
    """Tell whether a comma in number words parts two: `of its two million, twenty dollars`, not `two million, six hundred`.

    English joins what is less than a hundred by `and`, and has a comma between groups alone.
    """
    for k, (before, word) in enumerate(pairwise(words), start=1):
        is_group = word.meanings.get("NUMERAL", 0) >= _HUNDRED or any(
            "SCALE" in following.meanings for following in words[k : k + 3]
        )
        if reading.tokens.text[before.end] == "," and not is_group:
            return True
    return False


def _is_joined_number(reading: Reading) -> bool:
    """Tell whether `and` alone joins two numbers in words, and no `between` stands before them."""
    low, high = reading.group("w")[-1].end, reading.group("w2")[0].start
    joined = any("AND" in token.meanings and "OR" not in token.meanings for token in reading.tokens.starting_in(low, high))
    return joined and not is_between(reading.tokens, *reading.span, reading.context.language)


def _is_unit(reading: Reading, tail: Token) -> bool:
    """Tell whether a unit is meant: `5m` before a noun may be five millions, `5-m` and `in 5 in a row` are no lengths."""
    text = reading.tokens.text
    # Only single letters are in question: `km` and `°` are clear.
    if tail.end - tail.start > 1 or not text[tail.start].isalpha():
        return True
    return not (_is_part_of_word(reading, tail) or _is_initial(reading, tail)) and _counts_by_letter(reading, tail)


def _is_part_of_word(reading: Reading, tail: Token) -> bool:
    """Tell whether a letter begins a word: French `les 5 l'ont dit`; or is short for one: Russian `5 г. спустя`, a year."""
    text = reading.tokens.text
    after = text[tail.end : tail.end + 1]
    if "-" in text[_figure(reading, tail).end : tail.start]:
        return True
    elided = after in {"'", "’"} and reading.context.language in _ELIDING
    return elided or (text[tail.start : tail.end] == _CYRILLIC_YEAR and after == ".")


def _is_initial(reading: Reading, tail: Token) -> bool:
    """Tell whether a letter is a person's initial: `1996 L. Peter Deutsch`."""
    text = reading.tokens.text
    return text[tail.start].isupper() and text[tail.start - 1].isspace() and _INITIAL.match(text, tail.end) is not None


def _counts_by_letter(reading: Reading, tail: Token) -> bool:
    """Tell whether a figure with a letter right behind it counts: `5m` before a noun is millions, `65536L` of a program."""
    text, figure = reading.tokens.text, _figure(reading, tail)
    if figure.end < tail.start:
        return True
    if figure.end - figure.start >= _LONG_FIGURE or _is_code(text, figure.start, tail.end):
        return False
    # `5m people` means millions; `5m of rope`, `5m x 3m`, `5m long` are metres, which the next word shows.
    following, after = reading.tokens.after(reading.match), text[tail.end : tail.end + 2]
    if text[tail.start] in _SCALE_LETTERS and after[:1] == " " and after[1:].isalpha():
        return following is not None and bool({"DIMENSION", "OF", "AND", "TO"} & set(following.meanings))
    return True


def _is_code(text: str, start: int, end: int) -> bool:
    """Tell whether a figure with a letter is a release, `tzdata 2022g`, or a colour of a terminal, `[4m`."""
    return _RELEASE.fullmatch(text, start, end) is not None or (text[start - 1 : start] == "[" and text[end - 1] == "m")


_RELEASE = re.compile(r"(?:199|20[0-3])[1-9]g")


def _figure(reading: Reading, tail: Token) -> Token:
    """Return the last token of the number before a unit."""
    return (reading.group("n2", "n", "w2", "w") or [tail])[-1]


def _joined_by_and(reading: Reading) -> bool:
    gap = reading.tokens.all(reading.match)
    # Danish `og` is in the tables as `to` as well, for `mellem 4 og 10 mm`.
    return any("AND" in token.meanings and "OR" not in token.meanings for token in gap)
