"""Signals: numbers that the published rules about the quality of text are computed from."""

from parquetry.enrich.signals.table import COLUMNS as COLUMNS
from parquetry.enrich.signals.table import maker as maker
