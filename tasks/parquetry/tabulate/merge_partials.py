"""Merges: the tables about the whole dataset, from what each leaf says of its own documents.

A document lies in one leaf, so that numbers of documents add up; nothing here looks at a document again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from parquetry.model import arrow_schema
from parquetry.model.dataset import Reject
from parquetry.model.vocabulary import FACTS, SKIPPED
from parquetry.tabulate import parquet_writer
from parquetry.tabulate.rows import numbered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from parquetry.model.documents import Entity, FileStats

WHOLE_FILE = -1
"""`rejects.source_record` of a reject that is about the file itself."""
LABEL = "b"
"""The bucket that part files of merged tables belong to: that of all documents."""

Describe: TypeAlias = "Callable[[str, str, Mapping[str, int], int], Entity]"
"""Makes an entity of its id, its label, the forms of its name with their mentions, and its number of documents."""

ENTITY_FORMS = pa.schema(
    [
        ("entity_id", pa.string()),
        ("label", pa.string()),
        ("form", pa.string()),
        ("mentions", pa.int64()),
        ("documents", pa.int64()),
    ]
)
"""A leaf's part of the entities: mentions of each form; the number of documents stands with an entity's first form."""
SOURCE_COUNTS = pa.schema([("source_path", pa.string()), ("documents", pa.int64()), ("flags", pa.list_(pa.string()))])
"""A leaf's part of the sources: how many documents came from each file, and which flags they have."""

# By form first, then by entity: lists in the order of forms, the same in whatever leaves the mentions were. ::BIGINT,
# since DuckDB sums integers to 128 bits.
_ENTITIES = """
    WITH forms AS (
        SELECT entity_id, min(label) AS label, form, sum(mentions)::BIGINT AS n, sum(documents)::BIGINT AS documents
        FROM read_parquet($partials) GROUP BY entity_id, form)
    SELECT entity_id, min(label) AS label, list(form ORDER BY form) AS forms, list(n ORDER BY form) AS counts,
        sum(documents)::BIGINT AS documents
    FROM forms GROUP BY entity_id ORDER BY entity_id
"""
# Columns of `sources` that say of a file what was learnt by reading it.
_OF_FILE = ("source_path", "path_bytes", "bytes", "sha256", "media_type", "records")
# Entities in memory at once, as Python values.
_BATCH_ROWS = 50_000


class Partials:
    """Gathers a leaf's part of the entities and sources from the tables of its batches."""

    def __init__(self) -> None:
        self._forms: Counter[tuple[str, str, str]] = Counter()
        self._documents: Counter[str] = Counter()
        self._sources: Counter[str] = Counter()
        self._flags: dict[str, set[str]] = defaultdict(set)

    def add(self, mentions: pa.Table, documents: pa.Table) -> None:
        """Add the documents of one batch and their mentions."""
        columns = (mentions[name].to_pylist() for name in ("doc_id", "entity_id", "label", "text"))
        # An entity counts once for a document, however often it is mentioned there.
        seen: set[tuple[str, str]] = set()
        for doc_id, entity_id, label, text in zip(*columns, strict=True):
            if entity_id is not None:
                self._forms[entity_id, label, text] += 1
                seen.add((doc_id, entity_id))
        self._documents.update(entity_id for _, entity_id in seen)
        for path, flags in zip(documents["source_path"].to_pylist(), documents["flags"].to_pylist(), strict=True):
            file = path.partition("!/")[0]  # a member of an archive counts for the archive
            self._sources[file] += 1
            self._flags[file].update(flags)

    def write(self, forms: Path, counts: Path) -> None:
        """Write both parts as Parquet, sorted."""
        left = dict(self._documents)
        # `pop`: the number of documents goes to the first form and 0 to the others, so that their sum is right.
        rows = [(*key, self._forms[key], left.pop(key[0], 0)) for key in sorted(self._forms)]
        _write(forms, ENTITY_FORMS, rows)
        _write(counts, SOURCE_COUNTS, [(path, n, sorted(self._flags[path])) for path, n in sorted(self._sources.items())])


def _write(path: Path, schema: pa.Schema, rows: Sequence[Sequence[object]]) -> None:
    # `zip` of nothing has no columns at all, and an empty table needs all of them.
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd")


@dataclass(frozen=True, slots=True)
class SourceCount:
    """What the leaves say of one file: how many documents it became, and their flags."""

    documents: int
    flags: frozenset[str]


def source_counts(partials: Iterable[Path]) -> dict[str, SourceCount]:
    """Return by source_path what the leaves say of it."""
    documents: Counter[str] = Counter()
    flags: dict[str, set[str]] = defaultdict(set)
    for path in partials:
        for row in pq.read_table(path).to_pylist():
            documents[row["source_path"]] += row["documents"]
            flags[row["source_path"]].update(row["flags"])
    return {path: SourceCount(count, frozenset(flags[path])) for path, count in documents.items()}


def entities(folder: Path, partials: Sequence[Path], part_rows: int, describe: Describe) -> int:
    """Write the entities that the leaves' parts add up to, each named by `describe`; return their number."""
    # One thread: the order of rows, hence the bytes of the file, must not depend on how many cores there are.
    with duckdb.connect(config={"threads": 1}) as connection:
        counted = connection.sql(_ENTITIES, params={"partials": [str(path) for path in partials]})
        batches = counted.to_arrow_reader(_BATCH_ROWS)
        tables = (_described(batch, describe) for batch in batches)
        return parquet_writer.write(folder, "entities", LABEL, tables, part_rows)


def _described(batch: pa.RecordBatch, describe: Describe) -> pa.Table:
    """Return the entities of a batch of (entity_id, label, forms, counts, documents)."""
    values = [
        describe(key, label, dict(zip(forms, counts, strict=True)), documents)
        for key, label, forms, counts, documents in zip(*(column.to_pylist() for column in batch.columns), strict=True)
    ]
    schema = arrow_schema.schema("entities")
    return pa.table(
        [pa.array([getattr(value, name) for value in values], schema.field(name).type) for name in schema.names],
        schema=schema,
    )


def rejects(folder: Path, values: Sequence[Reject], part_rows: int) -> int:
    """Write the rejects, sorted and numbered; return their number."""
    # By everything that tells two rejects apart, so that their order does not depend on which worker was first.
    ordered = sorted(values, key=lambda r: (r.source_path, _record(r), r.stage, r.reason, r.detail, r.row_key or ""))
    rows: dict[str, list[object]] = {name: [getattr(reject, name) for reject in ordered] for name in Reject.__slots__}
    # Null in a reject of a whole file; here it is part of the key.
    rows["source_record"] = [_record(reject) for reject in ordered]
    rows["seq"] = list(numbered((reject.source_path, _record(reject)) for reject in ordered))
    table = pa.table(rows, schema=arrow_schema.schema("rejects"))
    return parquet_writer.write(folder, "rejects", LABEL, [table], part_rows)


def _record(reject: Reject) -> int:
    return WHOLE_FILE if reject.source_record is None else reject.source_record


def sources(
    folder: Path,
    files: Sequence[FileStats],
    values: Sequence[Reject],
    counts: Mapping[str, SourceCount],
    part_rows: int,
) -> int:
    """Write one row for each file, from its facts, its rejects and what the leaves say of it; return their number."""
    reasons = _reasons(files, values, counts)
    published = {path: count.documents for path, count in counts.items()}
    ordered = sorted(files, key=lambda file: file.source_path)
    rows: dict[str, list[object]] = {name: [getattr(file, name) for file in ordered] for name in _OF_FILE}
    rows["outcome"] = [_outcome(f, reasons[f.source_path], published.get(f.source_path, 0)) for f in ordered]
    rows["reasons"] = [sorted(reasons[file.source_path]) for file in ordered]
    rows["documents"] = [published.get(file.source_path, 0) for file in ordered]
    table = pa.table(rows, schema=arrow_schema.schema("sources"))
    return parquet_writer.write(folder, "sources", LABEL, [table], part_rows)


def _reasons(files: Sequence[FileStats], values: Sequence[Reject], counts: Mapping[str, SourceCount]) -> dict[str, set[str]]:
    """Return by source_path why something of a file was rejected or skipped, and the flags of its documents."""
    reasons: dict[str, set[str]] = defaultdict(set)
    for reject in values:
        reasons[reject.source_path].add(reject.reason)
    # Flags of documents count for their file: a file with one unsure encoding is "flagged".
    for path, count in counts.items():
        reasons[path].update(count.flags)
    for file in files:
        # Why the file itself was not read, as "hidden".
        if file.skipped:
            reasons[file.source_path].add(file.skipped)
    return reasons


NOT_OF_THE_FILE = frozenset({"no_model", *FACTS})
"""Flags that say nothing of the file's health: its text is whole, only names were not looked for in it."""


def _outcome(file: FileStats, reasons: set[str], documents: int) -> str:
    # Left out by the rules of [input], such as a hidden file: nothing went wrong.
    if file.skipped in SKIPPED:
        return "skipped"
    # Nothing of it was published. A file with 999 good records and one reject is "flagged".
    if not documents and reasons:
        return "rejected"
    return "flagged" if reasons - NOT_OF_THE_FILE else "processed"
