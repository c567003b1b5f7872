"""Delta Lake: each table of a dataset as a Delta table, brought from version to version by one commit.

Rows are partitioned by the leaf they are in, so that a commit adds and removes those of changed leaves and no others.
What was written is noted beside the tables; a commit that was cut short is made again by the next export.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa

from parquetry.dataset.reader import open_parts
from parquetry.errors import ConfigError
from parquetry.model import arrow_schema, contract
from parquetry.publish import manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from types import ModuleType

STATE = "parquetry.json"
"""What was exported last: version, and the digests of the part files of each leaf, by table."""
LEAF = "leaf"
"""The column that a table is partitioned by; all others are the contract's."""
_KIND = "delta"

Leaves = dict[str, dict[str, str]]
"""For each leaf of a table its part files with their digests."""


def _library() -> ModuleType:
    try:
        import deltalake  # noqa: PLC0415 (an extra)
    except ImportError as error:
        message = "export --to delta needs the library: pip install 'parquetry[delta]'"
        raise ConfigError(message) from error
    return deltalake


def update(version: Path, folder: Path) -> int:
    """Bring the Delta tables below a folder to a version; return how many of them changed.

    Raises:
        ConfigError: the library is not installed, or the folder holds something that is none of ours.
    """
    _library()  # before the folder is touched
    before = _read_state(folder)
    now = {name: _leaves(version, name) for name in contract.BY_NAME}
    changed = sum(_update_table(version, folder, name, before.get(name), leaves) for name, leaves in now.items())
    (folder / STATE).write_text(json.dumps({"kind": _KIND, "version": version.name, "tables": now}, indent=1) + "\n")
    return changed


def _update_table(version: Path, folder: Path, name: str, before: Leaves | None, leaves: Leaves) -> bool:
    """Write the leaves of a table that differ from what was exported before; return whether any do."""
    library, place = _library(), folder / name
    # The table may have been removed by hand since: then it is written whole.
    known = before if (place / "_delta_log").is_dir() else None
    different = _different(known or {}, leaves)
    if known is not None and not different:
        return False
    library.write_deltalake(
        place,
        # A leaf that is in no version any more is overwritten by no rows.
        _rows(version, name, {leaf: leaves[leaf] for leaf in different if leaf in leaves}),
        mode="overwrite",
        partition_by=[LEAF],
        # Without a predicate the whole table is written, which a first export is.
        predicate=None if known is None else f"{LEAF} IN ({', '.join(map(repr, different))})",
        # Columns that the contract got since are added; of leaves that did not change they are null.
        schema_mode="merge",
        description=contract.BY_NAME[name].description,
        commit_properties=library.CommitProperties(custom_metadata={"parquetry_version": version.name}),
    )
    return True


def _read_state(folder: Path) -> dict[str, Leaves]:
    path = folder / STATE
    if not path.is_file():
        if folder.is_dir() and any(folder.iterdir()):
            message = f"{folder} holds something that no export to delta wrote; name a new folder, or an empty one"
            raise ConfigError(message)
        folder.mkdir(parents=True, exist_ok=True)
        return {}
    value = json.loads(path.read_text(encoding="utf-8"))
    if value.get("kind") != _KIND:
        message = f"{folder} was written by an export to {value.get('kind')}; name another folder"
        raise ConfigError(message)
    tables: dict[str, Leaves] = value["tables"]
    return tables


def _leaves(version: Path, table: str) -> Leaves:
    out: Leaves = {}
    for file in manifest.files_below(version, f"data/{table}"):
        out.setdefault(manifest.leaf_of(file["path"]), {})[file["path"]] = file["sha256"]
    return out


def _different(before: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    """Return the leaves that came, went or changed, sorted."""
    return sorted(leaf for leaf in before.keys() | now.keys() if before.get(leaf) != now.get(leaf))


def _rows(version: Path, table: str, leaves: Leaves) -> pa.RecordBatchReader:
    """Return the rows of leaves, a batch in memory at a time, with the leaf of each."""
    schema = arrow_schema.schema(table).append(pa.field(LEAF, pa.string(), nullable=False)).remove_metadata()

    def batches() -> Iterable[pa.RecordBatch]:
        for leaf, parts in sorted(leaves.items()):
            for path in sorted(parts):
                # By the reader: a column that an older version lacks is null.
                for batch in open_parts(table, [str(version / path)]).to_batches():
                    label = pa.array([leaf] * batch.num_rows, pa.string())
                    yield pa.RecordBatch.from_arrays([*batch.columns, label], schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())
