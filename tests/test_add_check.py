"""`add-check`: a check is tried on what is published before the config names it."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest
import small_version
from typer.testing import CliRunner

from parquetry.errors import ConfigError, UnknownNameError
from parquetry_flows.cli import config_file
from parquetry_flows.cli.main import Shared, app
from parquetry_flows.running import user_checks

if TYPE_CHECKING:
    from pathlib import Path

QUERIES = """-- documents.are_english
SELECT doc_id FROM documents WHERE language <> 'en';
-- documents.have_text
SELECT doc_id FROM documents WHERE chars = 0;
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a config, a check, and a published version of a German and an English document."""
    (tmp_path / "parquetry.toml").write_text('dataset = "letters"  # ours\n', encoding="utf-8")
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "notes[1].sql").write_text(QUERIES, encoding="utf-8")
    rows = [{"doc_id": k * 32, "language": language, "chars": 4} for k, language in (("a", "de"), ("b", "en"))]
    (tmp_path / "data" / "processed").mkdir(parents=True)
    small_version.publish(tmp_path / "data" / "processed" / "letters", {"documents": rows})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_says_what_breaks_and_the_config_names_the_file(project: Path) -> None:
    for _ in range(2):  # added twice, named once
        done = CliRunner().invoke(app, ["add-check", "checks/notes[1].sql", "--json"], obj=Shared())
        assert done.exit_code == 0, done.output
    tried = [(item["table"], item["check"], item["rows"]) for item in json.loads(done.output)]
    assert tried == [("documents", "are_english", 1), ("documents", "have_text", 0)]
    text = (project / "parquetry.toml").read_text(encoding="utf-8")
    assert "# ours" in text
    assert tomllib.loads(text)["check"] == {"sql": ["checks/notes[[]1].sql"]}, "a pattern that matches this file alone"


def test_what_is_wrong_with_a_file_is_said_and_nothing_added(project: Path) -> None:
    before = (project / "parquetry.toml").read_bytes()
    for name, text, error, message in (
        ("none.sql", "SELECT 1;", ConfigError, "holds no query"),
        ("other.sql", "-- letters.x\nSELECT 1;", UnknownNameError, "letters"),
        ("broken.sql", "-- documents.x\nSELEKT 1;", ConfigError, "syntax error"),
        ("suite.json", "[]", ConfigError, "no suite of Great Expectations"),
        ("suite.txt", "", ConfigError, r"\.json.*\.sql"),
    ):
        (project / name).write_text(text, encoding="utf-8")
        version = next((project / "data/processed/letters/versions").iterdir())
        with pytest.raises(error, match=message):
            user_checks.try_checks(project / name, version)
    with pytest.raises(ConfigError, match="no file"):
        user_checks.try_checks(project / "nowhere.sql", None)
    done = CliRunner().invoke(app, ["add-check", "checks/notes[1].sql", "broken.sql"], obj=Shared())
    assert isinstance(done.exception, ConfigError)
    assert (project / "parquetry.toml").read_bytes() == before, "none is added where one is wrong"


def test_without_a_version_a_check_is_read_and_not_tried(project: Path) -> None:
    assert [tried.rows for tried in user_checks.try_checks(project / "checks" / "notes[1].sql", None)] == [None, None]


def test_a_file_outside_the_project_is_named_by_its_whole_path(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("ours") / "rows.sql"
    config_file.add_checks(project / "parquetry.toml", "sql", [outside, project / "checks" / "a.sql"])
    listed = tomllib.loads((project / "parquetry.toml").read_text(encoding="utf-8"))["check"]["sql"]
    assert listed == [str(outside), "checks/a.sql"]


@pytest.mark.slow
def test_a_suite_says_for_each_expectation_how_many_rows_break_it(project: Path) -> None:
    rules = [
        {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "language", "value_set": ["en"]}},
        {"type": "expect_table_row_count_to_be_between", "kwargs": {"max_value": 5}},
    ]
    suite = project / "checks" / "documents.json"
    suite.write_text(json.dumps({"name": "ours", "meta": {"table": "documents"}, "expectations": rules}), encoding="utf-8")
    version = next((project / "data/processed/letters/versions").iterdir())
    assert [(tried.check, tried.rows) for tried in user_checks.try_checks(suite, version)] == [
        ("ours: expect_column_values_to_be_in_set(language)", 1),
        ("ours: expect_table_row_count_to_be_between()", 0),
    ]
    assert [tried.rows for tried in user_checks.try_checks(suite, None)] == [None]
