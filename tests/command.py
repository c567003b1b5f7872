"""The command line as a process, and where things are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

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


def assert_linear(work: Callable[[str], object], whole: str, half: str) -> None:
    """Assert that a text costs at most 2.6 times what its half does, the best of four each.

    Both are tried in turn: on a machine with other work, one spell of it would otherwise slow all tries of the one.
    """
    work(half[:2000] + " warm")
    costs = dict.fromkeys((whole, half), float("inf"))
    for _ in range(4):
        for part in costs:
            begun = time.process_time()
            work(part)
            costs[part] = min(costs[part], time.process_time() - begun)
    assert costs[whole] < 2.6 * max(costs[half], 0.1)


def parquetry(*arguments: str | Path, folder: Path = ROOT, **environment: str) -> Ended:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "parquetry_flows.cli", *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True,
                          timeout=600, check=False)  # fmt: skip
    return Ended(done.returncode, done.stdout, done.stderr)
