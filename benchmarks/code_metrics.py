"""Measure how readable the code is: a row for each folder, a row for each package, and the limits we hold ourselves to.

    python benchmarks/code_metrics.py                     the table
    python benchmarks/code_metrics.py --offenders repair  what in that folder is over a limit, with file and line
    python benchmarks/code_metrics.py --path DIRECTORY    the same numbers for any other code, such as an installed library
    python benchmarks/code_metrics.py --strict            end with 1 if the code as a whole is over a limit

Columns:

    files, lines      of Python, blank lines and docstrings included
    function lines    median, 90th percentile, longest; from `def` to the last line, docstring not counted
    complexity        cyclomatic, by radon: median, 90th percentile, highest
    comments          comment lines per 100 lines; directives for tools (noqa, type, fmt, pragma) are not counted
    skips             `# fmt: skip`
    inner imports     import statements inside functions
    numbers           numeric literals inside functions, other than 0, 1 and 2, that have no name: see `_named_numbers`
    regexes           regular expressions over 60 characters without re.VERBOSE
    docstrings        share of public functions and methods that have one
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import statistics
import sys
import tokenize
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from radon.visitors import ComplexityVisitor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROOT = Path(__file__).parents[1]
PACKAGES = (ROOT / "tasks" / "parquetry", ROOT / "flows" / "parquetry_flows")
DIRECTIVE = re.compile(r"#\s*(?:noqa|type:|fmt:|pragma|mypy:|pyright:|ruff:|!)")
EXPLAINED = re.compile(r"#\s*noqa:.*\bPLR2004\b.* \(")
Function = ast.FunctionDef | ast.AsyncFunctionDef

# The limits: of the longest function, the highest complexity and a file's length for each, of the rest for all code.
FILE_LINES = 300
FUNCTION_LINES = (8, 25, 40)
COMPLEXITY = (2, 8, 15)
COMMENTS_PER_100 = 6.0
SKIPS = 19
INNER_IMPORTS = 30
REGEX_LENGTH = 60
UNREMARKABLE = {0, 1, 2}
"""Numbers that need no name: empty, first, a pair."""
REACHED = {
    "complexity: median": 3,
    "comments": 6.0,
    "numbers": 370,
}
"""Where the code as a whole is not within its limits, or there is none: what it has reached. Only ever made stricter."""


@dataclass(slots=True)
class Metrics:
    """What was counted in some files; `offenders` are lines of `file:line what`."""

    name: str
    files: int = 0
    lines: int = 0
    function_lines: list[int] = field(default_factory=list)
    complexities: list[int] = field(default_factory=list)
    comments: int = 0
    skips: int = 0
    inner_imports: int = 0
    numbers: int = 0
    regexes: int = 0
    public: int = 0
    documented: int = 0
    offenders: list[str] = field(default_factory=list)

    def add(self, other: Metrics) -> None:
        """Add what was counted elsewhere."""
        for name in ("files", "lines", "comments", "skips", "inner_imports", "numbers", "regexes", "public", "documented"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("function_lines", "complexities", "offenders"):
            getattr(self, name).extend(getattr(other, name))


def measure(path: Path) -> Metrics:
    """Return what one file has."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    metrics = Metrics(str(path), files=1, lines=source.count("\n"))
    comments = list(_comments(source))
    metrics.comments = sum(not DIRECTIVE.match(comment) for comment in comments)
    metrics.skips = sum("fmt: skip" in comment for comment in comments)
    _count_functions(metrics, path, tree, source.splitlines())
    _count_complexity(metrics, path, tree)
    _count_regexes(metrics, path, tree)
    if metrics.lines > FILE_LINES:
        metrics.offenders.append(f"{path}:1 file of {metrics.lines} lines")
    return metrics


def _comments(source: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def _count_functions(metrics: Metrics, path: Path, tree: ast.Module, source_lines: Sequence[str]) -> None:
    for node, public in _functions(tree, public=True):
        lines = _code_lines(node)
        metrics.function_lines.append(lines)
        if lines > FUNCTION_LINES[2]:
            metrics.offenders.append(f"{path}:{node.lineno} {node.name} has {lines} lines")
        if public:
            metrics.public += 1
            metrics.documented += ast.get_docstring(node) is not None
    explained = {number for number, line in enumerate(source_lines, 1) if EXPLAINED.search(line)}
    for outermost in _outermost_functions(tree):
        nodes = list(ast.walk(outermost))
        named = _named_numbers(nodes)
        for node in nodes:
            if isinstance(node, ast.Import | ast.ImportFrom):
                metrics.inner_imports += 1
                metrics.offenders.append(f"{path}:{node.lineno} import inside a function")
            elif _is_number(node) and id(node) not in named and node.lineno not in explained:
                metrics.numbers += 1
                metrics.offenders.append(f"{path}:{node.lineno} unnamed number {ast.unparse(node)}")


def _functions(node: ast.AST, *, public: bool) -> Iterator[tuple[Function, bool]]:
    """Yield each function with whether it is public: its own name and those of the classes around it are."""
    for child in _statements(node):
        name = getattr(child, "name", None)
        shown = public and isinstance(name, str) and not name.startswith("_")
        if isinstance(child, Function):
            yield child, shown and not _is_overload(child)
            yield from _functions(child, public=False)
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, public=shown)
        else:
            yield from _functions(child, public=public)


def _is_overload(node: Function) -> bool:
    return any(
        "overload" in ast.unparse(decorator) or ".setter" in ast.unparse(decorator) for decorator in node.decorator_list
    )


def _code_lines(node: Function) -> int:
    """Return the lines of a function without its docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the statements right inside another one, and what holds statements: no expression has a function with a name."""
    for field_name in ("body", "orelse", "finalbody", "handlers", "cases"):
        inside = getattr(node, field_name, ())
        if isinstance(inside, list):  # the body of a lambda is an expression
            yield from inside


def _outermost_functions(node: ast.AST) -> Iterator[Function]:
    """Yield the functions that are in no other function, so that what is in them is counted once."""
    for child in _statements(node):
        if isinstance(child, Function):
            yield child
        else:
            yield from _outermost_functions(child)


def _is_number(node: ast.AST) -> bool:
    is_number = isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
    return is_number and node.value not in UNREMARKABLE  # type: ignore[attr-defined]


def _named_numbers(nodes: Sequence[ast.AST]) -> set[int]:
    """Return the ids of the numbers that have a name where they stand, or are places in a fixed format.

    `Layer(width=96)`, `{"width": 96}`, `def f(width=96)` and `width = 96` name theirs, as a column names what is in it;
    `number[4:6]` and `row[3]` are places, and `round(share, 4)` says the digits kept. What is compared, added or cut off
    (`text[:200]`) is a threshold, and needs a name or a reason on its line: `# noqa: PLR2004 (a group has three digits)`.
    """
    named: list[ast.AST] = []
    for node in nodes:
        match node:
            case ast.keyword(value=value) | ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                named.append(value)
            case ast.Dict(keys=keys, values=values):
                is_text = [isinstance(key, ast.Constant) and isinstance(key.value, str) for key in keys]
                named += [value for value, named_by in zip(values, is_text, strict=True) if named_by]
            case ast.arguments(defaults=defaults, kw_defaults=kw_defaults):
                named += [*defaults, *(value for value in kw_defaults if value is not None)]
            case ast.Subscript(slice=ast.Slice(lower=ast.Constant() as lower, upper=ast.Constant() as upper)):
                named += [lower, upper]
            case ast.Subscript(slice=ast.Constant() as index) | ast.Call(func=ast.Name("round"), args=[_, index]):
                named.append(index)
            case _:
                pass
    return {id(number) for node in named for number in _plain(node)}


def _plain(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the constants that a value consists of: itself, with its sign, or those of a tuple."""
    match node:
        case ast.Constant():
            yield node
        case ast.UnaryOp(operand=operand):
            yield from _plain(operand)
        case ast.Tuple(elts=values):
            for value in values:
                yield from _plain(value)
        case _:
            pass


def _count_complexity(metrics: Metrics, path: Path, tree: ast.Module) -> None:
    for block in ComplexityVisitor.from_ast(tree).blocks:
        if block.letter == "C":  # the sum over a class says nothing about one function
            continue
        metrics.complexities.append(block.complexity)
        if block.complexity > COMPLEXITY[2]:
            metrics.offenders.append(f"{path}:{block.lineno} {block.name} has complexity {block.complexity}")


def _count_regexes(metrics: Metrics, path: Path, tree: ast.Module) -> None:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):  # most nodes: a pattern is tried on the rest alone
            continue
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name("re")), args=[_, *_]):
                pass
            case _:
                continue
        pattern = _literal_text(node.args[0])
        flags = ast.unparse(node)[len(pattern) :]
        if len(pattern) > REGEX_LENGTH and not re.search(r"re\.(VERBOSE|X)\b", flags) and "(?x" not in pattern[:8]:
            metrics.regexes += 1
            metrics.offenders.append(f"{path}:{node.lineno} regular expression of {len(pattern)} characters, not VERBOSE")


def _literal_text(node: ast.expr) -> str:
    """Return the text of a string, an f-string or a sum of them; names in it count as they are written."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_literal_text(value) for value in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _literal_text(node.left) + _literal_text(node.right)
    return ast.unparse(node)


def measure_folders(package: Path) -> list[Metrics]:
    """Return a row for each folder of a package, one for the modules that are in none, and one for the whole."""
    folders: dict[str, Metrics] = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).parts
        name = parts[0] if len(parts) > 1 else "(modules)"
        folders.setdefault(name, Metrics(name)).add(measure(path))
    whole = Metrics(package.name)
    for metrics in folders.values():
        whole.add(metrics)
    return [*folders.values(), whole]


def spread(values: Sequence[int]) -> tuple[float, float, int]:
    """Return median, 90th percentile and largest of some counts; zeros where there are none.

    >>> spread([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    (5.5, 9.0, 10)
    """
    if not values:
        return 0, 0, 0
    ordered = sorted(values)
    return statistics.median(ordered), float(ordered[max(0, -(-len(ordered) * 9 // 10) - 1)]), ordered[-1]


def row(metrics: Metrics) -> list[str]:
    """Return the cells of one row."""
    return [
        metrics.name,
        f"{metrics.files}",
        f"{metrics.lines:,}",
        " / ".join(f"{value:g}" for value in spread(metrics.function_lines)),
        " / ".join(f"{value:g}" for value in spread(metrics.complexities)),
        f"{comments_per_100(metrics):.1f}",
        f"{metrics.skips}",
        f"{metrics.inner_imports}",
        f"{metrics.numbers}",
        f"{metrics.regexes}",
        f"{metrics.documented / metrics.public:.0%}" if metrics.public else "-",
    ]


def comments_per_100(metrics: Metrics) -> float:
    """Return the comment lines per 100 lines."""
    return 100 * metrics.comments / max(1, metrics.lines)


HEADER = (
    "folder",
    "files",
    "lines",
    "function lines",
    "complexity",
    "comments",
    "skips",
    "inner imports",
    "numbers",
    "regexes",
    "docstrings",
)
LIMITS = (
    "limit",
    "",
    "",
    " / ".join(map(str, FUNCTION_LINES)),
    " / ".join(map(str, COMPLEXITY)),
    f"{COMMENTS_PER_100:g}",
    f"{SKIPS}",
    f"{INNER_IMPORTS}",
    "",
    "0",
    "100%",
)


def table(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as a table of equal columns: the first left, the others right."""
    cells = [list(cells) for cells in rows]
    widths = [max(len(line[k]) for line in cells) for k in range(len(cells[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if k == 0 else cell.rjust(width)
            for k, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in cells
    ]
    return "\n".join(line.rstrip() for line in lines)


def over_limits(metrics: Metrics) -> list[str]:
    """Return in words which limits the code is over."""
    found = []
    for what, values, limits in (
        ("function lines", spread(metrics.function_lines), FUNCTION_LINES),
        ("complexity", spread(metrics.complexities), COMPLEXITY),
    ):
        found += [
            f"{what}: {measure} is {value:g}, limit {limit}"
            for measure, value, limit in zip(("median", "90th percentile", "highest"), values, limits, strict=True)
            if value > limit
        ]
    if comments_per_100(metrics) < COMMENTS_PER_100:
        found.append(f"comments: {comments_per_100(metrics):.1f} per 100 lines, at least {COMMENTS_PER_100:g}")
    counts = (("skips", metrics.skips, SKIPS), ("inner imports", metrics.inner_imports, INNER_IMPORTS))
    found += [f"{what}: {count}, limit {limit}" for what, count, limit in counts if count > limit]
    if metrics.regexes:
        found.append(f"regexes: {metrics.regexes} over {REGEX_LENGTH} characters without VERBOSE")
    if metrics.documented < metrics.public:
        found.append(f"docstrings: {metrics.public - metrics.documented} public functions have none")
    return found


def worse_than_reached(metrics: Metrics) -> list[str]:
    """Return in words which limits the code is over, but for those in REACHED, and what there is worse than it was."""
    problems = [problem for problem in over_limits(metrics) if not problem.startswith(tuple(REACHED))]
    median, _, _ = spread(metrics.complexities)
    values = {
        "complexity: median": median,
        "numbers": metrics.numbers,
    }
    problems += [f"{what}: {value:g}, was {REACHED[what]:g}" for what, value in values.items() if value > REACHED[what]]
    comments = round(comments_per_100(metrics), 1)
    if comments < REACHED["comments"]:
        problems.append(f"comments: {comments:g} per 100 lines, was {REACHED['comments']:g}")
    return problems


def measure_packages(paths: Sequence[Path] = PACKAGES) -> tuple[list[list[Metrics]], Metrics]:
    """Return the rows of each package, and one of all code."""
    packages = [measure_folders(path) for path in paths]
    everything = Metrics("all")
    for package in packages:
        everything.add(package[-1])
    return packages, everything


def main() -> int:
    """Print the table, or the offenders of one folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--path", type=Path, action="append", help="other code to measure instead of ours")
    parser.add_argument("--offenders", metavar="FOLDER", help="list what is over a limit in this folder, or in `all`")
    parser.add_argument("--strict", action="store_true", help="end with 1 if a limit is not kept")
    options = parser.parse_args()
    packages, everything = measure_packages(options.path or PACKAGES)
    if options.offenders:
        chosen = [m for package in packages for m in package[:-1] if options.offenders in (m.name, "all")]
        print("\n".join(line.replace(f"{ROOT}/", "") for metrics in chosen for line in metrics.offenders))
        return 0
    print(table([HEADER, *(row(metrics) for package in packages for metrics in package), row(everything), LIMITS]))
    problems = over_limits(everything)
    print("\n".join(["", *problems]) if problems else "\nevery limit is kept")
    return int(options.strict and bool(problems))


if __name__ == "__main__":
    sys.exit(main())
