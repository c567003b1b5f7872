"""Values of fields as strings and as JSON, whatever a file holds: bytes, NaN, half characters, dates out of range."""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parquetry.read.records.fields import Value

# Encodings whose bytes depend on what stands around them: fields of such files are handed on as UTF-8.
_NO_BYTES_OF_ITS_OWN = ("utf-16", "utf-32", "iso2022", "hz", "utf-7")
# What bytes most often are that are not UTF-8, where there are too few to detect anything by (WHATWG's default).
_FALLBACK = "cp1252"
_SURROGATE = re.compile("[\ud800-\udfff]")
# Those that stand for no byte (PEP 383): half a character, from an escape of JSON.
_HALF = re.compile("[\ud800-\udc7f\udd00-\udfff]")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def source_bytes(text: str | bytes, encoding: str) -> tuple[bytes, str | None]:
    """Return the source bytes of a text field, and the encoding they are in, if it is known and is not UTF-8."""
    if isinstance(text, bytes):
        return text, None
    # Back to the bytes of the file: repair then sees what stood there.
    if encoding != "utf-8" and not encoding.startswith(_NO_BYTES_OF_ITS_OWN):
        try:
            return text.encode(encoding), encoding
        except UnicodeEncodeError:  # a byte that did not decode, or an escape of JSON
            pass
    if _SURROGATE.search(text) and not _HALF.search(text):
        # Surrogates that stand for bytes become those bytes again.
        return text.encode(encoding, "surrogateescape"), None
    return printable(text).encode(), None


def with_whole_characters(value: Value, written: str) -> Value:
    """Return a JSON value as it was `written`, with U+FFFD for half a character: an emoji that was cut in two.

    Those of a text with bytes that are in no encoding stay as they are: some stand for such bytes.
    """
    if not _ESCAPED_SURROGATE.search(written) or _SURROGATE.search(written):
        return value
    # Most texts have no such escape, and are not walked through.
    return _whole(value)


def _whole(value: Value) -> Value:
    if isinstance(value, str):
        return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _whole(item) for key, item in value.items()}
    return value


def plain_string(value: Value) -> str | None:
    """Return a field as text; None where it is absent, empty, NaN, or no plain value."""
    # Objects and lists are no title, date or id.
    if value is None or value == "" or isinstance(value, Mapping | list):
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, bytes):
        return _text_of_bytes(value)
    return printable(_written(value))


def printable(text: str) -> str:
    """Return text that can be stored as UTF-8: bytes that were not in the file's encoding are read as Windows-1252.

    A half character, from an escape of JSON, becomes U+FFFD.
    """
    if not _SURROGATE.search(text):
        return text
    return re.sub(
        "[\udc80-\udcff]+",
        lambda match: match[0].encode("ascii", "surrogateescape").decode(_FALLBACK, "replace"),
        # "\ud83d" without its second half is no character and no byte either.
        _HALF.sub("\N{REPLACEMENT CHARACTER}", text),
    )


def json_text(value: Value) -> str:
    """Return a value as JSON by RFC 8259, which any reader takes: no NaN, no lone surrogates, keys sorted.

    NaN is null, infinities and what has no JSON type are strings, bytes are text if they are UTF-8, else base64.

    >>> json_text({"score": float("nan"), "raw": b"\\xff\\x00"})
    '{"raw": "/wA=", "score": null}'

    Raises:
        RecursionError: it is nested too deep.
    """
    # Sorted keys: the same record gives the same bytes.
    return json.dumps(_jsonable(value), sort_keys=True, allow_nan=False)


def _jsonable(value: Value) -> Value:
    if isinstance(value, Mapping):
        return {printable(str(key)): _jsonable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(inner) for inner in value]
    if isinstance(value, float):
        return _finite(value)
    if value is None or isinstance(value, bool | int):
        return value
    return _text_of_bytes(value) if isinstance(value, bytes) else printable(_written(value))


def _finite(value: float) -> float | str | None:
    """Return a number as JSON takes it, which has no NaN and no infinity, though Python writes them by default."""
    if math.isfinite(value):
        return value
    return None if math.isnan(value) else str(value)


def _written(value: Value) -> str:
    return value.isoformat() if isinstance(value, date | datetime | time) else str(value)


def _text_of_bytes(data: bytes) -> str:
    """Return bytes as text if they are UTF-8 that can be shown, else as base64."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    shown = all(character.isprintable() or character.isspace() for character in text)
    return text if shown else base64.b64encode(data).decode("ascii")
