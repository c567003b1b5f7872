"""The Arrow schemas of the contract's tables."""

from __future__ import annotations

from functools import cache

import pyarrow as pa

from parquetry.errors import UnknownNameError
from parquetry.model import contract, declaration


@cache
def schema(name: str) -> pa.Schema:
    """Return the Arrow schema of a table: types, nullability, descriptions in the metadata.

    Raises:
        UnknownNameError: there is no such table.
    """
    # The error lists the tables there are.
    if name not in contract.BY_NAME:
        raise UnknownNameError("table", name, contract.BY_NAME)
    return of(contract.BY_NAME[name])


def of(table: contract.Table, declared: str = "") -> pa.Schema:
    """Return the Arrow schema of a table; `declared` is its declaration, where it is none of the contract."""
    # Declared here and not in the contract, which has types as text.
    candidate = pa.struct(
        [pa.field("text", pa.string(), nullable=False), pa.field("probability", pa.float32(), nullable=False)]
    )
    code = pa.struct(
        [
            pa.field("code", pa.int64(), nullable=False),
            pa.field("text", pa.string(), nullable=False),
            pa.field("how", pa.string(), nullable=False),
            pa.field("score", pa.float32(), nullable=False),
        ]
    )
    # The contract's names for types; one that is missing here fails when the schema is first asked for.
    types = {
        "string": pa.string(),
        "binary": pa.binary(),
        "bool": pa.bool_(),
        "int8": pa.int8(),
        "int32": pa.int32(),
        "int64": pa.int64(),
        "float32": pa.float32(),
        "float64": pa.float64(),
        "list<string>": pa.list_(pa.field("item", pa.string(), nullable=False)),
        "list<struct<text: string, probability: float>>": pa.list_(pa.field("item", candidate, nullable=False)),
        "list<struct<code: int64, text: string, how: string, score: float>>": pa.list_(
            pa.field("item", code, nullable=False)
        ),
    }
    fields = [
        pa.field(column.name, types[column.type], nullable=column.nullable, metadata={"description": column.description})
        for column in table.columns
    ]
    metadata = {"description": table.description, "contract": str(contract.CONTRACT), "key": ",".join(table.key)}
    return pa.schema(fields, metadata=metadata | ({declaration.KEY.decode(): declared} if declared else {}))
