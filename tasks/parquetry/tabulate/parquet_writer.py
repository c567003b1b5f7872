"""The one way this project writes Parquet: the same rows give the same bytes, whatever chunks they came in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from parquetry.model import arrow_schema, contract

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

GROUP_ROWS = 65_536
GROUP_BYTES = 32 * 1024 * 1024
PART_BYTES = 512 * 1024 * 1024
"""Arrow bytes after which a part ends, besides the number of rows the config allows."""


def write(folder: Path, name: str, tables: Iterable[pa.Table], part_rows: int) -> int:
    """Write the rows of `tables`, in order, as parts of the table `name` into `folder`; return their number.

    Rows must come sorted by key. There is always a first part, so that an empty table can be read too.
    """
    folder.mkdir(parents=True, exist_ok=True)
    schema = arrow_schema.schema(name)
    rows = part = in_part = bytes_in_part = 0
    writer: pq.ParquetWriter | None = None
    for group in _groups(tables, schema, part_rows):
        if writer is not None and (in_part + group.num_rows > part_rows or bytes_in_part >= PART_BYTES):
            _close(writer, folder / f"part-{part:05d}.parquet")
            writer, part, in_part, bytes_in_part = None, part + 1, 0, 0
        writer = writer or _open(folder / f"part-{part:05d}.parquet", name, schema)
        writer.write_table(group, row_group_size=GROUP_ROWS)
        rows, in_part, bytes_in_part = rows + group.num_rows, in_part + group.num_rows, bytes_in_part + group.nbytes
    _close(writer or _open(folder / f"part-{part:05d}.parquet", name, schema), folder / f"part-{part:05d}.parquet")
    return rows


def _groups(tables: Iterable[pa.Table], schema: pa.Schema, part_rows: int) -> Iterator[pa.Table]:
    """Yield the rows in groups that depend on the rows alone: of GROUP_ROWS, or fewer where they are long."""
    limit = min(GROUP_ROWS, part_rows)
    waiting: list[pa.Table] = []
    rows = size = 0
    for table in tables:
        for at in range(0, table.num_rows, limit):
            piece = table.slice(at, limit)
            while piece.num_rows:
                take = min(piece.num_rows, limit - rows)
                waiting.append(piece.slice(0, take))
                rows, size = rows + take, size + waiting[-1].nbytes
                piece = piece.slice(take)
                if rows == limit or size >= GROUP_BYTES:
                    yield _whole(waiting, schema)
                    waiting, rows, size = [], 0, 0
    if rows:
        yield _whole(waiting, schema)


def _whole(pieces: list[pa.Table], schema: pa.Schema) -> pa.Table:
    return pa.concat_tables(pieces).cast(schema).combine_chunks()


def _open(path: Path, name: str, schema: pa.Schema) -> pq.ParquetWriter:
    dictionary = [column.name for column in contract.BY_NAME[name].columns if column.dictionary]
    return pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=3,
        use_dictionary=dictionary or False,
        version="2.6",
        write_page_index=True,
        write_page_checksum=True,
        data_page_version="1.0",
        store_schema=True,
        sorting_columns=pq.SortingColumn.from_ordering(schema, [(key, "ascending") for key in contract.BY_NAME[name].key]),
    )


def _close(writer: pq.ParquetWriter, path: Path) -> None:
    """Finish a part and bring it to the disk."""
    writer.close()
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
