"""The contract: what is derived from it agrees with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from parquetry import contracts
from parquetry.dataset import checks
from parquetry.errors import UnknownNameError

if TYPE_CHECKING:
    from pathlib import Path

DESIGN = {
    "documents": "doc_id source_path source_record source_id source_sha256 source_bytes media_type encoding encoding_method "
    "encoding_confidence language language_confidence title date text chars blocks sentences mentions repairs unresolved "
    "flags source_meta",
    "repairs": "doc_id repair_id kind rule status start end source_start source_end before after confidence candidates",
    "alignment": "doc_id start end source_start source_end kind",
    "blocks": "doc_id block_id kind level parent page start end source_start source_end",
    "sentences": "doc_id sentence_id block_id start end source_start source_end text",
    "mentions": "doc_id mention_id sentence_id start end source_start source_end text label entity_id value value_type "
    "value_data extractor rule score",
    "entities": "entity_id label name aliases country mentions documents",
    "sources": "source_path path_bytes outcome reasons bytes sha256 media_type records documents",
    "rejects": "source_path source_record seq source_sha256 stage reason detail table row_key",
}


@pytest.mark.parametrize("table", contracts.TABLES, ids=lambda table: table.name)
def test_tables_have_the_columns_people_build_on(table: contracts.Table) -> None:
    assert {column.name for column in table.columns} == set(DESIGN[table.name].split())
    assert set(table.key) <= {column.name for column in table.columns}
    assert all(column.description.endswith(".") for column in table.columns)
    for key in table.key:
        assert not next(column for column in table.columns if column.name == key).nullable


@pytest.mark.parametrize("table", contracts.TABLES, ids=lambda table: table.name)
def test_published_files_carry_schema_and_descriptions(table: contracts.Table, version: Path) -> None:
    for path in sorted((version / "data" / table.name).iterdir()):
        assert path.suffix == ".parquet"
        schema = pq.read_schema(path)
        assert schema.equals(contracts.schema(table.name), check_metadata=False)
        assert schema.metadata[b"contract"] == b"1"
        for column in table.columns:
            field = schema.field(column.name)
            assert field.nullable == column.nullable
            assert field.metadata[b"description"].decode() == column.description


@pytest.mark.parametrize("table", contracts.TABLES, ids=lambda table: table.name)
def test_files_are_written_the_one_way(table: contracts.Table, version: Path) -> None:
    with pq.ParquetFile(version / "data" / table.name / "part-00000.parquet") as file:
        group = file.metadata.row_group(0) if file.metadata.num_row_groups else None
        if group is None:
            return
        for k in range(group.num_columns):
            column = group.column(k)
            assert column.compression == "ZSTD"
            assert column.has_offset_index


def test_rows_are_sorted_by_key(version: Path) -> None:
    for table in contracts.TABLES:
        rows = pq.read_table(version / "data" / table.name, columns=list(table.key)).to_pylist()
        keys = [tuple(row.values()) for row in rows]
        assert keys == sorted(keys)


def test_suites_say_what_the_contract_says() -> None:
    for table in contracts.TABLES:
        kinds = [type(one).__name__ for one in checks.suite(table)]
        required = sum(not column.nullable for column in table.columns)
        assert kinds.count("ExpectColumnValuesToNotBeNull") == required
        assert kinds.count("ExpectColumnValuesToMatchRegex") == sum(bool(column.pattern) for column in table.columns)


def test_an_unknown_table_lists_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'mentions'"):
        contracts.schema("mention")


def test_types_are_arrow_types() -> None:
    assert contracts.schema("documents").field("source_record").type == pa.int64()
    assert contracts.schema("mentions").field("score").type == pa.float32()
    assert contracts.schema("sources").field("path_bytes").type == pa.binary()
