"""Measure the names model on the development parts of its corpora, and write the figures for the documentation.

    python -m training.names_evaluation CORPORA models/parquetry-names

The weights are read as Parquetry reads them. Strict F1 in percent: type and both ends right; GPE, LOC and FAC are one type,
since most corpora do not tell them apart. The development parts were not trained on.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from training import names_data, names_places

from parquetry.extract.ner import weights
from parquetry.extract.ner.names_model import WEIGHTS, NamesModel

if TYPE_CHECKING:
    from training.names_data import Record

TYPES = ("PERSON", "ORG", "LOC")
LEAST_NAMES = 100
"""Names of a development part from which its figure says something; the parts of el and sv have 13 and 23."""


def f1(model: NamesModel, records: list[Record]) -> dict[str, float]:
    """Return F1 in percent for each type and for all."""
    counts = {label: [0, 0, 0] for label in (*TYPES, "all")}
    for record, found in zip(records, model.entities([record.text for record in records]), strict=True):
        ours, gold = _coarse(found), _coarse(record.names)
        for label, (right, given, there) in counts.items():
            of_label = [{name for name in names if label in {name[2], "all"}} for names in (ours & gold, ours, gold)]
            counts[label] = [right + len(of_label[0]), given + len(of_label[1]), there + len(of_label[2])]
    return {label: round(200 * right / max(1, given + there), 1) for label, (right, given, there) in counts.items()}


def _coarse(names: list[tuple[int, int, str]] | tuple[tuple[int, int, str], ...]) -> set[tuple[int, int, str]]:
    return {(start, end, "LOC" if label in names_places.PLACES else label) for start, end, label in names}


def words_trained_on(folder: Path) -> dict[str, int]:
    """Return how many different running words of each language the model has seen, by its code."""
    out: Counter[str] = Counter()
    for corpus in names_data.TRAIN:
        records = names_data.read(folder / corpus.path, corpus.words)
        out[corpus.path[:2]] += sum(len(record.text.split()) for record in records)
    return dict(out)


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("target", type=Path)
    options = parser.parse_args()
    model = NamesModel(partial(weights.read, options.target / weights.PACKAGE / WEIGHTS), "")
    parts = {path: names_data.read(options.corpora / f"{path}.dev.jsonl") for path in names_data.DEV}
    enough = {path: part for path, part in parts.items() if sum(len(record.names) for record in part) >= LEAST_NAMES}
    figures = {path: f1(model, part) for path, part in enough.items()}
    for path, scores in figures.items():
        print(path, scores)
    report = {"words": words_trained_on(options.corpora), "f1": figures}
    (options.target / "figures.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
