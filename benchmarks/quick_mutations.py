"""Plant every one-line mistake of some modules in one process, and print those that the tests given do not notice.

    python benchmarks/quick_mutations.py read/formats/pdf/walls.py read/formats/pdf/flow.py --tests tests/test_pdf_*.py
    python benchmarks/quick_mutations.py repair/encoding --tests tests/test_repair.py --count 100 --seed 2
    python benchmarks/quick_mutations.py --count 60 --equal-shares       of all stages, by all tests

The tests are run once, to see which of them execute which lines: those given, else all that `mutations.py` takes, and the
doctests of the modules. Then each mistake is planted in a fork of the process, in which only the tests that execute its line
are run, the quickest first, until one fails: hundreds of mistakes take a minute, where `mutations.py` starts pytest for
each. Use it while you write cases, and `mutations.py` to count.

The trap: what was worked out and cached before the fork hides a mistake, and test files that are not given may notice one.
So what survives here may be noticed by `mutations.py`, which has the same kinds of mistakes and knows the equivalent ones.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import resource
import sys
import time
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import coverage
import mutations
import pytest
from _pytest.doctest import DoctestItem
from _pytest.runner import runtestprotocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SURVIVED, NOTICED, NOT_PLANTED = 0, 1, 2
"""Exit codes of the fork that has a mistake."""
MOST_SECONDS = 20
"""CPU time of the tests that are run for a mistake; those beyond, of lines that every document passes, are left out."""
Lines = dict[Path, dict[int, list[str]]]
"""For each line of a file the tests that execute it."""


@dataclass(slots=True, eq=False)
class Sweep:
    """A plugin of pytest that runs the tests it has collected once, then those concerned for each mistake."""

    paths: list[Path]
    chosen: list[mutations.Mutation]
    alive: list[str] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what fails without any mistake: it cannot notice one."""
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests, and plant the mistakes."""
        lines, seconds = self._executed(session)
        items = {item.nodeid: item for item in session.items if item.nodeid not in self.failed}
        for mutation in self.chosen:
            tests = {test for path, number in concerned(mutation, self.paths) for test in lines[path].get(number, ())}
            ordered = _quickest(tests & items.keys(), seconds)
            most = mutations.TIMES * sum(seconds[test] for test in ordered) + mutations.SPARE_SECONDS
            code = _forked(mutation, [items[test] for test in ordered], most) if ordered else SURVIVED
            if code != NOTICED:
                what = ("SURVIVED" if ordered else "NO TEST ") if code == SURVIVED else "NOT PLANTED"
                self.alive.append(f"{what} {mutation.describe()}")
                print(self.alive[-1], flush=True)
        return True

    def _executed(self, session: pytest.Session) -> tuple[Lines, dict[str, float]]:
        """Return which tests execute which lines, and how long each takes."""
        measured = coverage.Coverage(data_file=None, include=[str(path) for path in self.paths], config_file=False)
        measured.set_option("run:disable_warnings", ["no-data-collected"])
        seconds = {}
        measured.start()
        for item in session.items:
            measured.switch_context(item.nodeid)
            began = time.process_time()
            runtestprotocol(item, nextitem=None)
            seconds[item.nodeid] = time.process_time() - began
        measured.stop()
        data = measured.get_data()
        return {path: data.contexts_by_lineno(str(path)) for path in self.paths}, seconds


def _quickest(tests: Iterable[str], seconds: Mapping[str, float]) -> list[str]:
    """Return tests, the quickest first, as many as take MOST_SECONDS together."""
    ordered = sorted(tests, key=seconds.__getitem__)
    ends = accumulate(seconds[test] for test in ordered)
    return [test for test, end in zip(ordered, ends, strict=True) if end <= MOST_SECONDS] or ordered[:1]


def _forked(mutation: mutations.Mutation, items: Iterable[pytest.Item], most: float) -> int:
    """Return how a fork ends in which the mistake is planted and tests are run until one fails, or `most` CPU seconds."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.WEXITSTATUS(status) if os.WIFEXITED(status) else NOTICED
    code = NOTICED  # whatever a mistake raises, at whatever time
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        limit = int(time.process_time() + most)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        code = NOT_PLANTED if not plant(mutation) else NOTICED if any(map(_fails, items)) else SURVIVED
    finally:
        os._exit(code)


def _fails(item: pytest.Item) -> bool:
    if isinstance(item, DoctestItem):
        # Python empties them after each run.
        item.dtest.globs.update(vars(item.parent.obj))
    if hasattr(item, "_initrequest"):
        item._initrequest()  # noqa: SLF001 (as pytest-rerunfailures does: fixtures are made anew)
    return any(report.failed for report in runtestprotocol(item, nextitem=None, log=False))


def concerned(mutation: mutations.Mutation, paths: Iterable[Path]) -> set[tuple[Path, int]]:
    """Return the lines that must be executed for a mistake to show: its own, or those that use the constant it changes."""
    source = mutation.path.read_bytes()
    number = source.count(b"\n", 0, mutation.start) + 1
    tree = ast.parse(source)
    statement = next(node for node in tree.body if node.lineno <= number <= (node.end_lineno or 0))
    if not isinstance(statement, ast.Assign | ast.AnnAssign):
        inner = [node for node in ast.walk(statement) if isinstance(node, ast.stmt) and node.lineno <= number <= _last(node)]
        best = min(inner, key=lambda node: _last(node) - node.lineno)
        return {(mutation.path, line) for line in range(best.lineno, _last(best) + 1)}
    names = _names_made_of(tree, statement)
    return {(path, line) for path in paths for line in _uses(ast.parse(path.read_bytes()), names)}


def _last(node: ast.stmt) -> int:
    """Return the last line of a statement, but for the statements within it."""
    body = getattr(node, "body", None)
    return max(node.lineno, body[0].lineno - 1) if body else node.end_lineno or node.lineno


def _names_made_of(tree: ast.Module, statement: ast.stmt) -> set[str]:
    """Return the names that a statement at the top of a module assigns, and those assigned by what uses them."""
    names = set(_assigned(statement))
    for node in tree.body:
        if names & {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}:
            names.update(_assigned(node))
    return names


def _assigned(node: ast.stmt) -> Iterator[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return (name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name))


def _uses(tree: ast.Module, names: set[str]) -> Iterator[int]:
    """Yield the lines of functions that use one of some names."""
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for node in ast.walk(function):
            if isinstance(node, ast.stmt) and not isinstance(node, ast.FunctionDef):
                own = [inner for inner in ast.walk(node) if getattr(inner, "lineno", _last(node) + 1) <= _last(node)]
                used = {inner.id for inner in own if isinstance(inner, ast.Name)}
                used |= {inner.attr for inner in own if isinstance(inner, ast.Attribute)}
                if used & names:
                    yield from range(node.lineno, _last(node) + 1)


def plant(mutation: mutations.Mutation) -> bool:
    """Put a mistake into the module that is loaded, wherever its functions and constants are used; return whether it is in.

    The code of its functions is replaced within them, so that whoever imported one has the mistake too.
    """
    name = ".".join(mutation.path.relative_to(mutations.ROOT / "tasks").with_suffix("").parts)
    source = mutation.path.read_bytes()
    changed = source[: mutation.start] + mutation.after.encode() + source[mutation.end :]
    return name in sys.modules and replant(sys.modules[name], changed)


def replant(module: ModuleType, source: bytes) -> bool:
    """Give a module that is loaded the code and the constants that its changed source has; return whether any differs."""
    fresh = ModuleType(module.__name__)
    fresh.__dict__.update({key: vars(module)[key] for key in ("__file__", "__package__", "__spec__")})
    # Dataclasses look their module up.
    sys.modules[module.__name__] = fresh
    try:
        exec(compile(source, module.__file__ or "", "exec"), fresh.__dict__)  # noqa: S102 (our own source)
    finally:
        sys.modules[module.__name__] = module
    # Summed up, as all of them must be replaced.
    return sum(_replaced(module, key, value) for key, value in vars(fresh).items() if not key.startswith("__")) > 0


def _replaced(module: ModuleType, key: str, new: object) -> bool:
    """Replace what a module has under a name, in all modules that have it from there; return whether it differed."""
    old = vars(module).get(key)
    if callable(old) or isinstance(old, ModuleType):
        return getattr(old, "__module__", None) == module.__name__ and _recoded(old, new)
    if old is new or repr(old) == repr(new):
        return False
    for other in list(sys.modules.values()):
        if getattr(other, "__dict__", {}).get(key) is old:
            setattr(other, key, new)
    return True


def _recoded(old: Any, new: Any) -> bool:  # noqa: ANN401 (functions, methods, properties, classes)
    """Give a function, or those of a class, the code that it has in the changed source; return whether any differs."""
    if hasattr(old, "cache_clear"):
        old.cache_clear()
    inner = next((name for name in ("__wrapped__", "__func__", "fget") if hasattr(old, name) and hasattr(new, name)), None)
    if inner is not None:
        return _recoded(getattr(old, inner), getattr(new, inner))
    if isinstance(old, type) and isinstance(new, type):
        members: Mapping[str, object] = vars(new)
        return sum(_recoded(vars(old)[key], value) for key, value in members.items() if _is_code(vars(old).get(key))) > 0
    if not isinstance(old, FunctionType) or _same(old.__code__, new.__code__):
        return False
    old.__code__ = new.__code__
    return True


def _is_code(member: object) -> bool:
    return isinstance(member, FunctionType | property | staticmethod | classmethod)


def _same(one: CodeType, other: CodeType) -> bool:
    """Return whether two codes do the same: their positions may differ."""
    if (one.co_code, one.co_names, len(one.co_consts)) != (other.co_code, other.co_names, len(other.co_consts)):
        return False
    return all(
        _same(first, second) if isinstance(first, CodeType) and isinstance(second, CodeType) else repr(first) == repr(second)
        for first, second in zip(one.co_consts, other.co_consts, strict=True)
    )


def _modules(names: Iterable[str]) -> list[Path]:
    """Return the modules of the stages by their paths; a folder has all of its own."""
    paths = [mutations.TASKS / name for name in names]
    return [file for path in paths for file in (sorted(path.rglob("*.py")) if path.is_dir() else [path])]


def _chosen(options: argparse.Namespace, paths: list[Path]) -> list[mutations.Mutation]:
    """Return the mistakes to plant: all, or some drawn by a seed."""
    if options.equal_shares:
        chosen = mutations.draw(options.count or 60, options.seed, paths)
    else:
        chosen = [one for path in paths for one in mutations.mutations_of(path) if not mutations.equivalent(one)]
        random.Random(options.seed).shuffle(chosen)  # noqa: S311 (a sample, no secret)
    return sorted(chosen[: options.count], key=lambda one: (one.path, one.start))


def _tests(options: argparse.Namespace, paths: Iterable[Path]) -> list[str]:
    """Return the tests to run: those given, or the doctests of the modules and all files that import their stages."""
    if options.tests:
        return list(options.tests)
    suites = [mutations.tests_of(path) for path in paths]
    return sorted({file for suite in suites for file in (*suite.nearest, *suite.others)})


def main() -> int:
    """Run the tests, plant, count."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("modules", nargs="*", default=mutations.STAGES, help="modules or folders, below tasks/parquetry")
    parser.add_argument("--tests", nargs="+", help="test files that should notice the mistakes")
    parser.add_argument("--count", type=int, help="plant so many of the mistakes, drawn by a seed")
    parser.add_argument("--seed", type=int, default=1, help="which ones are drawn")
    parser.add_argument("--equal-shares", action="store_true", help="draw as `mutations.py` does: as many of each kind")
    options = parser.parse_args()
    paths = _modules(options.modules)
    sweep = Sweep(paths, _chosen(options, paths))
    quiet = ["-o", "addopts=--import-mode=importlib --doctest-modules", "-p", "no:cacheprovider", "-p", "no:xdist"]
    code = pytest.main([*quiet, "-p", "no:terminal", "-m", mutations.MARKS, *_tests(options, paths)], plugins=[sweep])
    if sweep.failed or code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        sys.exit(f"these tests fail without any mistake: {', '.join(sorted(sweep.failed)) or code}")
    print(f"\n{len(sweep.alive)} of {len(sweep.chosen)} survived")
    return 0


if __name__ == "__main__":
    sys.exit(main())
