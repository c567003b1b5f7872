"""The README: its commands and examples are run as they stand there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from command import ROOT

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(sh|python)\n(.*?)```", README, re.DOTALL)
EXAMPLES = [code for kind, code in BLOCKS if kind == "python"]
COMMANDS = [line for kind, code in BLOCKS if kind == "sh" for line in code.splitlines() if line.startswith(".venv/bin/")]
pytestmark = pytest.mark.flow


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, published: Path) -> Path:
    """A folder that looks as the checkout does after `make run`."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "data" / "raw", folder / "data" / "raw")
    (folder / "data" / "processed").mkdir()
    (folder / "data" / "processed" / "sample").symlink_to(published)
    return folder


def test_there_is_something_to_run() -> None:
    assert len(EXAMPLES) == 3
    assert len(COMMANDS) == 4


@pytest.mark.parametrize("code", EXAMPLES, ids=range(len(EXAMPLES)))
def test_examples(code: str, project: Path) -> None:
    done = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_commands(project: Path, orchestrator: str) -> None:
    out = "/tmp/parquetry-readme"  # noqa: S108 (as the README says)
    shutil.rmtree(out, ignore_errors=True)
    for command in COMMANDS:
        words = command.replace(".venv/bin/parquetry", f"{sys.executable} -m parquetry_flows.cli").split()
        environment = {**os.environ, "PREFECT_API_URL": orchestrator}
        done = subprocess.run(words, cwd=project, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
    shutil.rmtree(out)


def test_make_targets_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)$", README, re.MULTILINE):
        assert f"\n{target}:" in makefile
