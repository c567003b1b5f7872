"""Publishing: from leaves that are built to a version that is checked, described, and current."""

from __future__ import annotations

import json
import platform
import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version as distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parquetry.check import expectations, invariants
from parquetry.enrich.duplicates import clusters
from parquetry.enrich.repeats import passages
from parquetry.errors import CheckError, RejectLimitError
from parquetry.execution import checks, enrichments, leaves, own_checks, own_tables
from parquetry.extract import linking
from parquetry.model import version_tables
from parquetry.model.tombstones import FORGOTTEN
from parquetry.model.vocabulary import SKIPPED
from parquetry.publish import dataset_card, manifest, push, staging, store, views
from parquetry.read import object_store
from parquetry.tabulate import merge_partials, parquet_writer
from parquetry.tabulate.rows import DOCUMENT_TABLES
from parquetry_flows.result import Result
from parquetry_flows.running import changes, explain, failing_rows, input_files
from parquetry_flows.running import plan as planning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.execution.leaves import LeafContent
    from parquetry.model.dataset import Reject, Version
    from parquetry_flows.running.plan import Plan
    from parquetry_flows.running.session import Session, Work

# Those about the whole dataset; all others are published as the leaves' own part files.
MERGED_TABLES = ("entities", "duplicates", "repeats", "sources", "rejects")


@dataclass(slots=True)
class Draft:
    """A version in the making: what its leaves hold, all rejects, and, once it is staged, its rows and files."""

    contents: list[LeafContent]
    enriched: list[enrichments.Content]
    rejects: list[Reject]
    validated: list[expectations.Validated] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    files: list[dict[str, Any]] = field(default_factory=list)

    @property
    def rejected(self) -> dict[str, int]:
        """Return the number of files and records that were rejected, by reason."""
        return dict(sorted(Counter(reject.reason for reject in self.rejects).items()))


def draft(work: Work, plan: Plan) -> Draft:
    """Return the draft of leaves that are built and checked; documents with failing rows are left out as the config allows.

    Raises:
        RejectLimitError: more was rejected than the config allows, or nothing is left.
        CheckError: more rows fail a check than the config allows, or a failing row belongs to no document.
    """
    planned, failing = failing_rows.without_failing(work, plan)
    contents = [leaves.content(leaf.tables) for leaf in planned]
    rejects = [*plan.read.rejects, *(reject for content in contents for reject in content.rejects()), *failing]
    _refuse_rejects(work.session, plan, rejects)
    enriched = [enrichments.content(each.name, each.tables) for leaf in planned for each in leaf.enriched]
    # After the limit of what may be lost: these documents are published, without rows in one of the tables.
    rejects += [reject for content in enriched for reject in content.rejects]
    checked = [path for leaf in planned for path in (leaf.checked, *(each.checked for each in leaf.enriched))]
    return Draft(contents, enriched, rejects, [checks.read(path) for path in checked])


def _refuse_rejects(session: Session, plan: Plan, rejects: Sequence[Reject]) -> None:
    """Stop where too much of the input was rejected to publish the rest."""
    # A unit is a record, or a file that has none: a CSV file of 1000 rows with one bad row has lost 0.1 %, not all.
    units = sum(max(file.records, 1) for file in plan.read.files if file.skipped not in SKIPPED)
    # By place, because one document may have several rejects: one for each of its failing rows. What the user had
    # forgotten is not lost.
    lost = len({(reject.source_path, reject.source_record) for reject in rejects if reject.reason != FORGOTTEN})
    allowed = session.config.check.max_rejects
    # The last term lets an empty folder pass: with no units nothing can be lost. With units, one must be left, even
    # where max_rejects is 1.
    if lost <= allowed * units and lost < units + (not units):
        return
    some = "\n".join(f"  {reject.source_path}: {reject.reason}: {reject.detail}" for reject in rejects[:10])
    what = f"{lost} of {units} files and records were rejected"
    why = "no document is left" if lost >= units else f"[check] max_rejects allows {allowed:.0%}"
    message = f"{what}; {why}. Nothing was published:\n{some}"
    raise RejectLimitError(message)


def stage(work: Work, plan: Plan, draft: Draft) -> None:
    """Put the part files of the leaves and the merged tables into the staging folder."""
    session = work.session
    staged, part_rows = session.staged, session.config.output.part_rows
    # Prefect may try this task again: what the first try left here goes.
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(mode=0o700)
    now = store.current(session.root)
    current_version = session.root / "versions" / now if now else None
    files: list[dict[str, Any]] = []
    made = [(content.folder, content.parts()) for content in draft.contents]
    made += [(content.folder, content.parts()) for content in draft.enriched]
    for folder, parts in made:
        for name, (size, digest) in parts.items():
            # Part files are named by their content, so that those of an unchanged leaf are links to the published ones.
            staging.place(folder / name, staged, name, current_version)
            files.append({"path": name, "bytes": size, "sha256": digest})
    draft.rows = {name: sum(content.rows[name] for content in draft.contents) for name in DOCUMENT_TABLES}
    data = staged / "data"
    draft.rows |= _enriched_rows(draft, data, part_rows)
    forms = [content.forms for content in draft.contents]
    draft.rows["entities"] = merge_partials.entities(data, forms, part_rows, linking.entity)
    draft.rows["duplicates"] = _duplicates(session, draft, part_rows)
    draft.rows["repeats"] = _repeats(session, draft, part_rows)
    counts = merge_partials.source_counts(content.counts for content in draft.contents)
    draft.rows["sources"] = merge_partials.sources(data, plan.read.files, draft.rejects, counts, part_rows)
    draft.rows["rejects"] = merge_partials.rejects(data, draft.rejects, part_rows)
    switched_off = [name for name in enrichments.TABLES if not any(name in content.rows for content in draft.enriched)]
    merged = [entry for name in (*MERGED_TABLES, *switched_off) for entry in manifest.files_below(staged, f"data/{name}")]
    # By path: the name of the version is a digest over this list, and must not depend on the order of leaves.
    draft.files = sorted([*files, *merged], key=lambda file: str(file["path"]))


def _duplicates(session: Session, draft: Draft, part_rows: int) -> int:
    """Write the clusters that the leaves' signatures make; return the number of rows, none where they are switched off."""
    signed = [content.folder / enrichments.PARTIAL for content in draft.enriched if content.name == "duplicates"]
    tables = []
    if signed:
        leaves_of_all = [content.folder for content in draft.contents]
        scratch = session.folder / "shingles"
        tables.append(clusters.table(clusters.read(signed), leaves_of_all, session.config.enrich.similarity, scratch))
        scratch.unlink()
    return parquet_writer.write(session.staged / "data", "duplicates", merge_partials.LABEL, tables, part_rows)


def _repeats(session: Session, draft: Draft, part_rows: int) -> int:
    """Write the passages that stand in several documents; return the number of rows, none where they are switched off."""
    hashed = [content.folder / enrichments.PARTIAL for content in draft.enriched if content.name == "repeats"]
    # Always written, so that a query over it gives no rows and not an error.
    tables = [passages.table(hashed, session.config.enrich.repeats, session.folder)] if hashed else []
    return parquet_writer.write(session.staged / "data", "repeats", merge_partials.LABEL, tables, part_rows)


def _enriched_rows(draft: Draft, data: Path, part_rows: int) -> dict[str, int]:
    """Return the rows of the tables that enrichments make; one of ours that is switched off is written without rows."""
    rows = {}
    of_plugins = (name for content in draft.enriched for name in content.rows)
    for name in dict.fromkeys((*enrichments.TABLES, *of_plugins)):
        made = [content.rows[name] for content in draft.enriched if name in content.rows]
        rows[name] = sum(made)
        # Always there, so that a query over it gives no rows and not an error.
        if not made:
            parquet_writer.write(data, name, merge_partials.LABEL, [], part_rows)
    return rows


def check(work: Work, draft: Draft) -> None:
    """Check the merged tables, what holds between all tables, and what the user's own checks say of whole tables.

    Raises:
        CheckError: a row fails.
    """
    config = work.session.config
    validating = work.checker.submit(checks.validate_merged, work.session.staged, config)
    forms, counts = [content.forms for content in draft.contents], [content.counts for content in draft.contents]
    findings = invariants.check_merged(work.session.staged, forms, counts)
    queries = own_checks.load(config).queries
    if queries:
        # The user's own queries see all tables at once, merged ones included.
        findings += invariants.check_queries(work.session.staged, queries, [own.table for own in own_tables.load(config)])
    # Asked for only now: Great Expectations works in its process while the invariants are checked here.
    validated = validating.result()
    draft.validated.append(validated)
    if findings or validated.findings:
        raise CheckError(failing_rows.described([*findings, *validated.findings]))


def publish(work: Work, plan: Plan, draft: Draft) -> Version:
    """Write what the version says of itself, and make it the current one."""
    from parquetry.publish.report import page  # noqa: PLC0415 (jinja2, only where there is something to publish)

    session = work.session
    staged, config = session.staged, session.config
    name = manifest.version_name(draft.files)
    # The same bytes are published already, for instance after a rollback of the config: nothing is described twice.
    if not (session.root / "versions" / name / manifest.NAME).is_file():
        content = {
            **explain.decided(session.deciding),
            "dataset": config.dataset,
            "rows": draft.rows,
            "rejected": draft.rejected,
            "report": config.report.model_dump(),
            "leaves": len(plan.leaves),
            # What `forget` finds the clusters of the documents that stay by.
            "similarity": config.enrich.similarity if config.enrich.duplicates else None,
            # The same of passages: one may stand in too few of those that stay.
            "repeats": config.enrich.repeats,
            "parquetry": distribution("parquetry"),
        }
        (staged / views.NAME).write_text(views.script(config.quality, version_tables.own(staged).values()), encoding="utf-8")
        dataset_card.write(staged, config.dataset, draft.rows)
        # In the checker, which has Great Expectations imported; this process has not.
        work.checker.submit(expectations.expectations, staged).result()
        results = json.dumps({"results": checks.results(draft.validated)}, indent=1, sort_keys=True)
        (staged / "expectations" / "results.json").write_text(results + "\n", encoding="utf-8")
        page.write(staged, config.dataset, name, content, changes.since(session.root, staged, content))
        # Kept apart from `content`: it differs between two runs of the same input, and no digest of data includes it.
        run = {
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "python": platform.python_version(),
            "platform": platform.platform(),
        }
        manifest.write(staged, content, run, draft.files)
    # From here on readers see the new version.
    version = store.publish(staged, session.root, name)
    _remember(work, plan, version)
    return version


def _remember(work: Work, plan: Plan, version: Version) -> None:
    """Note which version this input made: by what was read of it, and by the files themselves."""
    planning.remember(plan.memory, version)
    by_stamp = work.session.config.input.trust == "stat"
    digest = input_files.digest_read(plan.read.files, plan.read.rejects, work.decision.looked, by_stamp=by_stamp)
    # Known by the files alone, the next run with the same files ends before it starts a worker.
    if digest is not None:
        session = work.session
        planning.remember(planning.memory_of_files(session.deciding, session.cache, digest), version)


def copy(session: Session, version: Version) -> None:
    """Copy a version to the object store that the config names, if it names one; what is there already is left alone.

    Raises:
        StorageError: the store refused.
    """
    config = session.config
    if config.output.url is not None:
        push.push(store.resolve(session.root), object_store.within(config.output.url, config.dataset), version.dataset)


def up_to_date(session: Session, version: Version, reused: int) -> Result:
    """Return the result of a run that found nothing to do: what is published already."""
    copy(session, version)
    return ended(session, version, reused=reused, computed=0)


def ended(session: Session, version: Version, *, reused: int, computed: int) -> Result:
    """Return the result of a run, noted in the history."""
    content = manifest.read(Path(version.path))["content"]
    result = Result(version, reused, computed, dict(content["rows"]), dict(content.get("rejected", {})))
    if session.entry is not None:
        session.entry.done(version.name, f"{computed} stages of batches computed, {reused} reused")
    return result
