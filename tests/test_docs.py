"""The documentation: its commands and queries run, its links lead somewhere, its examples are valid."""

from __future__ import annotations

import contextlib
import itertools
import re
import shlex
import subprocess
import tomllib
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import typer
from command import ROOT, parquetry_here
from pages import PAGES, anchors, blocks, commands, links
from pydantic import BaseModel

from parquetry import errors
from parquetry.config import Config, Schedule
from parquetry.text import AlignedText
from parquetry_flows.cli.main import app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOCS = ROOT / "docs"
FIRST_WORDS = re.compile(r"(?:\.venv(?:-\w+)?/bin/)?(\S+)")
NOT_OURS = {"mkdir", "printf", "cat", "tail", "sed", "prefect", "python3", "PYTHONPATH=.", "git", "cd"}
"""Programs that pages call besides ours; the tutorial runs most of them."""


@pytest.mark.flow
def test_the_tutorial_runs_as_it_is_written(tmp_path: Path, orchestrator: str) -> None:
    for block in blocks(DOCS / "tutorial.md", "sh", "sql"):
        if block.language == "sql":
            assert answers(block.code, tmp_path) == list(block.rows), block.code
            continue
        for ours, lines in itertools.groupby(block.code.splitlines(), lambda line: line.startswith("parquetry ")):
            for code in lines if ours else ("\n".join(lines),):
                out = output(code, tmp_path, orchestrator)
                assert "iconv" not in code or out == "€12,500"


def output(code: str, folder: Path, orchestrator: str) -> str:
    """Return what a command of ours prints, or lines of shell; they are in a folder, and must succeed."""
    if code.startswith("parquetry "):
        ended = parquetry_here(*shlex.split(code)[1:], folder=folder, PREFECT_API_URL=orchestrator)
        assert ended.code == 0, f"{code}\n{ended.out}{ended.err}"
        return ended.out
    done = subprocess.run(["/bin/sh", "-ec", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{code}\n{done.stdout}{done.stderr}"
    return done.stdout


def answers(query: str, folder: Path) -> list[tuple[str, ...]]:
    """Return the rows of a query over the dataset folders below `folder`, as cells of a table."""
    rows = duckdb.sql(re.sub(r"'((?:datasets|data/processed)/)", rf"'{folder}/\1", query)).fetchall()
    return [tuple(str(cell).lower() if isinstance(cell, bool) else str(cell) for cell in row) for row in rows]


@pytest.mark.parametrize(
    "page", [page for page in PAGES if blocks(page, "sql") and page.name != "tutorial.md"], ids=lambda page: page.name
)
def test_every_query_runs_on_the_sample(page: Path, published: Path, tmp_path: Path) -> None:
    (tmp_path / "data" / "processed").mkdir(parents=True)
    (tmp_path / "data" / "processed" / "sample").symlink_to(published)
    for block in blocks(page, "sql"):
        rows = answers(block.code, tmp_path)
        assert rows or "unresolved > 0" in block.code, block.code


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for target in links(page):
        path, _, anchor = target.partition("#")
        file = page.parent / path if path else page
        assert file.exists(), f"{page.name} links to {target}"
        if anchor:
            assert anchor in anchors(file), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_line_is_one_the_program_takes(page: Path) -> None:
    inline = re.findall(r"`(parquetry [^`]+)`", page.read_text(encoding="utf-8"))
    for line in [*commands(page), *inline]:
        match = FIRST_WORDS.match(line)
        assert match
        words = shlex.split(line, comments=True)
        if match[1] == "parquetry":
            assert_is_command(words[1:])
        elif match[1] == "make":
            assert f"\n{words[1]}:" in (ROOT / "Makefile").read_text(encoding="utf-8"), line
        elif match[1] == "pip":
            assert set(re.findall(r"parquetry\[(\w+)\]", line)) <= extras(), line
        elif match[1] == "python":
            assert (ROOT / words[1]).is_file() or words[1] == "-m", line
        else:
            assert match[1] in NOT_OURS, f"{page.name}: {line}"


def assert_is_command(words: list[str]) -> None:
    """Assert that the command line takes these words; nothing is run."""
    command: Any = typer.main.get_command(app)
    words = [word for word in words if word != "--debug"]
    name = "parquetry"
    while words and hasattr(command, "commands") and not words[0].startswith("-"):
        name = words.pop(0)
        assert name in command.commands, f"no command {name}"
        command = command.commands[name]
    if words and words != ["--help"]:  # a command named alone is spoken of
        with contextlib.suppress(typer.Exit):  # what prints and ends, as --version
            command.make_context(name, words)


def extras() -> set[str]:
    """Return the names of the optional dependencies."""
    return set(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"])


EXAMPLE = tomllib.loads((DOCS / "configuration.toml").read_text(encoding="utf-8"))


def test_the_example_of_the_configuration_is_valid() -> None:
    assert Config.model_validate(EXAMPLE).dataset == "letters"


def keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from keys(field.annotation, f"{prefix}{name}.")
        elif name != "schedule":
            yield f"{prefix}{name}"


def test_every_key_of_the_configuration_has_an_example() -> None:
    text = (DOCS / "configuration.toml").read_text(encoding="utf-8")
    for key in [*keys(Config), *keys(Schedule, "schedule.")]:
        assert re.search(rf"^(# )?{key.rsplit('.', 1)[-1]} = ", text, re.MULTILINE), key


def test_every_exit_code_has_a_section_in_troubleshooting() -> None:
    page = DOCS / "troubleshooting.md"
    classes = [
        value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, errors.ParquetryError)
    ]
    for code in {0, 1, *(error.exit_code for error in classes)}:
        assert any(anchor.startswith(f"{code}-") for anchor in anchors(page)), code


def test_every_decision_is_in_the_index() -> None:
    folder = DOCS / "decisions"
    assert set(links(folder / "index.md")) == {page.name for page in folder.glob("*.md")} - {"index.md"}


def test_the_plug_in_of_the_documentation_works() -> None:
    (block,) = blocks(DOCS / "plugins.md", "python")
    module: dict[str, Any] = {}
    exec(block.code, module)  # noqa: S102 (our own page)
    text = module["hull_numbers"](AlignedText.decoded("Hull N0 7", "utf-8"))
    assert (text.text, text.repairs[0].before) == ("Hull No 7", "Hull N0")
    ((span,),) = module["Ships"]().find(["On board MV Sirena."])
    assert (span.start, span.end, span.label) == (9, 18, "PRODUCT")


def test_pictures_are_small_and_the_architecture_is_described_in_words() -> None:
    assert (DOCS / "report.png").stat().st_size < 200_000
    drawing = (DOCS / "architecture.svg").read_text(encoding="utf-8")
    assert 'role="img"' in drawing
    assert "<desc" in drawing
    assert "<script" not in drawing


def test_a_table_right_after_a_query_is_its_result(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "```sql\nSELECT 1\n```\n\n| a | b |\n|---|---|\n| 1 | x y |\n\nProse.\n\n| no | result |\n", encoding="utf-8"
    )
    (block,) = blocks(page, "sql")
    assert block.rows == (("1", "x y"),)
