"""Sentences by language and length, with Polars, which loads only the columns it needs.

python examples/polars_lengths.py
"""

from __future__ import annotations

import sys

import polars as pl

DATASET = sys.argv[1] if len(sys.argv) > 1 else "data/processed/sample"

sentences = pl.scan_parquet(f"{DATASET}/current/data/sentences/*.parquet")
documents = pl.scan_parquet(f"{DATASET}/current/data/documents/*.parquet").select("doc_id", "language")
lengths = (
    sentences.join(documents, on="doc_id")
    .group_by("language")
    .agg(pl.len().alias("sentences"), (pl.col("end") - pl.col("start")).mean().round(1).alias("characters"))
    .sort("sentences", descending=True)
)
print(lengths.collect())
