"""Compounds of amounts: a half behind its unit, an area in hectares and ares, the sides of a thing.

`deux kilos et demi` is two and a half; of `2 ha 34 a` and of `61 x 50 cm` the part that a form matches is not the whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from parquetry.extract.normalize import numbers

if TYPE_CHECKING:
    from parquetry.extract.normalize.amount_reading import Reading
    from parquetry.extract.normalize.tokens import Token

_HALF = Decimal("0.5")
_OF_HALVES = frozenset({"fr", "it", "es", "pt", "ca", "gl", "ro"})
"""Languages in which a half behind a unit may be followed by what is measured: `deux kilos et demi de sucre`."""
_ENDS = re.compile(r"\s?(?:[.,;:!?)\]»”\"]|\n|\Z)|\s[-–—]\s")


def has_part(reading: Reading) -> bool:
    """Tell whether a half or the like may stand behind the unit."""
    return reading.has("p")


def part(reading: Reading) -> Decimal | None:
    """Return what the words behind a unit add to its number; null where that is not sure.

    `2 kg e mezzo.` is 2.5 kg; `2 kg ½ Zitrone` and `due chili e mezza tazza` may be two things.
    """
    # `et demi` counts, `et quart` may be a quarter of an hour.
    words = [token for token in reading.group("p") if {"HALF", "AND_HALF", "FRACTION"} & set(token.meanings)]
    text, end = reading.tokens.text, reading.span[1]
    if not words or not _is_half(words[-1]) or not (_ENDS.match(text, end) or _is_of(reading)):
        return None
    return _HALF


def _is_half(word: Token) -> bool:
    return str(word.meanings.get("FRACTION", "1/2")) == "1/2"


def _is_of(reading: Reading) -> bool:
    # English `two pounds and half of it` halves something else.
    # Romanian has the preposition in the word: `un kilogram și jumătate de roșii`.
    if reading.tokens.text[: reading.span[1]].endswith(" de"):
        return True
    following = reading.tokens.after(reading.match)
    return following is not None and "OF" in following.meanings and reading.context.language in _OF_HALVES


_ARES = r"(?:(?i:a|ar|are|ares|ari|arů|arów|aari\w*|арів|ар|сот\w*))"
_AND_ARES = re.compile(rf",?\s(?:\w{{1,3}}\s)?\d\d?\s?{_ARES}\b(?!\s\d)")
_THEN_METRES = re.compile(rf",?\s\d\d?\s?{_ARES}\s\d\d?\s")
_AFTER_ARES = re.compile(rf"\d\s?{_ARES}\s(?:\w{{1,3}}\s)?\Z")
_AROUND_ARES = 14
"""Code points in which ares and a word like `and` stand before metres."""


def is_part_of_area(reading: Reading, unit: str) -> bool:
    """Tell whether an area goes on in ares, or began with them: `2 ha 34 a 56 ca`, `12 a 34 m²`."""
    start, end = reading.span
    text = reading.tokens.text
    # Hectares begin an area, square metres may end one.
    if unit == "ha":
        return _AND_ARES.match(text, end) is not None or _THEN_METRES.match(text, end) is not None
    return unit == "m2" and _AFTER_ARES.search(text, max(0, start - _AROUND_ARES), start) is not None


@dataclass(frozen=True, slots=True)
class Sides:
    """The sides of a thing but the last, as they are written, and where the first stands."""

    start: int
    written: tuple[str, ...]


_SMALLER = re.compile(r"\d\s?(?:キロ|킬로|千米|公里|公斤|斤|元|円|圓|원|メートル|米)\s?\Z")
"""A greater unit right before a smaller one, in scripts without spaces: `2キロ | 300グラム`, `12元 | 5角`."""
_AROUND_SMALLER = 8
_HALF_BEHIND = re.compile(r"半(?![小天年个個月价價日时時])|\s?반(?=[\s.,의]|\Z)|\sוחצי(?!\w)")
"""A half behind a unit, as no form has it: `两公斤半`, Korean `3킬로 반`, Hebrew `שני קילו וחצי`; not `5公里半小时`."""


def is_before_half(reading: Reading) -> bool:
    """Tell whether a half stands behind the unit that makes the amount another: `五公里半` is 5.5 km."""
    return _HALF_BEHIND.match(reading.tokens.text, reading.span[1]) is not None


def is_second_of_two(reading: Reading) -> bool:
    """Tell whether a greater unit with its figure stands right before, of which this is the rest."""
    start, _ = reading.span
    return _SMALLER.search(reading.tokens.text, max(0, start - _AROUND_SMALLER), start) is not None


_LENGTHS = frozenset({"mm", "cm", "dm", "m", "in", "ft", "µm", "nm", "yd"})
_SIDES = re.compile(
    r"""
    (?<![\w.,/]) (?: (\d{1,5}(?:[.,]\d{1,3})?) [ \u00a0\u202f]?[xX×*хХ] [ \u00a0\u202f] )?   # 10 x
    (\d{1,5}(?:[.,]\d{1,3})?) [ \u00a0\u202f]?[xX×*хХ] [ \u00a0\u202f] \Z                    # 15 x, before 20 cm
    """,
    re.VERBOSE,
)
_AROUND_SIDES = 24
_MOST_TIMES, _LEAST_LENGTH = 12, 50
"""A race or a roll of tape is run or cut so often at most, and is so many metres long at least: `4 x 100 m`."""


def sides_before(reading: Reading, unit: str, last: Decimal | None) -> Sides | None:
    """Return the sides that stand before the last one with the unit of all, `61 x | 50 cm`; null for `4 x 100 m`."""
    if unit not in _LENGTHS or reading.rule != "unit_last" or reading.has("sign"):
        return None
    start, _ = reading.span
    match = _SIDES.search(reading.tokens.text, max(0, start - _AROUND_SIDES), start)
    # Each side with a unit of its own, `2 m x 1 m`, is a length by itself.
    if match is None or last is None:
        return None
    # Of three sides the first group has the first.
    written = tuple(side for side in match.groups() if side)
    return None if _is_times(written, last) and unit in {"m", "yd"} else Sides(match.start(), written)


def _is_times(written: tuple[str, ...], last: Decimal) -> bool:
    # Relays and lanes are round metres, rooms have a few: `4 x 100 m`, `3 x 4 m`.
    times = written[0]
    return len(written) == 1 and times.isdecimal() and int(times) <= _MOST_TIMES and last >= _LEAST_LENGTH


def dimensions(reading: Reading, sides: Sides, last: Decimal) -> list[str] | None:
    """Return all sides as numbers; null where one may be read in two ways."""
    decimal = reading.context.convention.decimal()
    found = [numbers.readings(side, decimal) for side in sides.written]
    if any(len(readings) != 1 for readings in found):
        return None
    return [*(numbers.written(readings[0]) for readings in found), numbers.written(last)]
