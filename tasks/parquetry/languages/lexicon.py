"""What the words of a language say in dates and amounts: months, scale words, currencies, units, connectors.

One lexicon a language, read from tables: `data/cldr/<language>.toml`, made from Unicode CLDR by `training/values_by_cldr.py`,
and `data/<language>.toml`, written by hand. A word may have several kinds: `second` is an ordinal and a time.

Source: Unicode CLDR 47; ISO 4217; the hand-written tables name theirs.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SAME_TABLES = {"nb": "no", "nn": "no", "bs": "hr", "sh": "hr", "cnr": "sr", "iw": "he", "in": "id"}
"""Languages, by BCP 47, whose tables are another's."""
RELATIVES = {
    "hr": ("sr",), "sr": ("hr",), "sl": ("hr",), "cs": ("sk",), "sk": ("cs",), "no": ("da", "sv"), "da": ("no",), "sv": ("no",),
    "ca": ("es",), "mk": ("bg",), "bg": ("mk",), "uk": ("ru",), "be": ("ru",), "ru": ("uk",),
}  # fmt: skip # (a table)
"""Languages near enough to be taken for each other in a short text: unknown words are looked up in these too."""
MIXED_ORDER = frozenset({"en"})
"""Languages in which people write the month first in one country and the day first in another: CLDR's order is one of two."""
BORROWED = ("CURRENCY", "UNIT", "SCALE", "SUBUNIT")
"""Kinds that text of any language may take from English: `20 dollars` in a Welsh letter."""
_SYLLABIC = frozenset({"ko"})
"""Languages in which a stem may have one letter."""
_LEAST_STEM = 3
_MARKS = re.compile("[\u0300-\u036f]+")

Meanings = dict[str, Any]
"""What a word says: each kind with its value, a number or a code; null where the kind says all."""


def fold(word: str) -> str:
    """Return a word as the tables look it up: no case, no accents, one spelling of one letter.

    The trap: `re.IGNORECASE` matches U+017F and U+0131, so that a word found by such a pattern need not be in any table;
    folded, it is.

    >>> fold("Augu\\u017ft"), fold("Apr\\u0131l"), fold("MAYIS") == fold("Mayıs"), fold("MÄRZ")
    ('august', 'april', True, 'marz')
    """
    if word.isascii():
        return word.lower()
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", word).casefold()).replace("\u0131", "i")
    return unicodedata.normalize("NFC", _MARKS.sub("", plain))


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The words of one language. `decimal` is null where nothing says whether a point or a comma is the decimal sign.

    `order` is the order of a date in figures, `DMY`, `MDY` or `YMD`; null where two are in use. `joined` tells that words
    are written without spaces. `phrases` has for a first word the rests of phrases, the longest first, with what they say.
    """

    language: str
    decimal: str | None
    order: str | None
    joined: bool = False
    words: dict[str, Meanings] = field(default_factory=dict)
    exact: dict[str, Meanings] = field(default_factory=dict)
    stems: dict[str, Meanings] = field(default_factory=dict)
    phrases: dict[str, list[tuple[tuple[str, ...], Meanings]]] = field(default_factory=dict)
    endings: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    known: dict[str, Meanings | None] = field(default_factory=dict)

    def meanings(self, word: str) -> Meanings | None:
        """Return what a word says, as it is written: exactly, folded, or by its stem; null for a word of no table."""
        if word not in self.known:
            self.known[word] = self._looked_up(word)
        return self.known[word]

    def _looked_up(self, word: str) -> Meanings | None:
        key = fold(word)
        exact, folded = self.exact.get(word), self.words.get(key)
        if exact or folded:
            return {**(folded or {}), **(exact or {})}
        if key in self.phrases or folded is not None:
            return {}  # a word of a phrase
        by_stem = self.stems.get(self.stem(key))
        if by_stem is None and key[:1] in self.prefixes:
            months = self.words.get(key[1:], {})
            return {"MONTH": months["MONTH"]} if "MONTH" in months else None
        return by_stem

    def stem(self, word: str) -> str:
        """Return a folded word without its ending, where enough is left of it."""
        least = 1 if self.language in _SYLLABIC else _LEAST_STEM
        for ending in self.endings:
            if word.endswith(ending) and len(word) - len(ending) >= least:
                return word[: -len(ending)]
        return word


FORMS: Mapping[str, Any] = tomllib.loads(
    (files("parquetry.languages") / "data" / "number_forms.toml").read_text(encoding="utf-8")
)
"""What holds in every language: signs of currencies, codes, scale letters, symbols of units."""
SIGNS: Mapping[str, str] = {**FORMS["signs"], **FORMS["prefixes"]}
"""Currency signs, with the letters before them, to ISO 4217."""
_LISTS = {
    "articles": "ARTICLE", "one": "ONE", "of": "OF", "to": "TO", "and": "AND", "or": "OR", "from": "FROM", "in": "IN", "year": "YEAR_WORD",
    "years": "YEAR_WORD", "year_endings": "YEAR_ENDING", "month": "MONTH_WORD", "day": "DAY_WORD", "century": "CENTURY", "decade": "DECADE",
    "decade_suffixes": "DECADE", "decade_before": "DECADE_BEFORE", "hundreds": "HUNDREDS", "quarter": "QUARTER",
    "half_year": "HALF_YEAR", "suffixes": "SUFFIX", "century_suffixes": "CENTURY_SUFFIX", "percent": "PERCENT",
    "percent_before": "PERCENT_BEFORE", "about": "ABOUT", "vague": "VAGUE", "minus": "MINUS", "half": "HALF",
    "labels": "LABEL", "price_suffixes": "PRICE_SUFFIX", "dimensions": "DIMENSION", "weight_cues": "WEIGHT",
    "money_cues": "PAID",
}  # fmt: skip # (a table)
"""Keys of the tables that list words, with the kind those words have."""
_NUMBERED = {"months": ("MONTH", 1), "weekdays": ("WEEKDAY", 0), "seasons": ("SEASON", 21)}
"""Keys of lists of lists, with their kind and the number of the first."""
_COUNTED = {"ordinals": ("ORDINAL", 1), "decade_names": ("DECADE_NAME", 1)}
_VALUED = {"scales": "SCALE", "numbers": "NUMERAL", "reigns": "REIGN", "named_days": "NAMED_DAY"}
_CODED = {"currencies": "CURRENCY", "subunits": "SUBUNIT", "units": "UNIT", "days": "RELATIVE_DAY"}
_INFLECTED = frozenset({"MONTH", "WEEKDAY", "CURRENCY", "SUBUNIT", "PERCENT", "SCALE", "UNIT", "CENTURY", "SEASON"})
"""Kinds whose words are also found by their stems."""
_TURKISH_PERCENT = frozenset({"tr"})
"""Languages that write and say the percent before the figure: %12, yüzde 3,7."""


@cache
def lexicon(language: str) -> Lexicon:
    """Return the lexicon of a language by its BCP 47 code; for one without tables, what holds in every language."""
    code = language.split("-")[0].lower()
    code = SAME_TABLES.get(code, code)
    tables = _tables(code)
    made, by_hand = tables
    own = made or by_hand
    joined = code in {"zh", "ja"}
    out = Lexicon(
        code,
        made["decimal"] if made else None,
        None if code in MIXED_ORDER or not own else made.get("date_order"),
        joined=joined,
        endings=tuple(sorted({fold(ending) for ending in by_hand.get("endings", ())}, key=lambda e: (-len(e), e))),
        prefixes=tuple(by_hand.get("month_prefixes", ())),
    )
    for words, kind, value in [*_entries(by_hand), *_entries(made)]:
        _add(out, words, _kind(kind, code), value)
    for near in RELATIVES.get(code, ()):
        for words, kind, value in [*_entries(_tables(near)[1]), *_entries(_tables(near)[0])]:
            if kind in {"MONTH", "CURRENCY", "SCALE", "PERCENT", "WEEKDAY"}:
                _add(out, words, kind, value, borrowed=True)
    if code != "en":
        for words, kind, value in [*_entries(_tables("en")[1]), *_entries(_tables("en")[0])]:
            if kind in BORROWED and len(words) > 3:  # noqa: PLR2004 (a short word is another word elsewhere)
                _add(out, words, kind, value, borrowed=True)
    _add_forms(out)
    for rests in out.phrases.values():
        rests.sort(key=lambda rest: -len(rest[0]))
    return out


def _kind(kind: str, code: str) -> str:
    return "PERCENT_BEFORE" if kind == "PERCENT" and code in _TURKISH_PERCENT else kind


@cache
def _tables(code: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the table made from CLDR and the one written by hand; empty where there is none."""
    folder = files("parquetry.languages") / "data"
    out = []
    for place in (folder / "cldr" / f"{code}.toml", folder / f"{code}.toml"):
        known = code.isalpha() and code.isascii() and place.is_file()
        out.append(tomllib.loads(place.read_text(encoding="utf-8")) if known else {})
    return out[0], out[1]


def _entries(table: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield each entry of a table: the words, their kind, and the value."""
    for key, kind in _LISTS.items():
        for words in table.get(key, ()):
            yield words, kind, None
    for key, (kind, first) in {**_NUMBERED, "eras": ("ERA", 0)}.items():
        for number, names in enumerate(table.get(key, ()), first):
            for words in names:
                yield words, kind, number
    for key, (kind, first) in _COUNTED.items():
        for number, words in enumerate(table.get(key, ()), first):
            yield words, kind, number
    for key, kind in _VALUED.items():
        for words, value in table.get(key, {}).items():
            yield words, kind, value
    for key, kind in _CODED.items():
        for value, names in table.get(key, {}).items():
            for words in names:
                yield words, kind, value


def _add(out: Lexicon, words: str, kind: str, value: Any, *, borrowed: bool = False) -> None:  # noqa: ANN401 (a number or a code)
    """Add an entry. The first value of a kind stays, so that the hand-written table is added first."""
    parts = [words] if out.joined else re.findall(r"[^\W_](?:[\w\u0900-\u094f\u05f3\u05f4])*", words)
    if not parts or (kind == "SCALE" and not parts[0]):
        return
    if len(parts) > 1:
        first, *rest = map(fold, parts)
        known = {key: meaning for key, meaning in out.phrases.setdefault(first, [])}
        if tuple(rest) in known:
            known[tuple(rest)].setdefault(kind, value)
        else:
            out.phrases[first].append((tuple(rest), {kind: value}))
        for part in rest:
            out.words.setdefault(part, {})
        return
    word = fold(parts[0])
    if borrowed and out.words.get(word):
        return
    out.words.setdefault(word, {}).setdefault(kind, value)
    if kind in _INFLECTED and out.endings and (len(word) > _LEAST_STEM or out.language in _SYLLABIC):
        out.stems.setdefault(out.stem(word), {}).setdefault(kind, value)


def _add_forms(out: Lexicon) -> None:
    """Add what holds in every language, as it is written: codes, symbols, letters."""
    for code in FORMS["codes"]["list"]:
        kind = "SPOKEN_CODE" if code in FORMS["codes"]["spoken"] else "CODE"
        out.exact.setdefault(code, {})[kind] = code
    for letters, power in FORMS["letters"].items():
        out.exact.setdefault(letters, {})["LETTER"] = power
    for word, code in FORMS["before"].items():
        own = out.words.get(fold(word), {}).get("CURRENCY")
        if code or own:
            out.exact.setdefault(word, {}).update({"BEFORE": code or own, "CURRENCY": own or code})
    for symbol, unit in FORMS["symbols"].items():
        parts = symbol.replace("/", " / ").split()
        if len(parts) == 1:
            out.exact.setdefault(symbol.rstrip("."), {})["UNIT"] = unit
        else:
            words = [part.strip(".") for part in parts if part != "/"]
            out.phrases.setdefault(fold(words[0]), []).append((tuple(map(fold, words[1:])), {"UNIT": unit}))
            for part in words:
                out.words.setdefault(fold(part), {})
