"""Serve: a Prefect server of our own that stays, and the schedules of a config run on it.

A dataset is one deployment with all its schedules. One run at a time is started; one that is due meanwhile waits. The limit
is kept here and not by Prefect's server, in whose database a run that was killed would hold its slot for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import threading
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from parquetry.check.environment import environment
from parquetry.errors import ConfigError, OrchestratorError, StorageError
from parquetry.model.json_file import read_json
from parquetry_flows.running import state_folder
from parquetry_flows.serving import prefect_server, schedules, served_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import ModuleType

    from parquetry.config import Config

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
        state_folder.private(),
        state_folder.state_lock(state, "serve", alone=True),
        prefect_server.failures(state),
        prefect_server.server(state, port=config.serve.port, keeping=True) as started,
        # Runs started from here see by it that they are served.
        environment({served_by.SERVED_BY: str(os.getpid())}),
    ):
        # Said before waiting: the first start takes a while.
        say(f"starting Prefect's server at {started.url.removesuffix('/api')} ...")
        started.wait()
        deployment = _deployment()
        with contextlib.ExitStack() as stack:
            # Other commands find the server by this file; it goes when the stack is left.
            stack.callback(_note_address(state, started.url))
            start = deployment.Start(
                ours=started.process is not None,
                catch_up=_must_catch_up(config),
                started=partial(_keep_alive_until_left, state, stack),
            )
            number = asyncio.run(deployment.until_signal(config, say, stack, start))
    if number:
        # As shells report a signal: 130 after Ctrl-C, 143 after SIGTERM.
        raise SystemExit(128 + number)


def _deployment() -> ModuleType:
    from parquetry_flows.serving import deployment  # noqa: PLC0415 (imports Prefect, once its settings are made)

    return deployment


def trigger(state: Path, dataset: str, cause: str) -> str:
    """Start a run of a dataset on the server of a state folder as soon as none is under way; return the run's name.

    Raises:
        OrchestratorError: no server answers, or none knows the dataset.
    """
    with server_of(state):
        return str(_deployment().trigger(dataset, cause))


def _must_catch_up(config: Config) -> bool:
    """Tell whether a time passed while nothing was served; what is watched looks for changes by itself at the start."""
    # None on the very first start: nothing was missed then.
    since, now = _last_alive(config.run.state), datetime.now(UTC)
    return (
        config.serve.catch_up
        and since is not None
        and any(schedules.missed(schedule, since, now) for schedule in config.schedule)
    )


def address(state: Path) -> str | None:
    """Return where `parquetry serve` answers that keeps this state folder; null if none does."""
    try:
        return str(read_json(state / "serve.json")["url"])
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


def _keep_alive_until_left(state: Path, stack: contextlib.ExitStack) -> None:
    over = threading.Event()
    stack.callback(over.set)
    threading.Thread(target=_keep_alive, args=(state, over), daemon=True).start()


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
    with environment({**prefect_server.settings(state / "prefect"), "PREFECT_API_URL": url}):
        yield
