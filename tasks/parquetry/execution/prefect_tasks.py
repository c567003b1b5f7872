"""The pipeline as Prefect tasks: one for each stage of each wave of leaves. The only module of `parquetry` with Prefect.

Prefect orchestrates, it does not carry: work has begun before its server answers, and a task waits for the part that it
stands for. What an earlier run computed is used again; the task's state then says `Reused`. Prefect's own cache is not used:
it brings no deleted file back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prefect import runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed

from parquetry.execution.pipeline import STAGES

if TYPE_CHECKING:
    from collections.abc import Container, Sequence
    from concurrent.futures import Future

    from prefect import Task
    from prefect.client.schemas.objects import State

    from parquetry.execution.pipeline import Leaf

MAX_WAVES = 30
"""Waves of a run at most: with six stages each, and the tasks of the whole run, that stays below 200 tasks at any size."""


class Wave:
    """Some leaves and the futures of their stages. No dataclass: Prefect walks into those it is handed, value by value."""

    __slots__ = ("futures", "leaves", "number")

    def __init__(self, number: int, leaves: Sequence[Leaf], futures: Sequence[dict[str, Future[None]]]) -> None:
        self.number = number
        self.leaves = leaves
        self.futures = futures

    def counts(self, stage: str) -> tuple[int, int]:
        """Return how many units of work of a stage are computed in this run, and how many there are."""
        missing = self._missing(stage)
        return sum(stage in stages for stages in missing), len(missing)

    def _missing(self, stage: str) -> list[Container[str]]:
        """Return for each unit of work of a stage the stages that are missing of it."""
        if stage == "enrich":
            return [enriched.missing for leaf in self.leaves for enriched in leaf.enriched]
        if stage in {"tabulate", "check"}:
            return [leaf.missing for leaf in self.leaves]
        return [batch.missing for leaf in self.leaves for batch in leaf.batches]


def waves(leaves: Sequence[Leaf], futures: Sequence[dict[str, Future[None]]]) -> list[Wave]:
    """Return the leaves in at most MAX_WAVES waves of about equal length, in order."""
    # Rounded up: 100 leaves are waves of 3, not of 2, which would be 50 waves.
    length = max(1, -(-len(leaves) // MAX_WAVES))
    starts = range(0, len(leaves), length)
    return [Wave(k, leaves[at : at + length], futures[at : at + length]) for k, at in enumerate(starts)]


def _stage_task(stage: str) -> Task[..., Any]:
    def wait(wave: Wave) -> State[None]:
        for futures in wave.futures:
            futures[stage].result()
        # A stage that came whole from the cache has a name of its own in Prefect's pages.
        computed, total = wave.counts(stage)
        return Completed(name=None if computed else "Reused", message=f"{computed} of {total} computed, the rest reused")

    def name() -> str:
        """Return the name of a run of the task: its stage and wave."""
        wave = runtime.task_run.parameters.get("wave")
        return f"{stage} wave {wave.number}" if isinstance(wave, Wave) else stage

    wait.__doc__ = f"Wait until a wave of leaves has passed {stage}."
    return task(name=stage, task_run_name=name, tags=["parquetry", stage], cache_policy=NO_CACHE, persist_result=False)(wait)


TASKS: dict[str, Task[..., Any]] = {stage: _stage_task(stage) for stage in STAGES}
"""The task of each stage, by its name; each takes a wave."""


@task(name="read", tags=["parquetry", "read"], cache_policy=NO_CACHE, persist_result=False)
def read(reading: Sequence[Future[Any]]) -> int:
    """Wait until all slices of the input are read; return their number. Reading began before the server was started."""
    for future in reading:
        future.result()
    return len(reading)
