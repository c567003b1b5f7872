"""Version tables: the tables of the contract as a version has them, which may be of an older contract."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from parquetry.model import contract, declaration

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


def tables(version: Path) -> tuple[contract.Table, ...]:
    """Return the tables that a staged or published version has, in the contract's order, each with the columns it has.

    The contract only ever grows: a version that an older release published lacks tables and columns, as `repeats` and
    `blocks.marker`. Other tables than those of the contract are declared in their own files, and come last.
    """
    of_contract = tuple(found for table in contract.TABLES if (found := _table(version, table)) is not None)
    return (*of_contract, *own(version).values())


def by_name(version: Path) -> dict[str, contract.Table]:
    """Return the tables of the contract by their names, whether a version has them or not, and those it declares itself."""
    return contract.BY_NAME | own(version)


def own(version: Path) -> dict[str, contract.Table]:
    """Return the tables that the files of a version, or of a leaf, declare beside those of the contract, sorted by name."""
    # Folders of the contract are passed over unread: this is asked of every version.
    folders = sorted(path for path in (version / "data").glob("*") if path.name not in contract.BY_NAME)
    return declared({folder.name: sorted(folder.glob("*.parquet")) for folder in folders})


def declared(parts: Mapping[str, Sequence[Path]]) -> dict[str, contract.Table]:
    """Return the tables that part files declare beside those of the contract: each under the name that its folder has."""
    out = {}
    for name, paths in parts.items():
        # All parts of a table declare the same.
        if name not in contract.BY_NAME and paths:
            table = declaration.read(_metadata(paths[0]))
            if table is not None and table.name == name:
                out[name] = table
    return out


def _metadata(part: Path) -> Mapping[bytes, bytes] | None:
    try:
        metadata: Mapping[bytes, bytes] | None = pq.read_schema(part).metadata
    # A file that was put there by others, or is damaged: it declares nothing, and `verify` names it.
    except (pa.ArrowException, OSError):
        return None
    return metadata


def _table(version: Path, table: contract.Table) -> contract.Table | None:
    # An empty table has a part too, and all parts of a table have the same columns.
    part = min((version / "data" / table.name).glob("*.parquet"), default=None)
    if part is None:
        return None
    names = frozenset(pq.read_schema(part).names)
    return replace(table, columns=tuple(column for column in table.columns if column.name in names))
