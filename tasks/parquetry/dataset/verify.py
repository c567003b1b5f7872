"""Verify: whether a published version is what its manifest says and what the contract demands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from parquetry.check import invariants
from parquetry.errors import DamageError
from parquetry.model import arrow_schema, contract
from parquetry.publish import forgotten, manifest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from parquetry.model.dataset import Finding
    from parquetry.model.tombstones import Tombstones


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at and what was wrong: (path, what) of damaged files, and the invariants broken.

    `forgotten` is the number of documents that were looked for in all versions of the dataset, since they were forgotten.
    """

    files: int
    damaged: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]
    forgotten: int = 0

    @property
    def sound(self) -> bool:
        """Tell whether nothing was wrong."""
        return not self.damaged and not self.findings


def verify(version: Path) -> Verified:
    """Check the digests of every file, that nothing forgotten is there, then schemas and invariants if all is well."""
    try:
        tombstones = forgotten.read(version.parents[1])
        value = manifest.read(version)
        damaged = (*manifest.damage(version), *_present(version.parents[1], tombstones))
    except DamageError as error:
        # Without its manifest nothing is known of the other files.
        return Verified(1, ((manifest.NAME, str(error)),), ())
    # Bytes first: a file with another digest need not be opened to know that it is damaged.
    damaged = damaged or tuple(_schemas(version, value["content"]["rows"]))
    files = len(manifest.listed(value["content"])) + len(value["documentation"]) + 1
    # Invariants of damaged tables would only repeat the damage in other words.
    findings = () if damaged else tuple(invariants.check(version))
    return Verified(files, damaged, findings, len(tombstones.dates))


def _present(root: Path, tombstones: Tombstones) -> Iterator[tuple[str, str]]:
    """Yield the part files, of any version, that hold a document which was forgotten."""
    # Without tombstones no file is opened.
    for path in sorted((root / "versions").glob("*/data/documents/*.parquet")) if tombstones.dates else ():
        try:
            with pq.ParquetFile(path) as file:
                dates = [tombstones.date(digest.as_py()) for digest in file.read(["source_sha256"])["source_sha256"]]
        except (pa.ArrowException, OSError) as error:
            yield path.relative_to(root).as_posix(), f"is no Parquet: {type(error).__name__}"
            continue
        if any(dates):
            yield path.relative_to(root).as_posix(), f"holds a document that was forgotten on {max(filter(None, dates))}"


def _schemas(version: Path, tables: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the parts whose schema is not the contract's, of the tables that the version says it has.

    The contract only ever grows: a version of an older one lacks tables and columns, and has no other ones.
    """
    for table in contract.TABLES:
        parts = sorted((version / "data" / table.name).glob("*.parquet"))
        if not parts and table.name in tables:
            yield f"data/{table.name}", "has no part"
        for path in parts:
            if problem := _schema_problem(path, table.name):
                yield path.relative_to(version).as_posix(), problem


def _schema_problem(path: Path, table: str) -> str:
    """Return what is wrong in the schema of a part; empty if nothing is."""
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        return f"is no Parquet: {type(error).__name__}"
    # Compared with the columns it has: an older version may lack some, but not have others or another order.
    known = [field for field in arrow_schema.schema(table) if field.name in schema.names]
    return "" if schema.equals(pa.schema(known), check_metadata=False) else "has another schema than the contract"
