"""A published version of a few rows, made in milliseconds: for tests of what reads versions, whoever wrote them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from parquetry.enrich import own_tables
from parquetry.execution import buckets
from parquetry.model import arrow_schema, contract
from parquetry.publish import manifest, store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Rows = dict[str, list[dict[str, Any]]]


def empty_value(field: pa.Field) -> Any:
    """What stands where a row gives no value: null where it may, else the empty value of the type."""
    if field.nullable:
        return None
    if pa.types.is_list(field.type):
        return []
    if pa.types.is_boolean(field.type):
        return False
    if pa.types.is_integer(field.type) or pa.types.is_floating(field.type):
        return 0
    return b"" if pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type) else ""


def publish(  # noqa: PLR0913 (what versions differ in)
    root: Path,
    rows: Rows,
    created: str = "2026-01-01T00:00:00+00:00",
    *,
    tables: Iterable[str] = contract.BY_NAME,
    lacking: Iterable[str] = (),
    leaves: Iterable[str] = (),
    own: Iterable[contract.Table] = (),
    **content: Any,
) -> Path:
    """Publish rows as a version of the dataset at `root`, tables not named in `rows` being empty; return its folder.

    It has these `tables`, without the columns `lacking`, as "blocks.marker": those of an older contract. With `leaves`,
    labels as "b0", each table of documents has a part for each, of the rows whose leaf `doc_id` says. `own` are a plugin's.
    """
    without = set(lacking)
    declared = {table.name: table for table in own}
    tables = [*tables, *declared]
    staged = root.parent / f".staged-{root.name}"
    for name in tables:
        whole_schema = own_tables.schema(declared[name]) if name in declared else arrow_schema.schema(name)
        schema = pa.schema(
            [field for field in whole_schema if f"{name}.{field.name}" not in without], metadata=whole_schema.metadata
        )
        values = [{field.name: row.get(field.name, empty_value(field)) for field in schema} for row in rows.get(name, [])]
        (staged / "data" / name).mkdir(parents=True)
        whole = pa.Table.from_pylist(values, schema)
        for label, part in _parts(whole, leaves):
            pq.write_table(part, staged / "data" / name / f"{label}-00000.parquet")
    counts = {name: len(rows.get(name, [])) for name in tables}
    manifest.write(staged, {"dataset": root.name, "rows": counts, **content}, {"created": created})
    version = store.publish(staged, root, manifest.version_name(manifest.data_files(staged)))
    return root / "versions" / version.name


def _parts(whole: pa.Table, leaves: Iterable[str]) -> Iterator[tuple[str, pa.Table]]:
    """The parts of a table, with the label of the leaf of each: one part if there are no leaves, or no documents in it."""
    labels = list(leaves) if "doc_id" in whole.column_names else []
    for label in labels:
        low, end = buckets.bounds(label.removeprefix("b"))
        ids = whole["doc_id"].to_pylist()
        yield label, whole.filter(pa.array([low <= doc_id < end for doc_id in ids], pa.bool_()))
    if not labels:
        yield "b" if leaves else "part", whole
