"""Records of CSV: a header line that names the fields, then one record a line or, within quotes, over several."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from parquetry.errors import DocumentError
from parquetry.read.records.csv_dialect import declared_delimiter, remarks_above, sniff_dialect
from parquetry.read.records.csv_parser import Csv, split_records
from parquetry.read.records.partitions import partition_fields
from parquetry.read.records.record import Broken, Record, RecordReader
from parquetry.read.records.text_lines import TextLines

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterator

    from parquetry.config import CsvOptions, Input
    from parquetry.read.records.csv_parser import CsvRecord

SAMPLE_LINES = 400
"""Lines the dialect is found by."""


def read_csv(
    stream: io.BufferedReader,
    config: Input,
    detect: Callable[[bytes], str] | None,
    path: bytes = b"",
    *,
    tabs_first: bool = False,
) -> Iterator[Record | Broken]:
    """Yield the records of a CSV file, by the dialect of `[input.csv]` and for the rest the one its beginning shows.

    Folders of its `path` may name fields, see `partition_fields`.

    Raises:
        DocumentError: two columns have the same name.
    """
    # A quoted field may double its quotes, so a record may be twice as long as its text.
    limit = max(2 * config.max_bytes, 1 << 17)
    lines = TextLines(stream, config.encoding, detect, limit, carriage_returns=True)
    options = config.csv
    texts = (line.text for line in lines)
    # Lines above the header, such as the name of a report.
    for _ in range(options.skip):
        next(texts, None)
    sample = list(islice(texts, SAMPLE_LINES))
    declared = declared_delimiter(sample[0]) if sample and not options.delimiter else ""
    # "sep=;" is an instruction to Excel and no record.
    body = sample[1:] if declared else sample
    body = body[remarks_above(body, options, config.records.text) :]
    if declared:
        options = options.model_copy(update={"delimiter": declared})
    dialect = sniff_dialect(body, options, config.records.text, first="\t" if tabs_first else "")
    yield from _records(
        chain(body, texts), dialect, options, RecordReader(config.records, partition_fields(path)), lines, limit
    )


def _records(  # noqa: PLR0913 (a file and how to read it)
    texts: Iterator[str], dialect: Csv, options: CsvOptions, reader: RecordReader, lines: TextLines, limit: int
) -> Iterator[Record | Broken]:
    # A header in the config means that the file has none.
    named = options.header if isinstance(options.header, tuple) else None
    rows = split_records(texts, dialect, len(named) if named else None, limit, options.comment or "")
    header = _header(rows) if named is None else list(named)
    _refuse_equal_names(header)
    for number, row in enumerate(rows):
        if row.error:
            yield Broken(number, "corrupt", f"{row.error}, in {row.lines} line{'s' if row.lines > 1 else ''}")
        else:
            yield reader.read(number, dict(zip(header, row.fields, strict=True)), lines.encoding)


def _refuse_equal_names(header: list[str]) -> None:
    # A dict of two equal names would lose a column in silence.
    if len(set(header)) < len(header):
        detail = "two columns of its header have the same name"
        raise DocumentError("record", detail)


def _header(rows: Iterator[CsvRecord]) -> list[str]:
    """Return the fields of the first row, and take it; none of an empty file."""
    first = next(rows, None)
    if first is None:
        return []
    if first.error:
        detail = f"its header has {first.error}"
        raise DocumentError("corrupt", detail)
    return list(first.fields)
