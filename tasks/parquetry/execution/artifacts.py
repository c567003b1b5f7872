"""Frozen dataclasses to Arrow and back, by their type hints: how values travel between processes.

Never pickle: an artifact is an Arrow IPC file that any tool can read and no tool can be made to run. Conversion is by
column, so that a document's thousands of runs cost a few array calls.
"""

from __future__ import annotations

import dataclasses
import os
import types
import typing
from functools import cache
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

T = TypeVar("T")
_PRIMITIVES = {str: pa.large_string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), bytes: pa.large_binary()}


def write(path: Path, values: Sequence[object], of: type, *, batch: int = 64) -> None:
    """Write values of the dataclass `of` to an Arrow IPC file, all or nothing, readable by its owner alone."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file, pa.ipc.new_file(file, schema_of(of), options=options) as writer:
        for at in range(0, len(values), batch):
            writer.write_batch(to_batch(values[at : at + batch], of))
    temporary.replace(path)


def read(path: Path, of: type[T]) -> Iterator[T]:
    """Yield the values of an artifact, a batch in memory at a time."""
    with pa.OSFile(str(path)) as file, pa.ipc.open_file(file) as reader:
        for index in range(reader.num_record_batches):
            yield from from_batch(reader.get_batch(index), of)


def schema_of(of: type) -> pa.Schema:
    """Return the Arrow schema of a dataclass: one column a field."""
    return pa.schema([pa.field(name, _arrow(hint)) for name, hint in _fields(of)])


def to_batch(values: Sequence[object], of: type) -> pa.RecordBatch:
    """Return the values as a record batch of `schema_of(of)`."""
    columns = [_encode([getattr(value, name) for value in values], hint) for name, hint in _fields(of)]
    return pa.RecordBatch.from_arrays(columns, schema=schema_of(of))


def from_batch(batch: pa.RecordBatch, of: type[T]) -> Iterable[T]:
    """Return the values a record batch holds."""
    columns = [_decode(batch.column(k), hint) for k, (_, hint) in enumerate(_fields(of))]  # type: ignore[arg-type]
    return [of(*row) for row in zip(*columns, strict=True)]


@cache
def _fields(of: Any) -> tuple[tuple[str, Any], ...]:  # noqa: ANN401 (a type)
    hints = typing.get_type_hints(of)
    names = [field.name for field in dataclasses.fields(of)] if dataclasses.is_dataclass(of) else of._fields
    return tuple((name, _optional(hints[name])) for name in names)


def _optional(hint: Any) -> Any:  # noqa: ANN401 (a type hint)
    """Return X for `X | None`; every Arrow column may hold nulls."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return next(part for part in typing.get_args(hint) if part is not type(None))
    return hint


@cache
def _arrow(hint: Any) -> pa.DataType:  # noqa: ANN401 (a type hint)
    if hint in _PRIMITIVES:
        return _PRIMITIVES[hint]
    if typing.get_origin(hint) is tuple:
        return pa.large_list(_arrow(_optional(typing.get_args(hint)[0])))
    return pa.struct([pa.field(name, _arrow(inner)) for name, inner in _fields(hint)])


def _encode(values: Sequence[Any], hint: Any) -> pa.Array:  # noqa: ANN401 (a type hint)
    if hint in _PRIMITIVES:
        return pa.array(values, _PRIMITIVES[hint])
    if typing.get_origin(hint) is tuple:
        offsets = pa.array([0, *accumulate(map(len, values))], pa.int64())
        inner = _optional(typing.get_args(hint)[0])
        return pa.LargeListArray.from_arrays(offsets, _encode(list(chain.from_iterable(values)), inner))
    fields = _fields(hint)
    columns = [_encode([getattr(value, name) for value in values], inner) for name, inner in fields]
    return pa.StructArray.from_arrays(columns, fields=list(_arrow(hint)))


def _decode(column: pa.Array, hint: Any) -> list[Any]:  # noqa: ANN401 (a type hint)
    if hint in _PRIMITIVES:
        return typing.cast("list[Any]", column.to_pylist())
    if typing.get_origin(hint) is tuple:
        offsets = column.offsets.to_pylist()
        inner = _decode(column.values, _optional(typing.get_args(hint)[0]))
        return [tuple(inner[a:b]) for a, b in pairwise(offsets)]
    children = [_decode(column.field(k), inner) for k, (_, inner) in enumerate(_fields(hint))]
    return [hint(*row) for row in zip(*children, strict=True)]
