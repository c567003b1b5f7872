"""Checks: a planted violation of each rule is found, by the rule that forbids it, at the row that breaks it."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import small_version
from pdfs import lines, simple

from parquetry.check import expectations, invariants, suite_jobs, user_suites
from parquetry.config import Extract, Input, Repair, Segment
from parquetry.errors import ConfigError
from parquetry.extract import extract
from parquetry.model import arrow_schema, contract
from parquetry.read.files import from_bytes
from parquetry.read.formats.pdf.document import pdf_document
from parquetry.repair import repair
from parquetry.segment import segment
from parquetry.tabulate import merge_partials
from parquetry.tabulate.rows import tabulate as rows_of

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


OF_EXTRACTS = ("origins", "fonts", "extracts")
"""Tables that only documents with an extract have rows in."""

INVARIANTS: list[tuple[str, str, str, Callable[[Rows], Rows]]] = [
    *((table.name, "key_unique", table.name, twice) for table in contract.TABLES if table.name not in OF_EXTRACTS),
    *(
        (name, "refers_doc_id", name, change(doc_id="0" * 32))
        for name in (
            "repairs",
            "alignment",
            "blocks",
            "sentences",
            "mentions",
            "parts",
            "left_out",
            "signals",
            "chunks",
            "duplicates",
            "repeats",
        )
    ),
    ("duplicates", "refers_representative", "duplicates", change(representative="0" * 32)),
    ("duplicates", "smallest", "duplicates", change(doc_id="0" * 32)),
    ("duplicates", "in_one_cluster", "duplicates", lambda rows: [*rows, {**rows[-1], "cluster_id": "f" * 32}]),
    ("duplicates", "of_several", "duplicates", without_first),
    ("repeats", "refers_first_sentence", "repeats", change(first_sentence=9999)),
    ("repeats", "refers_last_sentence", "repeats", change(last_sentence=9999)),
    ("repeats", "whole_sentences", "repeats", change(end=longer)),
    ("chunks", "refers_first_sentence", "chunks", change(first_sentence=9999)),
    ("chunks", "refers_last_sentence", "chunks", change(last_sentence=9999)),
    ("chunks", "whole_sentences", "chunks", change(end=longer)),
    ("blocks", "refers_parent", "blocks", change(parent=9999)),
    ("sentences", "refers_block_id", "sentences", change(block_id=9999)),
    ("mentions", "refers_sentence_id", "mentions", change(sentence_id=9999)),
    ("mentions", "refers_entity_id", "mentions", change(entity_id="0" * 32)),
    *(
        ("documents", f"{name}_counted", "documents", change(**{name: 9999}))
        for name in ("blocks", "sentences", "mentions", "repairs", "parts")
    ),
    ("left_out", "refers_part_id", "left_out", change(part_id=9999)),
    ("left_out", "inside_part", "left_out", change(source_end=10**9)),
    ("parts", "tile_source", "parts", change(source_end=10**9)),
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
    ("rejects", "enrich_has_document", "rejects", change(stage="enrich", row_key='["nowhere"]')),
    ("sentences", "text_is_span", "sentences", change(text="other")),
    ("mentions", "text_is_span", "mentions", change(text="other")),
    ("repairs", "text_is_span", "repairs", change(end=10**6)),
    ("blocks", "tile_text", "blocks", without_first),
    ("sentences", "tile_blocks", "sentences", without_first),
]
"""Table and name of the rule that must find it; the table to break, and how."""

IN_EXTRACTS: list[tuple[str, str, str, Callable[[Rows], Rows]]] = [
    *((name, "key_unique", name, twice) for name in OF_EXTRACTS),
    *((name, "refers_doc_id", name, change(doc_id="0" * 32)) for name in OF_EXTRACTS),
    ("origins", "refers_part_id", "origins", change(part_id=9999)),
    ("origins", "refers_font_id", "origins", change(font_id=9999)),
    ("origins", "inside_source", "origins", change(page=9999)),
    ("origins", "cover_extract", "origins", without_first),
    ("origins", "letters_of_font", "fonts", change(codes=[])),
    ("extracts", "is_source", "extracts", change(extract=b"other")),
    ("documents", "has_extract", "extracts", without_first),
    ("alignment", "copies_extract", "extracts", change(extract=lambda row: row["extract"].upper())),
]
"""The same, for a document that has an extract."""

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


@pytest.fixture(scope="session")
def whole_leaf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A leaf of one PDF, as the stages make it: no rule is broken in it."""
    folder = tmp_path_factory.mktemp("leaf")
    source = pdf_document(from_bytes(simple(lines(["The ferry left the harbour at nine."])), "ferry.pdf"), Input())
    done = extract(segment(repair(source, Repair()), Segment()), Extract(model="none"))
    for name, table in rows_of([done], {source.doc_id: source.data}).items():
        (folder / "data" / name).mkdir(parents=True)
        pq.write_table(table, folder / "data" / name / "a.parquet")
    assert invariants.check_leaf(folder) == []
    return folder


@pytest.fixture
def leaf(whole_leaf: Path, tmp_path: Path) -> Path:
    """A copy of the leaf, to break."""
    shutil.copytree(whole_leaf / "data", tmp_path / "data")
    return tmp_path


@pytest.mark.parametrize(
    ("table", "rule", "broken", "how"), IN_EXTRACTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_broken_invariant_of_an_extract_is_found(
    leaf: Path, table: str, rule: str, broken: str, how: Callable[[Rows], Rows]
) -> None:
    plant(leaf, broken, how)
    assert (table, rule) in {(one.table, one.check) for one in invariants.check_leaf(leaf)}


def plant(staged: Path, table: str, how: Callable[[Rows], Rows], *, schema: pa.Schema | None = None) -> None:
    (path,) = (staged / "data" / table).iterdir()
    rows = how(pq.read_table(path).to_pylist())
    pq.write_table(pa.Table.from_pylist(rows, schema=schema or arrow_schema.schema(table)), path)


def test_every_rule_is_planted() -> None:
    assert {(table, name) for table, name, _, _ in INVARIANTS + IN_EXTRACTS} == set(invariants.rules())


def partials(version: Path, folder: Path) -> tuple[list[Path], list[Path]]:
    """What a leaf that holds all documents of a version says of its entities and sources."""
    made = merge_partials.Partials()
    made.add(*(pq.read_table(version / "data" / name) for name in ("mentions", "documents")))
    made.write(folder / "forms.parquet", folder / "counts.parquet")
    return [folder / "forms.parquet"], [folder / "counts.parquet"]


MERGED = ("entities", "duplicates", "repeats", "sources", "rejects")


@pytest.mark.parametrize(
    ("table", "rule", "broken", "how"), INVARIANTS, ids=lambda value: value if isinstance(value, str) else ""
)
@pytest.mark.usefixtures("asked_alone")
def test_a_broken_invariant_is_found_of_a_version_and_before_publishing_too(  # noqa: PLR0913 (a case and where it is tried)
    staged: Path, table: str, rule: str, broken: str, how: Callable[[Rows], Rows], tmp_path: Path
) -> None:
    """What one leaf can tell is found where the leaf is built, the rest from what the leaves say of themselves."""
    plant(staged, broken, how)
    of_version = {(one.table, one.check): one for one in invariants.check(staged)}
    assert of_version[table, rule].keys
    before = invariants.check_merged(staged, *partials(staged, tmp_path))
    for name in MERGED:
        shutil.rmtree(staged / "data" / name)
    before += invariants.check_leaf(staged)
    assert (table, rule) in {(one.table, one.check) for one in before}


@pytest.fixture
def asked_alone(table: str, rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask no rule in SQL but the one that a case is about: each of the eighty others would take as long."""
    alone = tuple(one for one in invariants._rules() if (one.table, one.name) == (table, rule))  # noqa: SLF001 (what is replaced)
    monkeypatch.setattr(invariants, "_rules", lambda: alone)


def test_a_sound_version_has_no_findings(version: Path, tmp_path: Path) -> None:
    assert invariants.check(version) == []
    assert invariants.check_merged(version, *partials(version, tmp_path)) == []
    assert expectations.check(version) == []


@pytest.mark.parametrize(("table", "rule", "how"), SUITES, ids=lambda value: value if isinstance(value, str) else "")
def test_a_row_that_breaks_its_suite_is_found_with_its_key(
    staged: Path, table: str, rule: str, how: Callable[[Rows], Rows]
) -> None:
    plant(staged, table, how)
    validated = expectations.validate(staged, [contract.BY_NAME[table]])
    findings = {one.check: one for one in validated.findings}
    assert findings[rule].rows == 1
    assert len(findings[rule].keys) == 1


def test_rows_are_checked_in_batches_and_none_is_passed_over(staged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(staged, "sentences", lambda rows: [*rows[:-1], {**rows[-1], "start": -1}])
    monkeypatch.setattr(expectations, "BATCH_ROWS", 400)
    found = expectations.validate(staged, [contract.BY_NAME["sentences"]]).findings
    assert [(one.check, one.rows) for one in found] == [("expect_column_values_to_be_between", 1)]


def test_a_table_without_rows_comes_to_what_great_expectations_says_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables without rows are not given to the library, which takes as long for none as for a hundred."""
    tables = [contract.BY_NAME[name] for name in ("documents", "alignment", "chunks")]
    quickly = expectations.validate(tmp_path, tables)
    monkeypatch.setattr(expectations, "_hold_without_rows", lambda *_: False)
    by_library = expectations.validate(tmp_path, tables)
    assert set(by_library.validations) == set(quickly.validations)
    assert (by_library.findings, {one.rows for one in quickly.validations}) == ((), {0})


def test_a_column_that_is_missing_is_found_where_there_are_no_rows(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "blocks"
    folder.mkdir(parents=True)
    pq.write_table(arrow_schema.schema("blocks").empty_table().drop_columns("kind"), folder / "a.parquet")
    assert any("kind" in one.detail for one in expectations.validate(tmp_path, [contract.BY_NAME["blocks"]]).findings)


def test_a_null_where_none_may_be_is_found(staged: Path) -> None:
    loose = pa.schema([field.with_nullable(True) for field in arrow_schema.schema("blocks")])
    plant(staged, "blocks", change(kind=None), schema=loose)
    found = expectations.validate(staged, [contract.BY_NAME["blocks"]]).findings
    assert "expect_column_values_to_not_be_null" in {one.check for one in found}


OURS = {
    "name": "mentions",
    "expectations": [
        {"type": "expect_column_values_to_not_be_in_set", "kwargs": {"column": "label", "value_set": ["DATE"]}},
        {
            "type": "expect_column_value_lengths_to_be_between",
            "kwargs": {"column": "text", "min_value": 1000},
            "severity": "warning",
        },
        {"type": "expect_table_row_count_to_be_between", "kwargs": {"max_value": 3}},
    ],
}


def test_a_suite_of_the_users_own_finds_rows_or_only_warns(version: Path, tmp_path: Path) -> None:
    (tmp_path / "ours.json").write_text(json.dumps(OURS), encoding="utf-8")
    suites = user_suites.load_suites([str(tmp_path / "*.json")])
    dates = sum(row["label"] == "DATE" for row in pq.read_table(version / "data" / "mentions").to_pylist())
    rows = expectations.validate(version, [contract.BY_NAME["mentions"]], suites)
    assert [(one.check, one.rows, len(one.keys)) for one in rows.findings] == [
        ("expect_column_values_to_not_be_in_set", dates, dates)
    ]
    ours = {one.type: (one.severity, one.unexpected > 0) for one in rows.validations if one.suite == "ours"}
    assert ours == {
        "expect_column_values_to_not_be_in_set": ("error", True),
        "expect_column_value_lengths_to_be_between": ("warning", True),
    }
    whole = expectations.validate(version, [contract.BY_NAME["mentions"]], suites, whole=True)
    assert [one.check for one in whole.findings] == ["expect_table_row_count_to_be_between"]


def test_an_expectation_that_the_library_does_not_know_is_refused_before_work_starts() -> None:
    """It was met when the first leaf was checked, after all of its work."""
    unknown = user_suites.suite("mentions", "ours", {"type": "expect_loveliness", "kwargs": {}})
    with pytest.raises(ConfigError, match="ours is no suite of Great Expectations"):
        suite_jobs.gx_ready([unknown])
    lacking = user_suites.suite("mentions", "ours", {"type": "expect_column_values_to_not_be_null", "kwargs": {}})
    with pytest.raises(ConfigError, match="ours is no suite of Great Expectations"):
        suite_jobs.gx_ready([lacking])


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("no json", "is no suite"),
        ('{"name": "mention", "expectations": []}', "unknown table"),
        ('{"expectations": [], "meta": {"table": "nothing"}}', "unknown table"),
    ],
)
def test_a_suite_that_is_none_or_is_about_no_table_is_refused_before_work_starts(
    tmp_path: Path, text: str, error: str
) -> None:
    (tmp_path / "ours.json").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=error):
        user_suites.load_suites([str(tmp_path / "ours.json")])
    with pytest.raises(ConfigError, match="no file matches"):
        user_suites.load_suites([str(tmp_path / "none.json")])


def test_queries_of_the_users_own_find_rows_by_their_keys(version: Path, tmp_path: Path) -> None:
    query = "-- documents.are_english\n-- a comment\nSELECT doc_id FROM documents WHERE language <> 'en';\n"
    (tmp_path / "ours.sql").write_text(query, encoding="utf-8")
    (found,) = invariants.check_queries(version, user_suites.load_queries([str(tmp_path / "ours.sql")]))
    languages = [row["language"] for row in pq.read_table(version / "data" / "documents").to_pylist()]
    assert (found.table, found.check, found.rows) == ("documents", "are_english", sum(one != "en" for one in languages))
    (tmp_path / "ours.sql").write_text("-- documents.wrong\nSELECT nothing FROM documents;\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="nothing was published"):
        invariants.check_queries(version, user_suites.load_queries([str(tmp_path / "ours.sql")]))


def test_results_are_published_without_values(version: Path) -> None:
    results = json.loads((version / "expectations" / "results.json").read_text(encoding="utf-8"))["results"]
    rows = {
        table: sum(pq.read_metadata(path).num_rows for path in (version / "data" / table).iterdir())
        for table in contract.BY_NAME
    }
    assert {one["table"] for one in results} == set(contract.BY_NAME)
    for one in results:
        assert one["success"], one
        assert (one["rows"], one["unexpected"], one["suite"]) == (rows[one["table"]], 0, "contract")


def test_a_rule_that_many_rows_break_says_how_many_and_names_a_thousand(tmp_path: Path) -> None:
    version = small_version.publish(tmp_path / "set", {})
    query = user_suites.UserQuery("documents", "many", "SELECT range FROM range(1500)")
    (found,) = invariants.check_queries(version, [query])
    assert (found.rows, found.detail, len(found.keys)) == (1500, "1500 rows", 1000)
    assert (found.keys[0], found.keys[-1]) == ("[0]", "[999]")


def test_rows_are_checked_in_the_order_of_their_parts_however_a_folder_lists_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data" / "documents"
    folder.mkdir(parents=True)
    for name in "ab":
        pq.write_table(pa.table({"doc_id": [name]}), folder / f"{name}.parquet")
    listed = type(folder).glob
    for step in (1, -1):
        monkeypatch.setattr(type(folder), "glob", lambda at, pattern, step=step: sorted(listed(at, pattern))[::step])
        batches = [
            list(expectations._batches(tmp_path, contract.BY_NAME["documents"], whole=whole))  # noqa: SLF001 (which rows come first)
            for whole in (True, False)
        ]
        assert [[row for frame in frames for row in frame["doc_id"]] for frames in batches] == [["a", "b"], ["a", "b"]]


def test_tables_are_walked_side_by_side_in_the_order_of_their_parts(tmp_path: Path) -> None:
    """Parts are named in the order of their documents, and a folder lists them in any."""
    texts = {f"{number:032x}": "x" * number for number in range(1, 9)}
    for number, (doc_id, text) in enumerate(reversed(texts.items())):
        row = {"doc_id": doc_id, "text": text, "chars": len(text), "start": 0, "end": len(text), "kind": "paragraph"}
        for name in ("documents", "blocks"):
            schema = arrow_schema.schema(name)
            values = {field.name: row.get(field.name, small_version.empty_value(field)) for field in schema}
            folder = tmp_path / "data" / name
            folder.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_pylist([values], schema), folder / f"{8 - number}-part.parquet")
    assert ("blocks", "tile_text") not in {(one.table, one.check) for one in invariants.check(tmp_path)}
    plant_end = pa.Table.from_pylist(
        [{**pq.read_table(tmp_path / "data/blocks/3-part.parquet").to_pylist()[0], "end": 2}], arrow_schema.schema("blocks")
    )
    pq.write_table(plant_end, tmp_path / "data/blocks/3-part.parquet")
    found = {(one.table, one.check): one for one in invariants.check(tmp_path)}
    assert found["blocks", "tile_text"].rows == 1


@pytest.mark.parametrize(
    ("columns", "place"),
    [((), "table"), (("start",), "start"), (("start", "end"), "start, end"), (("doc_id", "start", "end"), "columns")],
)
def test_a_finding_names_one_or_two_columns_and_counts_no_more(columns: tuple[str, ...], place: str) -> None:
    validation = expectations.Validation("blocks", "contract", "expect_it", columns, "error", 2, 1)
    assert expectations._place_of(validation) == place  # noqa: SLF001 (the words alone, without Great Expectations)
