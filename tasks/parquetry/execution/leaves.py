"""Leaves: the final tables of one bucket of documents, with all that is known of them once they are made.

A leaf's artifact holds its part files as they are published, what the checks between its tables found, its part of the
tables about the whole dataset, and the rejects of its documents. Nothing of it is done again while its documents, the code
and the config stay the same.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from parquetry.check import invariants
from parquetry.enrich.chunks import tokenizer
from parquetry.enrich.personal_data import with_personal_data
from parquetry.execution import artifacts, spool, stages, worker
from parquetry.model.dataset import Finding, Reject, of_file
from parquetry.model.documents import Extracted
from parquetry.model.failures import failure
from parquetry.tabulate import rows
from parquetry.tabulate.merge_partials import Partials
from parquetry.tabulate.parquet_writer import TableWriter
from parquetry.tabulate.verify_alignment import verify_alignment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pyarrow as pa

DATA = "data"
"""Folder of an artifact with the part files, as they lie in a version."""
UNCOUNTED = "uncounted_tokens"
"""The flag of a document whose tokens cannot be counted."""
# Outside DATA: these are parts of merged tables and never published as they are.
_FORMS = "entities.parquet"
_COUNTS = "sources.parquet"
_REJECTS = "rejects.arrow"
_LEAF = "leaf.json"


@dataclass(frozen=True, slots=True)
class BatchTables:
    """One batch of a leaf: its bits, and the artifacts of repair, segment and extract, in this order."""

    bits: str
    artifacts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class LeafContent:
    """What a leaf's artifact says: rows of each table, findings of the checks, where its parts of merged tables are."""

    folder: Path
    rows: dict[str, int]
    findings: tuple[Finding, ...]

    @property
    def forms(self) -> Path:
        """Return the file with the leaf's part of the entities."""
        return self.folder / _FORMS

    @property
    def counts(self) -> Path:
        """Return the file with the leaf's part of the sources."""
        return self.folder / _COUNTS

    def rejects(self) -> Iterator[Reject]:
        """Yield the rejects of the leaf's documents, of all stages."""
        return artifacts.read(self.folder / _REJECTS, Reject)

    def parts(self) -> dict[str, tuple[int, str]]:
        """Return size and SHA-256 of each part file, by its path in a version."""
        return artifacts.entries(self.folder, DATA)


def is_sound(leaf: Path, current_version: Path | None = None) -> bool:
    """Tell whether a leaf's artifact can be used.

    Part files that the current version has too, by name and size, will be linked from there: their bytes are not read here.
    """
    # A rerun with one changed file would else read every byte of the dataset, only to link the same files again.
    if current_version is not None:
        parts = artifacts.entries(leaf, DATA)
        there = [current_version / name for name in parts]
        if parts and all(
            path.is_file() and path.stat().st_size == parts[str(path.relative_to(current_version))][0] for path in there
        ):
            return artifacts.is_sound(leaf, sizes_only=DATA)
    return artifacts.is_sound(leaf)


def content(leaf: Path) -> LeafContent:
    """Return what a sound artifact says."""
    value = json.loads((leaf / _LEAF).read_text(encoding="utf-8"))
    # JSON has no tuples: keys come back as a list.
    findings = tuple(Finding(**{**item, "keys": tuple(item["keys"])}) for item in value["findings"])
    return LeafContent(leaf, value["rows"], findings)


@dataclass(frozen=True, slots=True)
class Additions:
    """What is added to documents where their tables are made, at the cost of no stage before.

    `labels` are those of the personal data to find, `tokenizer` is what their tokens are counted by.
    """

    labels: tuple[str, ...] = ()
    tokenizer: Path | None = None

    def to(self, document: Extracted) -> Extracted:
        """Return a document with all of it."""
        if self.labels:
            document = with_personal_data(document, self.labels)
        if self.tokenizer is not None:
            tokens = tokenizer.count(self.tokenizer, document.segmented.text.text)
            # Said of the document, which keeps its chunks: a text without a count must not pass for one without a tokenizer.
            flags = document.flags if tokens is not None else tuple(sorted({*document.flags, UNCOUNTED}))
            document = replace(document, tokens=tokens, flags=flags)
        return document


NO_ADDITIONS = Additions()


def build(  # noqa: PLR0913 (what a leaf is made of)
    sources: spool.Spool,
    batches: tuple[BatchTables, ...],
    label: str,
    out: Path,
    part_rows: int,
    without: frozenset[str] = frozenset(),
    additions: Additions = NO_ADDITIONS,
    context: worker.Context = worker.UNLIMITED,
) -> None:
    """Build a leaf from its batches, without the documents named in `without`; a batch in memory at a time."""
    with artifacts.create(out) as folder:
        writers = {name: TableWriter(folder / DATA / name, name, label, part_rows) for name in rows.DOCUMENT_TABLES}
        partials = Partials()
        findings: list[Finding] = []
        # Rejects of all stages are gathered here, so that a leaf alone accounts for every document that it was
        # given.
        with artifacts.Writer(folder / _REJECTS, Reject) as rejects:
            for reject in _rejects_of_stages(batches):
                rejects.add(reject)
            documents = context.iterate_with_deadline(_documents(sources, batches, without))
            for tables in _tables(documents, findings, rejects, additions):
                partials.add(tables["mentions"], tables["documents"])
                for name, writer in writers.items():
                    writer.add(tables[name])
        for writer in writers.values():
            writer.close()
        partials.write(folder / _FORMS, folder / _COUNTS)
        # After the writers are closed: the checks read the part files just as a user would.
        findings += invariants.check_leaf(folder)
        value = {
            "rows": {name: writer.rows for name, writer in writers.items()},
            "findings": [asdict(finding) for finding in findings],
        }
        (folder / _LEAF).write_text(json.dumps(value), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Item:
    """A document with its bytes; `bits` are those of its batch."""

    bits: str
    document: Extracted
    data: bytes


def _documents(sources: spool.Spool, batches: Iterable[BatchTables], without: frozenset[str]) -> Iterator[_Item]:
    """Yield the extracted documents of all batches with their source bytes."""
    for batch in batches:
        # The artifacts hold texts, not source bytes; verifying the alignment needs both.
        data = {source.doc_id: source.data for source in spool.sources(sources, batch.bits)}
        for document in artifacts.read(batch.artifacts[-1] / stages.VALUES, Extracted):
            doc_id = document.segmented.source.doc_id
            if doc_id not in without:
                yield _Item(batch.bits, document, data[doc_id])


def _rejects_of_stages(batches: Iterable[BatchTables]) -> Iterator[Reject]:
    for batch in batches:
        for artifact in batch.artifacts:
            yield from stages.rejects_of(artifact)


def _tables(
    documents: Iterable[tuple[_Item, worker.SkippedItem | None]],
    findings: list[Finding],
    rejects: artifacts.Writer[Reject],
    additions: Additions,
) -> Iterator[dict[str, pa.Table]]:
    """Yield the tables of each batch, in order; what is wrong with alignments goes to `findings`."""
    # Tables are made per batch: the bits change from "0110" to "0111" where one batch ends and the next begins.
    for _, batch in groupby(documents, key=lambda document: document[0].bits):
        good: list[Extracted] = []
        extracts: dict[str, bytes] = {}
        for item, skipped in batch:
            document = _checked(item, skipped, findings, rejects, additions)
            if document is None:
                continue
            good.append(document)
            source = document.segmented.source
            # What a reader made of a file is kept, since the file alone does not hold it.
            if any(part.stored == rows.EXTRACT for part in source.parts):
                extracts[source.doc_id] = item.data
        if good:
            yield _tabulated(good, extracts, rejects)


def _checked(
    item: _Item,
    skipped: worker.SkippedItem | None,
    findings: list[Finding],
    rejects: artifacts.Writer[Reject],
    additions: Additions,
) -> Extracted | None:
    """Return a document with what is added to it, its alignment verified; null, and a reject, where it must be left out."""
    # A worker died of this document before, in an earlier try of the same leaf.
    if skipped is not None:
        rejects.add(_reject(item.document, skipped.reason, skipped.detail))
        return None
    try:
        findings += verify_alignment(item.document, item.data)
        return additions.to(item.document)
    # Not the document's fault alone: the worker ends and the pool finds out, by a trial, which document it is.
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 (a rule may fail on text of any kind: one document must not end the run)
        rejects.add(_reject(item.document, *failure(error)))
        return None


def _tabulated(
    documents: list[Extracted], extracts: dict[str, bytes], rejects: artifacts.Writer[Reject]
) -> dict[str, pa.Table]:
    """Return the tables of a batch; a document whose rows cannot be made is rejected."""
    try:
        return rows.tabulate(documents, extracts)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 (a value that Arrow cannot hold fails the batch: each document is tried by itself)
        # Twice the work, but only for a batch with a document whose rows cannot be made.
        good = [document for document in documents if _has_rows(document, rejects)]
        kept = {document.segmented.source.doc_id for document in good}
        return rows.tabulate(good, {doc_id: data for doc_id, data in extracts.items() if doc_id in kept})


def _has_rows(document: Extracted, rejects: artifacts.Writer[Reject]) -> bool:
    """Return whether the rows of a document can be made; where they cannot, it is rejected."""
    try:
        rows.tabulate([document])
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 (Arrow raises errors of many kinds, and Python for lone surrogates)
        rejects.add(_reject(document, *failure(error)))
        return False
    return True


def _reject(document: Extracted, reason: str, detail: str) -> Reject:
    source = document.segmented.source
    place = (source.source_path, source.source_record, source.source_sha256)
    return of_file(Reject(*place, "tabulate", reason, detail))
