"""Rows of the tables, and their Parquet files."""
