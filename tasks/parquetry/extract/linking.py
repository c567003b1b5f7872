"""Linking: which mentions speak of the same thing.

Identity is content: the label and the normalised name, so that adding a document never renames the entities of others.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from parquetry.extract.name_key import name_key
from parquetry.extract.normalize import countries
from parquetry.model.documents import Entity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NAMED = frozenset({"PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE"})
"""Labels whose mentions name something; the others say a value."""
_SPACE = re.compile(r"\s+")
_LISTED = re.compile(
    r"""
    (?P<last> [^,]+ ) ,[ ]                          # "Velm, Oda"
    (?P<given> (?! (?: Jr | Sr | I{2,3} | IV | PhD | MD ) \b ) [^,]+ )
    """,
    re.VERBOSE,
)
"""A person's name as lists have it, the last name first; `Velm, Jr.` is none."""


def full_names(named: Iterable[tuple[str, str]], short: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Return for (text, label) of mentions of one document what they are short for: abbreviations and surnames.

    A surname that several full names end in stands for itself. `short` has the long form of each abbreviation.
    """
    named = set(named)
    # Sorted, so that of two spellings with one key the same one is kept in every run.
    persons = {name_key(text): text for text, label in sorted(named) if label == "PERSON"}
    by_surname = _by_surname(persons)
    # Abbreviations first: a surname may overrule one, as a person is more exact.
    out = {(text, label): short[text] for text, label in named if text in short}
    for text, label in named:
        full = by_surname.get(name_key(text), [])
        # `Lee` in a text with Ann Lee and Tom Lee is neither.
        if label == "PERSON" and len(full) == 1:
            out[text, label] = persons[full[0]]
    return out


def _by_surname(keys: Iterable[str]) -> dict[str, list[str]]:
    """Return the keys of names with a given name, by their last word."""
    by_surname: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        *given, surname = key.split() or [""]
        if given:
            by_surname[surname].append(key)
    return by_surname


def initials(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return abbreviations among the mentions of a document with the one name whose initials they are.

    Small words may stand in the name and count for nothing; where two names have the same initials neither is meant.

    >>> initials([("OIC", "ORG"), ("Organization of Islamic Conference", "ORG"), ("UN", "ORG")])
    {'OIC': 'Organization of Islamic Conference'}
    """
    named = sorted(set(named))
    long_forms: dict[tuple[str, str], set[str]] = defaultdict(set)
    by_key: dict[str, str] = {}
    for text, label in named:
        letters = _initials_of(text) if label in NAMED else ""
        if letters:
            # The label belongs to the key: an ORG `OIC` is not short for a LAW.
            long_forms[letters, label].add(name_key(text))
            by_key[name_key(text)] = text
    acronyms = [(text, label) for text, label in named if text.isupper() and text.isalpha()]
    return {
        text: by_key[next(iter(keys))] for text, label in acronyms if len(keys := long_forms.get((text, label), set())) == 1
    }


def _initials_of(name: str) -> str:
    """Return the initials of a name of several words, two at least; else nothing."""
    # Small words count for nothing: `Organization of Islamic Conference` is OIC.
    capitals = "".join(word[0] for word in re.findall(r"\w+", name) if word[0].isupper())
    return capitals if " " in name and len(capitals) > 1 else ""


def entity_id(name: str, label: str) -> str | None:
    """Return 32 hex for what a mention names, or null where its label is of a value or nothing is left of the name.

    A country is known by its code: `USA` and `the United States` are one. A person is one in either order of names.

    >>> entity_id("Maron, Ilse", "PERSON") == entity_id("Ilse Maron", "PERSON")
    True
    """
    if label == "PERSON" and (listed := _LISTED.fullmatch(name)):
        name = f"{listed['given']} {listed['last']}"
    # The key says that it is a code, so that no name can have the same hash by chance.
    country = countries.code(name) if label == "GPE" else None
    key = f"iso3166 {country}" if country else name_key(name)
    if label not in NAMED or not key:
        return None
    # 128 bits are enough to keep billions of names apart, and half as long to read.
    return hashlib.sha256(f"{label}\0{key}".encode()).hexdigest()[:32]


def entities(mentions: Iterable[tuple[str, str, str, str]]) -> list[Entity]:
    """Return the entities of (doc_id, entity_id, label, text) of mentions, sorted by id."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    documents: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, str] = {}
    for doc_id, key, label, text in mentions:
        forms[key][text] += 1
        documents[key].add(doc_id)
        labels[key] = label
    return [entity(key, labels[key], forms[key], len(documents[key])) for key in sorted(forms)]


def entity(key: str, label: str, forms: Mapping[str, int], documents: int) -> Entity:
    """Return one entity from the forms it was written in, each with its number of mentions.

    The name is the most frequent form that is not short for another, the alphabetically first of equally frequent ones; the
    aliases are the others.
    """
    # Line breaks within a name make no alias.
    counted: Counter[str] = Counter()
    for form, times in forms.items():
        counted[_SPACE.sub(" ", form)] += times
    # `UN` has the id of `United Nations` but not of its own name, so it is an alias only.
    own = [form for form in counted if entity_id(form, label) == key] or list(counted)
    name = min(own, key=lambda form: (-counted[form], form))
    country = countries.code(name) if label == "GPE" else None
    return Entity(key, label, name, tuple(sorted(set(counted) - {name})), country, counted.total(), documents)
