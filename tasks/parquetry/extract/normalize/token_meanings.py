"""Meanings of figures and signs: what digits in any script, Roman numerals and Han figures may stand for."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from parquetry.extract.normalize.token_codes import code_of
from parquetry.languages import han_numbers
from parquetry.languages.lexicon import SIGNS, Lexicon

if TYPE_CHECKING:
    from parquetry.languages.lexicon import Meanings

_HAN = {character: number for number, character in enumerate("〇一二三四五六七八九")} | {"零": 0}
# As text, since `amount_numbers` reads `½` and a typed `1/2` in the same way.
_FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8"}
# Latin I V X and the Cyrillic І Х that look the same: Russian texts mix the two keyboards. Then up to four letters of an
# ending, as in French `XIXe`.
_ROMAN = re.compile(r"([IVXІХ]{1,5})(\w{0,4})")
_ROMAN_VALUES = {"I": 1, "І": 1, "V": 5, "X": 10, "Х": 10}
LAST_CENTURY = 21
"""Greatest number of a century: what has a greater one is no century."""
FIRST_YEAR, LAST_YEAR = 1000, 2199
"""Figures of four digits that are read as a year without more than a month next to them."""
_FIRST_OF_REIGN = "元"
_HAN_TEN = re.compile("([一二三四五六七八九]?)十([一二三四五六七八九]?)")


def sign(kind: str, written: str) -> Meanings | None:
    """Return what digits or a sign say; nothing for Han characters that make no number."""
    if kind == "digits":
        return digits(written)
    if kind in {"han", "han_number"}:
        return _han(kind, written)
    if kind == "sign":
        return {"SIGN": SIGNS["".join(written.split())]}
    if kind == "percent":
        # Turkish writes `%12`: the same sign may stand on either side, so it has both kinds.
        return {"PERMILLE": None} if written == "‰" else {"PERCENT": None, "PERCENT_BEFORE": None}
    if kind == "fraction":
        return {"FRACTION": _FRACTIONS[written]}
    return _degrees(written)


def _degrees(written: str) -> Meanings:
    # Keyboards have no raised o for the first of a month, Italian `1° aprile`.
    if written == "°":
        return {"UNIT": "°", "RAISED_O": None}
    return {"UNIT": "°F" if written[-1] in "F℉" else "°C"}


def _han(kind: str, written: str) -> Meanings | None:
    """Return what Han figures say: of a date what digits say, before what is counted a number."""
    if kind == "han_number":
        counted = han_numbers.decimal(written)
        return None if counted is None else {"NUMERAL": counted, "HAN_NUMBER": None}
    # The first year of a reign has a word of its own: 令和元年.
    written = "一" if written == _FIRST_OF_REIGN else written
    # `二十三` counts its tens, `二〇一一` is written figure by figure.
    ten = _HAN_TEN.fullmatch(written)
    number = (_HAN.get(ten[1], 1) * 10 + _HAN.get(ten[2], 0)) if ten else int("".join(str(_HAN.get(c, 0)) for c in written))
    return digits(str(number))


@lru_cache(maxsize=8192)
def digits(written: str) -> Meanings:
    """Return what a run of digits may be, in any script: a day, a month, a year, a date without signs."""
    # Longer than 20110513 is a serial number; digits of two scripts in one run (`1२`) are no figure that anyone reads.
    if len(written) > 8 or len({ord(character) - int(character) for character in written}) > 1:  # noqa: PLR2004 (20110513)
        return {"DIGITS": None}
    number, length = int(written), len(written)
    out: Meanings = {"DIGITS": number}
    if length <= 2:  # noqa: PLR2004 (figures of a day)
        out |= {"DAY": number} if 1 <= number <= 31 else {}  # noqa: PLR2004
        out |= {"MONTH_NUMBER": number} if 1 <= number <= 12 else {}  # noqa: PLR2004
        out |= {"CENTURY_NUMBER": number} if 1 <= number <= LAST_CENTURY else {}
        # `98` may be 1998, `8` may not: nobody shortens a year to one figure.
        out |= {"SHORT_YEAR": number} if length == 2 else {}  # noqa: PLR2004
    # `366` and `0900` are years only where the form says so; `1066` is one by itself.
    # `DEC 5000` is a machine, and 2563 the year of another calendar.
    if length in {3, 4} and number <= LAST_YEAR:
        out["YEAR" if number >= FIRST_YEAR and length == 4 else "OLD_YEAR"] = number  # noqa: PLR2004
    if length == 8:  # noqa: PLR2004
        out["COMPACT"] = number
    return out


def roman(word: str, lexicon: Lexicon) -> Meanings | None:
    """Return the number of a Roman numeral of a century, with the ending that languages put after it: `XIXe`."""
    match = _ROMAN.fullmatch(word)
    if match is None or (match[2] and "CENTURY_SUFFIX" not in (lexicon.meanings(match[2]) or {})):
        return None
    values = [_ROMAN_VALUES[letter] for letter in match[1]]
    # A smaller letter before a greater one is subtracted: XIX is 10 - 1 + 10.
    number = sum(-v if v < max(values[k:]) else v for k, v in enumerate(values))
    return {"ROMAN": number} if number <= LAST_CENTURY else None


# Register the codes of all signs now, so that forms need not be compiled again at the first text that has one.
for _kind, _written in (
    ("percent", "‰"),
    ("percent", "%"),
    ("fraction", "½"),
    ("degree", "°"),
    ("degree", "℃"),
    ("sign", "$"),
):
    code_of(frozenset(sign(_kind, _written) or {}))


# One example of each combination of kinds that `digits` can return, so that each has a code.
for _number in ("0", "1", "13", "22", "01", "00", "32", "99", "100", "2011", "0100", "9999", "12345", "20110513", "1" * 9):
    code_of(frozenset(digits(_number)))
code_of(frozenset({"ROMAN"}))
code_of(frozenset({"NUMERAL", "HAN_NUMBER"}))


def may_be_roman(written: str, meanings: Meanings) -> bool:
    """Tell whether a numeral of one letter is a word, an ending or a unit as well: Polish `i`, with a capital, or volts."""
    return (written == "I" and not {"AND", "SUFFIX"}.isdisjoint(meanings)) or (written == "V" and set(meanings) == {"UNIT"})
