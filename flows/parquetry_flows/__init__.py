"""Flows: Parquetry as a Prefect flow and as a command line."""
