"""What catches every exception: nothing that reads text takes a full memory for damage of the text."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NoReturn

import pytest
from test_architecture import FLOWS, MODULES, STAGES, TASKS

from parquetry.read.formats.pdf import interpreter, opening, program
from parquetry.read.formats.pdf.limits import Budget
from parquetry.read.records import parquet_tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVERYTHING = {"Exception", "BaseException"}
ELSEWHERE = {
    "check/suite_jobs": "a user's suite is wrong, and the run ends with that",
    "config/recurrence": "a rule is wrong: dateutil raises whatever its parser meets",
    "dataset/reader": "by the library that raised; all else passes",
    "execution/executors": "passes, once the workers are killed",
    "execution/own_checks": "a user's checks are wrong, and the run ends with that",
    "execution/pipeline": "raised again where the result is asked for",
    "execution/plugins": "a user's module is wrong, and the run ends with that",
    "execution/process_pool": "raised again where the result is asked for",
    "cli/main": "said in one line, the program ends",
    "cli/run": "passes, or the program ends by the signal that arrived",
    "running/history": "passes, once the run is noted as failed",
    "running/lineage": "passes, once the run is reported as failed",
    "running/session": "raised again where the plan is asked for",
    "serving/prefect_server": "by the library that raised; all else passes",
    "serving/watching": "logged: a thread that ends would see no change any more",
}
"""Modules beside the stages that catch everything, and what becomes of it; none of them goes on with less text."""


def catching_everything(path: Path) -> Iterator[tuple[ast.ExceptHandler, bool]]:
    """Yield what catches everything in a module, and whether a full memory passes it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Try):
            passed = False
            for handler in node.handlers:
                names = {name.id for name in ast.walk(handler.type or ast.Name("Exception")) if isinstance(name, ast.Name)}
                if names & EVERYTHING:
                    yield handler, passed
                raises = len(handler.body) == 1 and isinstance(handler.body[0], ast.Raise) and handler.body[0].exc is None
                passed |= "MemoryError" in names and (raises or "os._exit" in ast.unparse(handler))


def name_of(path: Path) -> str:
    root = TASKS if path.is_relative_to(TASKS) else FLOWS
    return path.relative_to(root).with_suffix("").as_posix()


def test_what_catches_everything_lets_a_full_memory_pass_or_is_listed() -> None:
    passing = {(name_of(path), ok) for path in MODULES for _, ok in catching_everything(path)}
    assert {name for name, ok in passing if not ok} == set(ELSEWHERE)
    assert not [name for name in ELSEWHERE if name.split("/")[0] in STAGES and name.split("/")[0] != "check"]


def full(*_: object) -> NoReturn:
    raise MemoryError


class Full:
    """A stream, a token or a cell for which there is no memory."""

    _data = b""
    type = None
    as_py = to_pylist = __next__ = full

    @property
    def buffer(self) -> bytes:
        full()


def test_a_full_memory_is_no_damage_of_a_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MemoryError):
        Budget(ratio=100, size=1000).data(Full())  # type: ignore[arg-type]
    with pytest.raises(MemoryError):
        list(interpreter._tokens(Full()))  # type: ignore[arg-type]  # noqa: SLF001 (no page has such a token)
    monkeypatch.setattr(program, "_cff", full)
    with pytest.raises(MemoryError):
        program.read_program(b"", "FontFile3", None)
    monkeypatch.setattr(opening, "_Acyclic", full)
    with pytest.raises(MemoryError):
        opening.open_document(b"%PDF-1.7", Budget(ratio=100, size=1000))


def test_a_full_memory_is_no_odd_cell() -> None:
    with pytest.raises(MemoryError):
        parquet_tables.cell_value(Full())
    with pytest.raises(MemoryError):
        parquet_tables.column_values(Full())
