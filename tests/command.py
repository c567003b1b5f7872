"""The command line as a process, and where things are."""

from __future__ import annotations

import gc
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


def assert_linear(work: Callable[[str], object], text: str) -> None:
    """Assert that a text costs at most 20 times what its last eighth does: linear work costs 8 times, quadratic 64.

    Both are tried in turn, for other work on the machine comes in spells; and without the cycle collector, whose passes
    cost by the heap of the whole test run.
    """
    parts = text, text[-(len(text) // 8) :]
    work(parts[1][:2000] + " warm")
    costs = [float("inf")] * 2
    gc.disable()
    try:
        for turn in range(6):
            begun = time.process_time()
            work(parts[turn % 2])
            costs[turn % 2] = min(costs[turn % 2], time.process_time() - begun)
    finally:
        gc.enable()
    assert costs[0] < 20 * max(costs[1], 0.01), costs


def parquetry(*arguments: str | Path, folder: Path = ROOT, **environment: str) -> Ended:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "parquetry_flows.cli", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, timeout=600, check=False
    )
    return Ended(done.returncode, done.stdout, done.stderr)
