"""The path by which plugins import what a backend is made of; see `parquetry.extract.spans`."""

from parquetry.extract.spans import Backend, Span, chunks, patterns

__all__ = ["Backend", "Span", "chunks", "patterns"]
