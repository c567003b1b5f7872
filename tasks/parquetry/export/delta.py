"""Delta Lake: each table of a dataset as a Delta table, brought from version to version by one commit.

Rows are partitioned by the leaf they are in, so that a commit adds and removes those of changed leaves and no others.
What was written is noted beside the tables; a commit that was cut short is made again by the next export.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import deltalake
import pyarrow as pa

from parquetry.errors import ConfigError, DamageError, StorageError
from parquetry.export import leaf_rows
from parquetry.model import version_tables
from parquetry.model.json_file import read_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from parquetry.export.leaf_rows import Leaves
    from parquetry.model import contract

STATE = "parquetry.json"
"""What was exported last: version, and the digests of the part files of each leaf, by table."""
_KIND = "delta"


def update(version: Path, folder: Path) -> int:
    """Bring the Delta tables below a folder to a version; return how many of them changed.

    Raises:
        ConfigError: the folder holds something that is none of ours.
        StorageError: Delta's library refuses: a table there is damaged, or the folder has a name that it cannot write to.
    """
    try:
        return _update(version, folder)
    except deltalake.exceptions.DeltaError as error:
        # In one line, whatever line ends are in the names that it quotes.
        reason = " ".join(str(error).split())
        message = f"cannot write {folder}: {reason}; name another folder to write all of it anew"
        raise StorageError(message) from error


def _update(version: Path, folder: Path) -> int:
    before = _read_state(folder)
    tables = version_tables.by_name(version)
    now = {name: leaf_rows.leaves(version, name) for name in tables}
    changed = sum(_update_table(version, folder, tables[name], before.get(name), leaves) for name, leaves in now.items())
    for name in leaf_rows.gone(before, tables):
        changed += _emptied(folder / name)
    (folder / STATE).write_text(json.dumps({"kind": _KIND, "version": version.name, "tables": now}, indent=1) + "\n")
    return changed


def _update_table(version: Path, folder: Path, table: contract.Table, before: Leaves | None, leaves: Leaves) -> bool:
    """Write the leaves of a table that differ from what was exported before; return whether any do."""
    place = folder / table.name
    # The table may have been removed by hand since: then it is written whole. So is one that cannot hold what is now in it.
    there = _fields(place)
    schema = leaf_rows.schema(table)
    known = before if _can_hold(there, schema) else None
    different = leaf_rows.different(known or {}, leaves)
    if known is not None and not different:
        return False
    # A leaf that is in no version any more is overwritten by no rows.
    rows = leaf_rows.rows(version, table, {leaf: leaves[leaf] for leaf in leaves.keys() & different})
    deltalake.write_deltalake(
        place,
        rows if known is None else rows.cast(_as_described(schema, there)),
        mode="overwrite",
        partition_by=[leaf_rows.LEAF],
        # Without a predicate the whole table is written, which a first export is.
        predicate=None if known is None else f"{leaf_rows.LEAF} IN ({', '.join(map(repr, different))})",
        # Columns that the contract got since are added; of leaves that did not change they are null.
        schema_mode="overwrite" if known is None else "merge",
        description=table.description,
        commit_properties=deltalake.CommitProperties(custom_metadata={"parquetry_version": version.name}),
    )
    return True


def _fields(place: Path) -> dict[str, deltalake.schema.Field]:
    """Return the columns of a table by their names; none where it is not there."""
    if not (place / "_delta_log").is_dir():
        return {}
    return {field.name: field for field in deltalake.DeltaTable(place).schema().fields}


def _can_hold(there: Mapping[str, deltalake.schema.Field], schema: pa.Schema) -> bool:
    """Tell whether a table that is there can hold rows of a schema when columns are added to it.

    Columns of the contract stay as they are; a plugin may declare another type of a column, or leave one out.
    """
    wanted = deltalake.Schema.from_arrow(schema).fields
    same = all(
        there[field.name].type == field.type and (there[field.name].nullable or not field.nullable)
        for field in wanted
        if field.name in there
    )
    return bool(there) and same and there.keys() <= {field.name for field in wanted}


def _as_described(schema: pa.Schema, there: Mapping[str, deltalake.schema.Field]) -> pa.Schema:
    """Return a schema without the descriptions of columns that a table has: it keeps those it was made with.

    Delta merges no schema in which one is worded otherwise.
    """
    return pa.schema([field.remove_metadata() if field.name in there else field for field in schema])


def _emptied(place: Path) -> int:
    """Delete the rows of a table that no version has any more; return 1 if it is there."""
    if not (place / "_delta_log").is_dir():
        return 0
    deltalake.DeltaTable(place).delete()
    return 1


def _read_state(folder: Path) -> dict[str, Leaves]:
    path = folder / STATE
    if not path.is_file():
        if folder.is_dir() and any(folder.iterdir()):
            message = f"{folder} holds something that no export to delta wrote; name a new folder, or an empty one"
            raise ConfigError(message)
        folder.mkdir(parents=True, exist_ok=True)
        return {}
    try:
        value = read_json(path)
        kind, tables = value["kind"], {name: dict(leaves) for name, leaves in value["tables"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{path} is damaged: {type(error).__name__}; name another folder to write all of it anew"
        raise DamageError(message) from error
    if kind != _KIND:
        message = f"{folder} was written by an export to {kind}; name another folder"
        raise ConfigError(message)
    return tables
