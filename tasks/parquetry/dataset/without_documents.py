"""A version without some of its documents: staged beside it, with every table, digest and page as if they had never been.

Part files of leaves that hold none of the documents are links to those of the version; the others are written again, row
for row, so that they have the bytes that a run without the documents would give them.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from parquetry.check import expectations, invariants
from parquetry.dataset import remaining_leaves
from parquetry.enrich import leaf_tables
from parquetry.enrich.duplicates import clusters, signatures
from parquetry.enrich.repeats import passages, sentence_hashes
from parquetry.errors import CheckError, DamageError
from parquetry.execution import checks, enrichments, isolation
from parquetry.extract import linking
from parquetry.model import version_tables
from parquetry.model.dataset import Reject
from parquetry.model.tombstones import forgotten
from parquetry.publish import dataset_card, manifest, views
from parquetry.publish.report import changes, page
from parquetry.tabulate import merge_partials, parquet_writer
from parquetry.tabulate.parquet_writer import TableWriter
from parquetry.tabulate.rows import DOCUMENT_TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from parquetry.check.user_suites import UserSuite
    from parquetry.dataset.remaining_leaves import Removal

_RESULTS = "results.json"


def stage(  # noqa: PLR0913 (a version, what leaves it, and how to write)
    version: Path, removal: Removal, staged: Path, date: str, part_rows: int, suites: Sequence[UserSuite] = ()
) -> str:
    """Stage what stays of a version in the folder `staged`, and return the name that it will have.

    Raises:
        DamageError: a file of the version is not what its manifest says.
        CheckError: what stays breaks a rule; nothing was changed.
    """
    value = manifest.read(version)
    shutil.rmtree(staged, ignore_errors=True)
    (staged / "data").mkdir(parents=True, mode=0o700)
    remaining_leaves.stage(version, removal, staged, part_rows)
    by_document = {*DOCUMENT_TABLES, *enrichments.TABLES, *version_tables.own(version)}
    rows = {name: _rows(staged, name) for name in value["content"]["rows"] if name in by_document}
    rejects = _kept_rejects(version, removal, date)
    rows |= _merged(version, removal, staged, rejects, part_rows)
    if "duplicates" in value["content"]["rows"]:
        rows["duplicates"] = _duplicates(staged, value["content"].get("similarity"), part_rows)
    if "repeats" in value["content"]["rows"]:
        rows["repeats"] = repeats(staged, value["content"].get("repeats", 0), part_rows)
    files = _undamaged(version, value["content"], staged)
    name = manifest.version_name(files)
    broken = invariants.check(staged)
    if broken:
        lines = [f"  {finding.table}.{finding.check}: {finding.detail}" for finding in broken]
        raise CheckError("\n".join([f"{version.name} without the documents breaks rules; nothing was changed:", *lines]))
    _describe(version, staged, name, value, rows, rejects, files, suites)
    return name


def _duplicates(staged: Path, similarity: float | None, part_rows: int) -> int:
    """Find the clusters of the documents that stay, from their texts: a cluster may have lost its representative."""
    tables = []
    scratch = staged.with_name(f"{staged.name}-shingles")
    # Null: the version was made without looking for any.
    if similarity is not None:
        # Documents that have no signature have a reject already, which stays.
        made = isolation.rows(leaf_tables.documents(staged, signatures.COLUMNS), signatures.signatures, [])
        pq.write_table(pa.concat_tables([signatures.SCHEMA.empty_table(), *made]), scratch)
        signed = clusters.read([scratch])
        tables.append(clusters.table(signed, [staged], similarity, scratch))
        scratch.unlink()
    return parquet_writer.write(staged / "data", "duplicates", merge_partials.LABEL, tables, part_rows)


def repeats(staged: Path, least: int, part_rows: int) -> int:
    """Find the passages that documents which stay have in common: some may stand in too few of them now."""
    tables = []
    # 0: the version was made without looking for any; older ones do not say.
    if least:
        scratch = staged.with_name(f"{staged.name}-sentences")
        # One of a forgetting that was cut short may be there.
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        # A file for each leaf, as in a run: one of all of them would be read into the memory at once.
        leaves = sorted(remaining_leaves.parts_by_leaf(staged).items())
        hashed = [_hashed(parts["sentences"], scratch / label) for label, parts in leaves]
        tables.append(passages.table(hashed, least, scratch))
        shutil.rmtree(scratch)
    return parquet_writer.write(staged / "data", "repeats", merge_partials.LABEL, tables, part_rows)


def _hashed(sentences: Sequence[Path], out: Path) -> Path:
    """Write the hashes of the sentences of a leaf, from its part files in order; return where."""
    with pq.ParquetWriter(out, sentence_hashes.SCHEMA) as writer:
        for path in sentences:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(columns=["doc_id", *sentence_hashes.PLACE]):
                    writer.write_table(sentence_hashes.hashed(pa.Table.from_batches([batch])))
    return out


def _rows(staged: Path, table: str) -> int:
    return sum(pq.read_metadata(path).num_rows for path in (staged / "data" / table).glob("*.parquet"))


def _kept_rejects(version: Path, removal: Removal, date: str) -> list[Reject]:
    """Return the rejects that stay, with one for each record that left a file of which others stay."""
    kept = [
        Reject(**{**row, "source_record": None if row["source_record"] < 0 else row["source_record"]})
        for path in sorted((version / "data" / "rejects").glob("*.parquet"))
        for row in pq.ParquetFile(path).read(list(Reject.__slots__)).to_pylist()
        if row["source_path"].partition("!/")[0] not in removal.files
        and (row["source_path"], row["source_record"]) not in removal.records
    ]
    return [*kept, *(forgotten(path, record, date) for path, record in sorted(removal.records))]


def _merged(version: Path, removal: Removal, staged: Path, rejects: list[Reject], part_rows: int) -> dict[str, int]:
    """Stage the tables about the whole dataset, from the tables of the documents that stay; return their rows."""
    data, scratch = staged / "data", staged.with_name(f"{staged.name}-partials")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700)
    try:
        forms, counts = _partials(staged, scratch)
        rows = {"entities": merge_partials.entities(data, forms, part_rows, linking.entity)}
        counted = merge_partials.source_counts(counts)
    finally:
        shutil.rmtree(scratch)
    sources = _kept_sources(version, removal, rejects, counted)
    writer = TableWriter(data / "sources", "sources", merge_partials.LABEL, part_rows)
    writer.add(sources)
    writer.close()
    rows["sources"] = writer.rows
    rows["rejects"] = merge_partials.rejects(data, rejects, part_rows)
    return rows


def _partials(staged: Path, scratch: Path) -> tuple[list[Path], list[Path]]:
    """Write what each leaf says of its entities and sources into `scratch`; return the files of both."""
    forms, counts = [], []
    for label, tables in sorted(remaining_leaves.parts_by_leaf(staged).items()):
        partials = merge_partials.Partials()
        mentions = _table(tables["mentions"], ["doc_id", "entity_id", "label", "text"])
        partials.add(mentions, _table(tables["documents"], ["source_path", "flags"]))
        forms.append(scratch / f"{label}-forms.parquet")
        counts.append(scratch / f"{label}-counts.parquet")
        partials.write(forms[-1], counts[-1])
    return forms, counts


def _table(paths: Sequence[Path], columns: list[str]) -> pa.Table:
    return pa.concat_tables(pq.ParquetFile(path).read(columns) for path in paths)


def _kept_sources(
    version: Path, removal: Removal, rejects: Sequence[Reject], counts: Mapping[str, merge_partials.SourceCount]
) -> pa.Table:
    """Return the rows of the files that stay; those of files that lost documents are counted again."""
    parts = sorted((version / "data" / "sources").glob("*.parquet"))
    rows = pa.concat_tables(pq.ParquetFile(path).read() for path in parts)
    changed = {path for path, _ in removal.records}
    touched = pc.is_in(rows["source_path"], value_set=pa.array(sorted(changed | removal.files), pa.string()))
    again = [
        _counted_again(row, [reject.reason for reject in rejects if reject.source_path == row["source_path"]], counts)
        for row in rows.filter(touched).to_pylist()
        if row["source_path"] in changed
    ]
    kept = rows.filter(pc.invert(touched))
    return pa.concat_tables([kept, pa.Table.from_pylist(again, rows.schema)]).sort_by("source_path")


def _counted_again(
    row: dict[str, Any], reasons: Sequence[str], counts: Mapping[str, merge_partials.SourceCount]
) -> dict[str, Any]:
    count = counts.get(row["source_path"], merge_partials.SourceCount(0, frozenset()))
    # The reject of the document that left stands for it: the file is flagged, or rejected if nothing of it is left.
    return {
        **row,
        "outcome": "flagged" if count.documents else "rejected",
        "reasons": sorted({*reasons, *count.flags}),
        "documents": count.documents,
    }


def _undamaged(version: Path, content: Mapping[str, Any], staged: Path) -> list[manifest.Entry]:
    """Return the data files that are staged, those that are linked being what the manifest of the version says."""
    known = {entry["path"]: entry for entry in manifest.listed(content)}
    files = manifest.data_files(staged)
    for entry in files:
        if entry["path"] in known and entry != known[entry["path"]]:
            message = (
                f"{version / entry['path']} is damaged: restore it, or remove {version.name} with `parquetry prune`, then "
                "forget again"
            )
            raise DamageError(message)
    return files


def _describe(  # noqa: PLR0913 (all that a version says of itself)
    version: Path,
    staged: Path,
    name: str,
    value: Mapping[str, Any],
    rows: dict[str, int],
    rejects: Sequence[Reject],
    files: list[manifest.Entry],
    suites: Sequence[UserSuite],
) -> None:
    """Write card, suites, results, page and manifest of a staged version; what was known of the run stays."""
    content = {key: item for key, item in value["content"].items() if key not in {"files", "tree"}}
    reasons = sorted(reject.reason for reject in rejects)
    content |= {
        "rows": {**content["rows"], **rows},
        "rejected": {reason: reasons.count(reason) for reason in dict.fromkeys(reasons)},
        "leaves": len(remaining_leaves.parts_by_leaf(staged)),
    }
    dataset_card.write(staged, content["dataset"], content["rows"])
    if (version / views.NAME).is_file():
        shutil.copyfile(version / views.NAME, staged / views.NAME)
    before = version / "expectations"
    if before.is_dir():
        shutil.copytree(before, staged / "expectations", ignore=shutil.ignore_patterns(_RESULTS))
    # A version of the first release has no results, and its columns are not those that the suites of today expect.
    if (before / _RESULTS).is_file():
        results = json.dumps({"results": checks.results(_validated(staged, suites))}, indent=1, sort_keys=True)
        (staged / "expectations" / _RESULTS).write_text(results + "\n", encoding="utf-8")
    page.write(staged, content["dataset"], name, content, changes.FORGOTTEN)
    manifest.write(staged, content, value["run"], files)


def _validated(staged: Path, suites: Sequence[UserSuite]) -> list[expectations.Validated]:
    """Return what every expectation comes to on what stays.

    Raises:
        CheckError: one of the contract's is broken. A user's own may be, as of a least number of rows.
    """
    tables = version_tables.tables(staged)
    rows = expectations.validate(staged, tables, suites)
    broken = [item for item in rows.validations if item.suite == "contract" and item.unexpected]
    if broken:
        what = ", ".join(f"{item.table}.{item.type}" for item in broken)
        message = f"{staged.name} without the documents breaks {what}; nothing was changed"
        raise CheckError(message)
    return [rows, expectations.validate(staged, tables, suites, whole=True)]
