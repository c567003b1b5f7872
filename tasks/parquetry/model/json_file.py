"""JSON files of ours, as another program, a full disk or a bad sector may have left them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def read_json(path: Path) -> Any:  # noqa: ANN401 (whatever the file holds)
    """Return what a file holds.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no JSON, or nested deeper than Python reads: a hundred thousand brackets are an error, not a crash.
    """
    return parsed(path.read_text(encoding="utf-8"))


def parsed(text: str) -> Any:  # noqa: ANN401 (whatever the text says)
    """Return what a JSON text says.

    Raises:
        ValueError: as `read_json` says.
    """
    try:
        return json.loads(text)
    # Python's own parser calls itself for each bracket; to whoever reads a file, that is one more kind of damage.
    except RecursionError as error:
        message = "nested too deeply"
        raise ValueError(message) from error
