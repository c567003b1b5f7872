"""Targets: what a dataset becomes elsewhere is what it is here, after updates and deletions too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
import small_version

from parquetry.dataset.reader import open_table
from parquetry.errors import ConfigError, DamageError, StorageError
from parquetry.export import delta, export, leaf_rows
from parquetry.model import arrow_schema, contract
from parquetry.model.contract.columns import DOC_ID, count

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA_OF = arrow_schema.of


def version(folder: Path, leaves: dict[str, dict[str, str]]) -> Path:
    """A version whose leaves have these documents, by doc_id, each with its text and one sentence."""
    for name in contract.BY_NAME:
        (folder / "data" / name).mkdir(parents=True)
        merged = name not in {"documents", "sentences"}
        for label, documents in {"b": {}}.items() if merged else leaves.items():
            table = rows(name, documents)
            path = folder / "data" / name / f"{label}-{abs(hash(tuple(documents.items()))) % 16**8:08x}.parquet"
            pq.write_table(table, path)
    return folder


def rows(name: str, documents: dict[str, str]) -> pa.Table:
    schema = arrow_schema.schema(name)
    values: list[dict[str, Any]] = [
        {"doc_id": key, "text": text, "flags": [], "language": "en"} for key, text in documents.items()
    ]
    columns = [pa.array([row.get(field.name, empty(field)) for row in values], field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def empty(field: pa.Field) -> Any:
    if field.nullable:
        return None
    return "" if pa.types.is_string(field.type) else 0


FIRST = {"b0": {"0a": "The ferry leaves.", "0b": "A harbour."}, "b1": {"1a": "The terminal of the ferry."}}
SECOND = {"b0": {"0a": "The ferry leaves.", "0b": "A harbour."}, "b1": {"1c": "Another text."}}
THIRD = {"b0": {"0a": "The ferry leaves."}}


def as_rows(table: Any, key: tuple[str, ...]) -> list[dict[str, Any]]:
    return sorted(table.to_pylist(), key=lambda row: tuple(str(row[name]) for name in key))


def assert_equal(folder: Path, wanted: Path) -> None:
    deltalake = pytest.importorskip("deltalake")
    for name, table in contract.BY_NAME.items():
        written = pa.table(deltalake.DeltaTable(folder / name).to_pyarrow_table()).drop_columns([leaf_rows.LEAF])
        assert as_rows(written, table.key) == as_rows(open_table(wanted, name).to_table(), table.key), name


def test_delta_follows_a_dataset_by_one_commit_a_version(tmp_path: Path) -> None:
    deltalake = pytest.importorskip("deltalake")
    versions = [version(tmp_path / f"v-{k}", leaves) for k, leaves in enumerate((FIRST, SECOND, THIRD))]
    folder = tmp_path / "lake"
    assert delta.update(versions[0], folder) == len(contract.BY_NAME)
    assert_equal(folder, versions[0])
    kept = set(deltalake.DeltaTable(folder / "documents").file_uris())
    assert delta.update(versions[0], folder) == 0
    assert delta.update(versions[1], folder) == 2, "documents and sentences"
    assert_equal(folder, versions[1])
    now = set(deltalake.DeltaTable(folder / "documents").file_uris())
    assert {uri for uri in now if "leaf=b0" in uri} == {uri for uri in kept if "leaf=b0" in uri}, "an unchanged leaf"
    assert delta.update(versions[2], folder) == 2
    assert_equal(folder, versions[2])
    history = deltalake.DeltaTable(folder / "documents").history()
    assert [commit["parquetry_version"] for commit in history] == ["v-2", "v-1", "v-0"]


def test_delta_refuses_a_folder_of_something_else(tmp_path: Path) -> None:
    pytest.importorskip("deltalake")
    first = version(tmp_path / "v-0", FIRST)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").touch()
    with pytest.raises(ConfigError, match="holds something"):
        delta.update(first, tmp_path / "other")
    (tmp_path / "other" / delta.STATE).write_text(json.dumps({"kind": "iceberg", "tables": {}}), encoding="utf-8")
    with pytest.raises(ConfigError, match="iceberg"):
        delta.update(first, tmp_path / "other")


@pytest.mark.parametrize("content", ["", "[]", '{"kind": "delta"}', '{"kind": "delta", "tables": {"documents": 1}}'])
def test_delta_says_what_of_its_folder_is_damaged(content: str, tmp_path: Path) -> None:
    pytest.importorskip("deltalake")
    first, lake = version(tmp_path / "v-0", FIRST), tmp_path / "lake"
    # A name of a folder that Delta's library takes for none.
    with pytest.raises(StorageError, match=r"illegal character.*; name another folder"):
        delta.update(first, tmp_path / "new\nline")
    delta.update(first, lake)
    noted = (lake / delta.STATE).read_text(encoding="utf-8")
    (lake / delta.STATE).write_text(content, encoding="utf-8")
    with pytest.raises(DamageError, match=r"parquetry\.json is damaged: .*; name another folder"):
        delta.update(first, lake)
    (lake / delta.STATE).write_text(noted, encoding="utf-8")
    (log,) = (lake / "documents" / "_delta_log").glob("*.json")
    log.write_text("{", encoding="utf-8")
    with pytest.raises(StorageError, match=r"cannot write .*; name another folder"):
        delta.update(first, lake)


def test_a_commit_that_was_not_noted_is_made_again(tmp_path: Path) -> None:
    pytest.importorskip("deltalake")
    first, second = version(tmp_path / "v-0", FIRST), version(tmp_path / "v-1", SECOND)
    delta.update(first, tmp_path / "lake")
    noted = (tmp_path / "lake" / delta.STATE).read_text(encoding="utf-8")
    delta.update(second, tmp_path / "lake")
    (tmp_path / "lake" / delta.STATE).write_text(noted, encoding="utf-8")
    assert delta.update(second, tmp_path / "lake") == 2
    assert_equal(tmp_path / "lake", second)


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A catalog called `lake`, and what gives it, as its user's settings would."""
    loading = pytest.importorskip("pyiceberg.catalog")
    iceberg = pytest.importorskip("parquetry.export.iceberg")
    settings = {"type": "sql", "uri": f"sqlite:///{tmp_path}/catalog.db", "warehouse": f"file://{tmp_path}/warehouse"}

    def load(name: str) -> Any:
        return loading.load_catalog(name, **settings) if name == "lake" else loading.load_catalog(name)

    monkeypatch.setattr(iceberg, "load_catalog", load)
    return load("lake")


def assert_in_catalog(catalog: Any, wanted: Path) -> None:
    for name, table in contract.BY_NAME.items():
        written = catalog.load_table(("letters", name)).scan().to_arrow().drop_columns([leaf_rows.LEAF])
        assert as_rows(written, table.key) == as_rows(open_table(wanted, name).to_table(), table.key), name


def files_of(catalog: Any, leaf: str) -> set[str]:
    paths = catalog.load_table(("letters", "documents")).inspect.files()["file_path"].to_pylist()
    return {path for path in paths if f"leaf={leaf}" in path}


@pytest.mark.slow
def test_iceberg_follows_a_dataset_by_one_commit_a_table(tmp_path: Path, catalog: Any) -> None:
    versions = [version(tmp_path / f"v-{k}", leaves) for k, leaves in enumerate((FIRST, SECOND, THIRD))]
    assert export(versions[0], "iceberg", "lake#letters") == len(contract.BY_NAME)
    assert_in_catalog(catalog, versions[0])
    kept = files_of(catalog, "b0")
    assert export(versions[0], "iceberg", "lake#letters") == 0
    assert export(versions[1], "iceberg", "lake#letters") == 2, "documents and sentences"
    assert_in_catalog(catalog, versions[1])
    assert files_of(catalog, "b0") == kept != set(), "an unchanged leaf"
    assert export(versions[2], "iceberg", "lake#letters") == 2
    assert_in_catalog(catalog, versions[2])
    table = catalog.load_table(("letters", "documents"))
    assert table.properties["parquetry.version"] == "v-2"
    assert table.schema().find_field("doc_id").doc == contract.BY_NAME["documents"].columns[0].description


@pytest.mark.slow
def test_a_table_of_a_plugin_leaves_iceberg_when_it_is_switched_off(tmp_path: Path, catalog: Any) -> None:
    own = contract.Table("lengths", ("doc_id",), "Letters of each document.", (DOC_ID, count("letters", "letters")))
    rows = {"documents": [{"doc_id": "0a"}], "lengths": [{"doc_id": "0a", "letters": 3}]}
    with_it = small_version.publish(tmp_path / "set", rows, own=[own])
    without = small_version.publish(tmp_path / "other", {"documents": [{"doc_id": "0a"}]})
    assert export(with_it, "iceberg", "lake#letters") == len(contract.BY_NAME) + 1
    table = catalog.load_table(("letters", "lengths"))
    assert (table.scan().to_arrow().num_rows, table.properties["comment"]) == (1, "Letters of each document.")
    assert export(without, "iceberg", "lake#letters") == 1
    assert catalog.load_table(("letters", "lengths")).scan().to_arrow().num_rows == 0
    assert export(without, "iceberg", "lake#letters") == 0
    assert export(with_it, "iceberg", "lake#letters") == 1
    assert catalog.load_table(("letters", "lengths")).scan().to_arrow().num_rows == 1


@pytest.mark.slow
def test_iceberg_makes_a_commit_again_that_was_not_noted(tmp_path: Path, catalog: Any) -> None:
    iceberg = pytest.importorskip("parquetry.export.iceberg")
    first, second = version(tmp_path / "v-0", FIRST), version(tmp_path / "v-1", SECOND)
    export(first, "iceberg", "lake#letters")
    with pytest.MonkeyPatch.context() as patch:
        # The rows are committed, and the wire is cut before they are noted.
        patch.setattr(iceberg, "_note", lambda *_: (_ for _ in ()).throw(OSError("the wire was cut")))
        with pytest.raises(StorageError, match="the wire was cut"):
            export(second, "iceberg", "lake#letters")
    assert export(second, "iceberg", "lake#letters") == 2
    assert_in_catalog(catalog, second)
    catalog.drop_table(("letters", "sentences"))
    assert export(second, "iceberg", "lake#letters") == 1, "what was removed by hand is written again"
    assert_in_catalog(catalog, second)


def test_iceberg_refuses_what_is_no_catalog_or_of_somebody_else(tmp_path: Path, catalog: Any) -> None:
    first = version(tmp_path / "v-0", FIRST)
    with pytest.raises(ConfigError, match="there is no catalog river"):
        export(first, "iceberg", "river#letters")
    with pytest.raises(ConfigError, match="--to iceberg writes to the name of a catalog"):
        export(first, "iceberg", tmp_path / "folder")
    catalog.create_namespace("letters")
    catalog.create_table(("letters", "mine"), schema=pa.schema([pa.field("a", pa.string())]))
    with pytest.raises(ConfigError, match="holds tables that no export wrote"):
        export(first, "iceberg", "lake#letters")


@pytest.mark.slow
def test_iceberg_holds_no_more_rows_in_memory_than_a_file_should_have(
    tmp_path: Path, catalog: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pytest.importorskip("parquetry.export.iceberg"), "WRITE_BYTES", 1)
    first = version(tmp_path / "v-0", FIRST)
    export(first, "iceberg", "lake#letters")
    assert_in_catalog(catalog, first)
    # What is more than fits in memory at once is appended part by part, before the one commit that shows all of it.
    assert len(catalog.load_table(("letters", "documents")).snapshots()) == len(FIRST)


@pytest.mark.slow
def test_iceberg_gets_the_columns_that_the_contract_got_since(tmp_path: Path, catalog: Any) -> None:
    older = version(tmp_path / "v-0", FIRST)
    export(older, "iceberg", "lake#letters")
    with catalog.load_table(("letters", "documents")).update_schema(allow_incompatible_changes=True) as schema:
        schema.delete_column("tokens")
    newer = version(tmp_path / "v-1", SECOND)
    assert export(newer, "iceberg", "lake#letters") == 2
    assert_in_catalog(catalog, newer)


def test_duckdb_has_tables_views_and_a_search(tmp_path: Path) -> None:
    first = version(tmp_path / "set" / "versions" / "v-0", FIRST)
    assert export(first, "duckdb", tmp_path / "file") == len(contract.BY_NAME)
    with duckdb.connect(tmp_path / "file" / "dataset.duckdb", read_only=True) as connection:
        for name, table in contract.BY_NAME.items():
            written = connection.table(name).to_arrow_table()
            assert as_rows(written, table.key) == as_rows(open_table(first, name).to_table(), table.key), name
        assert connection.sql("SELECT count(*) FROM documents_unique").fetchall() == [(3,)]
        found = connection.sql("FROM search('Ferry TERMINAL')").fetchall()
        assert [key for key, _ in found] == ["1a", "0a"]
        assert connection.sql("FROM search('nothing')").fetchall() == []


OLDER: dict[str, Any] = {
    "tables": [name for name in contract.BY_NAME if name != "repeats"],
    "lacking": ["documents.tokens", "blocks.marker"],
}
"""What a version of an earlier release does not have."""
BLOCK = {"doc_id": "0a", "kind": "paragraph", "end": 3}


def test_a_version_of_an_earlier_release_is_exported_with_what_it_has(tmp_path: Path) -> None:
    older = small_version.publish(
        tmp_path / "set", {"documents": [{"doc_id": "0a", "text": "One"}], "blocks": [BLOCK]}, **OLDER
    )
    for to in ("duckdb", "hub", "csv"):
        assert export(older, to, tmp_path / to) == len(contract.BY_NAME)
    with duckdb.connect(tmp_path / "duckdb" / "dataset.duckdb", read_only=True) as connection:
        assert connection.sql("SELECT doc_id, marker FROM blocks").fetchall() == [("0a", None)]
        assert connection.sql("FROM repeats").fetchall() == []


def test_delta_gets_the_columns_that_an_earlier_release_did_not_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deltalake = pytest.importorskip("deltalake")
    older = small_version.publish(tmp_path / "set", {"blocks": [BLOCK]}, **OLDER)
    delta.update(older, tmp_path / "today")
    assert_equal(tmp_path / "today", older)
    # As that release exported it: without the column.
    schema = arrow_schema.schema("blocks")
    without = schema.remove(schema.get_field_index("marker"))
    with monkeypatch.context() as patch:
        patch.setattr(arrow_schema, "of", lambda table: without if table.name == "blocks" else SCHEMA_OF(table))
        delta.update(older, tmp_path / "lake")
    assert "marker" not in deltalake.DeltaTable(tmp_path / "lake" / "blocks").to_pyarrow_table().column_names
    newer = small_version.publish(tmp_path / "set", {"blocks": [{**BLOCK, "marker": "3."}]})
    delta.update(newer, tmp_path / "lake")
    assert_equal(tmp_path / "lake", newer)


DATED = [
    {"doc_id": "0a", "text": "Ja.", "language": "de", "date": "2024-05-01"},
    {"doc_id": "0b", "text": "Yes.", "language": "en", "date": "2024"},
    {"doc_id": "0c", "text": "What?", "language": "und"},
]


@pytest.mark.parametrize(
    ("to", "name", "expected"),
    [
        ("hive-language", "doc_language", {"0a": "de", "0b": "en", "0c": "und"}),
        ("hive-year", "doc_year", {"0a": "2024", "0b": "2024", "0c": None}),
    ],
)
def test_partitions_hold_the_rows_of_their_documents(
    tmp_path: Path, to: str, name: str, expected: dict[str, str | None]
) -> None:
    blocks = [{**BLOCK, "doc_id": key} for key in ("0a", "0c")]
    made = small_version.publish(tmp_path / "set", {"documents": DATED, "blocks": blocks})
    assert export(made, to, tmp_path / "lake") == len(contract.BY_NAME)
    for table in contract.BY_NAME:
        place = tmp_path / "lake" / "data" / table
        partitioning = ds.partitioning(pa.schema([(name, pa.string())]), flavor="hive")
        dataset = ds.dataset(place, partitioning=partitioning, format="parquet")
        written = dataset.to_table()
        wanted = open_table(made, table).to_table()
        assert written.num_rows == wanted.num_rows, table
        # A table without rows has its columns too: engines fail on a folder without files.
        assert set(wanted.schema.names) <= set(written.schema.names), table
        if wanted.num_rows and "doc_id" in wanted.schema.names:
            rows = sorted(written.select(wanted.schema.names).to_pylist(), key=str)
            assert rows == sorted(wanted.to_pylist(), key=str)
            found = dict(zip(written["doc_id"].to_pylist(), written[name].to_pylist(), strict=True))
            assert found.items() <= expected.items()
    folders = {path.name for path in (tmp_path / "lake" / "data" / "documents").iterdir()}
    assert folders == {f"{name}={value or '__HIVE_DEFAULT_PARTITION__'}" for value in expected.values()}


def test_a_hub_gets_a_card_and_every_row(tmp_path: Path) -> None:
    words = [f"{k:05}" for k in range(4000)]
    before = version(tmp_path / "set" / "versions" / "v-0", {"b0": {"0a": " ".join(words), "0b": "Same."}})
    after = version(tmp_path / "set" / "versions" / "v-1", {"b0": {"00": "New.", "0a": " ".join(words), "0b": "Same."}})
    for wanted, name in ((before, "before"), (after, "after")):
        assert export(wanted, "hub", tmp_path / name) == len(contract.BY_NAME)
        for table in contract.BY_NAME:
            written = pq.read_table(tmp_path / name / "data" / table)
            assert written.num_rows == open_table(wanted, table).count_rows()
        card = (tmp_path / name / "README.md").read_text(encoding="utf-8")
        assert "pretty_name: set" in card
        assert "data/documents/*.parquet" in card
        assert "lfs" in (tmp_path / name / ".gitattributes").read_text(encoding="utf-8")
    texts = pq.read_table(tmp_path / "after" / "data" / "documents")["text"].to_pylist()
    assert texts == open_table(after, "documents").to_table()["text"].to_pylist()
