"""Inspect: one document of a file, processed in memory, nothing written."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from parquetry import read
from parquetry.errors import ConfigError, StorageError
from parquetry.model.documents import Found, Processed, Reject, Source
from parquetry.api import process_source

if TYPE_CHECKING:
    from pathlib import Path

    from parquetry.config import Config


def inspect(path: Path, config: Config, record: int = 0) -> Processed:
    """Return the document of a file, or of the record with this number.

    Raises:
        StorageError: the file cannot be read, or the run would reject it; the message says why.
        ConfigError: the file has no such record.
    """
    folder, name = path.absolute().parent, os.fsencode(path.name)
    here = config.input.model_copy(update={"path": folder})
    for item in read.read(Found(path.name, name, 0), here):
        if isinstance(item, Reject) and item.source_record in (None, record):
            message = f"{path} would be rejected: {item.reason}: {item.detail}"
            raise StorageError(message)
        if isinstance(item, Source) and item.source_record in (None, record):
            return process_source(item, config)
    message = f"{path} has no record {record}; the first is 0"
    raise ConfigError(message)
