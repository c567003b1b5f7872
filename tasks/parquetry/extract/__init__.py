"""Extract: names, dates, amounts and what else is mentioned in the text."""

from parquetry.extract.pipeline import extract, fingerprint

__all__ = ["extract", "fingerprint"]
