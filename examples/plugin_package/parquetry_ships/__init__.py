"""Plugins for Parquetry, one of each kind, about ships."""
