"""Version tables: the tables of the contract as a version has them, which may be of an older contract."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from parquetry.model import contract

if TYPE_CHECKING:
    from pathlib import Path


def tables(version: Path) -> tuple[contract.Table, ...]:
    """Return the tables that a staged or published version has, in the contract's order, each with the columns it has.

    The contract only ever grows: a version that an older release published lacks tables and columns, as `repeats` and
    `blocks.marker`, and has no other ones.
    """
    return tuple(found for table in contract.TABLES if (found := _table(version, table)) is not None)


def _table(version: Path, table: contract.Table) -> contract.Table | None:
    # An empty table has a part too, and all parts of a table have the same columns.
    part = min((version / "data" / table.name).glob("*.parquet"), default=None)
    if part is None:
        return None
    names = frozenset(pq.read_schema(part).names)
    return replace(table, columns=tuple(column for column in table.columns if column.name in names))
