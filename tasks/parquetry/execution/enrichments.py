"""Enrichments of a leaf: tables made of its finished tables, each an artifact with a key of its own.

So one that is switched on later costs itself: no document is repaired, segmented or searched again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from parquetry.check import invariants
from parquetry.enrich import chunks, signals
from parquetry.execution import artifacts
from parquetry.model.dataset import Finding
from parquetry.tabulate.parquet_writer import TableWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from parquetry.config import Config

DATA = "data"
PARTIAL = "partial.parquet"
"""File of an artifact with the leaf's part of a table about all documents."""
_CONTENT = "enrichment.json"


@dataclass(frozen=True, slots=True)
class Enrichment:
    """An enrichment: its tables, what of the config decides it (null where it is off), and what makes its rows of a leaf."""

    name: str
    tables: tuple[str, ...]
    settings: Callable[[Config], str | None]
    rows: Callable[[Path, Config], Iterator[Mapping[str, pa.Table]]]
    partial: Callable[[Path], Iterator[pa.Table]] | None = None
    """What makes the leaf's part of a table about all documents, where there is one."""


def _signal_rows(leaf: Path, config: Config) -> Iterator[Mapping[str, pa.Table]]:  # noqa: ARG001 (as all enrichments)
    for table in signals.tables(leaf):
        yield {"signals": table}


def _chunk_rows(leaf: Path, config: Config) -> Iterator[Mapping[str, pa.Table]]:
    for table in chunks.tables(leaf, config.chunk):
        yield {"chunks": table}


def _chunk_settings(config: Config) -> str | None:
    chunk = config.chunk
    if not chunk.size:
        return None
    # By its content: the path of the file decides nothing.
    tokenizer = hashlib.sha256(chunk.tokenizer.read_bytes()).hexdigest() if chunk.tokenizer else ""
    return json.dumps([chunk.size, chunk.overlap, chunk.unit, tokenizer])


def _no_rows(leaf: Path, config: Config) -> Iterator[Mapping[str, pa.Table]]:  # noqa: ARG001 (as all enrichments)
    yield from ()


def _signatures(leaf: Path) -> Iterator[pa.Table]:
    from parquetry.enrich.duplicates import signatures  # noqa: PLC0415

    yield signatures.SCHEMA.empty_table()
    yield from signatures.signatures(leaf)


ENRICHMENTS = (
    Enrichment("signals", ("signals",), lambda config: "" if config.enrich.signals else None, _signal_rows),
    Enrichment("chunks", ("chunks",), _chunk_settings, _chunk_rows),
    Enrichment("duplicates", (), lambda config: "" if config.enrich.duplicates else None, _no_rows, _signatures),
)
"""Every enrichment of leaves, in the order in which their tables are published."""
TABLES = tuple(name for enrichment in ENRICHMENTS for name in enrichment.tables)
"""Tables that enrichments of leaves make."""


def enabled(config: Config) -> tuple[Enrichment, ...]:
    """Return the enrichments that the config switches on."""
    return tuple(enrichment for enrichment in ENRICHMENTS if enrichment.settings(config) is not None)


def by_name(name: str) -> Enrichment:
    """Return an enrichment by its name."""
    return next(enrichment for enrichment in ENRICHMENTS if enrichment.name == name)


@dataclass(frozen=True, slots=True)
class Content:
    """What an enrichment's artifact says: rows of each of its tables, and what is wrong with them."""

    name: str
    folder: Path
    rows: dict[str, int]
    findings: tuple[Finding, ...]

    def parts(self) -> dict[str, tuple[int, str]]:
        """Return size and SHA-256 of each part file, by its path in a version."""
        return artifacts.entries(self.folder, DATA)


def content(name: str, artifact: Path) -> Content:
    """Return what a sound artifact of the enrichment `name` says."""
    value = json.loads((artifact / _CONTENT).read_text(encoding="utf-8"))
    findings = tuple(Finding(**{**item, "keys": tuple(item["keys"])}) for item in value["findings"])
    return Content(name, artifact, value["rows"], findings)


def build(name: str, leaf: Path, label: str, out: Path, config: Config) -> None:
    """Build an enrichment of a leaf from the leaf's artifact, and check it against the leaf's tables."""
    enrichment = by_name(name)
    part_rows = config.output.part_rows
    with artifacts.create(out) as folder:
        writers = {table: TableWriter(folder / DATA / table, table, label, part_rows) for table in enrichment.tables}
        for batch in enrichment.rows(leaf, config):
            for table, rows in batch.items():
                writers[table].add(rows)
        for writer in writers.values():
            writer.close()
        if enrichment.partial is not None:
            # Not below DATA: it is part of a merged table, and never published as it is.
            pq.write_table(pa.concat_tables(enrichment.partial(leaf)), folder / PARTIAL, compression="zstd")
        value = {
            "rows": {table: writer.rows for table, writer in writers.items()},
            "findings": [asdict(finding) for finding in invariants.check_enriched(leaf, folder, enrichment.tables)],
        }
        (folder / _CONTENT).write_text(json.dumps(value), encoding="utf-8")
