"""Records of JSON: one object a line (JSONL), an array of objects, or one object.

Source: RFC 8259 (JSON), jsonlines.org (JSONL).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from parquetry.errors import DocumentError
from parquetry.read.records.json_text import CHUNK, JsonText, json_object
from parquetry.read.records.partitions import partition_fields
from parquetry.read.records.record import Broken, Record, RecordReader
from parquetry.read.records.text_lines import TextLines
from parquetry.read.records.values import with_whole_characters

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterator

    from parquetry.config import Input

    Detect = Callable[[bytes], str]

# Bytes an escaped character takes (`\u00e9`); most take one, so a line may be longer than its text.
_MOST_ESCAPED = 6
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
        value = with_whole_characters(json.loads(text, object_pairs_hook=json_object), text)
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


def read_json(
    stream: io.BufferedReader, config: Input, detect: Detect | None, path: bytes = b""
) -> Iterator[Record | Broken]:
    """Yield the records of a JSON file: the objects of its array, or the one object it is.

    Objects after one another without an array, as in JSONL that is called .json, are records too. An object whose only
    list of objects is what the text is in (`{"items": [...]}`) stands for those. Elements are read one at a time.
    """
    lines = TextLines(stream, config.encoding, detect, max(_limit(config), _LONGEST_LINE))
    buffer = JsonText(_whole(lines))
    reader = RecordReader(config.records, partition_fields(path))
    # With a bracket it is an array, without one an object or several of them.
    array = buffer.skip("[")
    number = 0
    for value in _values(buffer, _limit(config), array=array):
        if isinstance(value, DocumentError):
            yield Broken(number, value.reason, value.detail)
            number += 1
            continue
        # Only a lone object can be a wrapper; elements of an array are records as they are.
        for inner in _wrapped(value, config.records.text) if not array else [value]:
            yield _record(number, inner, reader, lines.encoding)
            number += 1


def _values(buffer: JsonText, limit: int, *, array: bool) -> Iterator[object]:
    """Yield the values of a file, or of its array, and an error for each that is damaged."""
    while not buffer.at_end():
        if array and buffer.skip("]"):
            continue
        try:
            value = buffer.value(limit)
        except DocumentError as error:
            yield error
            # Of an array the next element may be found again; a lone object was all there is.
            if not array or not buffer.resume():
                return
            continue
        buffer.know(value)
        yield value
        buffer.skip(",")


def _whole(lines: TextLines) -> Iterator[str]:
    for line in lines:
        if line.cut:
            detail = f"one line of more than {_LONGEST_LINE} bytes; write one object a line (JSONL)"
            raise DocumentError("too_large", detail)
        # In pieces: an error in a long line is counted from where what is held begins.
        for at in range(0, len(line.text), CHUNK):
            yield line.text[at : at + CHUNK]


def _wrapped(value: object, text: str) -> list[object]:
    """Return what a lone object stands for: itself, or the objects of the one list of objects in it."""
    # An object that has the text field itself is the record.
    if not isinstance(value, dict) or text.partition(".")[0].partition("[")[0] in value:
        return [value]
    lists = [inner for inner in value.values() if isinstance(inner, list) and inner and isinstance(inner[0], dict)]
    # With two lists nobody can say which one holds the records.
    return lists[0] if len(lists) == 1 else [value]
