"""Nulls: how many values of each column are missing, as the page shows them, from the footers of the files alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import duckdb

    from parquetry.model import contract

# Columns of structures have a path of several names, and no null of their own in the footer.
COUNTED = """
    SELECT path_in_schema, sum(stats_null_count)::BIGINT AS nulls, nulls / sum(num_values)
    FROM parquet_metadata($parts) GROUP BY 1 HAVING nulls > 0
"""


def rates(connection: duckdb.DuckDBPyConnection, version: Path, tables: Iterable[contract.Table]) -> list[tuple[Any, ...]]:
    """Return (table, column, nulls, share of the rows) for each column of a version that has nulls, in the contract's order.

    The trap: columns that hold lists or structures are left out.
    """
    out = []
    for table in tables:
        parts = sorted(str(path) for path in (version / "data" / table.name).glob("*.parquet"))
        # A table that the contract got since has no part here.
        found = connection.execute(COUNTED, {"parts": parts}).fetchall() if parts else []
        counted = {name: (nulls, share) for name, nulls, share in found}
        names = [column.name for column in table.columns if column.nullable and column.name in counted]
        out += [(table.name, name, *counted[name]) for name in names]
    return out
