"""Diff and reader: what differs between versions, down to the rows; names that are none are refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import small_version

from parquetry import open_dataset
from parquetry.dataset import diff
from parquetry.dataset.summary import summary
from parquetry.errors import ConfigError, StorageError

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = {
    "documents": [{"doc_id": "a", "source_path": "a.txt"}, {"doc_id": "b", "source_path": "b.txt"}],
    "entities": [{"entity_id": "1", "name": "Anna Berg", "mentions": 1}, {"entity_id": "2", "name": "Bonn", "mentions": 4}],
}
AFTER = {
    "documents": [{"doc_id": "b", "source_path": "b.txt"}, {"doc_id": "c", "source_path": "c.txt"}],
    "entities": [{"entity_id": "1", "name": "Anna Berg", "mentions": 3}, {"entity_id": "2", "name": "Bonn", "mentions": 4}],
}


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["plain", "data[1]", "with * and ?", "quote's", "{a,b}"])
def test_diff_and_summary_work_wherever_the_dataset_lies(folder: str, tmp_path: Path) -> None:
    root = tmp_path / folder / "letters"
    root.parent.mkdir()
    found = diff.compare(small_version.publish(root, BEFORE), small_version.publish(root, AFTER))
    assert [(change.how, change.source_path) for change in found.documents] == [("removed", "a.txt"), ("added", "c.txt")]
    assert summary(root / "current").rows["documents"] == 2


def test_diff_lists_the_rows_that_differ_and_what_in_them(tmp_path: Path) -> None:
    before, after = (small_version.publish(tmp_path / "letters", rows) for rows in (BEFORE, AFTER))
    tables = {table.table: table for table in diff.compare(before, after).tables}
    assert tables["entities"].rows == (diff.RowChange("changed", {"entity_id": "1"}, "Anna Berg", ("mentions",)),)
    assert [(row.how, row.key) for row in tables["documents"].rows] == [
        ("removed", {"doc_id": "a"}),
        ("added", {"doc_id": "c"}),
    ]
    assert tables["blocks"].rows == ()
    counted = {table.table: table for table in diff.compare(before, after, rows=1).tables}["documents"]
    assert (counted.added, counted.removed, len(counted.rows)) == (1, 1, 1)


@pytest.mark.parametrize("name", ["../../other/versions/v-0123456789ab", "v-1", "v-0123456789ab/..", ""])
def test_what_is_no_name_of_a_version_never_becomes_part_of_a_url(name: str, tmp_path: Path) -> None:
    url = f"file://{tmp_path}/letters"
    with pytest.raises(ConfigError, match="v- and 12 hex"):
        open_dataset(url, "documents", name)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "latest.json").write_text(json.dumps({"version": name}), encoding="utf-8")
    with pytest.raises(StorageError, match="v- and 12 hex"):
        open_dataset(url, "documents")
