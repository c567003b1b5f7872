"""Isolation: a run asks for no address but its own machine's, and loads no pickle that lies about."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command import RAW, ROOT, left_behind, parquetry_here

pytestmark = pytest.mark.flow

LISTENER = """
import os, sys

def heard(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        with open({log!r}, "a", encoding="utf-8") as file:
            file.write(event + " " + repr(arguments[-1] if event == "socket.connect" else arguments[:2]) + "\\n")

sys.addaudithook(heard)
"""
"""What every Python process of the run starts with: it writes down whom it speaks to.

Source: the audit events of CPython, PEP 578.
"""
LOOPBACK = ("127.0.0.1", "localhost", "::1", "0.0.0.0")  # noqa: S104 (an address looked up, not bound)
NO_NETWORK = ["unshare", "--user", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]


class Planted:
    """What runs a command where it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[object, ...]:
        return os.system, (f"touch {self.canary}",)


def listening(folder: Path) -> tuple[dict[str, str], Path]:
    """Return the environment of a run that is listened to, and where what was heard is written."""
    home, log = folder / "listener", folder / "heard.txt"
    home.mkdir()
    (home / "sitecustomize.py").write_text(LISTENER.format(log=str(log)), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return {**kept, "PYTHONPATH": str(home)}, log


def test_an_own_server_is_started_asks_for_nobody_and_ends_with_the_run(tmp_path: Path) -> None:
    """Where the machine allows network namespaces, there is no network for the run at all."""
    environment, log = listening(tmp_path)
    with_namespaces = not subprocess.run([*NO_NETWORK, "true"], capture_output=True, check=False).returncode
    command = [
        *(NO_NETWORK if with_namespaces else ()),
        sys.executable,
        "-m",
        "parquetry_flows.cli",
        "run",
        "--input",
        str(RAW / "old"),
        "--output",
        str(tmp_path / "out"),
        # One worker reads the models as two would, in half the time.
        "--workers",
        "1",
    ]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "old" / "current").exists()
    heard = log.read_text(encoding="utf-8").splitlines()
    spoken = [line for line in heard if line.startswith("socket.")]
    assert spoken, "the listener heard nothing: not even the run's own server"
    local = (*LOOPBACK, "'/", "b'/")  # a path is a socket of this machine
    assert [line for line in spoken if not any(address in line for address in local)] == []
    assert left_behind(tmp_path) == []
    state = tmp_path / "out" / ".parquetry"
    assert "Calloway" not in (state / "prefect" / "prefect.log").read_text(encoding="utf-8")
    modes = {path: path.stat().st_mode & 0o077 for path in state.rglob("*")}
    assert not any(modes.values()), {path for path, mode in modes.items() if mode}


def test_a_planted_pickle_is_never_loaded(tmp_path: Path, orchestrator: str) -> None:
    raw = Path(shutil.copytree(RAW / "old", tmp_path / "raw"))
    canary = tmp_path / "canary"
    evil = pickle.dumps(Planted(canary))
    names = ("evil.pkl", "evil.pickle", "evil.txt")
    for folder, _, _ in os.walk(raw):  # before the first run too: the input of both runs is the same
        for name in names:
            (Path(folder) / name).write_bytes(evil)
    config = tmp_path / "parquetry.toml"
    without_model = '[extract]\nmodel = "none"\n'
    config.write_text(without_model, encoding="utf-8")
    arguments = ("run", config, "--input", raw, "--output", tmp_path / "out")
    before = parquetry_here(*arguments, "--json", folder=tmp_path, PREFECT_API_URL=orchestrator).json["version"]["name"]
    planted = 0
    for folder, _, files in os.walk(tmp_path):
        for name in names:
            (Path(folder) / name).write_bytes(evil)
            planted += 1
        for name in files:
            path = Path(folder) / name
            if path.suffix == ".arrow" and "cache" in path.parts:  # what the next run would use again
                path.write_bytes(evil)
                planted += 1
    assert planted > len(list(raw.iterdir()))
    # Another [check]: every artifact would be used again, and nothing is found out by a changed file.
    config.write_text(f"{without_model}[check]\nmax_failing = 0.5\n", encoding="utf-8")
    done = parquetry_here(*arguments, "--json", folder=tmp_path, PREFECT_API_URL=orchestrator)
    assert done.code == 0, done.err
    assert (done.json["reused"], done.json["computed"]) == (0, 3), "what was damaged is computed again"
    assert done.json["version"]["name"] == before
    assert not canary.exists()
    pickle.loads(evil)  # noqa: S301 (to show that it would have worked)
    assert canary.exists()


def test_the_project_unpickles_nothing_itself() -> None:
    for path in [*(ROOT / "tasks").rglob("*.py"), *(ROOT / "flows").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        assert "import pickle" not in text, path
        assert "pickle.load" not in text, path
