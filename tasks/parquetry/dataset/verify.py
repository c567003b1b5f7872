"""Verify: whether a published version is what its manifest says and what the contract demands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from parquetry.check import invariants
from parquetry.errors import DamageError
from parquetry.model import arrow_schema, contract
from parquetry.publish import manifest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from parquetry.model.dataset import Finding


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at and what was wrong: (path, what) of damaged files, and the invariants broken."""

    files: int
    damaged: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Tell whether nothing was wrong."""
        return not self.damaged and not self.findings


def verify(version: Path) -> Verified:
    """Check the digests of every file, then schemas and invariants if no file is damaged."""
    try:
        value = manifest.read(version)
        damaged = tuple(manifest.damage(version))
    except DamageError as error:
        # Without its manifest nothing is known of the other files.
        return Verified(1, ((manifest.NAME, str(error)),), ())
    # Bytes first: a file with another digest need not be opened to know that it is damaged.
    damaged = damaged or tuple(_schemas(version, value["content"]["rows"]))
    files = len(manifest.listed(value["content"])) + len(value["documentation"]) + 1
    # Invariants of damaged tables would only repeat the damage in other words.
    return Verified(files, damaged, () if damaged else tuple(invariants.check(version)))


def _schemas(version: Path, tables: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the parts whose schema is not the contract's, of the tables that the version says it has.

    The contract only ever grows: a version of an older one lacks tables and columns, and has no other ones.
    """
    for table in contract.TABLES:
        parts = sorted((version / "data" / table.name).glob("*.parquet"))
        if not parts and table.name in tables:
            yield f"data/{table.name}", "has no part"
        for path in parts:
            try:
                schema = pq.read_schema(path)
            except (pa.ArrowException, OSError) as error:
                yield path.relative_to(version).as_posix(), f"is no Parquet: {type(error).__name__}"
                continue
            # Compared with the columns it has: an older version may lack some, but not have others or another order.
            known = [field for field in arrow_schema.schema(table.name) if field.name in schema.names]
            if not schema.equals(pa.schema(known), check_metadata=False):
                yield path.relative_to(version).as_posix(), "has another schema than the contract"
