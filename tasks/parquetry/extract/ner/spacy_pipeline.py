"""Loading a spaCy pipeline: its `ner` alone, with the word vectors that texts need.

spaCy keeps the row of each of half a million words in a dictionary, and all rows in memory. Here the words are two sorted
arrays, the rows stay in their file until they are looked at, and spaCy is told of a word when a text has it. What the model
sees is the same.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import spacy
from srsly import msgpack

from parquetry.model.json_file import read_json

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Doc

# Where spaCy 3 keeps the vectors of a pipeline, by `Vocab.to_disk` and `Vectors.to_disk`.
_FOLDER = "vocab"
_ROW_OF_WORD = "key2row"


def load(pipeline: Path, *, whole: bool) -> Language:
    """Return the `ner` of a pipeline; `whole`: with all word vectors in memory, else by word as texts have it."""
    plain = not whole and are_plain(pipeline)
    # The other components are excluded before loading: `ner` does not read them. Nor are the texts of words read: it
    # knows words by their hashes, and the texts of all 700,000 take two thirds of the time to load.
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]")  # trained with an older spaCy 3: same output
        names = spacy.util.load_config(pipeline / "config.cfg")["nlp"]["pipeline"]
        without = ["strings", *(["vectors"] if plain else []), *(name for name in names if name != "ner")]
        nlp = spacy.load(pipeline, exclude=without)
    if plain:
        attach(nlp, pipeline)
    return nlp


def are_plain(pipeline: Path) -> bool:
    """Tell whether a pipeline has vectors by word, as spaCy writes them: not those of pieces of words (floret), nor none."""
    folder = pipeline / _FOLDER
    there = all((folder / name).is_file() for name in ("vectors", "vectors.cfg", _ROW_OF_WORD))
    return there and read_json(folder / "vectors.cfg") == {"mode": "default"}


def attach(nlp: Language, pipeline: Path) -> None:
    """Give a pipeline that was loaded without vectors those of its folder, by word as texts have it."""
    folder = pipeline / _FOLDER
    # Mapped: a row is read from the disk where a word that has it is met.
    data = np.load(folder / "vectors", mmap_mode="r", allow_pickle=False)
    nlp.vocab.vectors = type(nlp.vocab.vectors)(strings=nlp.vocab.strings, data=data, name=nlp.vocab.vectors.name)
    nlp.tokenizer = _Tokenizer(nlp.tokenizer, _rows(folder / _ROW_OF_WORD), nlp.vocab.vectors)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Words by the hashes that spaCy has for them, sorted, and the row of each."""

    words: NDArray[np.uint64]
    rows: NDArray[np.int32]

    def add_to(self, vectors: Any, words: NDArray[np.uint64]) -> None:  # noqa: ANN401 (spaCy's, which has no types)
        """Tell spaCy the rows of words; of those that have none it is told nothing."""
        places = np.searchsorted(self.words, words)
        # A word behind all that are known, as every word is where there are no vectors, has no place.
        places, words = places[places < len(self.words)], words[places < len(self.words)]
        known = self.words[places] == words
        for word, row in zip(words[known].tolist(), self.rows[places[known]].tolist(), strict=True):
            vectors.add(word, row=row)


def _rows(path: Path) -> _Rows:
    with path.open("rb") as file:
        unpacker = msgpack.Unpacker(file, strict_map_key=False)
        # Number by number: a dictionary of half a million words takes 50 MB.
        count = 2 * unpacker.read_map_header()
        flat = np.fromiter((unpacker.unpack() for _ in range(count)), np.uint64, count)
    # Words and rows alternate in the file; sorted by word, a look-up is a search by halves.
    order = np.argsort(flat[::2])
    return _Rows(flat[::2][order], flat[1::2][order].astype(np.int32))


class _Tokenizer:
    """A pipeline's tokenizer, which looks up the words of each text."""

    def __init__(self, tokenizer: Any, rows: _Rows, vectors: Any) -> None:  # noqa: ANN401 (spaCy's)
        self._tokenizer = tokenizer
        self._rows = rows
        self._vectors = vectors

    def __call__(self, text: str) -> Doc:
        """Return the text in tokens."""
        # Before the model sees the text: it asks the vectors for each word of it.
        doc: Doc = self._tokenizer(text)
        self._rows.add_to(self._vectors, np.unique(doc.to_array("ORTH")))
        return doc
