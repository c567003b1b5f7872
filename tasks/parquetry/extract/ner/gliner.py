"""GLiNER: a model that finds whatever labels it is asked for, in many languages, from weights that lie on disk.

It is an extra, and its weights are no package: they are looked for at a path, and never fetched by a run.

Source: Zaratiana et al. (2024), `gliner`.
"""

from __future__ import annotations

import hashlib
import importlib.util
from functools import cached_property
from typing import TYPE_CHECKING, Any

from parquetry.errors import ConfigError
from parquetry.extract.spans import Span, chunks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# Plain words, since the model reads them; several of them may be one label of the contract.
ASKED = {
    "person": "PERSON",
    "organization": "ORG",
    "country": "GPE",
    "city": "GPE",
    "state": "GPE",
    "location": "LOC",
    "facility": "FAC",
    "nationality": "NORP",
    "event": "EVENT",
    "product": "PRODUCT",
    "law": "LAW",
    "work of art": "WORK_OF_ART",
}
"""What the model is asked for, and the label of the contract each is."""
SURE = 0.5
"""Least score of a span that is taken."""
CHUNK = 1_200
"""Most code points read at once: the model reads some 380 words and forgets the rest."""
_CONFIG = "gliner_config.json"


class Gliner:
    """GLiNER with the weights of a folder; loaded when first used."""

    name = "gliner"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the names and bytes of all files of the folder."""
        digest = hashlib.sha256()
        for path in sorted(path for path in self._folder.rglob("*") if path.is_file()):
            # Name and digest of each file, the name ended by a zero byte, so that no two folders share a fingerprint.
            digest.update(path.relative_to(self._folder).as_posix().encode() + b"\0")
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401 (gliner ships no types)
        from gliner import GLiNER  # noqa: PLC0415 (an extra, and it imports PyTorch)

        # `local_files_only`: a run must not reach for the network, nor depend on what is there today.
        return GLiNER.from_pretrained(str(self._folder), local_files_only=True)

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return the spans in each text; each chunk is read alone, so that none depends on the others."""
        return [
            [
                # The word asked for is kept as the rule, so that `city` and `country` can be told apart in the dataset.
                Span(start + entity["start"], start + entity["end"], ASKED[entity["label"]], self.name, entity["label"])
                for start, end in chunks(text, CHUNK)
                for entity in self._model.inference([text[start:end]], list(ASKED), flat_ner=True, threshold=SURE)[0]
            ]
            for text in texts
        ]


def load(folder: Path) -> Gliner:
    """Return the model of a folder; it is loaded where it is used, by workers.

    Raises:
        ConfigError: there are no weights, or the package is not installed.
    """
    # The weights are checked first: they are what most often is missing.
    if not (folder / _CONFIG).is_file():
        message = (
            f"there are no weights of GLiNER at {folder} (no {_CONFIG}); on a machine with a network run "
            "`hf download urchade/gliner_small-v2.1 --local-dir FOLDER`, and give that folder"
        )
        raise ConfigError(message)
    # Only looked up, not imported: PyTorch takes seconds and the parent process has no use for it.
    if importlib.util.find_spec("gliner") is None:
        message = "[extract] gliner: the package is not installed; pip install 'parquetry[gliner]'"
        raise ConfigError(message)
    return Gliner(folder)
