"""Stage: from the tables of shards to the tables of a version, in a folder outside the published tree."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa

from parquetry.model import arrow_schema
from parquetry.model.vocabulary import SKIPPED
from parquetry.tabulate import parquet_writer
from parquetry.tabulate.rows import numbered

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from parquetry.model.dataset import Reject
    from parquetry.model.documents import Entity, FileStats

WHOLE_FILE = -1
"""`rejects.source_record` of a reject that is about the file itself."""

Describe: TypeAlias = "Callable[[str, str, Mapping[str, int], int], Entity]"
"""Makes an entity of its id, its label, the forms of its name with their mentions, and its number of documents."""

_ENTITIES = """
    WITH forms AS (
        SELECT entity_id, label, text AS form, count(*) AS n
        FROM read_parquet($mentions) WHERE entity_id IS NOT NULL GROUP BY ALL),
    spread AS (
        SELECT entity_id, count(DISTINCT doc_id) AS documents
        FROM read_parquet($mentions) WHERE entity_id IS NOT NULL GROUP BY ALL)
    SELECT entity_id, min(label) AS label, list(form ORDER BY form) AS forms, list(n ORDER BY form) AS counts,
        min(documents) AS documents
    FROM forms JOIN spread USING (entity_id) GROUP BY entity_id ORDER BY entity_id
"""
_BATCH_ROWS = 50_000


def shard_table(folder: Path, name: str, shards: Sequence[Path], part_rows: int, without: Collection[str] = ()) -> int:
    """Write one table from the shards' own, in their order, without the documents named; return its rows.

    Shards hold ranges of doc_id, so that their order is the order of the key.
    """
    return parquet_writer.write(folder / "data" / name, name, _tables(name, shards, without), part_rows)


def _tables(name: str, shards: Sequence[Path], without: Collection[str]) -> Iterator[pa.Table]:
    import pyarrow.compute as pc  # noqa: PLC0415

    for shard in shards:
        with pa.OSFile(str(shard / f"{name}.arrow")) as file, pa.ipc.open_file(file) as reader:
            table = reader.read_all()
        if without:
            table = table.filter(pc.invert(pc.is_in(table["doc_id"], pa.array(sorted(without), pa.string()))))
        yield table


def entities(folder: Path, part_rows: int, describe: Describe) -> int:
    """Write the entities of the staged mentions, each named by `describe`; return their number."""
    import duckdb  # noqa: PLC0415

    parts = sorted(str(path) for path in (folder / "data" / "mentions").glob("*.parquet"))
    with duckdb.connect(config={"threads": 1}) as connection:
        counted = connection.sql(_ENTITIES, params={"mentions": parts}).to_arrow_reader(_BATCH_ROWS)
        return parquet_writer.write(
            folder / "data" / "entities", "entities", (_described(batch, describe) for batch in counted), part_rows
        )


def _described(batch: pa.RecordBatch, describe: Describe) -> pa.Table:
    """Return the entities of a batch of (entity_id, label, forms, counts, documents)."""
    found = [
        describe(key, label, dict(zip(forms, counts, strict=True)), documents)
        for key, label, forms, counts, documents in zip(*(column.to_pylist() for column in batch.columns), strict=True)
    ]
    schema = arrow_schema.schema("entities")
    return pa.table(
        [pa.array([getattr(one, name) for one in found], schema.field(name).type) for name in schema.names], schema=schema
    )


def rejects(folder: Path, values: Sequence[Reject], part_rows: int) -> int:
    """Write the rejects, sorted and numbered; return their number."""
    ordered = sorted(values, key=lambda r: (r.source_path, _record(r), r.stage, r.reason, r.detail, r.row_key or ""))
    rows = {
        "source_path": [r.source_path for r in ordered],
        "source_record": [_record(r) for r in ordered],
        "seq": numbered((r.source_path, _record(r)) for r in ordered),
        "source_sha256": [r.source_sha256 for r in ordered],
        "stage": [r.stage for r in ordered],
        "reason": [r.reason for r in ordered],
        "detail": [r.detail for r in ordered],
        "table": [r.table for r in ordered],
        "row_key": [r.row_key for r in ordered],
    }
    table = pa.table(rows, schema=arrow_schema.schema("rejects"))
    return parquet_writer.write(folder / "data" / "rejects", "rejects", [table], part_rows)


def _record(reject: Reject) -> int:
    return WHOLE_FILE if reject.source_record is None else reject.source_record


def sources(
    folder: Path,
    files: Sequence[FileStats],
    values: Sequence[Reject],
    documents: Sequence[tuple[str, Sequence[str]]],
    part_rows: int,
) -> int:
    """Write one row for each file; `documents` are (source_path, flags) of what was published. Return their number."""
    reasons: dict[str, set[str]] = defaultdict(set)
    made: dict[str, int] = defaultdict(int)
    for reject in values:
        reasons[reject.source_path].add(reject.reason)
    for path, flags in documents:
        reasons[path].update(flags)
        made[path] += 1
    ordered = sorted(files, key=lambda file: file.source_path)
    for file in ordered:
        if file.skipped:
            reasons[file.source_path].add(file.skipped)
    rows = {
        "source_path": [f.source_path for f in ordered],
        "path_bytes": [f.path_bytes for f in ordered],
        "outcome": [_outcome(f, reasons[f.source_path], made[f.source_path]) for f in ordered],
        "reasons": [sorted(reasons[f.source_path]) for f in ordered],
        "bytes": [f.bytes for f in ordered],
        "sha256": [f.sha256 for f in ordered],
        "media_type": [f.media_type for f in ordered],
        "records": [f.records for f in ordered],
        "documents": [made[f.source_path] for f in ordered],
    }
    table = pa.table(rows, schema=arrow_schema.schema("sources"))
    return parquet_writer.write(folder / "data" / "sources", "sources", [table], part_rows)


NOT_OF_THE_FILE = frozenset({"no_model"})
"""Flags that say nothing of the file's health: its text is whole, only names were not looked for in it."""


def _outcome(file: FileStats, reasons: set[str], documents: int) -> str:
    if file.skipped in SKIPPED:
        return "skipped"
    if not documents and reasons:
        return "rejected"
    return "flagged" if reasons - NOT_OF_THE_FILE else "processed"
