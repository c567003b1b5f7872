"""One record: from the fields of a file to what a document is made of, by the names of the config."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.model.language_codes import language_code
from parquetry.read.dates import iso_date
from parquetry.read.records import fields as paths
from parquetry.read.records.values import json_text, plain_string, printable, source_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from parquetry.config import Records
    from parquetry.read.records.fields import Value

BETWEEN_ITEMS = "\n\n"
"""What stands between the items of a list that is the text: each item is a block of its own."""
# Field names a message lists.
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Record:
    """One usable record. `key` is its part of doc_id: `id:` and its id, or `n:` and its number."""

    number: int
    key: str
    data: bytes
    encoding: str | None
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


class RecordReader:
    """Makes the records of one file, in order; remembers which ids it has met."""

    __slots__ = ("_names", "_partitions", "_seen")

    def __init__(self, names: Records, partitions: Mapping[str, Value]) -> None:
        self._names = names
        # Fields of all records of the file; a field of a record goes before them.
        self._partitions = partitions
        self._seen: set[str] = set()

    def _named_and_rest(self, fields: Mapping[str, Value]) -> tuple[dict[str, str | None], dict[str, Value]]:
        """Return the fields that the config names, and all others."""
        names, found = self._names, {}
        # What no name of the config takes goes into `source_meta`, so that nothing is lost.
        rest: dict[str, Value] = dict(paths.without(fields, names.text))
        for name in filter(None, (names.id, names.date, names.title, names.language)):
            found[name] = plain_string(paths.value(fields, name))
            if found[name] is not None:
                rest = dict(paths.without(rest, name))
        return found, rest

    def _key(self, number: int, id_: str | None) -> str:
        """Return what a record is known by: its id, the first time; else its place, and nothing is overwritten."""
        if id_ is None or id_ in self._seen:
            return f"n:{number}"
        self._seen.add(id_)
        return f"id:{id_}"

    def read(self, number: int, fields: Mapping[str, Value], encoding: str = "utf-8") -> Record | Broken:
        """Return the record made of these fields; what the config does not name is kept as JSON.

        `encoding` is that of the file: bytes of a field that were not in it are surrogates (PEP 383).
        """
        names = self._names
        if self._partitions:
            fields = {**self._partitions, **fields}
        # The text is the one field that a record must have.
        text = _text(paths.value(fields, names.text))
        if text is None:
            return Broken(number, "record", _no_text(fields, names.text))
        found, rest = self._named_and_rest(fields)
        # Done after all names are taken, because what cannot be normalised returns to the rest.
        date = _normalized(found, rest, names.date, iso_date)
        language = _normalized(found, rest, names.language, language_code)
        id_, title = found.get(names.id or ""), found.get(names.title or "")
        key = self._key(number, id_)
        try:
            meta = json_text(rest) if rest else None
        except RecursionError:
            return Broken(number, "record", "fields nested too deep to be kept")
        data, declared = source_bytes(text, encoding)
        return Record(number, key, data, declared, id_, date, title, language, meta)


def _normalized(
    found: dict[str, str | None], rest: dict[str, Value], name: str | None, normalize: Callable[[str], str | None]
) -> str | None:
    """Return a named field normalised; what it was stays among the other fields where that says more ("en-US")."""
    original = found.get(name) if name else None
    if name is None or original is None:
        return None
    value = normalize(original)
    if value is None or (normalize is language_code and value != original.casefold()):
        rest[name] = original
    return value


def _text(value: Value) -> str | bytes | None:
    """Return a field as the text of a document: a string, bytes, or a list of strings; None if it is none of them."""
    if isinstance(value, str | bytes):
        return value
    if isinstance(value, list) and value:
        # Null items are gaps in a list of paragraphs.
        items = [item for item in value if item is not None]
        if items and all(isinstance(item, str) for item in items):
            return BETWEEN_ITEMS.join(str(item) for item in items)
    return None


def _no_text(fields: Mapping[str, Value], name: str) -> str:
    value = paths.value(fields, name)
    what = "no field" if value is None and name not in fields else f"{type(value).__name__} in field"
    known = ", ".join(sorted(map(str, fields))[:_SHOWN])
    return f"{what} {name!r}, set [input.records] text; it has: {printable(known)}"
