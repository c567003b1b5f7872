"""The contract: what is derived from it agrees with it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import parquetry
from parquetry.check import contract_suites
from parquetry.dataset import diff
from parquetry.dataset.verify import verify
from parquetry.errors import UnknownNameError
from parquetry.model import arrow_schema, contract
from parquetry.publish import manifest
from parquetry.tabulate import parquet_writer

GOLDEN = Path(__file__).parent / "golden"
DESIGN = {
    "documents": "doc_id source_path source_record source_id source_sha256 source_bytes media_type format container "
    "encoding encoding_method encoding_confidence language language_confidence title date text chars blocks sentences "
    "mentions repairs parts tokens pages unresolved flags source_meta",
    "repairs": "doc_id repair_id kind rule status start end source_start source_end before after confidence candidates",
    "alignment": "doc_id start end source_start source_end kind",
    "parts": "doc_id part_id path media_type encoding sha256 source_start source_end file_start file_end stored",
    "left_out": "doc_id seq part_id source_start source_end page reason text bytes",
    "origins": "doc_id source_start source_end part_id page x0 y0 x1 y1 font_id size object at_start at_end how",
    "fonts": "doc_id font_id name type object sha256 codes",
    "extracts": "doc_id extract",
    "blocks": "doc_id block_id kind level parent page page_end start end source_start source_end verbatim evidence marker",
    "sentences": "doc_id sentence_id block_id start end source_start source_end text",
    "mentions": "doc_id mention_id sentence_id start end source_start source_end text label entity_id value value_type "
    "value_data extractor rule score language",
    "signals": "doc_id words mean_word_length symbol_word_ratio alpha_words stop_words bullet_lines ellipsis_lines "
    "duplicate_paragraphs duplicate_paragraph_chars duplicate_lines duplicate_line_chars top_2_gram top_3_gram top_4_gram "
    "duplicate_5_grams duplicate_6_grams duplicate_7_grams duplicate_8_grams duplicate_9_grams duplicate_10_grams "
    "terminal_lines short_lines repeated_line_chars newlines_per_word c4_lines c4_sentences lorem_ipsum curly_bracket "
    "unresolved_per_1k",
    "chunks": "doc_id chunk_id start end source_start source_end first_sentence last_sentence heading_path tokens",
    "duplicates": "cluster_id doc_id representative similarity method",
    "repeats": "doc_id repeat_id passage start end source_start source_end first_sentence last_sentence documents",
    "entities": "entity_id label name aliases country mentions documents",
    "sources": "source_path path_bytes outcome reasons bytes sha256 media_type records documents",
    "rejects": "source_path source_record seq source_sha256 stage reason detail table row_key",
}


@pytest.mark.parametrize("table", contract.TABLES, ids=lambda table: table.name)
def test_tables_have_the_columns_people_build_on(table: contract.Table) -> None:
    assert {column.name for column in table.columns} == set(DESIGN[table.name].split())
    assert set(table.key) <= {column.name for column in table.columns}
    assert all(column.description.endswith(".") for column in table.columns)
    for key in table.key:
        assert not next(column for column in table.columns if column.name == key).nullable


@pytest.mark.parametrize("table", contract.TABLES, ids=lambda table: table.name)
def test_published_files_carry_schema_and_descriptions(table: contract.Table, version: Path) -> None:
    for path in sorted((version / "data" / table.name).iterdir()):
        assert path.suffix == ".parquet"
        schema = pq.read_schema(path)
        assert schema.equals(arrow_schema.schema(table.name), check_metadata=False)
        assert schema.metadata[b"contract"] == str(contract.CONTRACT).encode()
        for column in table.columns:
            field = schema.field(column.name)
            assert field.nullable == column.nullable
            assert field.metadata[b"description"].decode() == column.description


@pytest.mark.parametrize("table", contract.TABLES, ids=lambda table: table.name)
def test_every_column_of_a_file_is_compressed_and_has_an_offset_index(table: contract.Table, version: Path) -> None:
    columns = [column for path in (version / "data" / table.name).iterdir() for column in column_chunks(path)]
    assert columns, f"the sample has no row in {table.name}: give it a file that makes one"
    assert {column.compression for column in columns} == {"ZSTD"}
    assert all(column.has_offset_index for column in columns)


def column_chunks(path: Path) -> list[pq.ColumnChunkMetaData]:
    """Return the column chunks of all row groups of a file."""
    metadata = pq.read_metadata(path)
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    return [group.column(number) for group in groups for number in range(group.num_columns)]


@pytest.mark.parametrize("table", contract.TABLES, ids=lambda table: table.name)
def test_a_table_without_rows_is_a_file_with_its_schema(table: contract.Table, tmp_path: Path) -> None:
    assert parquet_writer.write(tmp_path, table.name, "b", [], 1000) == 0
    (path,) = (tmp_path / table.name).iterdir()
    assert pq.read_table(path).num_rows == 0
    assert pq.read_schema(path).equals(arrow_schema.schema(table.name), check_metadata=False)


def test_rows_are_sorted_by_key(version: Path) -> None:
    for table in contract.TABLES:
        rows = pq.read_table(version / "data" / table.name, columns=list(table.key)).to_pylist()
        keys = [tuple(row.values()) for row in rows]
        assert keys, table.name
        assert keys == sorted(keys)


def test_suites_say_what_the_contract_says() -> None:
    for table in contract.TABLES:
        kinds = [type(one).__name__ for one in contract_suites.suite(table)]
        required = sum(not column.nullable for column in table.columns)
        assert kinds.count("ExpectColumnValuesToNotBeNull") == required
        assert kinds.count("ExpectColumnValuesToMatchRegex") == sum(bool(column.pattern) for column in table.columns)


def test_an_unknown_table_lists_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'mentions'"):
        arrow_schema.schema("mention")


def test_types_are_arrow_types() -> None:
    assert arrow_schema.schema("documents").field("source_record").type == pa.int64()
    assert arrow_schema.schema("mentions").field("score").type == pa.float32()
    assert arrow_schema.schema("sources").field("path_bytes").type == pa.binary()


OLD = GOLDEN / "contract-1"
"""A dataset published when the contract was at 1: it is never rebuilt, so readers must go on reading it."""


SINCE_2 = ("parts", "left_out", "origins", "fonts", "extracts", "signals", "chunks", "duplicates", "repeats")
"""Tables that contract 2 added."""


@pytest.mark.parametrize("table", SINCE_2)
def test_a_table_that_is_younger_than_a_dataset_is_empty_there(table: str) -> None:
    assert parquetry.open_dataset(OLD, table).count_rows() == 0


@pytest.mark.parametrize(
    "table", [table for table in contract.TABLES if table.name not in SINCE_2], ids=lambda table: table.name
)
def test_an_old_dataset_keeps_its_columns_as_the_contract_grows(table: contract.Table) -> None:
    file = OLD / "current" / "data" / table.name / "part-00000.parquet"
    now = arrow_schema.schema(table.name)
    for field in pq.read_schema(file):
        assert now.field(field.name).type.equals(field.type), f"{table.name}.{field.name} changed: that is another contract"
    read = parquetry.open_dataset(OLD, table.name).to_table()
    assert read.schema.names == now.names
    assert read.num_rows > 0


def test_an_old_dataset_keeps_its_values() -> None:
    version = (OLD / "current").resolve()
    assert list(manifest.damage(version)) == []
    assert verify(version).sound
    documents = parquetry.open_dataset(OLD, "documents").to_table().to_pylist()
    assert [row["text"] for row in documents if row["source_path"] == "letter.txt"] == [
        "La rentrée fut belle.\n\nIl y a des offi\N{REPLACEMENT CHARACTER}ces."
    ]
    mentions = parquetry.open_dataset(OLD, "mentions").to_table().to_pylist()
    assert {row["value"] for row in mentions} >= {"5000000 GBP", "6000000 EUR", "2011-05-03"}
    outcomes = {row["source_path"]: row["outcome"] for row in parquetry.open_dataset(OLD, "sources").to_table().to_pylist()}
    assert outcomes == {"board.txt": "processed", "letter.txt": "flagged", "binary.txt": "rejected"}


def test_an_old_version_is_compared_with_a_new_one(version: Path) -> None:
    found = diff.compare((OLD / "current").resolve(), version)
    assert {change.source_path for change in found.documents if change.how == "removed"} == {"board.txt", "letter.txt"}


def test_a_column_that_an_old_version_lacks_is_null(version: Path, tmp_path: Path) -> None:
    before = Path(shutil.copytree((OLD / "current").resolve(), tmp_path / "versions" / "v-000000000000"))
    file = before / "data" / "documents" / "part-00000.parquet"
    pq.write_table(pq.read_table(file).drop_columns(["title"]), file)
    # The old version listed the file in the size that it had.
    value = manifest.read(before)
    manifest.write(before, {key: part for key, part in value["content"].items() if key != "files"}, value["run"])
    (tmp_path / "current").symlink_to(Path("versions") / "v-000000000000")
    assert parquetry.open_dataset(tmp_path, "documents").to_table()["title"].to_pylist() == [None, None]
    assert len(diff.compare(before, version).documents) > 2
