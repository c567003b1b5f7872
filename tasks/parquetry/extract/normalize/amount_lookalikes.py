"""Lookalikes of amounts: an item with its first word, a column of a table, an ordinal, a place on a map, a name with a year.

`3 Procentul de completare`, `al 3° piano`, `51.5° N`, `Copyright 2022 Yuan Tong`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.extract.normalize.token_meanings import FIRST_YEAR, LAST_YEAR
from parquetry.languages.data_tables import alternatives, words

if TYPE_CHECKING:
    from parquetry.extract.normalize.amount_reading import Reading
    from parquetry.extract.normalize.tokens import Token

_COORDINATE = re.compile(r"\s?\d{0,2}\s?[′'’]|\s?[NSEWOÖ]\b")
"""What goes on from degrees to a place on a map: `51.5° N`, `48° 12′`."""
_ITEM = re.compile(r"(?:\A|\n)[ \t]*\Z")
"""The start of a line, where a figure may be the number of an item."""
_INDENTED = 12
"""Most code points that an item is indented by: enough for lists in lists, and a bound for long lines."""
_NOUNS_IN_CAPITALS = frozenset({"de"})
"""Languages that write every noun with a capital."""


def is_parted(reading: Reading) -> bool:
    """Tell whether a figure and what follows are no one amount: on two lines of a table, or an item and its first word."""
    tail, figures = reading.first("tail"), reading.group("n2", "n")
    if tail is None or not figures:
        return False
    text, start = reading.tokens.text, figures[-1].end
    # `M 1 048 576`, and on the next line `GB`.
    if "\n" in text[start : tail.start]:
        return True
    # `3 Procentul de completare`, `1 W przypadku plików`: prose writes the words of an amount small.
    word = text[tail.start : tail.end]
    if (
        not _ITEM.search(text, max(0, figures[0].start - _INDENTED), figures[0].start)
        or not word[:1].isupper()
        or not text[start : tail.start].isspace()
        or _is_symbol(word, reading.context.language)
    ):
        return False
    # A heading ends there, `5 Euro`; an item goes on in small letters.
    goes_on = _SMALL_WORD.match(text, tail.end) is not None
    return goes_on and (len(word) == 1 or (word[1:].islower() and reading.context.language not in _NOUNS_IN_CAPITALS))


_SMALL_WORD = re.compile(r"\s[^\W\d_]")
# Without a vowel it is no word that an item begins with, but short for one: `250 Kč za dítě`, `500 Ft egy kiló`.
_ABBREVIATION = re.compile(r"[A-Z][bcdfghjklmnpqrstvwxzčł]{1,2}")
_PREPOSITIONS = {"V": frozenset({"cs", "sk", "sl"}), "W": frozenset({"pl"})}
"""Signs of units with the languages in which they are a word as well: `1 W przypadku plików`, but `100 W bulbs`."""


def _is_symbol(word: str, language: str) -> bool:
    """Tell whether a word with a capital is written so in running text, as an abbreviation or the sign of a unit."""
    return _ABBREVIATION.fullmatch(word) is not None or (word in _PREPOSITIONS and language not in _PREPOSITIONS[word])


def is_end_of_stones(reading: Reading) -> bool:
    """Tell whether pounds stand behind stones, `9 st 4 lb`, of which they are a part."""
    tail, (start, _) = reading.first("tail"), reading.span
    is_pounds = tail is not None and tail.meanings.get("UNIT") == "lb"
    return is_pounds and _STONES.search(reading.tokens.text, max(0, start - _AROUND_STONES), start) is not None


_STONES = re.compile(r"\d\s?(?:st|stone)[ ,]{0,2}\Z")
_AROUND_STONES = 10


def is_tolerance(reading: Reading) -> bool:
    """Tell whether an amount is what another may be off by: `5 ± 1 kg`, `10 +/- 2 mm`."""
    start, _ = reading.span
    return _TOLERANCE.search(reading.tokens.text, max(0, start - _AROUND_TOLERANCE), start) is not None


_TOLERANCE = re.compile(
    r"""
    [\d)%°][ \u00a0]?\w{0,3}[ \u00a0]?       # 5, 5 kg
    (?:±|\+/[-–−]|\+-)[ \u00a0]?\Z          # ±, +/-
    """,
    re.VERBOSE,
)
_AROUND_TOLERANCE = 12


def is_compound_unit(reading: Reading, unit: str) -> bool:
    """Tell whether another unit follows, which makes one of both: `640 acre-feet`, `100 pound feet`, `2 acres 3 roods`."""
    (_, end), text = reading.span, reading.tokens.text
    if unit == "acre" and _ROODS.match(text, end):
        return True
    following = reading.tokens.after(reading.match)
    # With a space between only in English: Hungarian `volt` is `was` as well.
    joints = " -\u2011" if reading.context.language == "en" else "-\u2011"
    if following is None or text[end : following.start] not in tuple(joints):
        return _TIMES.match(text, end) is not None
    return _is_unit(following) or _TIMES.match(text, end) is not None


def _is_unit(token: Token) -> bool:
    # A letter is too often a word: Czech `5 kg s dopravou`.
    return "UNIT" in token.meanings and token.end - token.start > 1 and "IN" not in token.meanings


_ROODS = re.compile(r",?\s\d{1,2}\s(?:roods?|perches|poles)\b")
_TIMES = re.compile(
    r"""
    -(?: hours?|hrs?|years?|seconds?|days? | pounds?|lbs?     # acre-hours, foot-pounds
      | Stunden?|heures?|horas? )\b                          # kW-Stunden
    | (?<=foot|feet) \s (?:pounds?|lbs?)\b                    # 5 foot pounds
    | (?: (?<=watt) | (?<=watts) | (?<=amp) | (?<=ampere) ) \s (?:hours?|hrs?)\b   # 100 watt hours
    """,
    re.VERBOSE,
)
"""What a unit is multiplied by, and no table has as a unit: `500 acre-hours`, `5 foot-pounds`."""


def is_place_or_ordinal(reading: Reading) -> bool:
    """Tell whether a sign of degrees makes a place on a map, `51.5° N`, or an ordinal, as in Italian `al 3° piano`."""
    text, end = reading.tokens.text, reading.span[1]
    if _COORDINATE.match(text, end):
        return True
    if reading.context.language not in _ORDINAL_BY_DEGREE:
        return False
    if _SMALL_WORD.match(text, end) is None:
        return _is_place_in_a_race(reading)
    # Words for degrees (`cinco grados`) are no ordinals: only the sign is in question.
    tail, figure = reading.first("tail"), reading.group("n2", "n")
    if tail is None or not figure or text[tail.start] != "°":
        return False
    # `à 180° pendant`, `a 180° per`: an ordinal would have an article, `al 3° piano`, but for `de 10° a 12° grado`.
    first, last = figure[0], figure[-1]
    if last.end - first.start > 1 and _AT.search(text, max(0, first.start - _AROUND), first.start):
        return False
    # `45° di pendenza` is an angle, `1° de primaria` a class.
    following = reading.tokens.after(reading.match)
    return following is None or "OF" not in following.meanings or figure[-1].end - figure[-1].start == 1


def _is_place_in_a_race(reading: Reading) -> bool:
    """Tell whether one or two figures before a raised o may be an ordinal where a clause ends: `è arrivato 12°`.

    `a 90°`, `di 45°` and degrees in a text of weather or angles are none.
    """
    text, tail, figure = reading.tokens.text, reading.first("tail"), reading.group("n")
    if tail is None or not figure or reading.has("n2") or reading.has("sign") or text[tail.start] != "°":
        return False
    start = figure[0].start
    if figure[-1].end - start > _PLACES or text[start] in "+-±":
        return False
    # What another sentence speaks of is no reason: `La temperatura è di 12°. È arrivato 12°.`
    before, after = text[max(0, start - _CLAUSE) : start], text[tail.end : tail.end + _CLAUSE]
    sentence = _SENTENCE.split(before)[-1] + _SENTENCE.split(after)[0]
    return not (_BY_PREPOSITION.search(before) or _DEGREES.search(sentence))


_PLACES, _CLAUSE = 2, 60
_SENTENCE = re.compile(r"[.!?\n]")
_BY_PREPOSITION = re.compile(r"\b(?:[aà]|d[ei]|en|sous|con|[+±-])\s?\Z")
_BEGIN, _WHOLE = (alternatives(words("value_contexts", key)) for key in ("degrees_begin", "degrees_whole"))
_DEGREES = re.compile(rf"{_BEGIN}|{_WHOLE}\b|[º°][CF]", re.IGNORECASE)
"""What shows that degrees are meant, of a temperature or an angle."""
_AT = re.compile(r"(?<!°)(?<!° )\b[aà] \Z")
_AROUND = 5
"""Code points in which `° a ` and what stands before it are found."""
_ORDINAL_BY_DEGREE = frozenset({"it", "es", "pt", "fr", "ca", "gl", "sr", "hr", "tr"})
"""Languages in which a raised o behind a figure makes an ordinal of it, for which keyboards have the sign of degrees."""


def is_named(reading: Reading, tail: Token | None) -> bool:
    """Tell whether a year stands before a person's name: `Copyright 2022 Yuan Tong`."""
    if tail is None or "CURRENCY" not in tail.meanings or not is_year(reading):
        return False
    # Both words have a capital: currencies have none in running text, and families called Yuan or Franc do.
    name = _TWO_WORDS.match(reading.tokens.text, tail.start)
    return name is not None and reading.context.language not in _NOUNS_IN_CAPITALS and name[0].istitle()


_TWO_WORDS = re.compile(r"[^\W\d_]+ [^\W\d_]+")


def is_year(reading: Reading) -> bool:
    """Tell whether the first figure of a range may be a year: four digits, and nothing that says what it counts."""
    figures = reading.group("n")
    written = reading.tokens.text[figures[0].start : figures[-1].end] if figures else ""
    is_bare = not (reading.has("s") or reading.has("head") or reading.has("tail1"))
    return (
        is_bare and written.isdecimal() and len(written) == len(str(LAST_YEAR)) and FIRST_YEAR <= int(written) <= LAST_YEAR
    )
