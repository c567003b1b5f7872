"""DuckDB: one file with every table and view of a version, and an index of the words of its documents.

The index needs no extension, so nothing is fetched: `FROM search('ferry terminal')` ranks documents by BM25.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.config import Quality
from parquetry.dataset.reader import open_table
from parquetry.model import version_tables
from parquetry.publish import views

if TYPE_CHECKING:
    from pathlib import Path

NAME = "dataset.duckdb"
_TERM = "[\\p{L}\\p{M}\\p{N}]+"
# Source: Robertson & Zaragoza 2009, The Probabilistic Relevance Framework: BM25 and Beyond; k1 and b as Lucene has them.
_K1, _B = 1.2, 0.75
_INDEX = f"""
CREATE TABLE terms AS SELECT term, doc_id, count(*)::INTEGER AS times FROM (
    SELECT doc_id, unnest(regexp_extract_all(lower(text), '{_TERM}')) AS term FROM documents) GROUP BY ALL ORDER BY ALL;
CREATE TABLE document_lengths AS SELECT doc_id, sum(times)::BIGINT AS terms FROM terms GROUP BY doc_id ORDER BY doc_id;
CREATE MACRO search(words) AS TABLE
WITH asked AS (SELECT DISTINCT unnest(regexp_extract_all(lower(words), '{_TERM}')) AS term),
    totals AS (SELECT count(*) AS documents, avg(terms) AS mean FROM document_lengths),
    rarity AS (
        SELECT term, ln(1 + (any_value(documents) - count(*) + 0.5) / (count(*) + 0.5)) AS weight
        FROM terms JOIN asked USING (term), totals GROUP BY term)
SELECT doc_id, sum(weight * times * {_K1 + 1} / (times + {_K1} * (1 - {_B} + {_B} * terms / mean))) AS score
FROM terms JOIN rarity USING (term) JOIN document_lengths USING (doc_id), totals
GROUP BY doc_id ORDER BY score DESC, doc_id;
"""


def write(version: Path, folder: Path) -> int:
    """Write `dataset.duckdb`; return the number of tables in it, without those of the index."""
    import duckdb  # noqa: PLC0415 (only where it is used)

    with duckdb.connect(folder / NAME) as connection:
        tables = version_tables.by_name(version)
        for name, table in tables.items():
            # By the reader: of a version that an older release published it adds the tables and columns that are missing.
            connection.register(f"read_{name}", open_table(version, name))
            keys = ", ".join(f'"{key}"' for key in table.key)
            connection.execute(f"CREATE TABLE {name} AS FROM read_{name} ORDER BY {keys}")
            connection.unregister(f"read_{name}")
        for name, query in views.statements(Quality(), version_tables.own(version).values()):
            connection.execute(f"CREATE VIEW {name} AS {query}")
        connection.execute(_INDEX)
    return len(tables)
