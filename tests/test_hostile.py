"""Hostile: bad files of every kind end in exactly the outcome they should, and nothing of them acts on anyone who looks."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import hostile
import pytest
from command import parquetry, parquetry_here

from parquetry import open_dataset

if TYPE_CHECKING:
    from pathlib import Path

    from command import Ended

pytestmark = pytest.mark.flow
CONFIG = f"""dataset = "hostile"
[input]
max_bytes = {hostile.MOST_BYTES}
[extract]
model = "none"
[limits]
seconds = 60
"""


@dataclass(frozen=True)
class Ran:
    folder: Path
    expected: dict[bytes, hostile.Expected]
    done: Ended
    account: Ended

    @property
    def dataset(self) -> Path:
        return self.folder / "data" / "processed" / "hostile"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, orchestrator: str) -> Ran:
    folder = tmp_path_factory.mktemp("hostile")
    expected = hostile.files(folder / "data" / "raw")
    (folder / "parquetry.toml").write_text(CONFIG, encoding="utf-8")
    done = parquetry("run", "--json", folder=folder, PREFECT_API_URL=orchestrator)
    return Ran(folder, expected, done, parquetry_here("run", folder=folder, PREFECT_API_URL=orchestrator))


def test_the_run_ends_well(ran: Ran) -> None:
    assert len(ran.expected) > 160
    assert ran.done.code == 0, ran.done.err
    assert ran.account.code == 0, ran.account.err


def test_each_file_ends_in_the_outcome_it_should(ran: Ran) -> None:
    rows = {row["path_bytes"]: row for row in open_dataset(ran.dataset, "sources").to_table().to_pylist()}
    assert rows.keys() == ran.expected.keys()
    found = {path: (row["outcome"], row["reasons"]) for path, row in rows.items()}
    wrong = {
        path: found[path]
        for path, wanted in ran.expected.items()
        if found[path][0] not in wanted.outcomes or (wanted.reason and wanted.reason not in found[path][1])
    }
    assert not wrong


def test_every_record_ends_in_documents_or_rejects(ran: Ran) -> None:
    at = ran.dataset / "current" / "data"
    query = f"""SELECT source_path, records, documents FROM '{at}/sources/*.parquet' s WHERE outcome != 'rejected' AND
        records != documents + (SELECT count(DISTINCT source_record) FROM '{at}/rejects/*.parquet' r
                                WHERE r.source_path = s.source_path AND r.source_record >= 0)"""
    assert duckdb.sql(query).fetchall() == []


def test_nothing_outside_is_read_and_nothing_is_written_but_the_dataset_and_the_state(ran: Ran) -> None:
    texts = "".join(open_dataset(ran.dataset, "documents").to_table(["text"])["text"].to_pylist())
    assert "root:x:0" not in texts
    assert "PATH=" not in texts
    assert {path.name for path in ran.folder.iterdir()} == {"data", "parquetry.toml", ".parquetry"}
    assert {path.name for path in (ran.folder / "data").iterdir()} == {"raw", "processed"}


def test_what_is_shown_is_data(ran: Ran) -> None:
    """The account, the JSON, the page, the card and the logs: no escape, no markup, no script, no text in logs."""
    for shown in (ran.account.out, ran.account.err, ran.done.out, ran.done.err):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    version = (ran.dataset / "current").resolve()
    page = (version / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"<(script|img)\b[^>]*(alert|src=x)", page)
    assert "\u202e" not in page
    for log in (ran.folder / ".parquetry").rglob("*.log"):
        text = log.read_text(encoding="utf-8")
        assert "forged" not in text
        assert "hostile[/bold" not in text
    json.loads((version / "manifest.json").read_text(encoding="utf-8"))
