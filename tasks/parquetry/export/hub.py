"""Hub: a folder ready for upload to a hub of datasets, as Hugging Face's: card, tables, and rules for large files.

Pages of the Parquet files end where their content says, so that a hub that stores pieces by content uploads, of the next
version, what changed and no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from parquetry.dataset.reader import open_table
from parquetry.model import version_tables
from parquetry.publish import dataset_card

if TYPE_CHECKING:
    from pathlib import Path

# What git is told of large files: Hugging Face's own rule for Parquet.
_LARGE = "*.parquet filter=lfs diff=lfs merge=lfs -text\n"


def write(version: Path, folder: Path) -> int:
    """Write `README.md`, `.gitattributes` and `data/<table>/`; return the number of tables."""
    rows = {}
    for name in version_tables.by_name(version):
        place = folder / "data" / name
        place.mkdir(parents=True)
        dataset = open_table(version, name)
        rows[name] = dataset.count_rows()
        with pq.ParquetWriter(
            place / "train-00000-of-00001.parquet",
            dataset.schema,
            compression="zstd",
            use_content_defined_chunking=True,
        ) as writer:
            for batch in dataset.to_batches():
                writer.write_batch(batch)
    (folder / "README.md").write_text(
        dataset_card.card(_name(version), rows, version_tables.own(version).values()), encoding="utf-8"
    )
    (folder / ".gitattributes").write_text(_LARGE, encoding="utf-8")
    return len(rows)


def _name(version: Path) -> str:
    """Return the name of the dataset that a version belongs to: that of the folder above `versions`."""
    return version.parents[1].name if version.parent.name == "versions" else "dataset"
