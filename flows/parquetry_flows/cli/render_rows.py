"""Render rows: the answer to a query, as a table for people or as CSV for programs."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from parquetry.publish.report.visible_text import visible
from parquetry_flows.cli.render import console

if TYPE_CHECKING:
    from parquetry.dataset.query import Answer

MOST_ROWS = 200
"""Rows of a table on the terminal; CSV and JSON have all."""
LEAST_WIDTH = 8
"""Characters of the terminal for each column, the space between two included: enough for `language` or a number."""


def _write_csv(answer: Answer) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows([_plain(value) for value in row] for row in answer.rows)


def _has_numbers(answer: Answer, column: int) -> bool:
    """Return whether a column has nothing but numbers and nulls."""
    return all(isinstance(row[column], int | float) or row[column] is None for row in answer.rows)


def rows(answer: Answer, *, as_csv: bool) -> None:
    """Print the rows of an answer."""
    if as_csv:
        _write_csv(answer)
        return
    out = console()
    if len(answer.columns) * LEAST_WIDTH > out.width:
        _print_records(answer)
        return
    table = Table(box=box.SIMPLE_HEAD, header_style="bold")
    for k, name in enumerate(answer.columns):
        table.add_column(Text(visible(name)), justify="right" if _has_numbers(answer, k) else "left", overflow="fold")
    for row in answer.rows[:MOST_ROWS]:
        table.add_row(*(_cell(value) for value in row))
    out.print(table)
    _print_rest(answer)


def _print_records(answer: Answer) -> None:
    """Print each row as a list of its fields: side by side, a table's forty columns would have no width left."""
    for number, row in enumerate(answer.rows[:MOST_ROWS], start=1):
        record = Table.grid(padding=(0, 2))
        record.add_column(justify="right", style="bold", no_wrap=True)
        record.add_column(overflow="fold")
        for name, value in zip(answer.columns, row, strict=True):
            record.add_row(Text(visible(name)), _cell(value))
        console().print(Text(f"row {number:,}", style="dim"))
        console().print(record)
    if not answer.rows:
        console().print(Text(f"no row of {', '.join(map(visible, answer.columns))}", style="dim"))
    _print_rest(answer)


def _print_rest(answer: Answer) -> None:
    if len(answer.rows) > MOST_ROWS:
        console().print(Text(f"{len(answer.rows) - MOST_ROWS:,} rows more; --csv and --json have all", style="dim"))


def _plain(value: object) -> object:
    """Return what stands for a value in CSV: lists as JSON, bytes as hexadecimal, null as nothing."""
    if isinstance(value, bytes):
        return value.hex()
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else value


def _cell(value: object) -> Text:
    if value is None:
        return Text("null", style="dim")
    if isinstance(value, bool):
        return Text(str(value).lower())
    if isinstance(value, int):
        return Text(f"{value:,}")
    if isinstance(value, float):
        return Text(f"{value:g}")
    return Text(visible(str(_plain(value))))
