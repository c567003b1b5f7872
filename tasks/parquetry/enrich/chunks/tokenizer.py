"""Tokenizer: counts the tokens of texts by a file of Hugging Face's `tokenizers`, on this machine, with nothing fetched."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from parquetry.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tokenizers import Tokenizer


@cache
def load(path: Path) -> Tokenizer:
    """Return the tokenizer of a `tokenizer.json`, without truncation and padding.

    Raises:
        ConfigError: the library is not installed, or the file is none of its own.
    """
    try:
        from tokenizers import Tokenizer as Loaded  # noqa: PLC0415 (an extra)
    except ImportError as error:
        message = "[chunk] tokenizer needs the library: pip install 'parquetry[tokens]'"
        raise ConfigError(message) from error
    try:
        tokenizer = Loaded.from_file(str(path))
    # The library raises plain exceptions of its own, whatever is wrong with the file.
    except Exception as error:
        message = f"[chunk] tokenizer: {path} is no tokenizer.json of the library tokenizers: {error}"
        raise ConfigError(message) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def counts(path: Path, texts: Sequence[str]) -> list[int]:
    """Return the number of tokens of each text; those that a model adds at its ends are not counted."""
    return [len(encoding.ids) for encoding in load(path).encode_batch_fast(list(texts), add_special_tokens=False)]
