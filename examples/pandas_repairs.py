"""Repairs by rule, and the five least sure ones, with pandas.

python examples/pandas_repairs.py
"""

from __future__ import annotations

import sys

import pandas as pd

DATASET = sys.argv[1] if len(sys.argv) > 1 else "data/processed/sample"

repairs = pd.read_parquet(f"{DATASET}/current/data/repairs")
print(repairs.groupby(["kind", "rule", "status"])["confidence"].agg(["count", "min", "mean"]).round(3))
print(repairs.nsmallest(5, "confidence")[["kind", "rule", "before", "after", "confidence"]])
