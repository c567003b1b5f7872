"""Repair: from source bytes to the characters a careful person would have typed, each change on record."""

from parquetry.repair.pipeline import decode_source, repair

__all__ = ["decode_source", "repair"]
