"""Repair: from source bytes to the characters a careful person would have typed, each change on record."""

from parquetry.repair.pipeline import decoded, repair

__all__ = ["decoded", "repair"]
