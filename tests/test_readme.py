"""The README: its commands, its query and its examples run as they are written."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import duckdb
import pytest
from command import ROOT, parquetry_here
from pages import blocks, commands

if TYPE_CHECKING:
    from pathlib import Path

README = ROOT / "README.md"
PROGRAM = ".venv/bin/parquetry"
pytestmark = pytest.mark.flow


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, published: Path) -> Path:
    """Return a folder that looks as the checkout does after `make run`."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "data" / "raw", folder / "data" / "raw")
    (folder / "data" / "processed").mkdir()
    (folder / "data" / "processed" / "sample").symlink_to(published)
    return folder


def test_the_example_in_python_shows_text_and_repairs() -> None:
    (example,) = blocks(README, "python")
    done = subprocess.run([sys.executable, "-c", example.code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    text, *repairs = done.stdout.splitlines()
    assert text == "La forêt était glacée le 3 mai 2011."
    assert len(repairs) >= 3


def test_the_query_finds_repairs_of_the_sample(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (query,) = blocks(README, "sql")
    monkeypatch.chdir(project)
    rows = duckdb.sql(query.code).fetchall()
    assert len(rows) == 10
    assert all(before != after for _, before, after, _ in rows)


def test_the_commands_succeed(project: Path, orchestrator: str) -> None:
    lines = [line for line in commands(README) if line.startswith(PROGRAM)]
    assert len(lines) == 2
    shutil.rmtree("/tmp/parquetry-readme", ignore_errors=True)  # noqa: S108 (as the README says)
    for line in lines:
        done = parquetry_here(*shlex.split(line)[1:], folder=project, PREFECT_API_URL=orchestrator)
        assert done.code == 0, f"{line}\n{done.err}"
    shutil.rmtree("/tmp/parquetry-readme")  # noqa: S108
