"""CSV into records: strict about quotes, and back in step after a bad record.

A quote that is never closed, or closed where no field ends, makes one record unusable and not the rest of the file:
reading goes on at the next line that is a record by itself, with as many fields as the header and, where a column held
digits in every record before, with digits there too.

Source: RFC 4180.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SEARCH = 1 << 16
"""Characters within which a line that may be the next good record must end: so that searching stays cheap."""


@dataclass(frozen=True, slots=True)
class Csv:
    """A dialect: one character each; an empty quote or escape means there is none."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""


@dataclass(slots=True)
class CsvRecord:
    """The fields of one record; with `error`, what is wrong with it, and how many lines it took."""

    fields: list[str]
    error: str = ""
    lines: int = 1


class _BadQuoteError(Exception):
    """A record whose quotes do not fit; `lines` are those it was looked for in."""

    def __init__(self, message: str, lines: list[str]) -> None:
        super().__init__(message)
        self.lines = lines


@dataclass(slots=True)
class _Lines:
    """Lines of a file, some of them given back to be read again."""

    source: Iterator[str]
    returned: deque[str] = field(default_factory=deque)

    def next(self) -> str | None:
        """Return the next line, of those given back first; null at the end."""
        return self.returned.popleft() if self.returned else next(self.source, None)

    def give_back(self, lines: list[str]) -> None:
        """Put lines back, to be read again."""
        self.returned.extendleft(reversed(lines))


@dataclass(slots=True)
class _Shape:
    """What the records so far have in common: how many fields, and which columns are always digits."""

    columns: int | None
    digits: set[int] | None = None

    def learn(self, fields: list[str]) -> None:
        """Take a record into account."""
        # A column stays "always digits" as long as every record has digits there.
        found = {number for number, value in enumerate(fields) if value.strip().isdigit()}
        self.digits = found if self.digits is None else self.digits & found

    def fits(self, fields: list[str]) -> bool:
        """Return whether a record has as many fields, and digits where all had digits."""
        return len(fields) == self.columns and all(fields[number].strip().isdigit() for number in self.digits or ())


def split_records(
    source: Iterator[str], dialect: Csv, columns: int | None = None, limit: int = 1 << 26, comment: str = ""
) -> Iterator[CsvRecord]:
    r"""Yield the records of lines (each with its end); blank lines and lines that begin with `comment` are none.

    `columns` is the number of fields of the header; without it the first record is the header. `limit` bounds a record,
    in characters.

    >>> lines = iter(['id,text\n', '1,"a ""b"" c\n', 'd"\n', '2,"x "y" z"\n', '3,e\n'])
    >>> [record.fields or record.error for record in split_records(lines, Csv())]
    [['id', 'text'], ['1', 'a "b" c\nd'], 'a quote within a quoted field', ['3', 'e']]
    """
    lines, parser, shape = _Lines(source), _Parser(dialect), _Shape(columns)
    # Lines are read one by one, and given back after a bad record.
    while (line := lines.next()) is not None:
        if not line.strip("\r\n") or (comment and line.startswith(comment)):
            continue
        try:
            fields, used = parser.record(line, lines, limit)
        except _BadQuoteError as error:
            # Only the first line is surely bad: the open quote may have swallowed good records.
            lines.give_back(error.lines[1:])
            passed = _pass_to_next(lines, parser, shape)
            yield CsvRecord([], str(error), 1 + passed)
            continue
        # The header: all records are measured by its number of fields.
        if shape.columns is None:
            shape.columns = len(fields)
            yield CsvRecord(fields, "", len(used))
            continue
        if len(fields) == shape.columns:
            shape.learn(fields)
            yield CsvRecord(fields, "", len(used))
        else:
            yield _wrong_length(fields, used, lines, parser, shape)


def _wrong_length(fields: list[str], used: list[str], lines: _Lines, parser: _Parser, shape: _Shape) -> CsvRecord:
    """Return a record with too few or too many fields; if an open quote took good records in, they are given back."""
    error = f"{len(fields)} fields where the header has {shape.columns}"
    if len(used) == 1 or not shape.digits:  # without a column of digits, a line of prose may look like a record
        return CsvRecord([], error, len(used))
    # The lines that this record took are searched by themselves, and the file is not read on.
    inner = _Lines(iter(()), deque(used[1:]))
    passed = _pass_to_next(inner, parser, shape)
    if not inner.returned:
        return CsvRecord([], error, len(used))
    lines.give_back(list(inner.returned))
    return CsvRecord([], "a quote that is not closed", 1 + passed)


def _pass_to_next(lines: _Lines, parser: _Parser, shape: _Shape) -> int:
    """Pass over lines until one begins a good record, and leave it to be read; return how many were passed."""
    passed = 0
    while (line := lines.next()) is not None:
        try:
            fields, used = parser.record(line, lines, SEARCH)
        except _BadQuoteError as error:
            lines.give_back(error.lines[1:])
        else:
            # A record that does not fit gives back all but its first line, for the next one may begin within it.
            lines.give_back(used if shape.fits(fields) else used[1:])
            if shape.fits(fields):
                return passed
        passed += 1
    return passed


class _Parser:
    """Takes one record at a time from lines."""

    __slots__ = ("_body", "_escape", "_plain", "_unescape", "delimiter", "quote")

    def __init__(self, dialect: Csv) -> None:
        self.delimiter, self.quote, self._escape = dialect.delimiter, dialect.quote, dialect.escape
        delimiter, quote, escape = map(re.escape, (dialect.delimiter, dialect.quote, dialect.escape))
        # Two ways to write a quote within quotes: doubled (RFC 4180) or after a backslash (MySQL, Python).
        pair = f"{quote}{quote}|{escape}." if escape else f"{quote}{quote}"
        stop = quote + escape
        # What is inside quotes, up to the closing quote or the end of the line: `a ""b"" c`, `a \"b\" c`.
        self._body = re.compile(f"[^{stop}]*(?:(?:{pair})[^{stop}]*)*", re.DOTALL) if quote else None
        # Outside quotes a field ends at the delimiter, unless that is escaped.
        bare = f"[^{delimiter}{escape}]*"
        self._plain = re.compile(f"{bare}(?:{escape}.{bare})*" if escape else bare)
        self._unescape = re.compile(f"{escape}([{delimiter}{quote}{escape}])") if escape else None

    def record(self, line: str, lines: _Lines, limit: int) -> tuple[list[str], list[str]]:
        """Return the fields of the record that begins with `line`, and the lines it took.

        Raises:
            _BadQuoteError: its quotes do not fit.
        """
        used = [line]
        text = line.rstrip("\r\n")
        # The fast path: without quotes and escapes a line is split and nothing more.
        if (not self.quote or self.quote not in text) and (not self._escape or self._escape not in text):
            return text.split(self.delimiter), used
        fields: list[str] = []
        at = 0
        while True:
            # A quote opens a field only at its beginning: `5" pipe` is a bare field.
            if self.quote and text.startswith(self.quote, at):
                value, text, at = self._quoted(at + 1, used, lines, limit)
            else:
                match = self._plain.match(text, at)
                end = match.end() if match else at
                value, at = self._unescaped(text[at:end]), end
            fields.append(value)
            if at >= len(text):
                return fields, used
            at += 1  # the delimiter
            # A delimiter at the end of a line is followed by an empty field.
            if at == len(text):
                return [*fields, ""], used

    def _quoted(self, at: int, used: list[str], lines: _Lines, limit: int) -> tuple[str, str, int]:
        """Return a quoted field, the line its closing quote is in (without its end), and the place after that quote."""
        parts: list[str] = []
        size = 0
        while True:
            line = used[-1]
            match = self._body.match(line, at) if self._body else None
            end = match.end() if match else len(line)
            parts.append(line[at:end])
            size += len(line)
            # The quote closes the field; a delimiter or the end of the line must follow.
            if end < len(line) and line[end] == self.quote:
                text = line.rstrip("\r\n")
                if end + 1 < len(text) and text[end + 1] != self.delimiter:
                    raise _BadQuoteError("a quote within a quoted field", used)
                value = "".join(parts).replace(self.quote * 2, self.quote)
                return self._unescaped(value), text, end + 1
            # An open quote reads on over lines, up to the limit.
            following = lines.next() if size <= limit else None
            if following is None:
                raise _BadQuoteError("a quote that is not closed", used)
            parts.append(line[end:])  # a lone escape at the end of a line, or nothing
            used.append(following)
            at = 0

    def _unescaped(self, value: str) -> str:
        return self._unescape.sub(r"\1", value) if self._unescape and self._escape in value else value
