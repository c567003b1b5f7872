"""The leaves of a version without some of its documents: what is to leave, and the tables of documents that stay."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from parquetry.execution import enrichments
from parquetry.model import arrow_schema, version_tables
from parquetry.publish import manifest, staging
from parquetry.tabulate import merge_partials
from parquetry.tabulate.parquet_writer import TableWriter
from parquetry.tabulate.rows import DOCUMENT_TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Removal:
    """What leaves a version: documents by doc_id, and files, by source_path, of which not even the name is to stay.

    `records` are (source_path of the file, number) of documents whose file stays, for other documents are in it.
    """

    documents: frozenset[str]
    files: frozenset[str]
    records: frozenset[tuple[str, int]]

    def __bool__(self) -> bool:
        """Tell whether anything is to leave."""
        return bool(self.documents or self.files)


def stage(version: Path, removal: Removal, staged: Path, part_rows: int) -> None:
    """Stage the tables of the documents that stay, leaf by leaf."""
    _link(_switched_off(version), version, staged)
    leaves = parts_by_leaf(version)
    is_empty = True
    for label, tables in sorted(leaves.items()):
        documents = {doc_id for path in tables.get("documents", ()) for doc_id in _column(path, "doc_id")}
        if documents and documents <= removal.documents:
            continue  # a run without them has no such leaf either
        is_empty = False
        # A linked part file costs nothing and keeps its name: its bytes are what they were.
        if documents.isdisjoint(removal.documents):
            _link((path for paths in tables.values() for path in paths), version, staged)
        else:
            _rewrite_tables(tables, label, staged, removal, part_rows)
    if is_empty:
        # A version of no document has one leaf of empty tables.
        _rewrite_tables(next(iter(leaves.values())), merge_partials.LABEL, staged, removal, part_rows)


def _link(paths: Iterable[Path], version: Path, staged: Path) -> None:
    """Stage files of a version as they are."""
    for path in paths:
        staging.place(path, staged, path.relative_to(version).as_posix(), version)


def _rewrite_tables(
    tables: Mapping[str, Sequence[Path]], label: str, staged: Path, removal: Removal, part_rows: int
) -> None:
    for table, paths in tables.items():
        _rewrite(paths, table, label, staged, removal, part_rows)


def parts_by_leaf(version: Path) -> dict[str, dict[str, list[Path]]]:
    """Return the part files of the tables of documents, by leaf and table."""
    leaves: dict[str, dict[str, list[Path]]] = defaultdict(lambda: defaultdict(list))
    for table in DOCUMENT_TABLES:
        for path in sorted((version / "data" / table).glob("*.parquet")):
            leaves[manifest.leaf_of(path.name)][table].append(path)
    for table, path in _enriched(version):
        if (label := manifest.leaf_of(path.name)) in leaves:
            leaves[label][table].append(path)
    return leaves


def _enriched(version: Path) -> Iterator[tuple[str, Path]]:
    for table in (*enrichments.TABLES, *version_tables.own(version)):
        yield from ((table, path) for path in sorted((version / "data" / table).glob("*.parquet")))


def _switched_off(version: Path) -> list[Path]:
    """Return the empty part files of tables that were not made: they belong to no leaf."""
    leaves = parts_by_leaf(version)
    return [path for _, path in _enriched(version) if manifest.leaf_of(path.name) not in leaves]


def _rewrite(  # noqa: PLR0913 (what is read, where it goes, what is left out)
    paths: Sequence[Path], table: str, label: str, staged: Path, removal: Removal, part_rows: int
) -> None:
    doomed = pa.array(sorted(removal.documents), pa.string())
    has = pq.read_schema(paths[0])
    own = version_tables.declared({table: paths}).get(table)
    # Of an older contract some columns are missing, and stay so; a table of a plugin is as it declares itself.
    schema = has if own else pa.schema([field for field in arrow_schema.schema(table) if field.name in has.names])
    writer = TableWriter(staged / "data" / table, table, label, part_rows, schema, own)
    for path in paths:
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                rows = file.read_row_group(group)
                writer.add(rows.filter(pc.invert(pc.is_in(rows["doc_id"], value_set=doomed))))
    writer.close()


def _column(path: Path, name: str) -> list[Any]:
    with pq.ParquetFile(path) as file:
        return list(file.read([name])[name].to_pylist())
