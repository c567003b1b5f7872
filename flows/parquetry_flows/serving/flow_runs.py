"""Flow runs of a served dataset: what a dead server left is ended, runs in excess are dropped, the rest is reported.

A run reads the input after it has begun. So of the runs that are due and wait, one is enough: it sees what all of them
would have seen.
Imported once Prefect's settings are in the environment, which it reads when it is imported.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from prefect.client.schemas import filters
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Cancelled, Crashed

from parquetry_flows.running import history

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from prefect.client.orchestration import PrefectClient
    from prefect.client.schemas.objects import FlowRun, State

RECENT = 50
"""Runs looked at each time, the latest due first: many times what can be due between two looks."""
SUPERSEDED = "Superseded"
"""Name of the cancelled state of a run that another, which still waits, makes needless."""
_PATIENCE = timedelta(seconds=5)
"""How long a run may be due before it is reported as waiting: to start one takes a few seconds."""


async def end_unfinished(client: PrefectClient, message: str) -> int:
    """End every served run that is not finished, because no server is left that could be working on it; return how many.

    Runs of `parquetry run` have no deployment and are left alone.
    """
    unfinished = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING, StateType.PAUSED]
    chosen = filters.FlowRunFilter(state=filters.FlowRunFilterState(type=filters.FlowRunFilterStateType(any_=unfinished)))
    ended = 0
    # A page at a time: the server gives 200 runs by default, and those ended are not in the next answer.
    while runs := [run for run in await client.read_flow_runs(flow_run_filter=chosen) if run.deployment_id is not None]:
        for run in runs:
            # By force: rules of the server would else keep a run from leaving the state it is in.
            await client.set_flow_run_state(run.id, Crashed(message=message), force=True)
        ended += len(runs)
    return ended


def _had_not_begun(before: StateType | None) -> bool:
    return before is None or before.name in {"SCHEDULED", "PENDING"}


class Reporter:
    """Watches the runs of a deployment: says when they start and how they end, and drops those in excess."""

    def __init__(self, client: PrefectClient, deployment: UUID, state: Path, say: Callable[[str], None]) -> None:
        self._client = client
        self._deployment = deployment
        self._state = state
        self._say = say
        self._known: dict[UUID, StateType | None] = {}
        self._waiting: set[UUID] = set()

    async def remember(self) -> None:
        """Take the runs there are for known, so that only what happens from now on is reported."""
        self._known = {run.id: run.state_type for run in await self._recent()}

    async def look(self) -> None:
        """Report what happened since the last look."""
        runs = await self._recent()
        dropped = await self._drop_excess(runs)
        # They come latest first; people read in the order of time.
        for run in reversed(runs):
            if run.id not in dropped:
                self._report(run)
        recent = {run.id for run in runs}
        # What is no longer among the recent is forgotten: a server that runs for months must not grow.
        self._known = {key: value for key, value in self._known.items() if key in recent}
        self._waiting &= recent

    async def _recent(self) -> list[FlowRun]:
        """Return the runs that were due last. Superseded ones are left out: a long run has many after it."""
        wanted = filters.FlowRunFilter(
            expected_start_time=filters.FlowRunFilterExpectedStartTime(before_=datetime.now(UTC)),
            state=filters.FlowRunFilterState(name=filters.FlowRunFilterStateName(not_any_=[SUPERSEDED])),
        )
        return await self._client.read_flow_runs(
            deployment_filter=filters.DeploymentFilter(id=filters.DeploymentFilterId(any_=[self._deployment])),
            flow_run_filter=wanted,
            sort=FlowRunSort.EXPECTED_START_TIME_DESC,
            limit=RECENT,
        )

    def _report(self, run: FlowRun) -> None:
        """Say what a run has come to, if that is new: one that began and ended between two looks has both lines."""
        before = self._known.get(run.id)
        self._known[run.id] = run.state_type
        # Nothing new, except that a run may have begun to wait.
        if run.state is None or run.state_type == before:
            self._report_waiting(run)
            return
        # Not known before, or known as not yet begun: then its start is news too.
        began = run.start_time is not None and _had_not_begun(before)
        if began:
            self._line(run.start_time, f"run started ({_cause(run)})")
        if run.state.is_final():
            # A run that was cancelled while it waited never started: nobody needs to hear how it ended.
            waited = before is not None and before.name == "SCHEDULED" and not began
            self._report_end(run, run.state, waited=waited)

    def _report_end(self, run: FlowRun, state: State, *, waited: bool) -> None:
        seconds = run.total_run_time.total_seconds()
        if state.is_completed():
            self._line(run.end_time, f"run ended after {seconds:.1f} s: {self._outcome()}")
        elif not waited:
            reason = " ".join((state.message or "no reason given").split())
            self._line(run.end_time, f"run {(state.name or state.type.value).upper()} after {seconds:.1f} s: {reason}")

    def _report_waiting(self, run: FlowRun) -> None:
        due = run.expected_start_time
        # Overdue by more than _PATIENCE: one run at a time is worked on, so the one before it is still under way.
        waits = run.state is not None and run.state.is_scheduled() and due and due < datetime.now(UTC) - _PATIENCE
        if waits and run.id not in self._waiting:
            self._waiting.add(run.id)
            self._line(due, f"run due ({_cause(run)}), waits for the one before it")

    def _outcome(self) -> str:
        """Return what the last run that ended came to, as its entry in the history says."""
        ended = [entry for entry in history.entries(self._state) if entry.state == "ended"]
        return f"{ended[-1].version}, {ended[-1].detail}" if ended else "see `parquetry status`"

    async def _drop_excess(self, runs: list[FlowRun]) -> set[UUID]:
        """Cancel the runs that are due and wait, all but the first of them; return those. Nothing is lost by it."""
        waiting = [run for run in reversed(runs) if run.state is not None and run.state.is_scheduled()]
        # Ten changes of files during one long run need one more run, not ten: each reads the input as it is then.
        for run in waiting[1:]:
            message = f"another run that waits since {waiting[0].expected_start_time:%H:%M:%S} UTC sees the same input"
            await self._client.set_flow_run_state(run.id, Cancelled(name=SUPERSEDED, message=message), force=True)
        return {run.id for run in waiting[1:]}

    def _line(self, when: datetime | None, text: str) -> None:
        self._say(f"{(when or datetime.now(UTC)).astimezone():%Y-%m-%d %H:%M:%S} {text}")


def _cause(run: FlowRun) -> str:
    """Return why a run was started: the tag that `serve.trigger` gave it, or that it was due."""
    return next((tag.removeprefix("cause:") for tag in run.tags if tag.startswith("cause:")), "schedule")
