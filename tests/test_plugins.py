"""Plugins: steps and backends of the user's own, by dotted path, as docs/plugins.md has them."""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING

import pytest
from command import ROOT, parquetry, parquetry_here

from parquetry import process
from parquetry.config import Config
from parquetry.errors import ConfigError, DocumentError, StorageError, UnknownNameError
from parquetry.execution import plugins
from parquetry.export import export, known
from parquetry.extract.backends import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from command import Ended

PACKAGE = ROOT / "examples" / "plugin_package"
TEXT = "The MV Teasel bore Hull N0 7 when she left Lisbon on 3 May 2011."
SETTINGS = {
    "repair": {"steps": ["ours.ships:hull_numbers"]},
    "segment": {"language": "en"},
    "extract": {"model": "none", "backends": ["ours.ships:Ships"]},
}


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The module that the documents show, importable."""
    code = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8"), re.DOTALL)[0]
    package = tmp_path / "modules" / "ours"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "ships.py").write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(str(package.parent))
    importlib.invalidate_caches()
    yield package / "ships.py"
    for name in ("ours", "ours.ships"):
        sys.modules.pop(name, None)


def test_a_step_and_a_backend_of_ones_own(ours: Path) -> None:
    assert ours.is_file()
    done = process(TEXT, Config.model_validate(SETTINGS))
    assert "Hull No 7" in done.text
    assert [(one.rule, one.before, one.after) for one in done.repairs] == [("hull", "Hull N0", "Hull No")]
    found = {one.text: (one.label, one.extractor, one.rule) for one in done.mentions}
    assert found["MV Teasel"] == ("PRODUCT", "ships", "ship")
    assert found["3 May 2011"][1] == "rules"


def test_what_is_wrong_with_a_path_is_said(ours: Path) -> None:
    for path, error in (
        ("ours.ships", ConfigError),
        ("ours.ships:hull-numbers", ConfigError),
        ("ours.boats:hull", ConfigError),
        ("ours.ships:hull_number", UnknownNameError),
    ):
        with pytest.raises(error, match="plugin"):
            plugins.load(path)
    with pytest.raises(ConfigError, match=r"no module ours\.boats"):
        plugins.fingerprints(["ours.boats:hull"], "steps")
    before = plugins.fingerprints(["ours.ships:Ships"], "backends")
    ours.write_text(ours.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert plugins.fingerprints(["ours.ships:Ships"], "backends") != before


def test_a_label_that_is_none_of_the_contract_is_refused(ours: Path) -> None:
    ours.write_text(ours.read_text(encoding="utf-8").replace("PRODUCT", "SHIP"), encoding="utf-8")
    settings = {**SETTINGS, "extract": {"model": "none", "backends": ["ours.ships:Ships", "ours.ships:Ships"]}}
    from parquetry.execution import plugins  # noqa: PLC0415 (its cache of backends is emptied)

    plugins._backend.cache_clear()  # noqa: SLF001
    with pytest.raises(UnknownNameError, match="SHIP"):
        process(TEXT, Config.model_validate(settings))
    plugins._backend.cache_clear()  # noqa: SLF001


def given(value: object) -> object:
    """A backend that gives this of every text."""

    class Backend:
        name, fingerprint = "ours", "1"

        def find(self, texts: Sequence[str]) -> object:
            return [value for _ in texts] if isinstance(value, list) else value

    return Backend()


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (None, "gives NoneType with spans of 0 texts of 1"),
        ((), "gives tuple with spans of 0 texts of 1"),
        ([(0, 3, "PERSON")], "gives tuple, which is no Span"),
        ([Span(0, 999, "PERSON", "ours")], f"a span from 0 to 999 of {len(TEXT)} characters"),
        ([Span(-3, 4, "PERSON", "ours")], "a span from -3 to 4"),
        ([Span(5, 5, "PERSON", "ours")], "a span from 5 to 5"),
        ([Span(0, 3, "PERSON", 5)], "whose extractor or rule is no text"),  # type: ignore[arg-type]
    ],
)
def test_spans_of_a_backend_that_are_none_cost_the_document(
    monkeypatch: pytest.MonkeyPatch, value: object, what: str
) -> None:
    monkeypatch.setattr(plugins, "extract_backends", lambda _config: [given(value)])
    with pytest.raises(DocumentError, match=f"error: the backend ours gives .*{what}|error: the backend ours {what}"):
        process(TEXT, Config.model_validate({"extract": {"model": "none"}}))


def test_spans_of_a_backend_may_come_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    one = given(iter([iter([Span(4, 13, "PRODUCT", "ours")])]))
    monkeypatch.setattr(plugins, "extract_backends", lambda _config: [one])
    done = process(TEXT, Config.model_validate({"extract": {"model": "none"}}))
    assert "MV Teasel" in [mention.text for mention in done.mentions]


def test_a_step_that_gives_no_text_costs_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(_text: object) -> None:
        pass

    monkeypatch.setattr(plugins, "repair_steps", lambda _config: [forgetful])
    with pytest.raises(DocumentError, match="error: the repair step forgetful gives NoneType, which is no AlignedText"):
        process(TEXT, Config.model_validate({"extract": {"model": "none"}}))


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the example package, as if it were installed: importable, with the entry points of its project."""
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    site = tmp_path / "site"
    described = site / "parquetry_ships-1.0.dist-info"
    shutil.copytree(PACKAGE / "parquetry_ships", site / "parquetry_ships")
    described.mkdir()
    (described / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n", encoding="utf-8")
    lines = [f"[{group}]\n" + "\n".join(map(" = ".join, named.items())) for group, named in project["entry-points"].items()]
    (described / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(site), *sys.path]))
    return site


@pytest.mark.slow
def test_the_example_package_passes_its_own_tests(installed: Path) -> None:
    assert installed.is_dir()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", PACKAGE, PACKAGE / "tests"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=installed, check=False)
    assert (done.returncode, done.stdout.split()[0]) == (0, "....."), done.stdout + done.stderr


def test_a_name_that_no_package_or_two_packages_bring_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnknownNameError, match=r"parquetry\.steps"):
        plugins.path_of("hulls", "steps")
    points = [EntryPoint("hulls", f"{package}.repair:step", "parquetry.steps") for package in ("ours", "theirs")]
    monkeypatch.setattr(plugins, "entry_points", lambda group: [point for point in points if point.group == group])
    with pytest.raises(ConfigError, match="two packages"):
        plugins.path_of("hulls", "steps")
    monkeypatch.setattr(plugins, "entry_points", lambda group: [points[0], points[0]] if group == "parquetry.steps" else [])
    assert plugins.path_of("hulls", "steps") == "ours.repair:step"
    assert plugins.path_of("ours.repair:step", "backends") == "ours.repair:step"


def test_a_module_that_cannot_be_loaded_is_said_with_its_name(ours: Path) -> None:
    for slip, what in (("def hull_numbers(:\n", "SyntaxError"), ("hull_numbers = nothing\n", "NameError")):
        ours.write_text(slip, encoding="utf-8")
        sys.modules.pop("ours.ships", None)
        with pytest.raises(ConfigError, match=rf"ours\.ships.*{what}"):
            plugins.load("ours.ships:hull_numbers")


def test_a_format_of_a_package_that_raises_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def failing(_version: Path, _folder: Path) -> int:
        message = "no such leaf"
        raise KeyError(message)

    monkeypatch.setattr(plugins, "brought", lambda _kind: {"markdown": "ours.export:write"})
    monkeypatch.setattr(plugins, "load", lambda _path: failing)
    with pytest.raises(StorageError, match=r"writes markdown failed: KeyError at test_plugins\.py"):
        export(tmp_path, "markdown", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_a_package_wrote_that_is_gone_is_named_when_documents_are_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    known.remember(tmp_path, folder, "markdown", "v-1")
    (outcome,) = known.cleanse(tmp_path, {"v-1": "v-2"})
    assert (outcome.files, outcome.edited) == (0, ("every file: the package that writes markdown is not installed",))


@pytest.mark.flow
def test_what_a_plugin_made_is_made_again_when_its_code_changes(ours: Path, tmp_path: Path, orchestrator: str) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "ship.txt").write_text(TEXT, encoding="utf-8")
    lines = [
        f"[{name}]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in section.items())
        for name, section in SETTINGS.items()
    ]
    (tmp_path / "ships.toml").write_text("\n".join(lines), encoding="utf-8")
    modules = os.pathsep.join(filter(None, [str(ours.parents[1]), os.environ.get("PYTHONPATH")]))
    environment = {"PYTHONPATH": modules, "PREFECT_API_URL": orchestrator}

    arguments = ("run", "ships.toml", "--input", raw, "--output", "out")

    def computed_and_reused(command: Callable[..., Ended]) -> tuple[int, int]:
        done = command(*arguments, "--json", folder=tmp_path, **environment)
        assert done.code == 0, done.err
        return done.json["computed"], done.json["reused"]

    assert computed_and_reused(parquetry_here) == (3, 0)
    assert computed_and_reused(parquetry_here) == (0, 0), "nothing changed, so nothing is opened either"
    ours.write_text(ours.read_text(encoding="utf-8").replace('"ship")', '"vessel")'), encoding="utf-8")
    plan = parquetry_here(*arguments, "--dry-run", folder=tmp_path, **environment)
    assert "ours.ships" in plan.out
    # A process of its own: this one has the module as it was.
    assert computed_and_reused(parquetry) == (3, 0)
    wrong = parquetry(*arguments, folder=tmp_path, PREFECT_API_URL=orchestrator)
    assert (wrong.code, "PYTHONPATH" in wrong.err) == (2, True)
