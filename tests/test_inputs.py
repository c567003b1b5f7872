"""Inputs of the command line: files, standard input, the first files of a folder; each a dataset of its own."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from parquetry import read
from parquetry.config import Config, Input
from parquetry.errors import ConfigError
from parquetry_flows.cli import inputs


def sources(config: Config) -> list[str]:
    return [file.source_path for file in read.find(config.input, config.own_folders) if not file.skipped]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A config of a folder whose files a glob could take for patterns, and that has its own idea of what to read."""
    folder = tmp_path / "raw"
    (folder / "b").mkdir(parents=True)
    for name in ("a[1].txt", "a1.txt", "b/x*.txt", "b/xy.txt", "c.md"):
        (folder / name).write_text(f"This is {name}.", encoding="utf-8")
    return Config(dataset="letters", input=Input(path=folder, include=("*.txt",)))


def test_a_config_and_files_are_told_apart() -> None:
    assert inputs.split([Path("x.toml"), Path("a.txt"), Path("-")]) == (Path("x.toml"), [Path("a.txt"), Path("-")])
    assert inputs.split([]) == (None, [])
    with pytest.raises(ConfigError, match="one config"):
        inputs.split([Path("x.toml"), Path("y.toml")])


def test_files_are_read_whatever_the_config_includes_and_left_as_they_are(config: Config) -> None:
    files = [config.input.path / "c.md", config.input.path / "b" / "x*.txt"]
    with inputs.chosen(config, files, None) as wanted:
        assert sources(wanted) == ["c.md", "x*.txt"]
        assert wanted.dataset == "raw"
        folder = wanted.input.path
    assert not folder.exists()
    assert files[0].read_text(encoding="utf-8") == "This is c.md."
    with inputs.chosen(config, files[:1], None) as wanted:
        assert wanted.dataset == "c"


def test_standard_input_is_a_document(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"caf\xe9")))
    with inputs.chosen(config, [inputs.STDIN], None) as wanted:
        assert (wanted.dataset, sources(wanted)) == ("stdin", ["stdin.txt"])
        assert (wanted.input.path / "stdin.txt").read_bytes() == b"caf\xe9"


def test_what_is_no_file_and_names_that_collide_are_refused(config: Config) -> None:
    (config.input.path / "b" / "c.md").write_text("another", encoding="utf-8")
    for files, said in (
        ([Path("nowhere.txt")], "is no file; a config ends in .toml"),
        ([config.input.path], "is no file"),
        ([config.input.path / "c.md", config.input.path / "b" / "c.md"], "two files are named c.md"),
    ):
        with pytest.raises(ConfigError, match=said), inputs.chosen(config, files, None):
            pytest.fail("they were taken")


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (1, ["a1.txt"]),
        (2, ["a1.txt", "a[1].txt"]),
        (3, ["a1.txt", "a[1].txt", "b/x*.txt"]),
        (99, ["a1.txt", "a[1].txt", "b/x*.txt", "b/xy.txt"]),
    ],
)
def test_a_trial_reads_the_first_files_and_is_no_version_of_the_dataset(
    limit: int, expected: list[str], config: Config
) -> None:
    with inputs.chosen(config, [], limit) as wanted:
        assert sources(wanted) == expected
        assert wanted.dataset == f"letters-first-{limit}"
    long = config.model_copy(update={"dataset": "n" * 100})
    with inputs.chosen(long, [], limit) as wanted:
        assert len(wanted.dataset) == 100
