"""The dialect of a CSV file: what the config says, and for the rest what reads its beginning best.

Each delimiter, with and without backslash escapes, is tried on the first records, with quotes in mind; the one wins
whose header has the text field, whose records have as many fields as the header, and that makes most columns.

Source: RFC 4180; `sep=` is what Excel writes and heeds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from parquetry.read.records.csv_parser import Csv, split_records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.config import CsvOptions
    from parquetry.read.records.csv_parser import CsvRecord

DELIMITERS = ",;\t|"
"""Delimiters that are tried, the commonest first."""
SAMPLE_RECORDS = 100
_SEPARATOR = re.compile(r"sep=(.)\r?\n?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How well a dialect reads the sample: compared field by field, the greatest wins."""

    has_text: bool
    consistent: float
    columns: int


def declared_delimiter(line: str) -> str:
    r"""Return the delimiter that a first line `sep=;` declares; empty if it declares none.

    >>> declared_delimiter("sep=;\r\n")
    ';'
    """
    match = _SEPARATOR.fullmatch(line)
    return match[1] if match else ""


def remarks_above(sample: Sequence[str], options: CsvOptions, text: str) -> int:
    """Return how many lines of remarks stand above the header, as programs write them: `# made on 5 May`.

    They are passed over only where the line after them names the field of the text, and none of them does: `#id,text` is
    a header.
    """
    if options.comment or isinstance(options.header, tuple):
        return 0
    at = next((number for number, line in enumerate(sample) if line.strip() and not line.startswith("#")), 0)
    headers = [number for number, line in enumerate(sample[: at + 1]) if text.casefold() in _names(line, options)]
    return at if headers == [at] else 0


def _names(line: str, options: CsvOptions) -> list[str]:
    """Return what a line would name as a header, by any delimiter."""
    delimiters = re.escape(DELIMITERS + (options.delimiter or ""))
    return [name.strip("\r\n\t '\"").casefold() for name in re.split(f"[{delimiters}]", line.removeprefix("#"))]


def _dialects(sample: Sequence[str], options: CsvOptions, first: str) -> list[Csv]:
    """Return the dialects to try; what the config says is not tried against anything else."""
    delimiters = [options.delimiter] if options.delimiter else [*first, *DELIMITERS.replace(first or "\0", "")]
    quote = {None: '"', "none": ""}.get(options.quote, options.quote or "")
    escapes = _escapes(sample, quote) if options.escape is None else [options.escape]
    dialects = [Csv(delimiter, quote, escape) for delimiter in delimiters for escape in escapes]
    if options.quote is None and "\t" in delimiters:  # exports of databases by tabs often quote nothing
        dialects.append(Csv("\t", "", escapes[0]))
    return dialects


def _escapes(sample: Sequence[str], quote: str) -> list[str]:
    # Backslashes are tried only where one stands before a quote: in Windows paths they are plain characters.
    return ["", "\\"] if quote and any("\\" + quote in line for line in sample) else [""]


def sniff_dialect(sample: Sequence[str], options: CsvOptions, text: str, *, first: str = "") -> Csv:
    """Return the dialect of these lines. `first` is the delimiter that wins a tie: a tab for a file called .tsv."""
    dialects = _dialects(sample, options, first)
    if len(dialects) == 1:
        return dialects[0]
    readings = [_reading(sample, dialect, options, text) for dialect in dialects]
    # The text field outweighs all; `-k` lets the earlier dialect win a tie.
    best = max(range(len(dialects)), key=lambda k: (readings[k].has_text, readings[k].consistent, readings[k].columns, -k))
    return dialects[best]


def _consistency(rows: Sequence[CsvRecord], columns: int) -> float:
    """Return the share of the records that have as many fields as the header; 1 where there is none."""
    # The last record of a sample may be cut: `12,"Main Stre`.
    whole = rows[:-1] if len(rows) > 1 else rows
    fitting = sum(not row.error and len(row.fields) == columns for row in whole)
    return fitting / len(whole) if whole else 1.0


def _reading(sample: Sequence[str], dialect: Csv, options: CsvOptions, text: str) -> _Reading:
    records = list(islice(split_records(iter(sample), dialect), SAMPLE_RECORDS + 1))
    header = list(options.header) if isinstance(options.header, tuple) else records[0].fields if records else []
    rows = records if isinstance(options.header, tuple) else records[1:]
    names = {name.strip().casefold() for name in header}
    consistent = _consistency(rows, len(header))
    # One column fits every line of any file, so it counts half.
    return _Reading(text.casefold() in names, consistent if len(header) > 1 else consistent / 2, len(header))
