"""CSV: every table as a file that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

from parquetry.dataset.reader import open_table
from parquetry.model import version_tables

if TYPE_CHECKING:
    from pathlib import Path

# OWASP's list for CSV injection: what spreadsheets may take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(version: Path, folder: Path) -> int:
    r"""Write `<table>.csv` for each table, UTF-8, RFC 4180; return the number of tables.

    Lists are JSON, bytes are hex, null is an empty field. Text that begins as a formula does gets an apostrophe in front,
    as spreadsheets write it themselves: the trap is to read such a field without taking it off again.
    """
    tables = version_tables.by_name(version).values()
    for table in tables:
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow([column.name for column in table.columns])
            # In batches, so that a table need not fit into memory.
            for batch in open_table(version, table.name).to_batches(batch_size=4096):
                writer.writerows(map(_field, row) for row in zip(*(column.to_pylist() for column in batch), strict=True))
    return len(tables)


def _field(value: object) -> object:
    """Return what stands for a value.

    >>> [_field(value) for value in ("=1+1", "plain", -1, ["a"], None, b"\\xff")]
    ["'=1+1", 'plain', -1, '["a"]', None, 'ff']
    """
    # Numbers are left alone: -1 is a number and harmless.
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, default=float)
    return value
