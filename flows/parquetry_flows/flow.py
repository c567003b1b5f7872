"""Process: the flow from a folder of text to a published version.

    find -> read -> repair -> segment -> extract -> tabulate -> check -> publish

The flow takes one parameter, the config. What takes long to start is started by `run` before Prefect is imported; called
by itself, as by a deployment, the flow opens its own session.
"""

from __future__ import annotations

import contextlib
import json
import platform
import re
import shutil
import time
from datetime import UTC, datetime
from importlib.metadata import version as distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.task_runners import ThreadPoolTaskRunner

from parquetry.check import expectations
from parquetry.config import Config  # noqa: TC001 (Prefect reads the flow's annotations)
from parquetry.dataset.reader import open_table
from parquetry.errors import CheckError, RejectLimitError
from parquetry.execution import artifacts, prefect_tasks, process_pool, shards
from parquetry.extract import linking
from parquetry.model.dataset import Finding, Reject, Version
from parquetry.publish import dataset_card, manifest, push, store
from parquetry.publish.report import page
from parquetry.read import object_store
from parquetry.tabulate import merge_shards
from parquetry.tabulate.rows import DOCUMENT_TABLES
from parquetry_flows.result import Outcome
from parquetry_flows.running import explain, lineage, run_report
from parquetry_flows.running import session as sessions
from parquetry_flows.running.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from prefect.futures import PrefectFuture

    from parquetry_flows.running.plan import Plan, Shard
    from parquetry_flows.running.session import Session

_DRAIN_SECONDS = 5
_session: Session | None = None


def run(session: Session) -> Outcome:
    """Run the flow in a session that is open already, with as many threads as its tasks can use."""
    global _session  # noqa: PLW0603 (Prefect hands a flow its parameters and nothing else)
    _session = session
    runner: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=4 * (session.config.run.workers + 1))
    try:
        return process.with_options(task_runner=runner)(session.config)  # type: ignore[arg-type]
    finally:
        _session = None
        for sender in (EventsWorker, APILogWorker):  # what waits to be sent must go while the server lives
            sender.drain_all(timeout=_DRAIN_SECONDS)


@contextlib.contextmanager
def _opened(config: Config) -> Iterator[Session]:
    if _session is not None:
        yield _session
    else:
        with sessions.private(), sessions.session(config, Progress()) as session:
            session.warm(session.plan())
            yield session


class Work:
    """What the run's own tasks share. No dataclass: Prefect walks into those it is handed, value by value."""

    __slots__ = ("plan", "rejects", "session")

    def __init__(self, session: Session, plan: Plan) -> None:
        self.session = session
        self.plan = plan
        self.rejects = list(plan.read.rejects)


@flow(name="parquetry", persist_result=False, log_prints=False)
def process(config: Config) -> Outcome:
    """Read, repair, segment and extract in shards, tabulate and check the whole, publish it.

    Raises:
        RejectLimitError: more was rejected than the config allows, or nothing was left.
        CheckError: a row of ours breaks the contract.
        StorageError: the output could not be written.
    """
    with lineage.told(config) as tell, _opened(config) as session:
        watch = Watch()
        for reading in [prefect_tasks.read.submit(number, future) for number, future in enumerate(session.reads)]:
            reading.result()
        plan = session.plan()
        plan.note_use()
        watch.passed("read")
        reused = sum(len(shard.reused) for shard in plan.shards)
        if plan.published is not None:
            version = plan.published
        else:
            work = Work(session, plan)
            _through(work)
            _limit(work)
            watch.passed("process")
            rows = _checked(work)
            watch.passed("check")
            version = publish_version(work, rows)
            watch.passed("publish")
            plan.remember(version)
        if config.output.url is not None:
            push_version(version, object_store.within(config.output.url, config.dataset))
            watch.passed("copy")
        tell(version)
        outcome = Outcome(version, reused, 3 * len(plan.shards) - reused)
        if session.entry is not None:
            session.entry.done(version.name, f"{outcome.made} stages of shards made, {outcome.reused} reused")
        key = re.sub(r"[^a-z0-9]+", "-", f"parquetry-{config.dataset}".lower()).strip("-")
        create_markdown_artifact(run_report.markdown(outcome, watch.seconds), key=key, description="What the run came to")
        return outcome


class Watch:
    """Seconds by stage, for people: no result depends on them."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.monotonic()

    def passed(self, stage: str) -> None:
        """Note that a stage has ended."""
        now = time.monotonic()
        self.seconds[stage], self._last = now - self._last, now


def _through(work: Work) -> None:
    """Take every shard through its stages, and collect the rejects.

    Raises:
        CheckError: the alignment of a document differs from its source bytes.
    """
    session = work.session
    read = work.plan.read
    total = sum(file.bytes or 0 for file in read.files)
    session.progress.begin("process", total, read.documents)
    futures = [(shard, _submitted(session, shard)) for shard in work.plan.shards]
    findings: list[Finding] = []
    for shard, chain in futures:
        findings += [future.result() for future in chain][-1]
        session.progress.advance("process", total * shard.documents // max(1, read.documents))
        for path in (shard.repaired, shard.segmented, shard.extracted):
            work.rejects += artifacts.read(shards.rejects_of(path), Reject)
    if findings:
        raise CheckError(_described(findings))


def _submitted(session: Session, shard: Shard) -> tuple[PrefectFuture[Any], ...]:
    """Submit the stages of one shard, each waiting for the one before; return what is to come, in order.

    Prefect's types do not know `wait_for` beside positional arguments: hence the annotations.
    """
    number, config = shard.number, session.config
    repaired = prefect_tasks.repair.submit(number, session.sources, shard.repaired, config.repair)
    segment: Callable[..., PrefectFuture[Any]] = prefect_tasks.segment.submit
    extract: Callable[..., PrefectFuture[Any]] = prefect_tasks.extract.submit
    tabulate: Callable[..., PrefectFuture[Any]] = prefect_tasks.tabulate.submit
    segmented = segment(number, shard.repaired, shard.segmented, config.segment, wait_for=[repaired])
    extracted = extract(number, shard.segmented, shard.extracted, config.extract, wait_for=[segmented])
    tabulated = tabulate(number, session.sources, shard.extracted, shard.tables, wait_for=[extracted])
    return repaired, segmented, extracted, tabulated


def _limit(work: Work) -> None:
    """Stop where too much of the input was rejected to publish the rest."""
    session, read, rejects = work.session, work.plan.read, work.rejects
    units = sum(max(file.records, 1) for file in read.files if file.skipped != "excluded")
    lost = len({(reject.source_path, reject.source_record) for reject in rejects})
    allowed = session.config.check.max_rejects
    if lost <= allowed * units and lost < units + (not units):
        return
    some = "\n".join(f"  {reject.source_path}: {reject.reason}: {reject.detail}" for reject in rejects[:10])
    what = f"{lost} of {units} files and records were rejected"
    why = "no document is left" if lost >= units else f"[check] max_rejects allows {allowed:.0%}"
    message = f"{what}; {why}. Nothing was published:\n{some}"
    raise RejectLimitError(message)


def _checked(work: Work) -> dict[str, int]:
    """Stage the tables and check them; documents with failing rows are left out if the config allows. Return row counts.

    Raises:
        CheckError: more rows fail than the config allows, or a failing row belongs to no document.
    """
    session = work.session
    rows = stage_tables(work, [])
    findings = check_tables(work)
    if not findings:
        return rows
    allowed = session.config.check.max_failing
    failing = [(finding, json.loads(key)) for finding in findings for key in finding.keys]
    in_documents = all(finding.table in DOCUMENT_TABLES and finding.rows == len(finding.keys) for finding in findings)
    if not in_documents or len(failing) > allowed * sum(rows.values()):
        raise CheckError(_described(findings))
    where = _sources_of(session, {str(key[0]) for _, key in failing})
    work.rejects += [
        Reject(*where[str(key[0])], "check", "check", f"{finding.check}: {finding.detail}", finding.table, json.dumps(key))
        for finding, key in failing
    ]
    shutil.rmtree(session.staged)
    session.staged.mkdir(mode=0o700)
    rows = stage_tables(work, sorted({str(key[0]) for _, key in failing}))
    findings = check_tables(work)
    if findings:
        raise CheckError(_described(findings))
    return rows


def _described(findings: list[Finding]) -> str:
    lines = [f"  {f.table}.{f.check}: {f.detail}; {', '.join(f.keys[:3])}" for f in findings[:20]]
    return "\n".join(["rows break the contract, which is a bug of ours; nothing was published:", *lines])


def _sources_of(session: Session, doc_ids: Collection[str]) -> dict[str, tuple[str, int | None, str]]:
    table = open_table(session.staged, "documents").to_table(["doc_id", "source_path", "source_record", "source_sha256"])
    return {
        row["doc_id"]: (row["source_path"], row["source_record"], row["source_sha256"])
        for row in table.to_pylist()
        if row["doc_id"] in doc_ids
    }


@task(name="stage", cache_policy=NO_CACHE, persist_result=False)
def stage_tables(work: Work, without: list[str]) -> dict[str, int]:
    """Write the tables of the version, without the documents named, into the staging folder; return their row counts."""
    staged, part_rows = work.session.staged, work.session.config.output.part_rows
    shard_tables = [shard.tables for shard in work.plan.shards]
    writing = {
        name: process_pool.submit(merge_shards.shard_table, staged, name, shard_tables, part_rows, without)
        for name in DOCUMENT_TABLES
    }
    rows = {name: future.result() for name, future in writing.items()}
    flags = open_table(staged, "documents").to_table(["source_path", "flags"]).to_pylist()
    documents = [(row["source_path"], row["flags"]) for row in flags]
    rows["entities"] = merge_shards.entities(staged, part_rows, linking.entity)
    rows["sources"] = merge_shards.sources(staged, work.plan.read.files, work.rejects, documents, part_rows)
    rows["rejects"] = merge_shards.rejects(staged, work.rejects, part_rows)
    return rows


@task(name="check", cache_policy=NO_CACHE, persist_result=False)
def check_tables(work: Work) -> list[Finding]:
    """Check every row of every staged table, and what holds between tables."""
    return work.session.check()


@task(name="publish", cache_policy=NO_CACHE, persist_result=False)
def publish_version(work: Work, rows: dict[str, int]) -> Version:
    """Write what the version says of itself, and make it the current one."""
    session = work.session
    staged, config = session.staged, session.config
    name = manifest.version_name(manifest.data_files(staged))
    if (session.root / "versions" / name / manifest.NAME).is_file():
        return store.publish(staged, session.root, name)
    content = {
        **explain.decided(config, session.models),
        "dataset": config.dataset,
        "rows": rows,
        "shards": len(work.plan.shards),
        "parquetry": distribution("parquetry"),
    }
    dataset_card.write(staged, config.dataset, rows)
    session.checker.submit(expectations.expectations, staged / "expectations").result()
    page.write(staged, config.dataset, name, content)
    run = {
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": platform.platform(),
    }
    manifest.write(staged, content, run)
    return store.publish(staged, session.root, name)


@task(name="copy", cache_policy=NO_CACHE, persist_result=False, retries=2, retry_delay_seconds=1)
def push_version(version: Version, url: str) -> int:
    """Copy the current version to the object store, and make it the current one there; return how many files were copied."""
    return push.push(store.resolve(Path(version.path).parents[1]), url, version.dataset)  # which may be a pinned one
