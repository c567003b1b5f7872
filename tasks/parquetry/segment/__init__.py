"""Segment: from repaired lines to blocks, sentences and the final text."""

from parquetry.segment.pipeline import segment

__all__ = ["segment"]
