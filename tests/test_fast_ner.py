"""The layers of spaCy's entity recogniser written out: which architectures they are, without loading a model."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from parquetry.extract.ner import fast_tok2vec

LINEAR = "extract_features>>list2array>>linear"


@pytest.mark.parametrize(
    ("name", "layers"),
    [
        ("transformer", []),  # no layers at all
        (LINEAR, [SimpleNamespace(layers=[1, 2, 3])]),  # something between the embedding and the convolutions
        ("extract_features>>list2array", [SimpleNamespace(layers=[1, 2])]),  # no linear layer above them
    ],
)
def test_layers_of_another_architecture_are_left_to_spacy(name: str, layers: list[SimpleNamespace]) -> None:
    assert fast_tok2vec.written_out(SimpleNamespace(name=name, layers=layers)) is None
