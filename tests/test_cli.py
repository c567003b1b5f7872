"""The command line: what it prints, where, and what it ends with."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from command import RAW, ROOT, parquetry_here

from parquetry.config import Config, load
from parquetry_flows.cli import project_template

if TYPE_CHECKING:
    from pathlib import Path


def test_init_makes_a_project_whose_config_is_the_default(tmp_path: Path) -> None:
    done = parquetry_here("init", tmp_path / "letters")
    assert done.code == 0, done.err
    path = tmp_path / "letters" / "parquetry.toml"
    assert load(path) == Config(dataset="letters").resolved(path.parent)
    assert (tmp_path / "letters" / "data" / "raw").is_dir()
    assert parquetry_here("init", tmp_path / "letters").code == 2


def test_taking_the_comment_from_any_default_of_the_template_changes_nothing(tmp_path: Path) -> None:
    path = project_template.write(tmp_path / "letters")
    lines = path.read_text(encoding="utf-8").splitlines()
    defaults = [number for number, line in enumerate(lines) if re.match(r"# [a-z_]+ = ", line)]
    assert len(defaults) > 40
    for number in defaults:
        changed = [*lines[:number], lines[number].removeprefix("# "), *lines[number + 1 :]]
        path.write_text("\n".join(changed), encoding="utf-8")
        assert load(path) == Config(dataset="letters").resolved(path.parent), lines[number]


@pytest.mark.parametrize(
    ("folder", "name"), [("café", "cafe"), ("手紙", "dataset"), ("..x y", "x-y"), ("a" * 150, "a" * 100)]
)
def test_init_names_the_dataset_after_any_folder(folder: str, name: str, tmp_path: Path) -> None:
    assert load(project_template.write(tmp_path / folder)).dataset == name


@pytest.mark.parametrize("workers", ["0", "100000", "-1"])
def test_workers_of_the_command_line_are_held_to_the_bounds_of_the_config(workers: str) -> None:
    done = parquetry_here("run", "--workers", workers)
    assert done.code == 2
    assert "workers" in done.err


def test_doctor_says_what_is_well_and_what_is_not(tmp_path: Path) -> None:
    well = parquetry_here("doctor", "--json")
    assert well.code == 0, well.err
    assert all(sign["well"] for sign in well.json)
    ill = parquetry_here("doctor", "--json", folder=tmp_path)
    assert ill.code == 2
    assert {sign["what"]: sign["well"] for sign in ill.json}["input"] is False


@pytest.mark.slow
def test_inspect_shows_one_document_and_writes_nothing(tmp_path: Path) -> None:
    shutil.copy(RAW / "old" / "bibliotheque.txt", tmp_path)
    done = parquetry_here("inspect", "bibliotheque.txt", folder=tmp_path)
    assert done.code == 0, done.err
    assert "mojibake" in done.out
    assert "bibliothèque" in done.out
    assert [path.name for path in tmp_path.iterdir()] == ["bibliotheque.txt"]


@pytest.mark.slow
def test_inspect_marks_repairs_and_names_in_the_text(tmp_path: Path) -> None:
    text = "Anna Berg met the rela\ufffdons o\ufb03ce on 3 May 2011. The sta\ufffdon and the na\ufffdon are sta\ufffdonary."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    done = parquetry_here("inspect", "a.txt", folder=tmp_path, FORCE_COLOR="1", TERM="xterm-256color", COLUMNS="200")
    assert done.code == 0, done.err
    assert re.search(r"rela\x1b\[4;32mti\x1b\[0mons", done.out)
    plain = re.sub(r"\x1b\[[\d;]*m", "", done.out)
    assert "Anna Berg[PERSON] met the relations office on 3 May 2011[DATE]" in plain


def test_inspect_goes_as_far_as_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("La rentr\u00c3\u00a9e.\nEt puis.".encode())
    done = parquetry_here("inspect", "a.txt", "--until", "repair", folder=tmp_path)
    assert done.code == 0, done.err
    assert "La rentrée.\nEt puis." in done.out
    wrong = parquetry_here("inspect", "a.txt", "--until", "repare", folder=tmp_path)
    assert (wrong.code, "did you mean 'repair'" in wrong.err) == (2, True)


def test_inspect_takes_a_record_by_number() -> None:
    done = parquetry_here("inspect", RAW / "feeds" / "news.jsonl", "--record", "2", "--json")
    assert done.json["text"].startswith("Growers in Kent")
    missing = parquetry_here("inspect", RAW / "feeds" / "news.jsonl", "--record", "99")
    assert (missing.code, "no record 99" in missing.err) == (2, True)


@pytest.mark.parametrize(("name", "code"), [("empty.txt", 5), ("picture.txt", 5), ("nothing.txt", 5)])
def test_inspect_says_why_a_file_would_be_rejected(name: str, code: int) -> None:
    done = parquetry_here("inspect", RAW / name)
    assert done.code == code
    assert done.err.startswith("error: ")
    assert "Traceback" not in done.err


def test_text_is_data_on_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "evil.txt").write_bytes(b"[bold]no markup[/bold] \x1b]0;owned\x07 \x1b[31mred :smile: \x9b31m")
    done = parquetry_here("inspect", "evil.txt", folder=tmp_path)
    assert done.code == 0, done.err
    assert "\x1b" not in done.out
    assert "\x9b" not in done.out
    assert "[bold]no markup[/bold]" in done.out
    assert ":smile:" in done.out


def test_versions_and_verify(published: Path) -> None:
    listed = parquetry_here("versions", published, "--json").json
    assert [one["current"] for one in listed] == [True]
    assert parquetry_here("verify", published).code == 0


def test_verify_ends_with_six_and_names_the_file(published: Path, tmp_path: Path) -> None:
    shutil.copytree(published, tmp_path / "raw", symlinks=True)
    part = next((tmp_path / "raw" / "current" / "data" / "blocks").iterdir())
    part.write_bytes(part.read_bytes()[:-1])
    done = parquetry_here("verify", tmp_path / "raw")
    assert (done.code, f"data/blocks/{part.name}" in done.err) == (6, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["rum"],
        ["run", "--workers", "x"],
        ["run", "--runner", "ant"],
        ["inspect"],
        ["verify", "data/raw"],
        ["run", "nowhere.toml"],
    ],
)
def test_usage_errors_say_what_to_do(arguments: list[str]) -> None:
    done = parquetry_here(*arguments)
    assert done.code in {2, 5}
    assert done.err
    assert not done.out
    assert "Traceback" not in done.err


@pytest.mark.slow
def test_an_orchestrator_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = parquetry_here("run", "--input", RAW, "--output", tmp_path, PREFECT_API_URL="http://127.0.0.1:9/api")
    assert done.code == 7
    assert "does not answer" in done.err


def test_the_summary_of_a_run_is_for_people_and_its_query_works(published: Path, orchestrator: str) -> None:
    done = parquetry_here(
        "run",
        published.parent / "parquetry.toml",
        "--input",
        RAW,
        "--output",
        published.parent,
        PREFECT_API_URL=orchestrator,
    )
    assert done.code == 0, done.err
    for word in ("documents from", "repaired", "found", "rejected", "languages", "encodings", "mentions of"):
        assert word in done.out
    query = next(line for line in done.out.splitlines() if line.lstrip().startswith("query ")).split("query", 1)[1]
    asked = subprocess.run(["sh", "-c", query], capture_output=True, text=True, check=True)
    assert "label" in asked.stdout
    assert json.loads((published / "latest.json").read_text())["version"] in done.out


def test_the_version_and_a_state_folder_elsewhere(tmp_path: Path) -> None:
    done = parquetry_here("--version")
    assert re.fullmatch(r"parquetry \d+\.\d+\.\d+\S*\n", done.out)
    (tmp_path / "a.txt").write_text("A letter.", encoding="utf-8")
    arguments = ("--input", tmp_path / "a.txt", "--output", tmp_path / "out", "--state", tmp_path / "elsewhere")
    listed = parquetry_here("status", "--state", tmp_path / "elsewhere", "--json", folder=tmp_path)
    assert (listed.code, listed.json["runs"]) == (0, []), listed.err
    assert parquetry_here("run", "--dry-run", *arguments, folder=tmp_path).code == 2  # a file is no folder
    assert not (tmp_path / ".parquetry").exists()


def test_inspect_lists_each_entity_and_value_once_with_its_count(tmp_path: Path) -> None:
    text = "It cost $5 in 2011. It cost $5 again in 2011, and $7 in 2012."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "parquetry.toml").write_text('[extract]\nmodel = "none"\n', encoding="utf-8")
    done = parquetry_here("inspect", "a.txt", folder=tmp_path)
    assert done.code == 0, done.err
    listed = done.out.split("entities and values")[1]
    assert len(re.findall(r"MONEY \W+ \$5 \W+ 2 ", listed)) == 1
    assert len(re.findall(r"MONEY", listed)) == 2


def test_the_sample_config_is_valid() -> None:
    assert load(ROOT / "parquetry.toml").dataset == "sample"


@pytest.mark.slow
def test_a_bug_is_said_in_a_line_and_shown_with_debug(tmp_path: Path) -> None:
    code = """if True:
        import sys
        from parquetry_flows.cli import main, options
        options.config = lambda *_: 1 // 0
        sys.argv = ["parquetry", *sys.argv[1:]]
        main.main()"""
    for arguments, shown in ((["status"], False), (["--debug", "status"], True)):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert "ZeroDivisionError" in done.stderr
        assert ("Traceback" in done.stderr) is shown


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_that_a_library_turns_into_an_error_ends_the_command_as_a_signal_does(
    number: signal.Signals, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*_: object) -> None:
        try:
            signal.raise_signal(number)
        except BaseException as error:
            message = f"Error calling function `_ser_model`: {type(error).__name__}"
            raise ValueError(message) from error

    monkeypatch.setattr("parquetry_flows.running.run.run", run)
    done = parquetry_here("run", folder=tmp_path)
    assert (done.code, "bug" in done.err) == (code, False)


INTERRUPTED = """
import os, signal, sys
from parquetry_flows.cli.run import stopping

try:
    with stopping():
        exec("os.kill(os.getpid(), signal.SIGINT)\\nfor _ in range(10**6): pass")
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.slow
def test_ctrl_c_while_a_class_is_made_ends_with_130(tmp_path: Path) -> None:
    """As in the import of a library with dataclasses, which are made by `exec`."""
    (tmp_path / "interrupted.py").write_text(INTERRUPTED, encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "interrupted"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 130, done.stderr
