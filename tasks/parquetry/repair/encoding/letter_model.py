"""The letter model: how likely a letter is after the two before it in each language, and how common signs are.

Source: `letters.npz`, made by `training/letter_model.py` from wordfreq and CLDR; signs in `encodings.toml`.
"""

from __future__ import annotations

import hashlib
import math
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from parquetry.languages.data_tables import table

if TYPE_CHECKING:
    from numpy.typing import NDArray

LETTERS_SHA256 = "9dd8ddb225227baff5cefc6fc04e169c583ea7ab50c10fda3b37b362ca54304f"
"""Digest of the model: other letters, other decodings."""
STEP = 0.2
"""Nats that one unit of the stored log-probabilities stands for, as `training/letter_model.py` writes them."""
PER_MILLION = math.log(1e-6)


class LetterModel(NamedTuple):
    """Languages (BCP 47), the row of each letter sequence, and the negative log-probabilities, in units of STEP."""

    languages: tuple[str, ...]
    rows: dict[str, int]
    nats: NDArray[np.uint8]


@cache
def letter_model() -> LetterModel:
    """Return the shipped model.

    Raises:
        ValueError: the file is not the one that this release was measured with.
    """
    data = (files("parquetry.languages") / "data" / "letters.npz").read_bytes()
    if hashlib.sha256(data).hexdigest() != LETTERS_SHA256:
        message = "languages/data/letters.npz is not the model of this release; install parquetry again"
        raise ValueError(message)
    # Without pickle, so that a file put in its place could not run code.
    with np.load(BytesIO(data), allow_pickle=False) as stored:
        sequences = str(stored["sequences"]).split("\n")
        languages = tuple(map(str, stored["languages"]))
        return LetterModel(languages, {sequence: row for row, sequence in enumerate(sequences)}, stored["nats"])


@cache
def signs() -> dict[str, tuple[float, frozenset[str]]]:
    """Return for each sign its log-probability and the neighbours it stands between, as `encodings.toml` has them."""
    data = table("encodings")
    return {
        sign: (PER_MILLION + math.log(times), frozenset(neighbours.split()))
        for sign, (times, neighbours) in data["signs"].items()
    }
