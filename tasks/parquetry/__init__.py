"""Parquetry: raw text of unknown encoding and damage in; validated, traceable, byte-reproducible Parquet out.

    process(data)                       one document, all the way, in memory
    open_dataset(path, table)           a published table, as a pyarrow dataset

Importing this package imports neither Prefect, Great Expectations, spaCy nor pandas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.api import process
from parquetry.dataset.reader import open_dataset
from parquetry.model.documents import Processed

if TYPE_CHECKING:
    from parquetry.config import Config

__all__ = ["Config", "Processed", "open_dataset", "process"]


def __getattr__(name: str) -> object:
    """Return `Config`, whose library is imported only by those who use it."""
    if name == "Config":
        from parquetry.config import Config  # noqa: PLC0415

        return Config
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
