"""The script that plants mistakes in one process: what it changes, and what it tells."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import mutations
import pytest
import quick_mutations
from command import ROOT

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

CODE = """
from dataclasses import dataclass
from functools import cache

LEAST = 3
MOST = LEAST * 10


def is_large(number):
    return number > MOST


@cache
def known(number):
    return number + LEAST


@dataclass
class Box:
    width: int

    @property
    def wide(self):
        return [self.width > least for least in (LEAST,)]

    @staticmethod
    def twice(number):
        return 2 * number


def unlike(number):
    if number:
        return LEAST
    return 0
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module of its own folder, which another imports from."""
    (tmp_path / "planted_in.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "planted_user.py").write_text("from planted_in import LEAST, Box, is_large, known\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("planted_in", "planted_user"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return importlib.import_module("planted_user")


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        ("number > MOST", "number <= MOST", (False, 5, [True], 4, 3)),
        ("LEAST = 3", "LEAST = 30", (False, 32, [False], 4, 30)),
        ("number + LEAST", "number - LEAST", (True, -1, [True], 4, 3)),
        ("self.width > least", "self.width < least", (True, 5, [False], 4, 3)),
        ("2 * number", "3 * number", (True, 5, [True], 6, 3)),
    ],
)
def test_who_imported_a_function_or_a_constant_has_the_mistake_too(
    module: ModuleType, before: str, after: str, seen: tuple[object, ...]
) -> None:
    box = module.Box(9)
    assert (module.is_large(31), module.known(2), box.wide, box.twice(2), module.LEAST) == (True, 5, [True], 4, 3)
    assert quick_mutations.replant(sys.modules["planted_in"], CODE.replace(before, after, 1).encode())
    assert (module.is_large(31), module.known(2), box.wide, box.twice(2), module.LEAST) == seen


def test_what_changes_nothing_is_not_planted(module: ModuleType) -> None:
    assert not quick_mutations.replant(sys.modules[module.is_large.__module__], CODE.replace("\n\n\n", "\n\n").encode())


@pytest.mark.parametrize(
    ("text", "lines"),
    [("number > MOST", {10}), ("LEAST = 3", {10, 15, 24, 33}), ("LEAST * 10", {10}), ("number:", {32})],
)
def test_a_mistake_shows_in_its_line_or_where_its_constant_is_used(tmp_path: Path, text: str, lines: set[int]) -> None:
    path = tmp_path / "module.py"
    path.write_text(CODE, encoding="utf-8")
    start = CODE.encode().index(text.encode())
    mutation = mutations.Mutation(path, "threshold", start, start + 1, "x")
    assert {line for _, line in quick_mutations.concerned(mutation, [path])} == lines


@pytest.mark.slow
def test_mistakes_that_tests_notice_are_counted_and_others_are_shown() -> None:
    command = [sys.executable, "benchmarks/quick_mutations.py", "read/formats/pdf/walls.py", "--tests"]
    noticed = subprocess.run([*command, "tests/test_pdf_places.py"], cwd=ROOT, capture_output=True, text=True, check=False)
    counted = re.fullmatch(r"0 of (\d+) survived", noticed.stdout.strip())
    assert counted is not None, noticed.stdout + noticed.stderr
    unseen = subprocess.run([*command, "tests/test_pdf_kinds.py"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert unseen.stdout.count("NO TEST") == int(counted[1]) > 0
