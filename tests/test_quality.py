"""Quality: on damage made from our own texts, no score is below its floor, and the floors are of these texts."""

from __future__ import annotations

import subprocess
import sys

import pytest
from command import ROOT

pytestmark = pytest.mark.slow


def test_no_score_is_below_its_floor() -> None:
    done = subprocess.run([sys.executable, "benchmarks/quality.py"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert done.stdout.count("\n") > 30
