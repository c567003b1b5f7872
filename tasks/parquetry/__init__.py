"""Parquetry: raw text of unknown encoding and damage in; validated, traceable, byte-reproducible Parquet out.

    process(data)                       one document, all the way, in memory
    run(config)                         a folder of text, published as a dataset; from a script or a notebook
    open_dataset(path, table)           a published table, as a pyarrow dataset

Importing this package imports neither Prefect, Great Expectations, spaCy nor pandas.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from parquetry.dataset.reader import open_dataset
from parquetry.model.documents import Processed

if TYPE_CHECKING:
    from collections.abc import Callable

    from parquetry.api import process
    from parquetry.config import Config

    run: Callable[..., Any]
    Result: type[Any]

__all__ = ["Config", "Processed", "Result", "open_dataset", "process", "run"]


_LAZY = {
    "process": "parquetry.api",
    "Config": "parquetry.config",
    "run": "parquetry_flows.python_api",
    "Result": "parquetry_flows.result",
}
"""Names and the modules they are in, which are imported when they are asked for: most take long to import."""


def __getattr__(name: str) -> object:
    """Return what is imported only by those who use it: the config, and what runs the pipeline."""
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
