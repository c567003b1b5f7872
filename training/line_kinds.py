"""Train the line model: which lines go on from the line before, and which are the author's own.

    python -m training.line_kinds [--documents 6000] [--seed 17]

Makes invented documents whose structure is known (`line_prose`, `line_code`), in 36 languages and many widths, trains a
network of one hidden layer on the features of their lines, rounds its weights to whole numbers and writes them to
`tasks/parquetry/segment/blocks/line_model.npz`. Prints the confusion of the rounded model on documents of other seeds
and of languages left out of the training, and the digest to pin in `line_model.py`.

Sources: wordfreq's lists (Apache 2.0 and CC BY-SA 4.0), of which only lengths and classes of characters reach the model; the
modules of Python's standard library (PSF). scikit-learn is needed here only.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from random import Random

import numpy as np
from sklearn.neural_network import MLPClassifier
from training.line_code import MIXED
from training.line_prose import KEPT, PROSE, Document, style
from training.line_words import SPACED, UNSPACED

from parquetry.segment import lines as lines_module
from parquetry.segment.blocks import features, line_model

LABELS = line_model.LABELS
OUTPUT = Path(line_model.__file__).with_name("line_model.npz")
HELD_BACK = ("sv", "ro", "uk", "he", "id")
"""Languages that no training document is written in."""
HIDDEN = 32
SCALE_IN, SCALE_OUT = 2.0**20, 2.0**10
"""By how much the weights of the two layers are scaled before they are rounded; all sums stay below 2**53."""


def document(rng: Random, language: str) -> Document:
    """Return one invented document, of one kind or of two."""
    look = style(rng, language)
    share = rng.random()
    makers = PROSE if share < 0.45 else KEPT if share < 0.72 else MIXED
    out = rng.choice(makers)(rng, look)
    if rng.random() < 0.25:
        out = [*out, ("", ""), *rng.choice((*PROSE, *KEPT, *MIXED))(rng, look)]
    if rng.random() < 0.05:  # a stretch alone: the first lines of a document
        out = out[: rng.randint(2, 8)]
    return out


def examples(rng: Random, languages: tuple[str, ...], count: int) -> tuple[features.Numbers, np.ndarray, list[str]]:
    """Return features and labels of the lines of `count` documents, and the names of the features."""
    matrices, labels, names = [], [], []
    while len(matrices) < count:
        made = document(rng, rng.choice(languages))
        text = "\n".join(line for line, _ in made)
        lines = lines_module.split(text)
        wanted = [label for line, label in made if line.strip()]
        if not lines:
            continue
        assert len(lines) == len(wanted), text
        values, names = features.matrix(lines)
        matrices.append(values)
        labels.append(np.array([LABELS.index(label) for label in wanted]))
    return np.vstack(matrices), np.concatenate(labels), names


def train(values: features.Numbers, labels: np.ndarray, seed: int) -> dict[str, np.ndarray]:
    """Return the rounded weights of a network trained on the examples."""
    mean, spread = values.mean(axis=0), values.std(axis=0) + 10.0
    model = MLPClassifier((HIDDEN,), alpha=3e-4, batch_size=512, learning_rate_init=2e-3, max_iter=12, random_state=seed)
    model.fit((values - mean) / spread, labels)
    first, second = model.coefs_
    first = first / spread[:, None]
    bias = model.intercepts_[0] - mean @ first
    return {
        "first": np.round(first * SCALE_IN),
        "first_bias": np.round(bias * SCALE_IN),
        "second": np.round(second * SCALE_OUT),
        "second_bias": np.round(model.intercepts_[1] * SCALE_OUT * line_model.UNIT),
    }


def report(title: str, weights: dict[str, np.ndarray], values: features.Numbers, labels: np.ndarray) -> None:
    """Print how often each label is read as each other."""
    scores = line_model.scores(values, weights)
    found = scores.argmax(axis=1)
    print(f"{title}: {len(labels)} lines, right {np.mean(found == labels):.4f}")
    print("      " + "".join(f"{label:>8}" for label in LABELS))
    for k, label in enumerate(LABELS):
        row = [int(np.sum((labels == k) & (found == j))) for j in range(len(LABELS))]
        print(f"   {label}: " + "".join(f"{value:8d}" for value in row))
    joined = LABELS.index("C")
    for margin in (0.0, 1.0, 2.0):
        others = np.delete(scores, joined, axis=1).max(axis=1)
        sure = scores[:, joined] - others > margin * line_model.NAT
        harm = np.mean(sure & (labels != joined)) / max(np.mean(sure), 1e-9)
        print(
            f"   joined with a margin of {margin}: {np.mean(sure[labels == joined]):.4f} of wrapped breaks, {harm:.5f} of joins wrong"
        )


def main() -> None:
    """Train, evaluate and write the model."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=17)
    options = parser.parse_args()
    known = tuple(one for one in (*SPACED, *UNSPACED, *UNSPACED) if one not in HELD_BACK)
    values, labels, names = examples(Random(options.seed), known, options.documents)
    print(f"{len(labels)} lines, {values.shape[1]} features")
    weights = train(values, labels, options.seed)
    np.savez_compressed(OUTPUT, names=np.array(names), **{name: array.astype(np.int64) for name, array in weights.items()})
    print("digest", hashlib.sha256(OUTPUT.read_bytes()).hexdigest())
    report("same languages", weights, *examples(Random(options.seed + 1), known, 800)[:2])
    report("other languages", weights, *examples(Random(options.seed + 2), HELD_BACK, 800)[:2])


if __name__ == "__main__":
    main()
