"""Decades without their century, in two figures or in words: `'60s`, `90er Jahre`, `les années soixante`, `nittiotalet`.

Each is the last such decade before that of the document; where a century stands beside, it is one of that, `the 1990s` have
a form of their own.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from parquetry.extract.normalize import numbers
from parquetry.extract.normalize.edtf import PartialDate
from parquetry.languages.data_tables import alternatives, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.extract.normalize.date_match import Found, Reading
    from parquetry.extract.normalize.tokens import Token

_DECADE, _CENTURY = 10, 100
_THESE_DAYS, _UNSURE = 2020, 10
"""A decade of the present, and how long before it another may be meant as well, where the document has no date."""
_AROUND = 40
"""Code points on each side in which a century is looked for: a few words."""


def short_decade(reading: Reading) -> Found | None:
    """Return a decade in two figures, the last such one before that of the document: `'60s` are 196X.

    The document's own may be meant, or that of a hundred years before; and so without a document's date, of two.
    """
    ten, near = _tens(reading), reading.context.year or _THESE_DAYS
    if ten is None or ten % _DECADE:
        return None
    # How many years the last such decade is before that of the document.
    ago = (near - near % _DECADE - ten) % _CENTURY
    if ago == 0 or (reading.context.year is None and ago <= _UNSURE):
        return None, None, {"ambiguous": True}
    date = PartialDate(near - near % _DECADE - ago, unknown=1)
    return str(date), date, {}


def decade_of_words(reading: Reading) -> Found | None:
    """Return a decade that a word makes one; without a value where a century, a reign or a life is named beside it."""
    found = short_decade(reading)
    is_open = found is not None and (_is_beside_century(reading, found[1]) or _is_of_reign(reading) or _is_of_life(reading))
    return (None, None, {"ambiguous": True}) if is_open else found


def decade_behind_word(reading: Reading) -> Found | None:
    """Return a decade behind its word, `les années 90`; nothing where that counts years, or the figure something else."""
    text, (start, _) = reading.tokens.text, reading.tokens.span(reading.match)
    before, following = reading.tokens.before(reading.match), reading.tokens.after(reading.match)
    # `les années 80, les années 90`: a comma parts two decades.
    is_counted = _is_any(before, _COUNTS) and before is not None and text[before.end : start] == " "
    if is_counted or _is_any(following, _COUNTED):
        return None
    return decade_of_words(reading) if reading.context.language != "pl" or _is_polish(reading) else None


def _is_polish(reading: Reading) -> bool:
    """Tell whether a Polish decade is said as one: by an ordinal, or by a figure with a point, `lata 90. w Polsce`."""
    # `przez lata czterdzieści osób` counts; `miał lat 90.` ends a sentence.
    _, end = reading.tokens.span(reading.match)
    if "yy" in reading.match.re.groupindex:
        return _GOES_ON.match(reading.tokens.text, end) is not None
    return not reading.tokens.all(reading.match, "w")


_GOES_ON = re.compile(r"\.(?:[,;)]|\s[a-zà-ž])")
_COUNTS = frozenset({"NUMERAL", "DIGITS", "SEVERAL", "ABOUT"})
_COUNTED = frozenset({"PERCENT", "UNIT", "CURRENCY", "SIGN", "SCALE", "TIME_UNIT"})


def _is_any(token: Token | None, kinds: frozenset[str]) -> bool:
    return token is not None and not kinds.isdisjoint(token.meanings)


def _tens(reading: Reading) -> int | None:
    """Return the years of a decade within its century, in two figures or in words."""
    # A form has figures or words, and words are names of tens (`neunziger`), nouns (`nittiotalet`) or numbers (`soixante`).
    if "yy" in reading.match.re.groupindex:
        return reading.number("yy", "SHORT_YEAR")
    ten = next((found for name in ("t", "t_", "t__") if (found := reading.number(name, "DECADE_NAME", "DECADE_NOUN"))), None)
    if ten is not None:
        return ten * _DECADE
    spoken = numbers.spoken(reading.tokens.all(reading.match, "w"))
    return int(spoken) if spoken is not None and spoken < _CENTURY else None


def _is_beside_century(reading: Reading, date: PartialDate | None) -> bool:
    """Tell whether another century than a date's is named near.

    `neunziger Jahre des 19. Jahrhunderts` has it behind, `1848 und in den 50er Jahren` a year of it before.
    """
    start, end = reading.tokens.span(reading.match)
    before = reading.tokens.starting_in(max(0, start - _AROUND), start)
    after = reading.tokens.starting_in(end, end + _AROUND)
    if _has_century(before) or _has_century(after):
        return True
    of_others = (century for token in (*before, *after) if (century := _century_of(token, reading.tokens.text)) is not None)
    # In `2019, wie in den 90er Jahren` the decade is long past.
    return date is not None and date.year is not None and min(of_others, default=_CENTURY) < date.year // _CENTURY


def _has_century(tokens: Sequence[Token]) -> bool:
    # A letter for a century has its number on one side: Polish `w` and Russian `в` are `in` as well.
    return any("CENTURY" in token.meanings and token.end - token.start >= _LEAST_OF_WORD for token in tokens) or any(
        (_is_any(first, _NUMBERS) and "CENTURY" in second.meanings)
        or ("CENTURY_BEFORE" in first.meanings and _is_any(second, _NUMBERS))
        for first, second in pairwise(tokens)
    )


_NUMBERS = frozenset({"ROMAN", "ORDINAL", "CENTURY_NUMBER"})
_LEAST_OF_WORD = len("век")


def _century_of(token: Token, text: str) -> int | None:
    """Return the first figures of a year, or of a century that Italian calls by its hundreds: 18 of 1848 and `Ottocento`."""
    year, hundreds = token.meanings.get("YEAR"), token.meanings.get("NUMERAL")
    if isinstance(year, int):
        return year // _CENTURY
    is_name = isinstance(hundreds, int) and _CENTURY < hundreds < _CENTURY * _DECADE and text[token.start].isupper()
    return _DECADE + hundreds // _CENTURY if is_name and isinstance(hundreds, int) else None


def _is_of_life(reading: Reading) -> bool:
    """Tell whether years of somebody's age are meant: Czech `ve svých devadesátých letech`, `v 60. letech života`."""
    text, (start, end) = reading.tokens.text, reading.tokens.span(reading.match)
    return _OWN.search(text, max(0, start - _AROUND), start) is not None or _LIFE.match(text, end) is not None


_OF_LIFE = alternatives(words("age_words", "before")), alternatives(words("age_words", "behind"))
_OWN = re.compile(rf"\b{_OF_LIFE[0]}\s\Z", re.IGNORECASE)
_LIFE = re.compile(rf"\s{_OF_LIFE[1]}\b", re.IGNORECASE)


def _is_of_reign(reading: Reading) -> bool:
    """Tell whether a decade counts the years of a reign: Japanese `昭和30年代`, of which `30年代` may be short."""
    before, ten = reading.tokens.before(reading.match), _tens(reading)
    if _is_any(before, frozenset({"REIGN"})):
        return True
    return reading.context.language == "ja" and ten is not None and ten < _SHOWA


_SHOWA = 70
"""Tens from which no reign of this time had years: the longest ended in its 64th."""
