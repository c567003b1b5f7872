"""Serve: a Prefect server of our own that stays, and the schedules of a config fired on it.

A dataset is one deployment with all its schedules, of which one run at a time is let through: a time that comes while a run
lasts is skipped, for the next run sees all the same. A watched folder fires when its listing changed and then held still.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from parquetry import read
from parquetry.errors import ConfigError, OrchestratorError, StorageError
from parquetry_flows.running import session
from parquetry_flows.serving import prefect_server, schedules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from prefect.deployments.runner import RunnerDeployment
    from prefect.schedules import Schedule

    from parquetry.config import Config
    from parquetry.config import Schedule as Scheduled

_POLL_SECONDS = 2.0
_ALIVE_SECONDS = 5.0


def serve(config: Config, say: Callable[[str], None]) -> None:
    """Keep a server and the schedules of a config until a signal; `say` is told where and what.

    Raises:
        ConfigError: the config has no schedule.
        LockedError: another process serves from this state folder.
        OrchestratorError: the server did not start, or its port is taken.
    """
    if not config.schedule:
        message = "the config has no [[schedule]]; add one with `parquetry schedule add`"
        raise ConfigError(message)
    state = config.run.state
    with (
        session.private(),
        session.held(state, "serve", alone=True),
        prefect_server.server(state, port=config.serve.port, keeping=True) as started,
    ):
        started.wait()
        say(f"serving at {started.url.removesuffix('/api')}, {config.dataset} from {config.input.path}")
        for schedule in config.schedule:
            say(f"  {schedule.name}: {schedules.describe(schedule)}{', paused' if schedule.paused else ''}")
        with contextlib.ExitStack() as stack:
            stack.callback(_note(state, started.url))
            number = asyncio.run(_kept(config, stack))
    if number:
        raise SystemExit(128 + number)


async def _kept(config: Config, stack: contextlib.ExitStack) -> int:
    """Register the deployment, catch up, watch, and run what is due until a signal; return which."""
    from prefect.runner import Runner  # noqa: PLC0415 (its settings are made by now)

    runner = Runner(name="parquetry", query_seconds=_POLL_SECONDS, pause_on_shutdown=False)
    await runner.aadd_deployment(await _deployment(config))
    since = _last_alive(config.run.state)
    now = datetime.now(UTC)
    if config.serve.catch_up and since and any(schedules.missed(one, since, now) for one in config.schedule):
        await asyncio.to_thread(trigger, config.dataset)
    over = threading.Event()
    stack.callback(over.set)
    threading.Thread(target=_keep_alive, args=(config.run.state, over), daemon=True).start()
    for schedule in config.schedule:
        if schedule.watch is not None and not schedule.paused:
            threading.Thread(target=_watch, args=(config, schedule, over), daemon=True).start()
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(runner.start())
    stopped: list[int] = []

    def stop(number: int) -> None:
        stopped.append(number)
        task.cancel()

    loop.add_signal_handler(signal.SIGINT, stop, signal.SIGINT)
    # the runner puts its own handler of SIGTERM in place of any: it never awaits what that calls (Prefect 3.8.8)
    setattr(runner, "handle_sigterm", lambda number, _: loop.call_soon_threadsafe(stop, number))  # noqa: B010 (see above)
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return stopped[0] if stopped else 0


async def _deployment(config: Config) -> RunnerDeployment:
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy  # noqa: PLC0415
    from prefect.types.entrypoint import EntrypointType  # noqa: PLC0415

    from parquetry_flows.flow import process  # noqa: PLC0415

    made = [_schedule(one) for one in config.schedule if one.watch is None]
    limit = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    return await process.ato_deployment(
        config.dataset,
        schedules=made,
        concurrency_limit=limit,
        parameters={"config": config.model_dump(mode="json")},
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def _schedule(one: Scheduled) -> Schedule:
    from prefect.schedules import Schedule  # noqa: PLC0415

    interval = timedelta(seconds=one.interval) if one.interval else None
    return Schedule(
        cron=one.cron,
        interval=interval,
        rrule=one.rrule,
        timezone=one.timezone,
        active=not one.paused,
        slug=one.name,
        anchor_date=datetime(1970, 1, 1, tzinfo=UTC),
    )


def trigger(dataset: str) -> str:
    """Ask the server for a run of a dataset now; return the run's name.

    Raises:
        OrchestratorError: no server knows the dataset.
    """
    import httpx  # noqa: PLC0415
    from prefect.client.orchestration import get_client  # noqa: PLC0415
    from prefect.exceptions import ObjectNotFound  # noqa: PLC0415

    try:
        with get_client(sync_client=True) as client:
            deployment = client.read_deployment_by_name(f"parquetry/{dataset}")
            return str(client.create_flow_run_from_deployment(deployment.id).name)
    except (ObjectNotFound, httpx.HTTPError) as error:
        message = f"no server knows the dataset {dataset}: {type(error).__name__}; start `parquetry serve`"
        raise OrchestratorError(message) from error


def address(state: Path) -> str | None:
    """Return where `parquetry serve` answers that keeps this state folder; null if none does."""
    try:
        return str(json.loads((state / "serve.json").read_text(encoding="utf-8"))["url"])
    except (OSError, ValueError, KeyError):
        return None


def _note(state: Path, url: str) -> Callable[[], None]:
    """Write where the server is; return what removes that again."""
    path = state / "serve.json"
    path.write_text(json.dumps({"url": url, "process": os.getpid()}), encoding="utf-8")
    return lambda: path.unlink(missing_ok=True)


def _last_alive(state: Path) -> datetime | None:
    """Return when schedules were last kept here."""
    try:
        return datetime.fromisoformat((state / "served").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _keep_alive(state: Path, over: threading.Event) -> None:
    while True:
        (state / "served").write_text(datetime.now(UTC).isoformat(), encoding="utf-8")
        if over.wait(_ALIVE_SECONDS):
            return


def _watch(config: Config, schedule: Scheduled, over: threading.Event) -> None:
    """Fire when the listing of the input is another than at the last run asked for, and did not change between two looks."""
    fired = before = _listing(config)
    while not over.wait(schedule.watch):
        now = _listing(config)
        if now is not None and now == before and now != fired:
            with contextlib.suppress(OrchestratorError):
                trigger(config.dataset)
                fired = now
        before = now


def _listing(config: Config) -> Any:  # noqa: ANN401 (compared, not looked into)
    """Return what tells that files changed: name, size and time of each. Whether they did is found out by reading them."""
    try:
        return [
            (found.path_bytes, found.size, _changed(config, found.path_bytes))
            for found in read.find(config.input, config.own_folders)
        ]
    except (ConfigError, StorageError):
        return None


def _changed(config: Config, path: bytes) -> int:
    with contextlib.suppress(OSError):
        return os.lstat(os.path.join(os.fsencode(config.input.path), path)).st_mtime_ns  # noqa: PTH118 (bytes)
    return 0


@contextlib.contextmanager
def served(state: Path) -> Iterator[None]:
    """Speak to the server that `parquetry serve` keeps, or to that of `PREFECT_API_URL`.

    Raises:
        OrchestratorError: there is neither.
    """
    url = os.environ.get("PREFECT_API_URL") or address(state)
    if not url:
        message = f"nothing is served from {state}; start `parquetry serve`, or set PREFECT_API_URL"
        raise OrchestratorError(message)
    os.environ.update(prefect_server.settings(state / "prefect"))
    os.environ["PREFECT_API_URL"] = url
    yield
