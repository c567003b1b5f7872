"""Changes on the page: what a version has that the one before it had not, and nothing of what was removed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
import small_version

from parquetry.dataset import diff
from parquetry.publish import store
from parquetry.publish.report import changes, page
from parquetry_flows.running.changes import since

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = {"documents": [{"doc_id": "a", "source_path": "letter_of_ada.txt"}, {"doc_id": "b", "source_path": "b.txt"}]}
AFTER = {
    "documents": [{"doc_id": "b", "source_path": "b.txt"}, {"doc_id": "c", "source_path": "c<b>.txt", "source_record": 3}],
    "sentences": [{"doc_id": "b", "sentence_id": 0}],
}
DECIDED = {"config": {"repair": "1"}, "code": {}, "models": {}, "contract": 2}


def rendered(version: Path, what: changes.Changes | str) -> str:
    """The page of a version, with what is said of its changes."""
    (version / "expectations").mkdir(exist_ok=True)
    return page.render(version, "letters", version.name, {}, what)


def test_the_page_says_what_changed_and_names_nothing_that_was_removed(tmp_path: Path) -> None:
    root = tmp_path / "letters"
    before = small_version.publish(root, BEFORE, **DECIDED)
    after = small_version.publish(tmp_path / "other" / "letters", AFTER)
    found = since(root, after, DECIDED | {"config": {"repair": "2"}})
    assert isinstance(found, changes.Changes)
    assert found.documents == {"added": 1, "changed": 1, "removed": 1}
    assert found.named == (("changed", "b.txt", None), ("added", "c<b>.txt", 3))
    assert found.rows == (("documents", 1, 1, 0), ("sentences", 1, 0, 0))
    assert found.settings == ("[repair] of the config changed",)
    shown = rendered(after, found)
    assert f"What changed since <code>{before.name}</code>" in shown
    assert "<b>1</b>documents removed" in shown
    assert "<td>c&lt;b&gt;.txt</td>" in shown
    assert "[repair] of the config changed" in shown
    assert "letter_of_ada" not in shown, "who deletes a file expects nothing of it in what is published next"


def test_the_same_versions_give_the_same_page(tmp_path: Path) -> None:
    root = tmp_path / "letters"
    small_version.publish(root, BEFORE, **DECIDED)
    after = small_version.publish(tmp_path / "other" / "letters", AFTER)
    pages = {rendered(after, since(root, after, DECIDED)) for _ in range(2)}
    assert len(pages) == 1
    assert "Settings, code and models are the same." in pages.pop()


def test_without_a_version_before_the_page_says_why_nothing_is_compared(tmp_path: Path) -> None:
    root = tmp_path / "letters"
    other = small_version.publish(tmp_path / "other" / "letters", AFTER)
    assert since(root, other, DECIDED) == changes.FIRST
    before = small_version.publish(root, BEFORE, **DECIDED)
    (before / "data" / "blocks" / "part-00000.parquet").unlink()
    assert since(root, other, DECIDED) == changes.UNREADABLE.format(store.current(root))
    (before / "manifest.json").write_text("{", encoding="utf-8")
    told = since(root, other, DECIDED)
    assert told == changes.UNREADABLE.format(before.name)
    assert f"<p>{told}</p>" in rendered(other, told)


def test_more_documents_than_are_named_are_counted(tmp_path: Path) -> None:
    version = small_version.publish(tmp_path / "letters", AFTER)
    some = changes.Changes("v-0", Counter(added=40, removed=2), (("added", "a.txt", None),), (), ())
    assert "And 39 more." in rendered(version, some)


@pytest.mark.parametrize(("name", "read"), [("b01-0123abcd.parquet", False), ("part-00001.parquet", True)])
def test_a_part_file_that_both_versions_have_is_not_read(name: str, *, read: bool, tmp_path: Path) -> None:
    versions = [small_version.publish(tmp_path / place / "letters", AFTER) for place in ("one", "other")]
    for version in versions:
        # Named by its content, so that it is the same file whatever it holds; else nobody knows.
        (version / "data" / "sentences" / name).write_bytes(b"no Parquet")
        (version / "manifest.json").unlink()
        version.rename(version.with_name("staged"))
    folders = [version.with_name("staged") for version in versions]
    if not read:
        assert diff.compare(*folders).documents == ()
        return
    with pytest.raises(Exception, match="Parquet"):
        diff.compare(*folders)
