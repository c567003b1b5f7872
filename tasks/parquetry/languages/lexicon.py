"""What the words of a language say in dates and amounts: months, scale words, currencies, units, connectors.

One lexicon a language, made from its tables (see `lexicon_tables`). A word may have several kinds: `second` is an ordinal
and a time.

Source: Unicode CLDR 47; ISO 4217; the hand-written tables name theirs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from parquetry.languages import han_numbers
from parquetry.languages.data_tables import table
from parquetry.languages.folding import fold, spelling, table_key
from parquetry.languages.lexicon_tables import PERIOD_LETTERS, entries, tables
from parquetry.languages.number_words import compound

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

SAME_TABLES = {"nb": "no", "nn": "no", "bs": "hr", "sh": "hr", "cnr": "sr", "iw": "he", "in": "id"}
"""Languages, by BCP 47, whose tables are another's."""
RELATIVES = {
    "hr": ("sr",),
    "sr": ("hr",),
    "sl": ("hr",),
    "cs": ("sk",),
    "sk": ("cs",),
    "no": ("da", "sv"),
    "da": ("no",),
    "sv": ("no",),
    "ca": ("es",),
    "mk": ("bg",),
    "bg": ("mk",),
    "uk": ("ru",),
    "be": ("ru",),
    "ru": ("uk",),
}
"""Languages near enough to be taken for each other in a short text: unknown words are looked up in these too."""
MIXED_ORDER = frozenset({"en"})
"""Languages in which one country writes the month first and another the day: CLDR's order is one of the two."""
BORROWED = ("CURRENCY", "UNIT", "SCALE", "SUBUNIT")
"""Kinds that text of any language may take from English: `20 dollars` in a Welsh letter."""
# Languages in which a stem may have one letter.
_SYLLABIC = frozenset({"ko"})
_LEAST_STEM = 3
# Letters up to which the name of a season without its marks is another word as a rule.
_LONGEST_EVERYDAY = 3

WORDS_KEPT = 65_536
"""Words whose meanings are kept, of all languages: more than a book has, and bounded, since a corpus has no end of them."""

Meanings = dict[str, Any]
"""What a word says: each kind with its value, a number or a code; null where the kind says all."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The words of one language. `decimal` is null where nothing says whether a point or a comma is the decimal sign.

    `order` is the order of a date in figures, `DMY`, `MDY` or `YMD`; null where two are in use. `joined` tells that words
    are written without spaces, `percent_first` that a share is written `%12`. A word with one of `own_letters` is one
    that is `spelt` so: Swedish `är` is no `år`, though `ar` may be. `phrases` has for a first word the rests of phrases,
    the longest first, with what they say.
    """

    language: str
    decimal: str | None
    order: str | None
    joined: bool = False
    percent_first: bool = False
    words: dict[str, Meanings] = field(default_factory=dict)
    exact: dict[str, Meanings] = field(default_factory=dict)
    stems: dict[str, Meanings] = field(default_factory=dict)
    phrases: dict[str, list[tuple[tuple[str, ...], Meanings]]] = field(default_factory=dict)
    endings: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    from_endings: tuple[str, ...] = ()
    to_endings: tuple[str, ...] = ()
    own_letters: frozenset[str] = frozenset()
    spelt: set[str] = field(default_factory=set)

    def meanings(self, word: str) -> Meanings | None:
        """Return what a word says, as it is written: exactly, folded, or by its stem; null for a word of no table."""
        # Kept, including words of no table, since the same words come again and again in a text.
        return _kept_meanings(self, word)

    def look_up(self, word: str) -> Meanings | None:
        """Return what `meanings` does, not kept: many times slower."""
        key = table_key(word, self.language)
        # "m" is a metre and "M" is none: codes, symbols and letters are looked up as written, words without case.
        exact, folded = self.exact.get(word), self.words.get(key)
        if folded and self._is_another(spelling(word), folded):
            return exact
        if exact or folded:
            # The exact spelling says more, so that it wins where both have a kind.
            return {**(folded or {}), **(exact or {})}
        by_prefix = self._behind_prefix(key)
        if by_prefix is None and (key in self.phrases or folded is not None):
            return {}  # a word of a phrase
        return self.stems.get(self.stem(key)) or by_prefix or self._compound(key)

    def _behind_prefix(self, key: str) -> Meanings | None:
        """Return the month or number behind a letter that Hebrew joins to the word after it: "in", "of", "and"."""
        inner = self.words.get(key[1:], {}) if key[:1] in self.prefixes else {}
        return {kind: inner[kind] for kind in ("MONTH", "NUMERAL") if kind in inner} or None

    def _is_another(self, word: str, listed: Meanings) -> bool:
        """Tell whether a word, by its spelling, is another than the one listed whose letters it has but for their marks."""
        # Months without their marks are still months, as of a keyboard that has none; Swedish `var` is `was`, no `vår`.
        is_everyday = "SEASON" in listed and len(word) <= _LONGEST_EVERYDAY
        return (is_everyday or not self.own_letters.isdisjoint(word)) and word not in self.spelt

    def _compound(self, key: str) -> Meanings | None:
        """Return the number of number words written as one: `zweihundertfünfzig`, `duemilacinquecento`, `삼백이십만`."""
        counted = han_numbers.hangul(key) if self.language in _SYLLABIC else compound(key, self.words)
        return None if counted is None else {"NUMERAL": counted}

    def stem(self, word: str) -> str:
        """Return a folded word without its ending, where enough is left of it."""
        # Korean: one sign is a whole syllable, and often the whole stem.
        least = 1 if self.language in _SYLLABIC else _LEAST_STEM
        for ending in self.endings:
            if word.endswith(ending) and len(word) - len(ending) >= least:
                return word[: -len(ending)]
        return word


@lru_cache(maxsize=WORDS_KEPT)
def _kept_meanings(lexicon: Lexicon, word: str) -> Meanings | None:
    return lexicon.look_up(word)


FORMS: Mapping[str, Any] = table("number_forms")
"""What holds in every language: signs of currencies, codes, scale letters, symbols of units."""
SIGNS: Mapping[str, str] = {**FORMS["signs"], **FORMS["prefixes"], **FORMS["behind"]}
"""Currency signs, with the letters before them or behind, to ISO 4217."""
# Kinds whose words are also found by their stems.
_INFLECTED = frozenset({"MONTH", "WEEKDAY", "CURRENCY", "SUBUNIT", "PERCENT", "SCALE", "UNIT", "CENTURY", "SEASON"})


@cache
def lexicon(language: str) -> Lexicon:
    """Return the lexicon of a language by its BCP 47 code; for one without tables, what holds in every language."""
    # "pt-BR" has the tables of "pt".
    code = language.split("-", maxsplit=1)[0].lower()
    code = SAME_TABLES.get(code, code)
    made, by_hand = tables(code)
    own = made or by_hand
    joined = code in {"zh", "ja"}
    out = Lexicon(
        code,
        made["decimal"] if made else None,
        None if code in MIXED_ORDER or not own else made.get("date_order"),
        joined=joined,
        percent_first=made.get("percent_first", False),
        endings=tuple(sorted({fold(ending) for ending in by_hand.get("endings", ())}, key=lambda e: (-len(e), e))),
        prefixes=tuple(by_hand.get("month_prefixes", ())),
        from_endings=tuple(by_hand.get("from_endings", ())),
        to_endings=tuple(by_hand.get("to_endings", ())),
        own_letters=frozenset(by_hand.get("own_letters", "")),
    )
    # The hand-written table first: its value of a kind stays (see `_add`).
    for words, kind, value in [*entries(by_hand), *entries(made)]:
        _add(out, words, "PERCENT_BEFORE" if kind == "PERCENT" and out.percent_first else kind, value)
    _borrow(out)
    _add_forms(out, frozenset(by_hand.get("no_units", ())))
    for letters, power in by_hand.get("letters", {}).items():
        out.exact.setdefault(letters, {})["LETTER"] = power
    for word, season in by_hand.get("exact_seasons", {}).items():
        out.exact.setdefault(word, {})["SEASON"] = season
    for part, kind in PERIOD_LETTERS.items():
        for letter in (*FORMS["periods"].get(part, ()), *by_hand.get("periods", {}).get(part, ())):
            out.exact.setdefault(letter, {})[kind] = None
    for rests in out.phrases.values():
        # The longest first, or "half of the year" would be found as "half of" something.
        rests.sort(key=lambda rest: -len(rest[0]))
    return out


def _borrow(out: Lexicon) -> None:
    """Add words of the relatives of a language, then those that any language takes from English."""
    code = out.language
    for near in RELATIVES.get(code, ()):
        for words, kind, value in [*entries(tables(near)[1]), *entries(tables(near)[0])]:
            # Words with one plain meaning; "and" and "to" of another language would be mistaken for words of this
            # one.
            if kind in {"MONTH", "CURRENCY", "SCALE", "PERCENT", "WEEKDAY"}:
                _add(out, words, kind, value, borrowed=True)
    if code != "en":
        # English last, so that it only adds what neither the language nor its relatives have.
        for words, kind, value in [*entries(tables("en")[1]), *entries(tables("en")[0])]:
            if kind in BORROWED and len(words) > 3:  # noqa: PLR2004 (a short word is another word elsewhere)
                _add(out, words, kind, value, borrowed=True)


def _add(out: Lexicon, words: str, kind: str, value: Any, *, borrowed: bool = False) -> None:  # noqa: ANN401 (a number or a code)
    """Add an entry. The first value of a kind stays, so that the hand-written table is added first."""
    # Lower case of the Turkish İ has a mark of its own, which no letter is.
    words = words.replace("i\N{COMBINING DOT ABOVE}", "i")
    # Indic vowel signs and the Hebrew geresh belong to the word, though `\w` does not have them all.
    parts = [words] if out.joined else re.findall(r"[^\W_](?:[\w\u0900-\u094f\u05f3\u05f4])*", words)
    if len(parts) > 1:
        _add_phrase(out, [table_key(part, out.language) for part in parts], kind, value)
    if kind == "UNIT" and _SYMBOL.fullmatch(words):
        out.exact.setdefault(words, {}).setdefault(kind, value)
        return
    word = table_key(parts[0], out.language) if len(parts) == 1 else ""
    # A borrowed word must not change what a word of the language says.
    if not word or (borrowed and out.words.get(word)):
        return
    out.words.setdefault(word, {}).setdefault(kind, value)
    out.spelt.add(spelling(words.strip(".")))
    # Stems are kept from kinds whose words are inflected: Czech "ledna", "lednu" are both January.
    stem = out.stem(word)
    if out.endings and (
        out.language in _SYLLABIC or (kind in _INFLECTED and len(word) > _LEAST_STEM and len(stem) >= _least(kind))
    ):
        out.stems.setdefault(stem, {}).setdefault(kind, value)


_SYMBOL = re.compile("[b-df-hj-np-tv-xz]{2,4}")
"""A unit that is written with signs alone, and in small letters: `qm`, `mp`; `12 MP` are megapixels."""


def _least(kind: str) -> int:
    """Return the least letters of a stem: of money and units one more than of months, or `цената` would be cents."""
    return _LEAST_STEM if kind in {"MONTH", "WEEKDAY", "SEASON", "CENTURY"} else _LEAST_STEM + 1


def _add_phrase(out: Lexicon, parts: list[str], kind: str, value: Any) -> None:  # noqa: ANN401
    """Add an entry of several words; the words after the first are known as parts of it, and say nothing alone."""
    first, *rest = parts
    phrases = out.phrases.setdefault(first, [])
    # One phrase may have several meanings, as one word may.
    meanings = dict(phrases).get(tuple(rest))
    if meanings is None:
        phrases.append((tuple(rest), {kind: value}))
    else:
        meanings.setdefault(kind, value)
    for part in rest:
        # Without an own meaning, but known: the search for phrases must not stop at it.
        out.words.setdefault(part, {})


def _add_forms(out: Lexicon, no_units: Container[str]) -> None:
    """Add what holds in every language, as it is written: codes, symbols, letters.

    `no_units` are signs of units that are words of the language: Spanish `15 mi` is no way of 15 miles.
    """
    for code in FORMS["codes"]["list"]:
        # "CAD" may be a drawing and "ALL" the word: such codes count only after a figure.
        kind = "SPOKEN_CODE" if code in FORMS["codes"]["spoken"] else "CODE"
        out.exact.setdefault(code, {})[kind] = code
    for letters, power in FORMS["letters"].items():
        out.exact.setdefault(letters, {})["LETTER"] = power
    for word, code in FORMS["before"].items():
        own = out.words.get(fold(word), {}).get("CURRENCY")
        if code or own:
            out.exact.setdefault(word, {}).update({"BEFORE": code or own, "CURRENCY": own or code})
    for symbol, unit in FORMS["symbols"].items():
        # "km/h" is three tokens in a text, and so a phrase here.
        parts = symbol.replace("/", " / ").split()
        if symbol in no_units:
            continue
        if len(parts) == 1:
            out.exact.setdefault(symbol.rstrip("."), {})["UNIT"] = unit
        else:
            words = [part.strip(".") for part in parts if part != "/"]
            out.phrases.setdefault(fold(words[0]), []).append((tuple(map(fold, words[1:])), {"UNIT": unit}))
            for part in words:
                out.words.setdefault(fold(part), {})
