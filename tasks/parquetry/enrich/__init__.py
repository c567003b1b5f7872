"""Enrichments: tables about documents that are finished. Each is made of a leaf's tables, and changes none of them."""
