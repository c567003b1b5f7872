"""Chunks: stretches of text of bounded size, for retrieval and for models, cut between sentences."""

from parquetry.enrich.chunks.table import COLUMNS as COLUMNS
from parquetry.enrich.chunks.table import maker as maker
