"""The architecture: who may import whom, what an import costs, what the documentation promises."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest
from command import ROOT

if TYPE_CHECKING:
    from pathlib import Path

TASKS = ROOT / "tasks" / "parquetry"
FLOWS = ROOT / "flows" / "parquetry_flows"
STAGES = ("read", "repair", "segment", "extract", "enrich", "tabulate", "check")
LAYERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "parquetry": (
        ("errors", "garbage_collection"),
        ("text",),
        ("model",),
        ("config", "languages"),
        STAGES,  # never each other
        ("execution", "publish"),
        ("dataset",),
        ("export",),
        ("api",),
        ("",),  # the package itself
    ),
    "parquetry_flows": (("",), ("result",), ("running",), ("flow",), ("serving",), ("run",), ("python_api",), ("cli",)),
}
"""A module imports only from layers before its own, or from its own folder; first what is imported most."""
APART = {"running/run": "run", "running/verification": "run"}
"""Modules that stand in another layer than their folder: what starts the flow is above it."""
MODULES = sorted([*TASKS.rglob("*.py"), *FLOWS.rglob("*.py")])


class Imported(NamedTuple):
    """A line `from module import names`; `typing` tells whether it is there for type checkers alone."""

    module: str
    names: tuple[str, ...]
    typing: bool


@cache
def from_imports(path: Path) -> tuple[Imported, ...]:
    """Every import of a file: several tests ask, and to parse the whole program takes seconds."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    return tuple(
        Imported(node.module, tuple(alias.name for alias in node.names), id(node) in typing)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
    )


def imported(path: Path, package: str, *, types_too: bool = False) -> set[str]:
    """The parts of a package that a file imports: to run, or also to type."""
    found: set[str] = set()
    for line in from_imports(path):
        first, *parts = line.module.split(".")
        if first == package and (types_too or not line.typing):
            names = {".".join([*parts, name]).replace(".", "/", 1) for name in line.names}
            found |= {APART.get("/".join(name.split("/")[:2])) or name.split("/")[0] for name in names}
    return found


def rank(package: str, name: str) -> int:
    """The number of the layer that a part of the package is in."""
    return next(number for number, layer in enumerate(LAYERS[package]) if name in layer)


def part(path: Path) -> tuple[str, str]:
    """The package of a file and the part of it: its folder, or the module where it is in none."""
    for root in (TASKS, FLOWS):
        if path.is_relative_to(root):
            name = path.relative_to(root).with_suffix("").as_posix()
            return root.name, APART.get(name) or name.split("/")[0].replace("__init__", "")
    raise AssertionError(path)


def test_imports_go_one_way() -> None:
    wrong = [
        f"{package}/{own}/{path.name} imports {name}"
        for path in MODULES
        for package, own in [part(path)]
        for name in imported(path, package)
        if name != own and rank(package, name) >= rank(package, own)
    ]
    assert wrong == []


def test_nothing_below_imports_the_flows() -> None:
    assert not [path for path in TASKS.rglob("*.py") if imported(path, "parquetry_flows", types_too=True)]


def test_no_two_modules_import_each_other_even_for_types() -> None:
    names = {path: path.relative_to(path.parents[len(path.parts) - 1 - path.parts.index(part(path)[0])]) for path in MODULES}
    dotted = {".".join(name.with_suffix("").parts).removesuffix(".__init__"): path for path, name in names.items()}
    edges: dict[str, set[str]] = {}
    for module, path in dotted.items():
        targets = [(line.module, f"{line.module}.{name}") for line in from_imports(path) for name in line.names]
        edges[module] = {target if target in dotted else package for package, target in targets}
    pairs = [(a, b) for a, targets in edges.items() for b in targets if a < b and a in edges.get(b, ())]
    # A package's __init__ re-exports what is in it, and its modules never import the package.
    assert pairs == []


def test_prefect_is_imported_by_one_module_of_the_tasks() -> None:
    found = [
        path.name
        for path in TASKS.rglob("*.py")
        if re.search(r"^\s*(from|import) prefect", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert found == ["prefect_tasks.py"]


def test_great_expectations_is_imported_by_one_module() -> None:
    wanted = re.compile(r"^\s*(from|import) great_expectations", re.MULTILINE)
    assert [path.name for path in MODULES if wanted.search(path.read_text(encoding="utf-8"))] == ["gx_library.py"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "code",
    [
        "import parquetry",
        "import parquetry; parquetry.open_dataset",
        "import parquetry; parquetry.process('Plain words.', until='repair')",
    ],
)
def test_import_is_light(code: str) -> None:
    heavy = ("prefect", "great_expectations", "spacy", "pandas", "typer", "duckdb")
    check = f"{code}; import sys; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_open_dataset_needs_pyarrow_alone(published: Path) -> None:
    missing = ("pandas", "pydantic", "prefect", "spacy", "duckdb", "great_expectations", "typer", "rich", "ftfy")
    code = f"""
import sys
from functools import cache
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


@pytest.mark.slow
def test_generated_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_guarantee_names_tests_that_pytest_runs(collected: dict[str, set[str]]) -> None:
    rows = re.findall(
        r"^\| (?!guarantee|---)(.+?) \| (.+?) \|$", (ROOT / "docs/guarantees.md").read_text("utf-8"), re.MULTILINE
    )
    assert len(rows) > 40
    for promise, proof in rows:
        named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", proof)
        assert named, f"{promise}: no test is named"
        assert proof.count("`") == 2 * len(named), f"{promise}: name a test of the file, not the file alone"
        for file, test in named:
            assert test in functions_of(ROOT / "tests" / file), f"{promise}: {file} has no {test}"
            assert test in collected.get(file, {test}), f"{promise}: pytest does not run {file}::{test}"


def functions_of(path: Path) -> set[str]:
    """Return the names of the test functions of a file, in the only place where pytest looks for them: its top level."""
    return {node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)}


def test_locks_name_no_host_and_every_line_has_a_hash() -> None:
    for lock in (ROOT / "locks").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        assert "index-url" not in text
        for requirement in re.split(r"\n(?=\S)", text):
            if "==" in requirement and not requirement.startswith("#"):
                assert "--hash=sha256:" in requirement


def test_every_sample_file_is_described() -> None:
    described = set(re.findall(r"[\w/]+\.[\w.]+", (ROOT / "data" / "README.md").read_text(encoding="utf-8")))
    folder = ROOT / "data" / "raw"
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} <= described
