"""Dataclasses as Arrow: one column a field, tuples as lists, named tuples as structs.

Values are never pickled: an Arrow IPC file can be read by any tool, and no tool can be made to run by it. Conversion is by
column, so that a document's thousands of segments cost a few array calls.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from functools import cache
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")

# The large types have 64-bit offsets: a column of texts may pass the 2 GiB that 32-bit offsets reach.
_PRIMITIVES = {str: pa.large_string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), bytes: pa.large_binary()}


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
    # By position: the columns are in the order of the fields, and keywords would cost a dict for each value.
    return [of(*row) for row in zip(*columns, strict=True)]


@cache
def _fields(of: Any) -> tuple[tuple[str, Any], ...]:  # noqa: ANN401 (a type)
    hints = typing.get_type_hints(of)
    # `_fields` is the attribute of a NamedTuple: small values inside documents are named tuples.
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
        # Every tuple here is `tuple[X, ...]`: a list of one type.
        return pa.large_list(_arrow(_optional(typing.get_args(hint)[0])))
    return pa.struct([pa.field(name, _arrow(inner)) for name, inner in _fields(hint)])


def _encode(values: Sequence[Any], hint: Any) -> pa.Array:  # noqa: ANN401 (a type hint)
    if hint is str:
        return _encode_text(values)
    if hint in _PRIMITIVES:
        return pa.array(values, _PRIMITIVES[hint])
    if typing.get_origin(hint) is tuple:
        # Three documents with 2, 0 and 1 blocks: offsets 0, 2, 2, 3 into one column of the three blocks.
        offsets = pa.array([0, *accumulate(map(len, values))], pa.int64())
        inner = _optional(typing.get_args(hint)[0])
        return pa.LargeListArray.from_arrays(offsets, _encode(list(chain.from_iterable(values)), inner))
    fields = _fields(hint)
    columns = [_encode([getattr(value, name) for value in values], inner) for name, inner in fields]
    return pa.StructArray.from_arrays(columns, fields=list(_arrow(hint)))


def _encode_text(values: Sequence[str | None]) -> pa.Array:
    """Return text as a column; a byte that fits no character stands in it as a surrogate, which UTF-8 has no form for."""
    try:
        return pa.array(values, _PRIMITIVES[str])
    except UnicodeEncodeError:
        # In the form that it would have: repair, the next stage, must meet the surrogate to know the byte.
        data = [None if value is None else value.encode("utf-8", "surrogatepass") for value in values]
        return pa.array(data, _PRIMITIVES[bytes]).view(_PRIMITIVES[str])


def _decode_text(column: pa.Array) -> list[str | None]:
    try:
        return typing.cast("list[str | None]", column.to_pylist())
    except UnicodeDecodeError:
        data = column.view(_PRIMITIVES[bytes]).to_pylist()
        return [None if value is None else value.decode("utf-8", "surrogatepass") for value in data]


def _decode(column: pa.Array, hint: Any) -> list[Any]:  # noqa: ANN401 (a type hint)
    if hint is str:
        return _decode_text(column)
    if hint in _PRIMITIVES:
        return typing.cast("list[Any]", column.to_pylist())
    if typing.get_origin(hint) is tuple:
        offsets = column.offsets.to_pylist()
        inner = _decode(column.values, _optional(typing.get_args(hint)[0]))
        # The offsets of a slice do not begin at 0, but `values` is the whole column: so they can be used as they
        # are.
        return [tuple(inner[a:b]) for a, b in pairwise(offsets)]
    children = [_decode(column.field(k), inner) for k, (_, inner) in enumerate(_fields(hint))]
    return [hint(*row) for row in zip(*children, strict=True)]
