# ruff: noqa: INP001, T201 (a script)
"""Generate the tables of values: months, eras, numbers, currencies, units and countries of each language.

One command, the same bytes each time (nothing is drawn at random, so there is no seed):

    pip install "Babel==2.18.0" "num2words==0.5.14"
    python training/values_by_cldr.py tasks/parquetry/languages/data/cldr

Sources: Unicode CLDR through Babel (Unicode License v3): names, patterns, symbols. num2words (LGPL 2.1): numerals from 0
to 100 and the round hundreds; what a numeral is called is a fact, and no code of it is taken. Both are needed here alone,
never where Parquetry runs. What CLDR does not have is written by hand in `languages/data/<language>.toml`.

The command prints what it wrote, and for each language which numerals are missing.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.core import get_cldr_version
from babel.localedata import Alias, load
from num2words import num2words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Data = dict[Any, Any]
    """The data of a locale as Babel stores it: nested, with aliases not followed.

    Following them through `babel.Locale` writes into what locales share, so that what comes out depends on the order in
    which they are asked (Hebrew months for Japanese, with Babel 2.18).
    """

LANGUAGES = {
    **{
        code: (code,)
        for code in [
            "en",
            "de",
            "fr",
            "es",
            "it",
            "pt",
            "nl",
            "pl",
            "ro",
            "ru",
            "uk",
            "bg",
            "hr",
            "sl",
            "sq",
            "tr",
            "hu",
            "cs",
            "sk",
            "sv",
            "da",
            "fi",
            "et",
            "el",
            "ar",
            "he",
            "hi",
        ]
    },
    **{code: (code,) for code in ["zh", "ja", "ko", "vi", "lt", "lv", "ca", "mk", "be", "is"]},
    "sr": ("sr", "sr_Latn"),
    "no": ("nb", "nn"),
}
"""Languages with the locales of CLDR that are read for them."""
CURRENCIES = [
    "USD",
    "EUR",
    "GBP",
    "JPY",
    "CNY",
    "CHF",
    "TRY",
    "RUB",
    "UAH",
    "BYN",
    "PLN",
    "CZK",
    "HUF",
    "RON",
    "BGN",
    "RSD",
    "ALL",
    "MKD",
    "BAM",
    "SEK",
    "NOK",
    "DKK",
    "ISK",
    "INR",
    "PKR",
    "KRW",
    "ILS",
    "BRL",
    "MXN",
    "ARS",
    "CLP",
    "COP",
    "PEN",
    "CAD",
    "AUD",
    "NZD",
    "SGD",
    "HKD",
    "TWD",
    "THB",
    "VND",
    "IDR",
    "MYR",
    "PHP",
    "ZAR",
    "NGN",
    "KES",
    "EGP",
    "SAR",
    "AED",
    "MAD",
    "IRR",
    "GEL",
    "KZT",
    "AZN",
    "HRK",
    "DEM",
    "FRF",
    "ITL",
    "ESP",
]
"""Currencies with names in the tables: those of the languages' countries, the most traded, a few that the euro replaced."""
UNITS = {
    "length-kilometer": "km",
    "length-meter": "m",
    "length-centimeter": "cm",
    "length-millimeter": "mm",
    "length-micrometer": "µm",
    "length-nanometer": "nm",
    "length-mile": "mi",
    "length-yard": "yd",
    "length-foot": "ft",
    "length-inch": "in",
    "length-nautical-mile": "nmi",
    "area-square-kilometer": "km2",
    "area-square-meter": "m2",
    "area-square-mile": "mi2",
    "area-square-foot": "ft2",
    "area-hectare": "ha",
    "area-acre": "acre",
    "volume-cubic-meter": "m3",
    "volume-liter": "L",
    "volume-milliliter": "mL",
    "volume-gallon": "gal",
    "volume-barrel": "bbl",
    "mass-kilogram": "kg",
    "mass-gram": "g",
    "mass-milligram": "mg",
    "mass-tonne": "t",
    "mass-ounce": "oz",
    "speed-kilometer-per-hour": "km/h",
    "speed-mile-per-hour": "mi/h",
    "speed-meter-per-second": "m/s",
    "speed-knot": "kn",
    "temperature-celsius": "°C",
    "temperature-fahrenheit": "°F",
    "power-watt": "W",
    "power-kilowatt": "kW",
    "power-megawatt": "MW",
    "power-gigawatt": "GW",
    "energy-kilowatt-hour": "kWh",
    "energy-kilocalorie": "kcal",
    "digital-kilobyte": "kB",
    "digital-megabyte": "MB",
    "digital-gigabyte": "GB",
    "digital-terabyte": "TB",
    "frequency-hertz": "Hz",
    "frequency-megahertz": "MHz",
    "frequency-gigahertz": "GHz",
    "electric-volt": "V",
    "angle-degree": "°",
}
"""Units of CLDR with the codes of our values, which are UCUM's where that has a readable one."""
NUMERALS = (*range(101), *range(200, 1000, 100))
SCALES = (1_000, 1_000_000)
HUNDRED = 100
PROBE = 5
"""A small number that no language says together with the hundred before it."""
SPOKEN = {"sr": "sr", "no": "no"}
"""num2words' code of a language where it is not ours."""
UNSPOKEN = ("bg", "sq", "el", "et", "hi", "zh", "ja", "ko", "hr", "sk", "mk")
"""Languages that num2words cannot count in, or that do not write numbers as words with spaces."""
_ORDERS = {"d": "D", "M": "M", "L": "M", "y": "Y"}
_QUOTED = re.compile(r"'([^']*)'")


def main(folder: Path) -> None:
    """Write a file for each language and one for the countries."""
    folder.mkdir(parents=True, exist_ok=True)
    for language, codes in sorted(LANGUAGES.items()):
        locales = [load(code) for code in codes]
        lines = [*head(), *numbers_and_dates(language, locales), *spoken(language), *currencies(locales), *units(locales)]
        (folder / f"{language}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(language, len(lines), "lines", "" if spoken(language) else "without numerals")
    (folder / "territories.toml").write_text("\n".join([*head(), *territories()]) + "\n", encoding="utf-8")


def head() -> list[str]:
    """Return the comment that each file begins with."""
    return [
        f"# Made by training/values_by_cldr.py from Unicode CLDR {get_cldr_version()} (Babel) and num2words: do not edit;",
        "# what is wrong or missing is written into the file of the language one folder up.",
    ]


def numbers_and_dates(language: str, locales: list[Data]) -> Iterator[str]:
    """Yield signs of numbers, the order of a date in figures, and the names of months, days and eras."""
    first = locales[0]
    symbols = first["number_symbols"]["latn"]
    order = "".join(dict.fromkeys(_ORDERS[c] for c in first["date_formats"]["short"].pattern if c in _ORDERS))
    yield f"decimal = {quoted(symbols['decimal'])}"
    yield f"group = {quoted(symbols['group'])}"
    yield f"date_order = {quoted(order)}"
    yield from rows("months", [names(locales, "months", number) for number in range(1, 13)])
    yield from rows("weekdays", [names(locales, "days", number) for number in range(7)])
    yield from rows("eras", [sorted({e for locale in locales for e in era(locale, number)}) for number in (0, 1)])
    if words := connectors(language):
        yield f"and = {quoted(words)}"
    if is_percent_first(first):
        yield "percent_first = true"
    yield "\n[scales]"
    for word, power in sorted(scales(locales).items()):
        yield f"{quoted(word)} = {power}"


def is_percent_first(locale: Data) -> bool:
    """Tell whether a language writes the sign of a percentage before its figure: `%12`."""
    pattern = locale["percent_formats"].get(None)
    return str(getattr(pattern, "pattern", pattern)).startswith("%")


OTHER_WORDS = frozenset({"kesä"})
"""Short names of months that mean another time as a rule: Finnish `kesä`, short for June, is the summer."""


def names(locales: Iterable[Data], what: str, number: int) -> list[str]:
    """Return the names of a month or day, whole and short, in the form for dates and the form that stands alone."""
    found = (
        inner(locale, what, form, width).get(number, "")
        for locale in locales
        for width in ("wide", "abbreviated")
        for form in ("format", "stand-alone")
    )
    whole = (re.sub(r"\.$", "", name).lower() for name in found)
    return [name for name in dict.fromkeys(whole) if name and name not in OTHER_WORDS and not re.search(r"\d", name)]


def era(locale: Data, number: int) -> Iterator[str]:
    """Yield the names of the era before (0) or after (1) the year 1."""
    for width in ("wide", "abbreviated"):
        yield inner(locale, "eras", width).get(number, "")


def inner(data: Data, *keys: str) -> Data:
    """Return the table at these keys; empty where there is none, or where it is an alias of another.

    An alias with changes is a pair, of which the changes are the locale's own.
    """
    for key in keys:
        table = data.get(key, {})
        data = table[1] if isinstance(table, tuple) else {} if isinstance(table, Alias) else table
    return data


def scales(locales: Iterable[Data]) -> dict[str, int]:
    """Return words like `Mio.` with their power of ten, by the patterns for short numbers."""
    out: dict[str, int] = {}
    for locale in locales:
        for forms in inner(locale, "compact_decimal_formats"):
            for patterns in inner(locale, "compact_decimal_formats", forms).values():
                for figure, pattern in patterns.items():
                    text = _QUOTED.sub(r"\1", getattr(pattern, "pattern", pattern)).replace("\u00a0", " ")
                    word = text.strip("0 \u200f\u200e")
                    zeros = len(figure) - 1 - (text.count("0") - 1)
                    if word and text.count("0") and (len(word.strip(".")) > 2 or not word.isascii()):  # noqa: PLR2004 (sv `bn` is en `tn`)
                        out.setdefault(word, zeros)
    return out


def spoken(language: str) -> list[str]:
    """Return the numerals as a table; empty for a language that num2words does not know."""
    if language in UNSPOKEN or not all(say(language, number) for number in NUMERALS):
        return []
    names = {say(language, number): number for number in reversed(NUMERALS)}
    for name, number in bound(language):
        names.setdefault(name, number)
    return [
        "\n[numbers]",
        *(f"{quoted(name)} = {number}" for name, number in sorted(names.items(), key=lambda n: (n[1], n[0]))),
    ]


def say(language: str, number: int) -> str:
    """Return a number in words; empty where num2words cannot say it."""
    try:
        words: str = num2words(number, lang=SPOKEN.get(language, language)).strip()
    except (NotImplementedError, IndexError, KeyError, TypeError):
        return ""
    return "" if re.search(r"\d", words) else words


def bound(language: str) -> Iterator[tuple[str, int]]:
    """Yield the forms that numerals have in greater numbers alone: `ciento` of `ciento dos`, `две` of `две тысячи`."""
    for hundred in range(100, 1000, 100):
        head, words = before(language, hundred + PROBE, PROBE), say(language, hundred)
        if head and head[-1] in connectors(language):
            head = head[:-1]
        if head and " ".join(head) != words:
            yield " ".join(head), hundred
    for scale in SCALES:
        for count in range(1, 20):
            head = say(language, count * scale).split()[:-1]
            if len(head) == 1 and head[0] != say(language, count) and not head[0].isdigit():
                yield head[0], count


def before(language: str, number: int, last: int) -> list[str]:
    """Return the words of a number before those of its last part; empty where it does not end in that."""
    words, end = say(language, number).split(), say(language, last).split()
    return words[: -len(end)] if words[-len(end) :] == end else []


def connectors(language: str) -> list[str]:
    """Return the words between two of a list, by CLDR, and those between a hundred and what is added to it: `và`, `lẻ`."""
    patterns = [inner(load(code), "list_patterns", "standard").get("2", "") for code in LANGUAGES[language]]
    found = [re.sub(r"\{[01]\}", "", pattern).strip() for pattern in patterns]
    if language not in UNSPOKEN:
        hundred = say(language, HUNDRED).split()
        found += [
            " ".join(head[len(hundred) :])
            for last in (2, PROBE)
            if (head := before(language, HUNDRED + last, last))[: len(hundred)] == hundred
        ]
    return [word for word in dict.fromkeys(found) if word and " " not in word and not re.search(r"[\W_]", word)]


def currencies(locales: Iterable[Data]) -> Iterator[str]:
    """Yield the names of currencies in all forms of number, those that two of them share left out."""
    yield "\n[currencies]"
    by_name: dict[str, set[str]] = defaultdict(set)
    for locale in locales:
        plurals = inner(locale, "currency_names_plural")
        for code in CURRENCIES:
            forms = {*plurals.get(code, {}).values(), inner(locale, "currency_names").get(code, "")}
            for name in forms - {"", code}:
                if not re.search(r"[()\d]", name):
                    by_name[name.lower()].add(code)
    for code in CURRENCIES:
        found = sorted(name for name, codes in by_name.items() if codes == {code})
        if found:
            yield f"{code} = {quoted(found)}"


def units(locales: Iterable[Data]) -> Iterator[str]:
    """Yield the names of units, written out, in all forms of number."""
    yield "\n[units]"
    for unit, code in UNITS.items():
        found: dict[str, None] = {}
        for locale in locales:
            for form in ("long", "short"):
                for key, pattern in inner(locale, "unit_patterns", unit, form).items():
                    if isinstance(pattern, str) and key != "per" and pattern.startswith("{0}"):
                        name = pattern.replace("{0}", "").replace("\u00a0", " ").strip()
                        # Short signs are the same in most languages, but for those of rates: `km/t`.
                        if form == "long" or "/" in name:
                            found[name] = None
        if found:
            yield f"{quoted(code)} = {quoted([name for name in found if name])}"


def territories() -> Iterator[str]:
    """Yield the names of each country in all of the languages; a name that two countries have is of none."""
    by_name: dict[str, set[str]] = defaultdict(set)
    for codes in LANGUAGES.values():
        for code in codes:
            for territory, name in load(code)["territories"].items():
                if re.fullmatch(r"[A-Z]{2}", territory) and territory not in {"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"}:
                    by_name[name].add(territory)
    out: dict[str, list[str]] = defaultdict(list)
    for name, found in sorted(by_name.items()):
        if len(found) == 1:
            out[next(iter(found))].append(name)
    for territory, found_names in sorted(out.items()):
        yield f"{territory} = {quoted(found_names)}"


def rows(key: str, lists: Iterable[list[str]]) -> Iterator[str]:
    """Yield an array of arrays of TOML, one inner array a line."""
    yield f"{key} = ["
    for names_ in lists:
        yield f"    {quoted([name for name in names_ if name])},"
    yield "]"


def quoted(value: Any) -> str:  # noqa: ANN401 (text, or a list of texts)
    """Return the value as TOML, which JSON's strings and arrays are."""
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
