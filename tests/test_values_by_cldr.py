"""Values as Unicode CLDR writes them in each language with tables: read right, or not at all.

Babel has CLDR's formats, which the tables are not made from: those are of words and signs alone.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from parquetry.extract.normalize import values
from parquetry.languages.folding import fold
from parquetry.languages.lexicon_tables import entries, tables

if TYPE_CHECKING:
    from collections.abc import Iterator

babel: Any = pytest.importorskip("babel")
dates, numbers, units = (pytest.importorskip(f"babel.{part}") for part in ("dates", "numbers", "units"))

LANGUAGES = sorted(
    place.name.removesuffix(".toml")
    for place in (files("parquetry.languages") / "data" / "cldr").iterdir()
    if place.name != "territories.toml"
)
DAYS = (date(2011, 5, 3), date(1998, 12, 24), date(1967, 8, 9))
FIGURES = ("5", "1234.5", "1250000", "0.75")
LEAST_READ = 30
"""Of 60 texts a language, as many are read in every one: most that are not are dates in two figures."""
UNITS = {
    "length-kilometer": "km",
    "temperature-celsius": "°C",
    "speed-kilometer-per-hour": "km/h",
    "area-square-meter": "m2",
}


def written(language: str) -> Iterator[tuple[str, str, set[str]]]:
    """Yield texts in the language's own formats, each with its label and its values, one of which it has."""
    locale = babel.Locale.parse({"no": "nb"}.get(language, language))
    for day in DAYS:
        for form in ("short", "medium", "long", "full"):
            months_first = f"[{date(day.year, min(day.month, day.day), max(day.month, day.day))},{day.isoformat()}]"
            yield dates.format_date(day, form, locale), "DATE", {day.isoformat(), months_first}
    for figure in FIGURES:
        number = Decimal(figure)
        for code in ("EUR", "PLN"):
            for kind in ("standard", "name"):
                text = numbers.format_currency(number, code, locale=locale, decimal_quantization=False, format_type=kind)
                yield text, "MONEY", {f"{figure} {code}"}
        yield numbers.format_percent(number / 100, locale=locale, decimal_quantization=False), "PERCENT", {figure}
        for unit, code in UNITS.items():
            for length in ("long", "short"):
                yield units.format_unit(number, unit, length, locale=locale), "QUANTITY", {f"{figure} {code}"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cldr_writes_is_read_right_or_not_at_all(language: str) -> None:
    counted = 0
    for text, label, expected in written(language):
        scanned = values.reader([(text, language)]).scan(text, language)
        found = {one.value.value for one in scanned if one.label == label and one.value.value and one.rule != "year"}
        assert found <= expected, text
        counted += bool(found)
    assert counted > LEAST_READ


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_by_hand_contradicts_no_table_of_cldr(language: str) -> None:
    made, by_hand = tables(language)
    known: dict[tuple[str, str], set[object]] = {}
    for words, kind, value in entries(made):
        known.setdefault((kind, fold(words)), set()).add(value)
    others = [(words, kind, value) for words, kind, value in entries(by_hand) if value is not None]
    assert [entry for entry in others if entry[2] not in known.get((entry[1], fold(entry[0])), {entry[2]})] == []
