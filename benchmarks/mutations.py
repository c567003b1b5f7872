"""Plant one-line mistakes in the stages, run the tests of each stage, and count the mistakes that no test notices.

    python benchmarks/mutations.py                      60 mistakes, two at a time; ends with 1 if more than 10 % survive
    python benchmarks/mutations.py --count 6 --stage text --jobs 1
    python benchmarks/mutations.py --nearest            a quick count: only the test files closest to each module run
    python benchmarks/mutations.py --list               print what would be planted, and run nothing

A mistake is a threshold moved tenfold, a comparison of whole numbers that takes or leaves its bound, any other comparison
reversed, an order that is lost, or an early return that never happens. They are drawn from the syntax trees by a seed, in
equal shares; `mutations.toml` adds some by name. The tests run in a copy of the project, so the working tree is never
touched: the doctests of the module and the test files closest to it, then, if none of them fails, every other file that
imports the stage of the mistake, but for tests that need Prefect or much time. A test run that takes three times the CPU
time of the undamaged one counts as noticed.
"""

from __future__ import annotations

import argparse
import ast
import operator
import os
import queue
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import count, takewhile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[1]
TASKS = ROOT / "tasks" / "parquetry"
STAGES = ("text", "languages", "read", "repair", "segment", "extract", "enrich", "tabulate", "check")
"""The packages without processes, servers and locks: what is wrong in them, a test of milliseconds can notice."""
KINDS = ("threshold", "comparison", "order", "return")
MOST_SURVIVORS = 0.10
TENFOLD = 10
BOUNDS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
REVERSED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
SYMBOLS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
NO_NAME_NEEDED = {0, 1, 2}
TIMES = 3
"""CPU time a run with a mistake may take, as a multiple of the run without."""
SPARE_SECONDS = 20
MARKS = "not flow and not alone and not slow"


@dataclass(frozen=True, slots=True)
class Mutation:
    """A mistake: bytes `start` to `end` of a file replaced by `after`."""

    path: Path
    kind: str
    start: int
    end: int
    after: str

    def lines(self) -> tuple[int, str, str]:
        """Return the number of the line, the line as it is, and the line with the mistake."""
        source = self.path.read_bytes()
        begin = source.rfind(b"\n", 0, self.start) + 1
        finish = source.find(b"\n", self.end)
        changed = source[begin : self.start] + self.after.encode() + source[self.end : finish]
        number = source.count(b"\n", 0, self.start) + 1
        return number, " ".join(source[begin:finish].decode().split()), " ".join(changed.decode().split())

    def describe(self) -> str:
        """Return one line for people."""
        number, before, after = self.lines()
        return f"{self.path.relative_to(ROOT)}:{number} {self.kind}: {before}  ->  {after}"


class Offsets:
    """Byte offsets of the nodes of a file."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return where the text of a node begins and ends."""
        assert node.end_lineno is not None  # noqa: S101 (a parsed file has all positions)
        assert node.end_col_offset is not None  # noqa: S101
        return self._starts[node.lineno - 1] + node.col_offset, self._starts[node.end_lineno - 1] + node.end_col_offset


def mutations_of(path: Path) -> Iterator[Mutation]:
    """Yield every mistake that can be planted in a file."""
    source = path.read_bytes()
    tree, offsets = ast.parse(source), Offsets(source)
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            yield from _thresholds(path, offsets, [statement.value])
    loops = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.While) for inner in ast.walk(node.test)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            if id(node) not in loops:  # a loop that never ends is always noticed, and costs most
                yield from _comparisons(path, offsets, node)
            yield from _thresholds(path, offsets, node.comparators)
        elif isinstance(node, ast.Call):
            yield from _orders(path, offsets, node)
        elif isinstance(node, ast.If):
            yield from _early_returns(path, offsets, node)


def _thresholds(path: Path, offsets: Offsets, values: Iterable[ast.expr]) -> Iterator[Mutation]:
    """Yield ten times the number and a tenth of it; at most one of them is drawn."""
    for value in values:
        if not (isinstance(value, ast.Constant) and type(value.value) in {int, float}) or value.value in NO_NAME_NEEDED:
            continue
        number = value.value
        assert isinstance(number, int | float)  # noqa: S101 (just tested; for the type checker)
        for moved in (number * TENFOLD, number // TENFOLD if isinstance(number, int) else number / TENFOLD):
            yield Mutation(
                path, "threshold", *offsets.span(value), f"{moved:.12g}" if isinstance(moved, float) else str(moved)
            )


def _comparisons(path: Path, offsets: Offsets, node: ast.Compare) -> Iterator[Mutation]:
    symbol = SYMBOLS.get(type(node.ops[0]))
    if symbol is None:
        return
    between = offsets.span(node.left)[1], offsets.span(node.comparators[0])[0]
    at = offsets.source.find(symbol.encode(), *between)
    if at >= 0:
        changed = BOUNDS if _is_whole(node.left) or _is_whole(node.comparators[0]) else REVERSED
        yield Mutation(path, "comparison", at, at + len(symbol), changed[symbol])


def _is_whole(node: ast.expr) -> bool:
    """Return whether a value is surely a whole number, so that a case exactly on the bound can be expected in the tests."""
    return (isinstance(node, ast.Constant) and type(node.value) is int) or ast.unparse(node).startswith("len(")


def _orders(path: Path, offsets: Offsets, node: ast.Call) -> Iterator[Mutation]:
    """Yield a call that loses its order: `x.sort(...)` does nothing, `sorted(x, ...)` keeps the order of x.

    Two words of a set are in order by chance, in every second process: they are reversed.
    """
    if isinstance(node.func, ast.Attribute) and node.func.attr == "sort" and not node.args:
        yield Mutation(path, "order", *offsets.span(node), "None")
    elif isinstance(node.func, ast.Name) and node.func.id == "sorted" and not isinstance(node.args[0], ast.GeneratorExp):
        start, end = offsets.span(node if _is_set(node.args[0]) else node.args[0])
        value = offsets.source[start:end].decode()
        yield Mutation(path, "order", *offsets.span(node), f"{value}[::-1]" if _is_set(node.args[0]) else f"list({value})")


def _is_set(node: ast.expr) -> bool:
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"set", "frozenset"}
    return is_call or isinstance(node, ast.Set | ast.SetComp)


def _early_returns(path: Path, offsets: Offsets, node: ast.If) -> Iterator[Mutation]:
    if len(node.body) == 1 and isinstance(node.body[0], ast.Return) and not node.orelse:
        yield Mutation(path, "return", *offsets.span(node.test), "False")


def named_mutations(paths: Iterable[Path]) -> Iterator[Mutation]:
    """Yield the mistakes that `mutations.toml` names."""
    wanted = _listed("named")
    for path in paths:
        source = path.read_bytes()
        tree, offsets = ast.parse(source), Offsets(source)
        constants = {
            target.id: statement.value
            for statement in tree.body
            if isinstance(statement, ast.Assign)
            for target in statement.targets
            if isinstance(target, ast.Name) and isinstance(statement.value, ast.Constant)
        }
        for entry in wanted:
            constant = constants.get(entry.get("constant", ""))
            if constant is not None and ast.get_source_segment(source.decode(), constant) == entry["was"]:
                yield Mutation(path, "threshold", *offsets.span(constant), entry["value"])
            elif (text := entry.get("text", "").encode()) and text in source:
                yield Mutation(path, "named", source.index(text), source.index(text) + len(text), entry["value"])


@cache
def _listed(kind: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = tomllib.loads((ROOT / "benchmarks" / "mutations.toml").read_text("utf-8")).get(kind, [])
    return found


def equivalent(mutation: Mutation) -> bool:
    """Return whether `mutations.toml` says, with a reason, that this mistake changes nothing."""
    here = str(mutation.path.relative_to(ROOT))
    known = [(entry["before"], entry["after"]) for entry in _listed("equivalent") if entry["file"] == here]
    # Few files have any, and the lines of a mistake are read from its file.
    return bool(known) and mutation.lines()[1:] in known


def modules_of(stages: Iterable[str]) -> list[Path]:
    """Return the modules of stages."""
    return sorted(path for stage in stages for path in (TASKS / stage).rglob("*.py"))


def draw(total: int, seed: int, paths: list[Path]) -> list[Mutation]:
    """Return the mistakes to plant in modules: those named, then equal shares of each kind, at most one a line."""
    chosen = list(named_mutations(paths))[:total]
    lines = {(mutation.path, mutation.lines()[0]) for mutation in chosen}
    possible = [mutation for path in paths for mutation in mutations_of(path) if not equivalent(mutation)]
    random.Random(seed).shuffle(possible)  # noqa: S311 (a sample, no secret)
    counts = Counter(mutation.kind for mutation in chosen)
    by_kind = {kind: [mutation for mutation in possible if mutation.kind == kind] for kind in KINDS}
    while len(chosen) < total and any(by_kind.values()):
        kind = min((kind for kind in KINDS if by_kind[kind]), key=counts.__getitem__)
        mutation = by_kind[kind].pop()
        line = (mutation.path, mutation.lines()[0])
        if line not in lines:
            lines.add(line)
            counts[kind] += 1
            chosen.append(mutation)
    return chosen


@dataclass(frozen=True, slots=True)
class Suite:
    """What to run for a module: what most likely notices a mistake in it, then what else may."""

    nearest: tuple[str, ...]
    """The module itself, for its doctests, and the test files closest to it."""
    others: tuple[str, ...]
    """Every other test file that imports the module's stage."""


def tests_of(path: Path) -> Suite:
    """Return the tests of a module, closest first."""
    module = ".".join(path.relative_to(ROOT / "tasks").with_suffix("").parts)
    stage = ".".join(module.split(".")[:2])
    closeness = {}
    for file in sorted((ROOT / "tests").glob("test_*.py")):
        names = _imported(file)
        common = [_shared_parts(name, module) for name in names if f"{name}.".startswith(f"{stage}.")]
        if common or "parquetry.process" in names:
            closeness[f"tests/{file.name}"] = max(common, default=0)
    ordered = [name for name, _ in sorted(closeness.items(), key=operator.itemgetter(1), reverse=True)]
    closest = [name for name in ordered if closeness[name] == closeness[ordered[0]]]
    # Those called like parts of the module, however they import it: test_pdf and test_pdf_tables for
    # read.formats.pdf.tables, but not test_pdf_glyphs; and test_read, called like the stage, only where none is closer.
    words = set(module.replace("_", ".").split(".")) | {f"{path.parent.name}s"}
    called = [name for name in ordered if set(_called(name).split("_")) <= words]
    named = [name for name in called if name in closest or _called(name) != stage.rpartition(".")[2]] or closest
    return Suite((str(path.relative_to(ROOT)), *named), tuple(name for name in ordered if name not in named))


def _called(test: str) -> str:
    return Path(test).stem.removeprefix("test_")


def _shared_parts(one: str, other: str) -> int:
    """Return how many parts two dotted names begin with in common."""
    return len(list(takewhile(lambda parts: parts[0] == parts[1], zip(one.split("."), other.split("."), strict=False))))


@cache
def _imported(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.startswith("parquetry.")}


class Copies:
    """Copies of the project, one for each job, in which a mistake is planted, tested and taken out again."""

    def __init__(self, folder: Path, jobs: int) -> None:
        self._free: queue.Queue[Path] = queue.Queue()
        self._times = count(1_000_000_000)  # a module's cached bytecode is taken for fresh where time and size agree
        for job in range(jobs):
            copy = folder / str(job)
            ignored = shutil.ignore_patterns(".*", "__pycache__", "processed", "site")
            shutil.copytree(ROOT, copy, ignore=ignored, symlinks=True)
            self._free.put(copy)

    def run(self, tests: Iterable[str], mutation: Mutation | None, seconds: float) -> tuple[int, float]:
        """Return pytest's exit code and the CPU seconds it took, with the mistake in place."""
        copy = self._free.get()
        try:
            if mutation is None:
                return _pytest(copy, tests, seconds)
            original = mutation.path.read_bytes()
            target = copy / mutation.path.relative_to(ROOT)
            self._write(target, original[: mutation.start] + mutation.after.encode() + original[mutation.end :])
            try:
                return _pytest(copy, tests, seconds)
            finally:
                self._write(target, original)
        finally:
            self._free.put(copy)

    def _write(self, target: Path, content: bytes) -> None:
        target.write_bytes(content)
        seconds = next(self._times)
        os.utime(target, (seconds, seconds))


def _pytest(copy: Path, tests: Iterable[str], seconds: float) -> tuple[int, float]:
    """Run tests until one fails, limited by CPU time: a busy machine is no reason to call a mistake noticed."""
    environment = {**os.environ, "PYTHONPATH": f"{copy / 'tasks'}:{copy / 'flows'}"}
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "-m", MARKS]
    limit = f'ulimit -t {int(seconds)}; exec "$@"'
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        ["/bin/sh", "-c", limit, "sh", sys.executable, "-m", "pytest", *options, *tests],
        cwd=copy,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.returncode, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Limits:
    """How many CPU seconds test files may take with a mistake in place: measured without one when first asked for."""

    def __init__(self, copies: Copies) -> None:
        self._copies = copies
        self._measured: dict[frozenset[str], float] = {}
        self._lock = threading.Lock()

    def of(self, files: Iterable[str]) -> float:
        """Return the limit of test files.

        Raises:
            SystemExit: they fail, or there are none, without any mistake.
        """
        suite = frozenset(files)
        with self._lock:
            if suite not in self._measured:
                code, seconds = self._copies.run(sorted(suite), None, 3600)
                if code:
                    sys.exit(f"pytest ends with {code} before anything is planted: {' '.join(sorted(suite))}")
                self._measured[suite] = TIMES * seconds + SPARE_SECONDS
            return self._measured[suite]


def survivors(chosen: list[Mutation], jobs: int, *, nearest: bool) -> list[Mutation]:
    """Plant each mistake in turn; return those that no test noticed.

    With `nearest` only the closest tests run: what they do not notice others may, so more survive.
    """
    with tempfile.TemporaryDirectory(prefix="parquetry-mutations-") as folder, ThreadPoolExecutor(jobs) as pool:
        copies = Copies(Path(folder), jobs)
        limits = Limits(copies)

        def survives(mutation: Mutation) -> bool:
            suite = tests_of(mutation.path)
            # Modules of a stage share the limit of its whole suite, of which each runs the part that its nearest are not.
            code, seconds = copies.run(suite.nearest, mutation, limits.of(suite.nearest[1:]))
            if not nearest and code == 0 and suite.others:
                code, more = copies.run(suite.others, mutation, limits.of((*suite.nearest[1:], *suite.others)))
                seconds += more
            print(f"{'SURVIVED' if code == 0 else 'noticed '} {seconds:5.1f} s  {mutation.describe()}", flush=True)
            return code == 0

        return [mutation for mutation, alive in zip(chosen, pool.map(survives, chosen), strict=True) if alive]


def main() -> int:
    """Plant, run, count."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=60, help="how many mistakes to plant")
    parser.add_argument("--seed", type=int, default=1, help="which ones are drawn")
    parser.add_argument("--stage", action="append", choices=STAGES, help="only in this stage; may be repeated")
    parser.add_argument("--jobs", type=int, default=2, help="how many test runs at a time")
    parser.add_argument("--nearest", action="store_true", help="run only the test files closest to each module")
    parser.add_argument("--list", action="store_true", help="print the mistakes and run nothing")
    options = parser.parse_args()
    chosen = draw(options.count, options.seed, modules_of(options.stage or STAGES))
    if options.list:
        print("\n".join(mutation.describe() for mutation in chosen))
        return 0
    alive = survivors(chosen, options.jobs, nearest=options.nearest)
    print(f"\n{len(alive)} of {len(chosen)} survived: {len(alive) / max(1, len(chosen)):.0%}, at most {MOST_SURVIVORS:.0%}")
    return int(len(alive) > MOST_SURVIVORS * len(chosen))


if __name__ == "__main__":
    sys.exit(main())
