"""Contract 2: every table, column, key, reference and span, declared once. Allowed values are in `vocabulary`.

Arrow schemas, GX suites, cross-table checks, `docs/tables.md`, the dataset card and `datapackage.json` are derived from
`TABLES`. To add a column: add it to its table in this folder, fill it in `tabulate/rows.py`, run `make docs`.
"""

from __future__ import annotations

from parquetry.model.contract.columns import HEX32, HEX64, Column, Reference, Table
from parquetry.model.contract.dataset_tables import (
    DUPLICATES_TABLE,
    ENTITIES_TABLE,
    REJECTS_TABLE,
    REPEATS_TABLE,
    SOURCES_TABLE,
)
from parquetry.model.contract.document_table import DOCUMENTS_TABLE
from parquetry.model.contract.signals_table import SIGNALS_TABLE
from parquetry.model.contract.source_tables import EXTRACTS_TABLE, FONTS_TABLE, LEFT_OUT_TABLE, ORIGINS_TABLE, PARTS_TABLE
from parquetry.model.contract.text_tables import (
    ALIGNMENT_TABLE,
    BLOCKS_TABLE,
    CHUNKS_TABLE,
    MENTIONS_TABLE,
    REPAIRS_TABLE,
    SENTENCES_TABLE,
)

__all__ = ["BY_NAME", "CONTRACT", "HEX32", "HEX64", "TABLES", "Column", "Reference", "Table"]

# Written into every dataset, so that its reader knows which columns to expect and what they mean.
CONTRACT = 2

TABLES: tuple[Table, ...] = (
    DOCUMENTS_TABLE,
    REPAIRS_TABLE,
    ALIGNMENT_TABLE,
    PARTS_TABLE,
    LEFT_OUT_TABLE,
    ORIGINS_TABLE,
    FONTS_TABLE,
    EXTRACTS_TABLE,
    BLOCKS_TABLE,
    SENTENCES_TABLE,
    MENTIONS_TABLE,
    SIGNALS_TABLE,
    CHUNKS_TABLE,
    ENTITIES_TABLE,
    DUPLICATES_TABLE,
    REPEATS_TABLE,
    SOURCES_TABLE,
    REJECTS_TABLE,
)

BY_NAME = {table.name: table for table in TABLES}
