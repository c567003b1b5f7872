"""Process: the flow from a folder of text to a published version.

    find -> read -> repair -> segment -> extract -> tabulate -> check -> publish

The flow takes one parameter, the config. A run from the command line has begun the work before Prefect is imported, and
hands it over; called by itself, as by a deployment, the flow opens its own session.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any, cast

from prefect import Flow, flow, task
from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.task_runners import ThreadPoolTaskRunner

from parquetry.config import Config  # noqa: TC001 (Prefect reads the flow's annotations)
from parquetry.execution import prefect_tasks
from parquetry.execution.pipeline import STAGES
from parquetry_flows.result import Result  # noqa: TC001 (Prefect reads the flow's annotations)
from parquetry_flows.running import lineage, publishing, run_report, state_folder
from parquetry_flows.running import session as sessions
from parquetry_flows.running.progress import Progress

if TYPE_CHECKING:
    from concurrent.futures import Future
    from uuid import UUID

    from parquetry.model.dataset import Version
    from parquetry_flows.running.plan import Plan
    from parquetry_flows.running.publishing import Draft
    from parquetry_flows.running.session import Work

_DRAIN_SECONDS = 5
_TASK_THREADS = 8
"""Threads for tasks: each only waits for work that goes on by itself."""
PUBLISHED_EVENT = "parquetry.version.published"


def run(work: Work) -> Result:
    """Run the flow over work that is under way already."""
    config = work.session.config

    def process(config: Config) -> Result:  # noqa: ARG001 (shown as the run's parameter)
        return _process(work)

    process.__doc__ = "Read, repair, segment and extract, tabulate and check, publish."
    # Threads, although the work is heavy: it is done by the worker processes, and a task only waits for its futures.
    runner: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=_TASK_THREADS)
    # Built here and not by the decorator, because its function must see `work`, which no parameter can carry: Prefect
    # would try to write it down as JSON.
    prefect_flow: Flow[[Config], Result] = Flow(
        process,
        name="parquetry",
        flow_run_name=_run_name(work),
        persist_result=False,
        log_prints=False,
        validate_parameters=False,
        task_runner=runner,  # type: ignore[arg-type]
    )
    try:
        return prefect_flow(config)
    finally:
        for sender in (EventsWorker, APILogWorker):  # what waits to be sent must go while the server lives
            sender.drain_all(timeout=_DRAIN_SECONDS)


def _run_name(work: Work) -> str:
    """Return the name of a run: the dataset, and what tells its input from others."""
    digest = work.decision.looked.digest()
    return f"{work.session.config.dataset}-{digest[:12] if digest else 'run'}"


@flow(name="parquetry", flow_run_name="{config.dataset}", persist_result=False, log_prints=False)
def process(config: Config) -> Result:
    """Read, repair, segment and extract, tabulate and check, publish; nothing if all is as it was published.

    Raises:
        RejectLimitError: more was rejected than the config allows, or nothing was left.
        CheckError: a row fails a check.
        StorageError: the output could not be written.
        ErrorLimitError: stages raised on more documents than the config allows; the rest is published.
    """
    with state_folder.private(), lineage.reporting(config) as report, sessions.opened(config, Progress()) as session:
        decision = sessions.decide(session)
        # The flow that `parquetry serve` starts: like `running.run`, it ends here where nothing changed.
        if decision.published is not None:
            result = publishing.up_to_date(session, decision.published, 0)
        else:
            with sessions.working(session, decision) as work:
                result = _process(work)
        report(result.version)
    result.refuse_errors(config.check.max_errors)
    return result


class StageTimer:
    """Seconds by stage, for people: no result depends on them."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.monotonic()

    def lap(self, stage: str) -> None:
        """Note that a stage has ended."""
        now = time.monotonic()
        self.seconds[stage], self._last = now - self._last, now


def _process(work: Work) -> Result:
    """Follow the work through its stages, and publish what it comes to."""
    session, timer = work.session, StageTimer()
    prefect_tasks.read(work.reading)
    plan, futures = work.planned.result()
    # Before anything is computed, so that `clean` sees what is in use even of a run that fails.
    plan.note_use()
    timer.lap("read")
    if plan.published is not None:
        return publishing.up_to_date(session, plan.published, plan.reused)
    # The work is done elsewhere and goes on in any case: tasks show it to people, and raise its errors here.
    _follow(plan, futures, f"{_artifact_key(session.config.dataset)}-progress")
    timer.lap("process")
    draft = publishing.draft(work, plan)
    merge(Handed(work, plan, draft))
    timer.lap("merge")
    check(Handed(work, plan, draft))
    timer.lap("check")
    version = publish(Handed(work, plan, draft))
    timer.lap("publish")
    # After publishing: where the object store refuses, the version is published here all the same.
    if session.config.output.url is not None:
        copy(Handed(work, plan, draft), version)
        timer.lap("copy")
    result = publishing.ended(session, version, reused=plan.reused, computed=plan.computed)
    _describe(work, result, timer)
    return result


def _follow(plan: Plan, futures: list[dict[str, Future[None]]], key: str) -> None:
    """Show each stage of each wave of leaves as a task, and how many waves are through; wait for all of them."""
    waves = prefect_tasks.waves(plan.leaves, futures)
    waiting = [[prefect_tasks.TASKS[stage].submit(wave) for stage in STAGES] for wave in waves]
    # Typed for asynchronous flows too, where it is a coroutine; in this one it is the id.
    shown = cast("UUID", create_progress_artifact(0.0, key=key, description="Waves of leaves that are through all stages"))
    # In the order of the plan; the first error ends the run, and `executors.executor` ends the workers.
    for number, stages in enumerate(waiting, start=1):
        for submitted in stages:
            submitted.result()
        update_progress_artifact(shown, progress=100 * number / len(waves))


class Handed:
    """What the run's own tasks share. No dataclass: Prefect walks into those it is handed, value by value."""

    __slots__ = ("draft", "plan", "work")

    def __init__(self, work: Work, plan: Plan, draft: Draft) -> None:
        self.work = work
        self.plan = plan
        self.draft = draft


@task(name="merge", tags=["parquetry", "merge"], cache_policy=NO_CACHE, persist_result=False)
def merge(handed: Handed) -> None:
    """Stage the part files of the leaves, and the tables about the whole dataset."""
    publishing.stage(handed.work, handed.plan, handed.draft)


@task(name="check merged", tags=["parquetry", "check"], cache_policy=NO_CACHE, persist_result=False)
def check(handed: Handed) -> None:
    """Check the merged tables, and what holds between all tables."""
    publishing.check(handed.work, handed.draft)


@task(name="publish", tags=["parquetry", "publish"], cache_policy=NO_CACHE, persist_result=False)
def publish(handed: Handed) -> Version:
    """Write what the version says of itself, and make it the current one."""
    return publishing.publish(handed.work, handed.plan, handed.draft)


@task(
    name="copy",
    tags=["parquetry", "copy"],
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=2,
    retry_delay_seconds=1,
)
def copy(handed: Handed, version: Version) -> None:
    """Copy the current version to the object store, and make it the current one there."""
    publishing.copy(handed.work.session, version)


def _artifact_key(dataset: str) -> str:
    """Return the key of a dataset's artifacts in Prefect, which may have lower-case letters, digits and hyphens alone."""
    return re.sub(r"[^a-z0-9]+", "-", f"parquetry-{dataset}".lower()).strip("-")


def _describe(work: Work, result: Result, timer: StageTimer) -> None:
    """Leave with Prefect what people look for: the report, the rejects, the page, and an event others can wait for."""
    dataset = work.session.config.dataset
    key = _artifact_key(dataset)
    report = run_report.report(result, timer.seconds)
    create_markdown_artifact(run_report.markdown(report), key=key, description="What the run came to")
    if report.rejects:
        create_table_artifact(run_report.rejects(report), key=f"{key}-rejects", description="What was rejected, and why")
    page = (result.path / "report.html").absolute().as_uri()
    create_link_artifact(page, link_text=f"{dataset} {result.version.name}", key=f"{key}-page", description="The page")
    # Only for a new version: automations that wait for the event would else fire after each run without a change.
    if result.version.created:
        emit_event(
            PUBLISHED_EVENT,
            resource={"prefect.resource.id": f"parquetry.dataset.{dataset}", "prefect.resource.name": dataset},
            payload={
                "version": result.version.name,
                "path": str(result.path),
                "rows": dict(result.rows),
                "rejected": dict(result.rejected),
                "computed": result.computed,
                "reused": result.reused,
            },
        )
