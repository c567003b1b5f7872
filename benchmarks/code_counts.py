"""Count what makes code easy or hard to read in one file: lines and complexity of functions, comments, numbers, docstrings.

What each number means, and the limits it has, are in `code_metrics.py` and `code_limits.py`.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from code_limits import COMPLEXITY, FILE_LINES, FUNCTION_LINES, REGEX_LENGTH
from radon.visitors import ComplexityVisitor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

DIRECTIVE = re.compile(r"#\s*(?:noqa|type:|fmt:|pragma|mypy:|pyright:|ruff:|!)")
EXPLAINED = re.compile(r"#\s*noqa:.*\bPLR2004\b.* \(")
Function = ast.FunctionDef | ast.AsyncFunctionDef
UNREMARKABLE = {0, 1, 2}
"""Numbers that need no name: empty, first, a pair."""


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
