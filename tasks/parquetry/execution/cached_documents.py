"""Which documents the artifacts of a cache hold: so that those with one that is forgotten can be removed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_NAMES = ("doc_id", "source_path", "source_sha256")
# An id in a row key of what checks found: ["0123456789abcdef0123456789abcdef", 7]
_ID = re.compile(rb"[0-9a-f]{32}")


class Trace(NamedTuple):
    """What a file of an artifact says of a document; null for what it does not say."""

    doc_id: str | None = None
    source_path: str | None = None
    source_sha256: str | None = None


def traces(artifact: Path) -> set[Trace]:
    """Return what an artifact says of the documents in it.

    Raises:
        OSError, ValueError, pyarrow.ArrowException: a file of it is damaged.
    """
    files = sorted(path for path in artifact.rglob("*") if path.is_file())
    return {trace for path in files for trace in _READERS.get(path.suffix, _of_bytes)(path)}


def _of_stream(path: Path) -> Iterator[Trace]:
    with pa.OSFile(str(path)) as file, pa.ipc.open_file(file) as reader:
        for index in range(reader.num_record_batches):
            yield from _rows(reader.get_batch(index))


def _rows(batch: pa.RecordBatch) -> Iterator[Trace]:
    """Yield the traces of a batch: its own columns, or those of the source within `Repaired`, `Segmented`, `Extracted`."""
    for name in ("segmented", "source"):
        if name in batch.schema.names:
            yield from _rows(pa.RecordBatch.from_struct_array(batch.column(name)))
            return
    columns = {name: batch.column(name).to_pylist() for name in _NAMES if name in batch.schema.names}
    empty = [None] * batch.num_rows
    yield from (Trace(*row) for row in zip(*(columns.get(name, empty) for name in _NAMES), strict=True))


def _of_part_file(path: Path) -> Iterator[Trace]:
    with pq.ParquetFile(path) as file:
        names = [name for name in _NAMES if name in file.schema_arrow.names]
        for batch in file.iter_batches(columns=names) if names else ():
            yield from _rows(batch)


def _of_bytes(path: Path) -> Iterator[Trace]:
    return (Trace(doc_id=match.decode()) for match in _ID.findall(path.read_bytes()))


# Artifacts are Arrow streams of documents, part files of tables, and notes in JSON.
_READERS: dict[str, Callable[[Path], Iterator[Trace]]] = {".arrow": _of_stream, ".parquet": _of_part_file}
"""By suffix; any other file is searched for ids."""
