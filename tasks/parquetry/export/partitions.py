"""Hive partitions: tables in folders by the language or the year of their document, as lakes and query engines read them.

A folder is named `doc_language=de` or `doc_year=2024`, so that no column of a table is called as the folders are; those of
documents without one are named as Hive names null. Tables that are not of single documents stay whole.

Source: Apache Hive's layout of partitions, as DuckDB, Spark and pyarrow read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from parquetry.dataset.reader import open_table
from parquetry.model import version_tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NULL = "__HIVE_DEFAULT_PARTITION__"
"""How Hive names null."""
_MOST_FOLDERS = 10_000
"""Folders of a table: languages are some hundreds, years of dates some thousands."""
_TAG = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,5}$"
"""A language tag of BCP 47, as "de" and "zh-Hant"."""
# The year of EDTF and ISO 8601, before our era with a minus: "2024-05", "-0044".
_YEAR = r"^(?P<year>-?\d{4})"


def by_language(version: Path, folder: Path) -> int:
    """Write `data/<table>/doc_language=<code>/`; return the number of tables."""
    languages = open_table(version, "documents").to_table(columns=["doc_id", "language"])
    # A dataset that others wrote may have anything there, and what is too long for a folder's name would end the export.
    codes = pc.if_else(pc.match_substring_regex(languages["language"], _TAG), languages["language"], None)
    return _write(version, folder, "doc_language", languages["doc_id"], codes)


def by_year(version: Path, folder: Path) -> int:
    """Write `data/<table>/doc_year=<year>/` by the dates that documents declare; return the number of tables."""
    dates = open_table(version, "documents").to_table(columns=["doc_id", "date"])
    return _write(version, folder, "doc_year", dates["doc_id"], pc.struct_field(pc.extract_regex(dates["date"], _YEAR), 0))


def _write(version: Path, folder: Path, name: str, doc_ids: pa.ChunkedArray, values: pa.ChunkedArray) -> int:
    tables = version_tables.by_name(version)
    for table in tables:
        place = folder / "data" / table
        place.mkdir(parents=True)
        rows = open_table(version, table)
        if "doc_id" in rows.schema.names:
            _write_partitioned(rows, place, name, doc_ids.combine_chunks(), values.combine_chunks().cast(pa.string()))
        else:
            # Entities and sources are of the dataset: a few thousand rows.
            pq.write_table(rows.to_table(), place / "part-0.parquet", compression="zstd")
    return len(tables)


def _write_partitioned(rows: ds.Dataset, place: Path, name: str, doc_ids: pa.Array, values: pa.Array) -> None:
    # The writer takes this column off again: its value is the name of the folder.
    schema = rows.schema.append(pa.field(name, pa.string()))
    ds.write_dataset(
        _with_values(rows, doc_ids, values, schema),
        place,
        schema=schema,
        format="parquet",
        partitioning=ds.partitioning(pa.schema([(name, pa.string())]), flavor="hive"),
        basename_template="part-{i}.parquet",
        file_options=ds.ParquetFileFormat().make_write_options(compression="zstd"),
        # In the order of the table, whatever machine writes it.
        use_threads=False,
        max_partitions=_MOST_FOLDERS,
    )
    # Engines fail on a folder without files: a table without rows has its columns all the same.
    if not any(place.iterdir()):
        empty = place / f"{name}={_NULL}"
        empty.mkdir()
        pq.write_table(rows.schema.empty_table(), empty / "part-0.parquet", compression="zstd")


def _with_values(rows: ds.Dataset, doc_ids: pa.Array, values: pa.Array, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a table in batches, each with the value of its document; null where it has none."""
    for batch in rows.to_batches(use_threads=False):
        # Rejects of what became no document have no doc_id, or none that is there.
        places = pc.index_in(batch["doc_id"].cast(doc_ids.type), doc_ids)
        yield pa.RecordBatch.from_arrays([*batch.columns, values.take(places)], schema=schema)
