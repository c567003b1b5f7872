"""The countries with most mentions, and in how many documents, with Spark. Needs `pip install pyspark` and Java 17.

python examples/spark_countries.py
"""

from __future__ import annotations

import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

DATASET = sys.argv[1] if len(sys.argv) > 1 else "data/processed/sample"

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
mentions = spark.read.parquet(f"{DATASET}/current/data/mentions")
mentions.where(mentions.value_type == "iso3166").groupBy("value").agg(
    f.count("*").alias("mentions"), f.countDistinct("doc_id").alias("documents")
).orderBy(f.desc("mentions"), "value").show(20)
spark.stop()
