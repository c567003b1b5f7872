"""Plugins for Parquetry: numbers of hulls repaired, names of ships found, documents written as Markdown."""
