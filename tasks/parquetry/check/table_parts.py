"""Table parts: the part files in which rows are checked, by the table they belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

Parts = Mapping[str, Sequence[Path]]
"""Part files by table. Within a table they are sorted by name, which is the order of doc_id."""


def below(folder: Path) -> dict[str, list[Path]]:
    """Return the parts below `folder/data`: of a leaf, of a staged version or of a published one.

    A table whose folder is empty is there without parts: its rules are asked, and what refers to it dangles. An
    enrichment that makes columns and no tables has no folder `data`: it has no parts.
    """
    return {path.name: sorted(path.glob("*.parquet")) for path in (folder / "data").glob("*")}
