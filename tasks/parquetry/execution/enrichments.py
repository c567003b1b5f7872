"""Enrichments of a leaf: tables made of its finished tables, each an artifact with a key of its own.

So one that is switched on later costs itself: no document is repaired, segmented or searched again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from parquetry.check import invariants
from parquetry.enrich import chunks, leaf_tables, own_tables, signals
from parquetry.enrich.duplicates import signatures
from parquetry.enrich.repeats import sentence_hashes
from parquetry.errors import ConfigError
from parquetry.execution import artifacts, isolation, worker
from parquetry.execution import own_tables as loaded
from parquetry.model.dataset import Finding, Reject, of_file
from parquetry.model.vocabulary import ENRICH
from parquetry.tabulate.parquet_writer import TableWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from parquetry.config import Config
    from parquetry.enrich.own_tables import OwnTable
    from parquetry.model.contract import Table

DATA = "data"
PARTIAL = "partial.parquet"
"""File of an artifact with the leaf's part of a table about all documents."""
_CONTENT = "enrichment.json"


Maker = Callable[[pa.Table], pa.Table]
"""What makes rows for some documents of a leaf, in their order; what it makes of one does not depend on the others."""


@dataclass(frozen=True, slots=True)
class Enrichment:
    """An enrichment: what of the config decides it (null where it is off), and what makes its rows for documents of a leaf.

    `columns` are those of `documents` that it is made of; `reads` names the enrichments that it is made of too, whose
    artifacts the maker is given by their names. Its rows are a table of its own name, or, where `merged` is set, the leaf's
    part of a table about all documents. A table that is none of the contract is `declared`.
    """

    name: str
    settings: Callable[[Config], str | None]
    columns: tuple[str, ...]
    maker: Callable[[Path, Config, Mapping[str, Path]], Maker]
    merged: pa.Schema | None = None
    declared: Table | None = None
    reads: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Return the name under which `cache_key` has the code that makes it."""
        return self.name if self.declared is None else "own_tables"

    @property
    def tables(self) -> tuple[str, ...]:
        """Return the tables whose rows it makes."""
        return () if self.merged is not None else (self.name,)


def _chunk_settings(config: Config) -> str | None:
    chunk = config.chunk
    if not chunk.size:
        return None
    return json.dumps([chunk.size, chunk.overlap, chunk.unit, tokenizer_digest(config)])


def tokenizer_digest(config: Config) -> str:
    """Return the SHA-256 of the tokenizer that tokens are counted by, hex; empty where there is none."""
    # By its content: the path of the file decides nothing.
    path = config.chunk.tokenizer
    return hashlib.sha256(path.read_bytes()).hexdigest() if path else ""


ENRICHMENTS = (
    Enrichment(
        "signals",
        lambda config: "" if config.enrich.signals else None,
        signals.COLUMNS,
        lambda leaf, _config, _made: signals.maker(leaf),
    ),
    Enrichment("chunks", _chunk_settings, chunks.COLUMNS, lambda leaf, config, _made: chunks.maker(leaf, config.chunk)),
    Enrichment(
        "duplicates",
        lambda config: "" if config.enrich.duplicates else None,
        signatures.COLUMNS,
        lambda _leaf, _config, _made: signatures.signatures,
        signatures.SCHEMA,
    ),
    Enrichment(
        "repeats",
        # In how many documents a passage must stand is asked when the leaves are merged.
        lambda config: "" if config.enrich.repeats else None,
        sentence_hashes.COLUMNS,
        lambda leaf, _config, _made: sentence_hashes.maker(leaf),
        sentence_hashes.SCHEMA,
    ),
)
"""Every enrichment of leaves, in the order in which their tables are published."""
TABLES = tuple(name for enrichment in ENRICHMENTS for name in enrichment.tables)
"""Tables of the contract that enrichments of leaves make."""


def enabled(config: Config) -> tuple[Enrichment, ...]:
    """Return the enrichments that the config switches on, those of plugins last: they may read ours.

    Raises:
        ConfigError, UnknownNameError: a plugin makes no table, or reads one that is switched off.
    """
    ours = [enrichment for enrichment in ENRICHMENTS if enrichment.settings(config) is not None]
    return (*ours, *_of_plugins(config, [enrichment.name for enrichment in ours]))


def _of_plugins(config: Config, ours: Sequence[str]) -> Iterator[Enrichment]:
    # Once for all of them: each asks for the source of its plugin.
    settings = loaded.settings(config)
    for own in loaded.load(config):
        enrichment = _of_plugin(own, settings[own.table.name])
        for read in enrichment.reads:
            if read not in ours:
                message = f"the table {own.table.name!r} of a plugin reads {read}, which the config switches off"
                raise ConfigError(message)
        yield enrichment


def _of_plugin(own: OwnTable, settings: str) -> Enrichment:
    return Enrichment(
        own.table.name,
        lambda _config: settings,
        own_tables.columns_read(own),
        lambda leaf, _config, made: own_tables.maker(leaf, own, made),
        declared=own.table,
        reads=tuple(sorted(set(own.reads).intersection(TABLES))),
    )


def by_name(name: str, config: Config) -> Enrichment:
    """Return an enrichment that is switched on, by its name."""
    return next(enrichment for enrichment in enabled(config) if enrichment.name == name)


@dataclass(frozen=True, slots=True)
class Content:
    """What an enrichment's artifact says: rows of each of its tables, what is wrong with them, documents it failed on."""

    name: str
    folder: Path
    rows: dict[str, int]
    findings: tuple[Finding, ...]
    rejects: tuple[Reject, ...]

    def parts(self) -> dict[str, tuple[int, str]]:
        """Return size and SHA-256 of each part file, by its path in a version."""
        return artifacts.entries(self.folder, DATA)


def content(name: str, artifact: Path) -> Content:
    """Return what a sound artifact of the enrichment `name` says."""
    value = json.loads((artifact / _CONTENT).read_text(encoding="utf-8"))
    findings = tuple(Finding(**{**item, "keys": tuple(item["keys"])}) for item in value["findings"])
    rejects = tuple(Reject(**item) for item in value["rejects"])
    return Content(name, artifact, value["rows"], findings, rejects)


def build(  # noqa: PLR0913 (what an enrichment is made of)
    name: str,
    leaf: Path,
    label: str,
    out: Path,
    config: Config,
    made: Mapping[str, Path] = MappingProxyType({}),
    context: worker.Context = worker.UNLIMITED,
) -> None:
    """Build an enrichment of a leaf from the leaf's artifact, and check it against the leaf's tables.

    `made` are the artifacts of the enrichments that it reads, by their names. A document that it fails on has no rows in
    its tables, and a reject: the document itself is as it was without it.
    """
    enrichment = by_name(name, config)
    failures: list[isolation.Failure] = []
    batches = leaf_tables.documents(leaf, enrichment.columns)
    parts = isolation.rows(batches, enrichment.maker(leaf, config, made), failures, context)
    with artifacts.create(out) as folder:
        counted = {}
        if enrichment.merged is not None:
            # Not below DATA: it is part of a merged table, and never published as it is.
            pq.write_table(pa.concat_tables([enrichment.merged.empty_table(), *parts]), folder / PARTIAL, compression="zstd")
        else:
            own = enrichment.declared
            schema = None if own is None else own_tables.schema(own)
            writer = TableWriter(folder / DATA / name, name, label, config.output.part_rows, schema, own)
            for rows in parts:
                writer.add(rows)
            writer.close()
            counted[name] = writer.rows
        value = {
            "rows": counted,
            "findings": [asdict(finding) for finding in invariants.check_enriched(leaf, folder, enrichment.tables)],
            "rejects": [asdict(reject) for reject in _rejects(name, leaf, failures)],
        }
        (folder / _CONTENT).write_text(json.dumps(value), encoding="utf-8")


def _rejects(table: str, leaf: Path, failures: Sequence[isolation.Failure]) -> Iterator[Reject]:
    """Yield a reject for each document that has no rows in a table."""
    failed = {failure.doc_id: failure for failure in failures}
    columns = ["doc_id", "source_path", "source_record", "source_sha256"]
    chosen = pc.is_in(pc.field("doc_id"), pa.array([*failed], pa.string()))
    for path in leaf_tables.parts(leaf, "documents") if failed else ():
        for row in pq.read_table(path, columns=columns, filters=chosen).to_pylist():
            failure = failed[row.pop("doc_id")]
            key = json.dumps([failure.doc_id])
            reject = Reject(**row, stage=ENRICH, reason=failure.reason, detail=failure.detail, table=table, row_key=key)
            yield of_file(reject)
