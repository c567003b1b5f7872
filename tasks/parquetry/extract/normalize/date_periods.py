"""Periods of dates: what the forms of seasons, quarters, halves, decades and centuries say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.extract.normalize.date_decades import decade_behind_word, decade_of_words, short_decade
from parquetry.extract.normalize.edtf import PartialDate
from parquetry.extract.normalize.token_meanings import LAST_CENTURY, LAST_YEAR

if TYPE_CHECKING:
    from collections.abc import Callable

    from parquetry.extract.normalize.date_match import Found, Reading

_BC = 0
"""The number of the era before the year 1 in the tables."""
_DECADE, _CENTURY, _MILLENNIUM = 10, 100, 1000
BEFORE_QUARTERS, BEFORE_HALVES = 32, 39
"""Source: EDTF level 2, which numbers the quarters of a year 33 to 36, its halves 40 and 41."""


def _season(reading: Reading) -> Found | None:
    if _is_of_year_before(reading):
        return None
    date = PartialDate(reading.year(), part=reading.number("s", "SEASON"))
    return str(date), date, {}


def _quarter(reading: Reading) -> Found | None:
    # A quarter may be written `Q3`, `third`, `III` or `3.`.
    number = reading.number("q", "DIGITS") or reading.number("o", "ORDINAL", "ROMAN", "DIGITS") or 0
    number = number or reading.number("o_", "DIGITS") or 0
    if _is_of_year_before(reading):
        return None
    # The quarters of a budget begin where its year does, in any month.
    if _is_fiscal(reading):
        return None, None, {"ambiguous": True}
    date = PartialDate(reading.year(), part=BEFORE_QUARTERS + number)
    return (str(date), date, {}) if 1 <= number <= 4 else None  # noqa: PLR2004 (quarters)


def _half_year(reading: Reading) -> Found | None:
    # Chinese, Japanese and Korean have a word for each half.
    number = reading.number("o", "ORDINAL", "PART_ORDINAL", "DIGITS", "ROMAN") or reading.number("h_", "YEAR_HALF") or 0
    if number not in {1, 2} or _is_of_year_before(reading):
        return None
    if _is_fiscal(reading):
        return None, None, {"ambiguous": True}
    date = PartialDate(reading.year(), part=BEFORE_HALVES + number)
    return str(date), date, {}


def _is_of_year_before(reading: Reading) -> bool:
    """Tell whether the year is rather that before the season: `2011 yazında, 2012`; in `spring 2010, fall 2011` it is not.

    A year before belongs to a season before it, where there is one.
    """
    (start, _), text = reading.tokens.span(reading.match), reading.tokens.text
    before = reading.tokens.starting_in(0, start)[-2:]
    if not before or "YEAR" not in before[-1].meanings or text[before[-1].end : start].strip(". "):
        return False
    # `2011 kışı, 2012 kışı`: a comma parts the season before from the year.
    is_beside = not text[before[0].end : before[-1].start].strip()
    return not is_beside or _PARTS_OF_YEARS.isdisjoint(before[0].meanings)


def _is_fiscal(reading: Reading) -> bool:
    """Tell whether a part of a year is one of a budget: `third quarter of fiscal 2012`, `fiscal third quarter of 2012`."""
    before, (start, _) = reading.tokens.before(reading.match), reading.tokens.span(reading.match)
    is_beside = before is not None and not reading.tokens.text[before.end : start].strip()
    words = [*reading.tokens.all(reading.match), *([before] if before is not None and is_beside else [])]
    return any("FISCAL" in word.meanings for word in words)


_PARTS_OF_YEARS = frozenset({"SEASON", "QUARTER", "HALF_YEAR", "MONTH"})
"""Kinds of words that may stand right before their year."""


def _decade(reading: Reading) -> Found | None:
    year = reading.number("y", "YEAR")
    if year is None:
        year = reading.year()
    # `1995s` is no decade.
    if year is None or year % _DECADE:
        return None
    # `the 1800s` of English are a century or its first ten years.
    if year % _CENTURY == 0 and year != 2 * _MILLENNIUM and reading.context.language == "en":
        return None, None, {"ambiguous": True}
    date = PartialDate(year, unknown=1)
    return str(date), date, {}


def _decade_of_century(reading: Reading) -> Found | None:
    """Return the tens of a century: `80er Jahre des 20. Jahrhunderts` are 198X."""
    ten = next((found for name in ("t", "t_", "t__") if (found := reading.number(name, "DIGITS")) is not None), 0)
    number = reading.number("o", "ORDINAL", "CENTURY_NUMBER", "ROMAN") or reading.number("o_", "CENTURY_NUMBER") or 0
    if ten % _DECADE or not 0 < ten < _CENTURY or not 1 <= number <= LAST_CENTURY:
        return None
    date = PartialDate((number - 1) * _CENTURY + ten, unknown=1)
    return str(date), date, {}


def _spoken_decade(reading: Reading) -> Found | None:
    # `nineteen-sixties`: 19 hundreds and 6 tens.
    head, ten = reading.number("n", "NUMERAL") or 0, reading.number("t", "DECADE_NAME") or 0
    date = PartialDate(head * _CENTURY + ten * _DECADE, unknown=1)
    return (str(date), date, {}) if _MILLENNIUM <= head * _CENTURY <= LAST_YEAR else None


def _hundreds(reading: Reading) -> Found | None:
    """Return Scandinavian `1800-talet`, a century, or `1990-talet`, a decade; `2000-talet` may be either."""
    year = reading.number("hundred", "YEAR")
    if year is None or year % _DECADE or year == 2 * _MILLENNIUM:
        return (None, None, {"ambiguous": True}) if year == 2 * _MILLENNIUM else None
    date = PartialDate(year, unknown=2 if year % _CENTURY == 0 else 1)
    return str(date), date, {}


def _century(reading: Reading) -> Found | None:
    number = reading.number("o", "ORDINAL", "CENTURY_NUMBER", "ROMAN") or 0
    # `in its second century`: a hundred years of something, and runs of a cricketer.
    before = reading.tokens.before(reading.match)
    if (before is not None and "POSSESSIVE" in before.meanings) or _ends_at_century(reading):
        return None
    if not _is_century_meant(reading):
        return None
    # `2nd century BC` stays a date, but gets no value; Chinese and Korean have the era first, `公元前6世纪`.
    eras = {reading.number("e", "ERA"), before.meanings.get("ERA") if before is not None else None}
    if not 1 <= number <= LAST_CENTURY or _BC in eras:
        return (None, None, {}) if number else None
    # The 20th century is 19XX in EDTF.
    date = PartialDate((number - 1) * _CENTURY, unknown=2)
    return str(date), date, {}


def _is_century_meant(reading: Reading) -> bool:
    """Tell whether a short word for a century is one: `XIX в.`, `19. st.`; `5 в день` and `s. 5` are other things."""
    word, number = reading.tokens.first(reading.match, "c"), reading.tokens.first(reading.match, "o")
    text = reading.tokens.text
    # `--lock-secs SEC 4`: an argument of a program.
    if word is not None and number is not None and "DIGITS" in number.meanings and _is_loud(text[word.start : word.end]):
        return False
    if word is None or number is None or word.end - word.start > _SHORT_CENTURY or _has_no_case(text[word.start : word.end]):
        return True
    if "ROMAN" in number.meanings:
        # `XIX в` is one, and `X в шаблоне` a letter in a pattern.
        return number.end - number.start > 1 or text[word.end : word.end + 1] == "."
    # `čl. 12. st. 3.`: what is numbered again is a paragraph.
    if _NUMBERED.match(text, word.end):
        return False
    # With a point of its own, after a number that is an ordinal, or before an era.
    is_ordinal = "." in text[number.end : word.start] or reading.tokens.first(reading.match, "e") is not None
    return is_ordinal and text[word.end : word.end + 1] == "."


def _ends_at_century(reading: Reading) -> bool:
    """Tell whether a sentence ends between a century and what may be an era: `in the 19th century. BC Ferries`."""
    word, era = reading.tokens.first(reading.match, "c"), reading.tokens.first(reading.match, "e")
    if word is None or era is None or "." not in reading.tokens.text[word.end : era.start]:
        return False
    return word.end - word.start > _LONGEST_ABBREVIATION


def _is_loud(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _has_no_case(word: str) -> bool:
    return word.lower() == word.upper()


_NUMBERED = re.compile(r"\.\s\d{1,2}\.?(?:[\s,;)]|\Z)")
_SHORT_CENTURY = 2
"""Most letters of an abbreviation of `century` that may be another word: `в`, `w`, `s`, `st`."""
_LONGEST_ABBREVIATION = 4
"""Most letters of an abbreviation of `century`: `Jhdt.`, `stol.`"""
PERIODS: dict[str, Callable[[Reading], Found | None]] = {
    "season": _season,
    "season_after": _season,
    "quarter": _quarter,
    "quarter_after": _quarter,
    "quarter_roman": _quarter,
    "half_year": _half_year,
    "half_year_after": _half_year,
    "decade": _decade,
    "decade_after": _decade,
    "short_decade": short_decade,
    "short_decade_after": decade_of_words,
    "short_decade_before": decade_behind_word,
    "decade_in_words": decade_behind_word,
    "spoken_decade": _spoken_decade,
    "decade_of_century": _decade_of_century,
    "decade_or_century": _hundreds,
    "century": _century,
    "century_of_era": _century,
    "counted_century": _century,
    "century_after": _century,
}
"""Forms of a period."""
