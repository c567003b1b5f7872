"""The command line, as a process or within this one, and where things are."""

from __future__ import annotations

import atexit
import contextlib
import importlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from cost import assert_linear

from parquetry.check.environment import environment as process_environment
from parquetry_flows.cli import main
from parquetry_flows.serving import prefect_server

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["RAW", "ROOT", "SHARED", "Ended", "assert_linear", "left_behind", "parquetry", "parquetry_here"]
ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
RAW = ROOT / "data" / "raw"


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that ended: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed with --json."""
        return json.loads(self.out)


def parquetry(*arguments: str | Path, folder: Path = ROOT, **environment: str) -> Ended:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "parquetry_flows.cli", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, timeout=600, check=False
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def parquetry_here(*arguments: str | Path, folder: Path = ROOT, **environment: str) -> Ended:
    """Run the command line in this process, runs with threads for workers: for promises about results.

    Prefect, Great Expectations and models are imported once for all tests, which is most of what a small run takes. Promises
    about processes, signals, imports and the environment of a start need `parquetry`. The trap: a run that has work to do
    needs `PREFECT_API_URL`, for Prefect is imported by then and starts no server of its own.
    """
    words = [str(argument) for argument in arguments]
    if words[0] == "run" and "--runner" not in words:
        words += ["--runner", "thread"]
    out, err = io.StringIO(), io.StringIO()
    handler = signal.getsignal(signal.SIGTERM)
    with (
        contextlib.chdir(folder),
        process_environment(environment),
        _prefect(environment.get("PREFECT_API_URL")),
        mock.patch.object(sys, "argv", ["parquetry", *words]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main.main()
        except SystemExit as ended:
            code = ended.code
        finally:
            signal.signal(signal.SIGTERM, handler)
    assert isinstance(code, int)
    return Ended(code, out.getvalue(), err.getvalue())


def left_behind(folder: Path, seconds: float = 20) -> list[str]:
    """Return the commands of processes whose environment names a folder, once they had so much time to end.

    Processes come and go while they are looked at, those of other tests too.
    """
    deadline = time.monotonic() + seconds
    while (left := _processes_of(folder)) and time.monotonic() < deadline:
        time.sleep(0.2)
    return left


def _processes_of(folder: Path) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it ended, or is someone else's
            if str(folder).encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


@cache
def _prefect_home() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="parquetry-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@contextlib.contextmanager
def _prefect(url: str | None) -> Iterator[None]:
    """Let Prefect, which reads its environment when it is imported, use this server, whoever imported it before."""
    if url is None:
        yield
        return
    with process_environment(prefect_server.settings(_prefect_home())):
        importlib.import_module("prefect.context").refresh_global_settings_context()
        yield
