"""The script behind `make mutations` plants what it says, and finds the tests that should notice."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import mutations
import pytest
from command import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CODE = '''"""A module."""

LIMIT = 0.25


def first(words, most):
    if not words:
        return None
    words.sort(key=len)
    if len(words) < 3 or most > LIMIT:
        return sorted(words)[0]
    return words[0]
'''


@pytest.fixture
def planted(tmp_path: Path) -> dict[str, set[str]]:
    """The lines that the mistakes of a module lead to, by kind."""
    file = tmp_path / "module.py"
    file.write_text(CODE, encoding="utf-8")
    found: dict[str, set[str]] = {}
    for mutation in mutations.mutations_of(file):
        found.setdefault(mutation.kind, set()).add(mutation.lines()[2])
    return found


def test_thresholds_are_moved_tenfold_either_way(planted: dict[str, set[str]]) -> None:
    lines = {"LIMIT = 2.5", "LIMIT = 0.025", "if len(words) < 30 or most > LIMIT:", "if len(words) < 0 or most > LIMIT:"}
    assert planted["threshold"] == lines


def test_whole_numbers_lose_their_bound_and_other_comparisons_are_reversed(planted: dict[str, set[str]]) -> None:
    assert planted["comparison"] == {"if len(words) <= 3 or most > LIMIT:", "if len(words) < 3 or most <= LIMIT:"}


def test_orders_are_lost(planted: dict[str, set[str]]) -> None:
    assert planted["order"] == {"None", "return list(words)[0]"}


def test_a_set_is_reversed_since_it_may_be_in_order_by_chance(tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text("a = sorted({x for x in y})\nb = sorted(set(y), key=len)\nc = sorted(y)\n", encoding="utf-8")
    lines = [mutation.lines()[2] for mutation in mutations.mutations_of(file)]
    assert lines == ["a = sorted({x for x in y})[::-1]", "b = sorted(set(y), key=len)[::-1]", "c = list(y)"]


def test_early_returns_never_happen(planted: dict[str, set[str]]) -> None:
    assert planted["return"] == {"if False:"}


@pytest.mark.slow
def test_every_mistake_is_valid_python() -> None:
    for mutation in mutations.draw(60, 1, mutations.modules_of(mutations.STAGES)):
        source = mutation.path.read_bytes()
        ast.parse(source[: mutation.start] + mutation.after.encode() + source[mutation.end :])


def test_every_mistake_that_is_named_can_be_planted() -> None:
    """A threshold that was renamed or moved to another value would be passed over in silence."""
    paths = sorted((ROOT / "tasks" / "parquetry").rglob("*.py"))
    planted = [mutation.lines() for mutation in mutations.named_mutations(paths)]
    for entry in mutations._listed("named"):  # noqa: SLF001 (the list itself)
        line = f"{entry['constant']} = {entry['was']}" if "constant" in entry else entry["text"]
        assert sum(line == before for _, before, _ in planted) == 1, entry


def test_every_equivalent_mistake_is_still_drawn() -> None:
    """A line that was changed since needs no excuse any more."""
    for entry in mutations._listed("equivalent"):  # noqa: SLF001 (as above)
        found = [mutation.lines()[1:] for mutation in mutations.mutations_of(ROOT / entry["file"])]
        assert (entry["before"], entry["after"]) in found


@pytest.mark.slow
def test_the_draw_is_the_same_every_time_and_takes_a_line_once() -> None:
    paths = mutations.modules_of(("repair", "segment"))
    chosen = mutations.draw(40, 3, paths)
    assert chosen == mutations.draw(40, 3, paths)
    assert len({(mutation.path, mutation.lines()[0]) for mutation in chosen}) == len(chosen) == 40


def test_a_module_is_tested_by_its_doctests_and_by_the_files_that_import_its_package() -> None:
    suite = mutations.tests_of(ROOT / "tasks" / "parquetry" / "text" / "aligned_text.py")
    assert suite.nearest == ("tasks/parquetry/text/aligned_text.py", "tests/test_text.py")
    assert "tests/test_repair.py" in suite.others
    assert all((ROOT / test).is_file() for test in suite.nearest + suite.others)


@pytest.mark.parametrize(
    ("module", "nearest"),
    [
        ("segment/blocks/wrapping.py", {"test_segment"}),
        ("read/formats/pdf/tables.py", {"test_pdf", "test_pdf_tables"}),
        ("read/formats/pdf/columns.py", {"test_pdf_columns", "test_pdf"}),
        (
            "read/find.py",
            {"test_find", "test_read"},
        ),  # the one is called like it, the other imports it
    ],
)
def test_the_nearest_tests_are_those_called_like_the_module(module: str, nearest: set[str]) -> None:
    path = ROOT / "tasks" / "parquetry" / module
    suite = mutations.tests_of(path)
    assert suite.nearest[0] == str(path.relative_to(ROOT))
    assert set(suite.nearest[1:]) == {f"tests/{name}.py" for name in nearest}
    assert not set(suite.nearest) & set(suite.others)


def test_a_mistake_survives_only_what_every_test_of_its_stage_lets_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests run once the nearest have failed to notice, and their limit is measured once a stage."""
    chosen = mutations.draw(2, 5, mutations.modules_of(["languages"]))
    tried: list[tuple[frozenset[str], bool]] = []

    def run(_copy: object, tests: Iterable[str], mutation: object, _seconds: float) -> tuple[int, float]:
        tried.append((frozenset(tests), mutation is None))
        noticed = mutation is chosen[1] and "tests/test_identify.py" not in tests
        return int(noticed), 1.0

    monkeypatch.setattr(mutations.Copies, "__init__", lambda *_: None)
    monkeypatch.setattr(mutations.Copies, "run", run)
    assert mutations.survivors(chosen, 1, nearest=True) == chosen
    assert mutations.survivors(chosen, 1, nearest=False) == chosen[:1]
    assert len([suite for suite, unharmed in tried if unharmed and len(suite) > 9]) == 1


@pytest.mark.slow
def test_tests_run_as_mistakes_are_tried_on_them() -> None:
    code, seconds = mutations._pytest(ROOT, ["tests/test_skips.py"], 60)  # noqa: SLF001 (its options)
    assert (code, seconds > 0) == (0, True)
