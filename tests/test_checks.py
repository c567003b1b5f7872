"""Checks: a planted violation of each rule is found, by the rule that forbids it, at the row that breaks it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from parquetry.check import expectations, invariants
from parquetry.model import arrow_schema, contract

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Rows = list[dict[str, Any]]


def change(**values: Any) -> Callable[[Rows], Rows]:
    """Change the first row."""
    return lambda rows: [{**rows[0], **{k: v(rows[0]) if callable(v) else v for k, v in values.items()}}, *rows[1:]]


def twice(rows: Rows) -> Rows:
    return [rows[0], *rows]


def without_first(rows: Rows) -> Rows:
    return rows[1:]


def longer(row: dict[str, Any]) -> int:
    return int(row["end"]) + 1


INVARIANTS: list[tuple[str, str, str, Callable[[Rows], Rows]]] = [
    *((table.name, "key_unique", table.name, twice) for table in contract.TABLES),
    *(
        (name, "refers_doc_id", name, change(doc_id="0" * 32))
        for name in ("repairs", "alignment", "blocks", "sentences", "mentions")
    ),
    ("blocks", "refers_parent", "blocks", change(parent=9999)),
    ("sentences", "refers_block_id", "sentences", change(block_id=9999)),
    ("mentions", "refers_sentence_id", "mentions", change(sentence_id=9999)),
    ("mentions", "refers_entity_id", "mentions", change(entity_id="0" * 32)),
    *(
        ("documents", f"{name}_counted", "documents", change(**{name: 9999}))
        for name in ("blocks", "sentences", "mentions", "repairs")
    ),
    ("documents", "chars", "documents", change(chars=3)),
    ("documents", "has_source", "documents", change(source_path="nowhere.txt")),
    ("documents", "flags_known", "documents", change(flags=["odd"])),
    ("alignment", "tiles", "alignment", without_first),
    ("alignment", "inside_source", "alignment", change(source_end=10**9)),
    ("sentences", "inside_block", "sentences", change(end=10**6)),
    ("mentions", "inside_sentence", "mentions", change(end=10**6)),
    ("mentions", "entity_label", "entities", change(label="LANGUAGE")),
    ("entities", "mentions_counted", "entities", change(mentions=9999)),
    ("sources", "reasons_known", "sources", change(reasons=["odd"])),
    ("sources", "documents_counted", "sources", change(documents=7)),
    ("sources", "records_reconcile", "sources", lambda rows: [{**row, "records": 9} for row in rows]),
    ("sources", "nothing_vanishes", "rejects", lambda _: []),
    ("rejects", "has_source", "rejects", change(source_path="nowhere.txt")),
    ("sentences", "text_is_span", "sentences", change(text="other")),
    ("mentions", "text_is_span", "mentions", change(text="other")),
    ("repairs", "text_is_span", "repairs", change(end=10**6)),
    ("blocks", "tile_text", "blocks", without_first),
    ("sentences", "tile_blocks", "sentences", without_first),
]
"""Table and name of the rule that must find it; the table to break, and how."""

SUITES: list[tuple[str, str, Callable[[Rows], Rows]]] = [
    ("documents", "expect_column_values_to_match_regex", change(source_sha256="zz")),
    ("documents", "expect_column_values_to_be_in_set", change(encoding_method="guessed")),
    ("documents", "expect_column_values_to_be_between", change(encoding_confidence=1.5)),
    ("documents", "expect_column_values_to_match_regex", change(date="yesterday")),
    ("alignment", "expect_column_values_to_be_in_set", change(kind="copied")),
    ("sentences", "expect_column_pair_values_a_to_be_greater_than_b", change(end=lambda row: row["start"] - 1)),
    ("mentions", "expect_column_values_to_be_in_set", change(label="THING")),
    ("rejects", "expect_column_values_to_be_in_set", change(reason="odd")),
    ("sources", "expect_column_values_to_be_between", change(bytes=-1)),
]


@pytest.fixture
def staged(version: Path, tmp_path: Path) -> Path:
    shutil.copytree(version / "data", tmp_path / "data")
    return tmp_path


def plant(staged: Path, table: str, how: Callable[[Rows], Rows], *, schema: pa.Schema | None = None) -> None:
    path = staged / "data" / table / "part-00000.parquet"
    rows = how(pq.read_table(path).to_pylist())
    pq.write_table(pa.Table.from_pylist(rows, schema=schema or arrow_schema.schema(table)), path)


def test_every_rule_is_planted() -> None:
    assert {(table, name) for table, name, _, _ in INVARIANTS} == set(invariants.rules())


def test_a_sound_version_has_no_findings(version: Path) -> None:
    assert invariants.check(version) == []
    assert expectations.check(version) == []


@pytest.mark.parametrize(
    ("table", "rule", "broken", "how"), INVARIANTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_broken_invariant_is_found(staged: Path, table: str, rule: str, broken: str, how: Callable[[Rows], Rows]) -> None:
    plant(staged, broken, how)
    found = {(one.table, one.check): one for one in invariants.check(staged)}
    assert (table, rule) in found
    assert found[table, rule].keys


@pytest.mark.parametrize(("table", "rule", "how"), SUITES, ids=lambda value: value if isinstance(value, str) else "")
def test_a_row_that_breaks_its_suite_is_found_with_its_key(
    staged: Path, table: str, rule: str, how: Callable[[Rows], Rows]
) -> None:
    plant(staged, table, how)
    findings = {one.check: one for one in expectations.check(staged) if one.table == table}
    assert findings[rule].rows == 1
    assert len(findings[rule].keys) == 1


def test_rows_are_checked_in_batches_and_none_is_passed_over(staged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(staged, "sentences", lambda rows: [*rows[:-1], {**rows[-1], "start": -1}])
    monkeypatch.setattr(expectations, "BATCH_ROWS", 400)
    found = {(one.table, one.check, one.rows) for one in expectations.check(staged)}
    assert found == {("sentences", "expect_column_values_to_be_between", 1)}


def test_a_null_where_none_may_be_is_found(staged: Path) -> None:
    loose = pa.schema([field.with_nullable(True) for field in arrow_schema.schema("blocks")])
    plant(staged, "blocks", change(kind=None), schema=loose)
    assert "expect_column_values_to_not_be_null" in {one.check for one in expectations.check(staged)}
