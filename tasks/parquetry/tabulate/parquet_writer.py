"""The one way this project writes Parquet: the same rows give the same bytes, whatever chunks they came in."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from parquetry.model import arrow_schema, contract

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# A row group ends at whichever comes first: many rows of little, or few rows with long texts.
GROUP_ROWS = 65_536
GROUP_BYTES = 32 * 1024 * 1024
PART_BYTES = 512 * 1024 * 1024
"""Arrow bytes after which a part ends, besides the number of rows the config allows."""
# Enough to tell parts of one name apart; the manifest has the full digest.
_NAME_HEX = 8


class TableWriter:
    """Writes the rows of one table, as they come, to part files of one bucket named by their content.

    Rows must come sorted by key. Row groups and parts end where the rows alone say, whatever tables they came in. There
    is always a first part, so that an empty table can be read too: `<label>-<8 hex>.parquet`, then
    `<label>.001-<8 hex>.parquet` and so on, which sort in this order.
    """

    def __init__(  # noqa: PLR0913 (where rows go, and what they are)
        self,
        folder: Path,
        name: str,
        label: str,
        part_rows: int,
        schema: pa.Schema | None = None,
        table: contract.Table | None = None,
    ) -> None:
        self._folder = folder
        # Given for tables that are none of the contract.
        self._table = contract.BY_NAME[name] if table is None else table
        self._label = label
        self._part_rows = part_rows
        # Another one than today's only for tables of an older contract, which are rewritten as they are.
        self._schema = arrow_schema.schema(name) if schema is None else schema
        self._waiting: list[pa.Table] = []
        self._waiting_rows = self._waiting_bytes = 0
        self._writer: pq.ParquetWriter | None = None
        self._part_size = [0, 0]
        self._paths: list[Path] = []
        self.rows = 0
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, table: pa.Table) -> None:
        """Add the rows of a table."""
        # A group is never larger than a part may be.
        limit = min(GROUP_ROWS, self._part_rows)
        # Slices share the memory of the table: nothing is copied before the group is written.
        for at in range(0, table.num_rows, limit):
            piece = table.slice(at, limit)
            while piece.num_rows:
                self._waiting.append(piece.slice(0, min(piece.num_rows, limit - self._waiting_rows)))
                self._waiting_rows += self._waiting[-1].num_rows
                self._waiting_bytes += self._waiting[-1].nbytes
                piece = piece.slice(self._waiting[-1].num_rows)
                if self._waiting_rows == limit or self._waiting_bytes >= GROUP_BYTES:
                    self._write_group()

    def close(self) -> list[Path]:
        """Finish the table and return its part files, in order."""
        if self._waiting_rows:
            self._write_group()
        # No row ever came: the file still has the schema.
        self._end_part(self._writer or _open(self._temporary(), self._table, self._schema))
        return self._paths

    def _temporary(self) -> Path:
        return self._folder / f".{self._label}.tmp"

    def _write_group(self) -> None:
        # combine_chunks: the writer cuts pages along chunks, and chunks depend on how the rows came in.
        group = pa.concat_tables(self._waiting).cast(self._schema).combine_chunks()
        self._waiting, self._waiting_rows, self._waiting_bytes = [], 0, 0
        rows, size = self._part_size
        # Decided before a group is written, by what is in the part already: a part has at least one group.
        if self._writer is not None and (rows + group.num_rows > self._part_rows or size >= PART_BYTES):
            self._end_part(self._writer)
            self._writer = None
        if self._writer is None:
            self._writer = _open(self._temporary(), self._table, self._schema)
            self._part_size = [0, 0]
        self._writer.write_table(group, row_group_size=GROUP_ROWS)
        self._part_size = [self._part_size[0] + group.num_rows, self._part_size[1] + group.nbytes]
        self.rows += group.num_rows

    def _end_part(self, writer: pq.ParquetWriter) -> None:
        """Close the part, bring it to the disk, and name it by what it holds."""
        writer.close()
        # b01-..., b01.001-..., b01.002-...: the first has no number, since most leaves have one part.
        number = f".{len(self._paths):03d}" if self._paths else ""
        with self._temporary().open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()[:_NAME_HEX]
            # On the disk before it has its name: a name never stands for half a file.
            os.fsync(file.fileno())
        path = self._folder / f"{self._label}{number}-{digest}.parquet"
        self._paths.append(self._temporary().rename(path))


def write(folder: Path, name: str, label: str, tables: Iterable[pa.Table], part_rows: int) -> int:
    """Write the rows of `tables`, in order, as parts of the table `name` below `folder`; return their number."""
    writer = TableWriter(folder / name, name, label, part_rows)
    for table in tables:
        writer.add(table)
    writer.close()
    return writer.rows


def _open(path: Path, table: contract.Table, schema: pa.Schema) -> pq.ParquetWriter:
    dictionary = [column.name for column in table.columns if column.dictionary]
    return pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        # The default of zstd, named here: another release of the library may have another default, and the bytes must
        # not change.
        compression_level=3,
        use_dictionary=dictionary or False,
        version="2.6",
        write_page_index=True,
        # A damaged page is noticed by any reader that checks, without our manifest.
        write_page_checksum=True,
        data_page_version="1.0",
        store_schema=True,
        # Written into the metadata: engines may skip a sort by the key.
        sorting_columns=pq.SortingColumn.from_ordering(schema, [(key, "ascending") for key in table.key]),
    )
