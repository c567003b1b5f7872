"""Word vectors: what spaCy would see, with no more words held than the texts have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc
from spacy.vectors import Vectors  # type: ignore[import-not-found]

from parquetry.extract.ner import spacy_pipeline

if TYPE_CHECKING:
    from pathlib import Path

WORDS = ("pier", "harbour", "old")


@pytest.fixture
def pipeline(tmp_path: Path) -> Path:
    """A pipeline with vectors of three words, of which two share a row."""
    nlp = spacy.blank("en")
    data = np.arange(8, dtype=np.float32).reshape(2, 4)
    nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, data=data, name="own")
    for row, word in zip((0, 1, 1), WORDS, strict=True):
        nlp.vocab.vectors.add(word, row=row)
    nlp.to_disk(tmp_path)
    return tmp_path


def test_a_text_has_the_vectors_that_spacy_would_read(pipeline: Path) -> None:
    whole = spacy.load(pipeline)
    nlp = spacy.load(pipeline, exclude=["vectors"])
    assert spacy_pipeline.are_plain(pipeline)
    spacy_pipeline.attach(nlp, pipeline)
    assert nlp.vocab.vectors.n_keys == 0
    for text in ("The old pier", "pier of Orren, harbour", ""):
        assert [token.vector.tolist() for token in nlp(text)] == [token.vector.tolist() for token in whole(text)]
    assert nlp.vocab.vectors.n_keys == len(WORDS)
    # A text of which every word was met.
    met = Doc(nlp.vocab, words=["pier", "old"])
    assert [token.vector.tolist() for token in met] == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_other_vectors_and_none_are_left_to_spacy(pipeline: Path) -> None:
    (pipeline / "vocab" / "vectors.cfg").write_text('{"mode": "floret"}', encoding="utf-8")
    assert not spacy_pipeline.are_plain(pipeline)
    (pipeline / "vocab" / "vectors").unlink()
    assert not spacy_pipeline.are_plain(pipeline)
    assert not spacy_pipeline.are_plain(pipeline / "none")


def test_a_pipeline_may_have_no_vectors(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path)
    nlp = spacy.load(tmp_path, exclude=["vectors"])
    if spacy_pipeline.are_plain(tmp_path):
        spacy_pipeline.attach(nlp, tmp_path)
    assert [token.text for token in nlp("The old pier")] == ["The", "old", "pier"]
