"""Records of Parquet: rows, column by column, whatever a cell holds.

Other programs write what Python cannot hold: strings that are no UTF-8, days after the year 9999, time zones nobody
knows, structs with one name twice. Such a value is kept as text; the row, the file and the run go on.
"""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.types as pt

from parquetry.errors import DocumentError
from parquetry.read.records.partitions import partition_fields
from parquetry.read.records.record import Broken, Record, RecordReader

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from parquetry.config import Input
    from parquetry.read.records.fields import Value

ROWS = 256
"""Rows in memory at a time."""
# Bytes of a file that are kept in memory; a larger one is copied to the disk, because Parquet is read from its end.
_IN_MEMORY = 1 << 26
_CHUNK = 1 << 20


def read_parquet(stream: io.BufferedReader, config: Input, path: bytes = b"") -> Iterator[Record | Broken]:
    """Yield the rows of a Parquet file; a text column may be string, binary, or a list of strings.

    Folders of its `path` may name fields, see `partition_fields`. A string that is no UTF-8 is handed on as the
    bytes it is, for repair to decode.

    Raises:
        DocumentError: it is damaged, or has two columns of the same name.
    """
    reader = RecordReader(config.records, partition_fields(path))
    number = -1
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        while chunk := stream.read(_CHUNK):
            spool.write(chunk)
        # Parquet is read from its end, where the schema stands.
        spool.seek(0)
        try:
            with pq.ParquetFile(pa.PythonFile(spool, mode="r")) as file:
                names = _names(file.schema_arrow)
                # Memory is bounded by the batch, and not by the row group, of which some files have only one.
                for batch in file.iter_batches(batch_size=ROWS):
                    # By column, because a whole column converts much faster than cell by cell.
                    columns = [column_values(column) for column in batch.columns]
                    for row in zip(*columns, strict=True) if columns else ():
                        number += 1
                        yield reader.read(number, dict(zip(names, row, strict=True)))
        except (pa.ArrowException, OSError) as error:
            place = f"after record {number}" if number >= 0 else "from its beginning"
            detail = f"no valid Parquet {place}: {type(error).__name__}"
            raise DocumentError("corrupt", detail) from error


def _names(schema: pa.Schema) -> list[str]:
    if len(set(schema.names)) < len(schema.names):
        detail = "two columns have the same name"
        raise DocumentError("record", detail)
    return list(schema.names)


def column_values(column: pa.Array) -> list[Value]:
    """Return the values of a column; those that Python cannot hold as text."""
    try:
        return list(column.to_pylist())
    except MemoryError:  # Arrow's own is one too
        raise
    except Exception:  # noqa: BLE001 (what a foreign file makes pyarrow raise is not documented: ValueError, OverflowError ...)
        return [cell_value(cell) for cell in column]


def cell_value(cell: pa.Scalar) -> Value:
    """Return one value: as Python has it, else its parts, else the bytes of a string, else how Arrow writes it."""
    try:
        return cell.as_py()
    except MemoryError:
        raise
    # Times out of Python's range, strings that are not UTF-8: one cell must not cost the column, nor the file.
    except Exception:  # noqa: BLE001 (see above)
        for attempt in (_parts, _bytes, _written):
            try:
                return attempt(cell)
            except MemoryError:
                raise
            except Exception:  # noqa: BLE001, S112 (the next attempt asks for less)
                continue
    return f"a {cell.type} that cannot be shown"


def _parts(cell: pa.Scalar) -> Value:
    """Return the parts of a struct or list; of two fields with one name the second is called `name_2`."""
    if pt.is_struct(cell.type):
        found: dict[str, Any] = {}
        for number in range(cell.type.num_fields):
            name = cell.type.field(number).name
            # A dict would lose the first of two equal names.
            found[f"{name}_{number + 1}" if name in found else name] = cell_value(cell[number])
        return found
    return [cell_value(item) for item in cell.values]


def _bytes(cell: pa.Scalar) -> Value:
    return bytes(cell.as_buffer())


def _written(cell: pa.Scalar) -> Value:
    """Return how Arrow writes a value; the number it is stored as where that cannot be written either."""
    try:
        return str(cell.cast(pa.string()).as_py())
    except pa.ArrowException:
        return f"{cell.value} as {cell.type}"
