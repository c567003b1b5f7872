"""The plugins, each by the name that the config or the command line knows it by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from parquetry import process
from parquetry.api import inspect
from parquetry.config import Config
from parquetry.execution import own_checks, own_tables
from parquetry.export import export, formats

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "The MV Teasel bore Hull N0 7 when she left Lisbon."


def test_the_reader_reads_a_log(tmp_path: Path) -> None:
    log = tmp_path / "teasel.log"
    log.write_text("%SHIPLOG 1\nvessel: MV Teasel\n# a remark\n@0400 Wind south-west 5.\n@0800 Land.\n", encoding="utf-8")
    config = Config.model_validate({"input": {"readers": ["ship-log"]}, "extract": {"model": "none"}})
    assert inspect(log, config).text == "Wind south-west 5.\n\nLand."


def test_the_step_and_the_backend_work_by_name() -> None:
    settings = {"repair": {"steps": ["hulls"]}, "extract": {"model": "none", "backends": ["ships"]}}
    done = process(TEXT, Config.model_validate(settings))
    assert "Hull No 7" in done.text
    assert ("MV Teasel", "PRODUCT", "ships") in [(one.text, one.label, one.extractor) for one in done.mentions]


def test_the_checks_are_about_tables_that_there_are() -> None:
    own = own_checks.load(Config.model_validate({"check": {"plugins": ["ships"]}}))
    assert [(suite.table, suite.name) for suite in own.suites] == [("repairs", "no_guesses")]
    assert [(query.table, query.name) for query in own.queries] == [("mentions", "ships_are_not_shouted")]


def test_the_table_is_declared_and_its_rows_are_of_it() -> None:
    (ships,) = own_tables.load(Config.model_validate({"enrich": {"tables": ["ships-per-document"]}}))
    assert ships.table.name == "ships_per_document"
    mentions = [{"text": "MV Teasel", "extractor": "ships"}, {"text": "Ana", "extractor": "names"}]
    assert list(ships.rows({"mentions": mentions * 2})) == [{"ships": 2, "names": ["MV Teasel"]}]


def test_the_format_writes_a_file_for_each_document(tmp_path: Path) -> None:
    tables = {
        "documents": {"doc_id": ["a"], "title": ["Ships"], "text": ["Of hulls\n\nOne."]},
        "blocks": {
            "doc_id": ["a", "a"],
            "kind": ["heading", "paragraph"],
            "level": [2, None],
            "start": [0, 10],
            "end": [8, 14],
        },
    }
    for name, columns in tables.items():
        folder = tmp_path / "v-0" / "data" / name
        folder.mkdir(parents=True)
        pq.write_table(pa.table(columns), folder / "part.parquet")
    assert "markdown" in formats()
    assert export(tmp_path / "v-0", "markdown", tmp_path / "out") == 1
    assert (tmp_path / "out" / "a.md").read_text(encoding="utf-8") == "# Ships\n\n## Of hulls\n\nOne.\n"
