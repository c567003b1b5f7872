"""The path by which plugins import what a backend is made of."""

from parquetry.extract.ner.entity_ruler import patterns
from parquetry.extract.spans import Backend, Span, chunks

__all__ = ["Backend", "Span", "chunks", "patterns"]
