"""Server: Prefect's own, for the time of one run or of `parquetry serve`, if no other is named.

Where PREFECT_API_URL points at a server, that one is used and left alone. Else a server is started as a child: its home
is under the state folder, it reports to no one, its logs go to a file, and it ends with us however we end, because it
watches a pipe that only we hold.
"""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from parquetry.check.environment import environment
from parquetry.errors import OrchestratorError, ParquetryError, StorageError
from parquetry.garbage_collection import collection_paused
from parquetry_flows.serving import prefect_database

if TYPE_CHECKING:
    from collections.abc import Iterator

# Generous: the first start creates a database, and a busy machine may take minutes for it.
START_SECONDS = 180
_STOP_SECONDS = 3
_HEALTH_SECONDS = 10
KEPT_DAYS = 30
"""Days for which a server of `parquetry serve` remembers runs and events: as long as `clean` keeps artifacts."""
LEAST_FREE = 4 * 1024 * 1024
"""Bytes free below which a failure of Prefect's is taken for a full disk: SQLite's journal alone needs as much."""
_FOREIGN = {"prefect", "httpx", "httpcore", "sqlalchemy", "sqlite3", "aiosqlite", "exceptiongroup"}
"""Libraries below Prefect whose errors say that it does not work, and are no bug of ours."""


def settings(home: Path) -> dict[str, str]:
    """Return the environment that Prefect must find before it is first imported."""
    # Settings of a user's own Prefect do not reach a run: home, database and logs are those of the state folder.
    return {
        "PREFECT_HOME": str(home),
        "PREFECT_LOGGING_SETTINGS_PATH": str(Path(__file__).parent.parent / "logging.yml"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_RESULTS_DEFAULT_SERIALIZER": "json",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(START_SECONDS),
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
        "PREFECT_SERVER_UI_ENABLED": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    }


def _of_server(url: str, home: Path, *, keeping: bool) -> dict[str, str]:
    """Return the environment of the server's own process."""
    # A server for one run needs neither pages nor blocks: leaving them out makes it answer sooner.
    if not keeping:
        return {
            "PREFECT__SERVER_FINAL": "1",
            "PREFECT__SERVER_EPHEMERAL": "1",
            "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
        }
    return {
        "PREFECT__SERVER_FINAL": "1",
        "PREFECT_SERVER_UI_ENABLED": "true",
        "PREFECT_UI_API_URL": url,
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(home / "ui"),
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(KEPT_DAYS * 86_400),
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{KEPT_DAYS}D",
    }


class Server:
    """A server being started; `wait` returns when it answers. `process` is null where it is someone else's."""

    def __init__(self, url: str, process: subprocess.Popen[bytes] | None, log: Path) -> None:
        self.url = url
        self.process = process
        self.log = log

    def wait(self) -> None:
        """Return when the server answers; one that is not ours is asked once.

        Raises:
            OrchestratorError: it did not within START_SECONDS, or ended.
        """
        deadline = time.monotonic() + START_SECONDS
        while not answers(self.url):
            # It ended by itself, so that waiting longer is of no use; its log says why.
            if self.process is not None and self.process.poll() is not None:
                message = f"Prefect's server ended with code {self.process.returncode} as it started; see {self.log}"
                raise OrchestratorError(message)
            if self.process is None or time.monotonic() > deadline:
                hint = "start it, or unset PREFECT_API_URL" if self.process is None else f"see {self.log}"
                message = f"Prefect's server at {self.url} does not answer; {hint}"
                raise OrchestratorError(message)
            time.sleep(0.1)


def answers(url: str) -> bool:
    """Tell whether a Prefect server answers at the URL of its API."""
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=_HEALTH_SECONDS) as answer:  # noqa: S310 (the user's own address)
            return bool(answer.status == 200)  # noqa: PLR2004 (HTTP's OK)
    except (urllib.error.URLError, OSError, ValueError):  # ValueError: PREFECT_API_URL is no URL
        return False


@contextlib.contextmanager
def server(state: Path, *, port: int = 0, keeping: bool = False) -> Iterator[Server]:
    """Give Prefect's server, started at once and perhaps not answering yet; stop it in the end if it is ours.

    One that is `keeping` schedules fires them and shows its pages; one for a single run does neither, and starts sooner.

    Raises:
        OrchestratorError: the port is taken, or the server that PREFECT_API_URL names does not answer.
        StorageError: the state folder cannot be written.
    """
    home = state / "prefect"
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        message = f"the state folder {state} cannot be written: {error.strerror}; give another with --state"
        raise StorageError(message) from error
    url = os.environ.get("PREFECT_API_URL")
    if url:
        # Somebody else's server: it is neither started nor stopped, only asked whether it is there.
        named = Server(url, None, home / "server.log")
        named.wait()
        ours = {name: value for name, value in settings(home).items() if name not in os.environ}
        with environment(ours):
            yield named
        return
    with environment(settings(home)):
        # A database that the user names elsewhere is Prefect's own affair.
        if "PREFECT_API_DATABASE_CONNECTION_URL" not in os.environ:
            prefect_database.prepare(home)
        process, url = _started(home, port, keeping=keeping)
        try:
            with environment({"PREFECT_API_URL": url}):
                yield Server(url, process, home / "server.log")
        finally:
            _stop(process)


def _started(home: Path, port: int, *, keeping: bool) -> tuple[subprocess.Popen[bytes], str]:
    """Start a server of our own; return its process and the URL of its API."""
    with socket.socket() as listening, (home / "server.log").open("ab") as log:
        try:
            # Bound here and handed down: with port 0 the kernel chooses a free one, and nobody can take it before the
            # server has it. 127.0.0.1 alone: other machines cannot reach it.
            listening.bind(("127.0.0.1", port))
        except OSError as error:
            message = f"port {port} is taken: {error.strerror}; choose another as [serve] port, or 0 for any"
            raise OrchestratorError(message) from error
        listening.listen(128)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/api"
        process = subprocess.Popen(  # noqa: S603 (ourselves)
            [sys.executable, "-m", "parquetry_flows.serving.prefect_server", str(listening.fileno())],
            # Never written to. When this process ends, however it ends, the pipe closes, and the server ends itself.
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env={**os.environ, **_of_server(url, home, keeping=keeping)},
            pass_fds=[listening.fileno()],
            # Ctrl-C must not reach it: it ends after the run has told it how it was stopped.
            start_new_session=True,
        )
    return process, url


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server by closing its pipe; kill it if it lingers."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def failures(state: Path) -> Iterator[None]:
    """Turn what Prefect raises into an error of ours that says what to do.

    Prefect is not imported for it: what it raises is known by the library it comes from.

    Raises:
        StorageError: the disk of the state folder is full, so that Prefect's database cannot be written.
        OrchestratorError: Prefect does not work for another reason.
    """
    try:
        yield
    except Exception as error:
        unanswered = isinstance(error, OrchestratorError)
        if not unanswered and (isinstance(error, ParquetryError) or not _is_of_prefect(error)):
            raise
        what = f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:200]}"
        # The state folder itself may not exist yet, and the space of a missing folder cannot be asked for.
        near = next(folder for folder in (state, *state.parents) if folder.exists())
        # SQLite's own message, "disk I/O error" or "database is locked", would not lead anybody to the full disk.
        if shutil.disk_usage(near).free < LEAST_FREE:
            message = f"the disk of the state folder {state} is full ({what}); free some, or give another with --state"
            raise StorageError(message) from error
        if unanswered:
            raise
        message = f"Prefect failed: {what}; see {state / 'prefect' / 'server.log'}, then run again"
        raise OrchestratorError(message) from error


def _is_of_prefect(error: Exception) -> bool:
    """Tell whether an error, or one in a group of them, was raised by Prefect or a library below it."""
    return any(type(raised).__module__.split(".")[0] in _FOREIGN for raised in _inner(error))


def _inner(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and, of a group, those inside it."""
    yield error
    for raised in getattr(error, "exceptions", ()):
        yield from _inner(raised)


def main(descriptor: int) -> None:
    """Serve Prefect's API on an inherited socket until standard input closes."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Imported after the watch has begun: the parent may end meanwhile.
    with collection_paused():
        import uvicorn  # noqa: PLC0415
        from prefect.server.api.server import create_app  # noqa: PLC0415

        app = create_app()
    # What is made until here stays: the collector need never look at it.
    gc.freeze()
    uvicorn.run(app, fd=descriptor, log_level="warning", lifespan="on", log_config=None)


def _end_with_parent() -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 1024):
            pass
    # At once: an orderly end of the server would wait for its connections.
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
