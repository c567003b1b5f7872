"""Train a small spaCy model on the mentions of a dataset, exported as a DocBin.

    python examples/train_spacy.py

The labels are those of the pipeline itself: replace them by labels that people have checked before you trust such a model.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

import spacy
from spacy.tokens import DocBin
from spacy.training import Example

from parquetry.export import export
from parquetry.publish import store

DATASET = Path(sys.argv[1] if len(sys.argv) > 1 else "data/processed/sample")

with tempfile.TemporaryDirectory() as folder:
    export(store.resolve(DATASET), "docbin", Path(folder) / "docbin")
    nlp = spacy.blank("en")
    docs = list(DocBin().from_disk(Path(folder) / "docbin" / "en.spacy").get_docs(nlp.vocab))
ner = nlp.add_pipe("ner")
for label in {entity.label_ for doc in docs for entity in doc.ents}:
    ner.add_label(label)
examples = [Example(nlp.make_doc(doc.text), doc) for doc in docs]
optimizer = nlp.initialize(lambda: examples)
random.seed(0)
for turn in range(3):
    random.shuffle(examples)
    losses = nlp.update(examples, sgd=optimizer)
    print(f"turn {turn}: loss {losses['ner']:.1f}")
