"""Stages: the pipeline as Prefect tasks, one for each stage of each shard. The only module of `parquetry` with Prefect.

A task gets paths, keys and sections of the config, and hands the work to a worker. What an earlier run made is used
again; the task's state then says `Reused`. Prefect's own cache is not used: it brings no deleted file back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed

from parquetry.execution import process_pool, shards

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

    from prefect.client.schemas.objects import State

    from parquetry import config as configs
    from parquetry.execution.shards import SliceRead
    from parquetry.model.dataset import Finding


def _reused(out: Path) -> State[None]:
    return Completed(name="Reused", message=f"made before: {out.name}")


@task(name="read", task_run_name="read slice {number}", cache_policy=NO_CACHE, persist_result=False)
def read(number: int, reading: Future[SliceRead]) -> SliceRead:  # noqa: ARG001 (shown in the task's name)
    """Return a slice of the files as read; reading began while the orchestrator was starting."""
    return reading.result()


@task(name="repair", task_run_name="repair shard {shard}", cache_policy=NO_CACHE, persist_result=False)
def repair(shard: int, folder: Path, out: Path, config: configs.Repair) -> State[None] | None:
    """Repair a shard."""
    return _reused(out) if out.exists() else process_pool.call(shards.repair, folder, shard, out, config)


@task(name="segment", task_run_name="segment shard {shard}", cache_policy=NO_CACHE, persist_result=False)
def segment(shard: int, before: Path, out: Path, config: configs.Segment) -> State[None] | None:  # noqa: ARG001 (shown)
    """Segment a shard."""
    return _reused(out) if out.exists() else process_pool.call(shards.segment, before, out, config)


@task(name="extract", task_run_name="extract shard {shard}", cache_policy=NO_CACHE, persist_result=False)
def extract(shard: int, before: Path, out: Path, config: configs.Extract) -> State[None] | None:  # noqa: ARG001 (shown)
    """Extract from a shard."""
    return _reused(out) if out.exists() else process_pool.call(shards.extract, before, out, config)


@task(name="tabulate", task_run_name="tabulate shard {shard}", cache_policy=NO_CACHE, persist_result=False)
def tabulate(shard: int, folder: Path, before: Path, out: Path) -> tuple[Finding, ...]:
    """Write the tables of a shard, checked against its source bytes."""
    return process_pool.call(shards.tabulate, folder, shard, before, out)
