"""Records: the documents of JSONL, CSV and Parquet files, one at a time, in file order.

A record's source bytes are the UTF-8 of its text field. Where the file is not UTF-8 they are the field's bytes as they
stand in the file, so that detection and repair see the damage and not a guess about it.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parquetry.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parquetry.config import Input, Records

_ISO_DATE = re.compile(r"-?\d{4}(-\d{2}(-\d{2}(T[0-9:.,+\-Z]+)?)?)?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Record:
    """One usable record. `key` is its part of doc_id: `id:` and its id, or `n:` and its number."""

    number: int
    key: str
    data: bytes
    id: str | None
    date: str | None
    title: str | None
    language: str | None
    meta: str | None


@dataclass(frozen=True, slots=True)
class Broken:
    """One record that cannot be used."""

    number: int
    reason: str
    detail: str


def _jsonl(stream: io.BufferedReader, config: Input) -> Iterator[Record | Broken]:
    """Yield the records of a file of one JSON object a line; blank lines are none."""
    seen: set[str] = set()
    number = -1
    limit = 4 * config.max_bytes + 65536  # an escaped character takes up to six bytes, most take one
    while line := stream.readline(limit):
        if line.isspace():
            continue
        number += 1
        if len(line) == limit and not line.endswith(b"\n"):
            while (rest := stream.readline(limit)) and not rest.endswith(b"\n"):
                pass
            yield Broken(number, "too_large", f"a line of more than {limit} bytes; raise [input] max_bytes")
            continue
        try:
            value = json.loads(
                line.decode("utf-8-sig" if number == 0 else "utf-8", "surrogateescape"), object_pairs_hook=_object
            )
        except DocumentError as error:
            yield Broken(number, error.reason, error.detail)
        except json.JSONDecodeError as error:
            yield Broken(number, "corrupt", f"no valid JSON at column {error.colno}: {error.msg}")
        except (ValueError, RecursionError) as error:
            yield Broken(number, "corrupt", f"JSON beyond bounds: {type(error).__name__}")
        else:
            if isinstance(value, dict):
                yield _record(number, value, config.records, seen)
            else:
                yield Broken(number, "record", f"a JSON {type(value).__name__}, not an object")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object as a dict; a key that stands twice would silently lose a value."""
    value = dict(pairs)
    if len(value) < len(pairs):
        detail = "an object with the same key twice"
        raise DocumentError("record", detail)
    return value


def _csv(stream: io.BufferedReader, config: Input) -> Iterator[Record | Broken]:
    """Yield the records of a CSV file with a header line; the delimiter is the likeliest of comma ; tab and |."""
    head = stream.peek(65536)[:65536]
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    errors = "strict" if encoding == "utf-16" else "surrogateescape"
    csv.field_size_limit(max(config.max_bytes * 2, 131072))
    text = io.TextIOWrapper(stream, encoding, errors, newline="")
    rows = csv.reader(text, delimiter=_delimiter(head.decode(encoding, "ignore")), strict=True)
    seen: set[str] = set()
    number = -1
    try:
        header = next(rows, [])
        if len(set(header)) < len(header):
            detail = "two columns of its header have the same name"
            raise DocumentError("record", detail)
        for number, row in enumerate(rows):
            if not row:
                continue
            if len(row) != len(header):
                yield Broken(number, "corrupt", f"{len(row)} fields where the header has {len(header)}")
            else:
                yield _record(number, dict(zip(header, row, strict=True)), config.records, seen)
    except (csv.Error, UnicodeDecodeError) as error:
        detail = f"no valid CSV after record {number}: {error if isinstance(error, csv.Error) else 'bad UTF-16'}"
        raise DocumentError("corrupt", detail) from error
    finally:
        text.detach()


def _delimiter(head: str) -> str:
    """Return the delimiter that stands most often in the header line; a comma if none does."""
    first = head.splitlines()[0] if head.strip() else ""
    return max(",;\t|", key=first.count)


def _parquet(stream: io.BufferedReader, config: Input) -> Iterator[Record | Broken]:
    """Yield the rows of a Parquet file; a text column may be string or binary."""
    import pyarrow as pa  # noqa: PLC0415 (only where there is Parquet to read)
    import pyarrow.parquet as pq  # noqa: PLC0415

    data = stream.read()
    seen: set[str] = set()
    number = -1
    try:
        with pq.ParquetFile(pa.BufferReader(data)) as file:
            for batch in file.iter_batches(batch_size=256):
                for row in batch.to_pylist():
                    number += 1
                    yield _record(number, row, config.records, seen)
    except (pa.ArrowException, OSError) as error:
        detail = f"no valid Parquet after record {number}: {type(error).__name__}"
        raise DocumentError("corrupt", detail) from error


READERS: dict[str, Callable[[io.BufferedReader, Input], Iterator[Record | Broken]]] = {
    "application/jsonl": _jsonl,
    "text/csv": _csv,
    "text/tab-separated-values": _csv,
    "application/vnd.apache.parquet": _parquet,
}
"""The reader of each media type that holds records. To add a source format: write one, name it here."""


def _record(number: int, fields: dict[str, Any], names: Records, seen: set[str]) -> Record | Broken:
    """Return a record by the field names of the config; what they do not name is kept as JSON."""
    text = fields.get(names.text)
    if not isinstance(text, str | bytes):
        known = ", ".join(sorted(map(str, fields))[:12])
        what = "no field" if names.text not in fields else f"{type(text).__name__} in field"
        return Broken(number, "record", f"{what} {names.text!r}, set [input.records] text; it has: {_safe(known)}")
    named = {names.text, names.id, names.date, names.title, names.language}
    rest = {key: value for key, value in fields.items() if key not in named}
    id_ = _string(fields, names.id)
    key = f"n:{number}" if id_ is None or id_ in seen else f"id:{id_}"
    seen.add(id_ or "")
    date, language = _string(fields, names.date), _string(fields, names.language)
    if date is not None and not _ISO_DATE.fullmatch(date):
        rest[names.date or "date"], date = date, None
    if language is not None and not _LANGUAGE.fullmatch(language):
        rest[names.language or "language"], language = language, None
    meta = json.dumps(rest, default=str, sort_keys=True) if rest else None
    return Record(number, key, _bytes(text), id_, date, _string(fields, names.title), language, meta)


def _string(fields: dict[str, Any], name: str | None) -> str | None:
    """Return a field as text, or null where it is not named, absent, empty or no plain value."""
    value = fields.get(name) if name else None
    if value is None or value == "" or isinstance(value, dict | list) or (isinstance(value, float) and math.isnan(value)):
        return None
    return _safe(str(value))


def _safe(text: str) -> str:
    """Return text that can be stored as UTF-8: bytes that were not become U+FFFD."""
    return text.encode("utf-8", "surrogateescape" if not _lone(text) else "surrogatepass").decode("utf-8", "replace")


def _bytes(text: str | bytes) -> bytes:
    """Return the source bytes of a text field: its UTF-8, or the file's own bytes where those were not."""
    if isinstance(text, bytes):
        return text
    return text.encode("utf-8", "surrogatepass" if _lone(text) else "surrogateescape")


def _lone(text: str) -> bool:
    """Tell whether there is a surrogate that no undecodable byte explains: a JSON escape of half a character."""
    return any("\ud800" <= character <= "\udfff" and not "\udc80" <= character <= "\udcff" for character in text)
