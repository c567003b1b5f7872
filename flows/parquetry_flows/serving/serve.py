"""Serve: a Prefect server of our own that stays, and the schedules of a config run on it.

A dataset is one deployment with all its schedules. One run at a time is started; one that is due meanwhile waits. The limit
is kept here and not by Prefect's server, in whose database a run that was killed would hold its slot for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import threading
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from parquetry.errors import ConfigError, OrchestratorError, StorageError
from parquetry_flows.running import session
from parquetry_flows.serving import flow_runs, prefect_server, schedules, served_by, watching

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator
    from pathlib import Path
    from typing import Any

    from prefect.deployments.runner import RunnerDeployment
    from prefect.runner import Runner
    from prefect.schedules import Schedule as PrefectSchedule

    from parquetry.config import Config, Schedule

POLL_SECONDS = 2.0
"""How often runs that are due are looked for, and those under way reported."""
_ALIVE_SECONDS = 5.0


def serve(config: Config, say: Callable[[str], None]) -> None:
    """Keep a server and the schedules of a config until a signal; `say` gets a line for each thing that happens.

    Raises:
        ConfigError: the config has no schedule.
        LockedError: another process serves from this state folder.
        OrchestratorError: the server did not start or failed, or its port is taken.
        StorageError: the state folder cannot be written, or its disk is full.
    """
    # A server without a schedule would wait for ever for nothing.
    if not config.schedule:
        message = "the config has no [[schedule]]; add one with `parquetry schedule add`"
        raise ConfigError(message)
    state = config.run.state
    # The order matters: rights and lock before anything is written, `failures` around all that Prefect may raise.
    with (
        session.private(),
        session.state_lock(state, "serve", alone=True),
        prefect_server.failures(state),
        prefect_server.server(state, port=config.serve.port, keeping=True) as started,
        # Runs started from here see by it that they are served.
        prefect_server.environment({served_by.SERVED_BY: str(os.getpid())}),
    ):
        # Said before waiting: the first start takes a while.
        say(f"starting Prefect's server at {started.url.removesuffix('/api')} ...")
        started.wait()
        with contextlib.ExitStack() as stack:
            # Other commands find the server by this file; it goes when the stack is left.
            stack.callback(_note_address(state, started.url))
            number = asyncio.run(_until_signal(config, say, stack, ours=started.process is not None))
    if number:
        # As shells report a signal: 130 after Ctrl-C, 143 after SIGTERM.
        raise SystemExit(128 + number)


async def _until_signal(config: Config, say: Callable[[str], None], stack: contextlib.ExitStack, *, ours: bool) -> int:
    """Register the deployment and run what is due until a signal; return which."""
    from prefect.client.orchestration import get_client  # noqa: PLC0415 (its settings are made by now)
    from prefect.runner import Runner  # noqa: PLC0415

    async with get_client() as client:
        # Only where the server was ours: on one that others use too, a run may well be worked on elsewhere.
        if ours:
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
        if _must_catch_up(config):
            await asyncio.to_thread(trigger, config.dataset, "missed while nothing was served")
        _start_threads(config, stack)
        # From here until a signal.
        number = await _run(runner, _report(reporter))
        if ours:
            await flow_runs.end_unfinished(client, "`parquetry serve` was stopped during this run")
        return number


def _must_catch_up(config: Config) -> bool:
    """Tell whether a time passed while nothing was served; what is watched looks for changes by itself at the start."""
    # None on the very first start: nothing was missed then.
    since, now = _last_alive(config.run.state), datetime.now(UTC)
    return (
        config.serve.catch_up
        and since is not None
        and any(schedules.missed(schedule, since, now) for schedule in config.schedule)
    )


def _start_threads(config: Config, stack: contextlib.ExitStack) -> None:
    """Note that schedules are kept, and watch what is to be watched, until the stack is left."""
    over = threading.Event()
    stack.callback(over.set)
    threading.Thread(target=_keep_alive, args=(config.run.state, over), daemon=True).start()
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
    import httpx  # noqa: PLC0415 (Prefect's client's)
    from prefect.exceptions import PrefectException  # noqa: PLC0415

    while True:
        with contextlib.suppress(httpx.HTTPError, PrefectException):
            await reporter.look()
        await asyncio.sleep(POLL_SECONDS)


async def _deployment(config: Config) -> RunnerDeployment:
    from prefect.types.entrypoint import EntrypointType  # noqa: PLC0415

    from parquetry_flows.serving.served_flow import process  # noqa: PLC0415

    return await process.ato_deployment(
        config.dataset,
        # What is watched has no time at which it fires: threads of ours look after it.
        schedules=[_schedule(schedule) for schedule in config.schedule if schedule.watch is None],
        parameters={"config": config.model_dump(mode="json")},
        # By its module, so that the runner finds the flow in an installed package, in whatever folder it was started.
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def _schedule(schedule: Schedule) -> PrefectSchedule:
    from prefect.schedules import Schedule as PrefectSchedule  # noqa: PLC0415

    interval = timedelta(seconds=schedule.interval) if schedule.interval else None
    return PrefectSchedule(
        cron=schedule.cron,
        interval=interval,
        rrule=schedule.rrule,
        timezone=schedule.timezone,
        active=not schedule.paused,
        slug=schedule.name,
        anchor_date=schedules.INTERVAL_ANCHOR,
    )


def trigger(dataset: str, cause: str) -> str:
    """Start a run of a dataset on the server as soon as none is under way; return the run's name.

    Raises:
        OrchestratorError: no server knows the dataset.
    """
    import httpx  # noqa: PLC0415
    from prefect.client.orchestration import get_client  # noqa: PLC0415
    from prefect.exceptions import ObjectNotFound  # noqa: PLC0415

    try:
        with get_client(sync_client=True) as client:
            deployment = client.read_deployment_by_name(f"parquetry/{dataset}")
            # Due now; the runner, which looks every POLL_SECONDS, starts it when the one before it has ended.
            run = client.create_flow_run_from_deployment(deployment.id, tags=[f"cause:{cause}"])
            return str(run.name)
    except (ObjectNotFound, httpx.HTTPError) as error:
        message = f"no server knows the dataset {dataset}: {type(error).__name__}; start `parquetry serve`"
        raise OrchestratorError(message) from error


def address(state: Path) -> str | None:
    """Return where `parquetry serve` answers that keeps this state folder; null if none does."""
    try:
        return str(json.loads((state / "serve.json").read_text(encoding="utf-8"))["url"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _note_address(state: Path, url: str) -> Callable[[], None]:
    """Write where the server is; return what removes that again."""
    path = state / "serve.json"
    try:
        path.write_text(json.dumps({"url": url, "process": os.getpid()}), encoding="utf-8")
    except OSError as error:
        message = f"the state folder {state} cannot be written: {error.strerror}; give another with --state"
        raise StorageError(message) from error
    return lambda: path.unlink(missing_ok=True)


def _last_alive(state: Path) -> datetime | None:
    """Return when schedules were last kept here."""
    try:
        return datetime.fromisoformat((state / "served").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _keep_alive(state: Path, over: threading.Event) -> None:
    """Write the time every few seconds; a disk that is full for a while only makes the next catching up start earlier."""
    while True:
        with contextlib.suppress(OSError):
            (state / "served").write_text(datetime.now(UTC).isoformat(), encoding="utf-8")
        # Waits like a sleep, but ends at once when serving is over.
        if over.wait(_ALIVE_SECONDS):
            return


@contextlib.contextmanager
def server_of(state: Path) -> Iterator[None]:
    """Speak to the server that `parquetry serve` keeps, or to that of `PREFECT_API_URL`.

    Raises:
        OrchestratorError: there is neither, or it does not answer.
    """
    # A server that the user names wins over the one noted in the state folder.
    url = os.environ.get("PREFECT_API_URL") or address(state)
    if not url or not prefect_server.answers(url):
        message = f"nothing is served from {state}; start `parquetry serve`, or set PREFECT_API_URL"
        raise OrchestratorError(message)
    with prefect_server.environment({**prefect_server.settings(state / "prefect"), "PREFECT_API_URL": url}):
        yield
