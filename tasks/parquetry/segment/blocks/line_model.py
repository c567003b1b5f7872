"""Line model: a small network that labels each line, and the decoding of its scores.

Made by `python -m training.line_kinds`; one hidden layer, weights in whole numbers, so that every machine gets the same
scores. Scores are natural logarithms in units of `NAT`.
"""

from __future__ import annotations

import hashlib
import io
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from parquetry.errors import DamageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parquetry.segment.blocks.features import Numbers

LABELS = ("B", "C", "V", "K", "T", "P", "L")
"""B a block begins, C the line continues it, V verse, K code, T table, P other preformatted text, L a line of its own."""
UNIT = 2.0**10
"""What 1.0 is in the values of the hidden layer."""
NAT = 2.0**20
"""What one natural logarithm is in the scores."""
NEVER = -1e12
"""A score that no other can outweigh, and still finite, so that sums of it stay numbers."""
_FILE = Path(__file__).with_name("line_model.npz")
_SHA256 = "5365168b434b8d738eb6a6ef0c83915da617bb8e889ee948bad58ff0e95f14e8"


@cache
def weights() -> Mapping[str, Numbers]:
    """Return the weights, float64 of whole numbers.

    Raises:
        DamageError: the file is not the one that was measured.
    """
    # The digest pins the weights: a changed file would silently change blocks everywhere.
    data = _FILE.read_bytes()
    if hashlib.sha256(data).hexdigest() != _SHA256:
        message = f"{_FILE.name} is damaged: its SHA-256 is not the one in line_model.py; install parquetry again"
        raise DamageError(message)
    # Without pickle a file of weights can hold numbers and cannot run code.
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float64) for name in stored.files if name != "names"}


def scores(values: Numbers, parameters: Mapping[str, Numbers]) -> Numbers:
    """Return the score of each label for each line; exact, whatever order the sums are taken in."""
    # Rounding down after the first layer keeps all values whole, so that every sum is exact in float64.
    hidden = np.floor((values @ parameters["first"] + parameters["first_bias"]) / 2.0**10)
    return np.maximum(hidden, 0) @ parameters["second"] + parameters["second_bias"]
