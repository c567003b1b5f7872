"""Server: Prefect's own, for the time of one run, if no other is named.

Where PREFECT_API_URL points at a server, that one is used and left alone. Else a server is started as a child: its home
is under the state folder, it reports to no one, its logs go to a file, and it ends with us however we end, because it
watches a pipe that only we hold.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from parquetry.errors import OrchestratorError

if TYPE_CHECKING:
    from collections.abc import Iterator

START_SECONDS = 180
_STOP_SECONDS = 3


def settings(home: Path) -> dict[str, str]:
    """Return the environment that Prefect must find before it is first imported."""
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


class Server:
    """A server being started; `wait` returns when it answers."""

    def __init__(self, url: str, process: subprocess.Popen[bytes] | None, log: Path) -> None:
        self.url = url
        self.process = process
        self.log = log

    def wait(self) -> None:
        """Return when the server answers.

        Raises:
            OrchestratorError: it did not within START_SECONDS, or ended.
        """
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process is not None and self.process.poll() is not None:
                message = f"Prefect's server ended with code {self.process.returncode} as it started; see {self.log}"
                raise OrchestratorError(message)
            if self.process is None or time.monotonic() > deadline:
                hint = "start it, or unset PREFECT_API_URL" if self.process is None else f"see {self.log}"
                message = f"Prefect's server at {self.url} does not answer; {hint}"
                raise OrchestratorError(message)
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=10) as answer:  # noqa: S310 (our own address)
                return bool(answer.status == 200)  # noqa: PLR2004 (HTTP's OK)
        except (urllib.error.URLError, OSError):
            return False


@contextlib.contextmanager
def server(state: Path, *, port: int = 0, keeping: bool = False) -> Iterator[Server]:
    """Give Prefect's server, started at once and perhaps not answering yet; stop it in the end if it is ours.

    One that is `keeping` schedules fires them and shows its pages; one for a single run does neither, and starts sooner.

    Raises:
        OrchestratorError: the port is taken.
    """
    home = state / "prefect"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    named = os.environ.get("PREFECT_API_URL")
    if named:
        os.environ.update({name: value for name, value in settings(home).items() if name not in os.environ})
        yield Server(named, None, home / "server.log")
        return
    os.environ.update(settings(home))
    with socket.socket() as listening, (home / "server.log").open("ab") as log:
        try:
            listening.bind(("127.0.0.1", port))
        except OSError as error:
            message = f"port {port} is taken: {error.strerror}; choose another as [serve] port, or 0 for any"
            raise OrchestratorError(message) from error
        listening.listen(128)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/api"
        once = {"PREFECT__SERVER_EPHEMERAL": "1", "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false"}
        kept = {
            "PREFECT_SERVER_UI_ENABLED": "true",
            "PREFECT_UI_API_URL": url,
            "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(home / "ui"),
        }
        environment = {**os.environ, "PREFECT__SERVER_FINAL": "1", **(kept if keeping else once)}
        process = subprocess.Popen(  # noqa: S603 (ourselves)
            [sys.executable, "-m", "parquetry_flows.serving.prefect_server", str(listening.fileno())],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env=environment,
            pass_fds=[listening.fileno()],
            start_new_session=True,
        )
    os.environ["PREFECT_API_URL"] = url
    try:
        yield Server(url, process, home / "server.log")
    finally:
        del os.environ["PREFECT_API_URL"]
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server by closing its pipe; kill it if it lingers."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main(descriptor: int) -> None:
    """Serve Prefect's API on an inherited socket until standard input closes."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import uvicorn  # noqa: PLC0415 (after the watch has begun)
    from prefect.server.api.server import create_app  # noqa: PLC0415

    uvicorn.run(create_app(), fd=descriptor, log_level="warning", lifespan="on", log_config=None)


def _end_with_parent() -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 1024):
            pass
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
