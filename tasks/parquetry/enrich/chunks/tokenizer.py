"""Tokenizer: counts the tokens of texts by a file of Hugging Face's `tokenizers`, on this machine, with nothing fetched."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeVar

from parquetry.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tokenizers import Tokenizer

T = TypeVar("T")
_STRETCH = 1 << 20
"""Characters that are counted at once: some 50 MB while it lasts."""


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
    except MemoryError:
        raise
    # The library raises plain exceptions of its own, whatever is wrong with the file.
    except Exception as error:
        message = f"[chunk] tokenizer: {path} is no tokenizer.json of the library tokenizers: {error}"
        raise ConfigError(message) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def count(path: Path, text: str) -> int | None:
    """Return the number of tokens of a text; null where the tokenizer fails on it.

    A long one is counted in stretches of some hundred pages that end at a blank line, or at white space: the library keeps
    200 bytes a token, and places as well as numbers. At such an end a token may be counted that would have gone on.
    """
    return _or_none(lambda: sum(counts(path, [stretch])[0] for stretch in _stretches(text)))


def sizes(path: Path, texts: Sequence[str]) -> list[int]:
    """Return what each text takes: its tokens, or, where the tokenizer fails on it, its bytes in UTF-8.

    Bytes are what the smallest tokens of models are, so that a chunk which is sized by them is none too large.
    """
    # All at once is what costs least; one text that fails must not leave the others uncounted.
    together = _or_none(lambda: counts(path, texts))
    if together is not None:
        return together
    counted = ((text, count(path, text)) for text in texts)
    return [len(text.encode("utf-8", "surrogatepass")) if tokens is None else tokens for text, tokens in counted]


def _or_none(counting: Callable[[], T]) -> T | None:
    """Return what counting gives; null where the tokenizer fails on a text."""
    try:
        return counting()
    # A library that is not there, a wrong file or a full memory is no fault of the text: counts would differ by machine.
    except (ConfigError, MemoryError):
        raise
    # The library raises plain exceptions, and of its own faults one that is none of `Exception`.
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            return None
        raise


def _stretches(text: str) -> Iterator[str]:
    at = 0
    while len(text) - at > _STRETCH:
        cut = _last_cut(text, at, at + _STRETCH)
        yield text[at:cut]
        at = cut
    yield text[at:]


def _last_cut(text: str, start: int, end: int) -> int:
    """Return where a stretch ends at the latest: before a blank line, else before a line break or space, else anywhere."""
    found = (text.rfind(mark, start + 1, end) for mark in ("\n\n", "\n", " "))
    return next((at for at in found if at > start), end)


def counts(path: Path, texts: Sequence[str]) -> list[int]:
    """Return the number of tokens of each text; those that a model adds at its ends are not counted."""
    return [len(encoding.ids) for encoding in load(path).encode_batch_fast(list(texts), add_special_tokens=False)]
