"""Mistakes: values of a config and arguments that cannot be meant are refused with what to do, and pipes may break."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import small_version
from command import parquetry, parquetry_here

from parquetry import api
from parquetry.config import Config, load
from parquetry.dataset import query
from parquetry.errors import ConfigError, StorageError
from parquetry.execution import clusters
from parquetry.publish import forgotten
from parquetry_flows.cli import main, options, render_rows, streams


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('[input]\npath = "a\\u0000b"', "NUL"),
        ('[input]\ninclude = ["a\\u0000b"]', "NUL"),
        ('[input]\npath = ""', "an empty path"),
        ('[output]\npath = "s3://bucket/x"', r"\[output\] url"),
        ('[run]\nstate = "gs://bucket/x"', "a URL is no folder"),
        ('[input]\npath = "$HOME/texts"', "write the path"),
        ('[input]\npath = "${HOME}"', "write the path"),
        ('[input]\nurl = "http://example.com/x"', "s3://bucket/folder"),
        ('[output]\nurl = "bucket"', "s3://bucket/folder"),
        ("[input]\nmax_bytes = true", "not true or false"),  # would be one byte
        ("[run]\nworkers = true", "not true or false"),
        ("[limits]\nmemory = 999999999999999999999", "no number here is larger"),
        ("[input]\nmax_bytes = 9223372036854775807", "no number here is larger"),  # one more is read than the limit
        ("[input]\ninclude = []", "no pattern"),
        ('[input]\nexclude = [""]', "an empty pattern"),
        ('[input]\ninclude = ["../other/*"]', "below the input folder"),
        ('[input]\nencoding = "unicode_escape"', "no encoding of text"),
        ('[input]\nencoding = "idna"', "no encoding of text"),
        ('[input]\nencoding = "undefined"', "no encoding of text"),
        ('[input.records]\ntext = ""', "a field with its text"),
        ('[input.csv]\ndelimiter = "\\n"', "different characters"),
        ('[input.csv]\ndelimiter = "#"\ncomment = "#"', "different characters"),
        ('[input.csv]\nheader = ["a", "a"]', "more than one field"),
        ('[extract]\nmodel_languages = ["englisch"]', "ISO 639"),
        ('[extract.models]\nklingonese = "none"', "ISO 639"),
    ],
)
def test_values_that_cannot_be_meant_are_refused_with_what_to_write(lines: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(lines, encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        load(tmp_path / "c.toml")


def test_values_that_may_look_odd_and_are_meant_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    lines = (
        'input = {path = "~/texts", hidden = true}\nrun = {state = "50%: $x"}\n'
        'extract = {model_languages = ["English", "en-GB", "deu"], models = {fra = "none"}}\n'
        "[input.csv]\nquote = '\"'\nescape = '\"'\n"
    )
    # As Notepad writes it: with a byte order mark. The first assignment may not stand beside [input.csv] in TOML.
    text = lines.replace('input = {path = "~/texts", hidden = true}\n', "").replace(
        "[input.csv]", '[input]\npath = "~/texts"\nhidden = true\n[input.csv]'
    )
    (tmp_path / "c.toml").write_text(text, encoding="utf-8-sig")
    config = load(tmp_path / "c.toml")
    assert config.input.path == tmp_path / "home" / "texts"
    assert config.run.state == tmp_path / "50%: $x"
    assert config.extract.model_languages == ("en", "de")
    assert list(config.extract.models) == ["fr"]


def test_a_config_in_a_folder_named_like_a_variable_is_read_by_a_server_too(tmp_path: Path) -> None:
    config = Config().resolved(tmp_path / "$HOME")
    assert Config.model_validate(config.model_dump(mode="json")) == config


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "--input", ""], "after --input is empty"),
        (["run", "--input="], "--input is empty"),
        (["query", " "], "after query is empty"),
        (["run", "--input", "http://example.com/x"], "names no store"),
        (["run", "--output", "s3://bucket/x"], r"must be a folder"),
        (["run", "--state", "s3://bucket/x"], r"must be a folder"),
        (["forget", "--entity", ""], "after --entity is empty"),
    ],
)
def test_arguments_that_cannot_be_meant_make_no_folder(arguments: list[str], said: str, tmp_path: Path) -> None:
    done = parquetry_here(*arguments, folder=tmp_path)
    assert done.code == 2
    assert said in done.err
    assert list(tmp_path.iterdir()) == []


def test_what_to_inspect_must_be_a_file_and_have_the_record(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A letter.", encoding="utf-8")
    for path, record, said in (("none", 0, "no file"), (".", 0, "is a folder"), ("a.txt", 3, "no record 3")):
        with pytest.raises((ConfigError, StorageError), match=said):
            api.inspect(tmp_path / path, Config(), record, until="decode")


def test_a_query_may_be_empty_or_no_text_and_says_so(tmp_path: Path) -> None:
    version = tmp_path / "versions" / small_version.publish(tmp_path, {"documents": [{"doc_id": "a"}]})
    for sql, said in (("-- nothing", "is empty"), ("SELECT '\udce9'", "is wrong"), ("SELECT nope", "is wrong")):
        with pytest.raises(ConfigError, match=said):
            query.query(version, sql, Config().quality)


def test_a_query_of_which_only_the_last_answer_would_be_shown_is_refused(tmp_path: Path) -> None:
    version = tmp_path / "versions" / small_version.publish(tmp_path, {"documents": [{"doc_id": "a"}]})
    for sql in ("SELECT 1; SELECT 2", "SET threads = 1; FROM documents; FROM sources", "PRAGMA version; SELECT 1;"):
        with pytest.raises(ConfigError, match="ask them one by one"):
            query.query(version, sql, Config().quality)
    for sql in ("SET threads = 1; SELECT 2", "CREATE TABLE t AS SELECT 2; FROM t;", "SELECT 2;; -- the end"):
        assert query.query(version, sql, Config().quality).rows == ((2,),)


def test_rows_of_many_columns_are_shown_one_below_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    columns = tuple(f"column_{k}" for k in range(40))
    render_rows.rows(query.Answer(columns, ((b"\xff", *range(39)),)), as_csv=False)
    shown = capsys.readouterr().out
    assert "column_0  ff" in shown
    assert "column_39  38" in shown


def test_json_has_no_numbers_that_are_none(tmp_path: Path) -> None:
    small_version.publish(tmp_path, {"documents": [{"doc_id": "a"}]})
    done = parquetry_here("query", "SELECT 'nan'::FLOAT AS a, ['inf'::FLOAT] AS b", "--json", "--dataset", tmp_path)
    assert json.loads(done.out, parse_constant=pytest.fail) == [{"a": None, "b": [None]}]


def test_a_document_is_found_by_the_name_that_its_file_has_on_the_disk(tmp_path: Path) -> None:
    stored = "caf%E9%0A.txt"
    small_version.publish(tmp_path / "d", {"documents": [{"doc_id": "a" * 32, "source_path": stored}]})
    for name in ("caf\udce9\n.txt", stored):
        assert options.stored_name(name) == stored
        assert parquetry_here("trace", tmp_path / "d", name, "0").err.startswith(f"error: {stored} has 0 characters")


@pytest.mark.parametrize("content", [b"", b"PAR1", b"\x00\xff{", b"[" * 100_000])
def test_a_damaged_file_of_a_version_is_said_as_damage_by_every_command(content: bytes, tmp_path: Path) -> None:
    root = tmp_path / "d"
    old = small_version.publish(root, {"documents": [{"doc_id": "a" * 32, "source_path": "a.txt"}]})
    new = small_version.publish(root, {"documents": [{"doc_id": "b" * 32, "source_path": "b.txt"}]})
    (part,) = (new / "data" / "documents").glob("*.parquet")
    part.write_bytes(content)
    for arguments in (
        ["query", "SELECT 1", "--dataset", root],
        ["diff", old.name, "--dataset", root],
        ["trace", root, "b.txt", "0"],
        ["export", "--to", "jsonl", root, tmp_path / "out"],
        ["forget", "b.txt", "--dry-run", "--dataset", root],
        ["verify", root],
    ):
        done = parquetry_here(*arguments, folder=tmp_path)
        assert (done.code, "a bug" in done.err) == (6, False), (arguments, done.err)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", ["", "[]", "null", "3", "{", "[" * 100_000, '{"version": 99}'])
def test_small_files_of_a_dataset_and_its_state_may_hold_anything(content: str, tmp_path: Path) -> None:
    root, state = tmp_path / "data" / "processed" / "dataset", tmp_path / ".parquetry"
    version = small_version.publish(root, {"documents": [{"doc_id": "a" * 32, "source_path": "a.txt"}]})
    (state / "runs").mkdir(parents=True)
    small = ("latest.json", "pinned.json", "tags.json", "exports.json")
    for path in (
        *(root / name for name in small),
        state / "serve.json",
        state / "runs" / "1.json",
        version / "manifest.json",
    ):
        path.write_text(content, encoding="utf-8")
    for command in (["status"], ["versions"], ["tag", "kept"], ["verify"], ["doctor"]):
        done = parquetry_here(*command, folder=tmp_path)
        assert done.code in {0, 2, 5, 6}, done.err
        assert "a bug of ours" not in done.err


def test_an_export_into_a_dataset_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "d"
    small_version.publish(root, {"documents": [{"doc_id": "a"}]})
    before = sorted(root.rglob("*"))
    for folder in (root / "x", root / "versions" / "x", root):
        assert parquetry_here("export", "--to", "csv", root, folder, folder=tmp_path).code == 2
    assert sorted(root.rglob("*")) == before


@pytest.mark.parametrize(
    ("input_", "folder", "code"),
    [
        ("letters", "letters/table", 2),
        ("letters", "letters", 2),
        ("letters", "tables", 0),
        (".", "tables", 2),
        (".", "data/processed/tables", 0),
        (".", ".parquetry/tables", 0),
    ],
)
def test_an_export_into_the_input_is_refused(input_: str, folder: str, code: int, tmp_path: Path) -> None:
    config = f'dataset = "d"\n[input]\npath = "{input_}"\n[output]\npath = "data/processed"\n'
    (tmp_path / "parquetry.toml").write_text(config, encoding="utf-8")
    (tmp_path / "letters").mkdir()
    root = tmp_path / "data" / "processed" / "d"
    root.parent.mkdir(parents=True)
    small_version.publish(root, {"documents": [{"doc_id": "a"}]})
    done = parquetry_here("export", "--to", "csv", root, folder, folder=tmp_path)
    assert done.code == code, done.err
    assert ("the next run would read it" in done.err) == (code != 0)
    assert list((tmp_path / "letters").iterdir()) == []


def test_a_file_in_the_place_of_the_output_has_forgotten_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert not forgotten.read(tmp_path / "file" / "dataset").dates


def test_an_address_that_is_none_is_refused_before_a_client_is_made() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(ConfigError, match="tcp://host:8786"), clusters.dask(1, "nowhere"):
        pass


def test_standard_output_may_be_full_or_closed_by_its_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.StringIO):
        def __init__(self, error: OSError) -> None:
            super().__init__()
            self.error = error

        def flush(self) -> None:
            raise self.error

    monkeypatch.setattr(sys, "stdout", Full(OSError(28, "No space left on device")))
    with pytest.raises(StorageError, match="No space left"), streams.written():
        pass
    monkeypatch.setattr(sys, "stdout", Full(BrokenPipeError()))
    with pytest.raises(SystemExit) as ended, streams.written():
        pass
    assert ended.value.code == 141


def test_a_terminal_without_a_character_gets_its_escape(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="latin-1"))
    streams.write_anything()
    sys.stdout.write("\u201cé\udcff\n")
    sys.stdout.flush()
    assert raw.getvalue() == b"\\u201c\xe9\\udcff\n"
    monkeypatch.undo()


def test_a_message_that_nobody_can_read_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    full = Path("/dev/full").open("w", encoding="utf-8")  # noqa: SIM115 (closed below, by what the test is about)
    monkeypatch.setattr(sys, "stderr", full)
    streams.tell("2 files")
    monkeypatch.undo()
    full.close()  # would raise if anything were left to write


def test_a_command_that_is_started_with_everything_closed_opens_no_file_in_their_place(tmp_path: Path) -> None:
    code = (
        "import os, sys; from parquetry_flows.cli import streams; streams.open_closed(); print(os.open('/dev/null', 0) > 2)"
    )
    out = tmp_path / "out"
    check = "print('x', file=sys.stderr); sys.exit(os.fstat(2).st_rdev != os.stat('/dev/null').st_rdev)"
    command = f'{sys.executable} -c "{code}; {check}"'
    done = subprocess.run(["sh", "-c", f"{command} <&- 2>&- >{out}"], check=False, env=dict(os.environ))
    assert done.returncode == 0
    assert out.read_text(encoding="utf-8") == "True\n"


def test_a_pipe_that_is_not_read_to_its_end_is_no_bug() -> None:
    ended = parquetry("--version")
    assert ended.code == 0
    command = f"{sys.executable} -m parquetry_flows.cli --help"
    done = subprocess.run(
        ["bash", "-c", f"{command} | true; echo ${{PIPESTATUS[0]}}"], capture_output=True, text=True, check=False
    )
    assert done.stdout in {"0\n", "141\n"}
    assert done.stderr == ""


def test_options_are_told_apart_from_what_is_empty_by_design() -> None:
    main.refuse_empty(["query", "SELECT ''", "--json"])
    main.refuse_empty([])
