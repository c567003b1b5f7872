"""Cache keys: what of the code and its surroundings decides the result of a stage.

The code of a stage is the import closure of its modules: what they import, what that imports, and the data files beside
them. To it belong every library of the lock, in the version that is installed, and the version of Python, whose tables of
Unicode decide too.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import json
import os
import re
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from parquetry.model.json_file import read_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT.name
# What writes artifacts and words failures: both shape the bytes of every stage's artifact.
_EXECUTION = ("execution.artifacts", "model.failures")
# What every enrichment is read and written by.
_ENRICHING = ("enrich.leaf_tables", "tabulate.parquet_writer", "execution.isolation", *_EXECUTION)
# A module that is missing here would let a change of code reuse old results.
ENTRIES = {
    "read": ("read", "execution.spool", *_EXECUTION),
    "repair": ("repair", "execution.plugins", *_EXECUTION),
    "segment": ("segment", *_EXECUTION),
    "extract": ("extract", "execution.plugins", *_EXECUTION),
    "tabulate": ("tabulate.rows", "tabulate.parquet_writer", "tabulate.verify_alignment", "tabulate.merge_partials"),
    "personal_data": ("enrich.personal_data",),
    "tokens": ("enrich.chunks.tokenizer",),
    "signals": ("enrich.signals", *_ENRICHING),
    "chunks": ("enrich.chunks", *_ENRICHING),
    "duplicates": ("enrich.duplicates.clusters", *_ENRICHING),
    "repeats": ("enrich.repeats.passages", "enrich.repeats.sentence_hashes", *_ENRICHING),
    "own_tables": ("enrich.own_tables", "execution.own_tables", *_ENRICHING),
    "check": ("check.expectations", "check.invariants", "check.user_suites"),
    "publish": ("publish.manifest", "publish.store"),
}
"""The modules each stage begins with, below `parquetry`."""
LOOPS = {
    "repair": "stages",
    "segment": "stages",
    "extract": "stages",
    "tabulate": "leaves",
    "publish": "leaves",
    "signals": "enrichments",
    "chunks": "enrichments",
    "duplicates": "enrichments",
    "repeats": "enrichments",
    "own_tables": "enrichments",
}
"""The module of `execution` that calls a stage. Its source counts; what it imports does not, for it imports all stages."""
# The fields of a statement that hold statements, or handlers and cases that hold some: the first is what an `if` guards.
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
# numpy==2.1.0 at the start of a line of the lock; its hashes follow indented.
_LOCKED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)
# numpy-2.1.0.dist-info
_INSTALLED = re.compile(r"(.+?)-([^-]+)\.dist-info")


def key(*parts: str) -> str:
    """Return the 32 hex that name an artifact made from these parts.

    >>> key("ab", "c") != key("a", "bc"), len(key("a"))
    (True, 32)
    """
    # Lengths first: else the parts ab, c and a, bc would be the same string.
    return hashlib.sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()[:32]


def code_versions(memory: Path | None = None) -> dict[str, str]:
    """Return for each stage the hash of its code, of the libraries and of Python.

    Working out the closures takes a quarter of a second: with `memory`, a folder, it is done once for each state of the
    code. The state is known by the content of every file, never by its time.
    """
    # Reading all files is cheap; parsing them for their imports is not.
    tree = _digest(_all_files())
    libraries = surroundings()
    base = hashlib.sha256("\0".join([tree, *libraries]).encode()).hexdigest()
    note = memory / f"{base[:32]}.json" if memory is not None else None
    if note is not None and (known := _noted(note)) is not None:
        return known
    versions = {stage: hashlib.sha256(_described(stage, libraries).encode()).hexdigest() for stage in ENTRIES}
    if note is not None:
        _write_note(note, versions)
    return versions


def _write_note(note: Path, versions: dict[str, str]) -> None:
    note.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Written aside and renamed: another run may read the note at this moment.
    temporary = note.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_text(json.dumps(versions), encoding="utf-8")
    temporary.replace(note)


def _all_files() -> list[Path]:
    return sorted(path for path in ROOT.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _noted(note: Path) -> dict[str, str] | None:
    """Return the versions that a note has; null where it cannot be trusted."""
    with contextlib.suppress(OSError, ValueError):
        known = read_json(note)
        # A note that was cut short, or comes from other code, is computed again rather than trusted.
        if isinstance(known, dict) and known.keys() == ENTRIES.keys():
            return {str(stage): str(value) for stage, value in known.items()}
    return None


def _described(stage: str, libraries: Iterable[str]) -> str:
    # execution/stages.py imports all stages: with its closure, a change in extract would also rebuild repair.
    loop = [ROOT / "execution" / f"{LOOPS[stage]}.py"] if stage in LOOPS else []
    return "\0".join([_digest([*files(stage), *loop]), *libraries])


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        data = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT).as_posix()} {len(data)}\0".encode() + data)
    return digest.hexdigest()


def files(stage: str) -> list[Path]:
    """Return the files of the import closure of a stage, sorted: modules, and the data files beside them."""
    waiting = [f"{PACKAGE}.{entry}" for entry in ENTRIES[stage]]
    modules: set[Path] = set()
    asked: set[str] = set()
    # A walk over imports, each module once: circles of imports end here too.
    while waiting:
        name = waiting.pop()
        # Most names are imported by many modules, and each would be looked for on the disk again.
        if name in asked:
            continue
        asked.add(name)
        for path in _sources(name):
            if path not in modules:
                modules.add(path)
                waiting += imports(path)
    data = {path for folder in {module.parent for module in modules} for path in _data(folder)}
    return sorted(modules | data)


def imports(path: Path) -> frozenset[str]:
    """Return the dotted names that a module imports from this package, at its top or in functions, but not to type alone."""
    return _imports_of(path.read_text(encoding="utf-8"))


@cache
def _imports_of(source: str) -> frozenset[str]:
    """Return what a module of this text imports, parsed once: most modules belong to several stages, `text` to all."""
    names = (name for node in _statements(ast.parse(source).body) for name in _imported(node))
    return frozenset(name for name in names if name.split(".")[0] == PACKAGE)


def _imported(node: ast.AST) -> Iterator[str]:
    """Yield the dotted names of an import statement; nothing of any other."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        # In `from parquetry.model import contract` the imported name may be a module itself, or only a function: both
        # are tried, and `_sources` yields nothing for a name that is no module.
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _statements(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield statements and those inside them, but not those for type hints alone, and no expressions."""
    for node in body:
        # Names imported for type hints alone are never loaded, and cannot change a result.
        for_types = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        yield node
        for block in _BLOCKS[1:] if for_types else _BLOCKS:
            yield from _statements(getattr(node, block, ()))


def _sources(name: str) -> Iterator[Path]:
    """Yield the file of a module and those of the packages it is in; nothing where the name is of something in a module.

    The package itself is left out: its `__init__` only gives others what they ask for.
    """
    parts = name.split(".")[1:]
    # parquetry.repair.pipeline runs repair/__init__.py first: it counts too.
    for depth in range(1, len(parts) + 1):
        place = ROOT.joinpath(*parts[:depth])
        if (place / "__init__.py").is_file():
            yield place / "__init__.py"
        elif place.with_suffix(".py").is_file():
            yield place.with_suffix(".py")


def _data(folder: Path) -> Iterator[Path]:
    """Yield the data files of a package: those in its folder, and below in folders that are no packages."""
    if folder == ROOT:
        return
    for path in folder.iterdir():
        if path.is_file() and path.suffix not in {".py", ".pyc"}:
            yield path
        elif path.is_dir() and _holds_data(path):
            yield from (inner for inner in path.rglob("*") if inner.is_file())


def _holds_data(folder: Path) -> bool:
    """Return whether a folder is no package, such as one of models by language: a package is visited by its imports."""
    return folder.name != "__pycache__" and not (folder / "__init__.py").exists()


def surroundings() -> list[str]:
    """Return the version of Python, and `name==version` of every library of the lock as it is installed, sorted.

    Where no lock was shipped, every library that is installed counts.
    """
    installed = dict(sorted(_distributions()))
    # run.lock is inside an installed package, locks/run.txt in a checkout.
    lock = next((path for path in (ROOT / "run.lock", ROOT.parents[1] / "locks" / "run.txt") if path.is_file()), None)
    names = {_plain(name) for name in _LOCKED.findall(lock.read_text(encoding="utf-8"))} if lock else set(installed)
    python = "python==" + ".".join(map(str, sys.version_info[:3]))
    # Data of Unicode, hence isspace and casefold, change with the version of Python.
    return [python, *(f"{name}=={installed.get(name, 'not installed')}" for name in sorted(names))]


def _distributions() -> Iterator[tuple[str, str]]:
    """Yield name and version of what is installed, by the names of the folders that say so: reading them takes too long."""
    for folder in reversed(sys.path):  # the first on the path decides
        with contextlib.suppress(OSError), os.scandir(folder or ".") as entries:
            for entry in entries:
                match = _INSTALLED.fullmatch(entry.name)
                if match:
                    yield _plain(match[1]), match[2]


def _plain(name: str) -> str:
    """Return a distribution's name in its normal form.

    >>> _plain("Typing_Extensions")
    'typing-extensions'
    """
    return re.sub(r"[-_.]+", "-", name).lower()
