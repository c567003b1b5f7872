"""Tables of the page: how near duplicates differ, and which values are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import small_version

from parquetry.model import contract
from parquetry.publish.report import nulls, page

if TYPE_CHECKING:
    from pathlib import Path

IDS = ("0a", "0b")
MAIL = ("ada@example.org", "bob@example.org")
WORDS = ("closed", "sold")
TEXTS = [f"The pier at Orren was {WORDS[k]} in the spring. Write to {MAIL[k]} about it." for k in range(2)]


def two_of_a_kind(folder: Path) -> Path:
    """A version of two near duplicates that differ in a word, and in an address of the same length."""
    documents = [
        {"doc_id": doc_id, "source_path": f"{doc_id}.txt", "text": text, "chars": len(text), "title": title}
        for doc_id, text, title in zip(IDS, TEXTS, ("Orren", None), strict=True)
    ]
    places = [(text.index(mail), mail) for text, mail in zip(TEXTS, MAIL, strict=True)]
    mentions = [
        {"doc_id": doc_id, "start": at, "end": at + len(mail), "text": mail, "label": "EMAIL", "value": mail}
        for doc_id, (at, mail) in zip(IDS, places, strict=True)
    ]
    duplicates = [
        {"cluster_id": IDS[0], "doc_id": doc_id, "representative": IDS[0], "similarity": 0.8, "method": "near"}
        for doc_id in IDS
    ]
    version = small_version.publish(folder / "set", {"documents": documents, "mentions": mentions, "duplicates": duplicates})
    (version / "expectations").mkdir()
    return version


def test_differences_of_copies_stand_side_by_side(tmp_path: Path) -> None:
    version = two_of_a_kind(tmp_path)
    masked = page.render(version, "set", version.name, {})
    for text in ("was <del>closed </del>in", "was <ins>sold </ins>in", "<td>0a.txt</td>", "<td>0b.txt</td>"):
        assert text in masked
    assert (masked.count("<del>"), masked.count("<ins>")) == (1, 1), "masked, the addresses are the same"
    assert not any(mail in masked for mail in MAIL)
    shown = page.render(version, "set", version.name, {"report": {"personal_data": True}})
    assert f"<del>{MAIL[0]} </del>" in shown
    assert f"<ins>{MAIL[1]} </ins>" in shown


def test_values_that_are_missing_are_counted_by_column(tmp_path: Path) -> None:
    version = two_of_a_kind(tmp_path / "a [b] 'c'")
    with duckdb.connect() as connection:
        found = {row[:2]: row[2:] for row in nulls.rates(connection, version, contract.TABLES)}
    assert found["documents", "title"] == (1, 0.5)
    assert found["documents", "date"] == (2, 1)
    assert ("documents", "text") not in found, "no text is missing"
    assert not any(table == "sentences" for table, _ in found), "a table without rows has no share"
    assert ">Missing values</h2>" in page.render(version, "set", version.name, {})
