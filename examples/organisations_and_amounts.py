"""Every sentence that names an organisation and an amount of money, with DuckDB.

python examples/organisations_and_amounts.py
"""

from __future__ import annotations

import sys

import duckdb

DATASET = sys.argv[1] if len(sys.argv) > 1 else "data/processed/sample"

duckdb.sql(f"""
    SELECT d.source_path, s.text AS sentence, list(DISTINCT o.text) AS organisations, list(DISTINCT m.value) AS amounts
    FROM '{DATASET}/current/data/sentences/*.parquet' s
    JOIN '{DATASET}/current/data/mentions/*.parquet' o USING (doc_id, sentence_id)
    JOIN '{DATASET}/current/data/mentions/*.parquet' m USING (doc_id, sentence_id)
    JOIN '{DATASET}/current/data/documents/*.parquet' d USING (doc_id)
    WHERE o.label = 'ORG' AND m.value_type = 'money'
    GROUP BY ALL ORDER BY 1, 2
""").show(max_width=160)
