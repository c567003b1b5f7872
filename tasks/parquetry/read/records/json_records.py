"""Records of JSON: one object a line (JSONL), an array of objects, or one object.

Source: RFC 8259 (JSON), jsonlines.org (JSONL).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from parquetry.errors import DocumentError
from parquetry.read.records.partitions import partition_fields
from parquetry.read.records.record import Broken, Record, RecordReader
from parquetry.read.records.text_lines import TextLines

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterator

    from parquetry.config import Input

    Detect = Callable[[bytes], str]

_SPACE = re.compile(r"[ \t\r\n]*")
# Bytes an escaped character takes (`\u00e9`); most take one, so a line may be longer than its text.
_MOST_ESCAPED = 6
# Characters read at a time.
_CHUNK = 1 << 20
# Bytes of the longest line of a JSON file: many programs write a whole array as one.
_LONGEST_LINE = 1 << 29


def _limit(config: Input) -> int:
    # 64 KiB more for the other fields of a short record.
    return _MOST_ESCAPED * config.max_bytes + 65536


def read_jsonl(
    stream: io.BufferedReader, config: Input, detect: Detect | None, path: bytes = b""
) -> Iterator[Record | Broken]:
    """Yield the records of a file of one JSON object a line; blank lines are none."""
    lines = TextLines(stream, config.encoding, detect, _limit(config))
    reader = RecordReader(config.records, partition_fields(path))
    number = -1
    for line in lines:
        if not line.text or line.text.isspace():
            continue
        # Blank lines have no number: record 3 is the fourth object of the file.
        number += 1
        if line.cut:
            yield Broken(number, "too_large", f"a line of more than {_limit(config)} bytes; raise [input] max_bytes")
        else:
            yield _parsed(number, line.text, reader, lines)


def _parsed(number: int, text: str, reader: RecordReader, lines: TextLines) -> Record | Broken:
    try:
        value = json.loads(text, object_pairs_hook=_object)
    except DocumentError as error:
        return Broken(number, error.reason, error.detail)
    except json.JSONDecodeError as error:
        return Broken(number, "corrupt", f"no valid JSON at column {error.colno}: {error.msg}")
    # Integers of thousands of digits, and brackets nested deeper than the stack.
    except (ValueError, RecursionError) as error:
        return Broken(number, "corrupt", f"JSON beyond bounds: {type(error).__name__}")
    return _record(number, value, reader, lines.encoding)


def _record(number: int, value: object, reader: RecordReader, encoding: str) -> Record | Broken:
    if isinstance(value, dict):
        return reader.read(number, value, encoding)
    return Broken(number, "record", f"a JSON {type(value).__name__}, not an object")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object as a dict; a key that stands twice would silently lose a value."""
    # A dict would keep the last of two equal keys and lose the first.
    value = dict(pairs)
    if len(value) < len(pairs):
        detail = "an object with the same key twice"
        raise DocumentError("record", detail)
    return value


def read_json(
    stream: io.BufferedReader, config: Input, detect: Detect | None, path: bytes = b""
) -> Iterator[Record | Broken]:
    """Yield the records of a JSON file: the objects of its array, or the one object it is.

    Objects after one another without an array, as in JSONL that is called .json, are records too. An object whose only
    list of objects is what the text is in (`{"items": [...]}`) stands for those. Elements are read one at a time.
    """
    lines = TextLines(stream, config.encoding, detect, max(_limit(config), _LONGEST_LINE))
    buffer = _Buffer(_whole(lines))
    reader = RecordReader(config.records, partition_fields(path))
    # With a bracket it is an array, without one an object or several of them.
    array = buffer.skip("[")
    number = -1
    while not buffer.at_end():
        if array and buffer.skip("]"):
            continue
        number += 1
        try:
            value = buffer.value(_limit(config))
        except DocumentError as error:  # where the next element begins cannot be known
            yield Broken(number, error.reason, error.detail)
            return
        # Only a lone object can be a wrapper; elements of an array are records as they are.
        for inner in _wrapped(value, config.records.text) if not array else [value]:
            yield _record(number, inner, reader, lines.encoding)
            number += 1
        # The inner loop has counted one too far.
        number -= 1
        buffer.skip(",")


def _whole(lines: TextLines) -> Iterator[str]:
    for line in lines:
        if line.cut:
            detail = f"one line of more than {_LONGEST_LINE} bytes; write one object a line (JSONL)"
            raise DocumentError("too_large", detail)
        yield line.text


def _wrapped(value: object, text: str) -> list[object]:
    """Return what a lone object stands for: itself, or the objects of the one list of objects in it."""
    # An object that has the text field itself is the record.
    if not isinstance(value, dict) or text.partition(".")[0].partition("[")[0] in value:
        return [value]
    lists = [inner for inner in value.values() if isinstance(inner, list) and inner and isinstance(inner[0], dict)]
    # With two lists nobody can say which one holds the records.
    return lists[0] if len(lists) == 1 else [value]


class _Buffer:
    """Text that is read as it is needed; what was taken is dropped."""

    __slots__ = ("_at", "_decoder", "_ended", "_lines", "_text")

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._text = ""
        self._at = 0
        self._ended = False
        self._decoder = json.JSONDecoder(object_pairs_hook=_object)

    def _more(self, least: int) -> bool:
        """Read at least so many characters more, if there are; return whether any came."""
        # What was read before `_at` is dropped here.
        parts = [self._text[self._at :]]
        size = 0
        while size < least and not self._ended:
            line = next(self._lines, None)
            self._ended = line is None
            parts.append(line or "")
            size += len(line or "")
        self._text, self._at = "".join(parts), 0
        return size > 0

    def at_end(self) -> bool:
        """Return whether nothing but white space is left."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return False
            if not self._more(1):
                return True

    def skip(self, character: str) -> bool:
        """Pass over a character, if it is the next; return whether it was."""
        if self.at_end() or self._text[self._at] != character:
            return False
        self._at += 1
        return True

    def value(self, limit: int) -> object:
        """Return the next value; the text is doubled until it is whole, so that its cost stays linear.

        Raises:
            DocumentError: it is no JSON, has a key twice, or is longer than `limit` characters.
        """
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except (json.JSONDecodeError, RecursionError, ValueError) as error:
                # An error far from the end of the buffer is an error of the file. Near the end the value may only be
                # cut.
                length = len(self._text) - self._at
                whole = isinstance(error, json.JSONDecodeError) and error.pos < len(self._text) - _CHUNK
                if length > limit or whole or isinstance(error, RecursionError) or not self._more(max(length, _CHUNK)):
                    raise DocumentError(*_why(error, length, limit)) from error
            else:
                if end < len(self._text) or self._ended:
                    self._at = end
                    return value
                self._more(1)  # a number at the end of what was read may go on


def _why(error: Exception, length: int, limit: int) -> tuple[str, str]:
    if length > limit:
        return "too_large", f"an element of more than {limit} characters; raise [input] max_bytes"
    if isinstance(error, json.JSONDecodeError):
        return "corrupt", f"no valid JSON, and what follows is lost: {error.msg}"
    return "corrupt", f"JSON beyond bounds: {type(error).__name__}"
