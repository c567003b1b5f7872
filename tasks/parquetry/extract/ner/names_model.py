"""The names model: one small model for names in the languages of the Latin, Cyrillic and Greek alphabets.

Its weights are a distribution of their own, `parquetry-names` (CC BY-SA 4.0, made by `training/names.py`): arrays of numpy,
no pickle, pinned by digest. Word vectors are sums of rows in tables of int8, each row with its scale; above them stand the
layers of spaCy's `ner`, so that the same decoder reads both.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np

from parquetry.errors import ConfigError
from parquetry.extract.ner import weights, word_features
from parquetry.extract.ner.fast_ner import StateWeights, batches, decoder
from parquetry.extract.ner.fast_tok2vec import Encoder, Maxout, maxout
from parquetry.extract.ner.gazetteer import Gazetteer
from parquetry.extract.ner.word_tokens import tokens
from parquetry.extract.spans import Span, chunks
from parquetry.languages.footnote_markers import mask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from parquetry.extract.ner.fast_ner import Decoder

WEIGHTS = "names.npz"
PINNED = "6fdf31a66e8202a9698ef9b5197c173597698804ab176ddae6deebb7beee8efc"
"""SHA-256 of the weights: others of the same name would change results unseen."""
TRUST = 1.125
"""What the vectors of words and their parts are multiplied by: to .9 of what training gave them, of which
`training/names_network.py` packs .8. Of .7, .8, .9 and 1 that is best in the mean of eleven development parts."""
CHUNK = 25_000
"""Most code points given to the model at once, about 5,000 words."""
COMMON = 8
"""How common a word is, by the gazetteer (Zipf 6.5: one of 300 words), that is no name alone: `El`, `Die`, and no London."""
_WORDS = 32_768
"""Words whose features are kept; they are looked at anew where forgotten, with the same result."""


@dataclass(frozen=True, slots=True, eq=False)
class Embedding:
    """Tables of the features' vectors, (rows, width) of int8 with a scale for each row, and the layer that mixes them.

    `known` are the codes of lexical features that have vectors of their own.
    """

    known: Mapping[str, NDArray[np.uint32]]
    tables: tuple[NDArray[np.int8], ...]
    scales: tuple[NDArray[np.float32], ...]
    mix: Maxout

    def vectors(self, coded: NDArray[np.uint64]) -> NDArray[np.float32]:
        """Return the vectors of words, given as the codes of their features (words, features)."""
        places = word_features.rows(word_features.with_rare(coded, self.known))
        parts = []
        for feature, (table, scale) in enumerate(zip(self.tables, self.scales, strict=True)):
            at = places[:, feature]
            parts.append((table[at] * scale[at][:, :, None]).sum(axis=1))
        return self.mix.outputs(np.concatenate(parts, axis=1))


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """The parts of the model: word features, word vectors, token vectors, spans."""

    gazetteer: Gazetteer
    codes: Callable[[str], tuple[int, ...]]
    embedding: Embedding
    encoder: Encoder
    decoder: Decoder

    def spans(self, texts: Sequence[Sequence[str]]) -> list[list[tuple[int, int, str]]]:
        """Return the entities of texts given as their tokens, one at least: (start, end, label) in tokens."""
        # Each different word once, in the order in which it first stands.
        places: dict[str, int] = {}
        at = np.array([places.setdefault(word, len(places)) for words in texts for word in words])
        coded = np.array([self.codes(word) for word in places], np.uint64)
        lengths = [len(words) for words in texts]
        spans_by_text = self.decoder.spans(self.encoder.vectors(self.embedding.vectors(coded), at, lengths), lengths)
        return [
            [
                (first, last, label)
                for whole, end, label in spans
                for first, last in within_sentences(words, whole, end)
                if self._is_name(words[first:last], label, words)
            ]
            for words, spans in zip(texts, spans_by_text, strict=True)
        ]

    def _is_name(self, name: Sequence[str], label: str, words: Sequence[str]) -> bool:
        """Tell whether a name has a capital, where the text has any, and is no word that is hardly ever one: `El`, `Die`."""
        if not any(map(_is_capitalised, name)):
            # In a text without any capital, such as a chat, names have none either. Persons are left: the Romanian corpus
            # counts words for them as their names, `directorul`.
            return label == "PERSON" or not any(map(_is_capitalised, words))
        # In capitals a common word may well stand for something: `IT`, `DIE`.
        return len(name) > 1 or name[0].isupper() or self.gazetteer.common(name[0]) < COMMON


class NamesModel:
    """The model of an archive of weights; they are read when it is first used."""

    name = weights.PACKAGE

    def __init__(self, arrays: Callable[[], Mapping[str, NDArray[np.generic]]], fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self._arrays = arrays

    @cached_property
    def _network(self) -> Network:
        arrays = self._arrays()
        gazetteer = _gazetteer(arrays)
        return Network(gazetteer, _codes_of(gazetteer), _embedding(arrays), _encoder(arrays), _decoder(arrays))

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return the model's spans in each text, line by line: no name runs over the end of a line."""
        lines = [
            (number, start, mask(text[start:end]))
            for number, text in enumerate(texts)
            for chunk, stop in chunks(text, CHUNK)
            for start, end in _lines(text, chunk, stop)
        ]
        spans_of: list[list[Span]] = [[] for _ in texts]
        for (number, start, _), spans in zip(lines, self.entities([line for _, _, line in lines]), strict=True):
            spans_of[number] += (Span(start + a, start + b, label, self.name) for a, b, label in spans)
        return spans_of

    def entities(self, texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
        """Return the entities in each text, (start, end, label) in code points."""
        cut = [tokens(text) for text in texts]
        entities_of: list[list[tuple[int, int, str]]] = [[] for _ in texts]
        for batch in batches([len(extents) for extents in cut]):
            spans = self._network.spans([[texts[k][start:end] for start, end in cut[k]] for k in batch])
            for k, entities in zip(batch, spans, strict=True):
                entities_of[k] = [(cut[k][first][0], cut[k][last - 1][1], label) for first, last, label in entities]
        return entities_of


def load() -> NamesModel:
    """Return the model of the installed distribution.

    Raises:
        ConfigError: it is not installed, or its weights are not those that this version of Parquetry knows.
    """
    path = weights.find(WEIGHTS)
    if path is None:
        message = "the distribution parquetry-names is not installed; pip install models/parquetry-names"
        raise ConfigError(message)
    return NamesModel(partial(weights.read, path), weights.check(path, PINNED))


@cache
def known_words() -> Gazetteer | None:
    """Return the gazetteer of the installed distribution, without the network; null where it is not installed.

    Raises:
        ConfigError: the weights are not those that this version of Parquetry knows.
    """
    path = weights.find(WEIGHTS)
    if path is None:
        return None
    weights.check(path, PINNED)
    # Of an archive only the arrays that are asked for are read.
    with np.load(path, allow_pickle=False) as archive:
        return _gazetteer({name: archive[name] for name in archive.files if name.startswith("gazetteer_")})


def is_installed() -> bool:
    """Tell whether the distribution with the weights is installed."""
    return weights.find(WEIGHTS) is not None


def _is_capitalised(word: str) -> bool:
    """Tell whether a word has a capital, or is of letters without case."""
    return word.lower() != word or (word.isalpha() and word.upper() == word)


def within_sentences(words: Sequence[str], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a name, in tokens, cut where a sentence ends in it: `met Velmar. Santos stayed`.

    Points behind short words are those of titles and initials, `prof. Velm`; behind numerals those of rulers.
    """
    # A sentence of one word is none: the name has a word on each side of the point.
    start = first
    for at in range(first + 1, last - 1):
        before = words[at - 1]
        if words[at] == "." and len(before) > _LONGEST_TITLE and before.istitle() and words[at + 1][:1].isupper():
            yield start, at
            start = at + 1
    yield start, last


_LONGEST_TITLE = 4
"""Letters of a title that is cut short: `Prof.`"""


def _lines(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Return the extents of the lines of `text[start:stop]`, without their ends."""
    out: list[tuple[int, int]] = []
    for line in text[start:stop].splitlines(keepends=True):
        out.append((start, start + len(line)))
        start += len(line)
    return out


def _codes_of(gazetteer: Gazetteer) -> Callable[[str], tuple[int, ...]]:
    """Return the function that gives a word's codes, which keeps those of the last words."""

    @lru_cache(maxsize=_WORDS)
    def codes(word: str) -> tuple[int, ...]:
        return word_features.codes(word, gazetteer)

    return codes


def _gazetteer(arrays: Mapping[str, NDArray[np.generic]]) -> Gazetteer:
    keys = _checksums(arrays["gazetteer_steps"])
    return Gazetteer(keys, arrays["gazetteer_classes"].astype(np.uint8), arrays["gazetteer_commons"].astype(np.uint8))


def _checksums(steps: NDArray[np.generic]) -> NDArray[np.uint32]:
    # Sorted checksums are stored as the steps between them, which compress.
    return np.cumsum(steps, dtype=np.uint64).astype(np.uint32)


def _embedding(arrays: Mapping[str, NDArray[np.generic]]) -> Embedding:
    return Embedding(
        {feature: _checksums(arrays[f"known_{feature}_steps"]) for feature in word_features.LEXICAL},
        tuple(arrays[f"table_{feature}"].astype(np.int8) for feature in word_features.FEATURES),
        tuple(_scale(arrays, feature) for feature in word_features.FEATURES),
        _maxout(arrays, "mix"),
    )


def _scale(arrays: Mapping[str, NDArray[np.generic]], feature: str) -> NDArray[np.float32]:
    scale = _real(arrays[f"scale_{feature}"])
    return scale * np.float32(TRUST) if feature in word_features.LEXICAL else scale


def _encoder(arrays: Mapping[str, NDArray[np.generic]]) -> Encoder:
    convolutions = tuple(_maxout(arrays, f"convolution{k}") for k in range(int(arrays["convolutions"])))
    project = np.ascontiguousarray(_real(arrays["project_weights"]).T)
    # As many empty rows between texts as the convolutions look ahead together.
    return Encoder(convolutions, len(convolutions), project, _real(arrays["project_bias"]))


def _decoder(arrays: Mapping[str, NDArray[np.generic]]) -> Decoder:
    state = StateWeights(*(_real(arrays[name]) for name in ("lower", "lower_bias", "pad", "upper", "upper_bias")))
    return decoder([str(name) for name in arrays["moves"]], state)


def _maxout(arrays: Mapping[str, NDArray[np.generic]], name: str) -> Maxout:
    return maxout(*(_real(arrays[f"{name}_{part}"]) for part in ("weights", "bias", "gain", "shift")))


def _real(stored: NDArray[np.generic]) -> NDArray[np.float32]:
    return stored.astype(np.float32)
