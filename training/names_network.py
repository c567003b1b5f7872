"""The network of the names model in training: spaCy's `ner` above word vectors of our own, and its weights as arrays.

Words are numbers of a vocabulary that is known before training; the tables of vectors are changed in the backward pass,
only in the rows that were read (Adam with moments for each value, as "lazy Adam" of TensorFlow), since a dense update of all
rows would take longer than everything else.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.ml.models.parser import build_tb_parser_model
from spacy.pipeline.ner import EntityRecognizer
from spacy.training import Example
from thinc.api import Maxout, Model, chain, clone, expand_window, residual, uniqued, with_array

from parquetry.extract.ner import word_features

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from spacy.tokens import Doc, Span
    from spacy.vocab import Vocab


class Lesson(Example):  # type: ignore[misc]
    """An example whose two texts have the same tokens: nothing is aligned, as took a third of spaCy's time of training."""

    tags: list[str]

    def get_aligned_ents_and_ner(self) -> tuple[list[Span], list[str]]:
        """Return the entities and the tag of each token."""
        return list(self.y.ents), self.tags

    def get_aligned_spans_x2y(self, x_spans: list[Span], allow_overlap: bool = False) -> list[Span]:  # noqa: FBT001, FBT002 (spaCy's signature)
        """Return the same spans of the gold text."""
        del allow_overlap
        return [self.y[span.start : span.end] for span in x_spans]


def lesson(seen: Doc, gold: Doc) -> Lesson:
    """Return the example of a text and its gold."""
    out = Lesson(seen, gold)
    out.tags = ["O"] * len(gold)
    for span in gold.ents:
        out.tags[span.start : span.end] = [f"I-{span.label_}"] * len(span)
        out.tags[span.start], out.tags[span.end - 1] = f"B-{span.label_}", f"L-{span.label_}"
        if len(span) == 1:
            out.tags[span.start] = f"U-{span.label_}"
    return out


WIDTH = 96
VECTOR = 64
HIDDEN = 64
DEPTH = 4
PIECES = 3
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
UNSEEN = 0.25
"""Share of words whose lexical features are all hidden in a batch: what is left of a word that was never seen."""
FEATURE_DROPOUT = 0.1
"""Share of words of which one lexical feature is hidden, each by itself, so that the model learns to do without it."""

KEPT = 0.98
"""Share of the moving average that is kept when weights are added to it, once there are enough of them."""
EARLY = 9
"""While there are few, the average is of the last tenth or so of all weights added: `EARLY / (EARLY + 1 + times)`, after
TensorFlow's `ExponentialMovingAverage`."""

TRUST = 0.8
"""What the vectors of lexical features are multiplied by after training. Of .8, 1 and 1.3 it is best on three development
parts, by half a point: words are trusted a little too much even where training hid a third of them. With averaged weights
1 is better by a quarter of a point on the corpora trained on, and worse by a half on old newspapers, which were not.
What is packed is scaled so; `names_model.TRUST` may change it where the weights are read."""


@dataclass(slots=True)
class Table:
    """A table of vectors with the moments of its rows, and how often each row was changed."""

    values: NDArray[np.float32]
    first: NDArray[np.float32] = field(init=False)
    second: NDArray[np.float32] = field(init=False)

    def __post_init__(self) -> None:
        self.first = np.zeros_like(self.values)
        self.second = np.zeros_like(self.values)

    def update(self, rows: NDArray[np.int64], gradient: NDArray[np.float32], rate: float, step: int) -> None:
        """Change the rows (words, rows a value), each by the gradients (words, width) of all values it is part of."""
        changed, places = np.unique(rows, return_inverse=True)
        summed = np.zeros((len(changed), gradient.shape[1]), np.float32)
        places = places.reshape(rows.shape)
        for k in range(rows.shape[1]):
            # Sorted by row, equal rows are summed at once, ten times as fast as `np.add.at`.
            order = np.argsort(places[:, k], kind="stable")
            at = places[order, k]
            begins = np.flatnonzero(np.concatenate(([True], at[1:] != at[:-1])))
            summed[at[begins]] += np.add.reduceat(gradient[order], begins, axis=0)
        self.first[changed] = first = BETA1 * self.first[changed] + (1 - BETA1) * summed
        self.second[changed] = second = BETA2 * self.second[changed] + (1 - BETA2) * summed**2
        scale = rate * np.sqrt(1 - BETA2**step) / (1 - BETA1**step)
        self.values[changed] -= (scale * first / (np.sqrt(second) + EPSILON)).astype(np.float32)


@dataclass(slots=True)
class Words:
    """The vocabulary: the rows of each word's features, and the tables they are of. `rate` and `step` are the trainer's."""

    rows: NDArray[np.int64]
    tables: list[Table]
    rng: np.random.Generator
    rate: float = 0.0
    step: int = 1


def words(coded: NDArray[np.uint64], rng: np.random.Generator) -> Words:
    """Return the vocabulary of words whose features have these codes."""
    tables = [Table(rng.uniform(-0.1, 0.1, (rows, VECTOR)).astype(np.float32)) for rows in word_features.ROWS]
    return Words(word_features.rows(coded), tables, rng)


def _lookup(model: Model[Any, Any], numbers: NDArray[np.int64], is_train: bool) -> Any:  # noqa: ANN401, FBT001 (thinc's signature)
    known: Words = model.attrs["words"]
    rows = known.rows[numbers[:, 0]]
    parts = [table.values[rows[:, k]].sum(axis=1) for k, table in enumerate(known.tables)]
    shown = np.ones((len(rows), len(parts)), np.float32)
    if is_train:
        unseen = known.rng.random(len(rows)) < UNSEEN
        for k, name in enumerate(word_features.FEATURES):
            if name in word_features.LEXICAL:
                hidden = unseen | (known.rng.random(len(rows)) < FEATURE_DROPOUT)
                # What is shown is made larger, so that a feature weighs the same with nothing hidden.
                shown[:, k] = np.where(hidden, 0, 1 / ((1 - UNSEEN) * (1 - FEATURE_DROPOUT)))
    out = np.concatenate([part * shown[:, k : k + 1] for k, part in enumerate(parts)], axis=1)

    def backprop(gradient: NDArray[np.float32]) -> NDArray[np.int64]:
        for k, table in enumerate(known.tables):
            part = gradient[:, k * VECTOR : (k + 1) * VECTOR] * shown[:, k : k + 1]
            table.update(rows[:, k], part, known.rate, known.step)
        return numbers

    return out, backprop


def _numbers(model: Model[Any, Any], docs: list[Any], is_train: bool) -> Any:  # noqa: ANN401, FBT001 (thinc's signature)
    del model, is_train
    return [doc.user_data["numbers"] for doc in docs], lambda _: docs


@dataclass(slots=True)
class Average:
    """The moving average of all weights, which is what is shipped: the last steps leave less of their chance in it."""

    layers: dict[tuple[int, str], NDArray[np.float32]] = field(default_factory=dict)
    tables: list[NDArray[np.float32]] = field(default_factory=list)
    times: int = 0

    def add(self, net: Network) -> None:
        """Add the weights as they are."""
        self.times += 1
        share = max(1 - KEPT, EARLY / (EARLY + 1 + self.times))
        now = _parameters(net)
        if not self.layers:
            self.layers = {key: array.copy() for key, array in now.items()}
            self.tables = [table.values.copy() for table in net.words.tables]
        for key, array in now.items():
            self.layers[key] += share * (array - self.layers[key])
        for number, table in enumerate(net.words.tables):
            self.tables[number] += np.float32(share) * (table.values - self.tables[number])

    @contextmanager
    def applied(self, net: Network) -> Iterator[None]:
        """Let the network have the average for a while."""
        tables = [table.values for table in net.words.tables]
        for table, mean in zip(net.words.tables, self.tables, strict=True):
            table.values = mean
        try:
            with net.ner.model.use_params(self.layers):
                yield
        finally:
            for table, values in zip(net.words.tables, tables, strict=True):
                table.values = values


def _parameters(net: Network) -> dict[tuple[int, str], NDArray[np.float32]]:
    return {
        (node.id, name): node.get_param(name)
        for node in net.ner.model.walk()
        for name in node.param_names
        if node.has_param(name)
    }


@dataclass(slots=True)
class Network:
    """The `ner` and the layers that its weights are read from."""

    ner: EntityRecognizer
    words: Words
    mix: Model[Any, Any]
    encode: Model[Any, Any]
    average: Average = field(default_factory=Average)


def network(vocab: Vocab, known: Words, labels: tuple[str, ...], dropout: float) -> Network:
    """Return an untrained network; spaCy initialises what is not a table."""
    lookup = Model("lookup", _lookup, dims={"nO": len(known.tables) * VECTOR}, attrs={"words": known})
    mix = Maxout(WIDTH, len(known.tables) * VECTOR, nP=PIECES, normalize=True, dropout=dropout)
    layer = residual(
        chain(expand_window(window_size=1), Maxout(WIDTH, 3 * WIDTH, nP=PIECES, normalize=True, dropout=dropout))
    )
    encode = clone(layer, DEPTH)
    embed = with_array(uniqued(chain(lookup, mix), column=0))
    tok2vec = chain(Model("numbers", _numbers), embed, with_array(encode, pad=DEPTH))
    tok2vec.set_dim("nO", WIDTH)
    model = build_tb_parser_model(
        tok2vec=tok2vec, state_type="ner", extra_state_tokens=False, hidden_width=HIDDEN, maxout_pieces=2, use_upper=True
    )
    ner = EntityRecognizer(vocab, model)
    for label in labels:
        ner.add_label(label)
    return Network(ner, known, mix, encode)


def arrays(net: Network) -> dict[str, NDArray[Any]]:
    """Return the weights as `names_model` reads them: tables of int8 with a scale a row, the others in half precision."""
    model: Any = net.ner.model
    lower, upper, linear = model.get_ref("lower"), model.get_ref("upper"), model.get_ref("tok2vec").layers[-1]
    moves = net.ner.moves
    real = {
        **_maxout("mix", net.mix),
        **{
            name: array
            for k, layer in enumerate(net.encode.layers)
            for name, array in _maxout(f"convolution{k}", layer).items()
        },
        "project_weights": linear.get_param("W"),
        "project_bias": linear.get_param("b"),
        "lower": lower.get_param("W"),
        "lower_bias": lower.get_param("b"),
        "pad": lower.get_param("pad"),
        "upper": upper.get_param("W"),
        "upper_bias": upper.get_param("b"),
    }
    out: dict[str, NDArray[Any]] = {name: array.astype(np.float16) for name, array in real.items()}
    out["convolutions"] = np.array(len(net.encode.layers), np.int64)
    out["moves"] = np.array([moves.get_class_name(move) for move in range(moves.n_moves)])
    for feature, table in zip(word_features.FEATURES, net.words.tables, strict=True):
        # The scale is rounded to half precision first, so that what is stored is what the rounding was for.
        scale = (np.abs(table.values).max(axis=1, keepdims=True) / 127).astype(np.float16)
        scale[scale == 0] = 1
        out[f"table_{feature}"] = np.clip(np.round(table.values / scale.astype(np.float32)), -127, 127).astype(np.int8)
        trust = TRUST if feature in word_features.LEXICAL else 1.0
        out[f"scale_{feature}"] = (scale[:, 0] * np.float16(trust)).astype(np.float16)
    return out


def _maxout(name: str, layer: Model[Any, Any]) -> dict[str, NDArray[np.float32]]:
    parts = {part.name: part for part in layer.walk()}
    products, norm = parts["maxout"], parts["layernorm"]
    return {
        f"{name}_weights": products.get_param("W"),
        f"{name}_bias": products.get_param("b"),
        f"{name}_gain": norm.get_param("G"),
        f"{name}_shift": norm.get_param("b"),
    }
