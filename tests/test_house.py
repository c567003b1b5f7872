"""The house: who may import whom, what an import costs, what the documents say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from command import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LAYERS = {
    "runs": -2, "cuts": -1, "text": 0, "errors": 0, "markers": 0, "words": 0, "language": 0,
    "model": 1, "plugins": 1, "contracts": 1, "remote": 1, "artifacts": 1, "worker": 1, "clusters": 1,
    "workers": 2, "config": 2,
    "sources": 3, "repair": 3, "segment": 3, "extract": 3, "report": 3, "dataset": 4, "process": 4, "inspect": 5,
    "export": 5,
    "shards": 5, "stages": 6, "": 7,
}  # fmt: skip
"""A module imports only from layers below its own, or from its own package."""
TASKS = ROOT / "tasks" / "parquetry"
MODULES = sorted(TASKS.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The parts of `parquetry` a file imports to run, not only to type."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner) for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }  # fmt: skip
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "parquetry":
            parts = node.module.split(".")[1:]
            found |= {parts[0]} if parts else {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(TASKS).as_posix())
def test_imports_go_one_way(path: Path) -> None:
    own = path.relative_to(TASKS).with_suffix("").parts[0].replace("__init__", "")
    for name in imported(path):
        assert name == own or LAYERS[name] < LAYERS[own], f"{own} imports {name}"


def test_prefect_is_imported_in_stages_alone() -> None:
    found = [
        path.name
        for path in MODULES
        if re.search(r"^\s*(from|import) prefect", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert found == ["stages.py"]


def test_great_expectations_has_one_door() -> None:
    wanted = re.compile(r"^\s*(from|import) great_expectations", re.MULTILINE)
    assert [path.name for path in MODULES if wanted.search(path.read_text(encoding="utf-8"))] == ["checks.py"]


@pytest.mark.parametrize("code", [
    "import parquetry", "import parquetry; parquetry.open_dataset",
    "import parquetry; parquetry.process('Plain words.', until='repair')",
])  # fmt: skip
def test_import_is_light(code: str) -> None:
    heavy = ("prefect", "great_expectations", "spacy", "pandas", "typer", "duckdb")
    check = f"{code}; import sys; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_open_dataset_needs_pyarrow_alone(published: Path) -> None:
    missing = ("pandas", "pydantic", "prefect", "spacy", "duckdb", "great_expectations", "typer", "rich", "ftfy", "chardet")
    code = f"""
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {missing!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
import parquetry
assert parquetry.open_dataset({str(published)!r}, "sentences").count_rows() > 0
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_generated_pages_say_what_the_code_says() -> None:
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_guarantee_names_a_test_that_exists() -> None:
    text = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8")
    named = re.findall(r"`(test_\w+\.py)(?:::(test_\w+))?`", text)
    assert len(named) > 20
    for file, test in named:
        assert f"def {test}" in (ROOT / "tests" / file).read_text(encoding="utf-8")


def test_links_between_documents_lead_somewhere() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_locks_name_no_host_and_every_line_has_a_hash() -> None:
    for lock in (ROOT / "locks").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        assert "index-url" not in text
        for requirement in re.split(r"\n(?=\S)", text):
            if "==" in requirement and not requirement.startswith("#"):
                assert "--hash=sha256:" in requirement


def test_the_documents_speak_of_the_sample_files_there_are() -> None:
    said = set(
        re.findall(
            r"[\w/]+\.(?:txt|md|gz|jsonl|csv|parquet)(?:\.gz)?", (ROOT / "data" / "README.md").read_text(encoding="utf-8")
        )
    )
    found = {
        path.relative_to(ROOT / "data" / "raw").as_posix() for path in (ROOT / "data" / "raw").rglob("*") if path.is_file()
    }
    assert found <= said
