"""Tables of a language as they are written: which key lists which kind of words.

`data/cldr/<language>.toml` is made from Unicode CLDR by `training/values_by_cldr.py`; `data/<language>.toml` is written by
hand.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Keys of the tables that list words, with the kind those words have.
_LISTS = {
    "articles": "ARTICLE",
    "one": "ONE",
    "of": "OF",
    "to": "TO",
    "and": "AND",
    "with": "WITH",
    "coins": "COINS",
    "or": "OR",
    "from": "FROM",
    "between": "BETWEEN",
    "between_after": "BETWEEN_AFTER",
    "in": "IN",
    "year": "YEAR_WORD",
    "year_lead": "YEAR_LEAD",
    "year_endings": "YEAR_ENDING",
    "month": "MONTH_WORD",
    "day": "DAY_WORD",
    "century": "CENTURY",
    "century_before": "CENTURY_BEFORE",
    "decade": "DECADE",
    "decade_suffixes": "DECADE",
    "decade_before": "DECADE_BEFORE",
    "decade_lead": "DECADE_LEAD",
    "decade_years": "DECADE_YEARS",
    "decade_ordinals": "DECADE_ORDINAL",
    "years": "YEARS",
    "hundreds": "HUNDREDS",
    "quarter": "QUARTER",
    "half_year": "HALF_YEAR",
    "fiscal": "FISCAL",
    "week": "WEEK_WORD",
    "suffixes": "SUFFIX",
    "century_suffixes": "CENTURY_SUFFIX",
    "percent": "PERCENT",
    "percent_before": "PERCENT_BEFORE",
    "about": "ABOUT",
    "circa": "CIRCA",
    "vague": "VAGUE",
    "fillers": "FILLER",
    "counters": "COUNTER",
    "possessives": "POSSESSIVE",
    "minus": "MINUS",
    "plus": "PLUS",
    "below_zero": "BELOW_ZERO",
    "joined_to": "JOINED_TO",
    "steps": "STEP",
    "half": "HALF",
    "and_half": "AND_HALF",
    "number_parts": "NUMBER_PART",
    "bare_scales": "BARE_SCALE",
    "several": "SEVERAL",
    "ago": "AGO",
    "ago_after": "AGO_AFTER",
    "not_relative": "NOT_RELATIVE",
    "other_years": "OTHER_YEAR",
    "labels": "LABEL",
    "streets": "STREET",
    "nouns": "NOUN",
    "price_suffixes": "PRICE_SUFFIX",
    "dimensions": "DIMENSION",
    "weight_cues": "WEIGHT",
    "money_cues": "PAID",
}
# Keys of lists of lists, with their kind and the number of the first.
_NUMBERED = {"months": ("MONTH", 1), "weekdays": ("WEEKDAY", 0), "seasons": ("SEASON", 21), "eras": ("ERA", 0)}
# Italian `prima` is the first of halves, and "before" of days: such ordinals are none of days.
_COUNTED = {
    "ordinals": ("ORDINAL", 1),
    "part_ordinals": ("PART_ORDINAL", 1),
    "decade_names": ("DECADE_NAME", 1),
    "decade_nouns": ("DECADE_NOUN", 1),
}
_VALUED = {
    "scales": "SCALE",
    "numbers": "NUMERAL",
    "reigns": "REIGN",
    "named_days": "NAMED_DAY",
    "unit_prefixes": "UNIT_PREFIX",
    "time_steps": "TIME_STEP",
    "year_steps": "YEAR_STEP",
    "year_halves": "YEAR_HALF",
}
_CODED = {
    "currencies": "CURRENCY",
    "subunits": "SUBUNIT",
    "units": "UNIT",
    "days": "RELATIVE_DAY",
    "time_units": "TIME_UNIT",
}


PERIOD_LETTERS = {"quarter": "QUARTER_LETTER", "half": "HALF_LETTER", "week": "WEEK_LETTER"}
"""Keys of the letters of parts of a year, as codes have them, with their kind."""


@cache
def tables(code: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the table made from CLDR and the one written by hand; empty where there is none."""
    folder = files("parquetry.languages") / "data"
    out = []
    for place in (folder / "cldr" / f"{code}.toml", folder / f"{code}.toml"):
        # Checked because the code comes from data: "../x" must not become part of a path.
        known = code.isalpha() and code.isascii() and place.is_file()
        out.append(tomllib.loads(place.read_text(encoding="utf-8")) if known else {})
    return out[0], out[1]


def entries(table: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield each entry of a table: the words, their kind, and the value, null where the kind says all."""
    for key, kind in _LISTS.items():
        yield from ((words, kind, None) for words in table.get(key, ()))
    for key, (kind, first) in _NUMBERED.items():
        # A list of names for each number: "Jan", "January" are both 1.
        numbered = enumerate(table.get(key, ()), first)
        yield from ((words, kind, number) for number, names in numbered for words in names)
    for key, (kind, first) in _COUNTED.items():
        # One name for each number, or a list of its forms: `dritte`, `dritten`.
        for number, names in enumerate(table.get(key, ()), first):
            yield from ((words, kind, number) for words in ([names] if isinstance(names, str) else names))
    for key, kind in _VALUED.items():
        # The words are the keys: `million = 6`.
        yield from ((words, kind, value) for words, value in table.get(key, {}).items())
    for key, kind in _CODED.items():
        # The codes are the keys: `EUR = ["euro", "euros"]`.
        yield from ((words, kind, code) for code, names in table.get(key, {}).items() for words in names)
