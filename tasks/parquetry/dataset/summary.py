"""Summary: what a published version holds, in numbers, for people and for scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from parquetry.dataset.reader import open_table
from parquetry.model import contract

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a version: rows of each table, then names with how often they occur, most frequent first."""

    rows: dict[str, int]
    outcomes: dict[str, int]
    bytes: int
    encodings: dict[str, int]
    languages: dict[str, int]
    repairs: dict[str, int]
    unresolved: int
    labels: dict[str, int]
    rejects: tuple[tuple[str, str, str], ...]


def summary(version: Path) -> Summary:
    """Return the summary of a version; `rejects` are (source_path, reason, detail)."""
    with duckdb.connect(config={"threads": 1}) as connection:
        for table in contract.TABLES:
            # by pyarrow, because DuckDB takes [ and * in the name of a folder for a pattern
            connection.register(table.name, open_table(version, table.name))

        def counted(table: str, what: str, where: str = "true") -> dict[str, int]:
            """Return how many rows have each value of an expression, most frequent first."""
            # Ordered by the name too: equal counts must not change places from run to run.
            query = f"SELECT {what}, count(*) FROM {table} WHERE {where} GROUP BY 1 ORDER BY 2 DESC, 1"
            return dict(connection.execute(query).fetchall())

        size = connection.execute("SELECT coalesce(sum(bytes), 0)::BIGINT FROM sources").fetchall()[0][0]
        # -1 stands for the file itself, see `merge_partials.WHOLE_FILE`.
        rejects = connection.execute(
            "SELECT source_path || CASE WHEN source_record >= 0 THEN ' record ' || source_record ELSE '' END, "
            "reason, detail FROM rejects ORDER BY source_path, source_record, seq"
        ).fetchall()
        return Summary(
            rows={name: open_table(version, name).count_rows() for name in contract.BY_NAME},
            outcomes=counted("sources", "outcome"),
            bytes=size,
            encodings=counted("documents", "encoding"),
            languages=counted("documents", "language"),
            repairs=counted("repairs", "kind || ': ' || rule", "status = 'applied'"),
            unresolved=sum(counted("repairs", "status", "status = 'unresolved'").values()),
            labels=counted("mentions", "label"),
            rejects=tuple(rejects),
        )
