"""Which places of coarse corpora are GPE, LOC or FAC: told by a small model of corpora that tell them apart.

A linear model over hashed features of the name, trained on the fine corpora (ro tr no pl el) and
measured on each of them by what it learnt of the others. Words about the name did not help across languages.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from parquetry.extract.ner.gazetteer import fold
from parquetry.extract.ner.word_tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray
    from training.names_data import Record

    from parquetry.extract.ner.gazetteer import Gazetteer

PLACES = ("GPE", "LOC", "FAC")
SIZE = 1 << 17
"""Features, by their checksum."""
EPOCHS = 2
RATE = 0.1


def features(record: Record, start: int, end: int, gazetteer: Gazetteer) -> NDArray[np.int64]:
    """Return the numbers of the features of a name."""
    name = record.text[start:end]
    inside = [name[low:high] for low, high in tokens(name)] or [name]
    kinds = [gazetteer.kind(word) for word in inside]
    is_one, first, last = len(inside) == 1, _place(kinds[0]), _place(kinds[-1])
    values = [f"words {min(len(inside), 5)}", f"one {is_one} {first}", f"first {first}", f"last {last}"]
    values += [f"first {kinds[0]}", f"last {kinds[-1]}", f"capital {inside[-1][:1].isupper()} {is_one}"]
    values += [f"in {fold(word)[:6]}" for word in inside] + [f"ends {fold(inside[-1])[-k:]}" for k in (3, 4)]
    return np.array([zlib.crc32(value.encode()) % SIZE for value in values])


def _place(kind: str) -> str:
    """Return what a kind of word of the gazetteer says of places: C of a city, K of a country; else its first sign."""
    return "".join(letter for letter in kind.upper() if letter in "CK") or kind[:1]


def fit(examples: Iterable[tuple[NDArray[np.int64], int]], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the weights (features, places) that tell the places of the examples apart; by Adagrad."""
    known = list(examples)
    weights, squares = np.zeros((SIZE, len(PLACES))), np.full((SIZE, len(PLACES)), 1e-6)
    for _ in range(EPOCHS):
        for number in rng.permutation(len(known)):
            at, label = known[number]
            error = _shares(weights[at].sum(axis=0))
            error[label] -= 1
            np.add.at(squares, at, error**2)
            np.add.at(weights, at, -RATE * error / np.sqrt(squares[at]))
    return weights


def _shares(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(scores - scores.max())
    out: NDArray[np.float64] = powers / powers.sum()
    return out


def examples(records: Iterable[Record], gazetteer: Gazetteer) -> Iterator[tuple[NDArray[np.int64], int]]:
    """Yield the features and the number of the label of each place."""
    for record in records:
        for start, end, label in record.names:
            if label in PLACES:
                yield features(record, start, end, gazetteer), PLACES.index(label)


def measure(
    fine: Mapping[str, list[Record]], gazetteer: Gazetteer, rng: np.random.Generator
) -> dict[str, tuple[float, float]]:
    """Return for each language the share of its places told right by what the others taught, and by always saying GPE."""
    prepared = {language: list(examples(records, gazetteer)) for language, records in fine.items()}
    out: dict[str, tuple[float, float]] = {}
    for language, held in prepared.items():
        weights = fit([example for other, rows in prepared.items() if other != language for example in rows], rng)
        right = sum(int(weights[at].sum(axis=0).argmax()) == label for at, label in held)
        out[language] = right / len(held), sum(label == 0 for _, label in held) / len(held)
    return out


def relabel(records: Iterable[Record], weights: NDArray[np.float64], gazetteer: Gazetteer) -> Iterator[Record]:
    """Yield the records, each LOC as the place that the weights say it is."""
    for record in records:
        names = [
            (start, end, PLACES[int(weights[features(record, start, end, gazetteer)].sum(axis=0).argmax())])
            if label == "LOC"
            else (start, end, label)
            for start, end, label in record.names
        ]
        yield replace(record, names=tuple(names))
