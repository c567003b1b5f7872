"""The command line as a process, and where things are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cost import assert_linear

__all__ = ["RAW", "ROOT", "SHARED", "Ended", "assert_linear", "parquetry"]
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
