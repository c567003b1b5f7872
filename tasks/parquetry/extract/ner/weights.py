"""Weights: the files of the distribution `parquetry-names`, each pinned by its digest.

They are a distribution of their own since their licence is CC BY-SA 4.0; Parquetry runs without them.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from parquetry.errors import ConfigError
from parquetry.model.files import sha256

if TYPE_CHECKING:
    from numpy.typing import NDArray

PACKAGE = "parquetry_names"
"""The module of the distribution."""


def find(name: str) -> Path | None:
    """Return where a file of the distribution is; null where it is not installed."""
    package = importlib.util.find_spec(PACKAGE)
    places = [Path(place) / name for place in (package.submodule_search_locations or [])] if package else []
    return next((path for path in places if path.is_file()), None)


def check(path: Path, pinned: str) -> str:
    """Return the digest of a file of weights.

    Raises:
        ConfigError: it is not the pinned one, so that its results are not those that this version of Parquetry promises.
    """
    digest = sha256(path)
    if digest != pinned:
        message = f"{path} has not the known weights ({digest}); install parquetry-names of this version of Parquetry"
        raise ConfigError(message)
    return digest


def read(path: Path) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of a file; pickled objects are refused."""
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}
