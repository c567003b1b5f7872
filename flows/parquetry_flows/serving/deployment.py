"""The deployment of a served dataset: its schedules registered with Prefect's server, and what is due run one at a time.

Imported once Prefect's settings are in the environment, which it reads when it is imported.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import httpx
from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound, PrefectException
from prefect.runner import Runner
from prefect.schedules import Schedule as PrefectSchedule
from prefect.types.entrypoint import EntrypointType

from parquetry.errors import OrchestratorError
from parquetry_flows.serving import flow_runs, schedules, watching
from parquetry_flows.serving.served_flow import process

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from prefect.deployments.runner import RunnerDeployment

    from parquetry.config import Config, Schedule

POLL_SECONDS = 2.0
"""How often runs that are due are looked for, and those under way reported."""


@dataclass(frozen=True, slots=True)
class Start:
    """How serving begins: whether the server is `ours` alone, whether to make up for a missed time, what to call then."""

    ours: bool
    catch_up: bool
    started: Callable[[], None]


async def until_signal(config: Config, say: Callable[[str], None], stack: contextlib.ExitStack, start: Start) -> int:
    """Register the deployment and run what is due until a signal; return which. The watching ends with `stack`."""
    async with get_client() as client:
        # Only where the server was ours: on one that others use too, a run may well be worked on elsewhere.
        if start.ours:
            ended = await flow_runs.end_unfinished(client, "the `parquetry serve` that ran it ended without a word")
            if ended:
                say(f"{ended} {'run' if ended == 1 else 'runs'} of a server that was stopped: set to Crashed")
        # limit=1: one run at a time, for each takes all the workers that [run] allows.
        runner = Runner(name="parquetry", query_seconds=POLL_SECONDS, limit=1, pause_on_shutdown=False)
        deployment = await runner.aadd_deployment(await _deployment(config))
        reporter = flow_runs.Reporter(client, deployment, config.run.state, say)
        # Without this every run of the past would be reported as news.
        await reporter.remember()
        say(f"serving {config.dataset} from {config.input.url or config.input.path}")
        for schedule in config.schedule:
            say(f"  {schedule.name}: {schedules.describe(schedule)}{', paused' if schedule.paused else ''}")
        if start.catch_up:
            await asyncio.to_thread(trigger, config.dataset, "missed while nothing was served")
        _watch(config, stack)
        start.started()
        # From here until a signal.
        number = await _run(runner, _report(reporter))
        if start.ours:
            await flow_runs.end_unfinished(client, "`parquetry serve` was stopped during this run")
        return number


def _watch(config: Config, stack: contextlib.ExitStack) -> None:
    """Watch what is to be watched, each in a thread of its own, until the stack is left."""
    over = threading.Event()
    stack.callback(over.set)
    for schedule in config.schedule:
        if schedule.watch is not None and not schedule.paused:
            # The cause is shown with the run, as "files changed, nightly".
            call = partial(trigger, config.dataset, f"files changed, {schedule.name}")
            arguments = (config, schedule.watch, over, call)
            options = {"at_start": config.serve.catch_up}
            threading.Thread(target=watching.watch, args=arguments, kwargs=options, daemon=True).start()


async def _run(runner: Runner, report: Coroutine[Any, Any, None]) -> int:
    """Run what is due, and report, until a signal; return which."""
    loop = asyncio.get_running_loop()
    tasks = [asyncio.ensure_future(runner.start()), asyncio.ensure_future(report)]
    stopped: list[int] = []

    def stop(number: int) -> None:
        """Note the signal, and end the runner."""
        stopped.append(number)
        tasks[0].cancel()

    # By the loop: a handler of Python's own would raise KeyboardInterrupt in the midst of any await.
    loop.add_signal_handler(signal.SIGINT, stop, signal.SIGINT)
    # the runner puts its own handler of SIGTERM in place of any: it never awaits what that calls (Prefect 3.8.8)
    setattr(runner, "handle_sigterm", lambda number, _: loop.call_soon_threadsafe(stop, number))  # noqa: B010 (see above)
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    # One of the two has ended; the other would go on for ever.
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception) and not stopped:
            raise error
    return stopped[0] if stopped else 0


async def _report(reporter: flow_runs.Reporter) -> None:
    """Report runs until cancelled. A look that fails is repeated at the next: the runner notices a dead server itself."""
    while True:
        with contextlib.suppress(httpx.HTTPError, PrefectException):
            await reporter.look()
        await asyncio.sleep(POLL_SECONDS)


async def _deployment(config: Config) -> RunnerDeployment:

    return await process.ato_deployment(
        config.dataset,
        # What is watched has no time at which it fires: threads of ours look after it.
        schedules=[_schedule(schedule) for schedule in config.schedule if schedule.watch is None],
        parameters={"config": config.model_dump(mode="json")},
        # By its module, so that the runner finds the flow in an installed package, in whatever folder it was started.
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def _schedule(schedule: Schedule) -> PrefectSchedule:
    interval = timedelta(seconds=schedule.interval) if schedule.interval else None
    return PrefectSchedule(
        cron=schedule.cron,
        interval=interval,
        rrule=schedules.for_prefect(schedule, datetime.now(UTC)),
        # An interval is so many seconds. In a zone with summer time Prefect would have one of a day keep to the clock.
        timezone="UTC" if interval else schedule.timezone,
        active=not schedule.paused,
        slug=schedule.name,
        anchor_date=schedules.INTERVAL_ANCHOR,
    )


def trigger(dataset: str, cause: str) -> str:
    """Start a run of a dataset on the server as soon as none is under way; return the run's name.

    Raises:
        OrchestratorError: no server knows the dataset.
    """
    try:
        with get_client(sync_client=True) as client:
            deployment = client.read_deployment_by_name(f"parquetry/{dataset}")
            # Due now; the runner, which looks every POLL_SECONDS, starts it when the one before it has ended.
            run = client.create_flow_run_from_deployment(deployment.id, tags=[f"cause:{cause}"])
            return str(run.name)
    except (ObjectNotFound, httpx.HTTPError) as error:
        message = f"no server knows the dataset {dataset}: {type(error).__name__}; start `parquetry serve`"
        raise OrchestratorError(message) from error
