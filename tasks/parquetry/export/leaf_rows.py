"""Rows by leaf, for targets that follow a dataset: what changed between versions is known by the digests of part files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from parquetry.dataset.reader import open_parts
from parquetry.model import arrow_schema
from parquetry.publish import manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from parquetry.model import contract


def gone(before: Mapping[str, Leaves], now: Mapping[str, contract.Table]) -> list[str]:
    """Return the tables that were exported and have rows, and that the version has not: those of a plugin."""
    return sorted(name for name, leaves in before.items() if leaves and name not in now)


LEAF = "leaf"
"""The column that a target gets besides those of the contract: the leaf that a row is in."""

Leaves = dict[str, dict[str, str]]
"""For each leaf of a table its part files with their digests."""


def leaves(version: Path, table: str) -> Leaves:
    """Return the leaves of a table of a version."""
    # Part files are named by their content, but the digest decides: it is what `verify` compares.
    out: Leaves = {}
    for file in manifest.files_below(version, f"data/{table}"):
        out.setdefault(manifest.leaf_of(file["path"]), {})[file["path"]] = file["sha256"]
    return out


def different(before: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    """Return the leaves that came, went or changed, sorted."""
    # A leaf that is in only one of the two is null in the other, which equals nothing.
    return sorted(leaf for leaf in before.keys() | now.keys() if before.get(leaf) != now.get(leaf))


def schema(table: contract.Table) -> pa.Schema:
    """Return the schema of a table, with the leaf last."""
    return arrow_schema.of(table).append(pa.field(LEAF, pa.string(), nullable=False)).remove_metadata()


def rows(version: Path, table: contract.Table, of: Leaves) -> pa.RecordBatchReader:
    """Return the rows of leaves, a batch in memory at a time, with the leaf of each."""
    with_leaf = schema(table)

    def batches() -> Iterable[pa.RecordBatch]:
        for leaf, parts in sorted(of.items()):
            for path in sorted(parts):
                # By the reader: a column that an older version lacks is null.
                for batch in open_parts(table.name, [str(version / path)], declared=table).to_batches():
                    label = pa.array([leaf] * batch.num_rows, pa.string())
                    yield pa.RecordBatch.from_arrays([*batch.columns, label], schema=with_leaf)

    return pa.RecordBatchReader.from_batches(with_leaf, batches())
